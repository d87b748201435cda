import type { TransformContext } from '../context.ts';
import { POLICY_TEMPLATES } from '../data/policy-templates.generated.ts';
import { type SamError, wrongProperty } from '../errors.ts';
import { isIntrinsicIf, isNoValue } from '../intrinsics.ts';
import { copy, get, has, isList, isMap, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';
import { policyEntries } from './policies.ts';

const WITH_POLICIES: ReadonlySet<string> = new Set(['AWS::Serverless::Function', 'AWS::Serverless::StateMachine']);

function isTemplate(name: string): boolean {
  return Object.hasOwn(POLICY_TEMPLATES, name);
}

/** Puts policy documents in place of the policy templates among `Policies` of a resource. Throws `SamError`. */
export function expandPolicyTemplates(resourceId: string, resourceType: string, properties: JsonMap, _context: TransformContext): void {
  if (!WITH_POLICIES.has(resourceType)) return;
  const policies = get(properties, 'Policies');
  const entries = policyEntries(resourceId, policies, isTemplate);
  if (entries.length === 0) return;
  const expanded = entries.map(({ kind, value, path }) => {
    if (kind !== 'template') return value;
    const wrong = (detail: string): SamError => wrongProperty(resourceId, path, detail);
    return isIntrinsicIf(value) ? expandIf(value, wrong) : expand(value, wrong);
  });
  for (const index of expanded.keys()) {
    if (isList(policies)) inherit(expanded, index, policies);
    else inherit(expanded, index, properties, 'Policies');
  }
  properties.Policies = expanded;
}

function expandIf(call: JsonMap, wrong: (detail: string) => SamError): JsonMap {
  const items = get(call, 'Fn::If');
  const [condition = null, ...values] = isList(items) ? items : [];
  const made = [condition, ...values.map((value) => (isNoValue(value) ? value : expand(value, wrong)))];
  for (const index of made.keys()) inherit(made, index, items);
  const conditional: JsonMap = { 'Fn::If': made };
  inherit(conditional, 'Fn::If', call);
  return conditional;
}

function expand(policy: Json, wrong: (detail: string) => SamError): Json {
  const [name = ''] = isMap(policy) ? Object.keys(policy) : [];
  const values = get(policy, name);
  const template = isTemplate(name) ? POLICY_TEMPLATES[name] : undefined;
  if (template === undefined) throw wrong(`Template with name '${name}' is not found`);
  if (!isMap(values)) {
    throw wrong(`Must specify valid parameter values for policy template '${name}'`);
  }
  const missing = template.parameters.filter((parameter) => !has(values, parameter));
  if (missing.length > 0) {
    const names = missing.map((parameter) => `'${parameter}'`).join(', ');
    throw wrong(`Following required parameters of template '${name}' don't have values: [${names}]`);
  }
  return filledIn(template.definition, values);
}

/** A copy of a definition with values in place of the references to parameters. */
function filledIn(definition: Json, values: JsonMap): Json {
  if (isList(definition)) return fillItems(definition, values);
  if (!isMap(definition)) return definition;
  const made: JsonMap = {};
  for (const key of Object.keys(definition)) {
    const child = definition[key];
    if (child === undefined) continue;
    const parameter = parameterOf(child);
    put(made, key, parameter === undefined ? filledIn(child, values) : copy(get(values, parameter) ?? null));
    if (parameter !== undefined) inherit(made, key, values, parameter);
  }
  return made;
}

function fillItems(definition: readonly Json[], values: JsonMap): Json[] {
  const made: Json[] = [];
  for (const [index, item] of definition.entries()) {
    const parameter = parameterOf(item);
    made.push(parameter === undefined ? filledIn(item, values) : copy(get(values, parameter) ?? null));
    if (parameter !== undefined) inherit(made, index, values, parameter);
  }
  return made;
}

function parameterOf(value: Json): string | undefined {
  const name = get(value, 'Ref');
  return typeof name === 'string' ? name : undefined;
}
