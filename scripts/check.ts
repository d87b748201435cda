import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from './lib/paths.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const bin = (name: string): string => join(PROJECT, 'node_modules/.bin', name);
const script = (name: string, ...args: readonly string[]): readonly string[] => [
  process.execPath,
  join(PROJECT, 'scripts/run.cjs'),
  name,
  ...args,
];

const steps: readonly Step[] = [
  {
    name: 'format and lint',
    command: [
      bin('biome'),
      'check',
      '--error-on-warnings',
      '--max-diagnostics=50',
      process.stdout.isTTY ? '--colors=force' : '--colors=off',
      '.',
    ],
  },
  { name: 'import boundaries', command: script('check-boundaries') },
  { name: 'package and lock file', command: script('check-package') },
  { name: 'types', command: [bin('tsc'), '-p', '.'] },
  { name: 'generated files', command: script('generate', '--check') },
  ...(process.argv.includes('--skip-tests') ? [] : [{ name: 'tests', command: script('test') }]),
];

// All steps run, so that one look shows everything that is wrong.
const failed: string[] = [];
for (const { name, command } of steps) {
  console.log(`\n── ${name}`);
  const [program = '', ...args] = command;
  const { status, error } = spawnSync(program, args, { cwd: PROJECT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error !== undefined) console.error(error.message);
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? `\nall ${steps.length} checks passed` : `\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
