import type { Json, JsonMap } from '../../../../src/loaders/sam/json.ts';
import { type Draw, type Fields, listOf, map, named, oneOf, pick, word } from './draft.ts';

/** What templates declare, so that values can refer to it. */
export const PARAMETERS: JsonMap = {
  Stage: { Type: 'String', Default: 'prod' },
  Given: { Type: 'String' },
  Unknown: { Type: 'String' },
  Number: { Type: 'Number', Default: 5 },
  Flag: { Type: 'String', Default: 'true' },
  Ids: { Type: 'CommaDelimitedList', Default: 'one,two' },
  Latest: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/latest' },
};

/** Their values, beside the defaults. */
export const GIVEN: JsonMap = { Given: 'given-value' };

export const MAPPINGS: JsonMap = { ByStage: { prod: { Size: 'large', Enabled: true }, dev: { Size: 'small', Enabled: false } } };

export const CONDITIONS: JsonMap = {
  IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
  IsNotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
  Both: { 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Equals': [{ Ref: 'Given' }, 'x'] }] },
};

/** Resources of CloudFormation that stand in every template. */
export const SURROUNDINGS: JsonMap = {
  Bucket: { Type: 'AWS::S3::Bucket' },
  OtherBucket: { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { TopicConfigurations: [] } } },
  Queue: { Type: 'AWS::SQS::Queue' },
  Topic: { Type: 'AWS::SNS::Topic' },
  Table: { Type: 'AWS::DynamoDB::Table' },
  Stream: { Type: 'AWS::Kinesis::Stream' },
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Role: { Type: 'AWS::IAM::Role' },
  Bus: { Type: 'AWS::Events::EventBus' },
  Logs: { Type: 'AWS::Logs::LogGroup' },
  Lambda: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
};

export const condition = word(...Object.keys(CONDITIONS));

const plainText = word('alpha', 'beta-2', 'Gamma', 'some text', 'x', '${Stage}', '');
const name = word('alpha', 'beta2', 'Gamma', 'delta-x');

/** Texts, and calls that stand for one. */
export const text: Draw = oneOf(
  plainText,
  name,
  name,
  word({ Ref: 'Stage' }, { Ref: 'Given' }, { Ref: 'Unknown' }, { Ref: 'AWS::Region' }, { Ref: 'Bucket' }),
  word(
    { 'Fn::Sub': '${Stage}-x' },
    { 'Fn::Sub': ['${A}-${Given}', { A: { Ref: 'Stage' } }] },
    { 'Fn::Sub': '${Bucket.Arn}/${AWS::Region}' },
  ),
  word(
    { 'Fn::ImportValue': 'other-stack' },
    { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] },
    { 'Fn::FindInMap': ['ByStage', { Ref: 'Stage' }, 'Size'] },
  ),
  (draft) => ({ 'Fn::If': [condition(draft), 'one', pick(draft, ['two', { Ref: 'AWS::NoValue' }])] }),
);

export const literal: Draw = oneOf(name, name, word('alpha/beta', 'x.y'));

export const identifier: Draw = word('Alpha', 'Beta', 'Gamma2');

export const arn: Draw = oneOf(
  word('arn:aws:sqs:us-east-1:123456789012:queue', 'arn:aws:iam::123456789012:role/service'),
  word({ 'Fn::GetAtt': ['Queue', 'Arn'] }, { 'Fn::GetAtt': ['Table', 'Arn'] }, { 'Fn::GetAtt': 'Stream.Arn' }, { Ref: 'Topic' }),
  word({ 'Fn::Sub': 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Stage}' }, { 'Fn::ImportValue': 'arn' }),
);

export const functionArn: Draw = (draft) =>
  pick<Json>(draft, [
    { 'Fn::GetAtt': [pick(draft, draft.ids.function), 'Arn'] },
    { 'Fn::GetAtt': ['Lambda', 'Arn'] },
    { 'Fn::Sub': '${Lambda.Arn}:live' },
    'arn:aws:lambda:us-east-1:123456789012:function:f',
    { 'Fn::GetAtt': [`${pick(draft, draft.ids.function)}.Alias`, 'Arn'] },
  ]);

export const roleArn: Draw = word(
  { 'Fn::GetAtt': ['Role', 'Arn'] },
  'arn:aws:iam::123456789012:role/service',
  { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/x' },
  { Ref: 'Given' },
);

/** Whole numbers, and calls that stand for one. */
export const number: Draw = oneOf(word(1, 2, 5, 10, 60, 128), word(1, 30), word({ Ref: 'Number' }, { 'Fn::If': ['IsProd', 5, 1] }));

export const plainNumber: Draw = word(1, 2, 5, 10, 60);

export const boolean: Draw = word(true, false, true);

/** Booleans, and calls that stand for one. */
export const flag: Draw = oneOf(boolean, boolean, word({ Ref: 'Flag' }, { 'Fn::If': ['IsProd', true, false] }));

export const tags: Draw = named(['team', 'Stage', 'cost:center', 'empty'], oneOf(text, word('', 1)), 3);

export const anyMap: Draw = named(['One', 'two', 'Three3'], oneOf(text, number, boolean, listOf(text)));

export const s3Uri: Draw = word('s3://bucket/key.zip', 's3://bucket/folder/key.zip', 's3://bucket/key?versionId=3');

export const s3Map: Draw = map({ Bucket: text, Key: text }, { Version: text });

export const policyDocument: Draw = (draft) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: pick(draft, ['Allow', 'Deny']), Action: pick<Json>(draft, ['s3:*', ['s3:GetObject', 'sqs:*']]), Resource: arn(draft) },
  ],
});

export const retryPolicy: Draw = map({ MaximumRetryAttempts: plainNumber }, { MaximumEventAgeInSeconds: plainNumber });

const record: Fields = {
  EvaluateTargetHealth: flag,
  IpV6: boolean,
  SetIdentifier: text,
  Region: text,
};

/** The DNS part of domains. */
export const route53: Draw = oneOf(
  map({ HostedZoneId: text }, { ...record, DistributionDomainName: text }),
  map({ HostedZoneName: word('example.com.', { Ref: 'Given' }) }, { ...record, DistributionDomainName: text }),
);
