/** 0 gate passed, 1 gate failed, 2 wrong use, 3 incomplete, 4 a bug. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** What a command gives back; `main` prints it and sets the exit code. */
export interface CommandResult {
  readonly exitCode: ExitCode;
  readonly stdout?: string;
  /** Words for people. */
  readonly stderr?: string;
}

/** What a command may know of the process it runs in; handed in, so that tests can hand in another one. */
export interface Surroundings {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly columns: number | undefined;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** All of stdin. */
  readonly readStdin: () => Promise<Uint8Array>;
  /** Words for people while a command runs. */
  readonly tell: (text: string) => void;
}
