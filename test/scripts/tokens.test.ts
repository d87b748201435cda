import { describe, expect, test } from 'vitest';
import { moduleReferences, tokenize } from '../../scripts/lib/tokens.ts';

function references(source: string): readonly string[] {
  return moduleReferences(tokenize(source)).map(({ kind, specifier }) => `${kind} ${specifier ?? '(computed)'}`);
}

describe('module references', () => {
  test.each([
    ["import a from './a.ts';", ['static ./a.ts']],
    ["import './a.ts';", ['static ./a.ts']],
    ["import a, { type B, c as d } from './a.ts';", ['static ./a.ts']],
    ["import * as a from './a.ts'", ['static ./a.ts']],
    ["import type { A } from './a.ts';", ['type ./a.ts']],
    ["import type * as a from './a.ts';", ['type ./a.ts']],
    ["import type, { b } from './a.ts';", ['static ./a.ts']],
    ["import type from './a.ts';", ['static ./a.ts']],
    ["import data from './a.json' with { type: 'json' };", ['static ./a.json']],
    ["import {\n  a,\n  from,\n} from './a.ts';", ['static ./a.ts']],
    ["export * from './a.ts';", ['static ./a.ts']],
    ["export { a as from } from './a.ts';", ['static ./a.ts']],
    ["export type { A } from './a.ts';", ['type ./a.ts']],
    ["export type * from './a.ts';", ['type ./a.ts']],
    ["const load = () => import('./a.ts');", ['dynamic ./a.ts']],
    ["const load = { json: async () => (await import('./a.ts')).json };", ['dynamic ./a.ts']],
    ["import('./a.ts').then((a) => a);", ['dynamic ./a.ts']],
    ["type A = import('./a.ts').A;", ['type ./a.ts']],
    ["let a: typeof import('./a.ts');", ['type ./a.ts']],
    ['const load = (name: string) => import(name);', ['dynamic (computed)']],
    ['const load = (name: string) => import(`./${name}.ts`);', ['dynamic (computed)']],
    ['import(`./a.ts`);', ['dynamic ./a.ts']],
    ["const a = require('./a.cjs');", ['require ./a.cjs']],
    ["const a = createRequire(import.meta.url)('./a.ts');", ['require ./a.ts']],
    ["const load = createRequire(import.meta.url); load('./a.ts'); load(name);", ['require ./a.ts', 'require (computed)']],
  ])('%s', (source, expected) => {
    expect(references(source)).toEqual(expected);
  });

  test.each([
    "// import './a.ts'",
    "/* export * from './a.ts' */",
    `const text = "import './a.ts'";`,
    "const text = 'it\\'s import \"./a.ts\"';",
    "const text = `import './a.ts' ${1 + 1} import './b.ts'`;",
    "const pattern = /import '.\\/a.ts'/; const other = /[/'\"]/.test('x');",
    "const half = a / b; const text = ' / import(';",
    "export const from = 'x';",
    "export { a }; const from = 'x';",
    "const url = import.meta.url + 'x';",
    "schema.import('./a.ts'); schema?.require('./a.ts');",
    'const text = `a ${ `b ${ { c: "}" }.c } import(x)` } d`;',
  ])('none in %s', (source) => {
    expect(references(source)).toEqual([]);
  });

  test('what follows a template with holes is read as code', () => {
    expect(references("const a = `x ${ { b: [1, { c: 2 }] } } y`; import './a.ts';")).toEqual(['static ./a.ts']);
  });

  test('offsets cut out the specifier', () => {
    const source = "import a from './a.ts';";
    const [reference] = moduleReferences(tokenize(source));
    expect(source.slice(reference?.start, reference?.end)).toBe('./a.ts');
  });
});
