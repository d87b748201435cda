import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { PROJECT } from './lib/paths.ts';

// Every scripts/generate-<what>.ts is a generator; in the order of their names, each a process of its own. With `--check` a generator
// writes nothing and exits with 1 if what it would write is not there.
const flags = process.argv.slice(2);
for (const generator of globSync('scripts/generate-*.ts', { cwd: PROJECT }).sort()) {
  const { status } = spawnSync(process.execPath, [generator, ...flags], { cwd: PROJECT, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${generator} failed`);
    process.exitCode = 1;
  }
}
