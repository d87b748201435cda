import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { binFolder, PYTHON_TOOLS } from '../python-tools.ts';
import type { Command } from './measure.ts';

export interface Peer {
  readonly name: string;
  /** How to let it judge the files, or why it cannot be measured here. */
  readonly command: (files: readonly string[]) => Command | string;
  /** Those of the files that it can be given. */
  readonly canRead?: (files: readonly string[]) => readonly string[];
}

const require = createRequire(import.meta.url);

function findProgram(name: string): string | undefined {
  const folders = [binFolder(PYTHON_TOOLS.peers), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function guardProgram(): string | undefined {
  const system = { darwin: 'macos', linux: 'ubuntu' }[platform() as string];
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[arch() as string];
  if (system === undefined || machine === undefined) return undefined;
  const program = join(dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json')), 'bin', system, machine, 'cfn-guard');
  return existsSync(program) ? program : undefined;
}

export const PEERS: readonly Peer[] = [
  {
    name: '@aws/cloudformation-validate',
    command: (files) => ({
      program: process.execPath,
      args: [join(import.meta.dirname, 'cloudformation-validate.cjs')],
      input: files.join('\n'),
      accepts: [0],
    }),
  },
  {
    name: 'cfn-guard (its 237 Control Tower rules)',
    command: (files) => {
      const program = guardProgram();
      if (program === undefined) return 'has no binary for this system';
      const rules = join(dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json')), 'rules/control-tower/cfn-guard');
      return {
        program,
        args: ['validate', '--rules', rules, '--data', ...files, '--structured', '--output-format', 'json', '--show-summary', 'none'],
        accepts: [0, 5, 19],
      };
    },
  },
  {
    name: 'cfn-lint',
    command: (files) => {
      const program = findProgram('cfn-lint');
      if (program === undefined) return 'is not installed: npm run tools';
      return { program, args: ['--format', 'json', '--template', ...files], accepts: [0, 2, 4, 6, 8, 10, 12, 14] };
    },
  },
  {
    name: 'checkov',
    command: (files) => {
      const program = findProgram('checkov');
      if (program === undefined) return 'is not installed: npm run tools';
      return {
        program,
        args: [
          '--framework',
          'cloudformation',
          '--output',
          'json',
          '--quiet',
          '--compact',
          '--skip-download',
          ...files.flatMap((file) => ['--file', file]),
        ],
        accepts: [0, 1],
      };
    },
    canRead: (files) => {
      const python = /^#!(\S+)/.exec(readFileSync(findProgram('checkov') ?? import.meta.filename, 'utf8'))?.[1];
      if (python === undefined || files.length < 2) return files;
      const helper = join(import.meta.dirname, 'checkov-survivors.py');
      const { stdout } = spawnSync(python, [helper], { input: files.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 });
      return stdout.split('\n').filter(Boolean);
    },
  },
];
