import type { Node } from '../../model/node.ts';
import type { LoadContext } from '../context.ts';
import { decode } from '../decode.ts';

/** JSON or a part of it, before anything is known of its shape. */
export type Fields = ReadonlyMap<string, unknown>;

/** The members of an object; `undefined` for anything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export type ReadJson =
  | { readonly kind: 'value'; readonly value: unknown }
  /** `what` in words that follow the name of the file: `does not exist`. */
  | { readonly kind: 'broken'; readonly what: string };

/** Metadata grows with the app, and is no template. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Reads a JSON file that is no template and has no place in the ledger. Never throws. */
export function readJson(path: string, context: LoadContext): ReadJson {
  const bytes = context.reader.read(path);
  if (bytes === undefined) return { kind: 'broken', what: context.reader.problem(path) ?? 'cannot be read' };
  if (bytes.length > MAX_BYTES) return { kind: 'broken', what: `is larger than ${MAX_BYTES / 1024 / 1024} MB` };
  const decoded = decode(bytes);
  if (decoded.kind === 'unreadable') return { kind: 'broken', what: decoded.diagnostic.message };
  try {
    const value: unknown = JSON.parse(decoded.text);
    return { kind: 'value', value };
  } catch (error) {
    return { kind: 'broken', what: `is no JSON (${error instanceof Error ? error.message : String(error)})` };
  }
}

/** The authored tree as plain data. */
export function plainData(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(plainData);
    case 'mapping':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plainData(entry.value)]));
  }
}
