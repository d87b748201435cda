import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT } from '../../scripts/lib/paths.ts';

/** A fenced block of a document. */
export interface CodeBlock {
  readonly document: string;
  /** 1-based, of the opening fence. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Of a block that begins with a comment that is a file name: `# stackgate.config.yaml`. */
  readonly file?: string;
}

/** The documents that people read; pages and lists that are generated from rules are tested with these. */
export function documents(): readonly string[] {
  return globSync(['*.md', 'docs/*.md', 'docs/adr/*.md', 'integrations/**/*.md', 'fixtures/**/README.md'], { cwd: PROJECT })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** The fenced blocks of a document, in order. */
export function codeBlocks(document: string): readonly CodeBlock[] {
  const text = readFileSync(join(PROJECT, document), 'utf8');
  return [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => {
    const content = match[2] ?? '';
    const file = /^(?:#|\/\/) ([\w./-]+\.\w+)(?:,.*)?\n/.exec(content)?.[1];
    return {
      document,
      line: text.slice(0, match.index).split('\n').length,
      language: match[1] ?? '',
      text: content,
      ...(file === undefined ? {} : { file }),
    };
  });
}

/** The block of a document that stands for a file. Throws when there is none. */
export function blockOf(document: string, file: string): CodeBlock {
  const block = codeBlocks(document).find((candidate) => candidate.file === file);
  if (block === undefined) throw new Error(`${document} has no block for the file ${file}`);
  return block;
}

/** Runs `use` in a folder that holds the files, and in which `stackgate` is installed as this project; the folder is removed after. */
export function inFolder<Value>(files: Readonly<Record<string, string>>, use: (folder: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), 'stackgate-docs-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(PROJECT, join(folder, 'node_modules/stackgate'), 'junction');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The environment without what would make Node's test runner think that it runs within another one. */
export function withoutRunner(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^NODE_(TEST|OPTIONS)|^VITEST/.test(name)));
}
