import { parseArgs } from 'node:util';
import { StackgateError } from '../model/errors.ts';
import { didYouMean, nearest } from '../model/nearest.ts';

/** One flag of a command: what help says of it, what it takes, and what the shell completes. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in help; a flag without one is a switch. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly choices?: readonly string[];
  /** What the shell completes a value with, when it is no fixed choice. */
  readonly completes?: 'file' | 'folder' | 'rule' | 'pack' | 'report';
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** What follows the name in help: `[paths…]`. */
  readonly operands: string;
  /** How many operands there may be. */
  readonly maxOperands: number;
  readonly minOperands?: number;
  readonly completes?: 'path' | 'rule' | 'shell';
  readonly summary: string;
  readonly flags: readonly Flag[];
}

export class ParsedArguments {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(operands: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.operands = operands;
    this.#values = values;
  }

  /** Whether a switch was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of a flag; of several, the last. */
  value(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values of a repeatable flag. */
  list(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

/** Parses what follows the name of a command. An unknown flag, a missing or wrong value and a superfluous operand are usage errors. */
export function parseArguments(command: Command, argv: readonly string[]): ParsedArguments {
  const byName = new Map(command.flags.map((flag) => [flag.name, flag]));
  const options = Object.fromEntries(
    command.flags.map((flag) => [
      flag.name,
      {
        type: flag.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(flag.short === undefined ? {} : { short: flag.short }),
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const operands: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const flag = byName.get(token.name);
    if (flag === undefined) throw unknownFlag(token.rawName, command);
    const value = flagValue(flag, token.rawName, token.value);
    const known = values.get(flag.name);
    if (known === undefined) values.set(flag.name, [value]);
    else if (flag.repeatable === true) known.push(value);
    else if (flag.value !== undefined)
      throw new StackgateError('USAGE', `${token.rawName} was given twice`, { hint: 'It takes one value.' });
  }
  if (operands.length > command.maxOperands) {
    throw new StackgateError('USAGE', `\`stackgate ${command.name}\` does not take \`${operands[command.maxOperands]}\``, {
      hint: usageLine(command),
    });
  }
  if (operands.length < (command.minOperands ?? 0)) {
    throw new StackgateError('USAGE', `\`stackgate ${command.name}\` needs ${command.operands}`, { hint: usageLine(command) });
  }
  return new ParsedArguments(operands, values);
}

function flagValue(flag: Flag, rawName: string, value: string | undefined): string {
  if (flag.value === undefined) {
    if (value !== undefined) throw new StackgateError('USAGE', `${rawName} takes no value`);
    return 'true';
  }
  if (value === undefined || value === '')
    throw new StackgateError('USAGE', `${rawName} needs a value`, { hint: `Write ${rawName} ${flag.value}.` });
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    const hint = didYouMean(value, flag.choices);
    throw new StackgateError('USAGE', `${rawName} does not take \`${value}\``, {
      hint: hint ?? `It takes one of: ${flag.choices.join(', ')}.`,
    });
  }
  return value;
}

function unknownFlag(rawName: string, command: Command): StackgateError {
  const close = nearest(
    rawName.replace(/^-+/, ''),
    command.flags.map((flag) => flag.name),
  );
  return new StackgateError('USAGE', `\`stackgate ${command.name}\` does not know ${rawName}`, {
    hint: close === undefined ? `\`stackgate ${command.name} --help\` lists what it knows.` : `Did you mean --${close}?`,
  });
}

export function usageLine(command: Command): string {
  return `Usage: stackgate ${command.name}${command.operands === '' ? '' : ` ${command.operands}`} [options]`;
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const rows = command.flags.map((flag) => {
    const left = `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
    return [left, `${flag.help}${flag.repeatable === true ? ' (repeatable)' : ''}`] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length), 0) + 2;
  const lines = rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
  return `${usageLine(command)}\n\n${command.summary}\n\nOptions:\n${lines.join('\n')}\n`;
}
