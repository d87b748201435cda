import { StackgateError, StackgateErrors } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Loosener } from '../model/result.ts';
import { DEFAULT_SETTINGS, type Settings, type UnknownHandling } from '../model/settings.ts';
import { type FailOn, SEVERITIES, type Severity, severityRank } from '../model/severity.ts';
import { ENVIRONMENT_VARIABLES, type EnvironmentVariables, variable } from './environment.ts';
import { isCode } from './load-typescript.ts';
import {
  type Context,
  chooseOrdered,
  DEFAULT_ORIGIN,
  fromConfig,
  fromPolicy,
  type Merge,
  type ResolveInput,
  type Sourced,
  usage,
  word,
} from './resolve-context.ts';
import { resolveOptions, resolveSeverities } from './resolve-rules.ts';
import { resolveDisable, resolveSelection } from './resolve-selection.ts';
import { resolveTargets } from './resolve-targets.ts';
import type { CustomRuleSource, LoadedPolicy, UnknownSetting } from './types.ts';
import { quote } from './validate.ts';

export interface ReportRequest {
  readonly format: string;
  readonly file?: string;
  readonly origin: string;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** Where each setting came from: `--fail-on`, `stackgate.config.yaml:4`, `default`. Keys with a dot for parts: `unknown.critical`. */
  readonly provenance: Readonly<Record<string, string>>;
  readonly looseners: readonly Loosener[];
  /** What would have loosened the gate and the policy did not let through. */
  readonly refused: readonly Loosener[];
  /** What the policy demands and this version cannot do: the run is incomplete for it. */
  readonly unmet: readonly string[];
  /** Things that look like mistakes, for people. */
  readonly warnings: readonly string[];
  readonly reports: readonly ReportRequest[];
  readonly project?: string;
  readonly customRuleSources: readonly CustomRuleSource[];
  /** For the supplier of files. */
  readonly ignore: readonly { readonly pattern: string; readonly origin: string }[];
  /** For the supplier of files; set when a policy is in force. */
  readonly policyIgnore?: {
    readonly ignore: readonly { readonly pattern: string; readonly origin: string }[];
    readonly allowIgnore: readonly string[];
  };
  readonly configFile?: string;
  readonly configDigest?: string;
  readonly policyFile?: string;
  readonly policyDigest?: string;
}

/**
 * Merges what the policy locks, flags, environment variables, configuration and defaults, in this precedence, and keeps where each setting
 * came from. With a policy, nothing else can be looser than what it says, or than the default where it says nothing; what tries to is
 * recorded as refused and passed over. Pure. Throws all errors in flags and variables at once: `USAGE`, `UNKNOWN_RULE`, `UNKNOWN_PACK`.
 */
export function resolveSettings(input: ResolveInput): ResolvedSettings {
  const { policy } = input;
  const config = input.config?.config;
  const record: Merge = { provenance: new Map(), looseners: [], refused: [...(input.config?.refused ?? [])], errors: [] };
  const context: Context = {
    input,
    record,
    flags: input.flags ?? {},
    variables: input.environmentVariables ?? {},
    defaults: input.defaults ?? DEFAULT_SETTINGS,
    ownRules: new Map((config?.customRules ?? []).map((source) => [source.id, source])),
  };
  const selection = resolveSelection(context);
  const disable = resolveDisable(context);
  const settings: Settings = {
    ...selection,
    disable,
    failOn: resolveFailOn(context),
    conditional: resolveConditional(context),
    unknown: resolveUnknown(context),
    severities: resolveSeverities(context),
    ruleOptions: resolveOptions(context),
    targets: resolveTargets(context),
    ...resolveSwitches(context),
    ignore: [],
  };
  const ignore = resolveIgnore(context);
  const { reports, project } = resolveOthers(context);
  if (policy?.isInsideRoot === true) {
    const reason = 'the policy lies in the checkout that it judges, where the judged can change it';
    record.looseners.push({ kind: 'setting', subject: '--policy', origin: policy.file, reason });
  }
  if (policy !== undefined && config !== undefined) noteCode(record, policy, config.file, config.customRules);
  throwAll(record.errors);
  return {
    settings: { ...settings, ignore: [...(ignore.policyIgnore?.ignore ?? []), ...ignore.ignore].map(({ pattern }) => pattern) },
    provenance: Object.fromEntries(record.provenance),
    looseners: record.looseners,
    refused: record.refused,
    unmet: (policy?.document.scanners ?? []).map((name) => `the policy demands the scanner ${quote(name)}, which this version cannot run`),
    warnings: misspeltVariables(context.variables),
    reports,
    ...(project === undefined ? {} : { project }),
    customRuleSources: config?.customRules ?? [],
    ...ignore,
    ...(config === undefined ? {} : { configFile: config.file, configDigest: config.digest }),
    ...(policy === undefined ? {} : { policyFile: policy.file, policyDigest: policy.digest }),
  };
}

/**
 * The policy that is in force: the variable `STACKGATE_POLICY` is set by whoever owns the pipeline, so that a flag cannot name another one.
 * Throws `POLICY_CONFLICT` when it tries.
 */
export function policyPath(flag: string | undefined, variables: EnvironmentVariables): string | undefined {
  const fixed = variable(variables, 'STACKGATE_POLICY');
  if (flag !== undefined && fixed !== undefined && flag !== fixed) {
    throw new StackgateError('POLICY_CONFLICT', `--policy names ${quote(flag)}, and STACKGATE_POLICY names ${quote(fixed)}`, {
      hint: 'Leave out the flag: the variable decides.',
    });
  }
  return fixed ?? flag;
}

/** Whether code of the repository may run: without a policy yes, with one when it says so. */
export function mayRunCode(policy: LoadedPolicy | undefined): boolean {
  return policy === undefined || policy.document.allowRepositoryCode === true;
}

function noteCode(record: Merge, policy: LoadedPolicy, configFile: string, rules: readonly CustomRuleSource[]): void {
  const files = new Set([
    ...(isCode(configFile) ? [configFile] : []),
    ...rules.flatMap(({ kind, file }) => (kind === 'code' ? [file] : [])),
  ]);
  const origin = policy.origin(['allowRepositoryCode']);
  for (const subject of files)
    record.looseners.push({ kind: 'code', subject, origin, reason: 'the policy lets code of the repository run' });
}

function resolveFailOn(context: Context): FailOn {
  const words: readonly FailOn[] = [...SEVERITIES, 'none'];
  return chooseOrdered<FailOn>(context, {
    key: 'failOn',
    kind: 'fail-on',
    candidates: [
      ...word(context, context.flags.failOn, '--fail-on', words),
      ...word(context, variable(context.variables, 'STACKGATE_FAIL_ON'), 'STACKGATE_FAIL_ON', words),
      ...fromConfig(context, 'failOn', context.input.config?.config?.document.failOn),
    ],
    locked: fromPolicy(context, 'failOn', context.input.policy?.document.failOn),
    byDefault: context.defaults.failOn,
    tightness: (value) => (value === 'none' ? -1 : severityRank(value)),
    subject: (value) => `failOn: ${value}`,
  });
}

function resolveConditional(context: Context): 'fail' | 'warn' {
  const words = ['fail', 'warn'] as const;
  return chooseOrdered<'fail' | 'warn'>(context, {
    key: 'conditional',
    kind: 'conditional',
    candidates: [
      ...word(context, context.flags.conditional, '--conditional', words),
      ...word(context, variable(context.variables, 'STACKGATE_CONDITIONAL'), 'STACKGATE_CONDITIONAL', words),
      ...fromConfig(context, 'conditional', context.input.config?.config?.document.conditional),
    ],
    locked: fromPolicy(context, 'conditional', context.input.policy?.document.conditional),
    byDefault: context.defaults.conditional,
    tightness: (value) => (value === 'fail' ? 1 : 0),
    subject: (value) => `conditional: ${value}`,
  });
}

const UNKNOWN_ORDER: readonly UnknownHandling[] = ['ignore', 'warn', 'fail'];

function resolveUnknown(context: Context): Settings['unknown'] {
  const { config, policy } = { config: context.input.config?.config, policy: context.input.policy };
  const handlings = SEVERITIES.map((severity) => {
    const configured = handlingOf(config?.document.unknown, severity);
    const locked = handlingOf(policy?.document.unknown, severity);
    const path = (setting: UnknownSetting | undefined): readonly string[] =>
      typeof setting === 'string' ? ['unknown'] : ['unknown', severity];
    const value = chooseOrdered<UnknownHandling>(context, {
      key: `unknown.${severity}`,
      kind: 'unknown',
      candidates:
        configured === undefined || config === undefined
          ? []
          : [{ value: configured, origin: config.origin(path(config.document.unknown)) }],
      locked:
        locked === undefined || policy === undefined ? undefined : { value: locked, origin: policy.origin(path(policy.document.unknown)) },
      byDefault: context.defaults.unknown[severity],
      tightness: (handling) => UNKNOWN_ORDER.indexOf(handling),
      subject: (handling) => `unknown.${severity}: ${handling}`,
    });
    return [severity, value] as const;
  });
  const byName = new Map<Severity, UnknownHandling>(handlings);
  const of = (severity: Severity): UnknownHandling => byName.get(severity) ?? context.defaults.unknown[severity];
  return { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low'), info: of('info') };
}

function handlingOf(setting: UnknownSetting | undefined, severity: Severity): UnknownHandling | undefined {
  return typeof setting === 'string' ? setting : setting?.[severity];
}

function resolveSwitches(context: Context): Pick<Settings, 'strict' | 'allowEmpty'> {
  const choose = (
    key: 'strict' | 'allowEmpty',
    flag: string,
    name: 'STACKGATE_STRICT' | 'STACKGATE_ALLOW_EMPTY',
    tight: boolean,
  ): boolean =>
    chooseOrdered<boolean>(context, {
      key,
      kind: 'setting',
      candidates: [
        ...(context.flags[key] === undefined ? [] : [{ value: context.flags[key], origin: flag }]),
        ...truth(context, name),
        ...fromConfig(context, key, context.input.config?.config?.document[key]),
      ],
      locked: fromPolicy(context, key, context.input.policy?.document[key]),
      byDefault: context.defaults[key],
      tightness: (value) => (value === tight ? 1 : 0),
      subject: (value) => `${key}: ${value}`,
    });
  return {
    strict: choose('strict', '--strict', 'STACKGATE_STRICT', true),
    allowEmpty: choose('allowEmpty', '--allow-empty', 'STACKGATE_ALLOW_EMPTY', false),
  };
}

function truth(context: Context, name: 'STACKGATE_STRICT' | 'STACKGATE_ALLOW_EMPTY'): readonly Sourced<boolean>[] {
  const text = variable(context.variables, name)?.toLowerCase();
  if (text === undefined) return [];
  if (['true', '1', 'yes', 'on'].includes(text)) return [{ value: true, origin: name }];
  if (['false', '0', 'no', 'off'].includes(text)) return [{ value: false, origin: name }];
  usage(context, 'USAGE', `${name} does not take ${quote(text)}; it takes true or false`);
  return [];
}

function resolveIgnore(context: Context): Pick<ResolvedSettings, 'ignore' | 'policyIgnore'> {
  const { record, input } = context;
  const { policy } = input;
  const config = input.config?.config;
  const own = (config?.document.ignore ?? []).map((pattern, index) => ({
    pattern,
    origin: config?.origin(['ignore', String(index)]) ?? '',
  }));
  const result = policy === undefined ? { ignore: own } : heldIgnore(record, policy, own);
  const effective = [...(result.policyIgnore?.ignore ?? []), ...result.ignore];
  record.provenance.set('ignore', effective.length === 0 ? DEFAULT_ORIGIN : [...new Set(effective.map(({ origin }) => origin))].join(', '));
  return result;
}

function heldIgnore(
  record: Merge,
  policy: LoadedPolicy,
  own: ResolvedSettings['ignore'],
): Pick<ResolvedSettings, 'ignore' | 'policyIgnore'> {
  const ignore = (policy.document.ignore ?? []).map((pattern, index) => ({ pattern, origin: policy.origin(['ignore', String(index)]) }));
  const allowIgnore = policy.document.allowIgnore ?? [];
  // Which files the patterns of a repository may leave out is decided file by file, where they are walked.
  if (allowIgnore.length > 0) return { ignore: own, policyIgnore: { ignore, allowIgnore } };
  const kept = own.filter(({ pattern, origin }) => {
    // A pattern that brings paths back loosens nothing.
    if (pattern.startsWith('!')) return true;
    const reason = 'the policy does not let a repository leave out templates';
    record.refused.push({ kind: 'ignored-path', subject: pattern, origin, reason });
    return false;
  });
  return { ignore: kept, policyIgnore: { ignore, allowIgnore } };
}

function resolveOthers(context: Context): { readonly reports: readonly ReportRequest[]; readonly project?: string } {
  const { flags, record } = context;
  const config = context.input.config?.config;
  const asked = (flags.reports ?? []).map((report) => ({ ...report, origin: '--report' }));
  const configured = (config?.document.reports ?? []).map((report, index) => ({
    ...report,
    origin: config?.origin(['reports', String(index)]) ?? '',
  }));
  const reports = asked.length > 0 ? asked : configured;
  record.provenance.set('reports', reports[0]?.origin ?? DEFAULT_ORIGIN);
  const project = config?.document.project;
  if (project === undefined) return { reports };
  record.provenance.set('project', config?.origin(['project']) ?? '');
  return { reports, project };
}

/** Variables whose names come close to one that is read: most likely somebody meant that one. */
function misspeltVariables(variables: EnvironmentVariables): readonly string[] {
  const names = Object.keys(ENVIRONMENT_VARIABLES);
  const prefix = 'STACKGATE_';
  const known = names.map((name) => name.slice(prefix.length));
  return Object.keys(variables)
    .filter((name) => name.startsWith(prefix) && !names.includes(name))
    .sort()
    .flatMap((name) => {
      const close = nearest(name.slice(prefix.length), known);
      return close === undefined ? [] : [`the variable ${name} is not read; did you mean ${prefix}${close}?`];
    });
}

function throwAll(errors: readonly StackgateError[]): void {
  const [first] = errors;
  if (first !== undefined) throw errors.length === 1 ? first : new StackgateErrors(errors);
}
