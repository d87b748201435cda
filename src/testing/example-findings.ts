import type { Example, Rule } from '../engine/rule-api.ts';
import { type Finding, runRule } from '../engine/runner.ts';
import { instantiate } from '../engine/stack.ts';
import { Loader } from '../loaders/load.ts';
import { SUBJECT, templateOf } from './rule-tester.ts';

/** What a rule says about one of its examples. Throws when the example does not load. */
export function exampleFindings(rule: Rule, example: Example): readonly Finding[] {
  const bytes = new TextEncoder().encode(JSON.stringify(templateOf(rule, example)));
  const nowhere = { read: () => undefined, isFile: () => false, isFolder: () => false, problem: () => 'does not exist' };
  const [declared] = new Loader([{ path: 'example.json', bytes, named: true }], nowhere).load({}).units;
  const unit = declared === undefined ? undefined : instantiate(declared, { parameters: {} });
  const subject = unit?.byKey.get(SUBJECT);
  if (unit === undefined || subject === undefined) throw new Error(`the example "${example.name}" of ${rule.id} does not load`);
  return runRule(rule, subject, unit, { options: example.options, severity: undefined, budget: { steps: 2_000_000 } });
}
