import { byCodePoint } from '../model/order.ts';
import { type FileStatus, type RunResult, STATUSES, type Status } from '../model/result.ts';
import { type Finding, mergedOverTargets } from './findings.ts';
import { counted } from './plain-text.ts';
import { FILE_STATUS_WORDS, STATUS_WORDS, severityCounts } from './wording.ts';

/** One line of the summary: what is counted, and the counts in words. */
export interface SummaryLine {
  readonly label: string;
  readonly text: string;
}

/** The counts that every report for people shows: findings, severities, files, resources, rules, scanners. */
export function summaryLines(run: RunResult): readonly SummaryLine[] {
  const { summary, ledger } = run;
  const assumptions = summary.assumptions === 0 ? '' : `, ${counted(summary.assumptions, 'pass', 'passes')} resting on an assumption`;
  const lines: SummaryLine[] = [
    { label: 'Findings', text: `${statusCounts(summary.byStatus)}; ${summary.blocking} blocking${assumptions}` },
  ];
  const severities = severityCounts(summary.failuresBySeverity);
  if (severities !== '') lines.push({ label: 'Failures', text: severities });
  lines.push({ label: 'Files', text: fileCounts(run) });
  const opaque = Object.entries(ledger.resources.opaque).sort(([left], [right]) => byCodePoint(left, right));
  const resources = [
    `${ledger.resources.evaluated} evaluated`,
    ledger.resources.withoutRule === 0 ? undefined : `${ledger.resources.withoutRule} without a rule`,
    opaque.length === 0 ? undefined : `not looked into: ${opaque.map(([type, count]) => `${count} × ${type}`).join(', ')}`,
  ].filter((part) => part !== undefined);
  lines.push({ label: 'Resources', text: resources.join(', ') });
  const packs =
    ledger.rules.packs.length === 0 ? '' : ` (${ledger.rules.packs.length === 1 ? 'pack' : 'packs'} ${ledger.rules.packs.join(', ')})`;
  lines.push({ label: 'Rules', text: `${ledger.rules.run} of ${ledger.rules.selected} selected had something to look at${packs}` });
  if (ledger.scanners.length > 0)
    lines.push({
      label: 'Scanners',
      text: ledger.scanners
        .map(
          (scanner) =>
            `${scanner.name}${scanner.version === undefined ? '' : ` ${scanner.version}`}${scanner.outcome === 'broken' ? ' (did not complete)' : ''}`,
        )
        .join(', '),
    });
  return lines;
}

function statusCounts(counts: Readonly<Record<Status, number>>): string {
  const parts = STATUSES.filter((status) => status === 'fail' || status === 'pass' || counts[status] > 0);
  return parts.map((status) => `${counts[status]} ${STATUS_WORDS[status]}`).join(', ');
}

function fileCounts(run: RunResult): string {
  const counts = new Map<FileStatus, number>([['scanned', 0]]);
  for (const file of run.ledger.files) counts.set(file.status, (counts.get(file.status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${FILE_STATUS_WORDS[status]}`).join(', ');
}

/** The findings of a run as reports for people list them, targets merged. */
export interface FindingGroups {
  /** Failures, broken rules, and what else blocks. */
  readonly faults: readonly Finding[];
  readonly unknown: readonly Finding[];
  /** Suppressed and excepted. */
  readonly letThrough: readonly Finding[];
  readonly passed: readonly Finding[];
}

const GROUP_OF_STATUS = {
  fail: 'faults',
  error: 'faults',
  unknown: 'unknown',
  suppressed: 'letThrough',
  excepted: 'letThrough',
  pass: 'passed',
} as const satisfies Record<Status, keyof FindingGroups>;

/** Sorts the findings of a run into groups; what blocks is a fault whatever its status. */
export function findingGroups(run: RunResult): FindingGroups {
  const groups: Record<keyof FindingGroups, Finding[]> = { faults: [], unknown: [], letThrough: [], passed: [] };
  for (const finding of mergedOverTargets(run.results))
    groups[finding.result.blocking ? 'faults' : GROUP_OF_STATUS[finding.result.status]].push(finding);
  return groups;
}
