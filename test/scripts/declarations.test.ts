import { describe, expect, test } from 'vitest';
import { exportedNames, shakeDeclarations } from '../../scripts/lib/declarations.ts';

function shake(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(shakeDeclarations(new Map(Object.entries(files)), ['index.d.ts']));
}

describe('declarations of what is public', () => {
  test('what nothing mentions goes, with its imports and their files', () => {
    const files = {
      'index.d.ts': "export { scan } from './scan.js';\n",
      'scan.d.ts': `import { type Stats } from 'node:fs';
import type { Options, Other } from './options.js';
/** Scans. */
export declare function scan(options: Options): Result;
/** What comes out. */
export interface Result {
    readonly passed: boolean;
}
export declare function inside(stats: Stats, other: Other): void;
`,
      'options.d.ts': 'export interface Options {\n    readonly path: string;\n}\nexport interface Other {\n    readonly x: 1;\n}\n',
      'unused.d.ts': 'export declare const x = 1;\n',
    };
    expect(shake(files)).toEqual({
      'index.d.ts': files['index.d.ts'],
      'scan.d.ts': `import type { Options } from './options.js';
/** Scans. */
export declare function scan(options: Options): Result;
/** What comes out. */
export interface Result {
    readonly passed: boolean;
}
`,
      'options.d.ts': 'export interface Options {\n    readonly path: string;\n}\n',
    });
  });

  test('an entry keeps all of its own', () => {
    const text = 'export declare const a: 1, b: 2;\nexport type C = { readonly d: string; } | undefined;\n';
    expect(shake({ 'index.d.ts': text })).toEqual({ 'index.d.ts': text });
  });

  test('names are followed through lists, renaming, stars and namespaces', () => {
    const result = shake({
      'index.d.ts':
        "export { c as d } from './a.js';\nexport type * from './star.js';\nimport * as all from './all.js';\nexport declare const e: all.E;\n",
      'a.d.ts': "export * from './b.js';\nexport declare const other: 1;\n",
      'b.d.ts': "import { inner as c } from './c.js';\nexport { c, c as unused };\n",
      'c.d.ts': 'export declare const inner: Helper;\ntype Helper = string;\ntype Unused = number;\nexport {};\n',
      'star.d.ts': 'export interface S {\n}\n',
      'all.d.ts': 'export interface E {\n}\nexport interface F {\n}\n',
    });
    expect(Object.keys(result)).toEqual(['index.d.ts', 'a.d.ts', 'b.d.ts', 'c.d.ts', 'star.d.ts', 'all.d.ts']);
    expect(result['a.d.ts']).toBe("export * from './b.js';\n");
    expect(result['b.d.ts']).toBe("import { inner as c } from './c.js';\nexport { c };\n");
    expect(result['c.d.ts']).toBe('export declare const inner: Helper;\ntype Helper = string;\n');
    expect(result['all.d.ts']).toContain('interface F');
  });

  test('types in import() are kept whole, and generics with braces and arrows end where they end', () => {
    const result = shake({
      'index.d.ts': `export interface A<T extends { readonly x: () => void; } = { readonly x: () => void; }> extends B<{ readonly y: 1; }> {
    load(): Promise<typeof import('./lazy.js')>;
}
export declare class K<T> extends L<T> {
    #private;
    constructor(make: (value: T) => void);
}
export declare function f(value: "}" | ';'): asserts value is ";";
interface B<T> { readonly t: T; }
declare class L<T> { readonly t: T; }
interface Unused {}
`,
      'lazy.d.ts': 'export declare const one: 1;\nexport declare const two: 2;\n',
    });
    expect(result['lazy.d.ts']).toContain('two');
    expect(result['index.d.ts']).toContain('interface B<T>');
    expect(result['index.d.ts']).toContain('class L<T>');
    expect(result['index.d.ts']).not.toContain('Unused');
  });

  test('a star that one name came through lets all through when all is asked for', () => {
    const result = shake({
      'index.d.ts': "export { a } from './a.js';\nexport declare const all: typeof import('./a.js');\n",
      'a.d.ts': "export * from './b.js';\n",
      'b.d.ts': 'export declare const a: 1;\nexport declare const b: 2;\n',
    });
    expect(result['b.d.ts']).toContain('const b');
  });

  test('an augmentation of another module stays with its file', () => {
    const text =
      "import 'vitest';\nimport type { M } from './m.js';\ndeclare module 'vitest' {\n    interface Matchers<R> extends M<R> {\n    }\n}\nexport declare const setup: () => void;\n";
    const result = shake({ 'index.d.ts': "export { setup } from './v.js';\n", 'v.d.ts': text, 'm.d.ts': 'export interface M<R> {\n}\n' });
    expect(result['v.d.ts']).toContain("declare module 'vitest'");
    expect(result['v.d.ts']).toContain("import type { M } from './m.js';");
    expect(result['m.d.ts']).toContain('interface M<R>');
  });

  test('declarations that are missing are an error', () => {
    expect(() => shake({ 'other.d.ts': '' })).toThrow(/index\.d\.ts/);
    expect(() => shake({ 'index.d.ts': "export { a } from './a.js';\n" })).toThrow(/index\.d\.ts mentions \.\/a\.js/);
  });
});

test('the exported names of a file', () => {
  const files = {
    'index.d.ts':
      "export { a as b, type c } from './a.js';\nexport type * from './a.js';\nexport interface D {\n}\ndeclare const e: 1;\nexport { e };\n",
    'a.d.ts': 'export declare function a(): void;\nexport type c = 1;\ntype hidden = 2;\n',
  };
  expect([...exportedNames(new Map(Object.entries(files)), 'index.d.ts')].sort()).toEqual(['D', 'a', 'b', 'c', 'e']);
});
