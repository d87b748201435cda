import { decide, summarise } from '../gate/decide.ts';
import { BUILT_IN } from '../gate/results.ts';
import type { Judged } from '../judge.ts';
import type { FailOn } from '../model/severity.ts';
import { RULES_DIGEST } from '../rules/types.generated.ts';
import { VERSION } from '../version.ts';

/** The run that reports tell of when stackgate itself failed: nothing was judged, so nothing is green. */
export function diedRun(error: unknown, startedAt: number, root: string, failOn: FailOn): Judged {
  const reason = `stackgate itself failed: ${error instanceof Error ? error.message : String(error)}`;
  const scanners = [{ name: BUILT_IN, version: VERSION, outcome: 'broken', reason }] as const;
  return {
    run: {
      schemaVersion: 1,
      tool: { name: 'stackgate', version: VERSION, rules: RULES_DIGEST },
      run: { startedAt: new Date(startedAt).toISOString(), durationMs: 0, root, targets: [] },
      gate: decide(
        { results: [], files: [], scanners, unmet: [] },
        {
          failOn,
          conditional: 'fail',
          unknown: { critical: 'warn', high: 'warn', medium: 'warn', low: 'warn', info: 'warn' },
          strict: false,
        },
      ),
      summary: summarise([]),
      ledger: {
        files: [],
        scanners,
        rules: { selected: 0, run: 0, packs: [] },
        resources: { evaluated: 0, withoutRule: 0, opaque: {} },
        looseners: [],
        refused: [],
      },
      results: [],
    },
    sources: new Map(),
    secrets: [],
    rules: new Map(),
    warnings: [],
  };
}
