import type { CustomRuleSource } from './config/types.ts';
import type { Rule } from './engine/rule-api.ts';
import { StackgateError } from './model/errors.ts';

/** Makes rules of what a configuration declares; the schema compiler is loaded only when there is something for it. */
export async function customRules(sources: readonly CustomRuleSource[]): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const source of sources) {
    if (source.kind === 'code') rules.push(checkedRule(source.rule, source.origin));
  }
  return rules;
}

function checkedRule(rule: object, origin: string): Rule {
  if (isRule(rule)) return rule;
  throw new StackgateError('RULE_INVALID', 'a custom rule is made by `defineRule`', { file: origin });
}

function isRule(value: object): value is Rule {
  return (
    'id' in value &&
    'check' in value &&
    typeof value.check === 'function' &&
    'resources' in value &&
    Array.isArray(value.resources) &&
    'messages' in value
  );
}
