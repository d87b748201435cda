import type { TransformContext } from '../../context.ts';
import { copy, get, isGiven, isMap, type Json, type JsonMap } from '../../json.ts';
import { type CfnResource, cfn, isCall, ref } from '../../resource.ts';
import { originOf, passOn, propertyOf, type SamEvent, wrong, wrongById } from '../event.ts';
import { publishPolicy, putObjectPolicy, sendMessagePolicy } from '../role-policies.ts';
import { attributesFrom } from '../target.ts';

/** What sets an event source apart from the others that Lambda polls. */
export interface PolledSource {
  /** The property that says where the source is; brokers outside of AWS have none. */
  readonly arnProperty?: string;
  /** The service role of AWS that lets a function read from it. */
  readonly managedPolicy?: string;
  /** Where settings of Kafka stand in the mapping. */
  readonly kafkaProperty?: 'AmazonManagedKafkaEventSourceConfig' | 'SelfManagedKafkaEventSourceConfig';
  /** What the role of the function needs beside it. Throws `SamError`. */
  policies?(event: SamEvent, context: TransformContext): readonly JsonMap[];
  /** Properties of the mapping that only this source has. */
  complete?(event: SamEvent, properties: JsonMap): void;
}

export interface Mapping {
  readonly mapping: CfnResource;
  readonly destinationPolicy: JsonMap | undefined;
}

const PASSED_ON = [
  'StartingPosition',
  'StartingPositionTimestamp',
  'BatchSize',
  'Enabled',
  'MaximumBatchingWindowInSeconds',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'MaximumRecordAgeInSeconds',
  'ParallelizationFactor',
  'Topics',
  'Queues',
  'SourceAccessConfigurations',
  'TumblingWindowInSeconds',
  'FunctionResponseTypes',
  'FilterCriteria',
  'KmsKeyArn',
  'ScalingConfig',
  'ProvisionedPollerConfig',
  'MetricsConfig',
  'LoggingConfig',
];

/** What makes Lambda poll an event source for a function. Throws `SamError`. */
export function eventSourceMapping(event: SamEvent, lambda: CfnResource, source: PolledSource): Mapping {
  checkFilterCriteria(event);
  const mapping = emptyMapping(event, event.id, lambda);
  const { properties } = mapping;
  if (source.arnProperty !== undefined) passOn(event, source.arnProperty, properties, 'EventSourceArn');
  for (const name of PASSED_ON) passOn(event, name, properties);
  if (isGiven(propertyOf(event, 'KafkaBootstrapServers'))) {
    const endpoints: JsonMap = {};
    passOn(event, 'KafkaBootstrapServers', endpoints);
    properties.SelfManagedEventSource = { Endpoints: endpoints };
  }
  setKafka(event, properties, source);
  const destinationPolicy = setDestination(event, properties);
  source.complete?.(event, properties);
  return { mapping, destinationPolicy };
}

/** What makes Lambda poll the queue that a topic sends to. */
export function queueMapping(event: SamEvent, lambda: CfnResource, queue: Json, batchSize: Json): CfnResource {
  const mapping = emptyMapping(event, `${event.id}EventSourceMapping`, lambda);
  Object.assign(mapping.properties, { EventSourceArn: queue, BatchSize: batchSize, Enabled: true });
  return mapping;
}

function emptyMapping(event: SamEvent, id: string, lambda: CfnResource): CfnResource {
  return cfn('AWS::Lambda::EventSourceMapping', id, {
    attributes: attributesFrom(lambda),
    properties: { FunctionName: ref(lambda.id) },
    from: originOf(event),
  });
}

function checkFilterCriteria(event: SamEvent): void {
  const criteria = propertyOf(event, 'FilterCriteria');
  if (!isGiven(criteria) || isCall(criteria)) return;
  if (Object.keys(criteria).some((name) => name !== 'Filters'))
    throw wrong(event, 'FilterCriteria field has a wrong format', 'FilterCriteria');
}

function setKafka(event: SamEvent, properties: JsonMap, { kafkaProperty }: PolledSource): void {
  const settings: JsonMap = {};
  if (isGiven(propertyOf(event, 'ConsumerGroupId'))) {
    if (kafkaProperty === undefined)
      throw wrongById(event, `Property ConsumerGroupId not defined for resource of type ${event.type}.`, 'ConsumerGroupId');
    passOn(event, 'ConsumerGroupId', settings);
  }
  if (kafkaProperty === undefined) return;
  if (isGiven(propertyOf(event, 'SchemaRegistryConfig'))) passOn(event, 'SchemaRegistryConfig', settings);
  if (isGiven(settings)) properties[kafkaProperty] = settings;
}

/** Sets where to send what could not be handled, and gives the policy that lets the function do so. */
function setDestination(event: SamEvent, properties: JsonMap): JsonMap | undefined {
  const given = propertyOf(event, 'DestinationConfig');
  if (!isGiven(given)) return undefined;
  passOn(event, 'DestinationConfig', properties);
  const destination = copy(given);
  properties.DestinationConfig = destination;
  const onFailure = get(destination, 'OnFailure');
  if (!isMap(onFailure))
    throw wrongById(event, "Property 'DestinationConfig.OnFailure' should be a map.", 'DestinationConfig', 'OnFailure');
  const type = get(onFailure, 'Type');
  if (!isGiven(type)) return undefined;
  // SAM alone reads the type.
  delete onFailure.Type;
  const arn = get(onFailure, 'Destination');
  switch (type) {
    case 'SQS':
      return sendMessagePolicy(event.id, arn);
    case 'SNS':
      return publishPolicy(event.id, arn);
    case 'S3':
      return putObjectPolicy(event.id, arn);
    case 'Kafka':
      return undefined;
    default:
      throw wrongById(
        event,
        "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'",
        'DestinationConfig',
        'OnFailure',
        'Type',
      );
  }
}
