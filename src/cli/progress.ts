import type { Surroundings } from './commands/command.ts';

/** A scan that takes longer than this shows how far it is; most are over before. */
const QUIET_MS = 1_000;

/** Between two signs of life. */
const INTERVAL_MS = 200;

export interface Progress {
  readonly step: (done: number, total: number, unit: string) => void;
  /** Wipes what was shown. */
  readonly end: () => void;
}

/** Progress on stderr, on a terminal only. */
export function progressTo({ stderrIsTerminal, clock, tell }: Surroundings, quiet: boolean): Progress {
  const startedAt = clock();
  let shownAt: number | undefined;
  return {
    step: (done, total) => {
      if (!stderrIsTerminal || quiet) return;
      const now = clock();
      if (now - startedAt < QUIET_MS || (shownAt !== undefined && now - shownAt < INTERVAL_MS)) return;
      shownAt = now;
      tell(`\r\x1b[Kjudging ${done} of ${total}…`);
    },
    end: () => {
      if (shownAt !== undefined) tell('\r\x1b[K');
      shownAt = undefined;
    },
  };
}
