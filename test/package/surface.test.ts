import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { exportedNames } from '../../scripts/lib/declarations.ts';
import { DOORS } from '../../scripts/lib/doors.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';

beforeAll(() => ensureBuilt(), 120_000);

// What users import is a promise: a name that comes or goes shows in the review. UPDATE_GOLDEN=1 rewrites the list.
test.each(DOORS)('the names that $name exports', ({ name, source }) => {
  const types = join(PROJECT, 'dist/types');
  const files = new Map(
    globSync('**/*.d.ts', { cwd: types }).map((file) => [file.replaceAll('\\', '/'), readFileSync(join(types, file), 'utf8')]),
  );
  const values = new Set(Object.keys(createRequire(import.meta.url)(join(PROJECT, 'dist', `${name}.cjs`))));
  const all = exportedNames(files, source.replace('src/', '').replace(/\.ts$/, '.d.ts'));
  expect([...values].filter((value) => !all.has(value))).toEqual([]);
  const list = [...all].sort().map((exported) => `${exported}${values.has(exported) ? '' : ' (type)'}\n`);

  const golden = join(import.meta.dirname, '__golden__', `${name}.txt`);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, list.join(''));
  }
  expect(list.join('')).toBe(readFileSync(golden, 'utf8'));
});
