import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';
import { tokenize } from '../../scripts/lib/tokens.ts';

const manifest: { readonly version: string } = createRequire(import.meta.url)('../../package.json');
const folder = mkdtempSync(join(tmpdir(), 'stackgate-package-'));
const consumer = join(folder, 'consumer');
let packed: readonly string[] = [];

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], cwd = consumer): Run {
  // What npm sets for the scripts of this project is not for the npm that runs in the consumer's folder.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_OPTIONS$|^VITEST/i.test(name)));
  const { status, stdout, stderr, error } = spawnSync(program, [...args], {
    cwd,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

function npm(...args: readonly string[]): Run {
  const result = run('npm', args);
  if (result.status !== 0) throw new Error(`npm ${args.join(' ')}\n${result.stderr}`);
  return result;
}

function write(name: string, text: string): void {
  writeFileSync(join(consumer, name), text);
}

beforeAll(() => {
  ensureBuilt();
  mkdirSync(consumer);
  const pack = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], PROJECT);
  const [first] = Object.values<{ readonly filename: string; readonly files: readonly { readonly path: string }[] }>(
    JSON.parse(pack.stdout),
  );
  if (first === undefined) throw new Error(pack.stderr);
  packed = first.files.map(({ path }) => path);
  write('package.json', '{ "name": "consumer", "private": true }\n');
  npm('install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', join(folder, first.filename));
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed package', () => {
  test('holds the program, the library, its types and the licence, and nothing that users have no use for', () => {
    for (const file of [
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'package.json',
      'bin/stackgate.cjs',
      'dist/index.cjs',
      'dist/index.mjs',
      'dist/index.d.mts',
      'dist/index.d.cts',
    ]) {
      expect(packed).toContain(file);
    }
    expect(
      packed.filter((path) => !/^(LICENSE|README\.md|CHANGELOG\.md|package\.json|(bin|dist|schemas|integrations)\/.+)$/.test(path)),
    ).toEqual([]);
  });

  test('brings no development dependency along', () => {
    const installed: { readonly packages: Readonly<Record<string, unknown>> } = JSON.parse(
      readFileSync(join(consumer, 'node_modules/.package-lock.json'), 'utf8'),
    );
    expect(Object.keys(installed.packages)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/typescript|vitest|rolldown|aws-cdk-lib|node_modules\/node$/)]),
    );
  });

  test('has all chunks directly in dist/, where paths like ./rules/s3.cjs begin', () => {
    const code = packed.filter((path) => path.startsWith('dist/') && path.endsWith('.cjs'));
    expect(code.filter((path) => !/^dist\/([\w.-]+|rules\/[\w-]+)\.cjs$/.test(path))).toEqual([]);
    expect(code.filter((path) => /^dist\/rules\/chunk-/.test(path))).toEqual([]);
  });
});

describe('the program', () => {
  test.each(['--version', '-V', 'version'])('%s', (flag) => {
    expect(run('npx', ['stackgate', flag])).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
  });

  test('scans a template', () => {
    write('template.json', JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } } }));
    const { status, stdout, stderr } = run('npx', ['stackgate', 'scan', 'template.json', '--format', 'json']);
    expect([0, 1], stderr).toContain(status);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, tool: { name: 'stackgate', version: manifest.version } });
  });

  describe('on an old Node', () => {
    const bin = join(consumer, 'node_modules/stackgate/bin/stackgate.cjs');
    const pretend = join(folder, 'pretend.cjs');

    beforeAll(() => {
      writeFileSync(
        pretend,
        `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: process.env.PRETENDED } });`,
      );
    });

    function runOn(version: string): Run {
      process.env.PRETENDED = version;
      return run(process.execPath, ['-r', pretend, bin, '--version']);
    }

    test.each(['0.12.18', '8.17.0', '18.20.4', '20.20.2', '22.18.0'])('%s: one line that says what is needed', (version) => {
      const { status, stdout, stderr } = runOn(version);
      expect({ status, stdout, stderr }).toEqual({
        status: 2,
        stdout: '',
        stderr: `stackgate needs Node 22.19 or newer, and this is Node ${version}.\n`,
      });
    });

    test.each(['22.19.0', '23.0.0', '24.21.0', '100.0.0'])('%s is new enough', (version) => {
      expect(runOn(version)).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
    });

    test('the start is written in a syntax that every Node reads', () => {
      const tokens = tokenize(readFileSync(bin, 'utf8'));
      const isNew = (text: string, index: number): boolean =>
        ['const', 'let', 'class', 'async', 'await', 'import', 'export', '`', '?.'].includes(text) ||
        (text === '>' && tokens[index - 1]?.text === '=');
      expect(tokens.filter((token, index) => token.kind !== 'string' && isNew(token.text, index))).toEqual([]);
    });
  });
});

describe('the library', () => {
  test('is required and imported, and is one and the same', () => {
    write(
      'both.mjs',
      `import { createRequire } from 'node:module';
import * as imported from 'stackgate';
const required = createRequire(import.meta.url)('stackgate');
const differing = [...new Set([...Object.keys(imported), ...Object.keys(required)])].filter((name) => imported[name] !== required[name]);
console.log(JSON.stringify({ version: imported.VERSION, differing }));
`,
    );
    const { status, stdout, stderr } = run(process.execPath, ['both.mjs']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ version: manifest.version, differing: [] });
  });

  test('is required in CommonJS', () => {
    write('required.cjs', `const { VERSION } = require('stackgate'); console.log(VERSION);`);
    expect(run(process.execPath, ['required.cjs'])).toMatchObject({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  describe('has types', () => {
    const use = `import { type RunResult, SEVERITIES, StackgateError, VERSION } from 'stackgate';

const version: string = VERSION;
const worst: 'critical' = SEVERITIES[0];
export const blocking = (run: RunResult): readonly string[] => run.results.filter((result) => result.blocking).map((result) => result.ruleId);
export const codes = (error: unknown): string => (error instanceof StackgateError ? error.code : version + worst);
// @ts-expect-error: what is not there is not any
export { doesNotExist } from 'stackgate';
`;
    const legacy = `import stackgate = require('stackgate');
const version: string = stackgate.VERSION;
export = version;
`;

    test.each([
      ['node16', 'node16', ['module.mts', 'common.cts', 'legacy.cts']],
      ['nodenext', 'nodenext', ['module.mts', 'common.cts', 'legacy.cts']],
      ['esnext', 'bundler', ['module.mts']],
      ['preserve', 'bundler', ['module.mts', 'common.cts', 'legacy.cts']],
    ])('module %s, resolution %s', (module, moduleResolution, files) => {
      write('module.mts', use);
      write('common.cts', use);
      write('legacy.cts', legacy);
      const compilerOptions = { module, moduleResolution, target: 'es2022', strict: true, noEmit: true, skipLibCheck: false, types: [] };
      write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
      const tsc = join(PROJECT, 'node_modules/typescript/bin/tsc');
      expect(run(process.execPath, [tsc, '-p', '.'])).toMatchObject({ status: 0, stdout: '' });
    });
  });
});
