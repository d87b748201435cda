import { all, defineRule, policyDocument } from '../../engine/rule-api.ts';
import { isEveryAction, noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/trust-policy-no-wildcard-action',
  title: 'Role trust policies list explicit sts actions',
  severity: 'high',
  category: 'identity',
  resources: ['AWS::IAM::Role', 'AWS::Serverless::Function'],
  tier: 1,
  packs: [],
  crossReferences: { cfnGuard: ['IAM_ROLE_NO_FULL_ACCESS_ON_TRUST_POLICY'], cfnNag: ['F2'] },
  rationale: 'A wildcard lets the principals set session tags and source identities at will, and use whatever STS learns to do later.',
  remediation: 'List the actions that are needed, most often sts:AssumeRole.',
  messages: {
    wildcard: 'the trust policy allows {found} instead of the actions that are needed; list them, most often sts:AssumeRole',
  },
  check: (resource) =>
    noStatement(
      [policyDocument(resource.at('AssumeRolePolicyDocument'))],
      (statement) => all(statement.isAllow(), () => statement.someAction(isEveryAction)),
      'wildcard',
    ),
  examples: {
    pass: [
      {
        name: 'named actions',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
          },
        },
      },
      {
        name: 'a wildcard for a part of the name',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole*' }],
          },
        },
      },
      {
        name: 'everything denied',
        properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: ['*', 'sts:*'] }] } },
      },
    ],
    fail: [
      {
        name: 'every action',
        properties: {
          AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: '*' }] },
        },
        expect: [{ message: 'wildcard', path: '/AssumeRolePolicyDocument/Statement/0/Action' }],
      },
      {
        name: 'every action of the service',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:*'] }],
          },
        },
        expect: [{ message: 'wildcard', path: '/AssumeRolePolicyDocument/Statement/0/Action/1' }],
      },
      {
        name: 'in a document that is a text',
        properties: {
          AssumeRolePolicyDocument: '{"Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:*"}}',
        },
        expect: [{ message: 'wildcard', path: '/AssumeRolePolicyDocument/Statement/Action' }],
      },
      {
        name: 'every action of every service',
        properties: {
          AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: '*:*' }] },
        },
        expect: [{ message: 'wildcard', path: '/AssumeRolePolicyDocument/Statement/0/Action' }],
      },
    ],
    unknown: [
      {
        name: 'the action comes from a parameter',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: { Ref: 'Action' } }],
          },
        },
        template: { Parameters: { Action: { Type: 'String' } } },
      },
      {
        name: 'a part of the action comes from a parameter',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: { 'Fn::Sub': 'sts:${Action}' } }],
          },
        },
        template: { Parameters: { Action: { Type: 'String' } } },
      },
    ],
  },
});
