import { defineRule, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'sqs/queue-policy-no-public-principal',
  title: 'SQS queue policies are not open to everyone',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_168', 'CKV_AWS_387'],
    cfnGuard: ['SQS_QUEUEPOLICY_NO_WILDCARD_PRINCIPAL'],
    cfnNag: ['F21'],
    securityHub: ['SQS.3'],
  },
  rationale: 'Anybody with an AWS account could read, delete or inject messages.',
  remediation:
    'Name the accounts or roles that are meant in Principal, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn.',
  messages: { open: 'the statement lets everyone use the queue (Principal is {found}) and no condition narrows who that is' },
  check: (resource) => noStatement([policyDocument(resource.at('PolicyDocument'))], (statement) => statement.isPublic(), 'open'),
  examples: {
    pass: [
      {
        name: 'one account',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sqs:SendMessage', Resource: '*' },
            ],
          },
        },
      },
      {
        name: 'a role of the template',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } }, Action: 'sqs:SendMessage', Resource: '*' },
            ],
          },
        },
        others: { Reader: { Type: 'AWS::IAM::Role' } },
      },
      {
        name: 'everyone denied',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] },
        },
      },
      {
        name: 'everyone of one account',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
              },
            ],
          },
        },
      },
      {
        name: 'everyone of the own account',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        },
      },
      {
        name: 'no statement',
        properties: { Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'], PolicyDocument: { Statement: [] } },
      },
      {
        name: 'a topic of the template',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'News' } } },
              },
            ],
          },
        },
        others: { News: { Type: 'AWS::SNS::Topic' } },
      },
    ],
    fail: [
      {
        name: 'everyone',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone with an AWS account',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sqs:SendMessage', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal/AWS' }],
      },
      {
        name: 'everyone beside one account, a single statement',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: { Effect: 'Allow', Principal: { AWS: ['111122223333', '*'] }, Action: 'sqs:SendMessage', Resource: '*' },
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/Principal/AWS/1' }],
      },
      {
        name: 'a policy as a JSON text',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}]}',
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone over HTTPS',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { Bool: { 'aws:SecureTransport': 'true' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone of any organisation',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone but one account',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'a source that need not be there',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'an ARN of any account',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:news' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'outside production',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { 'Fn::If': ['IsProd', { AWS: '111122223333' }, '*'] },
                Action: 'sqs:SendMessage',
                Resource: '*',
              },
            ],
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'QueueInlinePolicy for everyone',
        type: 'AWS::SQS::QueueInlinePolicy',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
    ],
    unknown: [
      {
        name: 'a principal from a parameter',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Value' } }, Action: 'sqs:SendMessage', Resource: '*' }],
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a condition on a parameter',
        properties: {
          Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sqs:SendMessage',
                Resource: '*',
                Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'Value' } } },
              },
            ],
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a policy from a parameter',
        properties: { Queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/jobs'], PolicyDocument: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
