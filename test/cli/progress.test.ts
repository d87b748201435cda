import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { FAILING, RULE } from './templates.ts';

const FILES = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`${index}.yaml`, FAILING]));

/** What a scan tells while it runs, when this much time goes by between two looks at the clock. */
async function told(msPerLook: number, isTerminal: boolean, ...words: readonly string[]): Promise<readonly string[]> {
  const said: string[] = [];
  let now = 0;
  await run(['scan', '--rule', RULE, ...words], {
    cwd: tempFolder(FILES),
    environment: {},
    stdoutIsTerminal: false,
    stderrIsTerminal: isTerminal,
    columns: undefined,
    clock() {
      now += msPerLook;
      return now;
    },
    readStdin: async () => new Uint8Array(),
    tell: (text) => said.push(text),
  });
  return said;
}

test('a long scan shows on a terminal how far it is, and wipes it away', async () => {
  const said = await told(400, true);
  expect(said.length).toBeGreaterThan(2);
  expect(said.slice(0, -1).every((text) => text.startsWith('\r\x1b[Kjudging ') && text.endsWith(' of 8…'))).toBe(true);
  expect(said.at(-1)).toBe('\r\x1b[K');
});

test('a short one shows nothing, nor one that nobody watches or that is to be quiet', async () => {
  expect(await told(1, true)).toEqual([]);
  expect(await told(400, false)).toEqual([]);
  expect(await told(400, true, '--quiet')).toEqual([]);
});
