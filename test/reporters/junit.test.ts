import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { junitReporter } from '../../src/reporters/junit.ts';
import { junitFaults } from './consumers.ts';
import { at, CLEAN_RUN, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN } from './sample-run.ts';

function render(run: RunResult): string {
  return junitReporter.render(run, environmentOf());
}

/** The text of one test case. */
function caseOf(xml: string, name: string): string {
  const match = new RegExp(`<testcase name="${name.replace(/[.*+?()[\]]/g, '\\$&')}"[^>]*?(/>|>[\\s\\S]*?</testcase>)`).exec(xml);
  if (match === null) throw new Error(`there is no case ${name} in ${xml}`);
  return match[0];
}

const BUCKET = { id: 'B', type: 'AWS::S3::Bucket', path: 'B' };

describe('the strict schema', () => {
  test('takes every report', async () => {
    const runs = [
      junitReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT),
      render(CLEAN_RUN),
      render(runOf()),
      render(runOf({ run: { startedAt: 'not a date', durationMs: Number.NaN } })),
      render(runOf({ run: { durationMs: 1 / 3 }, results: [result(), result({ ruleId: 'b' }), result({ ruleId: 'c' })] })),
    ];
    expect(await junitFaults(...runs)).toEqual([]);
  });

  test('refuses what it is there to refuse', async () => {
    const xml = render(SAMPLE_RUN);
    for (const [from, to] of [
      [/<testcase /, '<testcase file="a.yaml" '],
      [/<testcase /, '<testcase line="3" '],
      [/<testsuites /, '<testsuites skipped="1" '],
      [/ time="[\d.]+"/, ' time="0.1234"'],
      [/<testcase ([^>]*[^/])>/, '<testcase $1><properties/>'],
    ] as const) {
      expect(xml).toMatch(from);
      expect(await junitFaults(xml.replace(from, to)), String(from)).not.toEqual([]);
    }
  });
});

describe('suites and cases', () => {
  test('a severity is a suite, worst first, and the run comes last', () => {
    const names = [...render(SAMPLE_RUN).matchAll(/<testsuite name="([^"]+)"/g)].map((match) => match[1]);
    expect(names).toEqual(['critical', 'high', 'medium', 'low', 'run']);
  });

  test('rule and file are one case, resource and line stand in the body', () => {
    const xml = render(
      runOf({
        results: [
          result({ ruleId: 'r', file: 'a.yaml', resource: BUCKET, location: at(3, 1, 4), message: 'first fault' }),
          result({ ruleId: 'r', file: 'a.yaml', resource: { ...BUCKET, path: 'C' }, location: at(9, 1, 4), message: 'second fault' }),
        ],
      }),
    );
    expect(xml.match(/<testcase name="r in a\.yaml"/g)).toHaveLength(1);
    const one = caseOf(xml, 'r in a.yaml');
    expect(one).toContain('message="B (line 3): first fault (and 1 more)"');
    expect(one).toContain('B (AWS::S3::Bucket), a.yaml:3:1');
    expect(one).toContain('C (AWS::S3::Bucket), a.yaml:9:1');
  });

  test('names do not change when lines, messages and values do', () => {
    const names = (line: number, message: string) => {
      const xml = render(
        runOf({ results: [result({ location: at(line, 1, 2), message, fingerprint: message })], run: { durationMs: line } }),
      );
      return [...xml.matchAll(/<testcase name="([^"]+)"/g)].map((match) => match[1]);
    };
    expect(names(7, 'one')).toEqual(names(70, 'two'));
  });
});

describe('outcomes', () => {
  test('a blocking result is a failure', () => {
    const one = caseOf(render(runOf({ results: [result({ ruleId: 'r', file: 'f' })] })), 'r in f');
    expect(one).toMatch(/<failure message="[^"]+" type="fail">/);
    expect(one).not.toContain('<skipped');
  });

  test('a blocking unknown is a failure too', () => {
    const one = caseOf(
      render(runOf({ results: [result({ ruleId: 'r', file: 'f', status: 'unknown', blocking: true, unknownBecause: 'X' })] })),
      'r in f',
    );
    expect(one).toContain('<failure');
    expect(one).toContain('unknown because of X');
  });

  test.each([
    [result({ status: 'fail', blocking: false, severity: 'low' }), 'low is below the threshold high'],
    [result({ status: 'fail', blocking: false, severity: 'high', baseline: 'known' }), 'in the baseline'],
    [result({ status: 'fail', blocking: false, severity: 'high', scenarios: ['A is true'] }), 'fails in only some scenarios'],
    [result({ status: 'unknown', unknownBecause: 'Fn::ImportValue on x' }), 'unknown because of Fn::ImportValue on x'],
    [
      result({ status: 'suppressed', suppression: { kind: 'comment', reason: 'log bucket', until: '2027-01-01' } }),
      'suppressed by comment: log bucket, until 2027-01-01',
    ],
    [
      result({ status: 'excepted', exception: { id: 'EX-1', approvedBy: 'alice', expiresAt: '2027-01-31', ticket: 'SEC-9' } }),
      'excepted by EX-1: approved by alice, expires 2027-01-31, ticket SEC-9',
    ],
  ])('%# is skipped with its reason', (one, reason) => {
    const xml = render(runOf({ results: [{ ...one, ruleId: 'r', file: 'f' }] }));
    const found = caseOf(xml, 'r in f');
    expect(/<skipped message="([^"]*)"\/>/.exec(found)?.[1]).toContain(reason);
    expect(found).not.toContain('<failure');
    expect(found).not.toContain('<error');
  });

  test('passes are cases without anything in them', () => {
    expect(caseOf(render(runOf({ results: [result({ ruleId: 'r', file: 'f', status: 'pass' })] })), 'r in f')).toMatch(/\/>$/);
  });

  test('a case that fails and is skipped elsewhere fails; one that passes and is skipped is skipped', () => {
    const lenient = result({ ruleId: 'r', file: 'f', blocking: false, resource: BUCKET });
    expect(caseOf(render(runOf({ results: [lenient, result({ ruleId: 'r', file: 'f' })] })), 'r in f')).toContain('<failure');
    expect(caseOf(render(runOf({ results: [lenient, result({ ruleId: 'r', file: 'f', status: 'pass' })] })), 'r in f')).toContain(
      '<skipped',
    );
  });

  test('a broken rule is an error', () => {
    const xml = render(runOf({ results: [result({ ruleId: 'r', file: 'f', status: 'error', message: 'the rule threw' })] }));
    expect(caseOf(xml, 'r in f')).toMatch(/<error message="[^"]*the rule threw" type="error">/);
  });

  test('a rule that broke on one resource and blocks on another is a failure and an error', () => {
    const xml = render(
      runOf({ results: [result({ ruleId: 'r', file: 'f' }), result({ ruleId: 'r', file: 'f', status: 'error', resource: BUCKET })] }),
    );
    expect(caseOf(xml, 'r in f')).toContain('<failure');
    expect(caseOf(xml, 'r in f: broken')).toContain('<error');
  });

  test('what made the run incomplete are errors', () => {
    const xml = render(
      runOf({
        gate: { incomplete: true, reasons: ['two files and a scanner'] },
        ledger: {
          files: [
            {
              path: 'cut.yaml',
              status: 'failed',
              reason: 'ends early',
              diagnostics: [{ level: 'error', code: 'cut-off', message: 'the file ends within a mapping', location: at(7, 1, 2) }],
            },
            { path: 'later.json', status: 'unsupported', reason: 'a state file' },
          ],
          scanners: [{ name: 'checkov', version: '3', outcome: 'broken', reason: 'timed out after 60 s' }],
        },
      }),
    );
    expect(caseOf(xml, 'cut.yaml is judged')).toContain('cut.yaml:7:1 cut-off: the file ends within a mapping');
    expect(caseOf(xml, 'cut.yaml is judged')).toContain('<error');
    expect(caseOf(xml, 'later.json is judged')).toMatch(/<error message="[^"]*a state file"/);
    expect(caseOf(xml, 'scanner checkov completes')).toMatch(/<error message="[^"]*timed out after 60 s"/);
    expect(caseOf(xml, 'everything was looked at')).toMatch(/<error message="[^"]*two files and a scanner"/);
  });

  test('what was not evaluated is skipped and said', () => {
    const xml = render(runOf({ ledger: { files: [{ path: 'main.tf', status: 'not-evaluated', reason: 'no plan' }] } }));
    expect(caseOf(xml, 'main.tf is judged')).toContain('<skipped message="main.tf: not evaluated: no plan"/>');
    expect(xml).toMatch(/failures="0" errors="0"/);
  });

  test('a gate that failed without a finding still fails a case', () => {
    const xml = render(runOf({ gate: { outcome: 'failed', reasons: ['an exception is out of date'] } }));
    expect(caseOf(xml, 'the gate passes')).toContain('an exception is out of date');
    expect(xml).toMatch(/<testsuites [^>]*failures="1"/);
  });
});

describe('the step that completes the builder', () => {
  test('puts each skip message to its own case, past texts that look like tags', () => {
    const tricky = ']]><skipped/><testsuites skipped="1"> & "quotes" \' <';
    const xml = render(
      runOf({
        results: [
          result({ ruleId: 'a', file: 'f', message: tricky }),
          result({ ruleId: 'b', file: 'f', blocking: false, severity: 'low', message: tricky }),
          result({ ruleId: 'c', file: tricky, status: 'unknown', unknownBecause: 'the last one' }),
        ],
      }),
    );
    expect(caseOf(xml, 'b in f')).toContain('low is below the threshold high — ]]&#62;&#60;skipped/&#62;');
    expect(xml.match(/<skipped message="[^"]*the last one[^"]*"\/>/g)).toHaveLength(1);
    expect(xml).toMatch(/<testsuites (?![^>]*skipped=)/);
    return expect(junitFaults(xml)).resolves.toEqual([]);
  });

  test('counts agree with the cases', () => {
    const xml = render(SAMPLE_RUN);
    for (const suite of xml.matchAll(/<testsuite name="[^"]+"([^>]*)>([\s\S]*?)<\/testsuite>/g)) {
      const [, attributes = '', body = ''] = suite;
      const counted = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(attributes)?.[1]);
      const found = (tag: string) => body.match(new RegExp(`<${tag}\\b`, 'g'))?.length ?? 0;
      expect([counted('tests'), counted('failures'), counted('errors'), counted('skipped')]).toEqual([
        found('testcase'),
        found('failure'),
        found('error'),
        found('skipped'),
      ]);
    }
  });

  test('times are seconds that add up to the duration of the run', () => {
    const cases = [...render(SAMPLE_RUN).matchAll(/<testcase [^>]*time="([\d.]+)"/g)].map((match) => Number(match[1]));
    const total = cases.reduce((sum, seconds) => sum + seconds, 0);
    expect(total).toBeCloseTo(1.235, 6);
  });
});
