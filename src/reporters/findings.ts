import { byCodePoint } from '../model/order.ts';
import type { Result } from '../model/result.ts';
import { severityRank } from '../model/severity.ts';

/** A finding as people read it: the targets for which it is the same are merged. */
export interface Finding {
  /** The first of the merged results. */
  readonly result: Result;
  /** Ids of the targets it holds for; empty for the open target. */
  readonly targets: readonly string[];
  /** How many results it stands for. */
  readonly count: number;
}

/** Results of one file. */
export interface FileFindings {
  readonly file: string;
  readonly findings: readonly Finding[];
}

/** By file, position, rule, property, target. */
export function compareResults(left: Result, right: Result): number {
  return (
    byCodePoint(left.file, right.file) ||
    left.location.line - right.location.line ||
    left.location.column - right.location.column ||
    byCodePoint(left.ruleId, right.ruleId) ||
    byCodePoint(left.resource?.path ?? '', right.resource?.path ?? '') ||
    byCodePoint(left.property ?? '', right.property ?? '') ||
    byCodePoint(left.target ?? '', right.target ?? '') ||
    byCodePoint(left.fingerprint, right.fingerprint)
  );
}

/** What blocks first, then by severity, then as `compareResults`. */
export function compareByWeight(left: Result, right: Result): number {
  return (
    Number(right.blocking) - Number(left.blocking) ||
    severityRank(left.severity) - severityRank(right.severity) ||
    compareResults(left, right)
  );
}

/** Merges results that differ in nothing but their target; sorted as `compareResults`. */
export function mergedOverTargets(results: readonly Result[]): readonly Finding[] {
  const merged = new Map<string, { readonly result: Result; readonly targets: string[]; count: number }>();
  for (const result of [...results].sort(compareResults)) {
    const key = statementKey(result);
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, { result, targets: result.target === undefined ? [] : [result.target], count: 1 });
      continue;
    }
    known.count++;
    if (result.target !== undefined && !known.targets.includes(result.target)) known.targets.push(result.target);
  }
  return [...merged.values()];
}

/** Files in order, each with its findings in order. */
export function groupedByFile(findings: readonly Finding[]): readonly FileFindings[] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = files.get(finding.result.file);
    if (known === undefined) files.set(finding.result.file, [finding]);
    else known.push(finding);
  }
  return [...files].map(([file, list]) => ({ file, findings: list })).sort((left, right) => byCodePoint(left.file, right.file));
}

/** Everything that a result says except for which target. The fingerprint is left in: another value is another finding. */
function statementKey(result: Result): string {
  return JSON.stringify([
    result.fingerprint,
    result.ruleId,
    result.status,
    result.severity,
    result.blocking,
    result.file,
    result.location,
    result.resource?.path,
    result.property,
    result.source,
    result.message,
    result.scenarios,
    result.assumptions,
    result.unknownBecause,
    result.exception?.id,
    result.suppression,
    result.baseline,
  ]);
}
