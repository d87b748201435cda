import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PROJECT } from './paths.ts';

/** A name that a module exports, with the first paragraph of what is said above its declaration. */
export interface ExportedName {
  readonly name: string;
  readonly kind: 'function' | 'value' | 'class' | 'type';
  readonly text: string;
  /** The file of the declaration, relative to the project. */
  readonly file: string;
}

const DECLARATION = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^export (?:async )?(function|const|class|interface|type) (\w+)/gm;
const RE_EXPORT = /^export (type )?(\*|\{[^}]*\}) from '([^']+)';/gm;

/** What a source module exports, by its own declarations and by those it hands on; in the order of the text. */
export function exportedNames(file: string): readonly ExportedName[] {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  const own = [...text.matchAll(DECLARATION)].map((match): ExportedName => {
    const [, comment = '', keyword = '', name = ''] = match;
    return { name, kind: kindOf(keyword), text: firstParagraph(comment), file };
  });
  const handedOn = [...text.matchAll(RE_EXPORT)].flatMap((match) => {
    const [, typesOnly, list = '', module = ''] = match;
    const all = exportedNames(relative(PROJECT, join(PROJECT, dirname(file), module)));
    const names = typesOnly === undefined ? all : all.map((exported): ExportedName => ({ ...exported, kind: 'type' }));
    // Of a constant, `export type *` hands on nothing that a user could want.
    if (list === '*') return names.filter((_, index) => typesOnly === undefined || all[index]?.kind !== 'value');
    const wanted = list
      .slice(1, -1)
      .split(',')
      .map((part) => part.trim().replace(/^type /, ''))
      .filter((part) => part !== '');
    return wanted.map((name) => {
      const found = names.find((candidate) => candidate.name === name);
      if (found === undefined) throw new Error(`${file} hands on ${name}, which ${module} does not export`);
      return found;
    });
  });
  return [...own, ...handedOn];
}

function kindOf(keyword: string): ExportedName['kind'] {
  if (keyword === 'function' || keyword === 'class') return keyword;
  return keyword === 'const' ? 'value' : 'type';
}

function firstParagraph(comment: string): string {
  const lines = comment.split('\n').map((line) =>
    line
      .trim()
      .replace(/^\*\s?/, '')
      .trim(),
  );
  const start = lines.findIndex((line) => line !== '');
  if (start === -1) return '';
  const end = lines.findIndex((line, index) => index > start && (line === '' || line.startsWith('@')));
  return lines
    .slice(start, end === -1 ? undefined : end)
    .join(' ')
    .trim();
}
