import { describe, expect, test } from 'vitest';
import type { Result, RunResult } from '../../src/model/result.ts';
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

function resourceNamed(id: string) {
  return { id, type: 'AWS::S3::Bucket', path: id };
}

test('what blocks comes first and with its code, the rest in brief, worst first', () => {
  const text = render(
    runOf({
      results: [
        result({
          file: 't.yaml',
          location: at(1, 1, 4),
          ruleId: 'a/low',
          severity: 'low',
          blocking: false,
          message: 'mild',
          fingerprint: '1',
        }),
        result({ file: 't.yaml', location: at(2, 3, 6), ruleId: 'b/high', severity: 'high', message: 'bad', fingerprint: '2' }),
        result({
          file: 't.yaml',
          location: at(2, 3, 6),
          ruleId: 'c/medium',
          severity: 'medium',
          blocking: false,
          message: 'so',
          fingerprint: '3',
        }),
      ],
    }),
    { sources: sourcesOf({ 't.yaml': 'one:\n  key: value\n' }) },
  );
  expect(text).toContain(
    [
      't.yaml  1 blocking, 2 not blocking',
      '',
      '  ✖ high  b/high',
      '    bad',
      '    t.yaml:2:3  the template',
      '',
      '       1 │ one:',
      '  ▸    2 │   key: value',
      '         │   ^^^',
      '',
      '  ▲ medium    c/medium  2:3 the template',
      '    so',
      '  ▲ low       a/low  1:1 the template',
      '    mild',
    ].join('\n'),
  );
});

test('failures that say the same share an entry; what is special about them is said', () => {
  const mild = (index: number, changes: Partial<Result> = {}) =>
    result({
      severity: 'low',
      blocking: false,
      message: 'no log',
      resource: resourceNamed(`R${index}`),
      fingerprint: String(index),
      ...changes,
    });
  const same = render(runOf({ results: [1, 2, 3, 4, 5].map((index) => mild(index)) }));
  expect(same).toContain('▲ low       s3/bucket-public-read-prohibited  8:7 R1, 8:7 R2, 8:7 R3 and 2 more\n    no log\n');
  expect(render(runOf({ results: [mild(1, { scenarios: ['A is true'] })] }))).toContain('    no log; when A is true\n');
  expect(render(runOf({ results: [mild(1, { baseline: 'known' })] }))).toContain('    no log; in the baseline: does not block the gate\n');
  const source = { file: 'app.ts', line: 3 };
  expect(render(runOf({ results: [mild(1, { source })] }))).toContain('8:7 R1 (app.ts:3)');
});

test('targets stand in the head of the file when they are the same, else with each finding', () => {
  const targets = [
    { id: 'dev', name: 'dev' },
    { id: 'prod', name: 'prod' },
  ];
  const mild = (rule: string, target: string) => result({ ruleId: rule, severity: 'low', blocking: false, target, fingerprint: rule });
  const same = render(runOf({ results: [mild('a', 'dev'), mild('b', 'dev')], run: { targets } }));
  expect(same).toContain('templates/storage.yaml  2 not blocking; for dev\n');
  expect(same.match(/for dev/g)).toHaveLength(1);
  const different = render(runOf({ results: [mild('a', 'dev'), mild('b', 'prod')], run: { targets } }));
  expect(different).toContain('templates/storage.yaml  2 not blocking\n');
  expect(different).toMatch(/lets everybody read the objects; for dev\n[\s\S]*lets everybody read the objects; for prod\n/);
});

test('many failures that do not block are counted, fewer of them beside one that blocks', () => {
  const mild = Array.from({ length: 14 }, (_, index) =>
    result({ ruleId: `m/${index}`, severity: index < 3 ? 'medium' : 'low', blocking: false, fingerprint: String(index) }),
  );
  expect(render(runOf({ results: mild }))).toContain('  … and 4 more that do not block: 4 low (--verbose shows all)\n');
  expect(render(runOf({ results: [...mild, result()] }))).toContain('  … and 9 more that do not block: 9 low (--verbose shows all)\n');
  const all = render(runOf({ results: mild }), { verbose: true });
  expect(all).not.toContain('--verbose');
  for (const { ruleId } of mild) expect(all).toContain(`  ${ruleId}  `);
});

test('verbose shows every finding with its code', () => {
  const results = [
    result({ file: 't.yaml', location: at(1, 1, 4), severity: 'low', blocking: false, fingerprint: '1' }),
    result({ file: 't.yaml', location: at(2, 3, 6), status: 'unknown', blocking: false, unknownBecause: 'x', fingerprint: '2' }),
  ];
  const sources = sourcesOf({ 't.yaml': 'one:\n  key: value\n' });
  expect(render(runOf({ results }), { sources })).not.toContain('│');
  expect(render(runOf({ results }), { sources, verbose: true }).match(/▸/g)).toHaveLength(2);
});

test('of findings at one place that follow each other, the first shows the code', () => {
  const results = ['a', 'b'].map((ruleId) => result({ file: 't.yaml', location: at(1, 1, 4), ruleId, fingerprint: ruleId }));
  const text = render(runOf({ results }), { sources: sourcesOf({ 't.yaml': 'one: 1\n' }) });
  expect(text.match(/▸/g)).toHaveLength(1);
  expect(text.match(/t\.yaml:1:1/g)).toHaveLength(2);
});

test('all that one reason leaves unknown is one entry', () => {
  const unknown = (ruleId: string, resource: string, changes: Partial<Result> = {}) =>
    result({
      status: 'unknown',
      ruleId,
      severity: 'high',
      unknownBecause: 'the macro M',
      resource: resourceNamed(resource),
      fingerprint: ruleId + resource,
      ...changes,
    });
  expect(render(runOf({ results: ['A', 'B', 'C', 'D'].map((name) => unknown('r', name)) }))).toContain(
    '? high unknown  r  8:7 A, 8:7 B, 8:7 C and 1 more\n    because of the macro M\n',
  );
  const rules = [unknown('r', 'A'), unknown('s', 'A', { severity: 'critical' }), unknown('t', 'B')];
  expect(render(runOf({ results: rules }))).toContain('? 3 rules unknown, critical the worst  8:7 A, 8:7 B\n    because of the macro M\n');
  expect(render(runOf({ results: rules }), { verbose: true }).match(/^ +because {2}the macro M$/gm)).toHaveLength(3);
});

test('many reasons why something is unknown are cut unless verbose', () => {
  const results = Array.from({ length: 14 }, (_, index) =>
    result({ status: 'unknown', ruleId: 'r', unknownBecause: `reason ${index}`, fingerprint: String(index) }),
  );
  expect(render(runOf({ results }))).toContain('… and 4 more unknown verdicts: 4 critical (--verbose shows all)');
  expect(render(runOf({ results }), { verbose: true })).toContain('reason 13');
});

test('unknown verdicts that block are one block for each resource and reason', () => {
  const unknown = (ruleId: string, resource: string, unknownBecause: string) =>
    result({
      status: 'unknown',
      blocking: true,
      ruleId,
      severity: 'high',
      unknownBecause,
      resource: resourceNamed(resource),
      remediation: 'Fix it.',
    });
  const text = render(
    runOf({ results: [unknown('a', 'A', 'the macro M'), unknown('b', 'A', 'the macro M'), unknown('c', 'A', 'the parameter P')] }),
  );
  expect(text).toContain('  ✖ high unknown  2 rules\n    cannot be decided: a, b\n');
  expect(text).toContain('  ✖ high unknown  c\n');
  expect(text.match(/because {2}/g)).toHaveLength(2);
});

test('an unread file has its first fault and a count, and its line while there are few such files', () => {
  const broken = (path: string) => ({
    path,
    status: 'failed' as const,
    reason: 'it is broken',
    diagnostics: [1, 2, 3].map((line) => ({
      level: 'error' as const,
      code: 'no-type',
      message: `fault ${line}`,
      location: at(line, 1, 2),
    })),
  });
  const paths = (count: number) => Array.from({ length: count }, (_, index) => `${index}.yaml`);
  const show = (count: number, changes: Partial<ReportEnvironment> = {}) =>
    render(runOf({ gate: { incomplete: true }, ledger: { files: paths(count).map(broken) } }), {
      sources: sourcesOf(Object.fromEntries(paths(count).map((path) => [path, 'a\nb\nc\n']))),
      ...changes,
    });
  expect(show(1)).toContain('  ✖ 0.yaml\n    1:1 no-type: fault 1\n    and 2 more errors in this file\n\n  ▸    1 │ a\n');
  expect(show(4)).not.toContain('│');
  expect(show(4)).toContain('  ✖ 3.yaml\n    1:1 no-type: fault 1\n');
  expect(show(13)).toContain('  … and 3 more (--verbose shows all)\n');
  const all = show(13, { verbose: true });
  expect(all).toContain('  ✖ 12.yaml\n    1:1 no-type: fault 1\n    2:1 no-type: fault 2\n    3:1 no-type: fault 3\n');
  expect(all.match(/▸/g)).toHaveLength(13);
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
  expect(render(run)).toContain('  - 4.yaml could not be read\n  - and 10 more reasons\n');
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
