import { defineRule, must } from '../../src/engine/rule-api.ts';
import { runRule } from '../../src/engine/runner.ts';
import type { ParameterValues } from '../../src/model/settings.ts';
import { loadUnit } from './load-unit.ts';

/** A rule that wants `Status: Enabled` of a `Test::Some::Thing`. */
export const STATUS_RULE = defineRule({
  id: 'test/status-enabled',
  title: 'Status is Enabled',
  severity: 'high',
  category: 'operations',
  resources: ['Test::Some::Thing'],
  tier: 1,
  packs: [],
  crossReferences: {},
  rationale: 'A rule to test with.',
  remediation: 'Set Status.',
  messages: { off: 'Status is {found}' },
  check: (thing) => must(thing.at('Status').equals('Enabled'), 'off'),
  examples: { pass: [], fail: [] },
});

export interface StatusOptions {
  readonly parameters?: ParameterValues;
  /** Templates of nested stacks, by their path. */
  readonly beside?: Readonly<Record<string, string>>;
  /** The path of the thing to judge. */
  readonly thing?: string;
}

/** What the rule says of a thing, in short: `fail when IsProd is false`. The template is text, and must load without errors. */
export function statusOf(template: string, options: StatusOptions = {}): readonly string[] {
  const unit = loadUnit(template, options.parameters, options.beside);
  const thing = unit.byKey.get(options.thing ?? 'Thing');
  if (thing === undefined) throw new Error('the template has no thing');
  return runRule(STATUS_RULE, thing, unit, { options: undefined, severity: undefined, budget: { steps: 1_000_000 } }).map(
    ({ status, scenarios, assumptions }) =>
      [
        status,
        ...(scenarios.length === 0 ? [] : [`when ${scenarios.join(' or ')}`]),
        ...(assumptions.length === 0 ? [] : [`with ${assumptions.join(' and ')}`]),
      ].join(' '),
  );
}
