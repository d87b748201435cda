import { expect, test } from 'vitest';
import { StackgateError } from '../src/model/errors.ts';
import type { RuleOptions } from '../src/model/settings.ts';
import { scanTemplate } from '../src/scan-template.ts';

const TEMPLATE = { Resources: { Orders: { Type: 'AWS::RDS::DBCluster', Properties: { BackupRetentionPeriod: 3 } } } };
const RULE = 'rds/backup-retention-sufficient';

function errorsOf(settings: Parameters<typeof scanTemplate>[1]): string {
  try {
    scanTemplate(TEMPLATE, settings);
  } catch (error) {
    if (error instanceof StackgateError) return `${error.code}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
    throw error;
  }
  return 'none';
}

test('severities and options of rules that do not exist', () => {
  expect(errorsOf({ severities: { 'rds/backup-retention-sufficent': 'low' } })).toBe(
    `UNKNOWN_RULE: there is no rule \`rds/backup-retention-sufficent\` (Did you mean \`${RULE}\`?)`,
  );
  expect(errorsOf({ ruleOptions: { 'x/y': {} } })).toMatch(/^UNKNOWN_RULE: there is no rule `x\/y`/);
});

const WRONG: readonly { readonly ruleOptions: Readonly<Record<string, RuleOptions>>; readonly error: RegExp }[] = [
  { ruleOptions: { [RULE]: { minimumDay: 3 } }, error: /no option "minimumDay" \(Did you mean `minimumDays`\?\)/ },
  { ruleOptions: { [RULE]: { minimumDays: '3' } }, error: /minimumDays: has to be a number, like 7/ },
  { ruleOptions: { [RULE]: { toString: 3 } }, error: /no option "toString"/ },
  { ruleOptions: { 's3/bucket-versioning-enabled': { x: 1 } }, error: /no option "x" \(The rule has no options\.\)/ },
  {
    ruleOptions: { 'ec2/security-group-no-public-high-risk-ports': { ports: ['22'] } },
    error: /ports: has to be a list of numbers/,
  },
];

test.for(WRONG)('options that a rule does not know: $error', ({ ruleOptions, error }) => {
  expect(errorsOf({ ruleOptions })).toMatch(error);
});

test('options that a rule knows count', () => {
  const status = (minimumDays: number) =>
    scanTemplate(TEMPLATE, { rules: [RULE], ruleOptions: { [RULE]: { minimumDays } } }).results.map((result) => result.status);
  expect([status(3), status(4)]).toEqual([['pass'], ['fail']]);
});
