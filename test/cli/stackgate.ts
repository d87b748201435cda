import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';
import type { Surroundings } from '../../src/cli/commands/command.ts';
import { run } from '../../src/cli/run.ts';
import type { RunResult } from '../../src/model/result.ts';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  readonly environment?: Readonly<Record<string, string>>;
  /** An error is thrown when it is read; only within this process. */
  readonly stdin?: string | Uint8Array | Error;
  /** Whether stdout and stderr are terminals; only within this process. */
  readonly isTerminal?: boolean;
}

export const STARTED_AT = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Runs one command line within this process, where nothing is read that is not given here. */
export async function stackgate(folder: string, words: readonly string[], circumstances: Circumstances = {}): Promise<Outcome> {
  const { environment = {}, stdin = '', isTerminal = false } = circumstances;
  let told = '';
  const surroundings: Surroundings = {
    cwd: folder,
    environment,
    stdoutIsTerminal: isTerminal,
    stderrIsTerminal: isTerminal,
    columns: isTerminal ? 100 : undefined,
    clock: () => STARTED_AT,
    readStdin: async () => {
      if (stdin instanceof Error) throw stdin;
      return typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
    },
    tell(text) {
      told += text;
    },
  };
  const { exitCode, stdout = '', stderr = '' } = await run(words, surroundings);
  return { status: exitCode, stdout, stderr: told + stderr };
}

export const PROGRAM = join(PROJECT, 'bin/stackgate.cjs');

/** The environment of this process without what would change a verdict, a colour or the way Node runs. */
export function plainEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:STACKGATE_|CODEBUILD_|AWS_|GITHUB_|VITEST|NODE_|FORCE_COLOR$|NO_COLOR$|CI$)/.test(name),
  );
  return { ...Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))), ...more };
}

/** Runs the built program as a user does; a run that does not come to an end is an error. */
export function program(folder: string, words: readonly string[], circumstances: Circumstances = {}): Outcome {
  const { stdin = '' } = circumstances;
  if (stdin instanceof Error) throw stdin;
  const { status, signal, stdout, stderr, error } = spawnSync(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: plainEnvironment(circumstances.environment),
    input: stdin,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
  });
  if (error !== undefined) throw error;
  if (signal !== null) throw new Error(`ended by ${signal}: ${stderr}`);
  return { status, stdout, stderr };
}

/** Builds the program when it is older than its sources. */
export function build(): void {
  ensureBuilt();
}

/** The result that a scan with `--format json` printed. */
export function resultOf({ stdout, stderr }: Outcome): RunResult {
  if (stdout === '') throw new Error(`no result, but: ${stderr}`);
  return JSON.parse(stdout);
}
