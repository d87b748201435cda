/** The commands of a shell text, each as its words: split at pipes and lists; comments, redirections and prompts left out. */
export function shellCommands(text: string): readonly (readonly string[])[] {
  return text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => commandsOf(line.replace(/^\$ /, '')));
}

function commandsOf(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [];
  let words: string[] = [];
  let isTarget = false;
  const end = (): void => {
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (const [token] of line.matchAll(/(?:"[^"]*"|'[^']*'|<[\w|…-]+>|[^\s;&|<>"'#]|(?<=\S)#)+|&&|\|\||[;|&]|[0-9]*>>?|#.*/g)) {
    if (token.startsWith('#')) break;
    if (/^(&&|\|\||[;|&])$/.test(token)) end();
    else if (/^[0-9]*>>?$/.test(token)) isTarget = true;
    else if (isTarget) isTarget = false;
    else words.push(token.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
  }
  end();
  return commands;
}
