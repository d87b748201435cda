import type { Json } from '../../json.ts';
import type { CfnResource } from '../../resource.ts';
import type { EventSource, FunctionTarget, SamEvent } from '../event.ts';
import { BROKER, DOCUMENT_DB } from './database-and-broker.ts';
import { MANAGED_KAFKA, SELF_MANAGED_KAFKA } from './kafka.ts';
import { eventSourceMapping, type PolledSource, queueMapping } from './mapping.ts';
import { letRead } from './role.ts';

const QUEUE: PolledSource = { arnProperty: 'Queue', managedPolicy: 'AWSLambdaSQSQueueExecutionRole' };

/** The event sources that Lambda polls, by type. */
export const POLLED_SOURCES = {
  DocumentDB: polled(DOCUMENT_DB),
  DynamoDB: polled({ arnProperty: 'Stream', managedPolicy: 'AWSLambdaDynamoDBExecutionRole' }),
  Kinesis: polled({ arnProperty: 'Stream', managedPolicy: 'AWSLambdaKinesisExecutionRole' }),
  MQ: polled(BROKER),
  MSK: polled(MANAGED_KAFKA),
  SelfManagedKafka: polled(SELF_MANAGED_KAFKA),
  SQS: polled(QUEUE),
} satisfies Record<string, EventSource<FunctionTarget>>;

function polled(source: PolledSource): EventSource<FunctionTarget> {
  return {
    prepare(event, context) {
      return ({ lambda, role }) => {
        const { mapping, destinationPolicy } = eventSourceMapping(event, lambda, source);
        const policies = source.policies?.(event, context) ?? [];
        letRead(event, role, context.region, { managedPolicy: source.managedPolicy, policies, destinationPolicy });
        return [mapping];
      };
    },
  };
}

/** What polls the queue that a topic sends to. */
export function pollQueue(event: SamEvent, { lambda, role }: FunctionTarget, region: string, queue: Json, batchSize: Json): CfnResource {
  letRead(event, role, region, { managedPolicy: QUEUE.managedPolicy, policies: [] });
  return queueMapping(event, lambda, queue, batchSize);
}
