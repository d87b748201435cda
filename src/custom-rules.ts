import { loadSchemaCompiler } from './config/schema-compiler.ts';
import type { CustomRuleSource } from './config/types.ts';
import type { Rule } from './engine/rule-api.ts';
import { StackgateError, StackgateErrors } from './model/errors.ts';
import { CATEGORIES } from './model/rule.ts';
import { SEVERITIES } from './model/severity.ts';
import type { SchemaCompiler } from './rules/custom/schema-check.ts';
import { schemaRule } from './rules/custom/schema-rule.ts';

/**
 * Makes rules of what a configuration declares; the schema compiler is loaded only when there is something for it. Throws
 * `RULE_INVALID` for everything that is no rule, all of it at once.
 */
export async function customRules(sources: readonly CustomRuleSource[]): Promise<readonly Rule[]> {
  let compiler: SchemaCompiler | undefined;
  const rules: Rule[] = [];
  const errors: StackgateError[] = [];
  for (const source of sources) {
    try {
      if (source.kind === 'code') rules.push(checkedRule(source.rule, source.id));
      else {
        compiler ??= await loadSchemaCompiler();
        rules.push(schemaRule(source.rule, compiler));
      }
    } catch (error) {
      if (!(error instanceof StackgateError)) throw error;
      errors.push(placed(error, source));
    }
  }
  if (errors.length === 1) throw errors[0] as StackgateError;
  if (errors.length > 1) throw new StackgateErrors(errors);
  return rules;
}

/** The error with the place of the declaration, where that is known to the line. */
function placed(error: StackgateError, { file, origin }: CustomRuleSource): StackgateError {
  const line = /:(\d+)$/.exec(origin)?.[1];
  return new StackgateError(error.code, error.message, {
    file,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(line === undefined ? {} : { line: Number(line), column: 1 }),
    cause: error.cause,
  });
}

function checkedRule(rule: object, id: string): Rule {
  if (isRule(rule)) return rule;
  const wrong = Object.keys(PARTS).filter((part) => !hasPart(rule, part));
  throw new StackgateError('RULE_INVALID', `the custom rule ${id} lacks ${wrong.join(', ')}, or has something else there`, {
    hint: 'Make it with `defineRule`; the types say what it needs.',
  });
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isOneOf = (words: readonly unknown[]) => (value: unknown) => words.includes(value);

/** What of a rule is read without asking. */
const PARTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: isText,
  title: isText,
  severity: isOneOf(SEVERITIES),
  category: isOneOf(CATEGORIES),
  resources: isTexts,
  tier: isOneOf([1, 2, 3]),
  packs: isTexts,
  crossReferences: isMap,
  remediation: isText,
  messages: isMap,
  check: (value) => typeof value === 'function',
};

function hasPart(rule: object, part: string): boolean {
  return PARTS[part]?.(Reflect.get(rule, part)) === true;
}

function isRule(value: object): value is Rule {
  return Object.keys(PARTS).every((part) => hasPart(value, part));
}
