import { all, defineRule } from '../../engine/rule-api.ts';
import { IDENTITY_POLICY_TYPES, identityPolicies } from '../shared/identity-policies.ts';
import { isEverything, noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/no-star-action',
  title: 'IAM policies never allow the bare "*" action',
  severity: 'high',
  category: 'identity',
  resources: IDENTITY_POLICY_TYPES,
  tier: 1,
  packs: ['security-core'],
  crossReferences: { checkov: ['CKV_AWS_63', 'CKV_AWS_49'], cfnNag: ['F3', 'F4', 'F5'] },
  rationale: 'The action "*" allows everything that AWS can do with a resource, now and in every service to come.',
  remediation: 'List the actions that the work needs; wildcards within one service (s3:Get*) are the widest that makes sense.',
  messages: { star: 'the statement allows the action {found}, which is every action of every service; list the actions that are needed' },
  check: (resource) =>
    noStatement(identityPolicies(resource), (statement) => all(statement.isAllow(), () => statement.someAction(isEverything)), 'star'),
  examples: {
    pass: [
      {
        name: 'all actions of a service',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } },
      },
      { name: 'denied', properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] } } },
      { name: 'a user without inline policies', type: 'AWS::IAM::User', properties: {} },
    ],
    fail: [
      {
        name: 'on one resource',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::logs/*' }] } },
        expect: [{ message: 'star', path: '/PolicyDocument/Statement/0/Action' }],
      },
      {
        name: 'the star doubled',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '**', Resource: 'arn:aws:s3:::logs/*' }] } },
        expect: [{ message: 'star', path: '/PolicyDocument/Statement/0/Action' }],
      },
      {
        name: 'in the second statement of a group',
        type: 'AWS::IAM::Group',
        properties: {
          Policies: [
            {
              PolicyName: 'all',
              PolicyDocument: {
                Statement: [
                  { Effect: 'Allow', Action: ['s3:GetObject'], Resource: '*' },
                  { Effect: 'Allow', Action: ['s3:GetObject', '*'], Resource: 'arn:aws:s3:::logs/*' },
                ],
              },
            },
          ],
        },
        expect: [{ message: 'star', path: '/Policies/0/PolicyDocument/Statement/1/Action/1' }],
      },
      {
        name: 'in a document that is a text',
        type: 'AWS::IAM::RolePolicy',
        properties: { PolicyDocument: '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::logs/*"}}' },
        expect: [{ message: 'star', path: '/PolicyDocument/Statement/Action' }],
      },
    ],
    unknown: [
      {
        name: 'the actions come from a parameter',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: { Ref: 'Actions' }, Resource: 'arn:aws:s3:::logs/*' }] } },
        template: { Parameters: { Actions: { Type: 'CommaDelimitedList' } } },
      },
      {
        name: 'the statements come from another stack',
        properties: { PolicyDocument: { Statement: [{ 'Fn::ImportValue': 'shared-statement' }] } },
      },
    ],
  },
});
