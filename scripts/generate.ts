import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { PROJECT } from './lib/paths.ts';

// Every scripts/generate-<what>.ts is a generator, each a process of its own. With `--check` a generator writes nothing and exits with 1
// if what it would write is not there. Those that write sources come first: documents are made from what is there then.
const WRITE_SOURCES = ['scripts/generate-version.ts', 'scripts/generate-rules.ts'];
const flags = process.argv.slice(2);
const others = globSync('scripts/generate-*.ts', { cwd: PROJECT })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !WRITE_SOURCES.includes(path))
  .sort();
for (const generator of [...WRITE_SOURCES, ...others]) {
  const { status } = spawnSync(process.execPath, [generator, ...flags], { cwd: PROJECT, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${generator} failed`);
    process.exitCode = 1;
  }
}
