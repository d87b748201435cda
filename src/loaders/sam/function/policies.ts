import { type SamError, wrongProperty } from '../errors.ts';
import { isIntrinsicIf, isNoValue, validateIfItems } from '../intrinsics.ts';
import { get, has, isGiven, isList, isMap, type Json, type JsonMap } from '../json.ts';
import { isCall } from '../resource.ts';

/** `managed`: a name, an ARN or a call that gives one; `document`: a policy document; `template`: a policy template of SAM. */
export type PolicyKind = 'managed' | 'document' | 'template' | 'unknown';

/** One entry of `Policies`. An `Fn::If` is of the kind that its values are. */
export interface PolicyEntry {
  readonly kind: PolicyKind;
  readonly value: Json;
  /** Where it stands below `Properties`: `Policies.1`. */
  readonly path: string;
}

/**
 * The entries of property `Policies` of a function or state machine. Throws `SamError` for an `Fn::If` that nobody can read.
 *
 * @param isTemplate whether there is a policy template of that name
 */
export function policyEntries(resourceId: string, policies: Json | undefined, isTemplate: (name: string) => boolean): PolicyEntry[] {
  if (!isGiven(policies)) return [];
  const entryAt = (value: Json, path: string): PolicyEntry => {
    const wrong = (detail: string): SamError => wrongProperty(resourceId, path, detail);
    return { kind: policyKind(value, isTemplate, wrong), value, path };
  };
  return isList(policies) ? policies.map((value, index) => entryAt(value, `Policies.${index}`)) : [entryAt(policies, 'Policies')];
}

type Wrong = (detail: string) => SamError;

function policyKind(policy: Json | undefined, isTemplate: (name: string) => boolean, wrong: Wrong): PolicyKind {
  if (typeof policy === 'string') return 'managed';
  if (isIntrinsicIf(policy)) return kindOfIf(policy, isTemplate, wrong);
  if (isCall(policy)) return 'managed';
  if (!isMap(policy)) return 'unknown';
  if (has(policy, 'Statement')) return 'document';
  const [name, ...others] = Object.keys(policy);
  return name !== undefined && others.length === 0 && isTemplate(name) ? 'template' : 'unknown';
}

function kindOfIf(call: JsonMap, isTemplate: (name: string) => boolean, wrong: Wrong): PolicyKind {
  const items = get(call, 'Fn::If');
  const problem = validateIfItems(items);
  if (problem !== undefined || !isList(items)) throw wrong(problem ?? '');
  const [, whenTrue, whenFalse] = items;
  const kindWhenTrue = policyKind(whenTrue, isTemplate, wrong);
  const kindWhenFalse = policyKind(whenFalse, isTemplate, wrong);
  if (kindWhenTrue === kindWhenFalse || isNoValue(whenFalse)) return kindWhenTrue;
  if (isNoValue(whenTrue)) return kindWhenFalse;
  throw wrong(
    'Different policy types within the same Fn::If statement is unsupported. Separate different policy types into different Fn::If statements',
  );
}
