import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { StackgateError } from '../model/errors.ts';

export interface RootOptions {
  /** What `--root` says, relative to `cwd` or absolute. */
  readonly explicit?: string;
  /** Absolute. */
  readonly cwd: string;
  /** The folder of the configuration that was named, absolute. */
  readonly configFolder?: string;
}

export interface Root {
  /** Absolute. */
  readonly path: string;
  readonly source: '--root' | 'git' | 'configuration' | 'current folder';
}

/**
 * The folder that paths in results are relative to: `--root`, else the git top level of the current folder, else the configuration's
 * folder, else the current folder. Throws `PATH_MISSING` when `--root` is no folder.
 */
export function resolveRoot({ explicit, cwd, configFolder }: RootOptions): Root {
  if (explicit !== undefined) {
    const path = resolve(cwd, explicit);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new StackgateError('PATH_MISSING', `--root ${JSON.stringify(explicit)} is no folder`, { hint: 'Name an existing folder.' });
    }
    return { path, source: '--root' };
  }
  const top = gitTopLevel(cwd);
  if (top !== undefined) return { path: top, source: 'git' };
  if (configFolder !== undefined) return { path: configFolder, source: 'configuration' };
  return { path: cwd, source: 'current folder' };
}

/** The nearest folder upwards that has a `.git`: a folder, or the file that a work tree or a submodule has. */
export function gitTopLevel(folder: string): string | undefined {
  for (let at = folder; ; ) {
    if (existsSync(join(at, '.git'))) return at;
    const above = dirname(at);
    if (above === at) return undefined;
    at = above;
  }
}

/**
 * The path of a file in results: relative to the root with forward slashes, `''` for the root itself; what lies outside the root keeps the
 * path as it was given.
 */
export function pathFromRoot(root: string, cwd: string, given: string): string {
  const inside = relative(root, resolve(cwd, given));
  if (isInside(inside)) return toPosix(inside);
  return toPosix(given).replace(/(?<=.)\/+$/, '');
}

/** Whether a file lies in a folder, links resolved: a link into the checkout lies in it. Both paths are absolute. */
export function liesInside(folder: string, file: string): boolean {
  const real = (path: string): string => {
    try {
      return realpathSync(path);
    } catch {
      return path;
    }
  };
  return isInside(relative(real(folder), real(file)));
}

/** Whether a relative path leads into the folder it is relative to, or is that folder. */
export function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

export function toPosix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
