import type { TransformContext } from '../context.ts';
import { wrongResource } from '../errors.ts';
import { logicalIdOf } from '../intrinsics.ts';
import { get, getIn, has, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { pythonText } from '../python-text.ts';
import { type CfnResource, cfn, getAtt, ref } from '../resource.ts';
import { type EventSource, type FunctionTarget, originOf, passOn, propertyOf, type SamEvent, wrong } from './event.ts';
import { checkedId, invokePermission } from './permission.ts';
import { pollQueue } from './polled/index.ts';
import { queuePolicyDocument } from './role-policies.ts';
import { arnOf, attributesFrom } from './target.ts';

/** Invokes the function for messages of a topic, by way of a queue if one is asked for. */
export const SNS: EventSource<FunctionTarget> = {
  prepare(event, context) {
    return (target) => {
      const queue = propertyOf(event, 'SqsSubscription');
      if (!isGiven(queue)) return subscribeFunction(event, target.lambda);
      return queue === true ? subscribeNewQueue(event, target, context) : subscribeQueue(event, target, queue, context);
    };
  },
};

function subscribeFunction(event: SamEvent, lambda: CfnResource): CfnResource[] {
  const permission = invokePermission(event, lambda, 'sns.amazonaws.com');
  passOn(event, 'Topic', permission.properties, 'SourceArn');
  return [permission, subscription(event, lambda, 'lambda', arnOf(lambda))];
}

function subscribeNewQueue(event: SamEvent, target: FunctionTarget, context: TransformContext): CfnResource[] {
  const { lambda } = target;
  const queue = cfn('AWS::SQS::Queue', `${event.id}Queue`, {
    attributes: attributesFrom(lambda),
    from: originOf(event, 'SqsSubscription'),
  });
  const isFifo = fifoTopic(event, context);
  if (isGiven(isFifo)) queue.properties.FifoQueue = isFifo;
  const arn = getAtt(queue.id, 'Arn');
  return [
    pollQueue(event, target, context.region, arn, 10),
    queue,
    queuePolicy(event, lambda, arn, ref(queue.id)),
    subscription(event, lambda, 'sqs', arn),
  ];
}

function subscribeQueue(event: SamEvent, target: FunctionTarget, given: Json, context: TransformContext): CfnResource[] {
  if (!isMap(given)) throw wrong(event, "Property 'SqsSubscription' should be a map.", 'SqsSubscription');
  const arn = get(given, 'QueueArn');
  const url = get(given, 'QueueUrl');
  if (!isGiven(arn) || !isGiven(url)) throw wrong(event, 'No QueueARN or QueueURL provided.', 'SqsSubscription');
  const batchSize = get(given, 'BatchSize');
  return [
    pollQueue(event, target, context.region, arn, isGiven(batchSize) ? batchSize : 10),
    queuePolicy(event, target.lambda, arn, url, get(given, 'QueuePolicyLogicalId')),
    subscription(event, target.lambda, 'sqs', arn),
  ];
}

/** Whether the topic, if it is in the same template, keeps the order of its messages: its queue has to do so as well. */
function fifoTopic(event: SamEvent, context: TransformContext): Json | undefined {
  const topic = logicalIdOf(propertyOf(event, 'Topic'));
  if (topic === undefined || topic === '') return undefined;
  const resource = get(context.source.Resources, topic);
  if (has(resource, 'Properties') && !isMap(get(resource, 'Properties')))
    throw wrongResource(topic, "Attribute 'Properties' should be a map.", ['Properties']);
  const isFifo = getIn(resource, 'Properties', 'FifoTopic');
  return context.parameterResolver.resolveParameterRefs(isFifo);
}

function subscription(event: SamEvent, lambda: CfnResource, protocol: string, endpoint: Json): CfnResource {
  const made = cfn('AWS::SNS::Subscription', event.id, {
    attributes: attributesFrom(lambda),
    properties: { Endpoint: endpoint, Protocol: protocol },
    from: originOf(event),
  });
  passOn(event, 'Topic', made.properties, 'TopicArn');
  for (const name of ['Region', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy']) passOn(event, name, made.properties);
  return made;
}

function queuePolicy(event: SamEvent, lambda: CfnResource, arn: Json, url: Json, id?: Json): CfnResource {
  const path = ['SqsSubscription', 'QueuePolicyLogicalId'] as const;
  const given = isGiven(id) ? checkedId(event, pythonText(id), ...path) : `${event.id}QueuePolicy`;
  const properties: JsonMap = { PolicyDocument: queuePolicyDocument('*', propertyOf(event, 'Topic'), arn), Queues: [url] };
  return cfn('AWS::SQS::QueuePolicy', given, {
    attributes: attributesFrom(lambda),
    properties,
    from: originOf(event, 'SqsSubscription'),
  });
}
