import type { RunResult } from '../model/result.ts';
import { maskedRun } from './clean-run.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';

/** The whole result as schemas/result.schema.json describes it. */
export const jsonReporter: Reporter = {
  name: 'json',
  extension: 'json',
  render(run: RunResult, environment: ReportEnvironment): string {
    const { schemaVersion, tool, run: info, gate, summary, ledger, results, ...added } = maskedRun(run, environment.secrets);
    const shown = environment.includePassed ? results : results.filter((result) => result.status !== 'pass');
    return `${JSON.stringify({ schemaVersion, tool, run: info, gate, summary, ledger, ...added, results: shown }, withoutNull, 2)}\n`;
  },
};

/** What has no value is left out, also where code that no compiler saw wrote `null`. */
function withoutNull(_key: string, value: unknown): unknown {
  return value === null ? undefined : value;
}
