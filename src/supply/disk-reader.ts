import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Reader } from '../model/supply.ts';
import { pathFromRoot } from './root.ts';

/** Larger files are not read: 50 MB, far more than any template or plan that AWS or Terraform tools make in practice. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** A reader of the disk that also knows where its paths stand. */
export interface DiskReader extends Reader {
  /** The absolute path of a path as it stands in results. */
  absolute(path: string): string;
}

/** The outcome of an attempt to read a file. */
export type Reading = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'problem'; readonly problem: string };

export interface DiskReaderOptions {
  /** Absolute. */
  readonly root: string;
  /** Absolute; paths that were given from here and lie outside the root keep that form. */
  readonly cwd: string;
  /** Paths as they were given on the command line. */
  readonly given?: readonly string[];
  /** Bytes; for tests. */
  readonly maxFileBytes?: number;
}

/** Reads files below the root by their path from it, and what was given from outside the root by the path as it was given. */
export function diskReader({ root, cwd, given = [], maxFileBytes = MAX_FILE_BYTES }: DiskReaderOptions): DiskReader {
  const outside: { readonly shown: string; readonly absolute: string }[] = [];
  for (const path of given) {
    const shown = pathFromRoot(root, cwd, path);
    const absolute = resolve(cwd, path);
    if (resolve(root, shown) === absolute) continue;
    outside.push({ shown, absolute });
    // What was given may refer to what stands beside it.
    const slash = shown.lastIndexOf('/');
    if (slash > 0 && !shown.endsWith('..')) outside.push({ shown: shown.slice(0, slash), absolute: dirname(absolute) });
  }
  outside.sort((a, b) => b.shown.length - a.shown.length);
  const absolute = (path: string): string => {
    const base = outside.find(({ shown }) => path === shown || path.startsWith(`${shown}/`));
    return base === undefined ? resolve(root, path) : resolve(base.absolute, path.slice(base.shown.length + 1));
  };
  const reading = (path: string): Reading => readFile(absolute(path), maxFileBytes);
  return {
    absolute,
    read(path) {
      const result = reading(path);
      return result.kind === 'bytes' ? result.bytes : undefined;
    },
    isFile: (path) => statOf(absolute(path))?.isFile() === true,
    isFolder: (path) => statOf(absolute(path))?.isDirectory() === true,
    problem(path) {
      const result = reading(path);
      return result.kind === 'problem' ? result.problem : undefined;
    },
  };
}

/** What is there, links followed; `undefined` when nothing is, or it cannot be told. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Reads a regular file or a pipe, as a whole, if it has at most `limit` bytes. Never throws. */
export function readFile(path: string, limit: number = MAX_FILE_BYTES): Reading {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { kind: 'problem', problem: 'is a folder' };
    if (!stats.isFile() && !stats.isFIFO()) return { kind: 'problem', problem: 'is no regular file' };
    if (stats.size > limit) return { kind: 'problem', problem: tooLarge(limit) };
    const bytes = readUpTo(path, limit + 1, stats.isFile() ? stats.size + 1 : undefined);
    if (bytes.length > limit) return { kind: 'problem', problem: tooLarge(limit) };
    return { kind: 'bytes', bytes };
  } catch (error) {
    return { kind: 'problem', problem: describeProblem(error) };
  }
}

/** The first bytes of a file, to recognise it by; empty when it cannot be read. */
export function readHead(path: string, length: number): Uint8Array {
  try {
    return readUpTo(path, length, length);
  } catch {
    return new Uint8Array();
  }
}

function readUpTo(path: string, limit: number, expected = 65_536): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let total = 0;
    for (let size = Math.min(expected, limit); total < limit; size = Math.min(1 << 20, limit - total)) {
      const chunk = Buffer.allocUnsafe(size);
      const read = readSync(file, chunk, 0, size, null);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      total += read;
    }
    const [only] = chunks;
    return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
  } finally {
    closeSync(file);
  }
}

function tooLarge(limit: number): string {
  return limit >= 1 << 20 ? `is larger than ${Math.floor(limit / (1 << 20))} MB` : `is larger than ${limit} bytes`;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read (permission denied)',
  EPERM: 'may not be read (permission denied)',
  ELOOP: 'is a loop of links',
  ENAMETOOLONG: 'has a name that is too long',
  EISDIR: 'is a folder',
  EMFILE: 'cannot be opened: too many files are open',
};

/** The words for an error of the file system. */
export function describeProblem(error: unknown): string {
  const code = codeOf(error);
  return PROBLEMS[code] ?? `cannot be read (${code})`;
}

export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
