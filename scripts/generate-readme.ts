import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { PROJECT } from './lib/paths.ts';

// The screen in the README is what the program prints, not what somebody once copied.
const args = ['scan', 'fixtures/demo/network.json', '--quiet'];
const run = spawnSync(process.execPath, ['src/cli/main.ts', ...args, '--no-color', '--no-config'], {
  cwd: PROJECT,
  encoding: 'utf8',
  // Without what a build service or a terminal would have a say in.
  env: { PATH: process.env.PATH, HOME: process.env.HOME },
});
if (run.status !== 1) throw new Error(`stackgate ${args.join(' ')} ended with ${run.status}: ${run.stderr}`);
const screen = `\`\`\`console\n$ npx stackgate ${args.join(' ')}\n${run.stdout.trimEnd()}\n\`\`\``;

const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
emitGenerated(new Map([['README.md', replaceSection(readme, 'screen', screen)]]));
