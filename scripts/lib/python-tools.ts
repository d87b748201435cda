import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from './paths.ts';

export interface PythonTools {
  /** The Python environment, absolute. Each group has its own: they ask for versions of one package that exclude each other. */
  readonly folder: string;
  /** Versions by package, from PyPI. */
  readonly packages: Readonly<Record<string, string>>;
}

/** What `npm run tools` installs: peers for `npm run bench -- --peers`, AWS's SAM transform for the comparison of ours with it. */
export const PYTHON_TOOLS = {
  peers: { folder: join(PROJECT, '.tools/venv'), packages: { 'cfn-lint': '1.58.0', checkov: '3.3.30' } },
  sam: {
    folder: join(PROJECT, '.tools/venv-sam'),
    packages: { 'aws-sam-translator': '1.115.0', boto3: '1.44.5', pydantic: '2.13.5', pyyaml: '6.0.3' },
  },
} as const satisfies Record<string, PythonTools>;

/** Folder of the programs of an environment. */
export function binFolder(tools: PythonTools): string {
  return join(tools.folder, platform() === 'win32' ? 'Scripts' : 'bin');
}

/** The Python of an environment, if all of its packages are there in their versions. */
export function installedPython(tools: PythonTools): string | undefined {
  const python = pythonOf(tools);
  return existsSync(python) && existsSync(stamp(tools)) && readFileSync(stamp(tools), 'utf8') === wanted(tools).join('\n')
    ? python
    : undefined;
}

export interface InstallOptions {
  /** Shows what pip says. */
  readonly verbose?: boolean;
  /** Milliseconds for each of the two steps. */
  readonly limit?: number;
}

/** Makes an environment, or brings it up to date; throws when that cannot be done here. */
export function installTools(tools: PythonTools, { verbose = false, limit }: InstallOptions = {}): void {
  const python = pythonOf(tools);
  const run = (program: string, args: readonly string[]): void => {
    if (verbose) console.log(`$ ${program} ${args.join(' ')}`);
    const result: SpawnSyncReturns<string> = spawnSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', verbose ? 'inherit' : 'pipe', verbose ? 'inherit' : 'pipe'],
      ...(limit === undefined ? {} : { timeout: limit }),
    });
    if (result.status === 0) return;
    const said = (result.stderr ?? '').trim().split('\n').at(-1) ?? '';
    throw new Error(result.error?.message ?? (said === '' ? `${program} ended with ${result.status}` : said));
  };
  if (!existsSync(python)) run(platform() === 'win32' ? 'python' : 'python3', ['-m', 'venv', tools.folder]);
  const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1'];
  run(python, ['-m', 'pip', 'install', ...options, ...wanted(tools)]);
  writeFileSync(stamp(tools), wanted(tools).join('\n'));
}

function pythonOf(tools: PythonTools): string {
  return join(binFolder(tools), platform() === 'win32' ? 'python.exe' : 'python');
}

function stamp(tools: PythonTools): string {
  return join(tools.folder, 'installed.txt');
}

function wanted(tools: PythonTools): readonly string[] {
  return Object.entries(tools.packages).map(([name, version]) => `${name}==${version}`);
}
