import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process to start and to wait for. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Exit codes that mean that the work was done. */
  readonly accepts: readonly number[];
}

export interface Measurement {
  /** Wall-clock times of whole processes, in milliseconds, in the order they were taken. */
  readonly times: readonly number[];
  /** In kB; left out where the system does not tell. */
  readonly peakMemory?: number;
  /** Why there is no measurement: the process ended with another code than the accepted ones. */
  readonly failure?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Starts the process, waits for its end and throws away what it prints; gives the milliseconds, or what went wrong. */
export function timeOnce(command: Command): number | string {
  const sink = openSync(process.platform === 'win32' ? 'NUL' : '/dev/null', 'w');
  try {
    const start = performance.now();
    const result = spawnSync(command.program, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      input: command.input ?? '',
      stdio: ['pipe', sink, 'pipe'],
      maxBuffer: 1 << 28,
    });
    const elapsed = performance.now() - start;
    if (result.error !== undefined) return result.error.message;
    return command.accepts.includes(result.status ?? -1) ? elapsed : failureOf(result.status, result.stderr.toString());
  } finally {
    closeSync(sink);
  }
}

function failureOf(status: number | null, stderr: string): string {
  const lines = stderr.trim().split('\n');
  return `ended with ${status}: ${(lines.at(-1) ?? '').slice(0, 200)}`;
}

/** The peak memory of one run, in kB. Node processes tell it themselves; of others it is sampled, with their children, on Linux. */
export async function peakMemory(command: Command): Promise<number | undefined> {
  return command.program === process.execPath ? peakOfNode(command) : sampledPeak(command);
}

function peakOfNode(command: Command): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'stackgate-bench-'));
  try {
    const file = join(folder, 'usage');
    const preload = join(import.meta.dirname, 'report-usage.cjs');
    timeOnce({ ...command, args: ['-r', preload, ...command.args], env: { ...command.env, STACKGATE_USAGE_FILE: file } });
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sampledPeak(command: Command): Promise<number | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.on('error', () => {});
    child.stdin.end(command.input ?? '');
    let peak: number | undefined;
    const timer = setInterval(() => {
      const now = child.pid === undefined ? undefined : memoryOfTree(child.pid);
      if (now !== undefined) peak = Math.max(peak ?? 0, now);
    }, 10);
    const end = (): void => {
      clearInterval(timer);
      resolve(peak);
    };
    child.on('error', end);
    child.on('close', end);
  });
}

function memoryOfTree(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const own = Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0);
    return children
      .split(' ')
      .filter(Boolean)
      .reduce((sum, child) => sum + (memoryOfTree(Number(child)) ?? 0), own);
  } catch {
    return undefined;
  }
}

/**
 * Measures several commands in turns, so that a slow moment of the machine falls on all of them: after one run that warms caches, in each
 * round every command once.
 *
 * @param rounds how often each command is run; a command that has taken more than `budgetMs` in all is left out of further rounds
 */
export async function measureAll(
  commands: ReadonlyMap<string, Command>,
  rounds: number,
  budgetMs: number,
  onProgress: (name: string, round: number) => void,
): Promise<ReadonlyMap<string, Measurement>> {
  const times = new Map<string, number[]>();
  const failures = new Map<string, string>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, command] of commands) {
      const taken = times.get(name) ?? [];
      const spent = taken.reduce((sum, time) => sum + time, 0);
      if (failures.has(name) || spent > budgetMs) continue;
      onProgress(name, round);
      const time = timeOnce(command);
      if (typeof time === 'string') failures.set(name, time);
      // The first run warms caches and is not counted, unless it is so long that it makes no difference.
      else if (round > 0 || time > budgetMs / 3) times.set(name, [...taken, time]);
    }
  }
  const result = new Map<string, Measurement>();
  for (const [name, command] of commands) {
    const failure = failures.get(name);
    if (failure !== undefined) {
      result.set(name, { times: times.get(name) ?? [], failure });
      continue;
    }
    onProgress(name, 0);
    const peak = await peakMemory(command);
    result.set(name, { times: times.get(name) ?? [], ...(peak === undefined ? {} : { peakMemory: peak }) });
  }
  return result;
}
