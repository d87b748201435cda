import { describe, expect, it } from 'vitest';
import { get, getIn, isMap, type Json } from '../../../../src/loaders/sam/json.ts';
import { transformed } from '../lines.ts';

function resourcesOf(properties: string): Json | undefined {
  return transformed(`Transform: AWS::Serverless-2016-10-31
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: { ${properties} }
`).Resources;
}

describe('a state machine', () => {
  it('has its definition as a text, and what is known at deployment as substitutions', () => {
    const resources = resourcesOf(
      'Definition: { B: !Ref Fn, A: [1.0, { Secret: "{{resolve:ssm:name}}" }] }, DefinitionSubstitutions: { own: x }',
    );
    expect(getIn(resources, 'Machine', 'Properties', 'DefinitionString')).toEqual({
      'Fn::Join': [
        '\n',
        [
          '{',
          '    "A": [',
          '        1.0,',
          '        {',
          '            "Secret": "${definition_substitution_1}"',
          '        }',
          '    ],',
          '    "B": "${definition_substitution_2}"',
          '}',
        ],
      ],
    });
    expect(getIn(resources, 'Machine', 'Properties', 'DefinitionSubstitutions')).toEqual({
      own: 'x',
      definition_substitution_1: '{{resolve:ssm:name}}',
      definition_substitution_2: { Ref: 'Fn' },
    });
  });

  it('gets a role that Step Functions takes on, and that may trace if that is wanted', () => {
    const role = get(get(resourcesOf('DefinitionUri: s3://bucket/key, Tracing: { Enabled: true }'), 'MachineRole'), 'Properties');
    expect(getIn(role, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
      { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['states.amazonaws.com'] } },
    ]);
    expect(get(role, 'ManagedPolicyArns')).toEqual(['arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess']);
  });

  it('moves traffic to a new version by its alias, which events may start', () => {
    const event = 'Events: { E: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) } } }';
    const alias = 'AutoPublishAlias: live, UseAliasAsEventTarget: true, DeploymentPreference: { Type: CANARY, Percentage: 10 }';
    const resources = resourcesOf(`DefinitionUri: s3://bucket/key, ${alias}, ${event}`);
    expect(isMap(resources) ? Object.keys(resources).sort() : []).toEqual([
      'Machine',
      'MachineAliaslive',
      'MachineE',
      'MachineERole',
      'MachineRole',
      'MachineVersion',
    ]);
    expect(getIn(resources, 'MachineAliaslive', 'Properties', 'DeploymentPreference')).toEqual({
      Type: 'CANARY',
      Percentage: 10,
      StateMachineVersionArn: { Ref: 'MachineVersion' },
    });
    expect(getIn(resources, 'MachineVersion', 'DeletionPolicy')).toBe('Retain');
    expect(getIn(resources, 'MachineE', 'Properties', 'Target', 'Arn')).toEqual({ Ref: 'MachineAliaslive' });
  });

  it('is started by API Gateway with the body of a request', () => {
    const resources = resourcesOf(
      'DefinitionUri: s3://bucket/key, Events: { E: { Type: Api, Properties: { Path: /start, Method: post } } }',
    );
    const integration = getIn(
      resources,
      'ServerlessRestApi',
      'Properties',
      'Body',
      'paths',
      '/start',
      'post',
      'x-amazon-apigateway-integration',
    );
    expect(get(integration, 'credentials')).toEqual({ 'Fn::GetAtt': ['MachineERole', 'Arn'] });
    expect(get(integration, 'requestTemplates')).toEqual({
      'application/json': {
        'Fn::Sub': '{"input": "$util.escapeJavaScript($input.json(\'$\'))", "stateMachineArn": "${Machine}"}',
      },
    });
  });

  it('hands its tags to all that is made for it when it is told to', () => {
    const event = 'Events: { E: { Type: Schedule, Properties: { Schedule: rate(1 day) } } }';
    const resources = resourcesOf(`DefinitionUri: s3://bucket/key, Tags: { team: blue }, PropagateTags: true, ${event}`);
    expect(getIn(resources, 'MachineERole', 'Properties', 'Tags')).toEqual([{ Key: 'team', Value: 'blue' }]);
  });
});
