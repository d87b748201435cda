import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configSchema, policySchema, REPORT_FORMATS } from '../../src/config/schema.ts';
import { REPORT_FORMATS as REPORTERS } from '../../src/reporters/reporter.ts';

test.each([
  ['config', configSchema],
  ['policy', policySchema],
])('the published schema for %s is the one that is checked against', (name, schema) => {
  expect(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'))).toEqual(schema);
});

test('every report format can be configured', () => {
  expect([...REPORT_FORMATS].sort()).toEqual([...REPORTERS].sort());
});
