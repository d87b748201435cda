import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** One build at a time: test files run side by side, and each sees to it that there is one. */
const LOCK = 'node_modules/.cache/stackgate-build.lock';
/** After this many milliseconds a lock is one that somebody left behind. */
const LOCK_EXPIRES = 120_000;
const LOCK_POLL = 100;

/** Builds `dist/` if it is missing or older than its sources; throws when the build fails. */
export function ensureBuilt(): void {
  if (isBuilt()) return;
  const lock = join(PROJECT, LOCK);
  takeLock(lock);
  try {
    if (isBuilt()) return;
    const build = spawnSync(process.execPath, [join(PROJECT, 'scripts/run.cjs'), 'build'], { stdio: ['ignore', 2, 2] });
    if (build.status !== 0) throw new Error('the build failed');
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isBuilt(): boolean {
  const state = join(PROJECT, STATE_FILE);
  return existsSync(state) && readFileSync(state, 'utf8') === inputsDigest();
}

function takeLock(lock: string): void {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LOCK_EXPIRES) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_POLL);
  }
}
