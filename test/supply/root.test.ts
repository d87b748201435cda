import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liesInside, pathFromRoot, resolveRoot } from '../../src/supply/root.ts';
import { tempFolder } from './temp-folder.ts';

test('the root is what is asked for, else the git top level, else the folder of the configuration, else the current folder', () => {
  const root = tempFolder({ 'repo/.git/HEAD': '', 'repo/a/b/': '', 'worktree/.git': 'gitdir: ../repo', 'worktree/c/': '', 'plain/d/': '' });
  expect(resolveRoot({ explicit: '..', cwd: join(root, 'repo/a') })).toEqual({ path: join(root, 'repo'), source: '--root' });
  expect(resolveRoot({ cwd: join(root, 'repo/a/b'), configFolder: '/x' })).toEqual({ path: join(root, 'repo'), source: 'git' });
  expect(resolveRoot({ cwd: join(root, 'worktree/c') })).toEqual({ path: join(root, 'worktree'), source: 'git' });
  expect(resolveRoot({ cwd: join(root, 'plain/d'), configFolder: join(root, 'plain') })).toEqual({
    path: join(root, 'plain'),
    source: 'configuration',
  });
  expect(resolveRoot({ cwd: join(root, 'plain/d') })).toEqual({ path: join(root, 'plain/d'), source: 'current folder' });
});

test('a root that is no folder is an error', () => {
  const root = tempFolder({ file: '' });
  for (const explicit of ['gone', 'file']) {
    expect(() => resolveRoot({ explicit, cwd: root })).toThrow(expect.objectContaining({ code: 'PATH_MISSING' }));
  }
});

test.each([
  ['/r', '/r', '.', ''],
  ['/r', '/r/a', 'b.yaml', 'a/b.yaml'],
  ['/r', '/r/a', '../b.yaml', 'b.yaml'],
  ['/r', '/r', '../b.yaml', '../b.yaml'],
  ['/r', '/r', '/x/b.yaml', '/x/b.yaml'],
  ['/r', '/r', '/x/', '/x'],
  ['/r', '/r', '/', '/'],
  ['/r', '/r', '..b.yaml', '..b.yaml'],
  ['/', '/a', 'b.yaml', 'a/b.yaml'],
])('root %s, from %s: %s is %s', (root, cwd, given, expected) => {
  expect(pathFromRoot(root, cwd, given)).toBe(expected);
});

test('a folder called .git counts wherever it is', () => {
  const root = tempFolder({ 'a/b/': '' });
  mkdirSync(join(root, 'a/.git'));
  expect(resolveRoot({ cwd: join(root, 'a/b') }).path).toBe(join(root, 'a'));
});

test('a link into a folder lies in it', () => {
  const root = tempFolder({ 'checkout/policy.yaml': '', 'outside/policy.yaml': '' });
  symlinkSync(join(root, 'checkout/policy.yaml'), join(root, 'outside/link.yaml'));
  const checkout = join(root, 'checkout');
  expect(liesInside(checkout, join(checkout, 'policy.yaml'))).toBe(true);
  expect(liesInside(checkout, join(root, 'outside/link.yaml'))).toBe(true);
  expect(liesInside(checkout, join(root, 'outside/policy.yaml'))).toBe(false);
  expect(liesInside(checkout, join(root, 'gone.yaml'))).toBe(false);
});
