import { parseDocument } from '../loaders/cloudformation/parse.ts';
import { decode } from '../loaders/decode.ts';
import { type ErrorCode, StackgateError } from '../model/errors.ts';
import type { Node } from '../model/node.ts';
import { SourceText } from '../model/source.ts';

/** Keys and indices that lead to a place in a document. */
export type Path = readonly string[];

export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** A settings file as plain data, with the places its parts stand at. */
export interface SettingsDocument {
  readonly file: string;
  readonly data: unknown;
  /** Where the key (or the list item) stands that a path leads to; of a path that leads nowhere, what is nearest. `undefined` for code. */
  place(path: Path): Place | undefined;
  /** A scalar as it was written: `1.10` stays `1.10`. `undefined` when the path leads to none, or for code. */
  text(path: Path): string | undefined;
}

/** `stackgate.config.yaml:4`; only the file when the place is not known. */
export function originOf(document: SettingsDocument, path: Path): string {
  const place = document.place(path);
  return place === undefined ? document.file : `${document.file}:${place.line}`;
}

/** An error about one place of a document. */
export function errorAt(code: ErrorCode, document: SettingsDocument, path: Path, message: string, hint?: string): StackgateError {
  return new StackgateError(code, message, {
    file: document.file,
    ...document.place(path),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Reads YAML or JSON. Returns every error of the text instead of the document. */
export function parseSettings(
  bytes: Uint8Array,
  file: string,
  codes: { readonly invalid: ErrorCode; readonly unreadable: ErrorCode },
): SettingsDocument | readonly StackgateError[] {
  const decoded = decode(bytes);
  if (decoded.kind === 'unreadable') {
    const { message, hint, location } = decoded.diagnostic;
    return [new StackgateError(codes.unreadable, message, { file, ...start(location), ...(hint === undefined ? {} : { hint }) })];
  }
  const source = new SourceText(file, decoded.text);
  const { root, diagnostics } = parseDocument(source);
  const errors = diagnostics.filter(({ level }) => level === 'error');
  if (errors.length > 0) {
    return errors.map(({ message, hint, location }) => {
      // The parser's hints are about templates where they name CloudFormation or templates.
      const fits = hint !== undefined && !/CloudFormation|template|intrinsic/i.test(hint);
      return new StackgateError(codes.invalid, message, { file, ...start(location), ...(fits ? { hint } : {}) });
    });
  }
  return documentOf(source, root);
}

function start(location: { readonly line: number; readonly column: number } | undefined): Place | Record<never, never> {
  return location === undefined ? {} : { line: location.line, column: location.column };
}

function documentOf(source: SourceText, root: Node | undefined): SettingsDocument {
  return {
    file: source.path,
    // An empty file is an empty configuration.
    data: root === undefined || (root.kind === 'scalar' && root.value === null) ? {} : toData(root),
    place(path) {
      const { start: offset } = walk(root, path);
      return source.position(offset);
    },
    text(path) {
      const { node, isWhole } = walk(root, path);
      return isWhole && node?.kind === 'scalar' ? node.text : undefined;
    },
  };
}

function walk(root: Node | undefined, path: Path): { readonly node: Node | undefined; readonly start: number; readonly isWhole: boolean } {
  let node = root;
  let offset = root?.start ?? 0;
  for (const step of path) {
    const current: Node | undefined = node;
    if (current?.kind === 'mapping') {
      const entry = current.entries.find(({ key }) => key === step);
      if (entry === undefined) return { node, start: offset, isWhole: false };
      node = entry.value;
      offset = entry.keyStart;
    } else if (current?.kind === 'sequence') {
      const item = current.items[Number(step)];
      if (item === undefined) return { node, start: offset, isWhole: false };
      node = item;
      offset = item.start;
    } else {
      return { node, start: offset, isWhole: false };
    }
  }
  return { node, start: offset, isWhole: true };
}

/** Plain data; a key `__proto__` becomes an own property like any other. */
function toData(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(toData);
    case 'mapping':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, toData(value)]));
  }
}
