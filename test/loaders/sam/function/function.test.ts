import { describe, expect, it } from 'vitest';
import { refused, transformed } from './transformed.ts';

const BASE = 'Handler: app.handler, Runtime: nodejs22.x, CodeUri: s3://code/app.zip';

describe('a SAM function', () => {
  it('becomes a function and a role', () => {
    const { template, at } = transformed(`Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { ${BASE} } } }`);
    expect(Object.keys(template.Resources ?? {})).toEqual(['Hello', 'HelloRole']);
    expect(at('Hello')).toEqual({
      Type: 'AWS::Lambda::Function',
      Properties: {
        Handler: 'app.handler',
        Runtime: 'nodejs22.x',
        Code: { S3Bucket: 'code', S3Key: 'app.zip' },
        Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }],
        Role: { 'Fn::GetAtt': ['HelloRole', 'Arn'] },
      },
    });
    expect(at('HelloRole')).toEqual({
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] } }],
        },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }],
      },
    });
  });

  it('publishes a version for its code and an alias', () => {
    const { ids, at } = transformed(
      `Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { ${BASE}, AutoPublishAlias: !Ref Stage } } }`,
    );
    // The first ten digits of the SHA-1 of {"S3Bucket":"code","S3Key":"app.zip"}.
    const version = 'HelloVersionb0c3561366';
    expect(ids('AWS::Lambda::Version')).toEqual([version]);
    expect(at(version)).toEqual({
      Type: 'AWS::Lambda::Version',
      DeletionPolicy: 'Retain',
      Properties: { FunctionName: { Ref: 'Hello' } },
    });
    expect(at('HelloAliasprod', 'Properties')).toEqual({
      Name: 'prod',
      FunctionName: { Ref: 'Hello' },
      FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
    });
  });

  it('makes another version of code whose parameter has another value, and shows that value', () => {
    const code = "{ Bucket: code, Key: !Sub '${Stage}.zip' }";
    const { ids, at } = transformed(
      `Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { Handler: a, Runtime: b, AutoPublishAlias: live, CodeUri: ${code} } } }`,
    );
    expect(at('Hello', 'Properties.Code.S3Key')).toEqual({ 'Fn::Sub': 'prod.zip' });
    expect(ids('AWS::Lambda::Version')).not.toEqual(['HelloVersionb0c3561366']);
  });

  it('that is deployed gradually has a deployment group', () => {
    const { ids, at } = transformed(
      `Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { ${BASE}, AutoPublishAlias: live, DeploymentPreference: { Type: AllAtOnce, Alarms: [errors], Hooks: { PreTraffic: check } } } } }`,
    );
    expect(ids('AWS::CodeDeploy::Application')).toEqual(['ServerlessDeploymentApplication']);
    expect(ids('AWS::IAM::Role')).toEqual(['HelloRole', 'CodeDeployServiceRole']);
    expect(at('HelloAliaslive', 'UpdatePolicy')).toEqual({
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'ServerlessDeploymentApplication' },
        DeploymentGroupName: { Ref: 'HelloDeploymentGroup' },
        BeforeAllowTrafficHook: 'check',
      },
    });
    expect(at('HelloDeploymentGroup', 'Properties')).toMatchObject({
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] },
      DeploymentConfigName: { 'Fn::Sub': ['CodeDeployDefault.Lambda${ConfigName}', { ConfigName: 'AllAtOnce' }] },
      ServiceRoleArn: { 'Fn::GetAtt': ['CodeDeployServiceRole', 'Arn'] },
    });
  });

  it('makes the queue that its results go to by condition', () => {
    const { template, at } = transformed(
      `Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { ${BASE}, EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS, Destination: !If [Always, arn, !Ref AWS::NoValue] } } } } } }`,
    );
    const queue = at('HelloEventInvokeConfigOnFailureQueue');
    expect(queue).toMatchObject({ Type: 'AWS::SQS::Queue', Condition: expect.stringMatching(/^NOTAlways[0-9a-f]{10}$/) });
    expect(template.Conditions).toMatchObject({
      [String(at('HelloEventInvokeConfigOnFailureQueue', 'Condition'))]: { 'Fn::Not': [{ Condition: 'Always' }] },
    });
  });

  it('with a public URL lets everybody call it', () => {
    const { ids } = transformed(
      `Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { ${BASE}, FunctionUrlConfig: { AuthType: NONE } } } }`,
    );
    expect(ids('AWS::Lambda::Url')).toEqual(['HelloUrl']);
    expect(ids('AWS::Lambda::Permission')).toEqual(['HelloUrlPublicPermissions', 'HelloURLInvokeAllowPublicAccess']);
  });

  it('shares with others what Globals say, and what is made for it', () => {
    const { ids, at } = transformed(
      `Globals: { Function: { ${BASE}, EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } } } }\nResources: { A: { Type: AWS::Serverless::Function }, B: { Type: AWS::Serverless::Function } }`,
    );
    expect(ids('AWS::SQS::Queue')).toEqual(['AEventInvokeConfigOnFailureQueue']);
    expect(at('BEventInvokeConfig', 'Properties.DestinationConfig.OnFailure.Destination')).toEqual({
      'Fn::GetAtt': ['AEventInvokeConfigOnFailureQueue', 'Arn'],
    });
  });

  it('names resource and property when AWS would refuse it', () => {
    expect(
      refused('Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { Handler: a, Runtime: b, CodeUri: ./src } } }'),
    ).toEqual([
      "Hello Properties.CodeUri: Resource with id [Hello] is invalid. 'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
    ]);
    expect(refused(`Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { ${BASE}, AutoPublishAlias: '1' } } }`)).toEqual([
      expect.stringMatching(/^Hello Properties\.AutoPublishAlias: .*AutoPublishAlias name \('1'\) must contain/),
    ]);
  });
});

describe('the parts of a generated role', () => {
  const { at, written } = transformed(`
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      ${BASE.replaceAll(', ', '\n      ')}
      Tracing: Active
      PermissionsBoundary: boundary
      RolePath: /service/
      DeadLetterQueue: { Type: SQS, TargetArn: arn }
      Policies:
        - AmazonS3FullAccess
        - { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }
        - SQSPollerPolicy: { QueueName: !Ref Stage }
        - !If [Always, { SQSPollerPolicy: { QueueName: orders } }, !Ref AWS::NoValue]
`);

  it('stand where the property is that asks for them', () => {
    expect(written('HelloRole', 'Properties.PermissionsBoundary')).toBe('PermissionsBoundary');
    expect(written('HelloRole', 'Properties.Path')).toBe('RolePath');
    expect(written('HelloRole', 'Properties.ManagedPolicyArns.1')).toBe('Tracing');
    expect(written('HelloRole', 'Properties.ManagedPolicyArns.2')).toBe('AmazonS3FullAccess');
    expect(written('HelloRole', 'Properties.Policies.0')).toBe('DeadLetterQueue');
    expect(written('HelloRole', 'Properties.Policies.1.PolicyDocument.Statement.0.Action')).toBe('Action');
    expect(written('HelloRole', 'Properties.Policies.2.PolicyDocument')).toMatch(/^SQSPollerPolicy/);
    expect(written('HelloRole', 'Properties.Policies.3.Fn::If.1.PolicyDocument')).toMatch(/SQSPollerPolicy/);
  });

  it('hold what the values of a policy template are', () => {
    expect(at('HelloRole', 'Properties.Policies.2.PolicyDocument.Statement.0.Resource')).toEqual({
      'Fn::Sub': ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}', { queueName: { Ref: 'Stage' } }],
    });
    expect(written('HelloRole', 'Properties.Policies.2.PolicyDocument.Statement.0.Resource.Fn::Sub.1.queueName')).toBe('QueueName');
  });
});
