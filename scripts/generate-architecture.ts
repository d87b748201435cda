import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeImports } from './lib/boundaries.ts';
import { CAPABILITIES, FOLDERS, type FolderRule } from './lib/folder-table.ts';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { PROJECT } from './lib/paths.ts';

const DOCUMENT = 'docs/architecture.md';

/** The things that some folder is refused, grouped by who may do them. */
function capabilityRows(): string {
  return Object.entries(CAPABILITIES)
    .map(([capability, what]) => {
      const who = FOLDERS.flatMap((rule) =>
        rule.may
          .filter((may) => may.capability === capability)
          .flatMap((may) => (may.only ?? [rule.folder]).map((entry) => `\`${nameOf(entry)}\``)),
      );
      return `| ${what} | ${who.join(', ')} |`;
    })
    .join('\n');
}

function nameOf(folder: string): string {
  return folder === '.' ? 'src/*.ts' : `src/${folder}`;
}

function packagesOf(rule: FolderRule): string {
  return rule.packages.length === 0 ? '' : `; packages: ${rule.packages.map((name) => `\`${name}\``).join(', ')}`;
}

function hasSources({ folder }: FolderRule): boolean {
  return globSync(folder === '.' ? 'src/*.ts' : `src/${folder}/**/*.ts`, { cwd: PROJECT }).length > 0;
}

const rows = FOLDERS.filter(hasSources).map(
  (rule) => `| \`${nameOf(rule.folder)}\` | ${rule.holds} | ${rule.mayNot} | ${describeImports(rule)}${packagesOf(rule)} |`,
);
const free = FOLDERS.filter((rule) => !hasSources(rule)).map((rule) => `- \`${nameOf(rule.folder)}\`: ${rule.holds}`);
const section = `
| folder | holds | may not | may import |
| --- | --- | --- | --- |
${rows.join('\n')}
${free.length === 0 ? '' : `\nRooms that have their rules and nobody in them yet:\n\n${free.join('\n')}\n`}
What reaches outside of the program is kept to few places; every other folder may not:

| what | only in |
| --- | --- |
${capabilityRows()}
`;

emitGenerated(new Map([[DOCUMENT, replaceSection(readFileSync(join(PROJECT, DOCUMENT), 'utf8'), 'folders', section)]]));
