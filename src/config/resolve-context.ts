import { type ErrorCode, StackgateError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { Loosener } from '../model/result.ts';
import type { Settings } from '../model/settings.ts';
import type { EnvironmentVariables } from './environment.ts';
import type { ConfigOutcome, CustomRuleSource, GivenParameters, Known, LoadedPolicy } from './types.ts';
import { quote } from './validate.ts';

/** What the command line says about settings, as it was written. */
export interface Flags {
  readonly packs?: readonly string[];
  readonly rules?: readonly string[];
  readonly disable?: readonly string[];
  readonly failOn?: string;
  readonly conditional?: string;
  readonly account?: string;
  readonly region?: string;
  readonly parameters?: readonly GivenParameters[];
  readonly strict?: boolean;
  readonly allowEmpty?: boolean;
  readonly reports?: readonly { readonly format: string; readonly file?: string }[];
}

export interface ResolveInput {
  readonly flags?: Flags;
  readonly environmentVariables?: EnvironmentVariables;
  readonly config?: ConfigOutcome;
  readonly policy?: LoadedPolicy;
  readonly defaults?: Settings;
  /** Called only when a name has to be checked or compared. */
  readonly known: () => Known;
}

export interface Sourced<Value> {
  readonly value: Value;
  readonly origin: string;
}

/** What the merge gathers on its way. */
export interface Merge {
  readonly provenance: Map<string, string>;
  readonly looseners: Loosener[];
  readonly refused: Loosener[];
  readonly errors: StackgateError[];
}

export interface Context {
  readonly input: ResolveInput;
  readonly record: Merge;
  readonly flags: Flags;
  readonly variables: EnvironmentVariables;
  readonly defaults: Settings;
  /** Rules of the repository, by id. */
  readonly ownRules: ReadonlyMap<string, CustomRuleSource>;
}

export const DEFAULT_ORIGIN = 'default';

export function fromConfig<Value>({ input }: Context, key: string, value: Value | undefined): readonly Sourced<Value>[] {
  const config = input.config?.config;
  return config === undefined || value === undefined ? [] : [{ value, origin: config.origin([key]) }];
}

export function fromPolicy<Value>({ input: { policy } }: Context, key: string, value: Value | undefined): Sourced<Value> | undefined {
  return policy === undefined || value === undefined ? undefined : { value, origin: policy.origin([key]) };
}

/** How one setting with an order from loose to tight is merged. */
export interface Ordered<Value> {
  readonly key: string;
  readonly kind: Loosener['kind'];
  /** In the order of precedence. */
  readonly candidates: readonly Sourced<Value>[];
  readonly locked: Sourced<Value> | undefined;
  readonly byDefault: Value;
  /** Grows as the value gets tighter. */
  readonly tightness: (value: Value) => number;
  readonly subject: (value: Value) => string;
}

export function chooseOrdered<Value>(context: Context, setting: Ordered<Value>): Value {
  const { record, input } = context;
  const { tightness, subject, kind } = setting;
  const floor = setting.locked ?? { value: setting.byDefault, origin: DEFAULT_ORIGIN };
  const acceptable = setting.candidates.filter(({ value, origin }) => {
    if (input.policy === undefined || tightness(value) >= tightness(floor.value)) return true;
    const held =
      setting.locked === undefined
        ? `the policy leaves ${subject(floor.value)} at its default`
        : `${floor.origin} holds ${subject(floor.value)}`;
    record.refused.push({ kind, subject: subject(value), origin, reason: held });
    return false;
  });
  const chosen = acceptable[0] ?? floor;
  record.provenance.set(setting.key, chosen.origin);
  if (tightness(chosen.value) < tightness(setting.byDefault))
    record.looseners.push({ kind, subject: subject(chosen.value), origin: chosen.origin });
  return chosen.value;
}

/** A word that a flag or a variable gave, if it is one of those that are allowed. */
export function word<Value extends string>(
  context: Context,
  text: string | undefined,
  origin: string,
  words: readonly Value[],
): readonly Sourced<Value>[] {
  if (text === undefined) return [];
  const value = words.find((known) => known === text);
  if (value !== undefined) return [{ value, origin }];
  const hint = didYouMean(text, words);
  usage(context, 'USAGE', `${origin} does not take ${quote(text)}; it takes one of ${words.join(', ')}`, hint);
  return [];
}

export function usage({ record }: Context, code: ErrorCode, message: string, hint?: string): void {
  record.errors.push(new StackgateError(code, message, hint === undefined ? {} : { hint }));
}

export function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export function idsOf(context: Context): readonly string[] {
  return [...context.input.known().rules.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])]), ...context.ownRules.keys()];
}
