import { expect, test } from 'vitest';
import { jsonReporter } from '../../src/reporters/json.ts';
import { resultSchemaFaults } from './consumers.ts';
import { CLEAN_RUN, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN, SAMPLE_SECRET } from './sample-run.ts';

test('output holds to the published schema', () => {
  for (const run of [SAMPLE_RUN, CLEAN_RUN, runOf()])
    for (const includePassed of [false, true])
      expect(resultSchemaFaults(jsonReporter.render(run, { ...SAMPLE_ENVIRONMENT, includePassed }))).toEqual([]);
});

test('the schema refuses what the contract refuses', () => {
  const text = jsonReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT);
  for (const [from, to] of [
    ['"status": "fail"', '"status": "failed"'],
    ['"schemaVersion": 1', '"schemaVersion": 2'],
    ['"blocking": true', '"blocking": null'],
    ['"outcome": "failed"', '"outcome": "incomplete"'],
  ] as const) {
    expect(text).toContain(from);
    expect(resultSchemaFaults(text.replace(from, to))).not.toEqual([]);
  }
});

test('members may be added', () => {
  const extended = JSON.stringify({ ...JSON.parse(jsonReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT)), later: { a: 1 } });
  expect(resultSchemaFaults(extended)).toEqual([]);
});

test('passes only when asked for; the summary counts them either way', () => {
  const without = JSON.parse(jsonReporter.render(SAMPLE_RUN, environmentOf()));
  const withPasses = JSON.parse(jsonReporter.render(SAMPLE_RUN, environmentOf({ includePassed: true })));
  expect(without.results.some((one: { status: string }) => one.status === 'pass')).toBe(false);
  expect(withPasses.results).toHaveLength(SAMPLE_RUN.results.length);
  expect(without.summary).toEqual(withPasses.summary);
  expect(without.summary.byStatus.pass).toBe(2);
});

test('the members come in the documented order', () => {
  const keys = Object.keys(JSON.parse(jsonReporter.render(SAMPLE_RUN, environmentOf())));
  expect(keys).toEqual(['schemaVersion', 'tool', 'run', 'gate', 'summary', 'ledger', 'results']);
});

test('what has no value is left out, never null', () => {
  const run = runOf({ results: [result(JSON.parse('{"remediation":null,"source":{"file":"a.ts","line":null}}'))] });
  const text = jsonReporter.render(run, environmentOf());
  expect(text).not.toContain('null');
  expect(resultSchemaFaults(text)).toEqual([]);
});

test('everything but secrets is as it was', () => {
  const plain = runOf({ results: [result({ message: 'tab\t, escape \u001b[31m and a lone \ud800', file: 'a\u202eb.yaml' })] });
  expect(JSON.parse(jsonReporter.render(plain, environmentOf()))).toEqual(plain);
  expect(jsonReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT)).not.toContain(SAMPLE_SECRET);
});
