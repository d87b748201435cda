import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../../scripts/lib/paths.ts';

const documents = globSync(['*.md', 'docs/**/*.md', 'integrations/**/*.md', 'fixtures/**/README.md'], { cwd: PROJECT }).sort();

/** `## Where things go` → `where-things-go`, as code hosts make it. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Links to files of the project whose file or heading is not there. */
function deadLinks(document: string): readonly string[] {
  const text = readFileSync(join(PROJECT, document), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(PROJECT, document) : resolve(PROJECT, dirname(document), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
    });
}

test('there are documents to look at', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/architecture.md']));
});

test('every link from one document to another leads somewhere', () => {
  expect(documents.flatMap((document) => deadLinks(document).map((link) => `${document}: ${link}`))).toEqual([]);
});

test('every decision is in the list of decisions', () => {
  const list = readFileSync(join(PROJECT, 'docs/adr/README.md'), 'utf8');
  const missing = globSync('docs/adr/*.md', { cwd: PROJECT })
    .map((path) => path.replaceAll('\\', '/').split('/').at(-1) ?? '')
    .filter((file) => file !== 'README.md' && !list.includes(`](${file})`));
  expect(missing).toEqual([]);
});

test('the architecture says of every file at the top of the sources what it is for', () => {
  const text = readFileSync(join(PROJECT, 'docs/architecture.md'), 'utf8');
  const files = globSync('src/*.ts', { cwd: PROJECT }).map((path) => path.replaceAll('\\', '/'));
  expect(files.filter((file) => file !== 'src/version.ts' && !text.includes(`\`${file}\``))).toEqual([]);
});
