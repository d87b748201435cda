/** What is wrong with a text of overrides. The text itself is not in it: values can be secrets. */
export type OverrideProblem =
  | { readonly kind: 'quote' }
  | { readonly kind: 'file' }
  /** `position` counts from 1. */
  | { readonly kind: 'pair'; readonly position: number };

export interface Overrides {
  readonly pairs: readonly (readonly [name: string, value: string])[];
  readonly problems: readonly OverrideProblem[];
}

/** Reads `A=b C="d e"` or `ParameterKey=A,ParameterValue=b`, quoted as on a command line. */
export function parseOverrides(text: string): Overrides {
  const pairs: (readonly [string, string])[] = [];
  const problems: OverrideProblem[] = [];
  const { words, isClosed } = splitWords(text);
  if (!isClosed) problems.push({ kind: 'quote' });
  for (const [index, word] of words.entries()) {
    const long = /^ParameterKey=([^,]*),ParameterValue=(.*)$/s.exec(word);
    const equals = word.indexOf('=');
    if (word.startsWith('file://')) problems.push({ kind: 'file' });
    else if (long?.[1] !== undefined && long[2] !== undefined) pairs.push([long[1], long[2]]);
    else if (equals > 0) pairs.push([word.slice(0, equals), word.slice(equals + 1)]);
    else problems.push({ kind: 'pair', position: index + 1 });
  }
  return { pairs, problems };
}

/** Splits at white space outside of quotes; quotes are taken away, a backslash before a quote or a backslash too. */
function splitWords(text: string): { readonly words: readonly string[]; readonly isClosed: boolean } {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '\\' && quote !== "'" && (next === '"' || next === '\\' || (next === "'" && quote === ''))) {
      word = (word ?? '') + next;
      at++;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return { words, isClosed: quote === '' };
}
