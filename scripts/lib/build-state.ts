import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './paths.ts';

/** Where a build notes what it was made from. */
export const STATE_FILE = 'dist/.inputs';

/** SHA-256 over everything that decides what the build writes. */
export function inputsDigest(): string {
  const hash = createHash('sha256');
  const inputs = globSync(['src/**/*.{ts,json}', 'scripts/build.ts', 'scripts/lib/*.ts', 'tsconfig*.json', 'package.json'], {
    cwd: PROJECT,
  });
  for (const path of inputs.sort()) {
    const absolute = join(PROJECT, path);
    if (existsSync(absolute)) hash.update(path).update('\0').update(readFileSync(absolute)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds `dist/` if it is missing or older than its sources; throws when the build fails. */
export function ensureBuilt(): void {
  const state = join(PROJECT, STATE_FILE);
  if (existsSync(state) && readFileSync(state, 'utf8') === inputsDigest()) return;
  const build = spawnSync(process.execPath, [join(PROJECT, 'scripts/run.cjs'), 'build'], { stdio: ['ignore', 2, 2] });
  if (build.status !== 0) throw new Error('the build failed');
}
