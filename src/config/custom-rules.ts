import { StackgateError } from '../model/errors.ts';
import type { Loosener } from '../model/result.ts';
import { errorAt, originOf, type Path, parseSettings, type SettingsDocument } from './document.ts';
import { importDefault, isCode } from './load-typescript.ts';
import { pathBeside } from './parameters.ts';
import { customRuleSchema } from './schema.ts';
import type { CustomRuleSource, LoadContext, SchemaRule } from './types.ts';
import { isRecord, quote, validate } from './validate.ts';

const CODES = { invalid: 'CONFIG_INVALID', unreadable: 'CONFIG_UNREADABLE' } as const;

export interface CustomRules {
  readonly sources: readonly CustomRuleSource[];
  readonly refused: readonly Loosener[];
  readonly errors: readonly StackgateError[];
  /** The bytes of the files that were read, for the digest. */
  readonly files: readonly Uint8Array[];
}

/** Gathers the rules that a configuration holds or refers to. Their shape is checked here, their schemas and code where they are made into rules. */
export async function gatherCustomRules(
  document: SettingsDocument,
  codeRules: readonly CodeRule[],
  context: LoadContext,
): Promise<CustomRules> {
  const sources: CustomRuleSource[] = [];
  const refused: Loosener[] = [];
  const errors: StackgateError[] = [];
  const files: Uint8Array[] = [];
  const { data } = document;
  const items: readonly unknown[] = isRecord(data) && Array.isArray(data.customRules) ? data.customRules : [];
  for (const [index, item] of items.entries()) {
    const path = ['customRules', String(index)];
    if (isRecord(item)) {
      if (looksLikeRule(item)) sources.push(schemaSource(item, document, path));
      continue;
    }
    if (typeof item !== 'string' || item === '') continue;
    const file = pathBeside(document.file, item);
    if (isCode(file) && !context.allowCode) {
      refused.push({ kind: 'code', subject: file, origin: originOf(document, path), reason: CODE_REFUSED });
      continue;
    }
    const bytes = context.reader.read(file);
    if (bytes === undefined) {
      errors.push(
        errorAt('CONFIG_UNREADABLE', document, path, `customRules: ${quote(file)} ${context.reader.problem(file) ?? 'cannot be read'}`),
      );
      continue;
    }
    files.push(bytes);
    try {
      if (isCode(file)) sources.push(...codeSources(await importDefault(context.absolute(file), file), file, file));
      else sources.push(...(await readRuleFile(bytes, file, errors)));
    } catch (error) {
      if (!(error instanceof StackgateError)) throw error;
      errors.push(error);
    }
  }
  for (const { rule, origin } of codeRules) sources.push(...codeSources(rule, document.file, origin));
  return { sources, refused, errors, files };
}

/** Why code did not run, for the ledger. */
export const CODE_REFUSED = 'the policy does not run code of the repository';

/** A rule that stands in a configuration that is code. */
export interface CodeRule {
  readonly rule: unknown;
  readonly origin: string;
}

/** Ids have to be new: a rule of a repository must not stand in for a built-in one. */
export function checkIds(sources: readonly CustomRuleSource[], isBuiltIn: (id: string) => boolean): readonly StackgateError[] {
  const seen = new Set<string>();
  return sources.flatMap((source) => {
    const isTaken = isBuiltIn(source.id);
    const isRepeated = seen.has(source.id);
    seen.add(source.id);
    if (!isTaken && !isRepeated) return [];
    const what = isTaken ? 'is the id of a built-in rule' : 'is the id of another custom rule';
    const line = Number(/:(\d+)$/.exec(source.origin)?.[1] ?? Number.NaN);
    return [
      new StackgateError('CONFIG_INVALID', `customRules: ${quote(source.id)} ${what}`, {
        file: source.file,
        hint: 'Give it an id of its own, with the name of your team before the slash.',
        ...(Number.isNaN(line) ? {} : { line, column: 1 }),
      }),
    ];
  });
}

async function readRuleFile(bytes: Uint8Array, file: string, errors: StackgateError[]): Promise<readonly CustomRuleSource[]> {
  const document = parseSettings(bytes, file, CODES);
  if (!('data' in document)) {
    errors.push(...document);
    return [];
  }
  const isList = Array.isArray(document.data);
  const problems = await validate(document, isList ? { type: 'array', items: customRuleSchema } : customRuleSchema, 'CONFIG_INVALID');
  errors.push(...problems);
  const items: readonly unknown[] = Array.isArray(document.data) ? document.data : [document.data];
  return items.flatMap((item, index) =>
    isRecord(item) && looksLikeRule(item) ? [schemaSource(item, document, isList ? [String(index)] : [])] : [],
  );
}

/** Whether a map has what is read of it here; all else the schema has checked, and its errors end the run. */
function looksLikeRule(item: Readonly<Record<string, unknown>>): item is Readonly<Record<string, unknown>> & SchemaRule {
  return typeof item.id === 'string';
}

function schemaSource(rule: SchemaRule, document: SettingsDocument, path: Path): CustomRuleSource {
  return { kind: 'schema', id: rule.id, rule, file: document.file, origin: originOf(document, path) };
}

/** One rule or a list of rules that code exports. Throws `CONFIG_INVALID` for anything else. */
function codeSources(exported: unknown, file: string, origin: string): readonly CustomRuleSource[] {
  const rules: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  return rules.map((rule) => {
    if (
      typeof rule !== 'object' ||
      rule === null ||
      !('id' in rule) ||
      typeof rule.id !== 'string' ||
      !('check' in rule) ||
      typeof rule.check !== 'function'
    ) {
      throw new StackgateError('CONFIG_INVALID', 'a custom rule in code is what `defineRule` gives', {
        file,
        hint: 'Export one rule or a list of rules by default.',
      });
    }
    return { kind: 'code', id: rule.id, rule, file, origin };
  });
}
