import { describe, expect, it } from 'vitest';
import { linesOf } from '../lines.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: s3://bucket/key
      Policies:
        - AmazonS3ReadOnlyAccess
      Events:
        Upload:
          Type: S3
          Properties:
            Bucket: !Ref Images
            Events: s3:ObjectCreated:*
        Messages:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            DestinationConfig:
              OnFailure: { Type: SNS, Destination: !Ref Topic }
        Topic:
          Type: SNS
          Properties:
            Topic: !Ref Topic
            FilterPolicy: { a: [b] }
        Nightly:
          Type: Schedule
          Properties:
            Schedule: rate(1 day)
            Input: '{}'
            DeadLetterConfig:
              Type: SQS
        Get:
          Type: Api
          Properties:
            Path: /items
            Method: get
        Post:
          Type: Api
          Properties:
            Path: /items
            Method: post
        SignUp:
          Type: Cognito
          Properties:
            UserPool: !Ref Pool
            Trigger: PreSignUp
  Images:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: images
  Pool:
    Type: AWS::Cognito::UserPool
  Queue:
    Type: AWS::SQS::Queue
  Topic:
    Type: AWS::SNS::Topic
`;

describe('what events become stands for', () => {
  const { lineOf, textOf } = linesOf(TEMPLATE);
  const line = (text: string): number => TEMPLATE.split('\n').findIndex((each) => each.trim() === text) + 1;

  it('the event it was made for', () => {
    for (const [id, event] of [
      ['FnUploadPermission', 'Upload:'],
      ['FnMessages', 'Messages:'],
      ['FnTopic', 'Topic:'],
      ['FnNightly', 'Nightly:'],
      ['FnGetPermissionProd', 'Get:'],
      ['FnCognitoPermission', 'SignUp:'],
    ] as const) {
      expect({ id, line: lineOf('Resources', id, 'Type') }).toEqual({ id, line: line(event) });
    }
  });

  it('the part of the event that asked for it', () => {
    expect(lineOf('Resources', 'FnNightlyQueue', 'Type')).toBe(line('DeadLetterConfig:'));
    expect(lineOf('Resources', 'FnNightlyQueuePolicy', 'Type')).toBe(line('DeadLetterConfig:'));
  });

  it('the property of the event that it is', () => {
    expect(lineOf('Resources', 'FnMessages', 'Properties', 'EventSourceArn')).toBe(line('Queue: !GetAtt Queue.Arn'));
    expect(lineOf('Resources', 'FnTopic', 'Properties', 'FilterPolicy')).toBe(line('FilterPolicy: { a: [b] }'));
    expect(lineOf('Resources', 'FnTopicPermission', 'Properties', 'SourceArn')).toBe(line('Topic: !Ref Topic'));
    expect(lineOf('Resources', 'FnNightly', 'Properties', 'Targets', 0, 'Input')).toBe(line("Input: '{}'"));
  });

  it('the event for which a role may do more', () => {
    expect(textOf('Resources', 'FnRole', 'Properties', 'ManagedPolicyArns', 1)).toContain('AmazonS3ReadOnlyAccess');
    expect(lineOf('Resources', 'FnRole', 'Properties', 'ManagedPolicyArns', 1)).toBe(line('- AmazonS3ReadOnlyAccess'));
    expect(textOf('Resources', 'FnRole', 'Properties', 'ManagedPolicyArns', 2)).toContain('AWSLambdaSQSQueueExecutionRole');
    expect(lineOf('Resources', 'FnRole', 'Properties', 'ManagedPolicyArns', 2)).toBe(line('Type: SQS'));
    expect(lineOf('Resources', 'FnRole', 'Properties', 'Policies', 0, 'PolicyName')).toBe(line('Messages:'));
  });

  it('the event for which another resource was changed, which else stands where it stood', () => {
    expect(lineOf('Resources', 'Images', 'Properties', 'BucketName')).toBe(line('BucketName: images'));
    expect(lineOf('Resources', 'Images', 'Properties', 'NotificationConfiguration')).toBe(line('Upload:'));
    expect(lineOf('Resources', 'Pool', 'Type')).toBe(line('Type: AWS::Cognito::UserPool'));
    expect(lineOf('Resources', 'Pool', 'Properties', 'LambdaConfig', 'PreSignUp')).toBe(line('SignUp:'));
  });

  it('the event that added a method to an API', () => {
    const paths = ['Resources', 'ServerlessRestApi', 'Properties', 'Body', 'paths', '/items'] as const;
    expect(lineOf(...paths, 'get')).toBe(line('Get:'));
    expect(lineOf(...paths, 'post')).toBe(line('Post:'));
  });
});
