import type { FailOn, Severity } from './severity.ts';
import type { Location } from './source.ts';

/**
 * The result of a run, in the shape that `--format json` writes (schemas/result.schema.json). What has no value is left out.
 */
export interface RunResult {
  readonly schemaVersion: 1;
  readonly tool: ToolInfo;
  readonly run: RunInfo;
  readonly gate: GateDecision;
  readonly summary: Summary;
  readonly ledger: Ledger;
  /** Every statement that was made, passes included; sorted by file, position, rule, property, target. */
  readonly results: readonly Result[];
}

/** What judged: the program and its rules. */
export interface ToolInfo {
  readonly name: 'stackgate';
  readonly version: string;
  /** SHA-256 over the ids and sources of the rules that this version ships. */
  readonly rules: string;
}

/** When and where it ran, and for which targets. */
export interface RunInfo {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** The root that paths are relative to, as it was handed in. */
  readonly root: string;
  readonly commit?: string;
  /** Whether the work tree differed from the commit. */
  readonly dirty?: boolean;
  readonly targets: readonly TargetInfo[];
  /** SHA-256 over the values of the parameters that were given without a target. */
  readonly parametersDigest?: string;
}

/** Where templates are to be deployed to. */
export interface TargetInfo {
  /** What `target` of a result says. */
  readonly id: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  /** Where account and region came from, in words. */
  readonly source?: string;
  /** SHA-256 over the parameter values, so that they can be compared and not read. */
  readonly parametersDigest?: string;
}

/** Whether the gate let the templates through. */
export type GateOutcome = 'passed' | 'failed';

/** What the gate decided, and why. */
export interface GateDecision {
  readonly outcome: GateOutcome;
  /** Something that should have been looked at was not. */
  readonly incomplete: boolean;
  readonly failOn: FailOn;
  /** Why it failed and why it is incomplete, one sentence each. */
  readonly reasons: readonly string[];
  /** Those of the reasons for which it is incomplete. */
  readonly gaps?: readonly string[];
}

/** Every status that a result can have, in the order that counts are shown in. */
export const STATUSES = ['fail', 'error', 'unknown', 'pass', 'suppressed', 'excepted'] as const;

/** What is said of a resource: the verdict of a rule, that the rule broke, or that a breach was let through. */
export type Status = (typeof STATUSES)[number];

/** The results, counted. */
export interface Summary {
  readonly byStatus: Readonly<Record<Status, number>>;
  /** Findings with status `fail`. */
  readonly failuresBySeverity: Readonly<Record<Severity, number>>;
  /** Findings that block the gate. */
  readonly blocking: number;
  /** Passes that rest on the default of a parameter or on another assumption. */
  readonly assumptions: number;
}

/** One statement of one rule about one property of one resource for one target. */
export interface Result {
  readonly ruleId: string;
  /** `stackgate` for the built-in rules. */
  readonly scanner: string;
  readonly status: Status;
  readonly severity: Severity;
  /** Whether this result makes the gate fail. */
  readonly blocking: boolean;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  readonly resource?: ResultResource;
  /** A JSON pointer below `Properties`. */
  readonly property?: string;
  readonly location: Location;
  /** The place that people edit, when it is another one than `location`: the TypeScript line of a construct, a SAM property, a `.tf` line. */
  readonly source?: SourcePlace;
  readonly message: string;
  readonly remediation?: string;
  /** The id of a target in `run.targets`; left out for the open target. */
  readonly target?: string;
  /** When it happens, if it does not happen always: `IsProd is false`. */
  readonly scenarios?: readonly string[];
  /** What it rests on that nobody stated: `the default of Env`. */
  readonly assumptions?: readonly string[];
  /** Of an `unknown`: the expression that blocked it. */
  readonly unknownBecause?: string;
  readonly fingerprint: string;
  readonly reportedBy?: readonly string[];
  readonly exception?: ResultException;
  readonly suppression?: ResultSuppression;
  readonly baseline?: 'new' | 'known';
  /** Other places that belong to the statement, such as the policy attached to a bucket. */
  readonly related?: readonly RelatedPlace[];
}

/** The resource that a result is about. */
export interface ResultResource {
  /** The logical id as declared (expanded, for ForEach), or the Terraform address. */
  readonly id: string;
  readonly type: string;
  /** The instance path: `Parent/Child`, construct path, or address. */
  readonly path: string;
}

/** Where people edit what a template was made from. */
export interface SourcePlace {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

/** Another place that a result speaks of. */
export interface RelatedPlace {
  readonly file: string;
  readonly location: Location;
  readonly message: string;
}

/** The approved exception that a breach was let through by. */
export interface ResultException {
  readonly id: string;
  readonly approvedBy?: string;
  readonly expiresAt?: string;
  readonly ticket?: string;
  readonly reason?: string;
}

/** The request in the template that a breach was let through by. */
export interface ResultSuppression {
  readonly kind: string;
  readonly reason?: string;
  readonly until?: string;
}

/** What the run looked at, with what, and what loosened it: the evidence behind the verdict. */
export interface Ledger {
  readonly files: readonly LedgerFile[];
  readonly scanners: readonly LedgerScanner[];
  readonly rules: LedgerRules;
  readonly resources: LedgerResources;
  /** Everything that made the gate looser, with where it came from. */
  readonly looseners: readonly Loosener[];
  /** Attempts to loosen that the policy refused. */
  readonly refused: readonly Loosener[];
  /** SHA-256 of the configuration in force. */
  readonly configDigest?: string;
  readonly policyDigest?: string;
}

/**
 * What became of a file.
 *
 * - `scanned`: judged; `failed`: should have been judged and could not (the run is incomplete);
 * - `unsupported`: a template of a kind this version does not judge (the run is incomplete);
 * - `not-evaluated`: deliberately not looked at (a `cdk.json` without `cdk.out`, `.tf` without a plan; incomplete with `--strict`);
 * - `ignored`: left out by an ignore file or the configuration;
 * - `not-a-template`: met on a walk and no template.
 */
export type FileStatus = 'scanned' | 'failed' | 'unsupported' | 'not-evaluated' | 'ignored' | 'not-a-template';

/** What kind of template a file is. */
export type TemplateFormat = 'cloudformation' | 'cdk' | 'sam' | 'terraform-plan';

/** What became of one file. */
export interface LedgerFile {
  readonly path: string;
  readonly status: FileStatus;
  readonly format?: TemplateFormat;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256?: string;
  /** Resources judged, summed over instances and targets. */
  readonly resources?: number;
  /** Why it has this status, when it is not `scanned`. */
  readonly reason?: string;
  readonly diagnostics?: readonly Diagnostic[];
}

/** Something a loader has to say about a file. An `error` makes the run incomplete. */
export interface Diagnostic {
  readonly level: 'error' | 'warning' | 'note';
  /** Stable, kebab-case: `duplicate-key`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly location?: Location;
}

/** One scanner of the run, and whether it completed. */
export interface LedgerScanner {
  readonly name: string;
  readonly version?: string;
  readonly outcome: 'completed' | 'broken';
  readonly durationMs?: number;
  readonly reason?: string;
}

/** Which rules were selected, and which of them had something to look at. */
export interface LedgerRules {
  /** Rules that were selected. */
  readonly selected: number;
  /** Rules whose resource types occurred, and ran. */
  readonly run: number;
  readonly packs: readonly string[];
  /** Of the selected compliance packs: which controls no rule evaluates. */
  readonly controls?: readonly PackControlsCovered[];
}

/** Which controls of a compliance pack somebody looked at. */
export interface PackControlsCovered {
  readonly pack: string;
  readonly version: string;
  /** Controls that a selected rule evaluates. */
  readonly evaluated: readonly string[];
  /** Controls that nobody looked at. */
  readonly notEvaluated: readonly string[];
}

/** How many resources were judged, and how many could not be. */
export interface LedgerResources {
  /** Resource instances judged, over all targets. */
  readonly evaluated: number;
  /** Resource instances that no selected rule looks at. */
  readonly withoutRule: number;
  /** Resources that could not be looked into: modules, unexpanded SAM types. By type. */
  readonly opaque: Readonly<Record<string, number>>;
}

/** One thing that makes the gate looser, or was meant to. */
export interface Loosener {
  readonly kind:
    | 'disabled-rule'
    | 'ignored-path'
    | 'suppression'
    | 'baseline'
    | 'fail-on'
    | 'conditional'
    | 'unknown'
    | 'severity'
    | 'rule-option'
    | 'rule-selection'
    | 'code'
    | 'setting';
  /** What was loosened: `s3/bucket-encryption-enabled`, `legacy/**`. */
  readonly subject: string;
  /** Where it came from: `stackgate.config.yaml:4`, `--disable`. */
  readonly origin: string;
  readonly reason?: string;
}
