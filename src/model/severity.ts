/** How bad a breach is, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** How bad a breach is. */
export type Severity = (typeof SEVERITIES)[number];

/** A threshold of the gate: findings at or above it fail; `none` never fails. */
export type FailOn = Severity | 'none';

/** 0 for the worst severity, growing as it gets milder; for sorting. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether `severity` is as bad as `threshold`, or worse. */
export function isAtLeast(severity: Severity, threshold: FailOn): boolean {
  return threshold !== 'none' && severityRank(severity) <= severityRank(threshold);
}
