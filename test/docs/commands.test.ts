import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../scripts/lib/paths.ts';
import { type Command, parseArguments } from '../../src/cli/arguments.ts';
import { COMMAND_NAMES, COMMANDS } from '../../src/cli/commands.ts';
import { loadPacks } from '../../src/rules/load-service.ts';
import { codeBlocks, documents } from './code-blocks.ts';
import { shellCommands } from './shell-words.ts';

const SHELLS = ['sh', 'bash', 'console'];

const manifest: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

interface Call {
  readonly place: string;
  readonly words: readonly string[];
}

/** Commands in shell blocks, in lists of commands of YAML blocks, and in code within sentences. */
const calls: readonly Call[] = documents().flatMap((document) => {
  const blocks = codeBlocks(document);
  const shown = blocks
    .filter(({ language }) => SHELLS.includes(language))
    .flatMap(({ text, line, language }) =>
      // Of a console only what stands behind a prompt is typed.
      shellCommands(language === 'console' ? (text.match(/^\$ .*$/gm) ?? []).join('\n') : text).map((words) => ({
        place: `${document}:${line}`,
        words,
      })),
    );
  const listed = blocks
    .filter(({ language }) => language === 'yaml')
    .flatMap(({ text, line }) =>
      [...text.matchAll(/^\s*- (?:run: )?(.*\bstackgate scan .*)$/gm)]
        .flatMap((match) => shellCommands(match[1] ?? ''))
        .map((words) => ({ place: `${document}:${line}`, words })),
    );
  const prose = readFileSync(join(PROJECT, document), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '');
  const inline = [...prose.matchAll(/`((?:npx )?stackgate [a-z][^`]*|npm (?:run|test)[^`]*)`/g)].flatMap((match) =>
    shellCommands(match[1] ?? '').map((words) => ({ place: `${document}: ${match[0]}`, words })),
  );
  return [...shown, ...listed, ...inline];
});

/** What follows the name of the program, for calls of it. */
const stackgateCalls = calls
  .map(({ place, words }) => ({ place, words: words[0] === 'npx' ? words.slice(1) : words }))
  .filter(({ words }) => words[0] === 'stackgate' && words.length > 1)
  .map(({ place, words }) => ({ place, words: words.slice(1) }));

test('there are commands to look at', () => {
  expect(stackgateCalls.length).toBeGreaterThan(20);
  expect(stackgateCalls.map(({ place }) => place)).toEqual(expect.arrayContaining([expect.stringContaining('README.md:')]));
});

test.each(stackgateCalls)('$place: stackgate $words', ({ words: [name = '', ...rest] }) => {
  if (name.startsWith('-')) return expect(['--version', '--help', '-h', '-V']).toContain(name);
  const known = COMMAND_NAMES.find((candidate) => candidate === name);
  expect(known, `there is a command ${name}`).toBeDefined();
  if (known === undefined || rest.length === 0) return;
  const command: Command = COMMANDS[known];
  const args = parseArguments(command, rest);
  if (command.flags.some((flag) => flag.name === 'pack'))
    expect([...loadPacks().map((pack) => pack.name), 'all', '<name>']).toEqual(expect.arrayContaining([...args.list('pack')]));
});

describe('npm scripts that documents name', () => {
  const scripts = calls.flatMap(({ place, words }) => {
    if (words[0] !== 'npm') return [];
    if (words[1] === 'run' && words[2] !== undefined) return [{ place, script: words[2] }];
    return words[1] === 'test' ? [{ place, script: 'test' }] : [];
  });

  test.each(scripts)('$place: $script', ({ script }) => {
    expect(Object.keys(manifest.scripts)).toContain(script);
  });
});

test('shell texts are split into commands', () => {
  expect(shellCommands(`cat 'a b' | stackgate scan - --report x="y z" > out && npm test # no\n$ stackgate explain <rule> # note`)).toEqual([
    ['cat', 'a b'],
    ['stackgate', 'scan', '-', '--report', 'x=y z'],
    ['npm', 'test'],
    ['stackgate', 'explain', '<rule>'],
  ]);
});
