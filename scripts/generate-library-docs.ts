import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportedName, exportedNames } from './lib/exported-docs.ts';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { prose, table } from './lib/markdown.ts';
import { PROJECT } from './lib/paths.ts';

const DOCUMENT = 'docs/library.md';

/** Headings by where a name is declared; the first that fits. */
const GROUPS: readonly (readonly [heading: string, files: RegExp])[] = [
  ['Scanning', /^src\/(scan|scan-template|version|gate\/decide)\.ts$/],
  ['Results', /^src\/model\/(result|source)\.ts$/],
  ['Rules', /^src\/(engine|testing)\//],
  ['Settings and errors', /^src\/model\//],
];

const names = exportedNames('src/index.ts');
const grouped = new Map<string, ExportedName[]>(GROUPS.map(([heading]) => [heading, []]));
for (const exported of names) {
  const group = GROUPS.find(([, files]) => files.test(exported.file));
  if (group === undefined) throw new Error(`${exported.name} of ${exported.file} belongs to no group of the library's documentation`);
  if (exported.text === '') throw new Error(`${exported.file}: ${exported.name} is public, and nothing is said of it`);
  grouped.get(group[0])?.push(exported);
}
const sections = [...grouped].map(([heading, list]) => {
  const rows = [...list]
    .sort((left, right) => Number(left.kind === 'type') - Number(right.kind === 'type') || (left.name < right.name ? -1 : 1))
    .map(({ name, kind, text }) => [`\`${name}\``, kind, prose(text)]);
  return `### ${heading}\n\n${table(['name', 'kind', 'meaning'], rows)}`;
});
const text = readFileSync(join(PROJECT, DOCUMENT), 'utf8');
emitGenerated(new Map([[DOCUMENT, replaceSection(text, 'names', sections.join('\n\n'))]]));
