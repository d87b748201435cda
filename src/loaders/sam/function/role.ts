import type { TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { isIntrinsicIf, isNoValue } from '../intrinsics.ts';
import { copy, get, isEqual, isList, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import { type CfnResource, cfn, type From } from '../resource.ts';
import { policyEntries } from './policies.ts';

/** What a generated role is made of. */
export interface RoleOptions {
  /** The SAM resource it is for: the role is called after it. */
  readonly resourceId: string;
  readonly attributes: Readonly<Record<string, Json | undefined>>;
  readonly assumeRolePolicyDocument: Json;
  /** Property `Policies` of the SAM resource, without policy templates. */
  readonly policies?: Json | undefined;
  /** What it may always do. */
  readonly managedPolicyArns?: Json[];
  /** Inline policies that it always has. */
  readonly policyDocuments?: Json[];
  readonly path?: Json | undefined;
  readonly permissionsBoundary?: Json | undefined;
  readonly tags?: Json | undefined;
  readonly from?: From | undefined;
}

/** The role that a SAM resource runs with. Throws `SamError` for policies that are none. */
export function constructRole(options: RoleOptions, context: TransformContext): CfnResource {
  const id = `${options.resourceId}Role`;
  const arns: Json[] = copy(options.managedPolicyArns ?? []);
  const documents: Json[] = copy(options.policyDocuments ?? []);
  const inline = (index: number, from: Json, key: string | number): JsonMap => {
    const made: JsonMap = { PolicyName: `${id}Policy${index}`, PolicyDocument: itemOf(from, key) };
    inherit(made, 'PolicyDocument', from, key);
    return made;
  };

  for (const [index, { kind, value, path }] of policyEntries(options.resourceId, options.policies, () => false).entries()) {
    const list = isList(options.policies) ? options.policies : [value];
    if (kind === 'document') {
      documents.push(
        isIntrinsicIf(value)
          ? withValues(value, (items, at) => (isNoValue(items[at]) ? undefined : inline(index, items, at)))
          : inline(index, list, index),
      );
      inherit(documents, documents.length - 1, list, index);
    } else if (kind === 'managed') {
      const arn = managedPolicyArn(value, context);
      // What SAM adds itself may be named as well.
      if (arns.some((other) => isEqual(other, arn))) continue;
      arns.push(arn);
      inherit(arns, arns.length - 1, list, index);
    } else {
      throw wrongProperty(options.resourceId, path, `Policy at index ${index} in the 'Policies' property is not valid`);
    }
  }

  return cfn('AWS::IAM::Role', id, {
    attributes: options.attributes,
    properties: {
      AssumeRolePolicyDocument: options.assumeRolePolicyDocument,
      ManagedPolicyArns: arns,
      Path: options.path,
      Policies: documents.length === 0 ? undefined : documents,
      PermissionsBoundary: options.permissionsBoundary,
      Tags: options.tags,
    },
    from: options.from,
  });
}

function managedPolicyArn(policy: Json, context: TransformContext): Json {
  const arnOf = (name: string): string => context.managedPolicyArn(name) ?? name;
  if (typeof policy === 'string') return arnOf(policy);
  if (!isIntrinsicIf(policy)) return policy;
  return withValues(policy, (items, at) => {
    const value = items[at];
    return typeof value === 'string' ? arnOf(value) : undefined;
  });
}

/** An `Fn::If` with other values; `undefined` leaves a value what it is. */
function withValues(call: JsonMap, convert: (items: readonly Json[] & Json[], index: number) => Json | undefined): JsonMap {
  const items = get(call, 'Fn::If');
  if (!isList(items)) return call;
  const made = items.map((item, index) => (index === 0 ? item : (convert(items, index) ?? item)));
  for (const index of made.keys()) inherit(made, index, items);
  const conditional: JsonMap = { 'Fn::If': made };
  inherit(conditional, 'Fn::If', call);
  return conditional;
}

function itemOf(from: Json, key: string | number): Json {
  return (isList(from) ? from[Number(key)] : get(from, String(key))) ?? null;
}
