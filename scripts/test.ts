import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build-state.ts';
import { COUNTS_FILE, type Counts, countsLine } from './lib/count-reporter.ts';
import { PROJECT } from './lib/paths.ts';
import { installedPython, installTools, PYTHON_TOOLS } from './lib/python-tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'stackgate-test-'));
try {
  ensureBuilt();
  ensureSamOracle();
  const file = join(folder, 'counts.json');
  const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs');
  const reporter = join(PROJECT, 'scripts/lib/count-reporter.ts');
  const args = [vitest, 'run', '--reporter=default', `--reporter=${reporter}`, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit', env: { ...process.env, [COUNTS_FILE]: file } });
  // A run that ended before it could count has failed, whatever it managed before.
  const counts: Counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
  const failed = status === 0 ? counts.failed : Math.max(counts.failed, 1);
  const ranNone = counts.passed + failed === 0;
  if (ranNone) console.error('no test ran');
  console.log(countsLine({ ...counts, failed }));
  process.exitCode = status === 0 && !ranNone ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log(countsLine({ passed: 0, failed: 1, skipped: 0 }));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** AWS's own SAM transform, which ours is compared with. Where there is no Python or no registry, those tests are skipped. */
function ensureSamOracle(): void {
  if (installedPython(PYTHON_TOOLS.sam) !== undefined) return;
  console.log("installing AWS's SAM transform into .tools, to compare ours with it");
  try {
    installTools(PYTHON_TOOLS.sam, { limit: 180_000 });
  } catch (error) {
    console.log(`it could not be installed, so the comparison is skipped: ${error instanceof Error ? error.message : error}`);
  }
}
