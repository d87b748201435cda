import { describe, expect, test } from 'vitest';
import { packageFaults } from '../../scripts/lib/package-rules.ts';

const DOOR = {
  import: { types: './dist/index.d.mts', default: './dist/index.mjs' },
  require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
};
const EXPORTS = { '.': DOOR, './package.json': './package.json', './schemas/*': './schemas/*' };

describe('package files', () => {
  test('nothing to say about good ones', () => {
    expect(packageFaults({ exports: EXPORTS, dependencies: { a: '1.2.3' }, devDependencies: { b: '1.0.0-beta.2' } }, '{}')).toEqual([]);
  });

  test('a lock file that names a registry', () => {
    const lock = '{ "node_modules/a": { "version": "1.0.0", "resolved": "https://registry.example/a.tgz" } }';
    expect(packageFaults({ exports: EXPORTS }, lock)).toEqual([expect.stringContaining('names a registry')]);
  });

  test.each(['^1.2.3', '~1.2.3', '*', 'latest', '1.x', 'git+ssh://host/a.git'])('a version that is not exact: %s', (range) => {
    expect(packageFaults({ exports: EXPORTS, dependencies: { a: range } }, '{}')).toEqual([expect.stringContaining('pin one version')]);
  });

  test('an export that nobody builds, and a build that nobody exports', () => {
    expect(packageFaults({ exports: { ...EXPORTS, './extra': './dist/extra.mjs' } }, '{}')).toEqual([expect.stringContaining('./extra')]);
    expect(packageFaults({ exports: { './package.json': './package.json' } }, '{}')).toEqual([
      expect.stringContaining('exports["."] must be'),
    ]);
  });

  test('an export whose types are not for its own kind of module', () => {
    const wrong = { ...EXPORTS, '.': { ...DOOR, require: { types: './dist/index.d.mts', default: './dist/index.cjs' } } };
    expect(packageFaults({ exports: wrong }, '{}')).toHaveLength(1);
  });
});
