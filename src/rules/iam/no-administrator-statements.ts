import { all, defineRule } from '../../engine/rule-api.ts';
import { IDENTITY_POLICY_TYPES, identityPolicies } from '../shared/identity-policies.ts';
import { isEverything, noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/no-administrator-statements',
  title: 'IAM policies grant no full administrator access',
  severity: 'critical',
  category: 'identity',
  resources: IDENTITY_POLICY_TYPES,
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_62', 'CKV_AWS_1'],
    cfnGuard: ['IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS'],
    cdkNag: ['IAMPolicyNoStatementsWithAdminAccess'],
    securityHub: ['IAM.1'],
    cis: ['v1.2.0/1.22', 'v1.4.0/1.16', 'v3.0.0/1.16'],
  },
  rationale:
    'A policy that allows every action on every resource makes whoever holds it, or steals its credentials, the owner of the account.',
  remediation: 'Name the actions and the resources that the work needs.',
  messages: { admin: 'the statement allows every action ({found}) on every resource; name the actions and the resources that are needed' },
  check: (resource) =>
    noStatement(
      identityPolicies(resource),
      (statement) =>
        all(
          statement.isAllow(),
          () => statement.someResource(isEverything),
          () => statement.someAction((action) => isEverything(action) || action === '*:*'),
        ),
      'admin',
    ),
  examples: {
    pass: [
      {
        name: 'named actions on all resources',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } },
      },
      {
        name: 'all actions on one resource',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::logs/*' }] } },
      },
      { name: 'everything denied', properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] } } },
      {
        name: 'all actions on a queue of the template',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] } },
        others: { Queue: { Type: 'AWS::SQS::Queue' } },
      },
      { name: 'a role without inline policies', type: 'AWS::IAM::Role', properties: {} },
      { name: 'a permission set without an inline policy', type: 'AWS::SSO::PermissionSet', properties: {} },
    ],
    fail: [
      {
        name: 'everything allowed',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
        expect: [{ message: 'admin', path: '/PolicyDocument/Statement/0/Action' }],
      },
      {
        name: 'a statement that stands alone',
        properties: { PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } },
        expect: [{ message: 'admin', path: '/PolicyDocument/Statement/Action' }],
      },
      {
        name: 'among other actions and resources',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', '*:*'], Resource: ['arn:aws:s3:::logs/*', '*'] }] },
        },
        expect: [{ message: 'admin', path: '/PolicyDocument/Statement/0/Action/1' }],
      },
      {
        name: 'under a condition',
        properties: {
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }],
          },
        },
        expect: [{ message: 'admin', path: '/PolicyDocument/Statement/0/Action' }],
      },
      {
        name: 'two of the statements of one role',
        type: 'AWS::IAM::Role',
        properties: {
          Policies: [
            {
              PolicyName: 'read',
              PolicyDocument: {
                Statement: [
                  { Effect: 'Allow', Action: 's3:Get*', Resource: '*' },
                  { Effect: 'Allow', Action: '*', Resource: '*' },
                ],
              },
            },
            { PolicyName: 'all', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }] } },
          ],
        },
        expect: [
          { message: 'admin', path: '/Policies/0/PolicyDocument/Statement/1/Action' },
          { message: 'admin', path: '/Policies/1/PolicyDocument/Statement/0/Action/0' },
        ],
      },
      {
        name: 'the policy of a permission set as text',
        type: 'AWS::SSO::PermissionSet',
        properties: { InlinePolicy: '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}' },
        expect: [{ message: 'admin', path: '/InlinePolicy/Statement/0/Action' }],
      },
      {
        name: 'only in development',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: { 'Fn::If': ['IsDev', '*', 's3:GetObject'] }, Resource: '*' }] },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsDev: { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] } } },
        expect: [{ message: 'admin', path: '/PolicyDocument/Statement/0/Action' }],
      },
    ],
    unknown: [
      {
        name: 'the action comes from a parameter',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: { Ref: 'Action' }, Resource: '*' }] } },
        template: { Parameters: { Action: { Type: 'String' } } },
      },
      { name: 'the document comes from another stack', properties: { PolicyDocument: { 'Fn::ImportValue': 'shared-policy' } } },
      {
        name: 'the effect comes from a parameter',
        properties: { PolicyDocument: { Statement: [{ Effect: { Ref: 'Effect' }, Action: '*', Resource: '*' }] } },
        template: { Parameters: { Effect: { Type: 'String' } } },
      },
    ],
  },
});
