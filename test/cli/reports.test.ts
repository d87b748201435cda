import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../src/reporters/reporter.ts';
import { FIXTURES, listCases } from '../fixtures/cases.ts';
import { cucumberFaults, junitFaults, resultSchemaFaults, sarifSchemaFaults } from '../reporters/consumers.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { resultOf, stackgate } from './stackgate.ts';
import { CUT_OFF, FAILING, PASSING, RULE } from './templates.ts';

const ONLY = ['--rule', RULE];

/** Asks for every format in a file of its own, and for JSON on stdout instead of the pretty report. */
const ALL = REPORT_FORMATS.filter((format) => format !== 'json').flatMap((format) => ['--report', `${format}=reports/${format}`]);

function written(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

describe('all formats and the exit code agree', () => {
  const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

  /** The number of blocking statements that a report shows, targets merged. */
  const COUNTED: Partial<Record<ReportFormat, (text: string) => number>> = {
    sarif: (text) => JSON.parse(text).runs[0].results.filter((result: { level: string }) => result.level === 'error').length,
    gitlab: (text) => count(text, / — blocks the gate"/g),
    github: (text) => count(text, /^::error [^\n]*blocks the gate\)::/gm),
    html: (text) => count(text, /<dd>blocks the gate<\/dd>/g),
    markdown: (text) => count(text, /^- (?:unknown because of .*, )?blocks the gate$/gm),
    pretty: (text) => count(text, /^ {2}✖ (?:critical|high|medium|low|info)(?! broken rule)/gm),
  };

  /** Failed and error cases. */
  const BAD_CASES: Partial<Record<ReportFormat, (text: string) => number>> = {
    junit: (text) => count(text, /<(?:failure|error) /g),
    cucumber: (text) => count(text, /"status": "failed"/g),
  };

  const scenarios = [...listCases(), 'cdk'].flatMap((name) => [
    { name, words: ['--fail-on', 'high'] },
    { name, words: ['--fail-on', 'info', '--pack', 'all'] },
    { name, words: ['--fail-on', 'none', '--strict'] },
  ]);

  test.for(scenarios)('fixtures/$name $words', async ({ name, words }) => {
    const out = tempFolder({});
    const reports = REPORT_FORMATS.filter((format) => format !== 'json').flatMap((format) => [
      '--report',
      `${format}=${join(out, format)}`,
    ]);
    const outcome = await stackgate(join(FIXTURES, name), ['scan', '--format', 'json', '--verbose', ...words, ...reports]);
    expect(outcome.stderr).toBe('');
    const run = resultOf(outcome);
    const blocking = new Set(run.results.filter((result) => result.blocking).map((result) => result.fingerprint)).size;
    expect(outcome.status).toBe(run.gate.incomplete ? 3 : blocking > 0 ? 1 : 0);
    expect(run.gate.outcome).toBe(blocking > 0 ? 'failed' : 'passed');
    const text = (format: string): string => readFileSync(join(out, format), 'utf8');
    for (const [format, counted] of Object.entries(COUNTED)) expect(counted(text(format)), format).toBe(blocking);
    for (const [format, counted] of Object.entries(BAD_CASES)) expect(counted(text(format)) > 0, format).toBe(outcome.status !== 0);
    expect([resultSchemaFaults(outcome.stdout), cucumberFaults(text('cucumber')), sarifSchemaFaults(text('sarif'))]).toEqual([[], [], []]);
    expect(JSON.parse(text('sarif')).runs[0].invocations[0].executionSuccessful).toBe(!run.gate.incomplete);
  });
});

describe('writing', () => {
  test('several reports in one run, whole and without traces', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    const outcome = await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--format', 'json', ...ALL]);
    expect(outcome.status).toBe(1);
    const files = REPORT_FORMATS.filter((format) => format !== 'json').map((format) => `reports/${format}`);
    expect(written(folder)).toEqual([...files.sort(), 'template.yaml']);
    expect(await junitFaults(readFileSync(join(folder, 'reports/junit'), 'utf8'))).toEqual([]);
  });

  test('a report that cannot be written is said, the others are written, and the one for stdout is printed', async () => {
    const folder = tempFolder({ 'template.yaml': PASSING, 'a-file': 'x', 'a-folder/': '' });
    const outcome = await stackgate(folder, [
      ...['scan', 'template.yaml', ...ONLY, '--report', 'junit=a-file/junit.xml', '--report', 'sarif=a-folder'],
      ...['--report', 'cucumber=out/cucumber.json', '--report', 'markdown'],
    ]);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toBe(
      'error: "a-file/junit.xml" cannot be written: a part of its path is a file [REPORT_NOT_WRITTEN]\n' +
        '  Check that its folder is there and can be written to.\n' +
        'error: "a-folder" is a folder [REPORT_NOT_WRITTEN]\n' +
        '  Check that its folder is there and can be written to.\n',
    );
    expect(outcome.stdout).toContain('Gate passed');
    expect(written(folder)).toEqual(['a-file', 'out/cucumber.json', 'template.yaml']);
  });

  test.skipIf(process.platform !== 'linux')('a folder that takes no new ones ends in an error, and not never', async () => {
    const folder = tempFolder({ 'template.yaml': PASSING });
    const outcome = await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'junit=/proc/reports/junit.xml']);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain('[REPORT_NOT_WRITTEN]');
  });

  test('nor does it hide what is worse', async () => {
    const folder = tempFolder({ 'cut.yaml': CUT_OFF, 'a-file': 'x' });
    const outcome = await stackgate(folder, ['scan', ...ONLY, '--report', 'junit=a-file/junit.xml']);
    expect(outcome.status).toBe(3);
    expect(outcome.stderr).toContain('[REPORT_NOT_WRITTEN]');
  });

  test.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    const folder = tempFolder({ 'template.yaml': PASSING });
    mkdirSync(join(folder, 'locked'), { mode: 0o500 });
    const outcome = await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'junit=locked/junit.xml']);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain('"locked/junit.xml" may not be written (permission denied)');
  });

  test('an old report is replaced as a whole: whoever has it open keeps the old one', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING, 'out/old.json': 'old' });
    linkSync(join(folder, 'out/old.json'), join(folder, 'out/held.json'));
    await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'json=out/old.json']);
    expect(readFileSync(join(folder, 'out/held.json'), 'utf8')).toBe('old');
    expect(JSON.parse(readFileSync(join(folder, 'out/old.json'), 'utf8')).gate.outcome).toBe('failed');
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['held.json', 'old.json']);
  });

  test('a link stays one, and what it leads to is written', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING, 'real/report.json': 'old' });
    symlinkSync('real/report.json', join(folder, 'report.json'));
    await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'json=report.json']);
    expect(readlinkSync(join(folder, 'report.json'))).toBe('real/report.json');
    expect(readFileSync(join(folder, 'real/report.json'), 'utf8')).toMatch(/^\{/);
  });

  test.skipIf(process.platform === 'win32')('a device is written to and not replaced', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    const outcome = await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'json=/dev/null', '--quiet']);
    expect(outcome).toMatchObject({ status: 1, stderr: '' });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('at most one report goes to stdout, and - is stdout', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    const scan = (...words: readonly string[]) => stackgate(folder, ['scan', 'template.yaml', ...ONLY, ...words]);
    expect(resultOf(await scan('--report', 'json=-')).gate.outcome).toBe('failed');
    expect(await scan('--report', 'json=-', '--report', 'junit')).toMatchObject({ status: 2, stdout: '' });
    expect(await scan('--report', 'json', '--format', 'sarif')).toMatchObject({ status: 2, stdout: '' });
    expect(existsSync(join(folder, '-'))).toBe(false);
  });

  test('reports in the configuration: two for stdout are an error before anything is judged', async () => {
    const config = 'reports: [{ format: json }, { format: junit }]\n';
    const folder = tempFolder({ 'cut.yaml': CUT_OFF, 'stackgate.config.yaml': config });
    expect(await stackgate(folder, ['scan'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('json and junit cannot both go to stdout'),
    });
  });

  test('reports of the configuration go where the configuration is, also from a folder below', async () => {
    const config = 'reports: [{ format: junit, file: out/junit.xml }]\n';
    const folder = tempFolder({ 'infra/template.yaml': FAILING, 'stackgate.config.yaml': config, '.git/': '' });
    expect((await stackgate(join(folder, 'infra'), ['scan', ...ONLY])).status).toBe(1);
    expect(written(folder)).toContain('out/junit.xml');
  });

  test('a template that was scanned is not overwritten, by whatever way the report leads there', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    symlinkSync('template.yaml', join(folder, 'link.json'));
    for (const file of ['template.yaml', './template.yaml', 'link.json', join(folder, 'template.yaml')]) {
      const outcome = await stackgate(folder, ['scan', ...ONLY, '--format', 'json', '--output', file]);
      expect(outcome, file).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('would overwrite a template') });
    }
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe(FAILING);
  });

  test('reports of an earlier run that lie in the folder change nothing', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    const scan = () => stackgate(folder, ['scan', ...ONLY, ...ALL, '--report', 'json=reports/result.json', '--quiet']);
    const first = await scan();
    expect(await scan()).toEqual(first);
    const { ledger }: RunResult = JSON.parse(readFileSync(join(folder, 'reports/result.json'), 'utf8'));
    expect(ledger.files.filter(({ status }) => status === 'scanned').map(({ path }) => path)).toEqual(['template.yaml']);
  });
});

describe('GitHub', () => {
  test('the step summary is appended to what is there, once', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING, 'summary.md': 'before\n' });
    const environment = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    const outcome = await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'github'], { environment });
    expect(outcome.stdout).toMatch(/^::error file=template\.yaml,line=2,/);
    const summary = readFileSync(join(folder, 'summary.md'), 'utf8');
    expect(summary).toMatch(/^before\n# /);
    expect(summary.match(/^# /gm)).toHaveLength(1);
    await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'json'], { environment });
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toBe(summary);
  });

  test('a summary that cannot be written is no bug, and the annotations are printed', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    const environment = { GITHUB_STEP_SUMMARY: folder };
    const outcome = await stackgate(folder, ['scan', 'template.yaml', ...ONLY, '--report', 'github'], { environment });
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toMatch(/^error: the step summary cannot be written: .*EISDIR/);
    expect(outcome.stdout).toContain('::error file=template.yaml');
  });
});

describe('colour', () => {
  const ESCAPE = '\x1b[';
  const folder = (): string => tempFolder({ 'template.yaml': FAILING });
  const scan = (words: readonly string[], environment: Record<string, string>, isTerminal: boolean) =>
    stackgate(folder(), ['scan', 'template.yaml', ...ONLY, ...words], { environment, isTerminal });

  test.for([
    { when: 'on a terminal', words: [], environment: {}, isTerminal: true, coloured: true },
    { when: 'not through a pipe', words: [], environment: {}, isTerminal: false, coloured: false },
    { when: 'not with --no-color', words: ['--no-color'], environment: {}, isTerminal: true, coloured: false },
    { when: 'not with NO_COLOR', words: [], environment: { NO_COLOR: '1' }, isTerminal: true, coloured: false },
    { when: 'with an empty NO_COLOR', words: [], environment: { NO_COLOR: '' }, isTerminal: true, coloured: true },
    { when: 'not on a dumb terminal', words: [], environment: { TERM: 'dumb' }, isTerminal: true, coloured: false },
    { when: 'through a pipe with FORCE_COLOR', words: [], environment: { FORCE_COLOR: '1' }, isTerminal: false, coloured: true },
    { when: 'not with FORCE_COLOR=0', words: [], environment: { FORCE_COLOR: '0' }, isTerminal: false, coloured: false },
  ])('$when', async ({ words, environment, isTerminal, coloured }) => {
    expect((await scan(words, environment, isTerminal)).stdout.includes(ESCAPE)).toBe(coloured);
  });

  test('never in a file', async () => {
    const place = folder();
    await stackgate(place, ['scan', 'template.yaml', ...ONLY, '--report', 'pretty=out.txt'], { isTerminal: true });
    expect(readFileSync(join(place, 'out.txt'), 'utf8')).not.toContain(ESCAPE);
  });
});

test('the commit that was judged, and whether the work tree differs from it, are in the result', async () => {
  const folder = tempFolder({ 'template.yaml': PASSING });
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...words], { cwd: folder, encoding: 'utf8' }).trim();
  git('init', '-q');
  git('add', 'template.yaml');
  git('commit', '-q', '-m', 'first');
  const commit = git('rev-parse', 'HEAD');
  const run = async (): Promise<RunResult['run']> => resultOf(await stackgate(folder, ['scan', ...ONLY, '--format', 'json'])).run;
  expect(await run()).toMatchObject({ commit, dirty: false, root: folder });
  writeFileSync(join(folder, 'template.yaml'), FAILING);
  expect(await run()).toMatchObject({ commit, dirty: true });
});
