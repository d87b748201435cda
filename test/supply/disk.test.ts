import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { StackgateError, StackgateErrors } from '../../src/model/errors.ts';
import { type DiskSupply, type DiskSupplyOptions, supplyFromDisk } from '../../src/supply/disk.ts';
import { TEMPLATE, tempFolder, touch } from './temp-folder.ts';

const MANIFEST = '{"version":"48.0.0","artifacts":{"App":{"type":"aws:cloudformation:stack"}}}';
const PLAN = '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{}}';

function supply(root: string, options: Partial<DiskSupplyOptions> = {}): DiskSupply {
  return supplyFromDisk({ root, cwd: root, paths: [], ...options });
}

function paths(entries: readonly { readonly path: string }[]): readonly string[] {
  return entries.map(({ path }) => path);
}

function skippedAs(result: DiskSupply, status: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(result.skipped.filter((file) => file.status === status).map((file) => [file.path, file.reason]));
}

function errorOf(action: () => unknown): StackgateError {
  try {
    action();
  } catch (error) {
    if (error instanceof StackgateError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('walks folders and takes what carries the marks of a template, in code point order', () => {
  const root = tempFolder({
    'b.yaml': TEMPLATE,
    'B.json': '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}',
    'a/network.template': TEMPLATE,
    'a/no-extension': TEMPLATE,
    'a/odd.name': TEMPLATE,
    'é.yml': TEMPLATE,
    '😀.yml': TEMPLATE,
    '\uFB00.yml': TEMPLATE,
    'package.json': '{"name":"x"}',
    'docs/example.md': TEMPLATE,
    'src/example.ts': TEMPLATE,
    'node_modules/x/template.yaml': TEMPLATE,
    '.git/x.yaml': TEMPLATE,
    '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
    'empty.yaml': '',
  });
  const result = supply(root);
  expect(paths(result.files)).toEqual([
    'B.json',
    'a/network.template',
    'a/no-extension',
    'a/odd.name',
    'b.yaml',
    'é.yml',
    '\uFB00.yml',
    '😀.yml',
  ]);
  expect(result.files.every(({ named }) => !named)).toBe(true);
  expect(skippedAs(result, 'not-a-template')).toEqual({
    'package.json': 'no mark of a template or plan',
    '.github/workflows/ci.yml': 'no mark of a template or plan',
    'empty.yaml': 'empty',
  });
  expect(skippedAs(result, 'ignored')).toEqual({
    'node_modules/':
      'folders of this name are not walked, and no ignore file keeps this one out of the repository; name it to have it scanned',
  });
  expect(result.failed).toEqual([]);
});

test('node_modules that git ignores are passed over without a word, and walked when they are named', () => {
  const root = tempFolder({ '.gitignore': 'node_modules\n', 'node_modules/x/template.yaml': TEMPLATE, 'a.yaml': TEMPLATE });
  expect(supply(root).skipped).toEqual([]);
  expect(paths(supply(root, { paths: ['node_modules'] }).files)).toEqual(['node_modules/x/template.yaml']);
});

test('a named file is supplied whatever it looks like and wherever it lies', () => {
  const root = tempFolder({ '.gitignore': '*.yaml\n', 'a.yaml': 'x: 1\n', 'node_modules/b.md': 'x' });
  const result = supply(root, { paths: ['a.yaml', 'node_modules/b.md'] });
  expect(result.files.map(({ path, named }) => [path, named])).toEqual([
    ['a.yaml', true],
    ['node_modules/b.md', true],
  ]);
});

test('a file that is named and met on a walk is supplied once, as named', () => {
  const root = tempFolder({ 'a.yaml': TEMPLATE, 'b.yaml': 'x: 1' });
  for (const order of [
    ['.', 'a.yaml', 'b.yaml'],
    ['b.yaml', 'a.yaml', '.'],
  ]) {
    const result = supply(root, { paths: order });
    expect(result.files.map(({ path, named }) => [path, named])).toEqual([
      ['a.yaml', true],
      ['b.yaml', true],
    ]);
    expect(result.skipped).toEqual([]);
  }
});

test('paths are relative to the root, and as they were given outside of it', () => {
  const root = tempFolder({
    'repo/infra/a.yaml': TEMPLATE,
    'other/b.yaml': TEMPLATE,
    'other/child.yaml': 'child',
    'repo/c.yaml': 'inside',
  });
  const repo = join(root, 'repo');
  const result = supplyFromDisk({ root: repo, cwd: join(repo, 'infra'), paths: ['a.yaml', '../../other/b.yaml'] });
  expect(paths(result.files)).toEqual(['../../other/b.yaml', 'infra/a.yaml']);
  expect(Buffer.from(result.reader.read('../../other/child.yaml') ?? []).toString()).toBe('child');
  expect(Buffer.from(result.reader.read('c.yaml') ?? []).toString()).toBe('inside');
  expect(result.reader.absolute('../../other/b.yaml')).toBe(join(root, 'other/b.yaml'));

  const absolute = supplyFromDisk({ root: repo, cwd: repo, paths: [join(root, 'other')] });
  expect(paths(absolute.files)).toEqual([join(root, 'other/b.yaml')]);
  expect(absolute.reader.isFile(join(root, 'other/child.yaml'))).toBe(true);
});

test('all paths that do not exist are named at once, with the nearest name beside them', () => {
  const root = tempFolder({ 'infra/template.yaml': TEMPLATE });
  const error = errorOf(() => supply(root, { paths: ['infra/templte.yaml', 'inrfa/x.yaml', 'infra/*.yml', 'infra/template.yaml/x'] }));
  expect(error).toBeInstanceOf(StackgateErrors);
  expect(error.code).toBe('PATH_MISSING');
  const { errors } = error as StackgateErrors;
  expect(errors.map(({ message, hint }) => [message, hint])).toEqual([
    ['"infra/templte.yaml" does not exist', 'Did you mean `infra/template.yaml`?'],
    ['"inrfa/x.yaml" does not exist', 'There is no folder "inrfa".'],
    ['"infra/*.yml" does not exist', 'Patterns are expanded by the shell, not here; name the folder instead.'],
    ['"infra/template.yaml/x" does not exist', 'There is no folder "infra/template.yaml".'],
  ]);
});

test.each(['x\0y', 'x'.repeat(5000), '\x1b[31mred'])('a hostile path (%#) is one clear error', (path) => {
  const error = errorOf(() => supply(tempFolder({}), { paths: [path] }));
  expect(error.code).toBe('PATH_MISSING');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(error.message).not.toMatch(/[\x00-\x1f]/);
});

test('a named folder without anything to judge is told', () => {
  const root = tempFolder({ 'a/t.yaml': TEMPLATE, 'b/': '', 'c/x.json': '{}' });
  expect(supply(root, { paths: ['a', 'b', 'c', 'a'] }).emptyPaths).toEqual(['b', 'c']);
  expect(supply(root, { paths: ['.', 'a'] }).emptyPaths).toEqual([]);
});

test('templates left out by ignore files are named, with the line that did it', () => {
  const root = tempFolder({
    '.gitignore': '# comment\n\nlegacy/\n*.bak.yaml\r\n!keep.bak.yaml\n',
    '.stackgateignore': 'samples/**/old.yaml\n',
    'a.yaml': TEMPLATE,
    'x.bak.yaml': TEMPLATE,
    'keep.bak.yaml': TEMPLATE,
    'legacy/deep/one.yaml': TEMPLATE,
    'legacy/two.json': '{"AWSTemplateFormatVersion":"2010-09-09"}',
    'legacy/package.json': '{}',
    'samples/x/old.yaml': TEMPLATE,
    'team/.gitignore': '/local.yaml\n!*.bak.yaml\n',
    'team/local.yaml': TEMPLATE,
    'team/x.bak.yaml': TEMPLATE,
    'team/sub/local.yaml': TEMPLATE,
  });
  const result = supply(root);
  expect(paths(result.files)).toEqual(['a.yaml', 'keep.bak.yaml', 'team/sub/local.yaml', 'team/x.bak.yaml']);
  expect(skippedAs(result, 'ignored')).toEqual({
    'legacy/deep/one.yaml': 'ignored by .gitignore:3 (legacy/)',
    'legacy/two.json': 'ignored by .gitignore:3 (legacy/)',
    'samples/x/old.yaml': 'ignored by .stackgateignore:1 (samples/**/old.yaml)',
    'team/local.yaml': 'ignored by team/.gitignore:1 (/local.yaml)',
    'x.bak.yaml': 'ignored by .gitignore:4 (*.bak.yaml)',
  });
  expect(result.looseners).toContainEqual({
    kind: 'ignored-path',
    subject: 'legacy/',
    origin: '.gitignore:3',
    reason: 'leaves out legacy/deep/one.yaml, legacy/two.json',
  });
  expect(result.looseners).toHaveLength(4);
});

test('agrees with git on what is ignored', () => {
  const root = tempFolder({
    '.gitignore': 'dist/\n/top.yaml\n**/gen/*.yaml\n!**/gen/keep.yaml\n[ab].yaml\nfoo\\ bar.yaml\ntrail \nCASE.yaml\n*.tmp/\nx/**/y.yaml\n',
    'top.yaml': TEMPLATE,
    'in/top.yaml': TEMPLATE,
    'dist/d.yaml': TEMPLATE,
    'in/dist/d.yaml': TEMPLATE,
    'gen/one.yaml': TEMPLATE,
    'in/gen/keep.yaml': TEMPLATE,
    'a.yaml': TEMPLATE,
    'c.yaml': TEMPLATE,
    'foo bar.yaml': TEMPLATE,
    'case.yaml': TEMPLATE,
    'q.tmp/z.yaml': TEMPLATE,
    'x/y.yaml': TEMPLATE,
    'x/1/2/y.yaml': TEMPLATE,
    'in/.gitignore': '!dist/\n/u.yaml\n',
    'in/u.yaml': TEMPLATE,
    'in/v/u.yaml': TEMPLATE,
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  const listed = execFileSync('git', ['-c', 'core.ignorecase=false', 'ls-files', '-co', '--exclude-standard', '-z', '*.yaml'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(paths(supply(root).files)).toEqual(listed.split('\0').filter(Boolean).sort());
});

test('ignore files above a folder that is walked count, but not against the folder itself', () => {
  const root = tempFolder({
    '.gitignore': 'dist/\n*.old.yaml\n',
    'dist/a.yaml': TEMPLATE,
    'dist/b.old.yaml': TEMPLATE,
    'dist/sub/c.yaml': TEMPLATE,
  });
  const result = supply(root, { paths: ['dist'] });
  expect(paths(result.files)).toEqual(['dist/a.yaml', 'dist/sub/c.yaml']);
  expect(paths(result.skipped)).toEqual(['dist/b.old.yaml']);
  expect(paths(supply(root, { paths: ['dist/sub'] }).files)).toEqual(['dist/sub/c.yaml']);
  const both = supply(root, { paths: ['.', 'dist'] });
  expect(paths(both.files)).toEqual(['dist/a.yaml', 'dist/sub/c.yaml']);
  expect(both.looseners.map(({ subject, reason }) => [subject, reason])).toEqual([['*.old.yaml', 'leaves out dist/b.old.yaml']]);
});

test('patterns of the configuration leave out templates, and can bring back what git leaves out', () => {
  const root = tempFolder({
    '.gitignore': 'gen/\n',
    'gen/a.yaml': TEMPLATE,
    'gen/b.yaml': TEMPLATE,
    'legacy/c.yaml': TEMPLATE,
    'd.yaml': TEMPLATE,
  });
  const result = supply(root, {
    ignore: [
      { pattern: 'legacy/', origin: 'stackgate.config.yaml:2' },
      { pattern: '!gen/a.yaml', origin: 'stackgate.config.yaml:3' },
    ],
  });
  expect(paths(result.files)).toEqual(['d.yaml', 'gen/a.yaml']);
  expect(skippedAs(result, 'ignored')).toEqual({
    'gen/b.yaml': 'ignored by .gitignore:1 (gen/)',
    'legacy/c.yaml': 'ignored by stackgate.config.yaml:2 (legacy/)',
  });
});

test('build outputs are looked at although git ignores them', () => {
  const root = tempFolder({
    '.gitignore': 'cdk.out\n.aws-sam\n.serverless/\nservices/*/cdk.out/\nbuild/\n',
    'cdk.out/.gitignore': '*\n',
    'cdk.out/manifest.json': MANIFEST,
    'cdk.out/App.template.json': TEMPLATE,
    'cdk.out/asset.1/x.yaml': TEMPLATE,
    'cdk.out/assembly-Stage/manifest.json': MANIFEST,
    'services/one/cdk.out/manifest.json': MANIFEST,
    'services/two/cdk.json': '{"app":"x","output":"build/assembly/"}',
    'services/two/build/assembly/manifest.json': MANIFEST,
    '.aws-sam/build/template.yaml': TEMPLATE,
    '.aws-sam/cache/template.yaml': TEMPLATE,
    '.serverless/cloudformation-template-update-stack.json': TEMPLATE,
    'build/cdk.out/manifest.json': MANIFEST,
  });
  touch(join(root, 'services/two/cdk.json'), 1000);
  const result = supply(root);
  expect(paths(result.files)).toEqual([
    '.aws-sam/build/template.yaml',
    '.serverless/cloudformation-template-update-stack.json',
    'build/cdk.out/manifest.json',
    'cdk.out/manifest.json',
    'services/one/cdk.out/manifest.json',
    'services/two/build/assembly/manifest.json',
  ]);
  expect(paths(result.skipped.filter(({ status }) => status === 'ignored'))).toEqual(['.aws-sam/cache/template.yaml']);
  expect(skippedAs(result, 'not-evaluated')).toEqual({});
});

test('a build output that is left out by a pattern for this tool stays left out', () => {
  const root = tempFolder({ '.stackgateignore': 'cdk.out\n', 'cdk.out/manifest.json': MANIFEST, 'a.yaml': TEMPLATE });
  const result = supply(root);
  expect(paths(result.files)).toEqual(['a.yaml']);
  expect(skippedAs(result, 'ignored')).toEqual({ 'cdk.out/manifest.json': 'ignored by .stackgateignore:1 (cdk.out)' });
});

test('a folder with the manifest of a cloud assembly is supplied by its manifest alone, also when that is cut off', () => {
  const root = tempFolder({
    'synth/manifest.json': MANIFEST,
    'synth/App.template.json': TEMPLATE,
    'cut/manifest.json': '{"version":"48.0',
    'cut/cdk.out': '{"version":"48.0.0"}',
    'cut/App.template.json': TEMPLATE,
    'web/manifest.json': '{"name":"icons"}',
    'web/a.yaml': TEMPLATE,
  });
  const whole = supply(root);
  expect(paths(whole.files)).toEqual(['synth/manifest.json', 'web/a.yaml']);
  expect(skippedAs(whole, 'not-a-template')).toHaveProperty(['cut/manifest.json']);
  const named = supply(root, { paths: ['synth', 'cut'] });
  expect(named.files.map(({ path, named: isNamed }) => [path, isNamed])).toEqual([
    ['cut/manifest.json', true],
    ['synth/manifest.json', true],
  ]);
  expect(paths(supply(root, { paths: ['synth/App.template.json'] }).files)).toEqual(['synth/App.template.json']);
});

test('a CDK app that was not synthesized, or long ago, is not evaluated', () => {
  const root = tempFolder({
    'none/cdk.json': '{"app":"x"}',
    'old/cdk.json': '{"app":"x"}',
    'old/lib/stack.ts': '',
    'old/test/stack.test.ts': '',
    'old/cdk.out/manifest.json': MANIFEST,
    'fresh/cdk.json': '{ broken',
    'fresh/lib/stack.ts': '',
    'fresh/test/stack.test.ts': '',
    'fresh/cdk.out/manifest.json': MANIFEST,
  });
  for (const app of ['old', 'fresh']) {
    touch(join(root, app, 'cdk.json'), 1000);
    touch(join(root, app, 'lib/stack.ts'), 2000);
    touch(join(root, app, 'test/stack.test.ts'), 9000);
    touch(join(root, app, 'cdk.out/manifest.json'), app === 'old' ? 1500 : 3000);
  }
  const result = supply(root);
  expect(skippedAs(result, 'not-evaluated')).toEqual({
    'none/cdk.json': 'a CDK app without none/cdk.out: run `cdk synth` before the scan',
    'old/cdk.json': 'old/cdk.out is older than old/lib/stack.ts: run `cdk synth` again before the scan',
  });
  expect(paths(result.files)).toEqual(['fresh/cdk.out/manifest.json', 'old/cdk.out/manifest.json']);
});

test('Terraform files without a plan are not evaluated, one entry per folder', () => {
  const root = tempFolder({
    'a/main.tf': '',
    'a/vars.tf': '',
    'b/main.tf.json': '{}',
    'c/main.tf': '',
    'c/modules/m/main.tf': '',
    'c/plan.json': PLAN,
    'd/main.tf': '',
    'd/out/plan.json': PLAN,
    '.gitignore': 'e\n',
    'e/main.tf': '',
  });
  const result = supply(root);
  expect(paths(result.files)).toEqual(['c/plan.json', 'd/out/plan.json']);
  expect(skippedAs(result, 'not-evaluated')).toEqual({
    'a/*.tf': '2 Terraform files without a plan: write one with `terraform show -json <plan> > plan.json` and scan it',
    'b/*.tf': '1 Terraform file without a plan: write one with `terraform show -json <plan> > plan.json` and scan it',
  });
});

test('what a text generator reads is not evaluated', () => {
  const root = tempFolder({ 'a.yaml.j2': `{% if x %}\n${TEMPLATE}{% endif %}`, 'b.j2': 'x' });
  expect(supply(root).skipped).toEqual([
    { path: 'a.yaml.j2', status: 'not-evaluated', reason: 'the input of a text generator; scan what it makes of it' },
  ]);
});

test('links in circles are walked once, and files keep their own path', () => {
  const root = tempFolder({ 'b/t.yaml': TEMPLATE, 'b/deep/': '', 'c/': '' });
  symlinkSync('b', join(root, 'a'));
  symlinkSync('..', join(root, 'b/up'));
  symlinkSync('../..', join(root, 'b/deep/up'));
  symlinkSync('../c', join(root, 'c/self'));
  symlinkSync('loop.yaml', join(root, 'loop.yaml'));
  symlinkSync('nowhere', join(root, 'gone.yaml'));
  symlinkSync('b/t.yaml', join(root, 'z.yaml'));
  const result = supply(root);
  expect(paths(result.files)).toEqual(['b/t.yaml', 'z.yaml']);
  expect(paths(result.skipped)).toEqual(['gone.yaml', 'loop.yaml']);
  expect(paths(supply(root, { paths: ['b'] }).files)).toEqual(['b/t.yaml']);
  expect(paths(supply(root, { paths: ['a'] }).files)).toEqual(['a/t.yaml']);
});

test('a link out of the root is followed when it leads to a file, and named when it leads to a folder', () => {
  const outer = tempFolder({ 'root/a.yaml': TEMPLATE, 'other/b.yaml': TEMPLATE });
  const root = join(outer, 'root');
  symlinkSync(join(outer, 'other'), join(root, 'shared'));
  symlinkSync(join(outer, 'other/b.yaml'), join(root, 'b.yaml'));
  const result = supply(root);
  expect(paths(result.files)).toEqual(['a.yaml', 'b.yaml']);
  expect(skippedAs(result, 'not-evaluated')).toEqual({
    shared: 'a link to a folder outside the root; name it on the command line to have it scanned',
  });
  expect(paths(supply(root, { paths: ['shared'] }).files)).toEqual(['shared/b.yaml']);
});

test('a file that is too large fails if it is a template, and is not read', () => {
  const root = tempFolder({ 'template.yaml': TEMPLATE, 'data.json': '{"rows":[]}', 'named.json': '{}' });
  for (const name of ['template.yaml', 'data.json', 'named.json']) truncateSync(join(root, name), 60 * 1024 * 1024);
  const result = supply(root, { paths: ['.', 'named.json'] });
  expect(result.failed).toEqual([
    { path: 'named.json', status: 'failed', reason: 'is larger than 50 MB' },
    { path: 'template.yaml', status: 'failed', reason: 'is larger than 50 MB' },
  ]);
  const small = tempFolder({ 'template.yaml': TEMPLATE, 'data.json': '{"rows":[]}' });
  const capped = supply(small, { maxFileBytes: 10 });
  expect(capped.failed).toEqual([{ path: 'template.yaml', status: 'failed', reason: 'is larger than 10 bytes' }]);
  expect(paths(capped.skipped)).toEqual(['data.json']);
});

test('encodings do not hide a template, and binary data is none', () => {
  const root = tempFolder({
    'bom.yaml': `\uFEFF${TEMPLATE}`,
    'wide.yaml': Buffer.from(TEMPLATE, 'utf16le'),
    'wide-bom.yaml': Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(TEMPLATE, 'utf16le').swap16()]),
    'latin1.yaml': Buffer.from(`${TEMPLATE}# caf\xe9\n`, 'latin1'),
    'binary.yaml': Buffer.from([1, 0, 2, 0, 0, 3]),
    'tfplan.json': Buffer.from([0x50, 0x4b, 3, 4, 0]),
    'proto.json': '{"__proto__":{"a":1},"Resources":{"__proto__":{"Type":"AWS::SNS::Topic"}}}',
  });
  const result = supply(root);
  expect(paths(result.files)).toEqual(['bom.yaml', 'latin1.yaml', 'proto.json', 'wide-bom.yaml', 'wide.yaml']);
  expect(skippedAs(result, 'not-a-template')).toEqual({
    'binary.yaml': 'is not text: byte 1 is zero',
    'tfplan.json': 'is a ZIP archive, not text',
  });
});

test('names with escape sequences, line ends and odd characters are walked like others', () => {
  const names = [
    '\x1b[31mred.yaml',
    'line\nend.yaml',
    ' .yaml',
    '..two.yaml',
    'back\\slash.yaml',
    '#hash.yaml',
    '!bang.yaml',
    `${'n'.repeat(250)}.yaml`,
  ];
  const root = tempFolder({ '.gitignore': '*.json\n', ...Object.fromEntries(names.map((name) => [name, TEMPLATE])) });
  expect([...paths(supply(root).files)].sort()).toEqual([...names].sort());
});

test('a pipe or a socket on the way does not stop the walk', () => {
  const root = tempFolder({ 'a.yaml': TEMPLATE });
  execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
  expect(paths(supply(root).files)).toEqual(['a.yaml']);
});

test.runIf(process.getuid?.() !== 0)('what may not be read makes a failed entry', () => {
  const root = tempFolder({ 'a.yaml': TEMPLATE, 'locked/b.yaml': TEMPLATE });
  chmodSync(join(root, 'a.yaml'), 0);
  chmodSync(join(root, 'locked'), 0);
  const { failed } = supply(root);
  chmodSync(join(root, 'locked'), 0o700);
  expect(failed.map(({ path, reason }) => [path, reason])).toEqual([
    ['a.yaml', 'may not be read (permission denied)'],
    ['locked/', 'may not be read (permission denied)'],
  ]);
});

test('an ignored folder without end is looked through only so far, and that is said', () => {
  const many: Record<string, string> = { '.gitignore': 'venv\n', 'a.yaml': TEMPLATE, 'venv/zz/t.yaml': TEMPLATE };
  for (let index = 0; index < 5_050; index++) many[`venv/f${index}`] = '';
  const result = supply(tempFolder(many));
  expect(paths(result.files)).toEqual(['a.yaml']);
  expect(skippedAs(result, 'ignored')).toEqual({
    'venv/': 'ignored by .gitignore:1 (venv), with more than 5000 entries: not all of them were looked at for templates',
  });
}, 60_000);

test('with a policy, what the repository ignores is judged all the same, unless the policy allows it', () => {
  const root = tempFolder({
    '.gitignore': 'hidden.yaml\nvendor/\n',
    '.stackgateignore': 'legacy/**\ntest/fixtures\n',
    'hidden.yaml': TEMPLATE,
    'vendor/no-extension': TEMPLATE,
    'legacy/a.yaml': TEMPLATE,
    'legacy/notes.json': '{}',
    'config.yaml': TEMPLATE,
    'test/fixtures/b.yaml': TEMPLATE,
    'central/c.yaml': TEMPLATE,
    'd.yaml': TEMPLATE,
  });
  const result = supply(root, {
    ignore: [{ pattern: 'config.yaml', origin: 'stackgate.config.yaml:1' }],
    policy: { ignore: [{ pattern: 'central/', origin: 'policy.yaml:9' }], allowIgnore: ['test/**'] },
  });
  expect(paths(result.files)).toEqual(['config.yaml', 'd.yaml', 'hidden.yaml', 'legacy/a.yaml', 'vendor/no-extension']);
  expect(skippedAs(result, 'ignored')).toEqual({
    'central/c.yaml': 'ignored by policy.yaml:9 (central/)',
    'test/fixtures/b.yaml': 'ignored by .stackgateignore:2 (test/fixtures)',
  });
  expect(result.refused.map(({ kind, subject, origin }) => [kind, subject, origin])).toEqual([
    ['ignored-path', 'config.yaml', 'stackgate.config.yaml:1'],
    ['ignored-path', 'hidden.yaml', '.gitignore:1'],
    ['ignored-path', 'legacy/**', '.stackgateignore:1'],
    ['ignored-path', 'vendor/', '.gitignore:2'],
  ]);
  expect(result.refused[2]?.reason).toBe('the policy does not let the repository leave out legacy/a.yaml');
  expect(result.looseners.map(({ origin }) => origin)).toEqual(['policy.yaml:9', '.stackgateignore:2']);
});

test('an ignore file that cannot be read is said and not followed', () => {
  const root = tempFolder({ '.gitignore': Buffer.from([0x2a, 0xff]), 'a.yaml': TEMPLATE });
  const result = supply(root);
  expect(paths(result.files)).toEqual(['a.yaml']);
  expect(skippedAs(result, 'not-evaluated')['.gitignore']).toContain('is not followed: it is not valid UTF-8');
});

test('without paths the current folder is walked', () => {
  const root = tempFolder({ 'in/a.yaml': TEMPLATE, 'b.yaml': TEMPLATE });
  const result = supplyFromDisk({ root, cwd: join(root, 'in'), paths: [] });
  expect(paths(result.files)).toEqual(['in/a.yaml']);
  expect(basename(result.reader.absolute('in/a.yaml'))).toBe('a.yaml');
});
