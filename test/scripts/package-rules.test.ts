import { describe, expect, test } from 'vitest';
import { missingOptionals, platformEntry } from '../../scripts/lib/lock-file.ts';
import { packageFaults } from '../../scripts/lib/package-rules.ts';

const DOOR = {
  import: { types: './dist/index.d.mts', default: './dist/index.mjs' },
  require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
};
const LOCK = '{ "packages": {} }';
const EXPORTS = { '.': DOOR, './package.json': './package.json', './schemas/*': './schemas/*' };

describe('package files', () => {
  test('nothing to say about good ones', () => {
    expect(packageFaults({ exports: EXPORTS, dependencies: { a: '1.2.3' }, devDependencies: { b: '1.0.0-beta.2' } }, LOCK)).toEqual([]);
  });

  test('a lock file that names a registry', () => {
    const lock = '{ "packages": { "node_modules/a": { "version": "1.0.0", "resolved": "https://registry.example/a.tgz" } } }';
    expect(packageFaults({ exports: EXPORTS }, lock)).toEqual([expect.stringContaining('names a registry')]);
  });

  test.each(['^1.2.3', '~1.2.3', '*', 'latest', '1.x', 'git+ssh://host/a.git'])('a version that is not exact: %s', (range) => {
    expect(packageFaults({ exports: EXPORTS, dependencies: { a: range } }, LOCK)).toEqual([expect.stringContaining('pin one version')]);
  });

  test('an export that nobody builds, and a build that nobody exports', () => {
    expect(packageFaults({ exports: { ...EXPORTS, './extra': './dist/extra.mjs' } }, LOCK)).toEqual([expect.stringContaining('./extra')]);
    expect(packageFaults({ exports: { './package.json': './package.json' } }, LOCK)).toEqual([
      expect.stringContaining('exports["."] must be'),
    ]);
  });

  test('an export whose types are not for its own kind of module', () => {
    const wrong = { ...EXPORTS, '.': { ...DOOR, require: { types: './dist/index.d.mts', default: './dist/index.cjs' } } };
    expect(packageFaults({ exports: wrong }, LOCK)).toHaveLength(1);
  });
});

describe('optional packages of the lock file', () => {
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0', dev: true, optionalDependencies: { 'a-linux-x64': '1.0.0', '@a/win32-arm64': '1.0.0' } },
    'node_modules/a-linux-x64': { version: '1.0.0' },
    'node_modules/b/node_modules/c': { optionalDependencies: { '@a/win32-arm64': '1.0.0', d: '2.0.0' } },
    'node_modules/b/node_modules/d': { version: '2.0.0' },
  };

  test('a gap is named once, and filled it is none', () => {
    const [missing, ...others] = missingOptionals({ packages });
    expect(others).toEqual([]);
    expect(missing).toMatchObject({ path: 'node_modules/@a/win32-arm64', name: '@a/win32-arm64', version: '1.0.0' });
    expect(missingOptionals({ packages: { ...packages, 'node_modules/@a/win32-arm64': { version: '1.0.0' } } })).toEqual([]);
    expect(packageFaults({ exports: EXPORTS }, JSON.stringify({ packages }))).toEqual([expect.stringContaining('npm run lock')]);
  });

  test.each([
    ['@x/cli-darwin-arm64', { cpu: ['arm64'], os: ['darwin'] }],
    ['@x/cli-linux-x64-musl', { cpu: ['x64'], os: ['linux'], libc: ['musl'] }],
    ['@x/binding-linux-s390x-gnu', { cpu: ['s390x'], os: ['linux'], libc: ['glibc'] }],
    ['@x/binding-wasm32-wasi', { cpu: ['wasm32'] }],
  ])('the platform of %s', (name, platform) => {
    const dependent = { dev: true };
    expect(platformEntry({ path: '', name, version: '1.0.0', dependent })).toEqual({
      version: '1.0.0',
      dev: true,
      optional: true,
      ...platform,
    });
  });

  test('a name without a platform has to be written by hand', () => {
    expect(platformEntry({ path: '', name: 'fsevents', version: '1.0.0', dependent: {} })).toBeUndefined();
  });
});
