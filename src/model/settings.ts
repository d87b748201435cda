import type { FailOn, Severity } from './severity.ts';

/** What an `unknown` verdict of a rule of some severity means to the gate. */
export type UnknownHandling = 'ignore' | 'warn' | 'fail';

/** The value of a template parameter, as CloudFormation takes it: text, a list is joined by commas. */
export type ParameterValues = Readonly<Record<string, string>>;

/** A named place to deploy to: judged on its own. */
export interface TargetSettings {
  /** Left out for the target that flags or the build environment describe. */
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly parameters: ParameterValues;
  /** Where account and region came from, in words: `--account`, `CODEBUILD_BUILD_ARN`, `stackgate.config.yaml:12`. */
  readonly source: string;
}

/** Options of one rule, by name. */
export type RuleOptions = Readonly<Record<string, unknown>>;

/**
 * The settings of one run, after policy, flags, environment, configuration and defaults were merged. Plain data: no paths of this
 * machine, no clock.
 */
export interface Settings {
  /** Names of packs; with neither packs nor rules, `recommended`. */
  readonly packs: readonly string[];
  /** Ids or globs; alone they select, beside packs they add. */
  readonly rules: readonly string[];
  /** Ids or globs; wins over everything that selects. */
  readonly disable: readonly string[];
  readonly failOn: FailOn;
  /** What a failure in only some scenarios means. */
  readonly conditional: 'fail' | 'warn';
  readonly unknown: Readonly<Record<Severity, UnknownHandling>>;
  /** Severity by rule id, over the rule's own. */
  readonly severities: Readonly<Record<string, Severity>>;
  /** Options by rule id. */
  readonly ruleOptions: Readonly<Record<string, RuleOptions>>;
  /** Empty: one open target. */
  readonly targets: readonly TargetSettings[];
  /** Patterns in .gitignore syntax, of paths that a walk leaves out. */
  readonly ignore: readonly string[];
  /** What is deliberately not looked at makes the run incomplete as well. */
  readonly strict: boolean;
  readonly allowEmpty: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  packs: [],
  rules: [],
  disable: [],
  failOn: 'high',
  conditional: 'fail',
  unknown: { critical: 'warn', high: 'warn', medium: 'warn', low: 'warn', info: 'warn' },
  severities: {},
  ruleOptions: {},
  targets: [],
  ignore: [],
  strict: false,
  allowEmpty: false,
};
