import type { Result, RunResult, Status } from '../model/result.ts';
import type { Severity } from '../model/severity.ts';
import { cleanRun } from './clean-run.ts';
import { compareByWeight, type Finding, mergedOverTargets } from './findings.ts';
import { gapsOf, incompleteReasonsOf, warningsOf } from './gaps.ts';
import { shortened, visibleSentence } from './plain-text.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import { circumstancesText, diagnosticText, loosenerText, resourceName, targetText, unknownText, verdictText } from './wording.ts';

export { renderStepSummary } from './markdown.ts';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
  readonly title: string;
  readonly message: string;
}

const LEVELS: readonly Level[] = ['error', 'warning', 'notice'];

const MESSAGE_LIMIT = 4000;

/** GitHub workflow commands: one annotation per finding, errors first because only the first ten of a level are shown. */
export const githubReporter: Reporter = {
  name: 'github',
  extension: 'txt',
  render(run: RunResult, environment: ReportEnvironment): string {
    const clean = cleanRun(run, environment).run;
    const findings = [...mergedOverTargets(clean.results)].sort((left, right) => compareByWeight(left.result, right.result));
    const annotations = [...gapAnnotations(clean), ...findings.flatMap((finding) => findingAnnotation(clean, finding) ?? [])];
    const shown = environment.quiet ? annotations.filter((annotation) => annotation.level === 'error') : annotations;
    const sorted = [...shown].sort((left, right) => LEVELS.indexOf(left.level) - LEVELS.indexOf(right.level));
    return `${[...sorted.map(command), verdictText(clean)].join('\n')}\n`;
  },
};

/** What a result that does not block is; `undefined` for what needs nobody's attention in the code. */
const LENIENT_LEVEL = {
  fail: (severity) => (severity === 'low' || severity === 'info' ? 'notice' : 'warning'),
  error: () => 'error',
  unknown: () => 'notice',
  pass: () => undefined,
  suppressed: () => undefined,
  excepted: () => undefined,
} as const satisfies Record<Status, (severity: Severity) => Level | undefined>;

function levelOf(result: Result): Level | undefined {
  return result.blocking ? 'error' : LENIENT_LEVEL[result.status](result.severity);
}

function findingAnnotation(run: RunResult, finding: Finding): Annotation | undefined {
  const { result, targets } = finding;
  const level = levelOf(result);
  if (level === undefined) return undefined;
  const circumstances = circumstancesText(result);
  const lines = [
    `${resourceName(result)}: ${result.message}${circumstances === undefined ? '' : ` (${circumstances})`}`,
    result.status === 'unknown' ? unknownText(result) : undefined,
    targets.length === 0 ? undefined : `For ${targets.map((target) => targetText(run, target)).join(', ')}`,
    result.remediation === undefined ? undefined : `Fix: ${result.remediation}`,
  ].filter((line) => line !== undefined);
  return {
    level,
    ...placeOf(result),
    title: `${result.ruleId} (${result.severity}${result.blocking ? ', blocks the gate' : ''})`,
    message: lines.join('\n'),
  };
}

/** The place that people edit: an annotation on a generated template is shown nowhere. */
function placeOf(result: Result): Pick<Annotation, 'file' | 'line' | 'endLine' | 'column' | 'endColumn'> {
  const { source, location } = result;
  if (source?.line !== undefined)
    return { file: source.file, line: source.line, ...(source.column === undefined ? {} : { column: source.column }) };
  const place = { file: result.file, line: location.line, endLine: location.endLine };
  // GitHub refuses columns when start and end are on different lines.
  return location.line === location.endLine ? { ...place, column: location.column, endColumn: location.endColumn } : place;
}

function gapAnnotations(run: RunResult): readonly Annotation[] {
  const annotations: Annotation[] = [];
  const failedOtherwise = run.gate.outcome === 'failed' && !run.results.some((result) => result.blocking);
  if (run.gate.incomplete || failedOtherwise) {
    const title = run.gate.incomplete ? 'The run is incomplete' : 'The gate failed';
    annotations.push({ level: 'error', title, message: incompleteReasonsOf(run).join('\n') });
  }
  for (const gap of gapsOf(run)) {
    const line = gap.location?.line;
    annotations.push({
      level: gap.serious ? 'error' : 'warning',
      ...(gap.kind === 'file' ? { file: gap.subject } : {}),
      ...(line === undefined ? {} : { line }),
      title:
        gap.kind === 'file'
          ? `${gap.subject} ${gap.serious ? 'was not judged as a whole' : 'was not evaluated'}`
          : `Scanner ${gap.subject} did not complete`,
      message: gap.detail,
    });
  }
  for (const { file, diagnostic } of warningsOf(run)) {
    const line = diagnostic.location?.line;
    const place = line === undefined ? { file } : { file, line };
    annotations.push({ level: 'warning', ...place, title: diagnostic.code, message: diagnosticText(file, diagnostic) });
  }
  if (run.ledger.looseners.length > 0)
    annotations.push({ level: 'notice', title: 'The gate was loosened', message: run.ledger.looseners.map(loosenerText).join('\n') });
  return annotations;
}

function command(annotation: Annotation): string {
  const properties = [
    ['file', annotation.file],
    ['line', annotation.line],
    ['endLine', annotation.endLine],
    ['col', annotation.column],
    ['endColumn', annotation.endColumn],
    ['title', visibleSentence(annotation.title)],
  ]
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapedProperty(String(value))}`);
  return `::${annotation.level} ${properties.join(',')}::${escapedData(shortened(annotation.message, MESSAGE_LIMIT))}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
