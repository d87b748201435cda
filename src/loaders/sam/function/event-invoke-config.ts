import type { TransformContext } from '../context.ts';
import { expectMap, SamError, wrongProperty, wrongResource } from '../errors.ts';
import { allow, inlinePolicy, invokeFunctionPolicy, publishPolicy, putObjectPolicy, sendMessagePolicy } from '../events/role-policies.ts';
import { ifItems, isIntrinsicIf, isNoValue, makeAndCondition, makeConditional, makeNotConditional } from '../intrinsics.ts';
import { get, isGiven, type Json, type JsonMap, put } from '../json.ts';
import { hashOf } from '../logical-id.ts';
import { pythonText } from '../python-text.ts';
import { type CfnResource, cfn, getAtt, ownAttributes, passedOnAttributes, ref, type SamResource } from '../resource.ts';
import { addCondition } from './conditions.ts';
import { passOn, propertyOf } from './pass-on.ts';
import { resolveWithin } from './resolve.ts';
import type { Published } from './version.ts';

/** What `EventInvokeConfig` becomes. */
export interface EventInvoke {
  /** The configuration, after the queues and topics that are made for it. */
  readonly resources: readonly CfnResource[];
  /** Inline policies that let the function send to its destinations. */
  readonly policies: readonly JsonMap[];
}

/** How a function is invoked asynchronously, and where its results go. Adds conditions to the template. Throws `SamError`. */
export function eventInvokeConfig(
  resource: SamResource,
  config: JsonMap,
  published: Published | undefined,
  context: TransformContext,
): EventInvoke {
  const { id } = resource;
  const configId = `${id}EventInvokeConfig`;
  const resolved = expectMap(resolveWithin(config, context.parameterResolver), id, 'EventInvokeConfig');
  const resources: CfnResource[] = [];
  const policies: JsonMap[] = [];
  const destinations: JsonMap = {};

  const destinationConfig = get(resolved, 'DestinationConfig');
  if (isGiven(destinationConfig)) {
    const name = 'EventInvokeConfig.DestinationConfig';
    const given = expectMap(destinationConfig, id, name);
    for (const outcome of ['OnSuccess', 'OnFailure'] as const) {
      const value = propertyOf(given, outcome);
      if (value === undefined) continue;
      const wanted = expectMap(value, id, `${name}.${outcome}`);
      const { destination, made, policy } = destinationOf(resource, { outcome, configId, wanted }, context);
      destinations[outcome] = { Destination: destination };
      // Functions that have the configuration from Globals share it: the next one sends to what was made for this one.
      put(wanted, 'Destination', destination);
      if (made !== undefined) resources.push(made);
      policies.push(policy);
    }
  }

  const made: JsonMap = {
    FunctionName: ref(id),
    Qualifier: published?.aliasName ?? '$LATEST',
    DestinationConfig: destinations,
  };
  passOn(made, ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts'], resolved);
  resources.push(
    cfn('AWS::Lambda::EventInvokeConfig', configId, {
      attributes: ownAttributes(resource),
      dependsOn: published === undefined ? undefined : [published.alias.id],
      properties: made,
      from: { id, path: ['Properties', 'EventInvokeConfig'] },
    }),
  );
  return { resources, policies };
}

const DESTINATION_TYPES = ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket'] as const;
type DestinationType = (typeof DESTINATION_TYPES)[number];

interface WantedDestination {
  readonly outcome: 'OnSuccess' | 'OnFailure';
  /** The logical id of the configuration. */
  readonly configId: string;
  readonly wanted: JsonMap;
}

interface Destination {
  readonly destination: Json;
  /** The queue or topic, if it is to be made. */
  readonly made: CfnResource | undefined;
  readonly policy: JsonMap;
}

// Without a destination, or where an `Fn::If` gives none, a queue or topic is made.
function destinationOf(resource: SamResource, { outcome, configId, wanted }: WantedDestination, context: TransformContext): Destination {
  const { id } = resource;
  const path = `EventInvokeConfig.DestinationConfig.${outcome}`;
  const given = get(wanted, 'Type');
  const type = DESTINATION_TYPES.find((known) => known === given);
  if (type === undefined) {
    const words = DESTINATION_TYPES.map((known) => `'${known}'`).join(', ');
    throw wrongProperty(id, `${path}.Type`, `'Type: ${pythonText(given)}' must be one of [${words}]`);
  }
  const policyName = `${configId}${outcome}`;
  const destination = propertyOf(wanted, 'Destination');
  const missing = conditionOfMissing(id, path, destination, configId, context);
  if (destination !== undefined && missing === undefined) {
    return { destination, made: undefined, policy: sendingPolicy(type, policyName, destination) };
  }
  if (type !== 'SQS' && type !== 'SNS') {
    throw wrongProperty(id, `${path}.Destination`, "Destination is required if Type is not ['SQS', 'SNS']");
  }
  const attributes = passedOnAttributes(resource);
  const condition = bothConditions(id, attributes.Condition, missing?.condition, context);
  const made = cfn(type === 'SQS' ? 'AWS::SQS::Queue' : 'AWS::SNS::Topic', `${policyName}${type === 'SQS' ? 'Queue' : 'Topic'}`, {
    attributes: isGiven(condition) ? { ...attributes, Condition: condition } : attributes,
    from: { id, path: ['Properties', ...path.split('.')] },
  });
  const arn = type === 'SQS' ? getAtt(made.id, 'Arn') : ref(made.id);
  const sentTo = missing === undefined ? arn : makeConditional(missing.condition, arn, missing.otherwise);
  return { destination: sentTo, made, policy: sendingPolicy(type, policyName, sentTo) };
}

interface Missing {
  /** When there is no destination: the name of a condition. */
  readonly condition: Json;
  /** The destination else. */
  readonly otherwise: Json;
}

function conditionOfMissing(
  id: string,
  path: string,
  destination: Json | undefined,
  configId: string,
  context: TransformContext,
): Missing | undefined {
  if (!isIntrinsicIf(destination)) return undefined;
  const items = ifItems(get(destination, 'Fn::If'));
  if (items === undefined) {
    const { message } = wrongResource(configId, "Malformed 'Destination' property: Fn::If requires 3 arguments.");
    throw new SamError(id, message, ['Properties', ...path.split('.'), 'Destination']);
  }
  const [condition, whenTrue, whenFalse] = items;
  if (isNoValue(whenTrue) === isNoValue(whenFalse)) return undefined;
  if (isNoValue(whenTrue)) return { condition, otherwise: whenFalse };
  if (typeof condition !== 'string') throw wrongProperty(id, `${path}.Destination`, 'Fn::If requires the name of a condition.');
  const not = conditionName(`NOT${condition}`, configId);
  addCondition(context, not, makeNotConditional(condition), { id, property: `${path}.Destination` });
  return { condition: not, otherwise: whenTrue };
}

function bothConditions(id: string, own: Json | undefined, other: Json | undefined, context: TransformContext): Json | undefined {
  if (own === undefined || own === null) return other;
  if (other === undefined) return own;
  if (typeof own !== 'string' || typeof other !== 'string')
    throw wrongProperty(id, 'EventInvokeConfig', 'Fn::If requires the name of a condition.');
  const name = conditionName(`${own}AND${other}`, id);
  // Two levels, as AWS's transform writes it.
  const and = makeAndCondition([{ Condition: own }, { Condition: other }]);
  addCondition(context, name, and, { id, property: 'EventInvokeConfig' });
  return name;
}

/** As long as names of conditions may be. */
const LONGEST_NAME = 255;

function conditionName(name: string, hashed: string): string {
  return `${name}${hashOf(hashed)}`.slice(0, LONGEST_NAME);
}

function sendingPolicy(type: DestinationType, name: string, destination: Json): JsonMap {
  switch (type) {
    case 'SQS':
      return sendMessagePolicy(name, destination);
    case 'SNS':
      return publishPolicy(name, destination);
    case 'EventBridge':
      return inlinePolicy(`${name}EventBridgePolicy`, [allow('events:PutEvents', destination)]);
    case 'Lambda':
      return invokeFunctionPolicy(name, destination);
    case 'S3Bucket':
      return putObjectPolicy(name, destination);
  }
}
