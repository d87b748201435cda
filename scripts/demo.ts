import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build-state.ts';
import { PROJECT } from './lib/paths.ts';

const TEMPLATES = 'fixtures/demo';
const REPORTS = ['reports/cucumber.json', 'reports/junit.xml'] as const;

ensureBuilt();
mkdirSync(join(PROJECT, 'reports'), { recursive: true });
const args = ['scan', TEMPLATES, '--report', 'pretty', '--report', `cucumber=${REPORTS[0]}`, '--report', `junit=${REPORTS[1]}`];
console.log(`$ stackgate ${args.join(' ')}\n`);
const { status } = spawnSync(process.execPath, [join(PROJECT, 'bin/stackgate.cjs'), ...args], { cwd: PROJECT, stdio: 'inherit' });

console.log(`\nexit code of the gate: ${status}`);
const missing = REPORTS.filter((report) => !existsSync(join(PROJECT, report)));
if (status === 1 && missing.length === 0) {
  console.log('The templates of the demo have faults on purpose, so the gate fails (1). The demo itself is fine and ends with 0.');
  console.log(`Reports for CodeBuild: ${REPORTS.join(', ')}`);
} else {
  if (missing.length > 0) console.error(`not written: ${missing.join(', ')}`);
  console.error('That is not what the demo should show: the gate fails with 1 and both reports are written.');
  process.exitCode = 1;
}
