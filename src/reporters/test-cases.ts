import { byCodePoint } from '../model/order.ts';
import type { Result, RunResult, Status } from '../model/result.ts';
import { SEVERITIES, type Severity } from '../model/severity.ts';
import { type Finding, mergedOverTargets } from './findings.ts';
import { gapsOf, incompleteReasonsOf } from './gaps.ts';
import { counted, shortened, visibleSentence } from './plain-text.ts';
import {
  assumptionsText,
  circumstancesText,
  leniencyText,
  placeText,
  resourceName,
  resourceText,
  sourceText,
  targetText,
  unknownText,
  verdictText,
} from './wording.ts';

/** What a CI system counts a test case as. */
export type CaseOutcome = 'failed' | 'error' | 'skipped' | 'passed';

/** The suite of what belongs to the run as a whole and to no severity. */
export const RUN_SUITE = 'run';

export type SuiteName = Severity | typeof RUN_SUITE;

/** One statement within a case: a resource and its line. */
export interface TestStep {
  readonly outcome: CaseOutcome;
  /** The resource and its line: `AssetsBucket (line 14)`. */
  readonly name: string;
  /** What is said of it, in one line. */
  readonly message: string;
  /** Everything there is to say, over several lines. */
  readonly detail: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
}

/** One test case of a CI report: a rule and a file, or something about the run. */
export interface TestCase {
  readonly suite: SuiteName;
  /** The same from run to run: without lines, messages and numbers. */
  readonly name: string;
  readonly outcome: CaseOutcome;
  /** Why it has this outcome, in one line; empty when it passed. */
  readonly message: string;
  readonly steps: readonly TestStep[];
}

export interface TestSuite {
  readonly name: SuiteName;
  readonly cases: readonly TestCase[];
}

export interface TestReport {
  /** Worst severity first, the run last; none is empty. */
  readonly suites: readonly TestSuite[];
  /** Cases beyond the limit, by outcome. */
  readonly leftOut: Readonly<Record<CaseOutcome, number>>;
}

/** CodeBuild keeps this many test cases of a report and drops the others. */
export const CASE_LIMIT = 500;

/** Steps that one case lists; a rule can fail for thousands of resources of one file. */
const STEP_LIMIT = 100;
/** Characters of a message; CI systems cut or refuse long ones. */
const MESSAGE_LIMIT = 1000;
const DETAIL_LIMIT = 4000;

const OUTCOMES: readonly CaseOutcome[] = ['failed', 'error', 'skipped', 'passed'];

const OUTCOME_OF_STATUS = {
  fail: 'skipped',
  error: 'error',
  unknown: 'skipped',
  pass: 'passed',
  suppressed: 'skipped',
  excepted: 'skipped',
} as const satisfies Record<Status, CaseOutcome>;

/**
 * The run as test cases, at most `CASE_LIMIT` of them: failures are kept first, then errors, then skipped, then passes. When any are left
 * out, one case of the run's suite says how many. Failed and error cases exist exactly when the gate failed or the run is incomplete.
 */
export function testReport(run: RunResult): TestReport {
  const cases = [...ruleCases(run), ...runCases(run)];
  if (!cases.some((one) => one.outcome === 'failed') && run.gate.outcome === 'failed') cases.push(gateCase(run));
  cases.sort(compareForKeeping);
  const leftOut: Record<CaseOutcome, number> = { failed: 0, error: 0, skipped: 0, passed: 0 };
  let kept: readonly TestCase[] = cases;
  if (cases.length > CASE_LIMIT) {
    kept = cases.slice(0, CASE_LIMIT - 1);
    for (const one of cases.slice(CASE_LIMIT - 1)) leftOut[one.outcome]++;
    kept = [...kept, leftOutCase(leftOut, cases.length)];
  }
  const names: readonly SuiteName[] = [...SEVERITIES, RUN_SUITE];
  const suites = names
    .map((name) => ({ name, cases: kept.filter((one) => one.suite === name).sort((left, right) => byCodePoint(left.name, right.name)) }))
    .filter((suite) => suite.cases.length > 0);
  return { suites, leftOut };
}

/**
 * The duration of the run in equal whole shares, one per case. Nothing measures a single case; this way the total that a CI system
 * adds up is the run's.
 */
export function equalShares(total: number, count: number): readonly number[] {
  const whole = Number.isFinite(total) ? Math.max(0, Math.round(total)) : 0;
  return Array.from({ length: count }, (_, index) => Math.floor((whole * (index + 1)) / count) - Math.floor((whole * index) / count));
}

function compareForKeeping(left: TestCase, right: TestCase): number {
  const suites: readonly SuiteName[] = [RUN_SUITE, ...SEVERITIES];
  return (
    OUTCOMES.indexOf(left.outcome) - OUTCOMES.indexOf(right.outcome) ||
    suites.indexOf(left.suite) - suites.indexOf(right.suite) ||
    byCodePoint(left.name, right.name)
  );
}

function ruleCases(run: RunResult): TestCase[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of mergedOverTargets(run.results)) {
    const { severity, ruleId, file } = finding.result;
    const key = JSON.stringify([severity, ruleId, file]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  return [...groups.values()].flatMap((findings) => casesOfGroup(run, findings));
}

/** One case, or two when a rule both blocks and broke: a failure may not hide that something was not looked at. */
function casesOfGroup(run: RunResult, findings: readonly Finding[]): TestCase[] {
  const first = findings[0]?.result;
  if (first === undefined) return [];
  const steps = findings.map((finding) => resultStep(run, finding));
  const name = `${visibleSentence(first.ruleId)} in ${visibleSentence(first.file)}`;
  const rest = steps.filter((step) => step.outcome !== 'error');
  const broken = steps.filter((step) => step.outcome === 'error');
  if (broken.length === 0 || !rest.some((step) => step.outcome === 'failed')) return [testCase(first.severity, name, steps)];
  return [testCase(first.severity, name, rest), testCase(first.severity, `${name}: broken`, broken)];
}

function testCase(suite: SuiteName, name: string, steps: readonly TestStep[]): TestCase {
  const outcome = OUTCOMES.find((candidate) => steps.some((step) => step.outcome === candidate)) ?? 'passed';
  const telling = steps.filter((step) => step.outcome === outcome);
  const first = telling[0];
  const more = telling.length > 1 ? ` (and ${telling.length - 1} more)` : '';
  const message = outcome === 'passed' || first === undefined ? '' : `${first.name}: ${shortened(first.message, MESSAGE_LIMIT)}${more}`;
  return { suite, name, outcome, message, steps: boundedSteps(steps, outcome) };
}

/**
 * The steps that explain the outcome first. Of a skipped case the passes are not listed: a case with passed and skipped steps counts as
 * passed in some CI systems.
 */
function boundedSteps(steps: readonly TestStep[], outcome: CaseOutcome): readonly TestStep[] {
  const shown = outcome === 'skipped' ? steps.filter((step) => step.outcome === 'skipped') : steps;
  const sorted = [...shown].sort((left, right) => OUTCOMES.indexOf(left.outcome) - OUTCOMES.indexOf(right.outcome));
  if (sorted.length <= STEP_LIMIT) return sorted;
  const rest = sorted.length - (STEP_LIMIT - 1);
  const message = `${counted(rest, 'more resource')} of this file, not listed here`;
  return [
    ...sorted.slice(0, STEP_LIMIT - 1),
    { outcome: outcome === 'passed' ? 'passed' : 'skipped', name: 'and more', message, detail: message },
  ];
}

function resultStep(run: RunResult, finding: Finding): TestStep {
  const { result, targets } = finding;
  const outcome = outcomeOf(run, result);
  const circumstances = circumstancesText(result);
  const place = placeText(result.file, result.location);
  const targetNames = targets.map((target) => targetText(run, target)).join(', ');
  const said = visibleSentence(result.message);
  const message = `${outcome === 'skipped' ? `${leniencyText(result, run.gate.failOn)} — ` : ''}${said}${circumstances === undefined ? '' : `; ${circumstances}`}`;
  const detail = [
    result.message,
    `${resourceText(result)}, ${place}`,
    result.status === 'unknown' ? unknownText(result) : undefined,
    circumstances,
    outcome === 'skipped' && result.status !== 'unknown' ? leniencyText(result, run.gate.failOn) : undefined,
    result.property === undefined ? undefined : `property: ${result.property}`,
    result.source === undefined ? undefined : `source: ${sourceText(result.source)}`,
    targetNames === '' ? undefined : `${targets.length === 1 ? 'target' : 'targets'}: ${targetNames}`,
    result.remediation === undefined ? undefined : `fix: ${result.remediation}`,
  ].filter((line) => line !== undefined);
  return {
    outcome,
    name: `${resourceName(result)} (line ${result.location.line})`,
    message: shortened(outcome === 'passed' ? passedText(result) : message, MESSAGE_LIMIT),
    detail: shortened(detail.join('\n'), DETAIL_LIMIT),
    file: result.file,
    line: result.location.line,
  };
}

function passedText(result: Result): string {
  const assumptions = assumptionsText(result);
  return assumptions === undefined ? 'passed' : `passed ${assumptions}`;
}

/** `blocking` alone decides what fails; a broken rule is an error only in a run that says it is incomplete, as the exit code does. */
function outcomeOf(run: RunResult, result: Result): CaseOutcome {
  if (result.blocking) return 'failed';
  const outcome = OUTCOME_OF_STATUS[result.status];
  return outcome === 'error' && !run.gate.incomplete ? 'skipped' : outcome;
}

/** Whether everything was looked at, and each file and scanner for which that is not so. */
function runCases(run: RunResult): TestCase[] {
  const cases = gapsOf(run).map((gap) => {
    const name = gap.kind === 'file' ? `${gap.subject} is judged` : `scanner ${gap.subject} completes`;
    const line = gap.location?.line;
    const step: TestStep = {
      outcome: gap.serious && run.gate.incomplete ? 'error' : 'skipped',
      name: line === undefined ? gap.subject : `${gap.subject} (line ${line})`,
      message: shortened(gap.message, MESSAGE_LIMIT),
      detail: shortened(gap.detail, DETAIL_LIMIT),
      ...(gap.kind === 'file' ? { file: gap.subject } : {}),
      ...(line === undefined ? {} : { line }),
    };
    return testCase(RUN_SUITE, name, [step]);
  });
  const complete: TestStep = { outcome: 'passed', name: 'the run is complete', message: 'passed', detail: verdictText(run) };
  const steps = run.gate.incomplete ? [reasonStep(run, 'error', 'the run is incomplete')] : [complete];
  return [...cases, testCase(RUN_SUITE, 'everything was looked at', steps)];
}

/** For a gate that failed for another reason than a finding: the report may not be green. */
function gateCase(run: RunResult): TestCase {
  return testCase(RUN_SUITE, 'the gate passes', [reasonStep(run, 'failed', 'the gate failed')]);
}

function reasonStep(run: RunResult, outcome: CaseOutcome, name: string): TestStep {
  const reasons = incompleteReasonsOf(run);
  return {
    outcome,
    name,
    message: shortened(reasons.map(visibleSentence).join('; '), MESSAGE_LIMIT),
    detail: shortened(reasons.join('\n'), DETAIL_LIMIT),
  };
}

function leftOutCase(leftOut: Readonly<Record<CaseOutcome, number>>, total: number): TestCase {
  const count = OUTCOMES.reduce((sum, outcome) => sum + leftOut[outcome], 0);
  const kinds = OUTCOMES.filter((outcome) => leftOut[outcome] > 0).map((outcome) => `${leftOut[outcome]} ${outcome}`);
  const message = `${count} of ${counted(total, 'test case')} are left out of this report: ${kinds.join(', ')}`;
  return testCase(RUN_SUITE, 'every test case is in this report', [{ outcome: 'skipped', name: 'left out', message, detail: message }]);
}
