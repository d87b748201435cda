import { didYouMean } from '../model/nearest.ts';
import { rulePattern } from '../model/rule-pattern.ts';
import { variable } from './environment.ts';
import { type Context, DEFAULT_ORIGIN, idsOf, list, type Merge, type Sourced, usage } from './resolve-context.ts';
import type { LoadedPolicy, PolicyDocument } from './types.ts';
import { quote } from './validate.ts';

interface Selection {
  readonly packs: readonly string[];
  readonly rules: readonly string[];
}

const RECOMMENDED = 'recommended';
const ALL = 'all';

export function resolveSelection(context: Context): Selection {
  const { flags, variables, record } = context;
  const { policy } = context.input;
  const config = context.input.config?.config;
  const flagOrigin = [...((flags.packs?.length ?? 0) > 0 ? ['--pack'] : []), ...((flags.rules?.length ?? 0) > 0 ? ['--rule'] : [])].join(
    ' and ',
  );
  const variablePacks = list(variable(variables, 'STACKGATE_PACKS'));
  const variableRules = list(variable(variables, 'STACKGATE_RULES'));
  checkGiven(context, 'packs', flags.packs ?? [], '--pack');
  checkGiven(context, 'rules', flags.rules ?? [], '--rule');
  checkGiven(context, 'packs', variablePacks, 'STACKGATE_PACKS');
  checkGiven(context, 'rules', variableRules, 'STACKGATE_RULES');
  const variableOrigin = [
    ...(variablePacks.length > 0 ? ['STACKGATE_PACKS'] : []),
    ...(variableRules.length > 0 ? ['STACKGATE_RULES'] : []),
  ].join(' and ');
  const configKey = config?.document.packs === undefined ? 'rules' : 'packs';
  const candidates: readonly Sourced<Selection>[] = [
    { value: { packs: flags.packs ?? [], rules: flags.rules ?? [] }, origin: flagOrigin },
    { value: { packs: variablePacks, rules: variableRules }, origin: variableOrigin },
    { value: { packs: config?.document.packs ?? [], rules: config?.document.rules ?? [] }, origin: config?.origin([configKey]) ?? '' },
  ];
  const given = candidates.filter(({ value }) => value.packs.length > 0 || value.rules.length > 0);
  const [chosen] = given;
  const held = floorOf(policy?.document);
  if (held === undefined || policy === undefined) {
    const value = chosen?.value ?? { packs: context.defaults.packs, rules: context.defaults.rules };
    setProvenance(record, chosen?.origin ?? DEFAULT_ORIGIN);
    if (chosen === undefined) return value;
    if (!includes(chosen.value, { packs: [RECOMMENDED], rules: [] })) {
      record.looseners.push({
        kind: 'rule-selection',
        subject: describeSelection(chosen.value),
        origin: chosen.origin,
        reason: 'replaces the recommended rules',
      });
    }
    for (const replaced of given.slice(1)) {
      const lost = { packs: lacking(chosen.value.packs, replaced.value.packs), rules: lacking(chosen.value.rules, replaced.value.rules) };
      if (chosen.value.packs.includes(ALL) || (lost.packs.length === 0 && lost.rules.length === 0)) continue;
      record.looseners.push({
        kind: 'rule-selection',
        subject: describeSelection(lost),
        origin: chosen.origin,
        reason: `replaces what ${replaced.origin} selects`,
      });
    }
    return value;
  }
  const locked = `${policy.file}${policy.document.packs === undefined && policy.document.rules === undefined ? ' (default)' : ''}`;
  for (const { value, origin } of given) {
    if (includes(value, held)) continue;
    record.refused.push({
      kind: 'rule-selection',
      subject: describeSelection(value),
      origin,
      reason: `${describeSelection(held)} of the policy is applied as well`,
    });
  }
  setProvenance(record, chosen === undefined ? locked : `${locked} and ${chosen.origin}`);
  if (held.packs.length === 0 && held.rules.length === 0)
    return chosen?.value ?? { packs: context.defaults.packs, rules: context.defaults.rules };
  if (
    !includes(held, { packs: [RECOMMENDED], rules: [] }) &&
    !(chosen !== undefined && includes(chosen.value, { packs: [RECOMMENDED], rules: [] }))
  ) {
    record.looseners.push({
      kind: 'rule-selection',
      subject: describeSelection(held),
      origin: policy.file,
      reason: 'replaces the recommended rules',
    });
  }
  return {
    packs: [...new Set([...held.packs, ...(chosen?.value.packs ?? [])])],
    rules: [...new Set([...held.rules, ...(chosen?.value.rules ?? [])])],
  };
}

function setProvenance(record: Merge, origin: string): void {
  record.provenance.set('packs', origin);
  record.provenance.set('rules', origin);
}

/** What a policy always applies: what it says, and the recommended rules unless it names packs. */
function floorOf(policy: PolicyDocument | undefined): Selection | undefined {
  if (policy === undefined) return undefined;
  return { packs: policy.packs ?? [RECOMMENDED], rules: policy.rules ?? [] };
}

/** Whether a selection applies all of another one, as far as their words tell. */
function includes(selection: Selection, other: Selection): boolean {
  if (selection.packs.includes(ALL) || selection.rules.includes('*')) return true;
  return lacking(selection.packs, other.packs).length === 0 && lacking(selection.rules, other.rules).length === 0;
}

function lacking(has: readonly string[], wanted: readonly string[]): readonly string[] {
  return wanted.filter((name) => !has.includes(name));
}

function describeSelection({ packs, rules }: Selection): string {
  return [...(packs.length > 0 ? [`packs: ${packs.join(', ')}`] : []), ...(rules.length > 0 ? [`rules: ${rules.join(', ')}`] : [])].join(
    '; ',
  );
}

/** Checks names that a flag or a variable gave; those of configuration and policy were checked where they were read. */
function checkGiven(context: Context, kind: 'packs' | 'rules', names: readonly string[], origin: string): void {
  if (names.length === 0) return;
  const known = context.input.known();
  // Names of rules whose code was not run are not known.
  const isComplete = (context.input.config?.refused ?? []).every((refusal) => refusal.kind !== 'code');
  for (const name of names) {
    if (kind === 'packs') {
      if (!known.packs.includes(name))
        usage(context, 'UNKNOWN_PACK', `${origin}: there is no pack ${quote(name)}`, didYouMean(name, known.packs));
      continue;
    }
    const ids = idsOf(context);
    if (isComplete && !ids.some(rulePattern(name))) {
      usage(
        context,
        'UNKNOWN_RULE',
        `${origin}: there is no rule ${quote(name)}`,
        didYouMean(name, ids) ?? '`stackgate rules` lists what there is.',
      );
    }
  }
}

export function resolveDisable(context: Context): readonly string[] {
  const { flags, variables, record } = context;
  const { policy } = context.input;
  const config = context.input.config?.config;
  const variableNames = list(variable(variables, 'STACKGATE_DISABLE'));
  checkGiven(context, 'rules', flags.disable ?? [], '--disable');
  checkGiven(context, 'rules', variableNames, 'STACKGATE_DISABLE');
  const requested: readonly Sourced<string>[] = [
    ...(flags.disable ?? []).map((value) => ({ value, origin: '--disable' })),
    ...variableNames.map((value) => ({ value, origin: 'STACKGATE_DISABLE' })),
    ...(config?.document.disable ?? []).map((value, index) => ({ value, origin: config?.origin(['disable', String(index)]) ?? '' })),
  ];
  const accepted: Sourced<string>[] = (policy?.document.disable ?? []).map((value, index) => ({
    value,
    origin: policy?.origin(['disable', String(index)]) ?? '',
  }));
  for (const request of requested) accepted.push(...(policy === undefined ? [request] : allowedOf(context, request, policy)));
  for (const { value, origin } of accepted) record.looseners.push({ kind: 'disabled-rule', subject: value, origin });
  record.provenance.set('disable', accepted.length === 0 ? DEFAULT_ORIGIN : [...new Set(accepted.map(({ origin }) => origin))].join(', '));
  return [...new Set(accepted.map(({ value }) => value))];
}

/** What of a request to leave out rules the policy lets through: the request itself when it is all of it, else the ids. */
function allowedOf(context: Context, request: Sourced<string>, policy: LoadedPolicy): readonly Sourced<string>[] {
  const allowed = (policy.document.allowDisable ?? []).map(rulePattern);
  const matches = rulePattern(request.value);
  const rules = context.input.known().rules.filter((rule) => [rule.id, ...(rule.aliases ?? [])].some(matches));
  const free = rules.filter((rule) => allowed.some((pattern) => [rule.id, ...(rule.aliases ?? [])].some(pattern)));
  const own = [...context.ownRules.keys()].filter(matches);
  if (free.length === rules.length) return [request];
  const held = rules.length - free.length;
  context.record.refused.push({
    kind: 'disabled-rule',
    subject: request.value,
    origin: request.origin,
    reason:
      held === 1 && rules.length === 1
        ? 'the policy does not allow to leave it out'
        : `the policy does not allow to leave out ${held} of ${rules.length} rules`,
  });
  return [...free.map(({ id }) => id), ...own].map((value) => ({ value, origin: request.origin }));
}
