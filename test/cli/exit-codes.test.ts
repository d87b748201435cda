import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { StackgateError } from '../../src/model/errors.ts';
import { REPORT_FORMATS } from '../../src/reporters/reporter.ts';
import { cucumberFaults, junitFaults, resultSchemaFaults, sarifSchemaFaults } from '../reporters/consumers.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { type Outcome, resultOf, stackgate } from './stackgate.ts';
import { CUT_OFF, configWithCheck, FAILING, PASSING, RULE } from './templates.ts';

/** What breaks inside of stackgate itself, by the test that is under way. */
const broken = vi.hoisted(() => ({ judge: false, reporter: false }));

vi.mock('../../src/judge.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../src/judge.ts')>();
  return {
    ...original,
    judge(input: Parameters<typeof original.judge>[0]) {
      if (broken.judge) throw new TypeError('injected \x1b[31mfailure');
      return original.judge(input);
    },
  };
});

vi.mock('../../src/reporters/junit.ts', async (importOriginal) => {
  const { junitReporter } = await importOriginal<typeof import('../../src/reporters/junit.ts')>();
  return {
    junitReporter: {
      ...junitReporter,
      render(...given: Parameters<typeof junitReporter.render>) {
        if (broken.reporter) throw new RangeError('injected failure of a reporter');
        return junitReporter.render(...given);
      },
    },
  };
});

async function breaking(part: keyof typeof broken, run: () => Promise<Outcome>): Promise<Outcome> {
  broken[part] = true;
  try {
    return await run();
  } finally {
    broken[part] = false;
  }
}

interface Cause {
  readonly cause: string;
  readonly files: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly stdin?: string;
}

/** Runs a scan of a folder with these files that prints its result. */
function scan({ files, words = [], stdin = '' }: Cause): Promise<Outcome> {
  return stackgate(tempFolder(files), ['scan', '--format', 'json', '--rule', RULE, ...words], { stdin });
}

const OPEN = FAILING.replace('AWS::S3::Bucket', 'AWS::S3::Bucket\n    Properties:\n      PublicAccessBlockConfiguration: !Ref Block');
const UNKNOWN = `Parameters:\n  Block:\n    Type: String\n${OPEN}`;

const PER_STAGE = `Parameters:
  Stage: { Type: String }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
Resources:
  Orders:
    Type: AWS::S3::Bucket
    Condition: IsDev
`;
const STAGES = 'environments:\n  dev: { parameters: { Stage: dev } }\n  prod: { parameters: { Stage: prod } }\n';

const PASSED: readonly Cause[] = [
  { cause: 'no finding', files: { 't.yaml': PASSING } },
  { cause: 'a finding below the threshold', files: { 't.yaml': FAILING }, words: ['--fail-on', 'critical'] },
  { cause: 'no threshold', files: { 't.yaml': FAILING }, words: ['--fail-on', 'none'] },
  { cause: 'a softened severity', files: { 't.yaml': FAILING, 'stackgate.config.yaml': `severities: { ${RULE}: low }\n` } },
  { cause: 'an unknown verdict that is only warned of', files: { 't.yaml': UNKNOWN } },
  { cause: 'no templates, where that is allowed', files: { 'notes.txt': 'x' }, words: ['--allow-empty'] },
  { cause: 'what is not evaluated', files: { 't.yaml': PASSING, 'main.tf': 'x' } },
];

test.for(PASSED)('0 for $cause', async (cause) => {
  const outcome = await scan(cause);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(resultOf(outcome).gate).toMatchObject({ outcome: 'passed', incomplete: false });
});

const FAILED: readonly Cause[] = [
  { cause: 'a finding at the threshold', files: { 't.yaml': FAILING } },
  { cause: 'a finding above the threshold', files: { 't.yaml': FAILING }, words: ['--fail-on', 'info'] },
  {
    cause: 'a raised severity',
    files: { 't.yaml': FAILING, 'stackgate.config.yaml': `severities: { ${RULE}: critical }\n` },
    words: ['--fail-on', 'critical'],
  },
  { cause: 'an unknown verdict that is not accepted', files: { 't.yaml': UNKNOWN, 'stackgate.config.yaml': 'unknown: fail\n' } },
  { cause: 'a failure in one environment of two', files: { 't.yaml': PER_STAGE, 'stackgate.config.yaml': STAGES } },
  {
    cause: 'a policy that holds the threshold',
    files: { 't.yaml': FAILING, 'policy.yaml': 'failOn: high\n', 'stackgate.config.yaml': 'failOn: none\n' },
    words: ['--policy', 'policy.yaml'],
  },
  { cause: 'a template from standard input', files: {}, words: ['-'], stdin: FAILING },
];

test.for(FAILED)('1 for $cause', async (cause) => {
  const outcome = await scan(cause);
  expect(outcome).toMatchObject({ status: 1, stderr: '' });
  expect(resultOf(outcome).gate).toMatchObject({ outcome: 'failed', incomplete: false });
});

const MISUSED: readonly (Cause & { readonly said: string })[] = [
  { cause: 'an unknown flag', files: { 't.yaml': FAILING }, words: ['--pakc', 'x'], said: 'USAGE' },
  { cause: 'an unknown rule', files: { 't.yaml': FAILING }, words: ['--rule', 's3/x'], said: 'UNKNOWN_RULE' },
  { cause: 'an unknown pack', files: { 't.yaml': FAILING }, words: ['--pack', 'x'], said: 'UNKNOWN_PACK' },
  { cause: 'an unknown report', files: { 't.yaml': FAILING }, words: ['--report', 'x=y'], said: 'UNKNOWN_REPORT' },
  { cause: 'a path that does not exist', files: { 't.yaml': FAILING }, words: ['u.yaml'], said: 'PATH_MISSING' },
  { cause: 'no templates', files: { 'notes.txt': 'x' }, said: 'NO_TEMPLATES' },
  { cause: 'a broken configuration', files: { 't.yaml': FAILING, 'stackgate.config.json': '{' }, said: 'CONFIG_INVALID' },
  { cause: 'a missing configuration', files: { 't.yaml': FAILING }, words: ['--config', 'x.yaml'], said: 'CONFIG_UNREADABLE' },
  { cause: 'two configurations', files: { 'stackgate.config.yaml': '', 'stackgate.config.json': '{}' }, said: 'CONFIG_INVALID' },
  { cause: 'code that throws', files: { 'stackgate.config.mjs': "throw new Error('x')" }, said: 'CONFIG_UNREADABLE' },
  { cause: 'what is no rule', files: { 'stackgate.config.mjs': 'export default { customRules: [{}] }' }, said: 'CONFIG_INVALID' },
  {
    cause: 'a broken policy',
    files: { 't.yaml': FAILING, 'p.yaml': 'failOn: x\n' },
    words: ['--policy', 'p.yaml'],
    said: 'POLICY_INVALID',
  },
  {
    cause: 'broken parameters',
    files: { 't.yaml': FAILING, 'p.json': '[1]' },
    words: ['--parameters', 'p.json'],
    said: 'PARAMETERS_INVALID',
  },
];

test.for(MISUSED)('2 for $cause, and no report', async (cause) => {
  const outcome = await scan({ ...cause, words: [...(cause.words ?? []), '--report', 'junit=reports/junit.xml'] });
  expect(outcome).toMatchObject({ status: 2, stdout: '' });
  expect(outcome.stderr).toMatch(/^error: /);
  expect(outcome.stderr).toContain(`[${cause.said}]`);
  expect(outcome.stderr).not.toMatch(/^ {4}at /m);
});

const THROW = "throw new Error('a rule that throws')";

const INCOMPLETE: readonly (Cause & { readonly gate: 'passed' | 'failed' })[] = [
  { cause: 'a template that cannot be read', files: { 'cut.yaml': CUT_OFF }, gate: 'passed' },
  { cause: 'a template that cannot be read beside a failure', files: { 't.yaml': FAILING, 'cut.yaml': CUT_OFF }, gate: 'failed' },
  {
    cause: 'a rule that throws',
    files: { 't.yaml': PASSING, 'stackgate.config.mjs': configWithCheck(THROW) },
    words: ['--rule', 'acme/*'],
    gate: 'passed',
  },
  {
    cause: 'a rule that throws beside a failure',
    files: { 't.yaml': FAILING, 'stackgate.config.mjs': configWithCheck(THROW) },
    words: ['--rule', 'acme/*'],
    gate: 'failed',
  },
  {
    cause: 'a rule that throws nothing',
    files: { 't.yaml': PASSING, 'stackgate.config.mjs': configWithCheck('throw undefined') },
    words: ['--rule', 'acme/*'],
    gate: 'passed',
  },
  {
    cause: 'a rule that says nothing',
    files: { 't.yaml': PASSING, 'stackgate.config.mjs': configWithCheck('') },
    words: ['--rule', 'acme/*'],
    gate: 'passed',
  },
  {
    cause: 'a rule that says nonsense',
    files: { 't.yaml': PASSING, 'stackgate.config.mjs': configWithCheck("return { kind: 'x' }") },
    words: ['--rule', 'acme/*'],
    gate: 'passed',
  },
  {
    cause: 'a rule that never ends',
    files: { 't.yaml': PASSING, 'stackgate.config.mjs': configWithCheck('return this.check()') },
    words: ['--rule', 'acme/*'],
    gate: 'passed',
  },
  {
    cause: 'a nested template that is missing',
    files: { 't.yaml': `${FAILING}  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: child.yaml }\n` },
    gate: 'failed',
  },
  { cause: 'a named file that is no template', files: { 'notes.yaml': 'a: 1\n' }, words: ['notes.yaml'], gate: 'passed' },
  { cause: 'what is not evaluated, with --strict', files: { 't.yaml': PASSING, 'main.tf': 'x' }, words: ['--strict'], gate: 'passed' },
  {
    cause: 'a scanner that a policy demands',
    files: { 't.yaml': FAILING, 'policy.yaml': 'scanners: [checkov]\n' },
    words: ['--policy', 'policy.yaml'],
    gate: 'failed',
  },
  {
    cause: 'a Terraform plan',
    files: { 'plan.json': '{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[]}' },
    gate: 'passed',
  },
  { cause: 'standard input that ends too early', files: {}, words: ['-'], stdin: CUT_OFF, gate: 'passed' },
];

test.for(INCOMPLETE)('3 for $cause, whatever the gate says', async (cause) => {
  const outcome = await scan(cause);
  expect(outcome).toMatchObject({ status: 3, stderr: '' });
  const { gate } = resultOf(outcome);
  expect(gate).toMatchObject({ outcome: cause.gate, incomplete: true });
  expect(gate.reasons.length).toBeGreaterThan(cause.gate === 'failed' ? 1 : 0);
});

test('too much on standard input is a template that could not be read', async () => {
  const tooMuch = new StackgateError('TEMPLATE_UNREADABLE', 'standard input has more than 50 MB');
  const outcome = await stackgate(tempFolder({}), ['scan', '-', '--stdin-filename', 'a.yaml', '--format', 'json'], { stdin: tooMuch });
  expect(outcome.status).toBe(3);
  expect(resultOf(outcome).ledger.files).toEqual([{ path: 'a.yaml', status: 'failed', reason: 'standard input has more than 50 MB' }]);
});

describe('4 when stackgate itself fails', () => {
  const ALL = REPORT_FORMATS.flatMap((format) => ['--report', `${format}=reports/${format}`]);

  test('says how to report it, without a stack trace', async () => {
    const folder = tempFolder({ 't.yaml': PASSING });
    const outcome = await breaking('judge', () => stackgate(folder, ['scan']));
    expect(outcome.status).toBe(4);
    expect(outcome.stderr).toMatch(/^stackgate itself failed, which is a bug: TypeError: injected \\x1b\[31mfailure\n {2}Please report it/);
    expect(outcome.stderr).not.toMatch(/^ {4}at /m);
    expect(outcome.stdout + outcome.stderr).not.toContain('\x1b');
    expect(outcome.stdout).not.toContain('Gate passed');
  });

  test('shows where it happened with STACKGATE_DEBUG', async () => {
    const debug = (value: string) =>
      breaking('judge', () => stackgate(tempFolder({ 't.yaml': PASSING }), ['scan'], { environment: { STACKGATE_DEBUG: value } }));
    expect((await debug('1')).stderr).toMatch(/\n.*at .*judge/);
    expect((await debug('')).stderr).not.toMatch(/^ {4}at /m);
  });

  test('every report is written and has a failed case', async () => {
    const folder = tempFolder({ 't.yaml': PASSING, 'stackgate.config.yaml': 'failOn: low\n' });
    expect((await breaking('judge', () => stackgate(folder, ['scan', ...ALL]))).status).toBe(4);
    const report = (format: string) => readFileSync(join(folder, 'reports', format), 'utf8');
    expect(readdirSync(join(folder, 'reports')).sort()).toEqual([...REPORT_FORMATS].sort());
    expect(resultSchemaFaults(report('json'))).toEqual([]);
    expect(cucumberFaults(report('cucumber'))).toEqual([]);
    expect(sarifSchemaFaults(report('sarif'))).toEqual([]);
    expect(await junitFaults(report('junit'))).toEqual([]);
    expect(JSON.parse(report('json')).gate).toMatchObject({ incomplete: true, failOn: 'low' });
    expect(report('junit')).toMatch(/<testsuites [^>]*errors="[1-9]/);
    expect(report('cucumber')).toContain('"status": "failed"');
    for (const format of ['pretty', 'markdown', 'html', 'github']) {
      expect(report(format), format).toMatch(/incomplete/i);
      expect(report(format), format).not.toContain('Gate passed');
    }
  });

  test('the reports of the configuration are written, too', async () => {
    const config = 'reports: [{ format: junit, file: out/junit.xml }]\n';
    const folder = tempFolder({ 't.yaml': PASSING, 'stackgate.config.yaml': config });
    expect((await breaking('judge', () => stackgate(folder, ['scan']))).status).toBe(4);
    expect(readFileSync(join(folder, 'out/junit.xml'), 'utf8')).toMatch(/errors="[1-9]/);
  });

  test('a reporter that fails takes no other report with it, and none of them says that the gate passed', async () => {
    const folder = tempFolder({ 't.yaml': PASSING });
    const outcome = await breaking('reporter', () => stackgate(folder, ['scan', ...ALL]));
    expect(outcome.status).toBe(4);
    expect(outcome.stderr).toContain('injected failure of a reporter');
    const written = readdirSync(join(folder, 'reports'));
    expect(written.sort()).toEqual(REPORT_FORMATS.filter((format) => format !== 'junit').sort());
    expect(readFileSync(join(folder, 'reports/cucumber'), 'utf8')).toContain('"status": "failed"');
    expect(outcome.stdout).toContain('incomplete');
  });

  test('another command, too', async () => {
    const outcome = await breaking('judge', () => stackgate(tempFolder({ 't.yaml': PASSING }), ['expand', 't.yaml']));
    expect(outcome).toMatchObject({ status: 4, stdout: '' });
    expect(outcome.stderr).toContain('Please report it');
  });
});
