import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { exportedNames } from '../../scripts/lib/declarations.ts';
import { DOORS } from '../../scripts/lib/doors.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';

beforeAll(() => ensureBuilt(), 120_000);

const types = join(PROJECT, 'dist/types');

/** What is kept of a door; with UPDATE_GOLDEN=1 it is rewritten, which is refused where nobody reads the difference. */
function expectGolden(file: string, text: string): void {
  const golden = join(import.meta.dirname, '__golden__', file);
  if (process.env.UPDATE_GOLDEN === '1') {
    if (process.env.CI === 'true') throw new Error('UPDATE_GOLDEN is refused in CI: what users import is changed by people');
    mkdirSync(dirname(golden), { recursive: true });
    writeFileSync(golden, text);
  }
  expect(text).toBe(readFileSync(golden, 'utf8'));
}

function declarations(): ReadonlyMap<string, string> {
  const files = globSync('**/*.d.ts', { cwd: types }).sort();
  return new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(types, file), 'utf8')]));
}

// What users import is a promise: a name that comes or goes shows in the review.
test.each(DOORS)('the names that $name exports', ({ name, source }) => {
  const values = new Set(Object.keys(createRequire(import.meta.url)(join(PROJECT, 'dist', `${name}.cjs`))));
  const all = exportedNames(declarations(), source.replace('src/', '').replace(/\.ts$/, '.d.ts'));
  expect([...values].filter((value) => !all.has(value))).toEqual([]);
  const list = [...all].sort().map((exported) => `${exported}${values.has(exported) ? '' : ' (type)'}\n`);
  expectGolden(`${name}.txt`, list.join(''));
});

// So is what a name means: a member that becomes optional, an argument that is added. Comments may change freely.
test('the declarations that users see', () => {
  const texts = [...declarations()].map(([file, text]) => `// ${file}\n${withoutComments(text)}`);
  expectGolden('declarations.txt', texts.join('\n'));
});

function withoutComments(text: string): string {
  return text
    .replaceAll(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*\n/gm, '')
    .replaceAll(/\n{2,}/g, '\n')
    .trimStart();
}
