import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../supply/temp-folder.ts';
import { build, PROGRAM, plainEnvironment, program, resultOf } from './stackgate.ts';
import { FAILING, PASSING, RULE } from './templates.ts';

beforeAll(build, 120_000);

const isWindows = process.platform === 'win32';

/** Runs a line of shell in which `stackgate` is the program. */
function shell(folder: string, line: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const named = `stackgate() { '${process.execPath}' '${PROGRAM}' "$@"; }\n${line}`;
  return spawnSync('bash', ['-o', 'pipefail', '-c', named], {
    cwd: folder,
    env: plainEnvironment(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
}

/** More than a pipe holds, many times. */
const LARGE = `Resources:\n${Array.from({ length: 3_000 }, (_, index) => `  Bucket${index}:\n    Type: AWS::S3::Bucket\n`).join('')}`;

describe.skipIf(isWindows)('pipes', () => {
  test('a large report goes through one as a whole, also to a slow reader', () => {
    const folder = tempFolder({ 'template.yaml': LARGE });
    const { status, stdout, stderr } = shell(folder, `stackgate scan --rule '${RULE}' --format json | (sleep 0.3; cat)`);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout.length).toBeGreaterThan(1_000_000);
    expect(JSON.parse(stdout).results).toHaveLength(3_000);
  });

  test('one that is closed early is no error of its own', () => {
    const folder = tempFolder({ 'template.yaml': LARGE });
    const { status, stdout, stderr } = shell(folder, `stackgate scan --rule '${RULE}' --format json | head -1`);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '{\n', stderr: '' });
  });

  test('a template comes through one', () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    const outcome = shell(folder, `cat template.yaml | stackgate scan - --rule '${RULE}' --format json`);
    expect(outcome.status).toBe(1);
    expect(resultOf(outcome).results.map(({ file }) => file)).toEqual(['<stdin>']);
    expect(shell(folder, `stackgate scan <(cat template.yaml) --rule '${RULE}' --quiet`).status).toBe(1);
  });

  test('what is piped in may be more than a pipe holds, and ends', () => {
    const folder = tempFolder({});
    const outcome = program(folder, ['scan', '-', '--rule', RULE, '--format', 'json'], { stdin: LARGE });
    expect(resultOf(outcome).results).toHaveLength(3_000);
    const tooMuch = shell(folder, `head -c 60000000 /dev/zero | stackgate scan - --quiet`);
    expect(tooMuch).toMatchObject({ status: 3, stderr: '' });
    expect(tooMuch.stdout).toContain('standard input has more than 50 MB');
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout is said, and is no success', () => {
    const folder = tempFolder({ 'good.yaml': PASSING, 'bad.yaml': FAILING });
    for (const file of ['good.yaml', 'bad.yaml']) {
      const outcome = shell(folder, `stackgate scan ${file} --rule '${RULE}' > /dev/full`);
      expect(outcome, file).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('standard output cannot be written: no space is left'),
      });
    }
  });

  test('stdout and stderr that are closed do no harm to the verdict', () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    expect(shell(folder, `stackgate scan --rule '${RULE}' >&- 2>&-`).status).toBe(1);
  });

  test('a current folder that is gone is said', () => {
    const folder = tempFolder({ 'gone/': '' });
    const outcome = shell(join(folder, 'gone'), 'rmdir ../gone; stackgate scan');
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('the current folder does not exist any more');
  });
});

/** A rule of a project, with the types of TypeScript. */
const OWN_RULE = `import { defineRule, must, type Rule } from 'stackgate';

const prefix: string = 'acme-';

export const named: Rule = defineRule({
  id: 'acme/bucket-name-prefix',
  title: 'Bucket names start with the name of the team',
  severity: 'high',
  category: 'operations',
  tier: 2,
  packs: [],
  crossReferences: {},
  resources: ['AWS::S3::Bucket'],
  rationale: 'Whoever sees a bucket should see whose it is.',
  remediation: 'Rename the bucket.',
  messages: { other: 'the name does not start with acme-' },
  check: (bucket) => must(bucket.at('BucketName').startsWith(prefix), 'other'),
  examples: { pass: [], fail: [] },
});

export default named;
`;

const NAMED = (name: string): string => `Resources:\n  Orders:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: ${name}\n`;

describe('code of a project', () => {
  test('a configuration and rules in TypeScript run, where stackgate is not installed in the project', () => {
    const folder = tempFolder({
      'template.yaml': NAMED('orders'),
      'stackgate.config.ts': `import { named } from './rules/named.ts';\nexport default { rules: ['${RULE}', 'acme/*'], failOn: 'high' as const, customRules: [named] };\n`,
      'rules/named.ts': OWN_RULE,
    });
    const outcome = program(folder, ['scan', '--format', 'json']);
    expect(outcome).toMatchObject({ status: 1, stderr: '' });
    expect(resultOf(outcome).results.map(({ ruleId, location }) => [ruleId, location.line])).toEqual([
      [RULE, 4],
      ['acme/bucket-name-prefix', 5],
    ]);
  });

  test('rules in TypeScript that a configuration in YAML names', () => {
    const files = { 'rules/named.ts': OWN_RULE, 'stackgate.config.yaml': `rules: [acme/*]\ncustomRules: [rules/named.ts]\n` };
    const scan = (name: string) => program(tempFolder({ ...files, 'template.yaml': NAMED(name) }), ['scan', '--quiet']);
    expect(scan('orders')).toMatchObject({ status: 1, stderr: '' });
    expect(scan('acme-orders')).toMatchObject({ status: 0, stderr: '' });
    expect(scan('!Ref AWS::NoValue').status).not.toBe(4);
  });

  test('a module that is missing is named', () => {
    const folder = tempFolder({ 'template.yaml': FAILING, 'stackgate.config.ts': "import x from 'not-installed';\nexport default x;\n" });
    const outcome = program(folder, ['scan']);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toMatch(
      /^error: stackgate\.config\.ts: cannot be run: Cannot find package 'not-installed'.*\[CONFIG_UNREADABLE\]\n$/,
    );
  });

  test('what it prints does not get into a report', () => {
    const code = "console.log('noise'); console.info('noise'); console.debug('noise');\nexport default {};\n";
    const folder = tempFolder({ 'template.yaml': PASSING, 'stackgate.config.mjs': code });
    const outcome = program(folder, ['scan', '--rule', RULE, '--format', 'json']);
    expect(outcome).toMatchObject({ status: 0, stderr: 'noise\nnoise\nnoise\n' });
    expect(resultOf(outcome).gate.outcome).toBe('passed');
  });

  test.for([
    { what: 'ends the process', code: 'process.exit(0);\nexport default {};\n' },
    { what: 'waits for what never comes', code: 'await new Promise(() => {});\nexport default {};\n' },
  ])('code that $what gives no verdict', ({ code }) => {
    const folder = tempFolder({ 'template.yaml': FAILING, 'stackgate.config.mjs': code });
    const outcome = program(folder, ['scan']);
    expect(outcome).toMatchObject({ status: 4, stdout: '' });
    expect(outcome.stderr).toContain('the run ended before there was a verdict');
  });

  test('code has no say in the exit code, and what it leaves running does not hold up the program', () => {
    const code = 'process.exitCode = 0;\nsetInterval(() => { process.exitCode = 0; }, 1);\nexport default {};\n';
    const folder = tempFolder({ 'template.yaml': FAILING, 'stackgate.config.mjs': code });
    expect(program(folder, ['scan', '--rule', RULE, '--quiet'])).toMatchObject({ status: 1, stderr: '' });
  });

  test('code that fails while others wait is a failure', () => {
    const code =
      "setTimeout(() => { throw new Error('late'); }, 0);\nawait new Promise((resolve) => setTimeout(resolve, 50));\nexport default {};\n";
    const folder = tempFolder({ 'template.yaml': FAILING, 'stackgate.config.mjs': code });
    expect(program(folder, ['scan'])).toMatchObject({ status: 4, stderr: expect.stringContaining('Error: late') });
  });
});

describe('the program', () => {
  test('needs no home folder and no writable cache', () => {
    const folder = tempFolder({ 'template.yaml': PASSING, 'a-file': '' });
    const environment = { HOME: join(folder, 'a-file'), XDG_CACHE_HOME: join(folder, 'a-file') };
    expect(program(folder, ['scan', '--rule', RULE, '--quiet'], { environment })).toMatchObject({ status: 0, stderr: '' });
  });

  test('judges a whole CDK app below a folder, from another folder', () => {
    const folder = tempFolder({ 'elsewhere/': '', 'templates/template.yaml': FAILING });
    const outcome = program(join(folder, 'elsewhere'), ['scan', '../templates', '--rule', RULE, '--format', 'json']);
    expect(resultOf(outcome).results.map(({ file }) => file)).toEqual(['../templates/template.yaml']);
  });

  test.skipIf(isWindows)('that is interrupted leaves no half of a report', async () => {
    const folder = tempFolder({ 'template.yaml': LARGE });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    // It waits for its template, which nobody writes.
    const child = spawn(process.execPath, [PROGRAM, 'scan', 'template.yaml', 'pipe', '--report', 'json=out.json'], {
      cwd: folder,
      env: plainEnvironment(),
    });
    setTimeout(() => child.kill('SIGTERM'), 300);
    const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
    rmSync(join(folder, 'pipe'));
    expect(signal).toBe('SIGTERM');
    expect(existsSync(join(folder, 'out.json'))).toBe(false);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(LARGE);
  });
});
