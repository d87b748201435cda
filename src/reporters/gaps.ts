import { assertNever } from '../model/errors.ts';
import type { Diagnostic, LedgerFile, RunResult } from '../model/result.ts';
import type { Location } from '../model/source.ts';
import { counted, visibleSentence } from './plain-text.ts';
import { diagnosticText, FILE_STATUS_WORDS, verdictText } from './wording.ts';

/** Something that was not looked at, or not as a whole. */
export interface Gap {
  readonly kind: 'file' | 'scanner';
  /** The file's path or the scanner's name. */
  readonly subject: string;
  /** Whether it belongs to what makes the run incomplete; else it was left out knowingly. */
  readonly serious: boolean;
  /** In one line: `unsupported: …`. */
  readonly message: string;
  /** Every fault, a line each. */
  readonly detail: string;
  /** Of the first fault, in the file. */
  readonly location?: Location;
}

/** Files that could not be judged or were not evaluated, and scanners that did not complete; in the ledger's order. */
export function gapsOf(run: RunResult): readonly Gap[] {
  const files = run.ledger.files.flatMap((file) => fileGap(file) ?? []);
  const scanners = run.ledger.scanners
    .filter((scanner) => scanner.outcome === 'broken')
    .map((scanner): Gap => {
      const reason = scanner.reason ?? 'no reason was given';
      const version = scanner.version === undefined ? '' : ` (version ${scanner.version})`;
      const message = visibleSentence(`did not complete${version}: ${reason}`);
      return {
        kind: 'scanner',
        subject: visibleSentence(scanner.name) || '(unnamed)',
        serious: true,
        message,
        detail: `${message}\n${reason}`,
      };
    });
  return [...files, ...scanners];
}

/** What the loaders warned of: it was judged, but perhaps not as its author thinks. */
export function warningsOf(run: RunResult): readonly { readonly file: string; readonly diagnostic: Diagnostic }[] {
  return run.ledger.files.flatMap((file) =>
    (file.diagnostics ?? [])
      .filter(({ level }) => level === 'warning')
      .map((diagnostic) => ({ file: visibleSentence(file.path), diagnostic })),
  );
}

/** Why the run is incomplete, one sentence each; of one that is not, why the gate failed. Never empty. */
export function incompleteReasonsOf(run: RunResult): readonly string[] {
  return run.gate.incomplete && run.gate.gaps !== undefined && run.gate.gaps.length > 0 ? run.gate.gaps : reasonsOf(run);
}

/** Why the run is not a plain pass, one sentence each; never empty. */
export function reasonsOf(run: RunResult): readonly string[] {
  return run.gate.reasons.length === 0 ? [verdictText(run)] : run.gate.reasons;
}

/** The first of the reasons, and how many more there are: every unread file is one, and is listed elsewhere. */
export function briefReasons(run: RunResult, limit = 10): readonly string[] {
  const reasons = reasonsOf(run);
  if (reasons.length <= limit) return reasons;
  return [...reasons.slice(0, limit), `and ${counted(reasons.length - limit, 'more reason')}`];
}

function fileGap(file: LedgerFile): Gap | undefined {
  const faults = (file.diagnostics ?? []).filter((diagnostic) => diagnostic.level === 'error');
  const location = faults[0]?.location;
  const lines = [file.reason, ...faults.map((fault) => diagnosticText(file.path, fault))].filter((line) => line !== undefined);
  const word =
    file.status === 'scanned' ? 'scanned with errors' : file.status === 'failed' ? 'could not be read' : FILE_STATUS_WORDS[file.status];
  const gap = (serious: boolean): Gap => ({
    kind: 'file',
    subject: visibleSentence(file.path) || '(unnamed)',
    serious,
    message: visibleSentence(`${word}: ${file.reason ?? faults[0]?.message ?? 'no reason was given'}`),
    detail: lines.length === 0 ? word : lines.join('\n'),
    ...(location === undefined ? {} : { location }),
  });
  switch (file.status) {
    case 'failed':
    case 'unsupported':
      return gap(true);
    case 'not-evaluated':
      return gap(false);
    case 'scanned':
      return faults.length === 0 ? undefined : gap(true);
    case 'ignored':
    case 'not-a-template':
      return undefined;
    default:
      return assertNever(file.status);
  }
}
