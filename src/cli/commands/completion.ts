import { StackgateError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
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
        hint: didYouMean(shell, SHELLS) ?? `There is one for ${SHELLS.join(', ')}.`,
      });
  }
}

function words(flag: Flag): string | undefined {
  if (flag.choices !== undefined) return flag.choices.join(' ');
  if (flag.completes === 'rule')
    return loadCatalogue()
      .map((rule) => rule.id)
      .join(' ');
  if (flag.completes === 'pack')
    return loadPacks()
      .map((pack) => pack.name)
      .join(' ');
  return undefined;
}

function bash(): string {
  const cases = COMMAND_NAMES.map((name) => {
    const command: Command = COMMANDS[name];
    const values = command.flags.flatMap((flag) => {
      if (flag.value === undefined) return [];
      const known = words(flag);
      const reply =
        known === undefined
          ? flag.completes === 'folder'
            ? 'compgen -d -- "$cur"'
            : 'compgen -f -- "$cur"'
          : `compgen -W "${known}" -- "$cur"`;
      return [`        --${flag.name}) COMPREPLY=( $(${reply}) ); return ;;`];
    });
    const operands =
      command.completes === 'rule'
        ? `compgen -W "${loadCatalogue()
            .map((rule) => rule.id)
            .join(' ')}" -- "$cur"`
        : command.completes === 'shell'
          ? `compgen -W "${SHELLS.join(' ')}" -- "$cur"`
          : 'compgen -f -- "$cur"';
    return `    ${name})
      case "$prev" in
${values.join('\n')}${values.length === 0 ? '        "") ;;' : ''}
      esac
      if [[ "$cur" == -* ]]; then COMPREPLY=( $(compgen -W "${command.flags.map((flag) => `--${flag.name}`).join(' ')}" -- "$cur") ); else COMPREPLY=( $(${operands}) ); fi ;;`;
  });
  return `_stackgate() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=( $(compgen -W "${COMMAND_NAMES.join(' ')}" -- "$cur") ); return; fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
}
complete -o filenames -o bashdefault -F _stackgate stackgate
`;
}

function fish(): string {
  const lines = [`complete -c stackgate -n __fish_use_subcommand -f -a '${COMMAND_NAMES.join(' ')}'`];
  for (const name of COMMAND_NAMES) {
    const command: Command = COMMANDS[name];
    for (const flag of command.flags) {
      const known = words(flag);
      const takes = flag.value === undefined ? '' : known === undefined ? ' -r -F' : ` -x -a '${known}'`;
      const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
      lines.push(
        `complete -c stackgate -n '__fish_seen_subcommand_from ${name}' -l ${flag.name}${short}${takes} -d '${flag.help.replaceAll("'", "\\'")}'`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
