import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { displayWidth } from '../../src/reporters/plain-text.ts';
import { prettyReporter } from '../../src/reporters/pretty.ts';
import type { ReportEnvironment } from '../../src/reporters/reporter.ts';
import { at, CLEAN_RUN, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN, sourcesOf } from './sample-run.ts';

function render(run: RunResult, changes: Partial<ReportEnvironment> = {}): string {
  return prettyReporter.render(run, environmentOf(changes));
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

describe('the verdict is the last line', () => {
  test.each([
    ['passed', CLEAN_RUN, '✔ Gate passed (fail-on high)'],
    ['failed', runOf({ results: [result()] }), '✖ Gate failed: 1 finding blocks it (fail-on high)'],
    ['incomplete', runOf({ gate: { incomplete: true } }), '✖ The run is incomplete; what was looked at passes the gate (fail-on high)'],
    ['both', SAMPLE_RUN, '✖ Gate failed: 3 findings block it (fail-on high); the run is incomplete'],
    ['failed without a finding', runOf({ gate: { outcome: 'failed', failOn: 'none' } }), '✖ Gate failed (fail-on none)'],
  ])('%s', (_name, run, verdict) => {
    for (const changes of [{}, { quiet: true }, { verbose: true }]) expect(lastLine(render(run, changes))).toBe(verdict);
  });
});

test('a finding shows rule, message, place, line, caret and fix', () => {
  const text = render(
    runOf({
      results: [
        result({
          file: 't.yaml',
          location: at(2, 3, 6),
          resource: { id: 'B', type: 'AWS::S3::Bucket', path: 'Child/B' },
          property: '/Key',
          remediation: 'Turn the key.',
        }),
      ],
    }),
    { sources: sourcesOf({ 't.yaml': 'one:\n  key: value\n' }) },
  );
  expect(text).toContain(
    [
      't.yaml  1 blocking',
      '',
      '  ✖ critical  s3/bucket-public-read-prohibited',
      '    the ACL PublicRead lets everybody read the objects',
      '    t.yaml:2:3  Child/B (AWS::S3::Bucket) /Key',
      '',
      '       1 │ one:',
      '  ▸    2 │   key: value',
      '         │   ^^^',
      '',
      '    fix      Turn the key.',
    ].join('\n'),
  );
});

test('scenarios, assumptions and targets stand in words', () => {
  const text = render(SAMPLE_RUN);
  expect(text).toContain('happens  when IsProd is false, with the default of Env');
  expect(text).toContain('targets  dev (111122223333/eu-west-1), prod (444455556666/eu-west-1)');
});

test('many scenarios are counted', () => {
  const scenarios = ['A is true', 'B is true', 'C is true', 'D is true', 'E is true'];
  expect(render(runOf({ results: [result({ scenarios })] }))).toContain(
    'when A is true, or when B is true, or when C is true, or in 2 more scenarios',
  );
});

test('a finding about a whole template has no resource', () => {
  expect(render(runOf({ results: [result()] }))).toContain('templates/storage.yaml:8:7  the template');
});

test('unknown verdicts of one reason share a line; many are cut unless verbose', () => {
  const unknown = (index: number, because: string) =>
    result({
      status: 'unknown',
      ruleId: 'r',
      resource: { id: `R${index}`, type: 'T', path: `R${index}` },
      unknownBecause: because,
      fingerprint: String(index),
    });
  const shared = runOf({ results: [1, 2, 3, 4, 5].map((index) => unknown(index, 'Fn::ImportValue on net')) });
  expect(render(shared)).toContain('? critical unknown  r  R1:8, R2:8, R3:8 and 2 more\n    because of Fn::ImportValue on net');
  const many = runOf({ results: Array.from({ length: 14 }, (_, index) => unknown(index, `reason ${index}`)) });
  expect(render(many)).toContain('… and 4 more unknown verdicts (--verbose shows all)');
  expect(render(many, { verbose: true })).not.toContain('more unknown verdicts');
});

test('quiet keeps what blocks, what is missing and the verdict', () => {
  const text = render(SAMPLE_RUN, { quiet: true });
  expect(text).toContain('s3/bucket-public-read-prohibited');
  expect(text).toContain('Not looked at');
  expect(text).toContain('templates/broken.yaml could not be read');
  for (const left of [
    's3/bucket-versioning-enabled',
    'rds/instance-storage-encrypted',
    'Let through',
    'Loosened',
    'Scanners',
    'Not evaluated',
  ])
    expect(text).not.toContain(left);
});

test('passes when asked for; those resting on an assumption with verbose', () => {
  const passes = (text: string) => text.split('\n').filter((line) => line.startsWith('  ✔ ')).length;
  expect(passes(render(SAMPLE_RUN))).toBe(0);
  expect(passes(render(SAMPLE_RUN, { verbose: true }))).toBe(1);
  expect(passes(render(SAMPLE_RUN, { includePassed: true }))).toBe(2);
  expect(render(SAMPLE_RUN)).toContain('1 pass resting on an assumption');
});

test('what loosens the gate, what the policy refused and what loaders warned of is listed', () => {
  const text = render({
    ...SAMPLE_RUN,
    ledger: {
      ...SAMPLE_RUN.ledger,
      files: [
        {
          path: 'p.yaml',
          status: 'scanned',
          diagnostics: [{ level: 'warning', code: 'remote-template', message: 'the child is at a remote URL', location: at(5, 7, 9) }],
        },
      ],
    },
  });
  expect(text).toContain('rule disabled: s3/bucket-object-lock-enabled (stackgate.config.yaml:12): not for caches');
  expect(text).toContain('threshold lowered: none (--fail-on): the policy locks it at high');
  expect(text).toContain('Warnings\n  - p.yaml:5:7 remote-template: the child is at a remote URL');
});

test('the ledger is counted', () => {
  const text = render(SAMPLE_RUN);
  expect(text).toMatch(/^Files +2 scanned, 1 failed, 1 not evaluated, 1 ignored$/m);
  expect(text).toMatch(/^Resources +6 evaluated, 1 without a rule, not looked into: 1 × Acme::Net::Vpc::MODULE$/m);
});

test('many reasons are counted, as each unread file is one', () => {
  const run = runOf({ gate: { incomplete: true, reasons: Array.from({ length: 15 }, (_, index) => `${index}.yaml could not be read`) } });
  expect(render(run)).toContain('  - 9.yaml could not be read\n  - and 5 more reasons\n');
  expect(render(run, { verbose: true })).toContain('  - 14.yaml could not be read\n');
});

test('running text keeps to the width', () => {
  const long = 'word '.repeat(60).trim();
  const text = render(runOf({ results: [result({ message: long, remediation: long })], gate: { reasons: [long] } }), { width: 60 });
  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  expect(text.match(/word/g)).toHaveLength(180);
});

test('colour is added on request and changes nothing else', () => {
  const coloured = prettyReporter.render(SAMPLE_RUN, { ...SAMPLE_ENVIRONMENT, colour: true });
  expect(coloured).toContain('\x1b[31m');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the reporter's own colours
  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(prettyReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT));
  expect(prettyReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT)).not.toContain('\x1b');
});

test('escape sequences in names and messages are shown, not obeyed', () => {
  const evil = '\x1b[2J\x1b]0;owned\x07';
  const text = render(
    runOf({ results: [result({ file: `${evil}.yaml`, message: evil, resource: { id: evil, type: evil, path: evil } })] }),
    { colour: true },
  );
  expect(text).toContain('\\x1b[2J\\x1b]0;owned\\x07');
  expect(text).not.toContain('\x1b[2J');
  expect(text).not.toContain('\x07');
});

test('messages of several lines keep them', () => {
  expect(render(runOf({ results: [result({ message: 'first\n  second\r\n\nthird' })] }))).toContain('    first\n      second\n    third\n');
});
