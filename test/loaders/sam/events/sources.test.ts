import { describe, expect, it } from 'vitest';
import { get, isMap, type Json } from '../../../../src/loaders/sam/json.ts';
import { transformed } from '../lines.ts';

const AROUND = `
  Bucket: { Type: AWS::S3::Bucket }
  Pool: { Type: AWS::Cognito::UserPool }
`;

function resourcesOf(event: string, more = ''): Json | undefined {
  return transformed(`Transform: AWS::Serverless-2016-10-31
Resources:${AROUND}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: s3://bucket/key${more}
      Events: { E: ${event} }
`).Resources;
}

/** What there is beside the function, its role and what stands around it: `FnE AWS::Events::Rule`. */
function madeOf(event: string): readonly string[] {
  const resources = resourcesOf(event);
  const made = isMap(resources) ? Object.keys(resources) : [];
  return made
    .filter((id) => !['Bucket', 'Pool', 'Fn', 'FnRole'].includes(id))
    .map((id) => `${id} ${String(get(get(resources, id), 'Type'))}`)
    .map((line) => line.replace(/Deployment[0-9a-f]{10} /, 'Deployment '))
    .sort();
}

const PERMISSION = 'FnEPermission AWS::Lambda::Permission';
const MAPPING = 'FnE AWS::Lambda::EventSourceMapping';
const RULE = 'FnE AWS::Events::Rule';
const SUBSCRIPTION = 'FnE AWS::SNS::Subscription';

describe('event sources of functions', () => {
  it.each<readonly [event: string, made: readonly string[]]>([
    ['{ Type: S3, Properties: { Bucket: !Ref Bucket, Events: s3:ObjectCreated:* } }', [PERMISSION]],
    ['{ Type: SNS, Properties: { Topic: t } }', [SUBSCRIPTION, PERMISSION]],
    [
      '{ Type: SNS, Properties: { Topic: t, SqsSubscription: true } }',
      [
        SUBSCRIPTION,
        'FnEEventSourceMapping AWS::Lambda::EventSourceMapping',
        'FnEQueue AWS::SQS::Queue',
        'FnEQueuePolicy AWS::SQS::QueuePolicy',
      ],
    ],
    ['{ Type: Schedule, Properties: { Schedule: rate(1 day) } }', [RULE, PERMISSION]],
    [
      '{ Type: EventBridgeRule, Properties: { DeadLetterConfig: { Type: SQS } } }',
      [RULE, PERMISSION, 'FnEQueue AWS::SQS::Queue', 'FnEQueuePolicy AWS::SQS::QueuePolicy'],
    ],
    ['{ Type: CloudWatchEvent, Properties: { Pattern: { source: [aws.ec2] } } }', [RULE, PERMISSION]],
    ['{ Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) } }', ['FnE AWS::Scheduler::Schedule', 'FnERole AWS::IAM::Role']],
    ['{ Type: CloudWatchLogs, Properties: { LogGroupName: g, FilterPattern: p } }', ['FnE AWS::Logs::SubscriptionFilter', PERMISSION]],
    ['{ Type: IoTRule, Properties: { Sql: s } }', ['FnE AWS::IoT::TopicRule', PERMISSION]],
    ['{ Type: AlexaSkill }', [PERMISSION]],
    ['{ Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } }', ['FnCognitoPermission AWS::Lambda::Permission']],
    ['{ Type: Kinesis, Properties: { Stream: s, StartingPosition: LATEST } }', [MAPPING]],
    ['{ Type: DynamoDB, Properties: { Stream: s, StartingPosition: LATEST } }', [MAPPING]],
    ['{ Type: SQS, Properties: { Queue: q } }', [MAPPING]],
    ['{ Type: MSK, Properties: { Stream: s, StartingPosition: LATEST } }', [MAPPING]],
    ['{ Type: MQ, Properties: { Broker: b, SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: s }] } }', [MAPPING]],
    [
      "{ Type: SelfManagedKafka, Properties: { KafkaBootstrapServers: ['a:9092'], Topics: [t], SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: s }] } }",
      [MAPPING],
    ],
    [
      '{ Type: DocumentDB, Properties: { Cluster: c, DatabaseName: d, SourceAccessConfigurations: [{ Type: BASIC_AUTH, URI: s }] } }',
      [MAPPING],
    ],
    [
      '{ Type: Api, Properties: { Path: /items, Method: get } }',
      [
        'FnEPermissionProd AWS::Lambda::Permission',
        'ServerlessRestApi AWS::ApiGateway::RestApi',
        'ServerlessRestApiDeployment AWS::ApiGateway::Deployment',
        'ServerlessRestApiProdStage AWS::ApiGateway::Stage',
      ],
    ],
    [
      '{ Type: HttpApi }',
      [PERMISSION, 'ServerlessHttpApi AWS::ApiGatewayV2::Api', 'ServerlessHttpApiApiGatewayDefaultStage AWS::ApiGatewayV2::Stage'],
    ],
  ])('%s', (event, made) => {
    expect(madeOf(event)).toEqual([...made].sort());
  });

  it('invoke the alias of a function that has one', () => {
    const resources = resourcesOf('{ Type: SNS, Properties: { Topic: t } }', '\n      AutoPublishAlias: live');
    expect(get(get(get(resources, 'FnE'), 'Properties'), 'Endpoint')).toEqual({ Ref: 'FnAliaslive' });
    expect(get(get(get(resources, 'FnEPermission'), 'Properties'), 'FunctionName')).toEqual({ Ref: 'FnAliaslive' });
  });

  it('let the role of the function read from a queue, and send on what failed, without saying so in the mapping', () => {
    const resources = resourcesOf(
      '{ Type: SQS, Properties: { Queue: q, DestinationConfig: { OnFailure: { Type: SQS, Destination: d } } } }',
    );
    expect(get(get(get(resources, 'FnE'), 'Properties'), 'DestinationConfig')).toEqual({ OnFailure: { Destination: 'd' } });
    expect(get(get(get(resources, 'FnRole'), 'Properties'), 'ManagedPolicyArns')).toContain(
      'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole',
    );
    expect(get(get(get(resources, 'FnRole'), 'Properties'), 'Policies')).toEqual([
      {
        PolicyName: 'FnESQSPolicy',
        PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Effect: 'Allow', Resource: 'd' }] },
      },
    ]);
  });
});
