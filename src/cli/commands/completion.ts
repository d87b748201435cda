import { StackgateError } from '../../model/errors.ts';
import { REPORT_FORMATS } from '../../reporters/reporter.ts';
import { loadCatalogue, loadPacks } from '../../rules/load-service.ts';
import type { Command, Flag, ParsedArguments } from '../arguments.ts';
import { COMMAND_NAMES, COMMANDS } from '../commands.ts';
import type { CommandResult } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `stackgate completion <shell>`: a script that completes commands, flags, severities, packs and rules. */
export function completionCommand(args: ParsedArguments): CommandResult {
  const shell = args.operands[0] ?? '';
  switch (SHELLS.find((known) => known === shell)) {
    case 'bash':
      return { exitCode: 0, stdout: bash() };
    case 'zsh':
      // zsh runs bash completions through its own compatibility layer.
      return { exitCode: 0, stdout: `#compdef stackgate\nautoload -U +X bashcompinit && bashcompinit\n${bash()}` };
    case 'fish':
      return { exitCode: 0, stdout: fish() };
    default:
      throw new StackgateError('USAGE', `there is no completion for \`${shell}\``, {
        hint: `There is one for ${SHELLS.join(', ')}.`,
      });
  }
}

/** The words that a value can be; `undefined` for files, folders and free text. */
function wordsOf(flag: Flag): readonly string[] | undefined {
  if (flag.choices !== undefined) return flag.choices;
  switch (flag.completes) {
    case 'rule':
      return ruleIds();
    case 'pack':
      return loadPacks().map((pack) => pack.name);
    case 'report':
      return REPORT_FORMATS;
    default:
      return undefined;
  }
}

/** The words that an operand can be; `undefined` for files. */
function operandsOf(command: Command): readonly string[] | undefined {
  switch (command.completes) {
    case 'rule':
      return ruleIds();
    case 'shell':
      return SHELLS;
    default:
      return command.maxOperands === 0 ? [] : undefined;
  }
}

function ruleIds(): readonly string[] {
  return loadCatalogue().map((rule) => rule.id);
}

function bash(): string {
  const cases = COMMAND_NAMES.map((name) => {
    const command: Command = COMMANDS[name];
    const values = command.flags.flatMap((flag) => {
      if (flag.value === undefined) return [];
      const words = wordsOf(flag);
      const names = `--${flag.name}${flag.short === undefined ? '' : `|-${flag.short}`}`;
      const reply = words === undefined ? (flag.completes === 'folder' ? '_stackgate_paths -d' : '_stackgate_paths -f') : bashWords(words);
      return [`        ${names}) ${reply}; return ;;\n`];
    });
    const operands = operandsOf(command);
    return `    ${name})
      case "$prev" in
${values.join('')}        *) ;;
      esac
      if [[ "$cur" == -* ]]; then ${bashWords(command.flags.map((flag) => `--${flag.name}`))}
      else ${operands === undefined ? '_stackgate_paths -f' : bashWords(operands)}
      fi ;;`;
  });
  // `=` is a word of its own to bash; words and paths are apart because only paths may get a slash or quotes.
  return `_stackgate_words() { COMPREPLY=( $(compgen -W "$1" -- "$cur") ); }
_stackgate_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=( $(compgen "$1" -- "$cur") )
}
_stackgate() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  if [[ "$cur" == "=" ]]; then cur=""
  elif [[ "$prev" == "=" && $COMP_CWORD -ge 2 ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then ${bashWords([...COMMAND_NAMES, 'help'])}; return; fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    help) ${bashWords(COMMAND_NAMES)} ;;
  esac
}
complete -F _stackgate stackgate
`;
}

function bashWords(words: readonly string[]): string {
  return `_stackgate_words "${words.join(' ')}"`;
}

function fish(): string {
  const lines = [
    `complete -c stackgate -n __fish_use_subcommand -f -a '${[...COMMAND_NAMES, 'help'].join(' ')}'`,
    `complete -c stackgate -n '__fish_seen_subcommand_from help' -f -a '${COMMAND_NAMES.join(' ')}'`,
  ];
  for (const name of COMMAND_NAMES) {
    const command: Command = COMMANDS[name];
    const condition = `-n '__fish_seen_subcommand_from ${name}'`;
    const operands = operandsOf(command);
    if (operands !== undefined) lines.push(`complete -c stackgate ${condition} -f -a '${operands.join(' ')}'`);
    for (const flag of command.flags) {
      const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
      lines.push(
        `complete -c stackgate ${condition} -l ${flag.name}${short}${fishValue(flag)} -d '${flag.help.replaceAll(/['\\]/g, '\\$&')}'`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function fishValue(flag: Flag): string {
  if (flag.value === undefined) return '';
  const words = wordsOf(flag);
  if (words !== undefined) return ` -x -a '${words.join(' ')}'`;
  return flag.completes === 'folder' ? " -x -a '(__fish_complete_directories)'" : ' -r -F';
}
