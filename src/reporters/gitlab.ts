import type { Result, RunResult, Status } from '../model/result.ts';
import type { Severity } from '../model/severity.ts';
import { cleanRun } from './clean-run.ts';
import { type Finding, mergedOverTargets } from './findings.ts';
import { gapsOf, incompleteReasonsOf } from './gaps.ts';
import { shortened, visibleSentence } from './plain-text.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import { circumstancesText, resourceName, targetText, unknownText } from './wording.ts';

const GITLAB_SEVERITY = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
} as const satisfies Record<Severity, string>;

/** Which results are issues of the code: passes are none, and what was suppressed or excepted is let through knowingly. */
const IS_ISSUE = {
  fail: true,
  error: true,
  unknown: true,
  pass: false,
  suppressed: false,
  excepted: false,
} as const satisfies Record<Status, boolean>;

const DESCRIPTION_LIMIT = 1000;

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: (typeof GITLAB_SEVERITY)[Severity];
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** GitLab Code Quality: findings, and one issue of the highest severity for each thing that was not looked at. */
export const gitlabReporter: Reporter = {
  name: 'gitlab',
  extension: 'json',
  render(run: RunResult, environment: ReportEnvironment): string {
    const clean = cleanRun(run, environment).run;
    const findings = mergedOverTargets(clean.results).filter(({ result }) => result.blocking || IS_ISSUE[result.status]);
    const issues = [...gapIssues(clean), ...findings.map((finding) => findingIssue(clean, finding))];
    return `${JSON.stringify(withUniqueFingerprints(issues), undefined, 2)}\n`;
  },
};

function findingIssue(run: RunResult, finding: Finding): Issue {
  const { result, targets } = finding;
  const parts = [
    `${resourceName(result)}: ${visibleSentence(result.message)}`,
    result.status === 'unknown' ? unknownText(result) : undefined,
    circumstancesText(result),
    targets.length === 0 ? undefined : `for ${targets.map((target) => targetText(run, target)).join(', ')}`,
    result.blocking ? 'blocks the gate' : undefined,
  ].filter((part) => part !== undefined);
  const place = placeOf(result);
  return {
    description: shortened(parts.join(' — '), DESCRIPTION_LIMIT),
    check_name: visibleSentence(result.ruleId),
    fingerprint: result.fingerprint,
    severity: result.status === 'unknown' && !result.blocking ? 'info' : GITLAB_SEVERITY[result.severity],
    location: { path: place.path, lines: { begin: Math.max(1, place.line) } },
  };
}

/** The place that people edit: a generated template is not in the repository. */
function placeOf(result: Result): { readonly path: string; readonly line: number } {
  if (result.source?.line !== undefined) return { path: result.source.file, line: result.source.line };
  return { path: result.file, line: result.location.line };
}

/** What the run did not look at, though it should have or somebody may think it did. */
function gapIssues(run: RunResult): readonly Issue[] {
  const gap = (path: string, line: number, description: string, severity: Issue['severity']): Issue => ({
    description: shortened(visibleSentence(description), DESCRIPTION_LIMIT),
    check_name: 'stackgate/incomplete',
    fingerprint: `incomplete:${path}:${description}`.slice(0, 200),
    severity,
    location: { path, lines: { begin: line } },
  });
  const issues = gapsOf(run).map((one) => {
    const path = one.kind === 'file' ? one.subject : somePath(run);
    const description = one.kind === 'file' ? one.message : `scanner ${one.subject} ${one.message}`;
    return gap(path, Math.max(1, one.location?.line ?? 1), description, one.serious ? 'blocker' : 'info');
  });
  if (run.gate.incomplete) issues.push(gap(somePath(run), 1, `the run is incomplete: ${incompleteReasonsOf(run).join('; ')}`, 'blocker'));
  return issues;
}

/** An issue needs a file; one about the run as a whole is put to the first. */
function somePath(run: RunResult): string {
  return run.ledger.files[0]?.path ?? '.';
}

/** GitLab drops issues with a fingerprint it has seen; a finding that differs by target only in its circumstances shares one. */
function withUniqueFingerprints(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>();
  return issues.map((issue) => {
    let fingerprint = issue.fingerprint;
    for (let times = 2; seen.has(fingerprint); times++) fingerprint = `${issue.fingerprint}:${times}`;
    seen.add(fingerprint);
    return { ...issue, fingerprint };
  });
}
