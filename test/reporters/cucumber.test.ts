import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { cucumberReporter } from '../../src/reporters/cucumber.ts';
import { cucumberFaults } from './consumers.ts';
import { at, CLEAN_RUN, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN } from './sample-run.ts';

interface Step {
  readonly keyword: string;
  readonly name: string;
  readonly line: number;
  readonly result: { readonly status: string; readonly duration: number; readonly error_message?: string };
}
interface Feature {
  readonly name: string;
  readonly uri: string;
  readonly elements: readonly { readonly id: string; readonly name: string; readonly steps: readonly Step[] }[];
}

function features(run: RunResult): readonly Feature[] {
  return JSON.parse(cucumberReporter.render(run, environmentOf()));
}

function stepsOf(run: RunResult, scenario: string): readonly Step[] {
  const found = features(run)
    .flatMap((feature) => feature.elements)
    .find((element) => element.name === scenario);
  if (found === undefined) throw new Error(`there is no scenario ${scenario}`);
  return found.steps;
}

describe('the shape', () => {
  test('is what cucumber-js writes', () => {
    for (const run of [SAMPLE_RUN, CLEAN_RUN, runOf(), runOf({ run: { durationMs: 0.1 + 0.2 } })])
      expect(cucumberFaults(cucumberReporter.render(run, SAMPLE_ENVIRONMENT))).toEqual([]);
  });

  test('the schema refuses what cucumber-js never writes', () => {
    const text = cucumberReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT);
    for (const [from, to] of [
      ['"status": "failed"', '"status": "error"'],
      ['"keyword": "Then "', '"keyword": "Then"'],
      ['"type": "scenario"', '"type": "scenario", "extra": 1'],
      [/"duration": \d+/, '"duration": 0.5'],
    ] as const)
      expect(cucumberFaults(text.replace(from, to)), String(from)).not.toEqual([]);
  });

  test('a feature is a severity, a scenario a rule and a file, a step a resource and its line', () => {
    const run = runOf({
      results: [
        result({ ruleId: 's3/x', file: 'a.yaml', severity: 'high', resource: { id: 'B', type: 'T', path: 'P/B' }, location: at(14, 7, 9) }),
      ],
    });
    expect(features(run).map((feature) => feature.name)).toEqual(['high', 'run']);
    expect(features(run)[0]?.elements.map((element) => element.name)).toEqual(['s3/x in a.yaml']);
    const [step] = stepsOf(run, 's3/x in a.yaml');
    expect(step).toMatchObject({ name: 'P/B (line 14)', line: 14, keyword: 'Then ' });
  });

  test('ids are unique, also where names differ in case, blanks and punctuation only', () => {
    const files = ['a b.yaml', 'a-b.yaml', 'A b.yaml', 'a%20b.yaml', 'a/b.yaml', 'a;b.yaml', 'ä.yaml', 'a\ud800.yaml'];
    const elements = features(runOf({ results: files.map((file) => result({ file })) })).flatMap((feature) => feature.elements);
    expect(new Set(elements.map((element) => element.id)).size).toBe(elements.length);
  });

  test('durations are whole nanoseconds that add up to the run', () => {
    const durations = features(SAMPLE_RUN).flatMap((feature) =>
      feature.elements.flatMap((element) => element.steps.map((step) => step.result.duration)),
    );
    expect(durations.every((duration) => Number.isSafeInteger(duration) && duration >= 0)).toBe(true);
    expect(durations.reduce((sum, duration) => sum + duration, 0)).toBe(1_234_500_000);
  });
});

describe('outcomes', () => {
  test('a blocking result fails its step with the message, where and how to fix it', () => {
    const run = runOf({ results: [result({ ruleId: 'r', file: 'f', remediation: 'Do this.' })] });
    const [step] = stepsOf(run, 'r in f');
    expect(step?.result.status).toBe('failed');
    expect(step?.result.error_message).toMatch(/^the ACL PublicRead lets everybody read the objects\n/);
    expect(step?.result.error_message).toContain('fix: Do this.');
  });

  test('an exception is skipped with approver, expiry and ticket in the step name', () => {
    const run = runOf({
      results: [
        result({
          ruleId: 'r',
          file: 'f',
          status: 'excepted',
          exception: { id: 'EX-1', approvedBy: 'alice', expiresAt: '2027-01-31', ticket: 'SEC-9' },
        }),
      ],
    });
    const [step] = stepsOf(run, 'r in f');
    expect(step?.result).not.toHaveProperty('error_message');
    expect(step?.result.status).toBe('skipped');
    expect(step?.name).toContain('excepted by EX-1: approved by alice, expires 2027-01-31, ticket SEC-9');
  });

  test('a scenario that counts as skipped has skipped steps only', () => {
    const run = runOf({
      results: [result({ ruleId: 'r', file: 'f', status: 'pass' }), result({ ruleId: 'r', file: 'f', status: 'unknown' })],
    });
    expect(stepsOf(run, 'r in f').map((step) => step.result.status)).toEqual(['skipped']);
  });

  test('what made the run incomplete is a failed scenario', () => {
    const run = runOf({
      gate: { incomplete: true, reasons: ['a file could not be read'] },
      ledger: { files: [{ path: 'cut.yaml', status: 'failed', reason: 'ends early' }] },
    });
    expect(stepsOf(run, 'cut.yaml is judged')[0]?.result).toMatchObject({ status: 'failed', error_message: 'ends early' });
    expect(stepsOf(run, 'everything was looked at')[0]?.result.error_message).toContain('a file could not be read');
  });

  test('passes are there', () => {
    expect(stepsOf(CLEAN_RUN, 's3/bucket-encryption-enabled in templates/storage.yaml').map((step) => step.result.status)).toEqual([
      'passed',
    ]);
  });
});

test('cucumber-html-reporter renders it and counts the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stackgate-cucumber-'));
  const quiet = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    const jsonFile = join(folder, 'cucumber.json');
    const output = join(folder, 'cucumber.html');
    writeFileSync(jsonFile, cucumberReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT));
    const html: { generate(options: object): void } = createRequire(import.meta.url)('cucumber-html-reporter');
    html.generate({ theme: 'bootstrap', jsonFile, output, reportSuiteAsScenarios: true, launchReport: false, name: 'stackgate' });
    const page = readFileSync(output, 'utf8');
    expect(page).toContain('s3/bucket-public-read-prohibited in templates/storage.yaml');
    expect(page).toContain('AssetsBucket (line 9)');
    expect(page).toContain('the ACL PublicRead lets everybody read the objects');
    const counts: Record<string, number> = {};
    for (const [, count, outcome = ''] of page.matchAll(/title="(\d+) Scenarios (\w+)"/g))
      counts[outcome] = (counts[outcome] ?? 0) + Number(count);
    expect(counts).toEqual({ Passed: 1, Failed: 4, Skipped: 6 });
  } finally {
    quiet.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
});
