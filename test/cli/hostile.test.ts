import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LedgerFile, RunResult } from '../../src/model/result.ts';
import { cucumberFaults, junitFaults, resultSchemaFaults, sarifSchemaFaults } from '../reporters/consumers.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { build, type Outcome, program } from './stackgate.ts';
import { FAILING, PASSING, RULE } from './templates.ts';

beforeAll(build, 120_000);

const isWindows = process.platform === 'win32';

interface Judged {
  readonly outcome: Outcome;
  readonly run: RunResult;
  readonly file: (path: string) => LedgerFile | undefined;
}

/** Scans a folder with the built program, writes every report that a machine reads, and holds what is the same for any input. */
async function scanned(folder: string, ...words: readonly string[]): Promise<Judged> {
  const out = tempFolder({});
  const reports = ['json', 'junit', 'cucumber', 'sarif'].flatMap((format) => ['--report', `${format}=${join(out, format)}`]);
  const outcome = program(folder, ['scan', '--rule', RULE, ...reports, ...words]);
  const [json = '', junit = '', cucumber = '', sarif = ''] = ['json', 'junit', 'cucumber', 'sarif'].map((format) =>
    readFileSync(join(out, format), 'utf8'),
  );
  expect([resultSchemaFaults(json), cucumberFaults(cucumber), sarifSchemaFaults(sarif), await junitFaults(junit)]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  expect(outcome.stderr).toBe('');
  expect(obeyed(outcome.stdout)).toEqual([]);
  expect(outcome.stdout).not.toMatch(/^ +at .*:\d+\)?$/m);
  const run: RunResult = JSON.parse(json);
  expect(/<error /.test(junit)).toBe(run.gate.incomplete);
  return { outcome, run, file: (path) => run.ledger.files.find((one) => one.path === path) };
}

/** Characters that a terminal obeys instead of showing them; only line feeds are meant. */
function obeyed(text: string): readonly string[] {
  return [...text].filter((character) => {
    const code = character.charCodeAt(0);
    return (code < 0x20 && character !== '\n') || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e);
  });
}

const START = 'Resources:\n  Orders:\n    Type: AWS::S3::Bucket\n';

interface Hostile {
  readonly what: string;
  readonly name?: string;
  readonly content: string | Uint8Array;
  /** Where the error is; `undefined` for what has no lines. */
  readonly at: string | undefined;
  readonly says: RegExp;
}

const levels = (count: number, open: string, close: string): string => open.repeat(count) + close.repeat(count);

const BROKEN: readonly Hostile[] = [
  {
    what: 'YAML that is cut off in a text',
    content: `${START}    Properties:\n      BucketName: "ord`,
    at: '5:23',
    says: /cannot be parsed/,
  },
  { what: 'YAML that is cut off in a map', content: `${START}    Properties: { A: [1,`, at: '4:25', says: /cannot be parsed/ },
  {
    what: 'JSON that is cut off',
    name: 'bad.json',
    content: '{"Resources":{"A":{"Type":"AWS::S3::Bucket","Pro',
    at: '1:49',
    says: /cannot be parsed/,
  },
  { what: 'a bomb of aliases', content: aliasBomb(), at: '11:12', says: /aliases expand to more than/ },
  { what: 'deep nesting in a flow', content: `${START}Metadata: ${levels(20_000, '[', ']')}\n`, at: '4:410', says: /nested deeper/ },
  {
    what: 'deep nesting in JSON',
    name: 'bad.json',
    content: `{"Resources":{"A":{"Type":"AWS::S3::Bucket"}},"Metadata":${levels(20_000, '{"a":', '}').replace('}', '1}')}}`,
    at: '1:2044',
    says: /nested deeper/,
  },
  {
    what: 'deep nesting in blocks',
    content: `${START}Metadata:\n${Array.from({ length: 2_000 }, (_, depth) => `${' '.repeat(depth + 1)}a:\n`).join('')}`,
    at: '403:400',
    says: /nested deeper/,
  },
  {
    what: '3,000 functions in each other',
    content: `Conditions: { C: !Equals [a, a] }\n${START}    Properties:\n      BucketName: ${levels(3_000, '{"Fn::If": [C, ', ', x]}').replace(', , x]', ', y, x]')}\n`,
    at: '6:2986',
    says: /nested deeper/,
  },
  { what: 'tabs', content: 'Resources:\n\tOrders:\n\t\tType: AWS::S3::Bucket\n', at: '2:1', says: /tab/ },
  { what: 'a key twice', content: `${START}  Orders:\n    Type: AWS::SNS::Topic\n`, at: '4:3', says: /for the second time/ },
  {
    what: 'a resource that is null',
    content: 'Resources:\n  Orders:\n  Queue: { Type: AWS::SQS::Queue }\n',
    at: '2:3',
    says: /`Orders` is empty/,
  },
  { what: 'properties that are a list', content: `${START}    Properties: [a]\n`, at: '4:5', says: /`Properties` of `Orders`/ },
  { what: 'malformed functions', content: `${START}    Properties:\n      BucketName: !Join [a]\n`, at: '5:19', says: /`Fn::Join` takes/ },
  {
    what: 'conditions in a circle',
    content: `Conditions: { A: !Condition B, B: !Condition A }\n${START}    Condition: A\n`,
    at: '1:15',
    says: /depends on itself/,
  },
  { what: 'a zero byte', content: `${START}    Description: "\0"\n`, at: undefined, says: /is not text/ },
  { what: 'binary data behind the beginning of a template', content: binary(), at: undefined, says: /is not text/ },
  {
    what: 'wrong UTF-8',
    content: Buffer.concat([Buffer.from(`${START}    Description: "`), Buffer.from([0xc3, 0x28]), Buffer.from('"\n')]),
    at: '4:19',
    says: /not valid UTF-8/,
  },
  { what: 'more than 50 MB', content: huge(51), at: undefined, says: /larger than 50 MB/ },
  { what: 'more than any template has', content: huge(20), at: undefined, says: /larger than 16 MB/ },
  {
    what: 'a Terraform plan that is cut off',
    name: 'bad.json',
    content: '{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{',
    at: '1:71',
    says: /not judged by this version/,
  },
];

function aliasBomb(): string {
  const lists = Array.from({ length: 9 }, (_, index) => `  a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(',')}]\n`);
  return `${START}Metadata:\n  a0: &a0 [${Array(10).fill('x').join(',')}]\n${lists.join('')}`;
}

function binary(): Uint8Array {
  return Buffer.concat([Buffer.from(START), Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7_919) % 256))]);
}

function huge(megabytes: number): Uint8Array {
  return Buffer.concat([Buffer.from(`${START}Metadata:\n  Text: "`), Buffer.alloc(megabytes * 1024 * 1024, 'x'), Buffer.from('"\n')]);
}

describe('beside a good template', () => {
  test.for(BROKEN)('$what', async ({ name = 'bad.yaml', content, at, says }) => {
    const folder = tempFolder({ 'good.yaml': FAILING, [name]: content });
    const { outcome, run, file } = await scanned(folder, '--quiet');
    expect(outcome.status).toBe(3);
    expect(run.gate).toMatchObject({ outcome: 'failed', incomplete: true });
    expect(run.results.map((result) => `${result.status} ${result.file}`)).toContain('fail good.yaml');
    const bad = file(name);
    expect(bad?.status).not.toBe('scanned');
    expect(bad?.reason).toMatch(says);
    const [first, ...more] = (bad?.diagnostics ?? []).filter(({ level }) => level === 'error');
    const place = first?.location === undefined ? undefined : `${first.location.line}:${first.location.column}`;
    expect(place).toBe(at);
    expect(more).toEqual([]);
    expect(outcome.stdout).toContain(name);
    if (at !== undefined) expect(outcome.stdout).toContain(`${at} ${first?.code}: ${first?.message}`);
  });

  test('no file of a folder full of them is lost', async () => {
    const files = Object.fromEntries(
      BROKEN.filter(({ content }) => content.length < 1 << 20).map((one, index) => [`${index}-${one.name ?? 'bad.yaml'}`, one.content]),
    );
    const { outcome, run } = await scanned(tempFolder({ ...files, 'good.yaml': FAILING }));
    expect(outcome.status).toBe(3);
    expect(run.ledger.files.map(({ path }) => path).sort()).toEqual([...Object.keys(files), 'good.yaml'].sort());
    expect(run.results.map(({ file }) => file)).toContain('good.yaml');
  });
});

describe('simply loads', () => {
  const text = FAILING;
  test.for([
    { what: 'a byte order mark', content: `\ufeff${text}` },
    { what: 'UTF-16, little end first', content: Buffer.from(`\ufeff${text}`, 'utf16le') },
    { what: 'UTF-16, big end first', content: Buffer.from(`\ufeff${text}`, 'utf16le').swap16() },
    { what: 'carriage returns', content: text.replaceAll('\n', '\r\n') },
    { what: 'keys that objects have', content: text.replace('Orders', '__proto__') },
    { what: 'a thousand lines of comments', content: `${'# comment\n'.repeat(1_000)}${text}` },
    { what: 'a line of a megabyte', content: `Description: "${'x'.repeat(1 << 20)}"\n${text}` },
  ])('$what', async ({ content }) => {
    const { outcome, run } = await scanned(tempFolder({ 'template.yaml': content }));
    expect(outcome.status).toBe(1);
    expect(run.results.map(({ status, ruleId }) => `${status} ${ruleId}`)).toEqual([`fail ${RULE}`]);
  });
});

describe('names', () => {
  test('escape sequences and line breaks in names of files and resources are shown, not obeyed', async () => {
    const name = 'b\x1b[31mad\r\nname\u202e.yaml';
    const folder = tempFolder({ [name]: FAILING.replace('Orders:', '"Or\\e[2Jders\\n\\u202e":') });
    const { outcome, run } = await scanned(folder, name);
    expect(outcome.status).toBe(1);
    expect(run.results[0]).toMatchObject({ file: name, resource: { id: 'Or\x1b[2Jders\n\u202e' } });
    expect(outcome.stdout).toContain(String.raw`b\x1b[31mad`);
    expect(outcome.stdout).toContain(String.raw`Or\x1b[2Jders`);
    for (const format of ['github', 'gitlab', 'markdown', 'html'] as const) {
      expect(obeyed(program(folder, ['scan', '--rule', RULE, '--format', format]).stdout), format).toEqual([]);
    }
    const missing = program(folder, ['scan', 'x\x1b[31m\u202e.yaml']);
    expect(missing.status).toBe(2);
    expect(obeyed(missing.stderr)).toEqual([]);
  });

  test('spaces, other scripts and signs that a shell or a format knows', async () => {
    const names = ['my template.yaml', 'größe/日本語.yaml', "it's & <b> %41.yaml", 'a,b:c=d.yaml', '-dash.yaml', '*.yaml'].filter(
      (name) => !isWindows || !/[<>:*]/.test(name),
    );
    const folder = tempFolder(Object.fromEntries(names.map((name) => [name, FAILING])));
    const { outcome, run } = await scanned(folder);
    expect(outcome.status).toBe(1);
    expect(run.results.map(({ file }) => file)).toEqual([...names].sort());
    const named = program(folder, ['scan', '--rule', RULE, '--format', 'json', '--', ...names]);
    expect(JSON.parse(named.stdout).results).toEqual(run.results);
  });

  test('a folder that is named like a template', async () => {
    const { run } = await scanned(tempFolder({ 'dir.yaml/template.json/real.yaml': FAILING }));
    expect(run.results.map(({ file }) => file)).toEqual(['dir.yaml/template.json/real.yaml']);
  });
});

describe.skipIf(isWindows)('links, pipes and sockets', () => {
  test('circles of folders are walked once', async () => {
    const folder = tempFolder({ 'infra/deep/template.yaml': FAILING });
    symlinkSync('..', join(folder, 'infra/deep/up'));
    symlinkSync('.', join(folder, 'infra/self'));
    symlinkSync(folder, join(folder, 'infra/absolute'));
    const { outcome, run } = await scanned(folder);
    expect(outcome.status).toBe(1);
    expect(run.results.map(({ file }) => file)).toEqual(['infra/deep/template.yaml']);
  });

  test('links that lead nowhere, or to each other, are named and are no templates', async () => {
    const folder = tempFolder({ 'good.yaml': FAILING });
    symlinkSync('nowhere.yaml', join(folder, 'dangling.yaml'));
    symlinkSync('b.yaml', join(folder, 'a.yaml'));
    symlinkSync('a.yaml', join(folder, 'b.yaml'));
    const { outcome, file } = await scanned(folder);
    expect(outcome.status).toBe(1);
    for (const name of ['dangling.yaml', 'a.yaml', 'b.yaml']) {
      expect(file(name), name).toMatchObject({ status: 'not-a-template', reason: 'a link that leads nowhere' });
      expect(program(folder, ['scan', name]), name).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringContaining('[PATH_MISSING]'),
      });
    }
  });

  test('pipes and sockets do not hold up a walk', async () => {
    const folder = tempFolder({ 'good.yaml': FAILING });
    execFileSync('mkfifo', [join(folder, 'pipe.yaml'), join(folder, 'pipe')]);
    const server = createServer().listen(join(folder, 'socket.json'));
    onTestFinished(() => {
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const { outcome, file } = await scanned(folder);
    expect(outcome.status).toBe(1);
    expect(file('pipe.yaml')).toMatchObject({ status: 'not-a-template', reason: 'is no regular file' });
    expect(file('socket.json')).toMatchObject({ status: 'not-a-template', reason: 'is no regular file' });
    const named = program(folder, ['scan', 'socket.json', '--quiet']);
    expect(named.status).toBe(3);
    expect(named.stdout).toContain('is no regular file');
  });

  test.skipIf(process.getuid?.() === 0)('a file and a folder without permission', async () => {
    const folder = tempFolder({ 'good.yaml': FAILING, 'locked.yaml': FAILING });
    execFileSync('chmod', ['000', join(folder, 'locked.yaml')]);
    mkdirSync(join(folder, 'locked'), { mode: 0o000 });
    const { outcome, file } = await scanned(folder);
    expect(outcome.status).toBe(3);
    expect(file('locked.yaml')).toMatchObject({ status: 'failed', reason: 'may not be read (permission denied)' });
    expect(file('locked/')).toMatchObject({ status: 'failed' });
  });
});

describe('what is left out', () => {
  test('a template that git ignores is named; a build output that git ignores is judged', async () => {
    const folder = tempFolder({
      '.git/': '',
      '.gitignore': 'old.yaml\ncdk.out\n.aws-sam\n',
      'good.yaml': FAILING,
      'old.yaml': FAILING,
      '.aws-sam/build/template.yaml': FAILING,
      'app/cdk.json': '{}',
      'app/cdk.out/manifest.json': JSON.stringify({
        version: '36.0.0',
        artifacts: {
          Shop: {
            type: 'aws:cloudformation:stack',
            environment: 'aws://unknown-account/unknown-region',
            properties: { templateFile: 'Shop.template.json' },
          },
        },
      }),
      'app/cdk.out/Shop.template.json': JSON.stringify({ Resources: { Orders: { Type: 'AWS::S3::Bucket' } } }),
    });
    const { run, file } = await scanned(folder);
    expect(file('old.yaml')).toMatchObject({ status: 'ignored', reason: expect.stringContaining('.gitignore:1') });
    expect(run.ledger.looseners).toContainEqual(
      expect.objectContaining({ kind: 'ignored-path', subject: 'old.yaml', origin: '.gitignore:1' }),
    );
    expect(run.results.map((result) => result.file)).toEqual([
      '.aws-sam/build/template.yaml',
      'app/cdk.out/Shop.template.json',
      'good.yaml',
    ]);
  });

  test('node_modules is not walked, and is when it is named', async () => {
    const folder = tempFolder({ 'good.yaml': PASSING, 'node_modules/package/template.yaml': FAILING });
    expect((await scanned(folder)).outcome.status).toBe(0);
    expect((await scanned(folder, 'node_modules')).outcome.status).toBe(1);
  });

  test('an empty folder is no success', () => {
    const folder = tempFolder({});
    expect(program(folder, ['scan'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('[NO_TEMPLATES]') });
    writeFileSync(join(folder, 'empty.yaml'), '');
    expect(program(folder, ['scan'])).toMatchObject({ status: 2, stdout: '' });
    expect(program(folder, ['scan', 'empty.yaml', '--quiet'])).toMatchObject({ status: 3, stderr: '' });
  });
});
