import type { SourcePlace } from '../../model/result.ts';
import type { Reader } from '../../model/supply.ts';
import type { Frame } from './frames.ts';

/** A folder of a cloud assembly. Nothing that the assembly names may lie outside the outermost one. */
export interface AssemblyFolder {
  /** What stands before every path: the path of the outermost folder with a slash at its end, or nothing. */
  readonly base: string;
  /** The folders below the outermost one that lead here. */
  readonly inside: readonly string[];
}

export function folderOfManifest(manifest: string): AssemblyFolder {
  return { base: manifest.slice(0, manifest.lastIndexOf('/') + 1), inside: [] };
}

export function folderPath(folder: AssemblyFolder): string {
  return folder.base + folder.inside.map((part) => `${part}/`).join('');
}

/** A path that the assembly states, relative to one of its folders; `undefined` when it is absolute or leads out of the assembly. */
export function pathInside(folder: AssemblyFolder, stated: string): string | undefined {
  const parts = partsInside(folder, stated);
  return parts === undefined || parts.length === 0 ? undefined : folder.base + parts.join('/');
}

export function folderInside(folder: AssemblyFolder, stated: string): AssemblyFolder | undefined {
  const inside = partsInside(folder, stated);
  return inside === undefined ? undefined : { base: folder.base, inside };
}

function partsInside(folder: AssemblyFolder, stated: string): readonly string[] | undefined {
  const normal = stated.replaceAll('\\', '/');
  if (normal.startsWith('/') || /^[A-Za-z]:/.test(normal) || normal.includes('\0')) return undefined;
  const parts = [...folder.inside];
  for (const part of normal.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts;
}

/** Source files that are looked for before the rest keep the path that the assembly has. */
const MAX_FILES = 1_000;

const MAX_PARTS = 32;

/**
 * Finds the files of stack traces, whose paths are those of the machine that made the assembly, by the longest end of the path that is
 * a file here: below the root, or below a folder around the assembly.
 */
export function sourceFinder(reader: Reader, manifest: string): (frame: Frame) => SourcePlace {
  const around: string[] = [];
  for (let at = manifest.indexOf('/', 1); at >= 0; at = manifest.indexOf('/', at + 1)) around.unshift(manifest.slice(0, at + 1));
  // Of an assembly outside the root, what lies below the root is looked for before what lies around the assembly.
  const isOutside = /^(?:\/|\.\.\/|[A-Za-z]:)/.test(manifest);
  const rounds = isOutside ? [[''], around] : [[...around, '']];
  const found = new Map<string, string>();
  const find = (file: string): string => {
    const parts = file.split('/').filter((part) => part !== '' && part !== '.');
    if (parts.includes('..')) return file;
    for (const bases of rounds) {
      for (let from = Math.max(0, parts.length - MAX_PARTS); from < parts.length; from++) {
        const end = parts.slice(from).join('/');
        for (const base of bases) if (reader.isFile(base + end)) return base + end;
      }
    }
    return file;
  };
  return (frame) => {
    const known = found.get(frame.file);
    const file = known ?? (found.size < MAX_FILES ? find(frame.file) : frame.file);
    if (known === undefined && found.size < MAX_FILES) found.set(frame.file, file);
    return { file, line: frame.line, ...(frame.column === undefined ? {} : { column: frame.column }) };
  };
}
