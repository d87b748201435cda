import { defineRule, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 's3/bucket-policy-no-public-principal',
  title: 'S3 bucket policy does not open the bucket to everyone',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::S3::BucketPolicy'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_70'],
    cfnGuard: ['S3_BUCKET_POLICY_NO_WILDCARD_PRINCIPAL'],
    cfnNag: ['F16'],
    securityHub: ['S3.2', 'S3.3'],
  },
  rationale: 'A public statement opens the bucket to anybody on the internet, whatever its other statements say.',
  remediation:
    'Name the accounts or roles that are meant in Principal, or add a condition on aws:PrincipalOrgID, aws:SourceAccount or aws:SourceArn.',
  messages: { open: 'the statement lets everyone into the bucket (Principal is {found}) and no condition narrows who that is' },
  check: (resource) => noStatement([policyDocument(resource.at('PolicyDocument'))], (statement) => statement.isPublic(), 'open'),
  examples: {
    pass: [
      {
        name: 'one account',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 's3:GetObject', Resource: '*' }],
          },
        },
      },
      {
        name: 'a role of the template',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['Reader', 'Arn'] } }, Action: 's3:GetObject', Resource: '*' },
            ],
          },
        },
        others: { Reader: { Type: 'AWS::IAM::Role' } },
      },
      {
        name: 'everyone denied',
        properties: {
          Bucket: 'data',
          PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: '*' }] },
        },
      },
      {
        name: 'everyone of one account',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
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
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: '*' },
                Action: 's3:GetObject',
                Resource: '*',
                Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
        },
      },
      { name: 'no statement', properties: { Bucket: 'data', PolicyDocument: { Statement: [] } } },
      {
        name: 'one network',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
                Resource: '*',
                Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
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
          Bucket: 'data',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone with an AWS account',
        properties: {
          Bucket: 'data',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject', Resource: '*' }] },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal/AWS' }],
      },
      {
        name: 'everyone beside one account, a single statement',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: { Effect: 'Allow', Principal: { AWS: ['111122223333', '*'] }, Action: 's3:GetObject', Resource: '*' },
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/Principal/AWS/1' }],
      },
      {
        name: 'a policy as a JSON text',
        properties: {
          Bucket: 'data',
          PolicyDocument: '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}',
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'everyone over HTTPS',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
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
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
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
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
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
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
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
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
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
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { 'Fn::If': ['IsProd', { AWS: '111122223333' }, '*'] }, Action: 's3:GetObject', Resource: '*' },
            ],
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
      {
        name: 'every network',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
                Resource: '*',
                Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
              },
            ],
          },
        },
        expect: [{ message: 'open', path: '/PolicyDocument/Statement/0/Principal' }],
      },
    ],
    unknown: [
      {
        name: 'a principal from a parameter',
        properties: {
          Bucket: 'data',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Value' } }, Action: 's3:GetObject', Resource: '*' }] },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a condition on a parameter',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: '*',
                Action: 's3:GetObject',
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
        properties: { Bucket: 'data', PolicyDocument: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
