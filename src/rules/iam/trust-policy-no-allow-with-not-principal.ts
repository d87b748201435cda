import { all, defineRule, policyDocument } from '../../engine/rule-api.ts';
import { noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/trust-policy-no-allow-with-not-principal',
  title: 'Role trust policies do not combine Allow with NotPrincipal',
  severity: 'critical',
  category: 'identity',
  resources: ['AWS::IAM::Role', 'AWS::Serverless::Function'],
  tier: 1,
  packs: ['security-core'],
  crossReferences: { cfnGuard: ['IAM_ROLE_NO_ALLOW_PLUS_NOT_PRINCIPAL'], cfnNag: ['F6'] },
  rationale: 'Allow with NotPrincipal lets everybody who is not on the list take on the role.',
  remediation: 'Name who may take on the role with Principal.',
  messages: {
    everybodyElse: 'the trust policy lets everybody but the principals named in NotPrincipal take on the role; name who may in Principal',
  },
  check: (resource) =>
    noStatement(
      [policyDocument(resource.at('AssumeRolePolicyDocument'))],
      (statement) => all(statement.isAllow(), () => statement.has('NotPrincipal')),
      'everybodyElse',
    ),
  examples: {
    pass: [
      {
        name: 'a named principal',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        },
      },
      {
        name: 'denied to all others',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' }],
          },
        },
      },
    ],
    fail: [
      {
        name: 'everybody but one account',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
              { Effect: 'Allow', NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' },
            ],
          },
        },
        expect: [{ message: 'everybodyElse', path: '/AssumeRolePolicyDocument/Statement/1/NotPrincipal' }],
      },
      {
        name: 'in a document that is a text',
        properties: {
          AssumeRolePolicyDocument:
            '{"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}}',
        },
        expect: [{ message: 'everybodyElse', path: '/AssumeRolePolicyDocument/Statement/NotPrincipal' }],
      },
      {
        name: 'an account from a parameter',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: { Ref: 'Account' } }, Action: 'sts:AssumeRole' }],
          },
        },
        template: { Parameters: { Account: { Type: 'String' } } },
        expect: [{ message: 'everybodyElse', path: '/AssumeRolePolicyDocument/Statement/0/NotPrincipal' }],
      },
    ],
    unknown: [
      {
        name: 'the effect comes from a parameter',
        properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: { Ref: 'Effect' }, NotPrincipal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
          },
        },
        template: { Parameters: { Effect: { Type: 'String' } } },
      },
      { name: 'the document comes from another stack', properties: { AssumeRolePolicyDocument: { 'Fn::ImportValue': 'shared-policy' } } },
    ],
  },
});
