import { all, defineRule, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/resource-policy-no-allow-with-not-principal',
  title: 'Resource policies do not combine Allow with NotPrincipal',
  severity: 'critical',
  category: 'public-access',
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
    cfnGuard: [
      'S3_BUCKETPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
      'SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
      'SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL',
    ],
    cfnNag: ['F7', 'F8', 'F9'],
  },
  rationale: 'Allow with NotPrincipal lets in everybody who is not on the list, people without an AWS account included.',
  remediation: 'Name who is let in with Principal; exclude others by a Deny statement.',
  messages: { everybodyElse: 'the statement allows everybody but the principals named in NotPrincipal; name who is allowed in Principal' },
  check: (resource) =>
    noStatement(
      [policyDocument(resource.at('PolicyDocument'))],
      (statement) => all(statement.isAllow(), () => statement.has('NotPrincipal')),
      'everybodyElse',
    ),
  examples: {
    pass: [
      {
        name: 'a named principal',
        properties: {
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 's3:GetObject' }],
          },
        },
      },
      {
        name: 'denied to all others',
        properties: {
          PolicyDocument: {
            Statement: [{ Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 's3:GetObject' }],
          },
        },
      },
    ],
    fail: [
      {
        name: 'everybody but one account',
        properties: {
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 's3:GetObject' },
              { Effect: 'Allow', NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 's3:GetObject' },
            ],
          },
        },
        expect: [{ message: 'everybodyElse', path: '/PolicyDocument/Statement/1/NotPrincipal' }],
      },
      {
        name: 'in a document that is a text',
        properties: {
          PolicyDocument: '{"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}, "Action": "s3:GetObject"}}',
        },
        expect: [{ message: 'everybodyElse', path: '/PolicyDocument/Statement/NotPrincipal' }],
      },
      {
        name: 'an account from a parameter',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: { Ref: 'Account' } }, Action: 's3:GetObject' }] },
        },
        template: { Parameters: { Account: { Type: 'String' } } },
        expect: [{ message: 'everybodyElse', path: '/PolicyDocument/Statement/0/NotPrincipal' }],
      },
    ],
    unknown: [
      {
        name: 'the effect comes from a parameter',
        properties: {
          PolicyDocument: { Statement: [{ Effect: { Ref: 'Effect' }, NotPrincipal: { AWS: '123456789012' }, Action: 's3:GetObject' }] },
        },
        template: { Parameters: { Effect: { Type: 'String' } } },
      },
      { name: 'the document comes from another stack', properties: { PolicyDocument: { 'Fn::ImportValue': 'shared-policy' } } },
    ],
  },
});
