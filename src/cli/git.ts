import { execFile } from 'node:child_process';

export interface GitState {
  readonly commit?: string;
  readonly dirty?: boolean;
}

/** Git answers in milliseconds; where it does not, the ledger goes without. */
const TIME_LIMIT_MS = 5_000;

/** The commit of a folder and whether its work tree differs from it; empty outside of a repository, or without git. Never throws. */
export async function gitState(folder: string): Promise<GitState> {
  const output = await run(['-C', folder, '--no-optional-locks', 'status', '--porcelain=v2', '--branch', '--untracked-files=normal']);
  if (output === undefined) return {};
  const lines = output.split('\n').filter((line) => line !== '');
  const commit = lines.find((line) => line.startsWith('# branch.oid '))?.slice('# branch.oid '.length);
  const dirty = lines.some((line) => !line.startsWith('#'));
  return commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit) ? { dirty } : { commit, dirty };
}

function run(args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    // Never an interactive prompt, and never a hook or a helper that a repository configures.
    execFile(
      'git',
      ['-c', 'core.fsmonitor=false', ...args],
      { timeout: TIME_LIMIT_MS, maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' },
      (error, stdout) => resolve(error === null ? stdout : undefined),
    );
  });
}
