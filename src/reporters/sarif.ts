import { gzipSync } from 'node:zlib';
import { byCodePoint } from '../model/order.ts';
import type { Result, RunResult, Status } from '../model/result.ts';
import { type Severity, severityRank } from '../model/severity.ts';
import type { Location } from '../model/source.ts';
import { cleanRun } from './clean-run.ts';
import { compareByWeight, compareResults, type Finding, mergedOverTargets } from './findings.ts';
import { gapsOf, incompleteReasonsOf, warningsOf } from './gaps.ts';
import { counted, shortened, visibleSentence } from './plain-text.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import {
  assumptionsText,
  diagnosticText,
  exitCodeOf,
  loosenerText,
  resourceText,
  ruleText,
  scenariosText,
  targetText,
  unknownText,
  verdictText,
} from './wording.ts';

/** What GitHub takes of one run; above it the whole file is refused. */
const RESULT_LIMIT = 25_000;
const COMPRESSED_LIMIT = 10_000_000;
/** Of `shortDescription` and `fullDescription`. */
const DESCRIPTION_LIMIT = 1024;
const MESSAGE_LIMIT = 2000;
const HELP_LIMIT = 4000;
const RELATED_LIMIT = 20;
const NOTIFICATION_LIMIT = 1000;

const START_OF_FILE: Location = { line: 1, column: 1, endLine: 1, endColumn: 1 };

const SECURITY_SEVERITY = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.1',
} as const satisfies Record<Severity, string>;

type Level = 'error' | 'warning' | 'note';

/** SARIF 2.1.0 within GitHub's code scanning rules; what was suppressed or excepted is left out, as GitHub knows no suppressions. */
export const sarifReporter: Reporter = {
  name: 'sarif',
  extension: 'sarif',
  render(run: RunResult, environment: ReportEnvironment): string {
    const clean = cleanRun(run, environment).run;
    const findings = [...mergedOverTargets(clean.results)]
      .filter(({ result }) => levelOf(result) !== undefined)
      .sort((left, right) => compareByWeight(left.result, right.result));
    const all = findings.length;
    let kept = findings.slice(0, RESULT_LIMIT);
    for (;;) {
      const text = `${JSON.stringify(logOf(clean, environment, kept, all - kept.length), undefined, 2)}\n`;
      // Compressed text is never longer than the text, but for a few bytes.
      const size = text.length * 3 < COMPRESSED_LIMIT || kept.length === 0 ? 0 : gzipSync(text).length;
      if (size < COMPRESSED_LIMIT) return text;
      kept = kept.slice(0, Math.floor(Math.min(kept.length * 0.9, (kept.length * COMPRESSED_LIMIT * 0.9) / size)));
    }
  },
};

/** What a result that does not block is; `undefined` for what is no alert: broken rules are notifications, the others were let through. */
const LENIENT_LEVEL = {
  fail: (severity) => (severity === 'low' || severity === 'info' ? 'note' : 'warning'),
  unknown: () => 'note',
  error: () => undefined,
  pass: () => undefined,
  suppressed: () => undefined,
  excepted: () => undefined,
} as const satisfies Record<Status, (severity: Severity) => Level | undefined>;

function levelOf(result: Result): Level | undefined {
  return result.blocking ? 'error' : LENIENT_LEVEL[result.status](result.severity);
}

function logOf(run: RunResult, environment: ReportEnvironment, findings: readonly Finding[], leftOut: number) {
  const rules = rulesOf(findings, environment);
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const shown = [...findings].sort((left, right) => compareResults(left.result, right.result));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: run.tool.name, version: run.tool.version, rules } },
        automationDetails: { id: 'stackgate/' },
        columnKind: 'utf16CodeUnits',
        invocations: [invocationOf(run, leftOut)],
        results: shown.map((finding) => resultOf(run, finding, indexes.get(finding.result.ruleId) ?? -1)),
        properties: {
          verdict: verdictText(run),
          blocking: run.summary.blocking,
          leftOut,
          looseners: run.ledger.looseners.map(loosenerText),
          ...(run.run.commit === undefined ? {} : { commit: run.run.commit }),
        },
      },
    ],
  };
}

function rulesOf(findings: readonly Finding[], environment: ReportEnvironment) {
  const byId = new Map<string, { severity: Severity; remediation: string | undefined }>();
  for (const { result } of findings) {
    const known = byId.get(result.ruleId);
    if (known === undefined) {
      byId.set(result.ruleId, { severity: result.severity, remediation: result.remediation });
      continue;
    }
    known.remediation ??= result.remediation;
    if (severityRank(result.severity) < severityRank(known.severity)) known.severity = result.severity;
  }
  return [...byId]
    .sort(([left], [right]) => byCodePoint(left, right))
    .map(([id, { severity, remediation }]) => {
      const text = ruleText(id, environment);
      const title = visibleSentence(text.title) || id || 'rule';
      const fix = text.remediation ?? remediation;
      const help = [
        title,
        text.rationale,
        fix === undefined ? undefined : `How to fix it: ${fix}`,
        id.includes(':') ? undefined : `More: stackgate explain ${id}`,
      ]
        .filter((line) => line !== undefined)
        .join('\n\n');
      return {
        id,
        shortDescription: { text: shortened(title, DESCRIPTION_LIMIT) },
        fullDescription: { text: shortened(visibleSentence(text.rationale ?? '') || title, DESCRIPTION_LIMIT) },
        help: { text: shortened(help, HELP_LIMIT) },
        ...(text.helpUri === undefined ? {} : { helpUri: text.helpUri }),
        defaultConfiguration: { level: severityRank(severity) <= 1 ? 'error' : severityRank(severity) === 2 ? 'warning' : 'note' },
        properties: {
          tags: ['security', severity, ...serviceTags(id)],
          precision: 'high',
          'security-severity': SECURITY_SEVERITY[severity],
        },
      };
    });
}

/** `s3` of `s3/bucket-versioning-enabled`, the scanner of a foreign rule. */
function serviceTags(ruleId: string): readonly string[] {
  const match = /^([a-z0-9][a-z0-9._-]{0,49})[/:]/i.exec(ruleId);
  return match?.[1] === undefined ? [] : [match[1]];
}

function resultOf(run: RunResult, finding: Finding, ruleIndex: number) {
  const { result, targets, count } = finding;
  const generated = result.source?.line !== undefined;
  const lines = [
    `${resourceText(result)}: ${result.message}`,
    result.status === 'unknown' ? `It is ${unknownText(result)}.` : undefined,
    scenariosText(result),
    assumptionsText(result),
    targets.length === 0 ? undefined : `For ${targets.map((target) => targetText(run, target)).join(', ')}.`,
    result.remediation === undefined ? undefined : `Fix: ${result.remediation}`,
  ].filter((line) => line !== undefined);
  const related = [
    ...(generated ? [{ message: 'in the template', file: result.file, location: result.location }] : []),
    ...(result.related ?? []),
  ].slice(0, RELATED_LIMIT);
  return {
    ruleId: result.ruleId,
    ruleIndex,
    level: levelOf(result) ?? 'none',
    message: { text: shortened(lines.join('\n'), MESSAGE_LIMIT) },
    locations: [primaryLocation(result)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((place, id) => ({
            id: id + 1,
            message: { text: shortened(visibleSentence(place.message) || 'related', MESSAGE_LIMIT) },
            physicalLocation: physicalLocation(place.file, place.location),
          })),
        }),
    partialFingerprints: { 'stackgateFingerprint/v1': result.fingerprint },
    occurrenceCount: count,
    properties: {
      status: result.status,
      severity: result.severity,
      blocking: result.blocking,
      scanner: result.scanner,
      ...(result.property === undefined ? {} : { property: result.property }),
      ...(targets.length === 0 ? {} : { targets }),
      ...(result.baseline === undefined ? {} : { baseline: result.baseline }),
    },
  };
}

/** GitHub shows an alert only on a file of the repository: of a generated template, that is the place that people edit. */
function primaryLocation(result: Result) {
  const { source, resource } = result;
  const place =
    source?.line === undefined
      ? physicalLocation(result.file, result.location)
      : physicalLocation(source.file, {
          line: source.line,
          column: source.column ?? 1,
          endLine: source.line,
          endColumn: (source.column ?? 1) + 1,
        });
  return {
    physicalLocation: place,
    ...(resource === undefined ? {} : { logicalLocations: [{ name: resource.id, fullyQualifiedName: resource.path, kind: 'resource' }] }),
  };
}

function physicalLocation(file: string, location: Location) {
  const startLine = atLeastOne(location.line);
  const startColumn = atLeastOne(location.column);
  const endLine = Math.max(startLine, atLeastOne(location.endLine));
  const endColumn = endLine === startLine ? Math.max(startColumn + 1, atLeastOne(location.endColumn)) : atLeastOne(location.endColumn);
  return { artifactLocation: { uri: uriOf(file) }, region: { startLine, startColumn, endLine, endColumn } };
}

function atLeastOne(value: number): number {
  return Number.isFinite(value) ? Math.max(1, Math.floor(value)) : 1;
}

/** A relative URI for a relative path, a file URI for an absolute one. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const encoded = path
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  if (/^[A-Za-z]:\//.test(path)) return `file:///${encoded.replace('%3A', ':')}`;
  return encoded === '' ? '.' : encoded;
}

function invocationOf(run: RunResult, leftOut: number) {
  const started = Date.parse(run.run.startedAt);
  const ended = started + run.run.durationMs;
  const times =
    Number.isFinite(ended) && Math.abs(ended) < 8.64e15
      ? { startTimeUtc: new Date(started).toISOString(), endTimeUtc: new Date(ended).toISOString() }
      : {};
  return {
    executionSuccessful: !run.gate.incomplete,
    exitCode: exitCodeOf(run),
    ...times,
    toolExecutionNotifications: notificationsOf(run, leftOut),
  };
}

function notificationsOf(run: RunResult, leftOut: number) {
  const notifications: {
    readonly level: Level;
    readonly message: { readonly text: string };
    readonly descriptor?: { readonly id: string };
    readonly associatedRule?: { readonly id: string };
    readonly locations?: readonly { readonly physicalLocation: ReturnType<typeof physicalLocation> }[];
  }[] = [];
  if (leftOut > 0)
    notifications.push({
      level: 'warning',
      message: {
        text: `${counted(leftOut, 'result')} left out of this file, the least severe first: it would be larger than code scanning takes`,
      },
      descriptor: { id: 'stackgate/left-out' },
    });
  if (run.gate.incomplete)
    notifications.push({
      level: 'error',
      message: { text: shortened(incompleteReasonsOf(run).join('\n'), MESSAGE_LIMIT) || 'incomplete' },
      descriptor: { id: 'stackgate/incomplete' },
    });
  for (const gap of gapsOf(run)) {
    const location = gap.location ?? START_OF_FILE;
    notifications.push({
      level: gap.serious ? 'error' : 'warning',
      message: { text: shortened(`${gap.subject}: ${gap.detail}`, MESSAGE_LIMIT) },
      descriptor: { id: gap.kind === 'file' ? 'stackgate/file-not-judged' : 'stackgate/scanner-broken' },
      ...(gap.kind === 'file' ? { locations: [{ physicalLocation: physicalLocation(gap.subject, location) }] } : {}),
    });
  }
  for (const { file, diagnostic } of warningsOf(run))
    notifications.push({
      level: 'warning',
      message: { text: shortened(diagnosticText(file, diagnostic), MESSAGE_LIMIT) },
      descriptor: { id: `stackgate/${diagnostic.code}` },
      locations: [{ physicalLocation: physicalLocation(file, diagnostic.location ?? START_OF_FILE) }],
    });
  for (const { result } of mergedOverTargets(run.results)) {
    if (result.status !== 'error' || result.blocking) continue;
    notifications.push({
      level: 'error',
      message: { text: shortened(`${result.ruleId} on ${resourceText(result)}: ${result.message}`, MESSAGE_LIMIT) },
      associatedRule: { id: result.ruleId },
      locations: [{ physicalLocation: physicalLocation(result.file, result.location) }],
    });
  }
  if (notifications.length <= NOTIFICATION_LIMIT) return notifications;
  const more = notifications.length - (NOTIFICATION_LIMIT - 1);
  return [
    ...notifications.slice(0, NOTIFICATION_LIMIT - 1),
    { level: 'error' as const, message: { text: `and ${counted(more, 'more notification')}` } },
  ];
}
