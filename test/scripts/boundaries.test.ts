import { describe, expect, test } from 'vitest';
import { findBreaches } from '../../scripts/lib/boundaries.ts';
import { FOLDERS } from '../../scripts/lib/folder-table.ts';

const MODEL = { 'src/model/value.ts': 'export type Value = string;' };

function breaches(sources: Readonly<Record<string, string>>): readonly string[] {
  return findBreaches(new Map(Object.entries({ ...MODEL, ...sources }))).map(
    (breach) => `${breach.file}:${breach.line}:${breach.column} ${breach.message}`,
  );
}

describe('imports between folders', () => {
  test.each([
    ['src/engine/a.ts', "import type { Value } from '../model/value.ts';"],
    ['src/rules/s3/a.ts', "import { b } from '../../engine/rule-api.ts';"],
    ['src/rules/s3/a.ts', "import { b } from '../shared/policy.ts';"],
    ['src/rules/s3/a.ts', "import { b } from './b.ts';"],
    ['src/gate/a.ts', "import { b } from '../engine/rule-api.ts';"],
    ['src/scan.ts', "import { b } from './gate/b.ts';"],
    ['src/cli/main.ts', "import { b } from '../scan.ts'; process.exitCode = 1; console.log(Date.now());"],
  ])('%s may: %s', (file, text) => {
    const others = ['src/engine/rule-api.ts', 'src/rules/shared/policy.ts', 'src/rules/s3/b.ts', 'src/gate/b.ts', 'src/scan.ts'];
    expect(breaches({ ...Object.fromEntries(others.map((other) => [other, 'export const b = 1;'])), [file]: text })).toEqual([]);
  });

  test.each([
    [
      'src/model/a.ts',
      "import { b } from '../engine/b.ts';",
      'src/model may not import src/engine/b.ts; it may import nothing outside itself',
    ],
    ['src/model/a.ts', "import type { b } from '../engine/b.ts';", 'src/model may not import src/engine/b.ts'],
    ['src/engine/a.ts', "export { b } from '../loaders/b.ts';", 'src/engine may not import src/loaders/b.ts; it may import `model`'],
    [
      'src/rules/s3/a.ts',
      "import { b } from '../../engine/b.ts';",
      'src/rules may not import src/engine/b.ts; it may import `model`, `engine/rule-api.ts`',
    ],
    ['src/rules/s3/a.ts', "import { b } from '../iam/b.ts';", 'src/rules/s3 may not import src/rules/iam/b.ts'],
    ['src/rules/s3/a.ts', "const b = () => import('../../loaders/b.ts');", 'src/rules may not import src/loaders/b.ts'],
    ['src/reporters/a.ts', "type B = import('../gate/b.ts').B;", 'src/reporters may not import src/gate/b.ts'],
    ['src/scan.ts', "import { b } from './cli/b.ts';", 'src may not import src/cli/b.ts'],
    ['src/gate/a.ts', "import { b } from '../../scripts/b.ts';", 'scripts/b.ts is outside src/'],
    ['src/gate/a.ts', "import { b } from './b';", 'src/gate/b does not exist (relative imports carry their .ts)'],
    ['src/gate/a.ts', "import { b } from './c.ts';", 'src/gate/c.ts does not exist'],
    ['src/news/a.ts', '', 'src/news is not in scripts/lib/folder-table.ts'],
    ['src/gate/a.ts', "import yaml from 'js-yaml';", 'src/gate may not import the package js-yaml'],
    ['src/gate/a.ts', "import x from '@scope/name/sub';", 'src/gate may not import the package @scope/name'],
    ['src/gate/a.ts', "import path from 'path';", 'write node:path'],
    ['src/gate/a.ts', "import x from 'node:inspector';", 'node:inspector is not known to scripts/lib/boundaries.ts'],
  ])('%s may not: %s', (file, text, message) => {
    const others = ['src/engine/b.ts', 'src/loaders/b.ts', 'src/rules/iam/b.ts', 'src/gate/b.ts', 'src/cli/b.ts'];
    const found = breaches({ ...Object.fromEntries(others.map((other) => [other, 'export const b = 1;'])), [file]: text });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });
});

describe('what reaches outside', () => {
  test.each([
    ["import { readFileSync } from 'node:fs';", 'node:fs: src/gate may not read or write files'],
    ["import fs from 'fs';", 'fs: src/gate may not read or write files'],
    ["const fs = await import('node:fs/promises');", 'may not read or write files'],
    ['const home = process.env.HOME;', 'process: src/gate may not touch the process'],
    ['const home = globalThis.process.cwd();', 'process: src/gate may not touch the process'],
    ["import { cwd } from 'node:process';", 'node:process: src/gate may not touch the process'],
    ['const now = Date.now();', 'Date.now: src/gate may not read the clock'],
    ['const now = new Date();', 'new Date(): src/gate may not read the clock'],
    ['const now = new Date;', 'new Date(): src/gate may not read the clock'],
    ['const now = performance.now();', 'performance: src/gate may not read the clock'],
    ['setTimeout(() => {}, 5);', 'setTimeout: src/gate may not read the clock'],
    ['const id = Math.random();', 'Math.random: src/gate may not draw random numbers'],
    ["import { randomUUID } from 'node:crypto';\nconst id = randomUUID();", 'randomUUID: src/gate may not draw random numbers'],
    ['console.log(1);', 'console: src/gate may not print'],
    ["await fetch('x');", 'fetch: src/gate may not open a connection'],
    ["import { spawn } from 'node:child_process';", 'may not start a program'],
    ["import { createRequire } from 'node:module';", 'node:module: src/gate may not load code whose name is computed'],
    ['const x = await import(name);', 'a computed import'],
    ['const x = `${process.cwd()}`;', 'process: src/gate may not touch the process'],
    ['const all = { ...process.env };', 'process: src/gate may not touch the process'],
  ])('%s', (text, message) => {
    const found = breaches({ 'src/gate/a.ts': text });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  test.each([
    'const day = new Date(context.today);',
    'const at = Date.parse(text);',
    "const text = 'process.env and Date.now()'; // console.log()",
    'const x = rule.process(input) + rule?.console;',
    'interface A { readonly process: string; console?: boolean }',
    'const a = { process: 1, fetch: 2 };',
    'function fetch(url: string) { return url; }\nfetch("x");',
    'const when: Date = start;',
    "import { createHash } from 'node:crypto';",
    "import type { Stats } from 'node:fs';",
  ])('is not: %s', (text) => {
    expect(breaches({ 'src/gate/a.ts': text })).toEqual([]);
  });

  test('a permission of one file is not one of its folder', () => {
    const text = "import { createRequire } from 'node:module';";
    expect(breaches({ 'src/rules/load-service.ts': text })).toEqual([]);
    expect(breaches({ 'src/rules/other.ts': text })).toHaveLength(1);
  });
});

describe('import cycles', () => {
  test('are named from their first file on, at the import that closes them', () => {
    expect(
      breaches({
        'src/gate/b.ts': "import './c.ts';",
        'src/gate/c.ts': "\nimport './a.ts';",
        'src/gate/a.ts': "import './b.ts';",
      }),
    ).toEqual(['src/gate/a.ts:1:9 import cycle: src/gate/a.ts → src/gate/b.ts → src/gate/c.ts → src/gate/a.ts']);
  });

  test('need imports that run: types and lazy imports close none', () => {
    expect(breaches({ 'src/gate/a.ts': "import { b } from './b.ts';", 'src/gate/b.ts': "import type { A } from './a.ts';" })).toEqual([]);
    expect(breaches({ 'src/gate/a.ts': "import { b } from './b.ts';", 'src/gate/b.ts': "const a = () => import('./a.ts');" })).toEqual([]);
  });
});

test('every folder of the table says what it holds and what it may not do', () => {
  for (const { folder, holds, mayNot } of FOLDERS) {
    expect(holds, folder).toMatch(/\S/);
    expect(mayNot, folder).toMatch(/\S/);
  }
  expect(new Set(FOLDERS.map(({ folder }) => folder)).size).toBe(FOLDERS.length);
});
