import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bundle } from '../../scripts/lib/bundle.ts';

let project = '';

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'stackgate-bundle-')));
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function evaluate(expression: string): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-p', `JSON.stringify(${expression})`], {
    cwd: join(project, 'dist'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const LOAD_SERVICE = `import { createRequire } from 'node:module';
declare const __STACKGATE_BUNDLED__: boolean | undefined;
const load = createRequire(import.meta.url);
export function loadService(name: string): { readonly rules: readonly string[]; readonly seen: () => number } {
  return typeof __STACKGATE_BUNDLED__ === 'boolean' ? load(\`./rules/\${name}.cjs\`) : load(\`./\${name}/index.ts\`);
}
`;

describe('the bundle', () => {
  beforeEach(async () => {
    write('src/shared.ts', 'let count = 0;\nexport function seen(): number { return ++count; }\n');
    write('src/rules/load-service.ts', LOAD_SERVICE);
    write('src/rules/s3/index.ts', "export { seen } from '../../shared.ts';\nexport const rules = ['s3/a'];\n");
    write('src/rules/iam/index.ts', "export { seen } from '../../shared.ts';\nexport const rules = ['iam/a'];\n");
    write('src/index.ts', "export { loadService } from './rules/load-service.ts';\nexport { seen } from './shared.ts';\n");
    write(
      'src/cli/main.ts',
      "import { loadService } from '../rules/load-service.ts';\nexport const rules = loadService('iam').rules;\nexport const lazy = () => import('./lazy.ts');\n",
    );
    write('src/cli/lazy.ts', "export { posix } from 'node:path';\nexport { seen } from '../shared.ts';\n");
    await bundle({
      project,
      entries: {
        index: 'src/index.ts',
        cli: 'src/cli/main.ts',
        'rules/s3': 'src/rules/s3/index.ts',
        'rules/iam': 'src/rules/iam/index.ts',
      },
      out: join(project, 'dist'),
    });
  });

  test('loads a rule service by name, at once, from wherever the loading code ended up', () => {
    expect(evaluate("require('./index.cjs').loadService('s3').rules")).toEqual(['s3/a']);
    expect(evaluate("require('./cli.cjs').rules")).toEqual(['iam/a']);
  });

  test('loads a rule service only when it is asked for', () => {
    expect(
      evaluate("(require('./index.cjs').loadService('s3'), Object.keys(require.cache).filter((file) => file.includes('iam')))"),
    ).toEqual([]);
  });

  test('holds what entries share once', () => {
    expect(
      evaluate("[require('./index.cjs').seen(), require('./rules/s3.cjs').seen(), require('./index.cjs').loadService('iam').seen()]"),
    ).toEqual([1, 2, 3]);
  });

  test('puts chunks beside the entries', () => {
    const chunks = readdirSync(join(project, 'dist'), { recursive: true, encoding: 'utf8' }).filter((file) => file.includes('chunk-'));
    expect(chunks.length).toBeGreaterThan(0);
    expect(chunks.filter((file) => /[\\/]/.test(file))).toEqual([]);
  });
});

test('a warning of the bundler stops the build', async () => {
  write('src/index.ts', "export { missing } from './other.ts';\n");
  write('src/other.ts', 'export const there = 1;\n');
  await expect(bundle({ project, entries: { index: 'src/index.ts' }, out: join(project, 'dist') })).rejects.toThrow(/missing/);
});
