import type { TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { allow } from '../events/role-policies.ts';
import { ifItems, isIntrinsicIf, isNoValue, makeConditional, makeNotConditional } from '../intrinsics.ts';
import { get, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import { managedPolicyArn, partitionName } from '../partition.ts';
import { pythonText } from '../python-text.ts';
import { type CfnResource, getAtt, passedOnAttributes, type SamResource } from '../resource.ts';
import { constructTagList } from '../tags.ts';
import { addCondition } from './conditions.ts';
import { isTraced } from './lambda-function.ts';
import { passOnAs, propertyOf } from './pass-on.ts';
import { lambdaAssumeRolePolicyDocument } from './policy-documents.ts';
import { resolveWithin } from './resolve.ts';
import { constructRole } from './role.ts';

/** What a function may do to its dead letter queue. */
export const DEAD_LETTER_ACTIONS: Readonly<Record<string, string>> = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' };

/** The role that a function runs with when it names none. Throws `SamError`. */
export function executionRole(resource: SamResource, sendingPolicies: readonly JsonMap[], context: TransformContext): CfnResource {
  const { id, properties } = resource;
  const policies = propertyOf(properties, 'Policies');
  const role = constructRole(
    {
      resourceId: id,
      attributes: passedOnAttributes(resource),
      assumeRolePolicyDocument: propertyOf(properties, 'AssumeRolePolicyDocument') ?? lambdaAssumeRolePolicyDocument(),
      policies,
      managedPolicyArns: managedPolicyArns(properties, context),
      policyDocuments: inlinePolicies(properties, sendingPolicies),
      tags: constructTagList(resource, properties.Tags),
      from: policies === undefined ? undefined : { id, path: ['Properties', 'Policies'] },
    },
    context,
  );
  const made = role.properties;
  inherit(made, 'AssumeRolePolicyDocument', properties);
  passOnAs(made, 'Path', properties, 'RolePath');
  passOnAs(made, 'PermissionsBoundary', properties, 'PermissionsBoundary');
  inherit(made, 'Tags', properties);
  return role;
}

function managedPolicyArns(properties: JsonMap, context: TransformContext): Json[] {
  const { region } = context;
  const arns: Json[] = [];
  const add = (name: string, property: string): void => {
    arns.push(managedPolicyArn(region, name));
    inherit(arns, arns.length - 1, properties, property);
  };
  const isDurable = isGiven(propertyOf(properties, 'DurableConfig'));
  add(`service-role/AWSLambdaBasic${isDurable ? 'DurableExecutionRolePolicy' : 'ExecutionRole'}`, 'DurableConfig');
  if (isTraced(properties, context)) {
    add(partitionName(region) === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess', 'Tracing');
  }
  if (isGiven(propertyOf(properties, 'VpcConfig'))) add('service-role/AWSLambdaVPCAccessExecutionRole', 'VpcConfig');
  return arns;
}

function inlinePolicies(properties: JsonMap, sendingPolicies: readonly JsonMap[]): Json[] {
  const policies: Json[] = [];
  const add = (policy: JsonMap, property: string): void => {
    policies.push(policy);
    inherit(policies, policies.length - 1, properties, property);
  };
  const queue = propertyOf(properties, 'DeadLetterQueue');
  if (isMap(queue) && isGiven(queue)) add(deadLetterPolicy(queue), 'DeadLetterQueue');
  for (const policy of sendingPolicies) add(policy, 'EventInvokeConfig');
  return policies;
}

function deadLetterPolicy(queue: JsonMap): JsonMap {
  const statement = allow(DEAD_LETTER_ACTIONS[String(get(queue, 'Type'))] ?? '', get(queue, 'TargetArn'));
  return { PolicyName: 'DeadLetterQueuePolicy', PolicyDocument: { Version: '2012-10-17', Statement: [statement] } };
}

/**
 * Gives a function its role: the generated one when it names none, also in one case of an `Fn::If` only. Tells whether the generated role
 * is used. Adds a condition to the template. Throws `SamError`.
 */
export function assignRole(lambda: CfnResource, role: CfnResource, context: TransformContext): boolean {
  const given = lambda.properties.Role ?? undefined;
  const generated = getAtt(role.id, 'Arn');
  if (given === undefined) {
    lambda.properties.Role = generated;
    return true;
  }
  if (!isIntrinsicIf(given)) return false;
  const resolved = resolveWithin(given, context.parameterResolver);
  const items = ifItems(get(resolved, 'Fn::If'));
  if (items === undefined) throw wrongProperty(lambda.id, 'Role', "Malformed 'Role' property: Fn::If requires 3 arguments.");
  const [condition, whenTrue, whenFalse] = items;
  if (isNoValue(whenTrue) && isNoValue(whenFalse)) lambda.properties.Role = generated;
  else if (isNoValue(whenTrue)) {
    lambda.properties.Role = makeConditional(condition, generated, whenFalse);
    role.attributes.Condition = condition;
  } else if (isNoValue(whenFalse)) {
    const not = `NOT${pythonText(condition)}`;
    lambda.properties.Role = makeConditional(condition, whenTrue, generated);
    role.attributes.Condition = not;
    addCondition(context, not, makeNotConditional(condition), { id: lambda.id, property: 'Role' });
  } else return false;
  return true;
}
