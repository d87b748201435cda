import { expect, test } from 'vitest';
import { refusalsOf } from '../lines.ts';

const REFUSED: readonly (readonly [event: string, path: string])[] = [
  ['{ Type: Nothing }', 'Type'],
  ['{ Properties: {} }', ''],
  ['{ Type: Schedule }', 'Properties.Schedule'],
  ['{ Type: Schedule, Properties: { Schedule: rate(1 day), Rate: 1 } }', 'Properties.Rate'],
  ['{ Type: Schedule, Properties: { Schedule: rate(1 day), State: ENABLED, Enabled: true } }', 'Properties.State'],
  ['{ Type: Schedule, Properties: { Schedule: rate(1 day), DeadLetterConfig: { Type: SNS } } }', 'Properties.DeadLetterConfig.Type'],
  ['{ Type: ScheduleV2, Properties: { ScheduleExpression: x, OmitName: true, Name: n } }', 'Properties.Name'],
  ['{ Type: S3, Properties: { Bucket: name, Events: x } }', 'Properties.Bucket'],
  ['{ Type: Cognito, Properties: { UserPool: name, Trigger: x } }', 'Properties.UserPool'],
  ['{ Type: SNS, Properties: { Topic: t, SqsSubscription: { QueueArn: x } } }', 'Properties.SqsSubscription'],
  ['{ Type: SQS, Properties: { Queue: q, FilterCriteria: { Other: 1 } } }', 'Properties.FilterCriteria'],
  [
    '{ Type: SQS, Properties: { Queue: q, DestinationConfig: { OnFailure: { Type: Lambda } } } }',
    'Properties.DestinationConfig.OnFailure.Type',
  ],
  ['{ Type: SelfManagedKafka, Properties: { Topics: [t] } }', 'Properties.KafkaBootstrapServers'],
  [
    '{ Type: MQ, Properties: { Broker: b, SourceAccessConfigurations: [{ Type: OTHER }] } }',
    'Properties.SourceAccessConfigurations.0.Type',
  ],
  ['{ Type: Api, Properties: { Path: /x, Method: get, RequestParameters: [header.x] } }', 'Properties.RequestParameters'],
  ['{ Type: Api, Properties: { Path: /x, Method: get, Auth: { Authorizer: Other } } }', 'Properties.Auth.Authorizer'],
  ['{ Type: HttpApi, Properties: { Path: /x, Method: get, Auth: { Authorizer: Other } } }', 'Properties.Auth.Authorizer'],
];

test.each(REFUSED)('what is wrong with %s is named', (event, path) => {
  const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: s3://bucket/key
      Events: { Event: ${event} }
`;
  expect(refusalsOf(template)).toEqual([['Fn.Properties.Events.Event', path].filter((part) => part !== '').join('.')]);
});

test('an event whose name begins like the function is named all the same', () => {
  const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: s3://bucket/key
      Events: { ApiEvent: { Type: S3, Properties: { Bucket: name, Events: x } } }
`;
  expect(refusalsOf(template)).toEqual(['Api.Properties.Events.ApiEvent.Properties.Bucket']);
});
