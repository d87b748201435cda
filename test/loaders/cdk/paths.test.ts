import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderInside, folderOfManifest, folderPath, pathInside, sourceFinder } from '../../../src/loaders/cdk/paths.ts';
import type { Reader } from '../../../src/model/supply.ts';

describe('paths that an assembly states', () => {
  const stage = folderInside(folderOfManifest('app/cdk.out/manifest.json'), 'assembly-Beta');

  test('are relative to the folder of their manifest', () => {
    expect(stage === undefined ? undefined : folderPath(stage)).toBe('app/cdk.out/assembly-Beta/');
    expect(stage === undefined ? undefined : pathInside(stage, 'X.template.json')).toBe('app/cdk.out/assembly-Beta/X.template.json');
    expect(stage === undefined ? undefined : pathInside(stage, '.\\sub\\X.json')).toBe('app/cdk.out/assembly-Beta/sub/X.json');
  });

  test('a stage shares the files of the app around it', () => {
    expect(stage === undefined ? undefined : pathInside(stage, '../asset.json')).toBe('app/cdk.out/asset.json');
  });

  test.each(['../../secret.json', '../..', '/etc/passwd', 'C:\\secret.json', '\\\\host\\share', 'a/../../../x', '..\\..\\x', 'a\0b'])(
    'never lead out of the outermost folder: %j',
    (path) => {
      expect(stage === undefined ? 'none' : pathInside(stage, path)).toBeUndefined();
    },
  );

  test.each([
    ['manifest.json', 'x.json'],
    ['/manifest.json', '/x.json'],
    ['../out/manifest.json', '../out/x.json'],
    ['/tmp/out/manifest.json', '/tmp/out/x.json'],
  ])('beside %s', (manifest, expected) => {
    expect(pathInside(folderOfManifest(manifest), 'x.json')).toBe(expected);
  });

  test('whatever is stated, what comes out begins with the outermost folder and has no way up in it', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'b c', '...', 'x.json');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(part, { maxLength: 12 }), (first, second) => {
        const folder = folderInside(folderOfManifest('out/manifest.json'), first.join('/'));
        const path = folder === undefined ? undefined : pathInside(folder, second.join('/'));
        if (path === undefined) return;
        expect(path.startsWith('out/')).toBe(true);
        expect(path.split('/')).not.toContain('..');
      }),
    );
  });
});

describe('the sources of an assembly', () => {
  const readerOf = (...files: readonly string[]): Reader => ({
    read: () => undefined,
    isFile: (path) => files.includes(path),
    isFolder: () => false,
    problem: () => 'does not exist',
  });
  const find = (manifest: string, file: string, ...files: readonly string[]): string =>
    sourceFinder(readerOf(...files), manifest)({ file, line: 1 }).file;

  test('are found below the root by the end of their path', () => {
    expect(find('infra/cdk.out/manifest.json', '/home/me/repo/infra/lib/x.ts', 'infra/lib/x.ts', 'lib/x.ts')).toBe('infra/lib/x.ts');
  });

  test('are found beside the assembly when the app was moved for its synthesis', () => {
    expect(find('infra/cdk.out/manifest.json', '/app/lib/x.ts', 'infra/lib/x.ts', 'lib/x.ts')).toBe('infra/lib/x.ts');
  });

  test('of an assembly outside the root are those below the root, if there are any', () => {
    const beside = '/home/me/out/manifest.json';
    expect(find(beside, '/home/me/repo/lib/x.ts', '/home/me/repo/lib/x.ts', 'lib/x.ts')).toBe('lib/x.ts');
    expect(find(beside, '/home/me/repo/lib/x.ts', '/home/me/repo/lib/x.ts')).toBe('/home/me/repo/lib/x.ts');
    expect(find('../other/cdk.out/manifest.json', '/home/me/other/lib/x.ts', '../other/lib/x.ts')).toBe('../other/lib/x.ts');
  });

  test('keep their path when they are not there', () => {
    expect(find('cdk.out/manifest.json', '/home/me/other/lib/x.ts', 'lib/y.ts')).toBe('/home/me/other/lib/x.ts');
  });

  test('are not looked for above', () => {
    expect(find('cdk.out/manifest.json', '/home/me/../x.ts', 'x.ts')).toBe('/home/me/../x.ts');
  });

  test('stay findable when there are very many', () => {
    const place = sourceFinder(readerOf('lib/x.ts'), 'cdk.out/manifest.json');
    expect(place({ file: '/app/lib/x.ts', line: 3, column: 4 })).toEqual({ file: 'lib/x.ts', line: 3, column: 4 });
    for (let at = 0; at < 1_200; at++) expect(place({ file: `/app/${at}.ts`, line: 1 }).file).toBe(`/app/${at}.ts`);
    expect(place({ file: '/app/lib/x.ts', line: 3 }).file).toBe('lib/x.ts');
  });
});
