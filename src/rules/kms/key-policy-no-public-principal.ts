import { defineRule, NARROWING_KEYS, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

const KEYS = ['kms:CallerAccount', ...NARROWING_KEYS];

export default defineRule({
  id: 'kms/key-policy-no-public-principal',
  title: 'KMS key policies name no wildcard principal',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: { checkov: ['CKV_AWS_33'], cfnGuard: ['KMS_NO_WILDCARD_PRINCIPAL'], cfnNag: ['F76'], securityHub: ['KMS.5'] },
  rationale: 'Whoever may use the key can decrypt everything that it protects; a wildcard means every AWS account.',
  remediation: 'Name the accounts or roles that are meant in Principal, or add a condition on kms:CallerAccount.',
  messages: { open: 'the statement lets everyone use the key (Principal is {found}) and no condition narrows who that is' },
  check: (resource) => noStatement([policyDocument(resource.at('KeyPolicy'))], (statement) => statement.isPublic(KEYS), 'open'),
  examples: {
    pass: [
      {
        name: 'one account',
        properties: {
          KeyPolicy: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:Decrypt', Resource: '*' }],
          },
        },
      },
      {
        name: 'a role of the template',
        properties: {
          KeyPolicy: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } }, Action: 'kms:Decrypt', Resource: '*' }],
          },
        },
        others: { Reader: { Type: 'AWS::IAM::Role' } },
      },
      {
        name: 'everyone denied',
        properties: { KeyPolicy: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }] } },
      },
      {
        name: 'everyone of one account',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'kms:Decrypt',
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
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        },
      },
      { name: 'no statement', properties: { KeyPolicy: { Statement: [] } } },
      { name: 'no policy', properties: {} },
      {
        name: 'callers of the own account through a service',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: {
                  StringEquals: { 'kms:CallerAccount': { Ref: 'AWS::AccountId' }, 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
                },
              },
            ],
          },
        },
      },
    ],
    fail: [
      {
        name: 'everyone',
        properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }] } },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'everyone with an AWS account',
        properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' }] } },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal/AWS' }],
      },
      {
        name: 'everyone beside one account, a single statement',
        properties: {
          KeyPolicy: { Statement: { Effect: 'Allow', Principal: { AWS: ['111122223333', '*'] }, Action: 'kms:Decrypt', Resource: '*' } },
        },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/Principal/AWS/1' }],
      },
      {
        name: 'a policy as a JSON text',
        properties: { KeyPolicy: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}]}' },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'everyone over HTTPS',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { Bool: { 'aws:SecureTransport': 'true' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'everyone of any organisation',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'everyone but one account',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'a source that need not be there',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'an ARN of any account',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:news' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'outside production',
        properties: {
          KeyPolicy: {
            Statement: [
              { Effect: 'Allow', Principal: { 'Fn::If': ['IsProd', { AWS: '111122223333' }, '*'] }, Action: 'kms:Decrypt', Resource: '*' },
            ],
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'ReplicaKey for everyone',
        type: 'AWS::KMS::ReplicaKey',
        properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }] } },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal' }],
      },
      {
        name: 'callers of any account through a service',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: 'kms:Decrypt',
                Resource: '*',
                Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/KeyPolicy/Statement/0/Principal/AWS' }],
      },
    ],
    unknown: [
      {
        name: 'a principal from a parameter',
        properties: {
          KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Value' } }, Action: 'kms:Decrypt', Resource: '*' }] },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a condition on a parameter',
        properties: {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'kms:Decrypt',
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
        properties: { KeyPolicy: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
