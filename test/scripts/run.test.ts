import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROJECT } from '../../scripts/lib/paths.ts';

let project = '';

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'stackgate-run-'));
  mkdirSync(join(project, 'scripts'));
  copyFileSync(join(PROJECT, 'scripts/run.cjs'), join(project, 'scripts/run.cjs'));
  writeFileSync(
    join(project, 'scripts/hello.ts'),
    'const words: readonly string[] = process.argv.slice(2);\nconsole.log(process.versions.node, ...words);\nprocess.exitCode = 7;\n',
  );
  writeFileSync(
    join(project, 'pretend.cjs'),
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });",
  );
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function run(...flags: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(project, 'scripts/run.cjs'), 'hello', 'a', '--b'], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const old = (): readonly string[] => ['-r', join(project, 'pretend.cjs')];

test('a Node that is new enough runs the script with its arguments', () => {
  expect(run()).toEqual({ status: 7, stdout: `${process.versions.node} a --b\n`, stderr: '' });
});

test.skipIf(process.platform === 'win32')('an older one hands over to the pinned one, with its exit code', () => {
  mkdirSync(join(project, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(project, 'node_modules/node/bin/node'));
  expect(run(...old())).toEqual({ status: 7, stdout: `${process.versions.node} a --b\n`, stderr: '' });
});

test('without the pinned one it says what to do', () => {
  expect(run(...old())).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/22\.19 or newer, and this is Node 20\.20\.2\. Run "npm ci" first/),
  });
  mkdirSync(join(project, 'node_modules/node'), { recursive: true });
  expect(run(...old())).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/run "npm rebuild node --ignore-scripts=false"/),
  });
});
