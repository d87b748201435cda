import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROJECT } from '../../scripts/lib/paths.ts';

const ID = 's3/bucket-has-a-colour';
let project = '';

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'stackgate-new-rule-'));
  for (const part of ['src', 'scripts', 'package.json', 'tsconfig.json'])
    cpSync(join(PROJECT, part), join(project, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'), 'junction');
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function run(...command: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command], { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const newRule = (...args: readonly string[]) => run('scripts/run.cjs', 'new-rule', ...args);

test('writes a rule that compiles, puts it into the index, and its test says what is missing', () => {
  const made = newRule(ID);
  expect(made.stderr).toBe('');
  expect(made.stdout).toContain(`wrote src/rules/${ID}.ts`);
  expect(made.status).toBe(0);

  expect(readFileSync(join(project, 'src/rules/s3/index.ts'), 'utf8')).toContain("from './bucket-has-a-colour.ts'");
  expect(readFileSync(join(project, 'src/rules/catalogue.generated.ts'), 'utf8')).toContain(`"id": "${ID}"`);

  writeFileSync(join(project, 'tsconfig.rule.json'), JSON.stringify({ extends: './tsconfig.json', include: [`src/rules/${ID}.ts`] }));
  const types = run(join(PROJECT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.rule.json');
  expect(types).toEqual({ status: 0, stdout: '', stderr: '' });

  const tested = run(
    '--input-type=module',
    '--eval',
    `const { testRule } = await import('./src/testing/rule-tester.ts');
     const { default: rule } = await import('./src/rules/${ID}.ts');
     console.log(JSON.stringify(testRule(rule).map(({ problem }) => problem)));`,
  );
  expect(JSON.parse(tested.stdout)).toEqual(
    expect.arrayContaining([
      'the title starts with a capital letter and has no full stop',
      'the rationale is made of whole sentences',
      'the remediation is made of whole sentences',
      'the message "off" is empty',
      'has no passing example',
      'has no failing example',
    ]),
  );
});

test('refuses a rule that is there, and leaves it as it is', () => {
  const path = join(project, 'src/rules/s3/bucket-versioning-enabled.ts');
  const before = readFileSync(path, 'utf8');
  const { status, stderr, stdout } = newRule('s3/bucket-versioning-enabled');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe('there is a rule `s3/bucket-versioning-enabled` already\nIt is in src/rules/s3/bucket-versioning-enabled.ts.\n');
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test('starts a new service only when asked to', () => {
  expect(newRule('teapots/short-and-stout').status).toBe(2);
  expect(existsSync(join(project, 'src/rules/teapots'))).toBe(false);
  expect(newRule('teapots/short-and-stout', '--new-service').status).toBe(0);
  expect(readFileSync(join(project, 'src/rules/teapots/index.ts'), 'utf8')).toContain("from './short-and-stout.ts'");
});

test.each([[[]], [['s3/a', 's3/b']], [['s3/a', '--force']]])('shows its usage for %j', (args) => {
  const { status, stderr } = newRule(...args);
  expect(status).toBe(2);
  expect(stderr).toContain('usage: npm run new:rule -- <service>/<name>');
});
