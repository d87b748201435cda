import { expect, test } from 'vitest';
import { exportedNames } from '../../scripts/lib/exported-docs.ts';

const names = exportedNames('src/index.ts');

test('what is handed on is found where it is declared, through other modules as well', () => {
  expect(names.find(({ name }) => name === 'must')).toMatchObject({ kind: 'function', file: 'src/engine/verdict.ts' });
  expect(names.find(({ name }) => name === 'scan')).toMatchObject({ kind: 'function', file: 'src/scan.ts' });
});

test('the first paragraph of a comment is its text, as one line', () => {
  expect(names.find(({ name }) => name === 'scan')?.text).toMatch(/^Judges templates on the disk.*ledger\.files`\)\.$/);
});

test('of types that are handed on as types, a class is a type, and constants are left out', () => {
  expect(names.find(({ name }) => name === 'Resource')?.kind).toBe('type');
  expect(names.find(({ name }) => name === 'STATUSES')).toBeUndefined();
  expect(names.find(({ name }) => name === 'RunResult')?.kind).toBe('type');
});

test('no name is there twice', () => {
  const all = names.map(({ name }) => name);
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
});
