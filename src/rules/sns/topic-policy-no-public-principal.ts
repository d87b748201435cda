import { defineRule, NARROWING_KEYS, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

/** `*`, and ARNs of principals in any account. */
function isEveryone(principal: string): boolean {
  return principal === '*' || /^arn:[^:]*:iam::\*/.test(principal);
}

export default defineRule({
  id: 'sns/topic-policy-no-public-principal',
  title: 'SNS topic policies are not open to everyone',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_169'],
    cfnGuard: ['SNS_TOPICPOLICY_NO_WILDCARD_PRINCIPAL'],
    cfnNag: ['F18'],
    securityHub: ['SNS.4'],
  },
  rationale: 'Anybody with an AWS account could read what is published, or publish to all subscribers.',
  remediation:
    'Name the accounts or roles that are meant in Principal, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn.',
  messages: { open: 'the statement lets everyone use the topic (Principal is {found}) and no condition narrows who that is' },
  check: (resource) =>
    noStatement(
      [policyDocument(resource.at('PolicyDocument'))],
      (statement) => statement.isPublic(NARROWING_KEYS, { isPublicPrincipal: isEveryone }),
      'open',
    ),
  examples: {
    pass: [
      {
        name: 'one account',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sns:Publish', Resource: '*' }],
          },
        },
      },
      {
        name: 'a role of the template',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } }, Action: 'sns:Publish', Resource: '*' }],
          },
        },
        others: { Reader: { Type: 'AWS::IAM::Role' } },
      },
      {
        name: 'everyone denied',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: '*' }] },
        },
      },
      {
        name: 'everyone of one account',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sns:Publish',
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
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: 'sns:Publish',
                Resource: '*',
                Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        },
      },
      { name: 'no statement', properties: { Topics: ['arn:aws:sns:us-east-1:111122223333:news'], PolicyDocument: { Statement: [] } } },
    ],
    fail: [
      {
        name: 'everyone',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone with an AWS account',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal/AWS' }],
      },
      {
        name: 'everyone beside one account, a single statement',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: { Effect: 'Allow', Principal: { AWS: ['111122223333', '*'] }, Action: 'sns:Publish', Resource: '*' },
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/Principal/AWS/1' }],
      },
      {
        name: 'a policy as a JSON text',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}',
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone over HTTPS',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sns:Publish',
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
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sns:Publish',
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
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sns:Publish',
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
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sns:Publish',
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
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sns:Publish',
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
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { 'Fn::If': ['IsProd', { AWS: '111122223333' }, '*'] }, Action: 'sns:Publish', Resource: '*' },
            ],
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'TopicInlinePolicy for everyone',
        type: 'AWS::SNS::TopicInlinePolicy',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'the root user of any account',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::*:root' }, Action: 'sns:Publish', Resource: '*' }],
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal/AWS' }],
      },
    ],
    unknown: [
      {
        name: 'a principal from a parameter',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Value' } }, Action: 'sns:Publish', Resource: '*' }] },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a condition on a parameter',
        properties: {
          Topics: ['arn:aws:sns:us-east-1:111122223333:news'],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'sns:Publish',
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
        properties: { Topics: ['arn:aws:sns:us-east-1:111122223333:news'], PolicyDocument: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
