import type { CodedDiagnostic, DiagnosticCode } from '../../model/diagnostics.ts';
import { didYouMean } from '../../model/nearest.ts';
import { childOf, entryOf, type MappingEntry, type MappingNode, type Node, type ScalarNode, stringOf } from '../../model/node.ts';
import type { ParameterValues } from '../../model/settings.ts';
import type { SourceText } from '../../model/source.ts';
import { parseDocument } from '../cloudformation/parse.ts';
import { type OverrideProblem, parseOverrides } from './overrides.ts';
import { readSamConfig } from './sam-config.ts';

export interface ParameterFile {
  /** Empty when a diagnostic has level `error`. */
  readonly values: ParameterValues;
  readonly diagnostics: readonly CodedDiagnostic[];
}

/** The environment that a samconfig file is read for when none is named. */
export const DEFAULT_ENVIRONMENT = 'default';

/** Takes `samconfig.toml#staging` apart; only behind a samconfig file does `#` start a selector. */
export function splitSelector(given: string): { readonly file: string; readonly selector?: string } {
  const match = /^(.*(?:\.toml|samconfig\.ya?ml))#([^#/\\]+)$/s.exec(given);
  if (match?.[1] === undefined || match[2] === undefined) return { file: given };
  return { file: match[1], selector: match[2] };
}

/**
 * Reads the values of parameters, as text, from any of the forms that AWS tools use: the list of the CloudFormation command line
 * (`ParameterKey`, `ParameterValue`), a list of `Key=Value`, the template configuration of CodePipeline, a samconfig file (of which the
 * environment `selector` is taken), a plain map. Never throws.
 */
export function parseParameterFile(source: SourceText, selector?: string): ParameterFile {
  const reader = new ParameterReader(source);
  const name = source.path.slice(source.path.lastIndexOf('/') + 1).toLowerCase();
  if (name.endsWith('.toml')) {
    reader.readOverrides(readSamConfig(source, selector ?? DEFAULT_ENVIRONMENT));
    return reader.result();
  }
  const { root, diagnostics } = parseDocument(source);
  // Warnings are about what CloudFormation does to a template; here the text counts as it was written.
  const errors = diagnostics.filter(({ level }) => level === 'error');
  if (errors.length > 0) return { values: {}, diagnostics: errors };
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) reader.error('empty', 'holds no parameters', root);
  else if (/^samconfig\.ya?ml$/.test(name)) reader.readSamMap(root, selector ?? DEFAULT_ENVIRONMENT);
  else if (root.kind === 'sequence') reader.readList(root.items);
  else if (root.kind === 'mapping') reader.readMap(root);
  else reader.error('parameters-form', 'is a single value, not parameters', root, FORMS);
  return reader.result();
}

const FORMS =
  'Known forms are a map of names to values, a list of { ParameterKey, ParameterValue }, a list of Key=Value, { "Parameters": { … } } and samconfig.toml.';

const ITEM_KEYS = ['ParameterKey', 'ParameterValue', 'UsePreviousValue', 'ResolvedValue'];

const CONFIGURATION_KEYS = ['Parameters', 'Tags', 'StackPolicy'];

class ParameterReader {
  readonly #source: SourceText;
  readonly #values = new Map<string, string>();
  readonly #diagnostics: CodedDiagnostic[] = [];

  constructor(source: SourceText) {
    this.#source = source;
  }

  result(): ParameterFile {
    const failed = this.#diagnostics.some(({ level }) => level === 'error');
    return { values: failed ? {} : Object.fromEntries(this.#values), diagnostics: this.#diagnostics };
  }

  error(code: DiagnosticCode, message: string, at: { readonly start: number; readonly end: number } | undefined, hint?: string): void {
    this.#report('error', code, message, at, hint);
  }

  readList(items: readonly Node[]): void {
    for (const [index, item] of items.entries()) {
      if (item.kind === 'scalar') this.#readPair(item, index + 1);
      else if (item.kind === 'mapping') this.#readItem(item);
      else this.error('parameters-form', 'a list stands where a parameter is expected', item, FORMS);
    }
  }

  readMap(root: MappingNode): void {
    if (entryOf(root, 'Resources') !== undefined || entryOf(root, 'AWSTemplateFormatVersion') !== undefined) {
      this.error('parameters-form', 'is a template, not a file of parameters', root, 'Name the template among the paths to scan.');
      return;
    }
    const configured = entryOf(root, 'Parameters');
    if (configured?.value.kind === 'sequence') {
      this.readList(configured.value.items);
    } else if (configured?.value.kind === 'mapping') {
      for (const entry of root.entries) {
        if (CONFIGURATION_KEYS.includes(entry.key)) continue;
        this.error(
          'unknown-key',
          `unknown key ${JSON.stringify(entry.key)} beside Parameters`,
          keyRange(entry),
          didYouMean(entry.key, CONFIGURATION_KEYS),
        );
      }
      this.#readEntries(configured.value.entries);
    } else {
      this.#readEntries(root.entries);
    }
  }

  readSamMap(root: Node, environment: string): void {
    const environments = root.kind === 'mapping' ? root.entries.filter(({ value }) => value.kind === 'mapping') : [];
    const chosen = environments.find(({ key }) => key === environment);
    if (chosen?.value.kind !== 'mapping') {
      const known = environments.map(({ key }) => key);
      this.error(
        'unknown-environment',
        `has no environment ${JSON.stringify(environment)}`,
        { start: root.start, end: root.start },
        didYouMean(environment, known),
      );
      return;
    }
    const commands = chosen.value.entries.map(({ key }) => key);
    for (const command of new Set(['deploy', 'global', ...commands])) {
      const overrides = childOf(childOf(childOf(chosen.value, command), 'parameters'), 'parameter_overrides');
      if (overrides === undefined) continue;
      if (overrides.kind === 'mapping') this.#readEntries(overrides.entries);
      else if (overrides.kind === 'sequence') for (const item of overrides.items) this.#readOverrideText(item);
      else this.#readOverrideText(overrides);
      return;
    }
  }

  /** What a samconfig.toml holds; its parser keeps no positions, so that a problem has that of the line it was found on. */
  readOverrides(found: ReturnType<typeof readSamConfig>): void {
    switch (found.kind) {
      case 'problem':
        this.error(found.code, found.message, found, found.hint);
        return;
      case 'overrides':
        for (const text of found.texts) this.#takeOverrides(text, found);
        for (const [name, value] of found.entries) this.#set(name, value, found);
        return;
    }
  }

  #readOverrideText(node: Node): void {
    if (node.kind === 'scalar') this.#takeOverrides(node.text, node);
    else this.error('parameters-form', '`parameter_overrides` is text, a list of text or a map', node);
  }

  #takeOverrides(text: string, at: { readonly start: number; readonly end: number }): void {
    const { pairs, problems } = parseOverrides(text);
    for (const problem of problems) this.error('parameter-pair', describe(problem), at, hintFor(problem));
    for (const [name, value] of pairs) this.#set(name, value, at);
  }

  #readEntries(entries: readonly MappingEntry[]): void {
    for (const entry of entries) {
      const text = this.#textOf(entry.value, entry.key, keyRange(entry));
      if (text !== undefined) this.#set(entry.key, text, keyRange(entry));
    }
  }

  #readPair(item: ScalarNode, position: number): void {
    const equals = item.text.indexOf('=');
    if (equals <= 0) {
      this.error('parameter-pair', `item ${position} is not of the form Key=Value`, item);
      return;
    }
    this.#set(item.text.slice(0, equals), item.text.slice(equals + 1), item);
  }

  #readItem(item: MappingNode): void {
    for (const entry of item.entries) {
      if (ITEM_KEYS.includes(entry.key)) continue;
      this.error('unknown-key', `unknown key ${JSON.stringify(entry.key)}`, keyRange(entry), didYouMean(entry.key, ITEM_KEYS));
    }
    const key = entryOf(item, 'ParameterKey');
    const name = key?.value.kind === 'scalar' ? key.value.text : undefined;
    if (key === undefined || name === undefined || name === '') {
      this.error('parameters-form', 'an item has no ParameterKey', item, FORMS);
      return;
    }
    const value = childOf(item, 'ParameterValue');
    const previous = childOf(item, 'UsePreviousValue');
    if (previous?.kind === 'scalar' && (previous.value === true || stringOf(previous) === 'true')) {
      this.#report('note', 'previous-value', `${name} keeps its previous value, which is not known here`, key.value);
      return;
    }
    if (value === undefined) {
      this.error('parameters-form', `${name} has no ParameterValue`, item);
      return;
    }
    const text = this.#textOf(value, name, value);
    if (text !== undefined) this.#set(name, text, key.value);
  }

  /** A value as CloudFormation takes it: a list is joined by commas. */
  #textOf(node: Node, name: string, at: { readonly start: number; readonly end: number }): string | undefined {
    if (node.kind === 'scalar' && node.value !== null) return node.text;
    if (node.kind === 'sequence') {
      const texts = node.items.map((item) => (item.kind === 'scalar' && item.value !== null ? item.text : undefined));
      if (texts.every((text) => text !== undefined)) return texts.join(',');
    }
    const what = node.kind === 'mapping' ? 'a map' : node.kind === 'sequence' ? 'a list of more than plain values' : 'empty';
    const hint =
      node.kind === 'scalar' ? 'Write "" for an empty text.' : 'A parameter is text, a number, a truth value or a list of these.';
    this.error('parameter-value', `the value of ${quote(name)} is ${what}`, at, hint);
    return undefined;
  }

  #set(name: string, value: string, at: { readonly start: number; readonly end: number }): void {
    if (!/^[A-Za-z0-9]{1,255}$/.test(name)) {
      this.error('parameter-name', `${quote(name)} is no name of a parameter`, at, 'Names consist of letters and digits.');
      return;
    }
    if (this.#values.has(name)) {
      this.error('duplicate-parameter', `${name} has a value already`, at, 'Only one of them would count; remove one.');
      return;
    }
    this.#values.set(name, value);
  }

  #report(
    level: CodedDiagnostic['level'],
    code: DiagnosticCode,
    message: string,
    at: { readonly start: number; readonly end: number } | undefined,
    hint?: string,
  ): void {
    const location = this.#source.location(at?.start ?? 0, at?.end ?? 0);
    this.#diagnostics.push({ level, code, message, ...(hint === undefined ? {} : { hint }), location });
  }
}

function keyRange(entry: MappingEntry): { readonly start: number; readonly end: number } {
  return { start: entry.keyStart, end: entry.keyEnd };
}

/** A name that stands in a message: escaped, and not endless. Values are never quoted: they can be secrets. */
function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function describe(problem: OverrideProblem): string {
  switch (problem.kind) {
    case 'quote':
      return 'a quote in `parameter_overrides` is not closed';
    case 'file':
      return '`parameter_overrides` refers to a file';
    case 'pair':
      return `part ${problem.position} of \`parameter_overrides\` is not of the form Key=Value`;
  }
}

function hintFor(problem: OverrideProblem): string | undefined {
  switch (problem.kind) {
    case 'quote':
      return undefined;
    case 'file':
      return 'Give that file itself.';
    case 'pair':
      return 'Put quotes around a value with spaces.';
  }
}
