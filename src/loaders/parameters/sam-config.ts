import { parse, TomlError } from 'smol-toml';
import type { DiagnosticCode } from '../../model/diagnostics.ts';
import { didYouMean } from '../../model/nearest.ts';
import type { SourceText } from '../../model/source.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

export type SamConfig =
  | (Range & { readonly kind: 'overrides'; readonly texts: readonly string[]; readonly entries: readonly (readonly [string, string])[] })
  | (Range & { readonly kind: 'problem'; readonly code: DiagnosticCode; readonly message: string; readonly hint?: string });

/**
 * The overrides that `sam deploy` would take from a samconfig.toml for an environment: those of the command `deploy`, else of `global`, else
 * of the first other command that has some. No overrides at all are none, and no problem.
 */
export function readSamConfig(source: SourceText, environment: string): SamConfig {
  let document: unknown;
  try {
    document = parse(source.text, { maxDepth: 50 });
  } catch (error) {
    return syntaxProblem(source, error);
  }
  const environments = tables(document);
  const chosen = environments.find(([name]) => name === environment)?.[1];
  if (chosen === undefined) {
    const names = environments.map(([name]) => name);
    const hint = didYouMean(environment, names);
    return {
      kind: 'problem',
      code: 'unknown-environment',
      message: `has no environment ${JSON.stringify(environment)}`,
      start: 0,
      end: 0,
      ...(hint === undefined ? {} : { hint }),
    };
  }
  const commands = tables(chosen);
  const ordered = [...commands.filter(([name]) => name === 'deploy'), ...commands.filter(([name]) => name === 'global'), ...commands];
  for (const [command, table] of ordered) {
    const overrides = property(property(table, 'parameters'), 'parameter_overrides');
    if (overrides === undefined) continue;
    return read(overrides, rangeOf(source, environment, command));
  }
  return { kind: 'overrides', texts: [], entries: [], start: 0, end: 0 };
}

function read(overrides: unknown, range: Range): SamConfig {
  if (typeof overrides === 'string') return { kind: 'overrides', texts: [overrides], entries: [], ...range };
  if (Array.isArray(overrides) && overrides.every((item) => typeof item === 'string')) {
    // Each item is one pair already: white space in it belongs to the value.
    return { kind: 'overrides', texts: overrides.map((item) => (/["']/.test(item) ? item : quoteValue(item))), entries: [], ...range };
  }
  if (typeof overrides === 'object' && overrides !== null && !Array.isArray(overrides)) {
    const entries = Object.entries(overrides).map(([name, value]) => [name, plainText(value)] as const);
    const texts = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
    if (texts.length === entries.length) return { kind: 'overrides', texts: [], entries: texts, ...range };
  }
  return {
    kind: 'problem',
    code: 'parameters-form',
    message: '`parameter_overrides` is text, a list of text or a table of plain values',
    ...range,
  };
}

function quoteValue(pair: string): string {
  return `"${pair.replaceAll('\\', '\\\\')}"`;
}

function plainText(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  const texts = value.map((item) => (Array.isArray(item) ? undefined : plainText(item)));
  return texts.every((text) => text !== undefined) ? texts.join(',') : undefined;
}

function tables(value: unknown): readonly (readonly [string, object])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(
    (entry): entry is [string, object] => typeof entry[1] === 'object' && entry[1] !== null && !Array.isArray(entry[1]),
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

/** The line of `parameter_overrides` in the table of a command; the parser keeps no positions. */
function rangeOf(source: SourceText, environment: string, command: string): Range {
  let table = '';
  for (const [index, start] of source.lineStarts.entries()) {
    const line = source.text.slice(start, source.lineStarts[index + 1] ?? source.text.length);
    const header = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) table = header.replaceAll(/[\s"']/g, '');
    const key = /^\s*["']?parameter_overrides\b/.exec(line)?.[0];
    if (key !== undefined && table === `${environment}.${command}.parameters`) {
      return { start: start + key.length - key.trimStart().length, end: start + key.length };
    }
  }
  return { start: 0, end: 0 };
}

function syntaxProblem(source: SourceText, error: unknown): SamConfig {
  if (!(error instanceof TomlError)) {
    return {
      kind: 'problem',
      code: 'syntax',
      message: `cannot be parsed: ${error instanceof Error ? error.message : String(error)}`,
      start: 0,
      end: 0,
    };
  }
  const start = (source.lineStarts[error.line - 1] ?? 0) + error.column - 1;
  const [reason] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
  return { kind: 'problem', code: 'syntax', message: `cannot be parsed: ${reason ?? 'no TOML'}`, start, end: start + 1 };
}
