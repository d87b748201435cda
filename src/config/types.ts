import type { Loosener } from '../model/result.ts';
import type { Category, RuleSummary } from '../model/rule.ts';
import type { ParameterValues, RuleOptions, TargetSettings, UnknownHandling } from '../model/settings.ts';
import type { FailOn, Severity } from '../model/severity.ts';
import type { Reader } from '../model/supply.ts';

/** What names can be used; a function that gives it is only called when a name has to be checked, for the catalogue is large. */
export interface Known {
  readonly rules: readonly RuleSummary[];
  /** `recommended` and `all` included. */
  readonly packs: readonly string[];
}

/** What reading a configuration needs. */
export interface LoadContext {
  readonly reader: Reader;
  /** The path on this machine of a path of the reader; code is imported by it. */
  readonly absolute: (path: string) => string;
  readonly known: () => Known;
  /** Whether code of the repository may run: without a policy yes, with one when it says so. */
  readonly allowCode: boolean;
}

/** One word for all severities, or one for each. */
export type UnknownSetting = UnknownHandling | Readonly<Partial<Record<Severity, UnknownHandling>>>;

export interface EnvironmentDocument {
  readonly account?: string | number;
  readonly region?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly parametersFile?: string;
}

export interface ReportDocument {
  readonly format: string;
  readonly file?: string;
}

/** A rule that is written as a JSON Schema (draft 7) over the properties of a resource. */
export interface SchemaRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category?: Category;
  readonly resourceTypes: readonly string[];
  readonly schema: Readonly<Record<string, unknown>>;
  readonly message: string;
  /** A dotted path that findings point at, in place of the property that does not match. */
  readonly property?: string;
  readonly rationale?: string;
  readonly remediation?: string;
}

/** What configuration and policy have in common. */
export interface SharedDocument {
  readonly packs?: readonly string[];
  readonly rules?: readonly string[];
  readonly disable?: readonly string[];
  readonly failOn?: FailOn;
  readonly conditional?: 'fail' | 'warn';
  readonly unknown?: UnknownSetting;
  readonly severities?: Readonly<Record<string, Severity>>;
  readonly options?: Readonly<Record<string, RuleOptions>>;
  readonly ignore?: readonly string[];
  readonly strict?: boolean;
  readonly allowEmpty?: boolean;
}

/** A configuration that the schema has seen. */
export interface ConfigDocument extends SharedDocument {
  readonly project?: string;
  readonly environments?: Readonly<Record<string, EnvironmentDocument>>;
  readonly reports?: readonly ReportDocument[];
  readonly customRules?: readonly (string | SchemaRule)[];
}

/** A policy that the schema has seen. */
export interface PolicyDocument extends SharedDocument {
  readonly allowDisable?: readonly string[];
  readonly allowOptions?: readonly string[];
  readonly allowIgnore?: readonly string[];
  readonly scanners?: readonly string[];
  readonly suppressions?: 'allow' | 'refuse';
  readonly exceptionStore?: string;
  readonly allowRepositoryCode?: boolean;
}

/** A rule of the repository; it is made into a rule of the engine elsewhere. */
export type CustomRuleSource =
  | { readonly kind: 'schema'; readonly id: string; readonly rule: SchemaRule; readonly file: string; readonly origin: string }
  /** `rule` is what `defineRule` gave, or pretends to. */
  | { readonly kind: 'code'; readonly id: string; readonly rule: object; readonly file: string; readonly origin: string };

/** A configuration with everything that it refers to. */
export interface LoadedConfig {
  readonly file: string;
  readonly document: ConfigDocument;
  readonly targets: readonly TargetSettings[];
  readonly customRules: readonly CustomRuleSource[];
  /** SHA-256, in hex, over the configuration and the files it refers to. */
  readonly digest: string;
  /** `stackgate.config.yaml:4` for a path of keys. */
  readonly origin: (path: readonly string[]) => string;
}

export interface LoadedPolicy {
  readonly file: string;
  readonly document: PolicyDocument;
  /** SHA-256, in hex. */
  readonly digest: string;
  readonly origin: (path: readonly string[]) => string;
  /** The policy lies in the checkout that it judges, where the judged can change it. */
  readonly isInsideRoot: boolean;
}

/** What came of looking for a configuration. */
export interface ConfigOutcome {
  /** Missing when there is none, or when it is code that may not run. */
  readonly config?: LoadedConfig;
  /** Code that was not run. */
  readonly refused: readonly Loosener[];
}

/** The values of a parameter file, with what they were read from. */
export interface GivenParameters {
  readonly values: ParameterValues;
  readonly origin: string;
}
