import { all, defineRule, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/resource-policy-no-allow-with-not-action',
  title: 'Resource policies do not combine Allow with NotAction',
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
  packs: [],
  crossReferences: {
    cfnGuard: [
      'S3_BUCKET_POLICY_NO_ALLOW_PLUS_NOT_ACTION',
      'SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOT_ACTION',
      'SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOT_ACTION',
    ],
    cfnNag: ['W18', 'W19', 'W20'],
  },
  rationale: 'Allow with NotAction grants every action that is not on the list, those that AWS adds later as well.',
  remediation: 'List the actions that are allowed with Action; exclude others by a Deny statement.',
  messages: { everythingElse: 'the statement allows every action that is not named in NotAction; list what is allowed in Action' },
  check: (resource) =>
    noStatement(
      [policyDocument(resource.at('PolicyDocument'))],
      (statement) => all(statement.isAllow(), () => statement.has('NotAction')),
      'everythingElse',
    ),
  examples: {
    pass: [
      {
        name: 'named actions',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 's3:GetObject' }] } },
      },
      {
        name: 'all others denied',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', NotAction: 's3:GetObject' }] } },
      },
    ],
    fail: [
      {
        name: 'all but deleting',
        type: 'AWS::SQS::QueuePolicy',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, NotAction: 'sqs:DeleteQueue' }] },
        },
        expect: [{ message: 'everythingElse', path: '/PolicyDocument/Statement/0/NotAction' }],
      },
      {
        name: 'a statement that stands alone, in a text',
        type: 'AWS::SNS::TopicPolicy',
        properties: {
          PolicyDocument: '{"Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "NotAction": ["sns:DeleteTopic"]}}',
        },
        expect: [{ message: 'everythingElse', path: '/PolicyDocument/Statement/NotAction' }],
      },
    ],
    unknown: [
      {
        name: 'the effect comes from a parameter',
        properties: { PolicyDocument: { Statement: [{ Effect: { Ref: 'Effect' }, Principal: '*', NotAction: 's3:GetObject' }] } },
        template: { Parameters: { Effect: { Type: 'String' } } },
      },
    ],
  },
});
