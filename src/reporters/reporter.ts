import type { RunResult } from '../model/result.ts';
import type { SourceText } from '../model/source.ts';

/** Every report format, in the order that help and errors list them. */
export const REPORT_FORMATS = ['pretty', 'json', 'junit', 'cucumber', 'sarif', 'markdown', 'html', 'github', 'gitlab'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What a report may say about a rule beyond its id. */
export interface RuleText {
  /** One sentence, as in the rule's metadata. */
  readonly title: string;
  readonly rationale?: string;
  readonly remediation?: string;
  readonly helpUri?: string;
}

/** Everything that a reporter may know beside the run; nothing is read from the process. */
export interface ReportEnvironment {
  /** Decoded files by path, for code frames; files may be missing. */
  readonly sources: ReadonlyMap<string, SourceText>;
  /** Texts that must never appear: masked in every text that comes from a template or a tool. */
  readonly secrets: readonly string[];
  /** Texts of rules by id; without one, the id speaks for itself. */
  readonly rules?: ReadonlyMap<string, RuleText>;
  /** Only `pretty` knows colour. */
  readonly colour: boolean;
  /** Columns of the terminal; without it lines are not wrapped. */
  readonly width?: number;
  /** Whether passes are listed too; `junit` and `cucumber` always have them. */
  readonly includePassed: boolean;
  readonly verbose: boolean;
  /** Only what blocks or is missing, and the verdict. */
  readonly quiet: boolean;
}

/** Turns a run into the text of one report; pure, and never throws for anything that stands in the run. */
export interface Reporter {
  readonly name: ReportFormat;
  /** The usual file extension, without the dot. */
  readonly extension: string;
  render(run: RunResult, environment: ReportEnvironment): string;
}
