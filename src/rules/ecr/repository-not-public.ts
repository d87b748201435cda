import { defineRule, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

const KEYS = ['aws:PrincipalOrgID', 'aws:PrincipalAccount', 'aws:SourceAccount', 'aws:SourceArn'];

export default defineRule({
  id: 'ecr/repository-not-public',
  title: 'ECR policies do not grant access to everyone',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::ECR::Repository', 'AWS::ECR::RegistryPolicy'],
  tier: 1,
  packs: ['security-core'],
  crossReferences: { checkov: ['CKV_AWS_32'], cdkNag: ['ECROpenAccess', 'AwsSolutions-ECR1'], trivy: ['AVD-AWS-0032'] },
  rationale: 'Anybody with an AWS account could pull the images, or push others in their place.',
  remediation: 'Name the accounts that are meant in Principal, or add a condition on aws:PrincipalOrgID.',
  messages: { open: 'the statement lets everyone use the repository (Principal is {found}) and no condition narrows who that is' },
  check: (resource) => {
    const text = resource.at(resource.type === 'AWS::ECR::RegistryPolicy' ? 'PolicyText' : 'RepositoryPolicyText');
    return noStatement([policyDocument(text)], (statement) => statement.isPublic(KEYS), 'open');
  },
  examples: {
    pass: [
      {
        name: 'one account',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'ecr:BatchGetImage', Resource: '*' },
            ],
          },
        },
      },
      {
        name: 'a role of the template',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              { Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } }, Action: 'ecr:BatchGetImage', Resource: '*' },
            ],
          },
        },
        others: { Reader: { Type: 'AWS::IAM::Role' } },
      },
      {
        name: 'everyone denied',
        properties: {
          RepositoryPolicyText: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'ecr:BatchGetImage', Resource: '*' }] },
        },
      },
      {
        name: 'everyone of one account',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
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
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        },
      },
      { name: 'no statement', properties: { RepositoryPolicyText: { Statement: [] } } },
      { name: 'no policy', properties: {} },
      {
        name: 'everyone of one organisation',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': ['o-1234567890'] } },
              },
            ],
          },
        },
      },
    ],
    fail: [
      {
        name: 'everyone',
        properties: {
          RepositoryPolicyText: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'everyone with an AWS account',
        properties: {
          RepositoryPolicyText: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'ecr:BatchGetImage', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal/AWS' }],
      },
      {
        name: 'everyone beside one account, a single statement',
        properties: {
          RepositoryPolicyText: {
            Statement: { Effect: 'Allow', Principal: { AWS: ['111122223333', '*'] }, Action: 'ecr:BatchGetImage', Resource: '*' },
          },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/Principal/AWS/1' }],
      },
      {
        name: 'a policy as a JSON text',
        properties: {
          RepositoryPolicyText: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Resource": "*"}]}',
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'everyone over HTTPS',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { Bool: { 'aws:SecureTransport': 'true' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'everyone of any organisation',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'everyone but one account',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'a source that need not be there',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'an ARN of any account',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:news' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'outside production',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { 'Fn::If': ['IsProd', { AWS: '111122223333' }, '*'] },
                Action: 'ecr:BatchGetImage',
                Resource: '*',
              },
            ],
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
      {
        name: 'a registry',
        type: 'AWS::ECR::RegistryPolicy',
        properties: { PolicyText: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:ReplicateImage', Resource: '*' }] } },
        expect: [{ message: 'open', path: '/PolicyText/Statement/0/Principal' }],
      },
      {
        name: 'whoever has no organisation',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
                Resource: '*',
                Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': ['o-1234567890'] } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/RepositoryPolicyText/Statement/0/Principal' }],
      },
    ],
    unknown: [
      {
        name: 'a principal from a parameter',
        properties: {
          RepositoryPolicyText: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Value' } }, Action: 'ecr:BatchGetImage', Resource: '*' }],
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a condition on a parameter',
        properties: {
          RepositoryPolicyText: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 'ecr:BatchGetImage',
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
        properties: { RepositoryPolicyText: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      { name: 'a text that is no JSON', properties: { RepositoryPolicyText: 'everyone' } },
    ],
  },
});
