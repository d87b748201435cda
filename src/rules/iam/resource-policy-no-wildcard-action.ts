import { all, defineRule, policyDocument } from '../../engine/rule-api.ts';
import { isEveryAction, noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/resource-policy-no-wildcard-action',
  title: 'Bucket, topic and queue policies list explicit actions',
  severity: 'high',
  category: 'identity',
  resources: [
    'AWS::S3::BucketPolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::SNS::TopicInlinePolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::SQS::QueueInlinePolicy',
  ],
  tier: 1,
  packs: ['security-core'],
  crossReferences: {
    checkov: ['CKV_AWS_72'],
    cfnGuard: ['S3_BUCKET_POLICY_NO_WILDCARD_ACTION', 'SQS_QUEUEPOLICY_NO_WILDCARD_ACTION'],
    cfnNag: ['F15', 'F20'],
    trivy: ['AVD-AWS-0097'],
  },
  rationale: 'A wildcard lets the principals read as well as delete, and change the policy itself.',
  remediation: 'List the actions that the principals need.',
  messages: { wildcard: 'the statement allows {found} instead of the actions that are needed; list them' },
  check: (resource) =>
    noStatement(
      [policyDocument(resource.at('PolicyDocument'))],
      (statement) => all(statement.isAllow(), () => statement.someAction(isEveryAction)),
      'wildcard',
    ),
  examples: {
    pass: [
      {
        name: 'named actions',
        properties: {
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: ['s3:GetObject', 's3:PutObject'] }],
          },
        },
      },
      {
        name: 'a wildcard for a part of the name',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 's3:Get*' }] } },
      },
      {
        name: 'everything denied',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: ['*', 's3:*'] }] } },
      },
    ],
    fail: [
      {
        name: 'every action',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: '*' }] } },
        expect: [{ message: 'wildcard', path: '/PolicyDocument/Statement/0/Action' }],
      },
      {
        name: 'every action of the service',
        type: 'AWS::SQS::QueuePolicy',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: ['sqs:SendMessage', 'sqs:*'] }] },
        },
        expect: [{ message: 'wildcard', path: '/PolicyDocument/Statement/0/Action/1' }],
      },
      {
        name: 'in a document that is a text',
        properties: { PolicyDocument: '{"Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:*"}}' },
        expect: [{ message: 'wildcard', path: '/PolicyDocument/Statement/Action' }],
      },
      {
        name: 'every action of every service',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: '*:*' }] } },
        expect: [{ message: 'wildcard', path: '/PolicyDocument/Statement/0/Action' }],
      },
    ],
    unknown: [
      {
        name: 'the action comes from a parameter',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: { Ref: 'Action' } }] } },
        template: { Parameters: { Action: { Type: 'String' } } },
      },
      {
        name: 'a part of the action comes from a parameter',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: { 'Fn::Sub': 's3:${Action}' } }] },
        },
        template: { Parameters: { Action: { Type: 'String' } } },
      },
    ],
  },
});
