import { get, has, isMap, isText, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, cfn, getAtt, ref } from '../resource.ts';
import { originOf, propertyOf, type SamEvent, wrongById } from './event.ts';
import { checkedId } from './permission.ts';
import { queuePolicyDocument } from './role-policies.ts';

export interface DeadLetterQueue {
  readonly arn: Json;
  /** The queue, when it is to be made. */
  readonly resources: readonly CfnResource[];
}

/** The queue that `DeadLetterConfig` of an event names or asks for; `undefined` when there is none. Throws `SamError`. */
export function deadLetterQueue(event: SamEvent, attributes: Record<string, Json | undefined>): DeadLetterQueue | undefined {
  const config = propertyOf(event, 'DeadLetterConfig');
  if (!isMap(config)) return undefined;
  checkConfig(event, config);
  const arn = get(config, 'Arn') ?? undefined;
  if (arn !== undefined) return { arn, resources: [] };
  const given = get(config, 'QueueLogicalId') ?? undefined;
  if (given !== undefined && !isText(given))
    throw wrongById(event, 'QueueLogicalId must be a string', 'DeadLetterConfig', 'QueueLogicalId');
  const id = given === undefined || given === '' ? `${event.id}Queue` : checkedId(event, given, 'DeadLetterConfig', 'QueueLogicalId');
  const queue = cfn('AWS::SQS::Queue', id, { attributes, from: originOf(event, 'DeadLetterConfig') });
  return { arn: getAtt(id, 'Arn'), resources: [queue] };
}

/** The dead letter queue of a rule of EventBridge, which needs to be let send to a queue that is made for it. */
export function deadLetterQueueOfRule(event: SamEvent, attributes: Record<string, Json | undefined>): DeadLetterQueue | undefined {
  const queue = deadLetterQueue(event, attributes);
  const made = queue?.resources[0];
  if (queue === undefined || made === undefined) return queue;
  const policy = cfn('AWS::SQS::QueuePolicy', `${event.id}QueuePolicy`, {
    attributes,
    properties: {
      PolicyDocument: queuePolicyDocument({ Service: 'events.amazonaws.com' }, getAtt(event.id, 'Arn'), getAtt(made.id, 'Arn')),
      Queues: [ref(made.id)],
    },
    from: originOf(event, 'DeadLetterConfig'),
  });
  return { arn: queue.arn, resources: [made, policy] };
}

function checkConfig(event: SamEvent, config: JsonMap): void {
  const hasArn = has(config, 'Arn');
  const hasType = has(config, 'Type');
  if (hasArn && hasType) throw wrongById(event, "You can either define 'Arn' or 'Type' property of DeadLetterConfig.", 'DeadLetterConfig');
  if (hasType && get(config, 'Type') !== 'SQS')
    throw wrongById(event, "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.", 'DeadLetterConfig', 'Type');
  if (!hasArn && !hasType) throw wrongById(event, "No 'Arn' or 'Type' property provided for DeadLetterConfig.", 'DeadLetterConfig');
}
