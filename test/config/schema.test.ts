import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configSchema, customRuleSchema, policySchema, REPORT_FORMATS } from '../../src/config/schema.ts';
import type { SchemaRule } from '../../src/config/types.ts';
import { REPORT_FORMATS as REPORTERS } from '../../src/reporters/reporter.ts';
import type { SchemaRuleDeclaration } from '../../src/rules/custom/schema-rule.ts';

test.each([
  ['config', configSchema],
  ['policy', policySchema],
])('the published schema for %s is the one that is checked against', (name, schema) => {
  expect(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'))).toEqual(schema);
});

test('every report format can be configured', () => {
  expect([...REPORT_FORMATS].sort()).toEqual([...REPORTERS].sort());
});

test('a custom rule can say everything that a rule is made of', () => {
  const whole: Required<SchemaRule> & Required<SchemaRuleDeclaration> = {
    id: 'team/one',
    title: 'One',
    severity: 'low',
    category: 'cost',
    resourceTypes: ['AWS::S3::Bucket'],
    schema: {},
    message: 'one',
    property: 'A.B',
    rationale: 'because',
    remediation: 'change it',
  };
  expect(Object.keys(customRuleSchema.properties ?? {}).sort()).toEqual(Object.keys(whole).sort());
});
