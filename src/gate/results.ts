import type { Finding } from '../engine/runner.ts';
import { byCodePoint } from '../model/order.ts';
import type { Result } from '../model/result.ts';
import { severityRank } from '../model/severity.ts';
import { blocks, type GateSettings } from './decide.ts';

/** The name that the built-in rules report under. */
export const BUILT_IN = 'stackgate';

/** A finding in the shape of the result, judged by the settings of the gate. */
export function toResult(finding: Finding, target: string | undefined, settings: GateSettings): Result {
  const { declaration } = finding.resource;
  const verdict = { status: finding.status, severity: finding.severity, scenarios: finding.scenarios };
  return {
    ruleId: finding.rule.id,
    scanner: BUILT_IN,
    status: finding.status,
    severity: finding.severity,
    blocking: blocks(verdict, settings),
    file: finding.file,
    resource: { id: declaration.id, type: declaration.type, path: declaration.constructPath ?? finding.resource.key },
    ...(finding.property === undefined ? {} : { property: finding.property }),
    location: finding.location,
    ...(declaration.source === undefined ? {} : { source: declaration.source }),
    message: finding.message,
    ...(finding.status === 'pass' ? {} : { remediation: finding.rule.remediation }),
    ...(target === undefined ? {} : { target }),
    ...(finding.scenarios.length === 0 ? {} : { scenarios: finding.scenarios }),
    ...(finding.assumptions.length === 0 ? {} : { assumptions: finding.assumptions }),
    ...(finding.unknownBecause === undefined ? {} : { unknownBecause: finding.unknownBecause }),
    fingerprint: finding.fingerprint,
    reportedBy: [BUILT_IN],
    ...(finding.related.length === 0 ? {} : { related: finding.related }),
  };
}

const WORST_FIRST: Readonly<Record<Result['status'], number>> = { error: 0, fail: 1, unknown: 2, excepted: 3, suppressed: 4, pass: 5 };

/**
 * One result for each rule, resource, property and target: a stack that names its own account is judged once, however many targets
 * the run has. The worst is kept; the order is that of file, position, rule, property, target.
 */
export function settle(results: readonly Result[]): readonly Result[] {
  const kept = new Map<string, Result>();
  for (const result of results) {
    const key = [
      result.ruleId,
      result.scanner,
      result.file,
      result.resource?.path,
      result.property,
      result.target,
      // What stands beside the properties has no pointer: its place tells it apart.
      result.property === undefined ? `${result.location.line}:${result.location.column}` : '',
    ].join('\n');
    const known = kept.get(key);
    if (known === undefined || WORST_FIRST[result.status] < WORST_FIRST[known.status]) kept.set(key, result);
  }
  return [...kept.values()].sort(
    (a, b) =>
      byCodePoint(a.file, b.file) ||
      a.location.line - b.location.line ||
      a.location.column - b.location.column ||
      byCodePoint(a.ruleId, b.ruleId) ||
      byCodePoint(a.property ?? '', b.property ?? '') ||
      byCodePoint(a.resource?.path ?? '', b.resource?.path ?? '') ||
      byCodePoint(a.target ?? '', b.target ?? '') ||
      severityRank(a.severity) - severityRank(b.severity),
  );
}
