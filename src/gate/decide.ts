import type { GateDecision, LedgerFile, LedgerScanner, Result, Status, Summary } from '../model/result.ts';
import { STATUSES } from '../model/result.ts';
import type { Settings } from '../model/settings.ts';
import { isAtLeast, SEVERITIES, type Severity } from '../model/severity.ts';

export type GateSettings = Pick<Settings, 'failOn' | 'conditional' | 'unknown' | 'strict'>;

/** Whether a result makes the gate fail. */
export function blocks(result: Pick<Result, 'status' | 'severity' | 'scenarios'>, settings: GateSettings): boolean {
  switch (result.status) {
    case 'fail':
      if (settings.conditional === 'warn' && (result.scenarios?.length ?? 0) > 0) return false;
      return isAtLeast(result.severity, settings.failOn);
    case 'unknown':
      return settings.failOn !== 'none' && settings.unknown[result.severity] === 'fail';
    default:
      // An error makes the run incomplete; what is suppressed or excepted was decided by somebody.
      return false;
  }
}

export interface Evidence {
  readonly results: readonly Result[];
  readonly files: readonly LedgerFile[];
  readonly scanners: readonly LedgerScanner[];
  /** What was demanded and cannot be done. */
  readonly unmet: readonly string[];
}

/** The verdict of the gate, with a sentence for each thing that speaks against it. */
export function decide(evidence: Evidence, settings: GateSettings): GateDecision {
  const reasons: string[] = [];
  const blocking = evidence.results.filter((result) => result.blocking);
  const failures = blocking.filter((result) => result.status === 'fail').length;
  if (failures > 0) reasons.push(`${count(failures, 'failure')} of severity ${atOrAbove(settings.failOn)}`);
  const unknowns = blocking.length - failures;
  if (unknowns > 0) reasons.push(`${count(unknowns, 'finding')} not known, which the configuration does not accept`);
  const gaps = incompleteReasons(evidence, settings);
  return {
    outcome: blocking.length > 0 ? 'failed' : 'passed',
    incomplete: gaps.length > 0,
    failOn: settings.failOn,
    reasons: [...reasons, ...gaps],
    ...(gaps.length === 0 ? {} : { gaps }),
  };
}

function atOrAbove(severity: GateSettings['failOn']): string {
  return severity === 'critical' || severity === 'none' ? severity : `${severity} or above`;
}

/** What should have been looked at and was not. */
function incompleteReasons({ results, files, scanners, unmet }: Evidence, settings: GateSettings): readonly string[] {
  const reasons: string[] = [...unmet];
  for (const file of files) {
    if (file.status === 'failed') reasons.push(`${file.path} was not read in full: ${file.reason ?? 'unknown reason'}`);
    else if (file.status === 'unsupported') reasons.push(`${file.path} was not judged: ${file.reason ?? 'not supported'}`);
    else if (file.status === 'not-evaluated' && settings.strict)
      reasons.push(`${file.path} was not evaluated: ${file.reason ?? 'unknown reason'}`);
  }
  for (const scanner of scanners) {
    if (scanner.outcome === 'broken') reasons.push(`the scanner ${scanner.name} did not finish: ${scanner.reason ?? 'unknown reason'}`);
  }
  const broken = new Set(results.filter((result) => result.status === 'error').map((result) => result.ruleId));
  for (const rule of broken) reasons.push(`the rule ${rule} broke`);
  return reasons;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

export function summarise(results: readonly Result[]): Summary {
  const byStatus = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  const failuresBySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  let blocking = 0;
  let assumptions = 0;
  for (const result of results) {
    byStatus[result.status]++;
    if (result.status === 'fail') failuresBySeverity[result.severity]++;
    if (result.blocking) blocking++;
    if (result.status === 'pass' && (result.assumptions?.length ?? 0) > 0) assumptions++;
  }
  return { byStatus, failuresBySeverity, blocking, assumptions };
}

/** 0 passed, 1 failed, 3 incomplete whatever else. Usage errors (2) and bugs (4) never get this far. */
export function exitCodeOf(gate: Pick<GateDecision, 'outcome' | 'incomplete'>): 0 | 1 | 3 {
  if (gate.incomplete) return 3;
  return gate.outcome === 'failed' ? 1 : 0;
}
