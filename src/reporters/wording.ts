import type { Diagnostic, FileStatus, Loosener, Result, RunResult, SourcePlace, Status } from '../model/result.ts';
import { type FailOn, isAtLeast, type Severity } from '../model/severity.ts';
import { counted, visibleSentence } from './plain-text.ts';
import type { ReportEnvironment, RuleText } from './reporter.ts';

/** The word for each status in texts for people. */
export const STATUS_WORDS = {
  fail: 'failed',
  error: 'broken',
  unknown: 'unknown',
  pass: 'passed',
  suppressed: 'suppressed',
  excepted: 'excepted',
} as const satisfies Record<Status, string>;

/** What each file status means, behind a number: `2 not evaluated`. */
export const FILE_STATUS_WORDS = {
  scanned: 'scanned',
  failed: 'failed',
  unsupported: 'unsupported',
  'not-evaluated': 'not evaluated',
  ignored: 'ignored',
  'not-a-template': 'not a template',
} as const satisfies Record<FileStatus, string>;

const LOOSENER_WORDS = {
  'disabled-rule': 'rule disabled',
  'ignored-path': 'path ignored',
  suppression: 'suppression',
  baseline: 'baseline',
  'fail-on': 'threshold lowered',
  conditional: 'conditional failures softened',
  unknown: 'unknown verdicts softened',
  severity: 'severity changed',
  'rule-option': 'rule option',
  'rule-selection': 'rules left out',
  code: 'code of the repository',
  setting: 'setting',
} as const satisfies Record<Loosener['kind'], string>;

/** `rule disabled: s3/x (stackgate.config.yaml:4): reason`. */
export function loosenerText(loosener: Loosener): string {
  const reason = loosener.reason === undefined ? '' : `: ${visibleSentence(loosener.reason)}`;
  return `${LOOSENER_WORDS[loosener.kind]}: ${visibleSentence(loosener.subject)} (${visibleSentence(loosener.origin)})${reason}`;
}

/** `Parent/AssetsBucket (AWS::S3::Bucket)`; a finding about a whole template says so. */
export function resourceText(result: Result): string {
  return result.resource === undefined ? 'the template' : `${resourceName(result)} (${result.resource.type})`;
}

/** The instance path where it says more than the logical id. */
export function resourceName(result: Result): string {
  if (result.resource === undefined) return 'the template';
  return visibleSentence(result.resource.path) || visibleSentence(result.resource.id) || '(unnamed)';
}

/** `templates/app.yaml:14:7`. */
export function placeText(file: string, place: { readonly line?: number; readonly column?: number }): string {
  if (place.line === undefined) return file;
  return place.column === undefined ? `${file}:${place.line}` : `${file}:${place.line}:${place.column}`;
}

/** Where people edit, when it is another place than the finding's. */
export function sourceText(source: SourcePlace): string {
  return placeText(source.file, source);
}

/** More scenarios than this are counted, not listed. */
const LISTED_SCENARIOS = 3;

/** `when IsProd is false`, or `when A, or when B`; `undefined` when it happens always. */
export function scenariosText(result: Result): string | undefined {
  const scenarios = result.scenarios ?? [];
  if (scenarios.length === 0) return undefined;
  const listed = scenarios.slice(0, LISTED_SCENARIOS).map((scenario) => `when ${visibleSentence(scenario)}`);
  const more = scenarios.length - listed.length;
  return [...listed, ...(more > 0 ? [`in ${counted(more, 'more scenario')}`] : [])].join(', or ');
}

/** `with the default of Env and the default of Size`; `undefined` when it rests on nothing. */
export function assumptionsText(result: Result): string | undefined {
  const assumptions = result.assumptions ?? [];
  if (assumptions.length === 0) return undefined;
  return `with ${assumptions.map(visibleSentence).join(' and ')}`;
}

/** Scenarios and assumptions in one phrase: `when IsProd is false, with the default of Env`. */
export function circumstancesText(result: Result): string | undefined {
  const parts = [scenariosText(result), assumptionsText(result)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** How a target is called: its name where it has one, with account and region. */
export function targetText(run: RunResult, id: string): string {
  const target = run.run.targets.find((candidate) => candidate.id === id);
  if (target === undefined) return visibleSentence(id);
  const place = [target.account, target.region].filter((part) => part !== undefined && part !== '').join('/');
  const name = target.name ?? target.id;
  return visibleSentence(place === '' || place === name ? name : `${name} (${place})`);
}

/** Why a finding was excepted: approver, expiry, ticket and reason. */
export function exceptionText(result: Result): string {
  const exception = result.exception;
  if (exception === undefined) return 'excepted';
  const parts = [
    exception.approvedBy === undefined ? undefined : `approved by ${visibleSentence(exception.approvedBy)}`,
    exception.expiresAt === undefined ? 'without an expiry' : `expires ${visibleSentence(exception.expiresAt)}`,
    exception.ticket === undefined ? undefined : `ticket ${visibleSentence(exception.ticket)}`,
    exception.reason === undefined ? undefined : visibleSentence(exception.reason),
  ].filter((part) => part !== undefined);
  return `excepted by ${visibleSentence(exception.id)}: ${parts.join(', ')}`;
}

/** Why a finding was suppressed in the template. */
export function suppressionText(result: Result): string {
  const suppression = result.suppression;
  if (suppression === undefined) return 'suppressed';
  const reason = suppression.reason === undefined ? 'without a reason' : visibleSentence(suppression.reason);
  const until = suppression.until === undefined ? '' : `, until ${visibleSentence(suppression.until)}`;
  return `suppressed by ${visibleSentence(suppression.kind)}: ${reason}${until}`;
}

/** Why a finding that is not a pass does not block the gate. */
export function leniencyText(result: Result, failOn: FailOn): string {
  switch (result.status) {
    case 'excepted':
      return exceptionText(result);
    case 'suppressed':
      return suppressionText(result);
    case 'unknown':
      return unknownText(result);
    case 'error':
      return 'the rule could not be evaluated';
    case 'pass':
      return 'passed';
    case 'fail':
      if (result.baseline === 'known') return 'in the baseline: does not block the gate';
      if (failOn === 'none') return 'the gate does not fail on findings';
      if (!isAtLeast(result.severity, failOn)) return `${result.severity} is below the threshold ${failOn}`;
      if ((result.scenarios ?? []).length > 0) return 'fails in only some scenarios: does not block the gate';
      return 'does not block the gate';
  }
}

/** `unknown because of Fn::ImportValue on Net`. */
export function unknownText(result: Result): string {
  return result.unknownBecause === undefined ? 'unknown' : `unknown because of ${visibleSentence(result.unknownBecause)}`;
}

/** A diagnostic with its place and hint: `app.yaml:3:1 duplicate-key: …`. */
export function diagnosticText(file: string, diagnostic: Diagnostic): string {
  const hint = diagnostic.hint === undefined ? '' : ` (${visibleSentence(diagnostic.hint)})`;
  return `${placeText(file, diagnostic.location ?? {})} ${diagnostic.code}: ${visibleSentence(diagnostic.message)}${hint}`;
}

/** The verdict in one line, without an end mark: what the exit code says. */
export function verdictText(run: RunResult): string {
  const { gate, summary } = run;
  const threshold = gate.failOn === 'none' ? 'fail-on none' : `fail-on ${gate.failOn}`;
  if (gate.outcome === 'passed')
    return gate.incomplete ? `The run is incomplete; what was looked at passes the gate (${threshold})` : `Gate passed (${threshold})`;
  const cause = summary.blocking === 0 ? '' : `: ${counted(summary.blocking, 'finding')} ${summary.blocking === 1 ? 'blocks' : 'block'} it`;
  return `Gate failed${cause} (${threshold})${gate.incomplete ? '; the run is incomplete' : ''}`;
}

/** The exit code that the result stands for. */
export function exitCodeOf(run: RunResult): 0 | 1 | 3 {
  if (run.gate.incomplete) return 3;
  return run.gate.outcome === 'failed' ? 1 : 0;
}

/** Counts worst first: `1 critical, 2 high`. */
export function severityCounts(counts: Readonly<Record<Severity, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`)
    .join(', ');
}

/** What is known of a rule; without a text, its id is the title. */
export function ruleText(ruleId: string, environment: ReportEnvironment): RuleText {
  return environment.rules?.get(ruleId) ?? { title: ruleId };
}
