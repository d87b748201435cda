import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Result, RunResult } from '../../src/model/result.ts';
import { cucumberReporter } from '../../src/reporters/cucumber.ts';
import { junitReporter } from '../../src/reporters/junit.ts';
import { CASE_LIMIT, type CaseOutcome, equalShares, type TestReport, testReport } from '../../src/reporters/test-cases.ts';
import { exitCodeOf } from '../../src/reporters/wording.ts';
import { cucumberFaults, junitFaults } from './consumers.ts';
import { environmentOf, result, runOf } from './sample-run.ts';

function countsOf(report: TestReport): Readonly<Record<CaseOutcome, number>> {
  const counts: Record<CaseOutcome, number> = { failed: 0, error: 0, skipped: 0, passed: 0 };
  for (const suite of report.suites) for (const one of suite.cases) counts[one.outcome]++;
  return counts;
}

function many(count: number, changes: Partial<Result>): readonly Result[] {
  return Array.from({ length: count }, (_, index) => result({ ...changes, ruleId: `${changes.status}/${changes.blocking}/${index}` }));
}

const failures = (count: number) => many(count, { status: 'fail' });
const errors = (count: number) => many(count, { status: 'error' });
const lenient = (count: number) => many(count, { status: 'fail', blocking: false, severity: 'low' });
const passes = (count: number) => many(count, { status: 'pass' });

describe('the limit of 500 cases', () => {
  test('nothing is left out at the limit', () => {
    // With the case of the run itself.
    const report = testReport(runOf({ results: passes(CASE_LIMIT - 1) }));
    expect(countsOf(report).passed).toBe(CASE_LIMIT);
    expect(report.leftOut).toEqual({ failed: 0, error: 0, skipped: 0, passed: 0 });
  });

  test.each([
    ['passes go first', failures(100), errors(100), lenient(200), passes(400), { failed: 100, error: 101, skipped: 201, passed: 98 }],
    ['then skipped', failures(300), errors(150), lenient(200), passes(400), { failed: 300, error: 151, skipped: 49, passed: 0 }],
    ['then errors', failures(400), errors(200), lenient(200), passes(1), { failed: 400, error: 99, skipped: 1, passed: 0 }],
    ['failures at last', failures(700), errors(5), lenient(5), passes(5), { failed: 499, error: 0, skipped: 1, passed: 0 }],
  ])('%s', (_name, ...parts) => {
    const [failed, broken, skipped, passed, kept] = parts;
    const run = runOf({ results: [...failed, ...broken, ...skipped, ...passed] });
    const report = testReport(run);
    expect(countsOf(report)).toEqual(kept);
    const note = report.suites.flatMap((suite) => suite.cases).filter((one) => one.name === 'every test case is in this report');
    const total = failed.length + broken.length + skipped.length + passed.length + 1;
    expect(note).toHaveLength(1);
    expect(note[0]?.outcome).toBe('skipped');
    expect(note[0]?.message).toContain(`${total - (CASE_LIMIT - 1)} of ${total} test cases are left out`);
    expect(Object.values(report.leftOut).reduce((sum, count) => sum + count, 0)).toBe(total - (CASE_LIMIT - 1));
  });

  test('both formats keep the same 500 and stay valid', async () => {
    const run = runOf({ results: [...failures(300), ...errors(100), ...lenient(200), ...passes(100)] });
    const xml = junitReporter.render(run, environmentOf());
    const json = cucumberReporter.render(run, environmentOf());
    const inXml = [...xml.matchAll(/<testcase name="([^"]+)"/g)].map((match) => match[1]);
    const features: readonly { readonly elements: readonly { readonly name: string }[] }[] = JSON.parse(json);
    expect(inXml).toHaveLength(CASE_LIMIT);
    expect(features.flatMap((feature) => feature.elements.map((element) => element.name))).toEqual(inXml);
    expect(cucumberFaults(json)).toEqual([]);
    expect(await junitFaults(xml)).toEqual([]);
  });
});

test('a rule that fails for thousands of resources of a file lists some of them and counts the others', () => {
  const results = Array.from({ length: 3000 }, (_, index) =>
    result({ ruleId: 'r', file: 'f', resource: { id: `B${index}`, type: 'T', path: `B${index}` }, fingerprint: `${index}` }),
  );
  const one = testReport(runOf({ results })).suites[0]?.cases[0];
  expect(one?.steps).toHaveLength(100);
  expect(one?.message).toContain('and 2999 more');
  expect(one?.steps.at(-1)?.message).toContain('2901 more resources');
  const xml = junitReporter.render(runOf({ results }), environmentOf());
  expect(xml.length).toBeLessThan(20_000);
});

test('targets are merged into one step', () => {
  const run = runOf({
    results: [result({ target: 'dev' }), result({ target: 'prod' })],
    run: { targets: [{ id: 'dev', name: 'dev', account: '111122223333' }, { id: 'prod' }] },
  });
  const steps = testReport(run).suites[0]?.cases[0]?.steps ?? [];
  expect(steps).toHaveLength(1);
  expect(steps[0]?.detail).toContain('targets: dev (111122223333), prod');
});

const anyResult = fc.record({
  ruleId: fc.constantFrom('a', 'b', 'c'),
  file: fc.constantFrom('x.yaml', 'y.yaml'),
  severity: fc.constantFrom('critical' as const, 'high' as const, 'low' as const),
  status: fc.constantFrom(
    'fail' as const,
    'error' as const,
    'unknown' as const,
    'pass' as const,
    'suppressed' as const,
    'excepted' as const,
  ),
  blocks: fc.boolean(),
  resource: fc.constantFrom('A', 'B'),
});

const anyRun: fc.Arbitrary<RunResult> = fc
  .record({
    results: fc.array(anyResult, { maxLength: 12 }),
    fileStatus: fc.constantFrom('scanned' as const, 'failed' as const, 'not-evaluated' as const),
    incomplete: fc.boolean(),
    failedOtherwise: fc.boolean(),
  })
  .map(({ results, fileStatus, incomplete, failedOtherwise }) => {
    const made = results.map(({ blocks, resource, ...one }) =>
      result({
        ...one,
        blocking: blocks && (one.status === 'fail' || one.status === 'unknown'),
        resource: { id: resource, type: 'T', path: resource },
      }),
    );
    const failed = failedOtherwise || made.some((one) => one.blocking);
    return runOf({
      results: made,
      gate: { outcome: failed ? 'failed' : 'passed', incomplete, reasons: [] },
      ledger: { files: [{ path: 'x.yaml', status: fileStatus }] },
    });
  });

test('failed or error cases exist exactly when the exit code is not 0', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const counts = countsOf(testReport(run));
      expect(counts.failed + counts.error > 0).toBe(exitCodeOf(run) !== 0);
      expect(counts.failed > 0).toBe(run.gate.outcome === 'failed');
      expect(counts.error > 0).toBe(run.gate.incomplete);
    }),
    { numRuns: 300 },
  );
});

test('a case fails exactly when it holds a blocking result', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const blocking = new Set(run.results.filter((one) => one.blocking).map((one) => `${one.severity} ${one.ruleId} in ${one.file}`));
      const failed = testReport(run)
        .suites.filter((suite) => suite.name !== 'run')
        .flatMap((suite) => suite.cases.filter((one) => one.outcome === 'failed').map((one) => `${suite.name} ${one.name}`));
      expect(new Set(failed)).toEqual(blocking);
      expect(failed).toHaveLength(blocking.size);
    }),
    { numRuns: 300 },
  );
});

test('equal shares are whole numbers that add up', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.integer({ min: 1, max: 500 }), (total, count) => {
      const shares = equalShares(total, count);
      expect(shares).toHaveLength(count);
      expect(shares.every((share) => Number.isSafeInteger(share) && share >= 0)).toBe(true);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(Math.round(total));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
  expect(equalShares(Number.NaN, 2)).toEqual([0, 0]);
  expect(equalShares(5, 0)).toEqual([]);
});
