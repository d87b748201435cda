import { byCodePoint } from '../model/order.ts';
import type { Reader, SuppliedFile } from '../model/supply.ts';

/** A file that a caller has in its hands. */
export interface MemoryFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  /** Text is taken as UTF-8; any other value is written as JSON. */
  readonly content: Uint8Array | string | object;
  /** Default: true. A file that is only referred to (a nested template) is not judged by itself: `false` keeps it for the reader. */
  readonly judged?: boolean;
}

export interface MemorySupply {
  /** By path, in code point order. */
  readonly files: readonly SuppliedFile[];
  readonly reader: Reader;
}

/** Supplies files that are not on a disk. What they refer to is found among them, then by `fallback`. */
export function supplyFromMemory(files: readonly MemoryFile[], fallback?: Reader): MemorySupply {
  const byPath = new Map<string, Uint8Array>();
  const supplied: SuppliedFile[] = [];
  for (const { path, content, judged } of files) {
    const bytes = toBytes(content);
    byPath.set(path, bytes);
    if (judged !== false) supplied.push({ path, bytes, named: true });
  }
  supplied.sort((a, b) => byCodePoint(a.path, b.path));
  return { files: supplied, reader: memoryReader(byPath, fallback) };
}

function toBytes(content: Uint8Array | string | object): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
}

function memoryReader(files: ReadonlyMap<string, Uint8Array>, fallback: Reader | undefined): Reader {
  const isFolder = (path: string): boolean => {
    const prefix = path === '' || path === '.' ? '' : `${path}/`;
    for (const known of files.keys()) if (known.startsWith(prefix)) return true;
    return false;
  };
  return {
    read: (path) => files.get(path) ?? fallback?.read(path),
    isFile: (path) => files.has(path) || fallback?.isFile(path) === true,
    isFolder: (path) => isFolder(path) || fallback?.isFolder(path) === true,
    problem(path) {
      if (files.has(path)) return undefined;
      if (fallback !== undefined) return fallback.problem(path);
      return isFolder(path) ? 'is a folder' : 'does not exist';
    },
  };
}
