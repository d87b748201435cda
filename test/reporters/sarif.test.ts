import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import type { ReportEnvironment } from '../../src/reporters/reporter.ts';
import { sarifReporter } from '../../src/reporters/sarif.ts';
import { codeScanningFaults, type SarifLog, sarifSchemaFaults } from './consumers.ts';
import { at, CLEAN_RUN, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN } from './sample-run.ts';

function logOf(run: RunResult, environment: ReportEnvironment = environmentOf()): SarifLog['runs'][number] {
  const log: SarifLog = JSON.parse(sarifReporter.render(run, environment));
  const [only] = log.runs;
  if (only === undefined) throw new Error('the log has no run');
  return only;
}

test('holds to the official schema and to the rules of code scanning', () => {
  const runs = [
    SAMPLE_RUN,
    CLEAN_RUN,
    runOf(),
    runOf({ run: { startedAt: 'yesterday' } }),
    runOf({ results: [result({ ruleId: '', message: '', file: '', location: at(0, 0, 0) })] }),
    runOf({ results: [result({ status: 'error' })], gate: { reasons: [] } }),
    runOf({ ledger: { files: [{ path: 'a b/ä#?.yaml', status: 'failed' }] }, gate: { incomplete: true } }),
  ];
  for (const run of runs) {
    const text = sarifReporter.render(run, SAMPLE_ENVIRONMENT);
    expect(sarifSchemaFaults(text)).toEqual([]);
    expect(codeScanningFaults(text)).toEqual([]);
  }
});

test('both checks refuse what they are there to refuse', () => {
  const text = sarifReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT);
  expect(sarifSchemaFaults(text.replace('"level": "error"', '"level": "fatal"'))).not.toEqual([]);
  expect(sarifSchemaFaults(text.replace('"columnKind"', '"columKind"'))).not.toEqual([]);
  for (const [from, to] of [
    ['stackgateFingerprint/v1', 'primaryLocationLineHash'],
    ['"security",', ''],
    ['"startLine": 9', '"startLine": 0'],
    ['"ruleIndex": 1', '"ruleIndex": 99'],
  ] as const) {
    expect(text).toContain(from);
    expect(codeScanningFaults(text.replace(from, to)), from).not.toEqual([]);
  }
});

describe('results', () => {
  test('levels follow what blocks; passes, suppressed and excepted are no alerts', () => {
    const levels = new Map(logOf(SAMPLE_RUN).results.map((one) => [one.ruleId, one.level]));
    expect(Object.fromEntries(levels)).toEqual({
      's3/bucket-public-read-prohibited': 'error',
      'rds/instance-public-access-prohibited': 'error',
      's3/bucket-versioning-enabled': 'warning',
      'rds/instance-storage-encrypted': 'note',
      'cloudformation/stack-termination-protected': 'note',
    });
  });

  test('targets are merged and counted as occurrences', () => {
    const merged = logOf(SAMPLE_RUN).results.find((one) => one.ruleId === 's3/bucket-public-read-prohibited');
    expect(merged?.occurrenceCount).toBe(2);
    expect(merged?.message.text).toContain('For dev (111122223333/eu-west-1), prod (444455556666/eu-west-1).');
  });

  test('the alert of a generated template is at the place people edit, the template is related', () => {
    const one = logOf(SAMPLE_RUN).results.find((candidate) => candidate.ruleId.startsWith('cloudformation/'));
    expect(one?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe('lib/web-stack.ts');
    expect(one?.locations[0]?.physicalLocation?.region).toEqual({ startLine: 12, startColumn: 5, endLine: 12, endColumn: 6 });
    expect(one?.relatedLocations?.[0]?.physicalLocation?.artifactLocation.uri).toBe('cdk.out/Web.template.json');
  });

  test.each([
    ['a b/ä#x?.yaml', 'a%20b/%C3%A4%23x%3F.yaml'],
    ['a:b.yaml', 'a%3Ab.yaml'],
    ['/srv/t.yaml', 'file:///srv/t.yaml'],
    ['C:\\t\\t.yaml', 'file:///C:/t/t.yaml'],
    ['../out/t.yaml', '../out/t.yaml'],
  ])('the path %s is the URI %s', (file, uri) => {
    expect(logOf(runOf({ results: [result({ file })] })).results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe(uri);
  });

  test('a region always has an end after its start', () => {
    const region = (location: ReturnType<typeof at>) =>
      logOf(runOf({ results: [result({ location })] })).results[0]?.locations[0]?.physicalLocation?.region;
    expect(region(at(3, 5, 5))).toEqual({ startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 });
    expect(region(at(3, 5, 1, 2))).toEqual({ startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 });
    expect(region(at(3, 5, 2, 9))).toEqual({ startLine: 3, startColumn: 5, endLine: 9, endColumn: 2 });
  });
});

describe('rules', () => {
  test('only those with results, by id, with the texts at hand', () => {
    const { rules } = logOf(SAMPLE_RUN, SAMPLE_ENVIRONMENT).tool.driver;
    expect(rules.map((rule) => rule.id)).toEqual([...rules.map((rule) => rule.id)].sort());
    const rule = rules.find((candidate) => candidate.id === 's3/bucket-public-read-prohibited');
    expect(rule?.shortDescription.text).toBe('Buckets are not readable by everybody');
    expect(rule?.help.text).toContain('Objects of a public bucket are found within minutes.');
    expect(rule?.help.text).toContain('Remove AccessControl');
    expect(rule?.properties.tags).toEqual(['security', 'critical', 's3']);
  });

  test.each([
    ['critical', 9.1, 10],
    ['high', 7, 8.9],
    ['medium', 4, 6.9],
    ['low', 0.1, 3.9],
    ['info', 0.1, 3.9],
  ] as const)('%s lies in the band of GitHub', (severity, from, to) => {
    const [rule] = logOf(runOf({ results: [result({ severity })] })).tool.driver.rules;
    expect(Number(rule?.properties['security-severity'])).toBeGreaterThanOrEqual(from);
    expect(Number(rule?.properties['security-severity'])).toBeLessThanOrEqual(to);
  });

  test('a rule with several severities has the worst', () => {
    const [rule] = logOf(runOf({ results: [result({ severity: 'low' }), result({ severity: 'high', fingerprint: 'b' })] })).tool.driver
      .rules;
    expect(rule?.properties.tags).toContain('high');
  });

  test('a long title is cut', () => {
    const environment = environmentOf({ rules: new Map([['r', { title: 'x'.repeat(3000), rationale: 'y'.repeat(9000) }]]) });
    expect(codeScanningFaults(sarifReporter.render(runOf({ results: [result({ ruleId: 'r' })] }), environment))).toEqual([]);
  });
});

describe('what was not looked at', () => {
  test('an incomplete run did not execute successfully and says where and why', () => {
    const [invocation] = logOf(SAMPLE_RUN).invocations;
    expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 3 });
    const file = invocation?.toolExecutionNotifications.find((one) => one.message.text.startsWith('templates/broken.yaml: '));
    expect(file?.level).toBe('error');
    expect(file?.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'templates/broken.yaml' },
      region: { startLine: 4 },
    });
    expect(invocation?.toolExecutionNotifications.some((one) => one.message.text.includes('infra/main.tf'))).toBe(true);
  });

  test('a broken rule is a notification, not an alert', () => {
    const run = logOf(runOf({ results: [result({ status: 'error', message: 'it threw' })] }));
    expect(run.results).toEqual([]);
    expect(run.invocations[0]?.toolExecutionNotifications.some((one) => one.message.text.includes('it threw'))).toBe(true);
  });

  test('a failed gate of a complete run executed successfully', () => {
    expect(logOf(runOf({ results: [result()] })).invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 1 });
  });
});

describe('limits', () => {
  test('at most 25,000 results, the worst are kept, the cut is said', () => {
    const results = Array.from({ length: 25_010 }, (_, index) =>
      result({ fingerprint: String(index), message: 'm', blocking: index >= 25_000, severity: index >= 25_000 ? 'critical' : 'low' }),
    );
    const text = sarifReporter.render(runOf({ results }), environmentOf());
    expect(codeScanningFaults(text)).toEqual([]);
    const log: SarifLog = JSON.parse(text);
    expect(log.runs[0]?.results).toHaveLength(25_000);
    expect(log.runs[0]?.results.filter((one) => one.properties.blocking)).toHaveLength(10);
    expect(log.runs[0]?.properties.leftOut).toBe(10);
    expect(log.runs[0]?.invocations[0]?.toolExecutionNotifications.some((one) => one.message.text.startsWith('10 results left out'))).toBe(
      true,
    );
  });

  test('at most 10 MB compressed', () => {
    // Digits of a multiplicative generator: hard to compress, and the same every time.
    let seed = 1;
    const noise = () => {
      let text = '';
      while (text.length < 1900) {
        seed = (seed * 48_271) % 2_147_483_647;
        text += String.fromCharCode(0x4e00 + (seed % 20_000));
      }
      return text;
    };
    const results = Array.from({ length: 4000 }, (_, index) => result({ fingerprint: String(index), message: noise() }));
    const text = sarifReporter.render(runOf({ results }), environmentOf());
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    const log: SarifLog = JSON.parse(text);
    const kept = log.runs[0]?.results.length ?? 0;
    expect(kept).toBeGreaterThan(1000);
    expect(log.runs[0]?.properties.leftOut).toBe(4000 - kept);
  });
});
