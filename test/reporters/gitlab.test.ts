import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { gitlabReporter } from '../../src/reporters/gitlab.ts';
import { environmentOf, result, runOf, SAMPLE_RUN } from './sample-run.ts';

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const isReport = new Ajv({ allErrors: true }).compile<Issue[]>({
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', minLength: 1 },
          lines: {
            type: 'object',
            additionalProperties: false,
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

function issuesOf(run: RunResult): readonly Issue[] {
  const issues: unknown = JSON.parse(gitlabReporter.render(run, environmentOf()));
  if (!isReport(issues)) throw new Error(JSON.stringify(isReport.errors));
  return issues;
}

test('is a Code Quality report whose fingerprints are unique', () => {
  const same = result({ fingerprint: 'f' });
  const run = runOf({
    results: [
      same,
      { ...same, target: 'a', assumptions: ['the default of A'] },
      { ...same, target: 'b', assumptions: ['the default of B'] },
      result({ fingerprint: 'f:2' }),
    ],
    gate: { incomplete: true, reasons: ['one', 'one'] },
    ledger: {
      files: [
        { path: 'x', status: 'failed' },
        { path: 'x', status: 'failed' },
      ],
    },
  });
  for (const one of [SAMPLE_RUN, run, runOf()]) {
    const fingerprints = issuesOf(one).map((issue) => issue.fingerprint);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  }
  expect(issuesOf(runOf())).toEqual([]);
});

test('severities follow ours; an unknown that does not block is information', () => {
  const severities = (['critical', 'high', 'medium', 'low', 'info'] as const).map(
    (severity) => issuesOf(runOf({ results: [result({ severity })] }))[0]?.severity,
  );
  expect(severities).toEqual(['blocker', 'critical', 'major', 'minor', 'info']);
  expect(issuesOf(runOf({ results: [result({ status: 'unknown', severity: 'critical' })] }))[0]?.severity).toBe('info');
  expect(issuesOf(runOf({ results: [result({ status: 'unknown', severity: 'critical', blocking: true })] }))[0]?.severity).toBe('blocker');
});

test('what was let through is no issue, what was not looked at is one', () => {
  const checks = issuesOf(SAMPLE_RUN).map((issue) => issue.check_name);
  expect(checks).not.toContain('rds/instance-no-plain-password');
  expect(checks).not.toContain('s3/bucket-logging-enabled');
  expect(checks).not.toContain('s3/bucket-encryption-enabled');
  const gaps = issuesOf(SAMPLE_RUN).filter((issue) => issue.check_name === 'stackgate/incomplete');
  expect(gaps.map((issue) => [issue.location.path, issue.location.lines.begin, issue.severity])).toEqual([
    ['templates/broken.yaml', 4, 'blocker'],
    ['infra/main.tf', 1, 'info'],
    ['cdk.out/Web.template.json', 1, 'blocker'],
  ]);
});

test('a generated template is reported at the place people edit', () => {
  const issue = issuesOf(SAMPLE_RUN).find((one) => one.check_name.startsWith('cloudformation/'));
  expect(issue?.location).toEqual({ path: 'lib/web-stack.ts', lines: { begin: 12 } });
});
