import { StackgateError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { VERSION } from '../version.ts';
import { type Command, commandHelp, type ParsedArguments, parseArguments } from './arguments.ts';
import type { CommandResult, Surroundings } from './commands/command.ts';
import { COMMAND_NAMES, COMMANDS, type CommandName, overview } from './commands.ts';
import { failure } from './run-errors.ts';

type Run = (args: ParsedArguments, surroundings: Surroundings) => CommandResult | Promise<CommandResult>;

/** The code of each command, loaded when it is called. */
const RUNS: Readonly<Record<CommandName, () => Promise<Run>>> = {
  scan: async () => (await import('./commands/scan.ts')).scanCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  expand: async () => (await import('./commands/expand.ts')).expandCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
};

/** Runs one command line; gives what to print and the exit code. Never throws. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<CommandResult> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined) return { exitCode: 2, stderr: overview() };
    if (name === 'help' || name === '--help' || name === '-h') {
      const [about] = rest;
      return { exitCode: 0, stdout: about === undefined ? overview() : commandHelp(COMMANDS[commandNamed(about)]) };
    }
    if (name === '--version' || name === '-V' || name === 'version') return { exitCode: 0, stdout: `${VERSION}\n` };
    const command = commandNamed(name);
    const definition: Command = COMMANDS[command];
    if (rest.some((argument, index) => (argument === '--help' || argument === '-h') && !rest.slice(0, index).includes('--'))) {
      return { exitCode: 0, stdout: commandHelp(definition) };
    }
    const args = parseArguments(definition, rest);
    const perform = await RUNS[command]();
    return await perform(args, surroundings);
  } catch (error) {
    return failure(error, surroundings);
  }
}

function commandNamed(name: string): CommandName {
  const command = COMMAND_NAMES.find((known) => known === name);
  if (command !== undefined) return command;
  // `stackgate template.yaml` and `stackgate --fail-on low` lack the command that nearly everybody means.
  const isScan = name.startsWith('-') || /[./\\]/.test(name);
  const hint = isScan
    ? `The command comes first: stackgate scan ${name}`
    : (didYouMean(name, COMMAND_NAMES) ?? '`stackgate help` lists the commands.');
  throw new StackgateError('USAGE', `there is no command \`${name}\``, { hint });
}
