import type {
  Diagnostic,
  LedgerFile,
  LedgerScanner,
  Loosener,
  RelatedPlace,
  Result,
  ResultException,
  ResultSuppression,
  RunResult,
  TargetInfo,
} from '../model/result.ts';
import type { SourceText } from '../model/source.ts';
import { visibleText } from './plain-text.ts';
import type { ReportEnvironment } from './reporter.ts';
import { type SecretMask, secretMask } from './secrets.ts';

/** A run whose texts may be shown: secrets are masked and nothing in it can steer a terminal. */
export interface CleanRun {
  readonly run: RunResult;
  /** By cleaned path. */
  readonly sources: ReadonlyMap<string, SourceText>;
  readonly mask: SecretMask;
}

interface Cleaning {
  /** For what the checkout and the tools call things (files, rules, scanners): never a value of a template. */
  readonly name: (text: string) => string;
  /** For everything else: names and values that a template chose, and sentences. */
  readonly text: (text: string) => string;
}

/** The run as people may read it: secrets masked, and every control character written as a visible escape. */
export function cleanRun(run: RunResult, environment: ReportEnvironment): CleanRun {
  const mask = secretMask(environment.secrets);
  const sources = new Map<string, SourceText>();
  for (const [path, source] of environment.sources) sources.set(visibleText(path), source);
  // Masked again afterwards: writing escapes may have spelled a secret that holds one.
  const text = (raw: string) => mask.mask(visibleLines(mask.mask(raw)));
  return { run: cleanedRun(run, { name: visibleText, text }), sources, mask };
}

/** The run for machines: secrets masked, everything else as it is. */
export function maskedRun(run: RunResult, secrets: readonly string[]): RunResult {
  const { mask } = secretMask(secrets);
  return cleanedRun(run, { name: (text) => text, text: mask });
}

/** Visible text that keeps its line breaks. */
function visibleLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(visibleText)
    .join('\n');
}

function cleanedRun(run: RunResult, { name, text }: Cleaning): RunResult {
  const cleaning: Cleaning = { name, text };
  return {
    ...run,
    tool: { ...run.tool, version: name(run.tool.version), rules: name(run.tool.rules) },
    run: {
      ...run.run,
      startedAt: name(run.run.startedAt),
      root: name(run.run.root),
      ...(run.run.commit === undefined ? {} : { commit: name(run.run.commit) }),
      targets: run.run.targets.map((target) => cleanedTarget(target, cleaning)),
    },
    gate: { ...run.gate, reasons: run.gate.reasons.map(text), ...(run.gate.gaps === undefined ? {} : { gaps: run.gate.gaps.map(text) }) },
    ledger: {
      ...run.ledger,
      files: run.ledger.files.map((file) => cleanedFile(file, cleaning)),
      scanners: run.ledger.scanners.map((scanner) => cleanedScanner(scanner, cleaning)),
      rules: { ...run.ledger.rules, packs: run.ledger.rules.packs.map(name) },
      resources: {
        ...run.ledger.resources,
        opaque: Object.fromEntries(Object.entries(run.ledger.resources.opaque).map(([type, count]) => [name(type), count])),
      },
      looseners: run.ledger.looseners.map((loosener) => cleanedLoosener(loosener, cleaning)),
      refused: run.ledger.refused.map((loosener) => cleanedLoosener(loosener, cleaning)),
    },
    results: run.results.map((result) => cleanedResult(result, cleaning)),
  };
}

function cleanedTarget(target: TargetInfo, { name, text }: Cleaning): TargetInfo {
  return {
    ...target,
    id: name(target.id),
    ...(target.name === undefined ? {} : { name: name(target.name) }),
    ...(target.account === undefined ? {} : { account: name(target.account) }),
    ...(target.region === undefined ? {} : { region: name(target.region) }),
    ...(target.source === undefined ? {} : { source: text(target.source) }),
  };
}

function cleanedFile(file: LedgerFile, cleaning: Cleaning): LedgerFile {
  return {
    ...file,
    path: cleaning.name(file.path),
    ...(file.reason === undefined ? {} : { reason: cleaning.text(file.reason) }),
    ...(file.diagnostics === undefined
      ? {}
      : { diagnostics: file.diagnostics.map((diagnostic) => cleanedDiagnostic(diagnostic, cleaning)) }),
  };
}

function cleanedDiagnostic(diagnostic: Diagnostic, { name, text }: Cleaning): Diagnostic {
  return {
    ...diagnostic,
    code: name(diagnostic.code),
    message: text(diagnostic.message),
    ...(diagnostic.hint === undefined ? {} : { hint: text(diagnostic.hint) }),
  };
}

function cleanedScanner(scanner: LedgerScanner, { name, text }: Cleaning): LedgerScanner {
  return {
    ...scanner,
    name: name(scanner.name),
    ...(scanner.version === undefined ? {} : { version: name(scanner.version) }),
    ...(scanner.reason === undefined ? {} : { reason: text(scanner.reason) }),
  };
}

function cleanedLoosener(loosener: Loosener, { name, text }: Cleaning): Loosener {
  return {
    ...loosener,
    subject: text(loosener.subject),
    origin: name(loosener.origin),
    ...(loosener.reason === undefined ? {} : { reason: text(loosener.reason) }),
  };
}

function cleanedResult(result: Result, cleaning: Cleaning): Result {
  const { name, text } = cleaning;
  return {
    ...result,
    ruleId: name(result.ruleId),
    scanner: name(result.scanner),
    file: name(result.file),
    ...(result.resource === undefined
      ? {}
      : {
          resource: {
            ...result.resource,
            id: text(result.resource.id),
            type: name(result.resource.type),
            path: text(result.resource.path),
          },
        }),
    ...(result.property === undefined ? {} : { property: text(result.property) }),
    ...(result.source === undefined ? {} : { source: { ...result.source, file: name(result.source.file) } }),
    message: text(result.message),
    ...(result.remediation === undefined ? {} : { remediation: text(result.remediation) }),
    ...(result.target === undefined ? {} : { target: name(result.target) }),
    ...(result.scenarios === undefined ? {} : { scenarios: result.scenarios.map(text) }),
    ...(result.assumptions === undefined ? {} : { assumptions: result.assumptions.map(text) }),
    ...(result.unknownBecause === undefined ? {} : { unknownBecause: text(result.unknownBecause) }),
    fingerprint: name(result.fingerprint),
    ...(result.reportedBy === undefined ? {} : { reportedBy: result.reportedBy.map(name) }),
    ...(result.exception === undefined ? {} : { exception: cleanedException(result.exception, cleaning) }),
    ...(result.suppression === undefined ? {} : { suppression: cleanedSuppression(result.suppression, cleaning) }),
    ...(result.related === undefined ? {} : { related: result.related.map((place) => cleanedRelated(place, cleaning)) }),
  };
}

function cleanedException(exception: ResultException, { name, text }: Cleaning): ResultException {
  return {
    ...exception,
    id: name(exception.id),
    ...(exception.approvedBy === undefined ? {} : { approvedBy: name(exception.approvedBy) }),
    ...(exception.expiresAt === undefined ? {} : { expiresAt: name(exception.expiresAt) }),
    ...(exception.ticket === undefined ? {} : { ticket: name(exception.ticket) }),
    ...(exception.reason === undefined ? {} : { reason: text(exception.reason) }),
  };
}

function cleanedSuppression(suppression: ResultSuppression, { name, text }: Cleaning): ResultSuppression {
  return {
    ...suppression,
    kind: name(suppression.kind),
    ...(suppression.reason === undefined ? {} : { reason: text(suppression.reason) }),
    ...(suppression.until === undefined ? {} : { until: name(suppression.until) }),
  };
}

function cleanedRelated(place: RelatedPlace, { name, text }: Cleaning): RelatedPlace {
  return { ...place, file: name(place.file), message: text(place.message) };
}
