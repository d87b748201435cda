import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { githubReporter, renderStepSummary } from '../../src/reporters/github.ts';
import type { ReportEnvironment } from '../../src/reporters/reporter.ts';
import { at, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN } from './sample-run.ts';

interface Command {
  readonly level: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads workflow commands as the runner does. */
function commands(run: RunResult, changes: Partial<ReportEnvironment> = {}): readonly Command[] {
  const text = githubReporter.render(run, environmentOf(changes));
  return text.split('\n').flatMap((line) => {
    const match = /^::(\w+) ([^:]*)::(.*)$/.exec(line);
    if (match === null) return [];
    const [, level = '', list = '', message = ''] = match;
    const properties = Object.fromEntries(
      list.split(',').map((pair) => {
        const [key = '', value = ''] = pair.split('=', 2);
        return [key, unescaped(value.replaceAll('%3A', ':').replaceAll('%2C', ','))];
      }),
    );
    return [{ level, properties, message: unescaped(message) }];
  });
}

function unescaped(text: string): string {
  return text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
}

test('errors come first, then warnings, then notices', () => {
  const levels = commands(SAMPLE_RUN).map((command) => command.level);
  const order = ['error', 'warning', 'notice'];
  expect(levels).toEqual([...levels].sort((left, right) => order.indexOf(left) - order.indexOf(right)));
  expect(new Set(levels)).toEqual(new Set(order));
});

test('a finding has its place, a title and the fix', () => {
  const command = commands(SAMPLE_RUN).find((one) => one.properties.title?.startsWith('s3/bucket-public-read-prohibited'));
  expect(command?.properties).toEqual({
    file: 'templates/storage.yaml',
    line: '9',
    endLine: '9',
    col: '7',
    endColumn: '20',
    title: 's3/bucket-public-read-prohibited (critical, blocks the gate)',
  });
  expect(command?.message).toContain('Fix: Remove AccessControl');
});

test('columns are left out of a place of several lines', () => {
  const [command] = commands(runOf({ results: [result({ location: at(3, 5, 2, 9) })] }));
  expect(command?.properties).toMatchObject({ line: '3', endLine: '9' });
  expect(command?.properties).not.toHaveProperty('col');
});

describe('escaping', () => {
  test('percent signs, line breaks, colons and commas come back as they were', () => {
    const run = runOf({ results: [result({ file: 'a:b,c%0A.yaml', ruleId: 'x:y,z', message: '100% of\nthis, and: that' })] });
    const [command] = commands(run);
    expect(command?.properties.file).toBe('a:b,c%0A.yaml');
    expect(command?.properties.title).toContain('x:y,z');
    expect(command?.message).toContain('100% of\nthis, and: that');
  });

  test('no text can begin a command of its own', () => {
    const attack = 'x\n::error file=evil::boo\r\n::set-output name=a::b\u2028::warning::c';
    const text = githubReporter.render(
      runOf({
        results: [result({ message: attack, file: attack, ruleId: attack, remediation: attack })],
        gate: { incomplete: true, reasons: [attack] },
      }),
      environmentOf(),
    );
    const lines = text.trimEnd().split(/[\n\r\u2028]/);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).not.toMatch(/^::(error file=evil|set-output|warning)/);
  });
});

test('what was not looked at is an error at its line, what was not evaluated a warning', () => {
  const all = commands(SAMPLE_RUN);
  expect(all.find((one) => one.properties.file === 'templates/broken.yaml')).toMatchObject({ level: 'error', properties: { line: '4' } });
  expect(all.find((one) => one.properties.file === 'infra/main.tf')?.level).toBe('warning');
  expect(all.find((one) => one.properties.title === 'The run is incomplete')?.level).toBe('error');
});

test('quiet keeps the errors and the verdict', () => {
  expect(new Set(commands(SAMPLE_RUN, { quiet: true }).map((command) => command.level))).toEqual(new Set(['error']));
  expect(
    githubReporter
      .render(SAMPLE_RUN, environmentOf({ quiet: true }))
      .trimEnd()
      .split('\n')
      .at(-1),
  ).toMatch(/^Gate failed/);
});

test('passes, suppressed and excepted findings are no annotations', () => {
  const titles = commands(SAMPLE_RUN).map((command) => command.properties.title);
  for (const rule of ['s3/bucket-encryption-enabled', 's3/bucket-logging-enabled', 'rds/instance-no-plain-password'])
    expect(titles.some((title) => title?.startsWith(rule))).toBe(false);
});

test('the step summary stays within a mebibyte and says what it left out', () => {
  const results = Array.from({ length: 6000 }, (_, index) =>
    result({ fingerprint: String(index), message: `${index} ${'long '.repeat(60)}` }),
  );
  const summary = renderStepSummary(runOf({ results }), SAMPLE_ENVIRONMENT);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_048_576);
  expect(summary).toMatch(/_\d+ more blocks left out/);
  expect(renderStepSummary(SAMPLE_RUN, SAMPLE_ENVIRONMENT)).not.toContain('left out');
});
