import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { PYTHON_ENVIRONMENT, PYTHON_PEERS } from './lib/bench/peers.ts';

// The Python tools that `npm run bench -- --peers` compares with. Nothing else needs them.
function run(program: string, args: readonly string[]): void {
  console.log(`$ ${program} ${args.join(' ')}`);
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(error?.message ?? `${program} ended with ${status}`);
}

try {
  const python = join(PYTHON_ENVIRONMENT, platform() === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python)) run(platform() === 'win32' ? 'python' : 'python3', ['-m', 'venv', PYTHON_ENVIRONMENT]);
  const wanted = Object.entries(PYTHON_PEERS).map(([name, version]) => `${name}==${version}`);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
