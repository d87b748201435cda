import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { PROJECT } from './lib/paths.ts';

/** Blocking findings that the screen shows; the others are counted. */
const SHOWN = 2;

// The screen in the README is what the program prints, not what somebody once copied.
const args = ['scan', 'fixtures/demo/network.json'];
const run = spawnSync(process.execPath, ['src/cli/main.ts', ...args, '--no-color', '--no-config'], {
  cwd: PROJECT,
  encoding: 'utf8',
  // Without what a build service or a terminal would have a say in.
  env: { PATH: process.env.PATH, HOME: process.env.HOME },
});
if (run.status !== 1) throw new Error(`stackgate ${args.join(' ')} ended with ${run.status}: ${run.stderr}`);
const screen = `\`\`\`console\n$ npx stackgate ${args.join(' ')}\n${shortened(run.stdout.trimEnd())}\n\`\`\``;

const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
emitGenerated(new Map([['README.md', replaceSection(readme, 'screen', screen)]]));

/** The output with the first blocking findings in full; each begins with a cross, and the first line without one ends them. */
function shortened(output: string): string {
  const lines = output.split('\n');
  const starts = lines.flatMap((line, index) => (line.startsWith('  ✖ ') ? [index] : []));
  const from = starts[SHOWN];
  const end = lines.findIndex((line, index) => index > (starts.at(-1) ?? 0) && /^(?: {2}[▲?…]|─)/.test(line));
  if (from === undefined || end === -1) throw new Error(`the output of ${args.join(' ')} has not ${SHOWN + 1} findings that block`);
  return [...lines.slice(0, from), `  […] ${starts.length - SHOWN} more that block`, '', ...lines.slice(end)].join('\n');
}
