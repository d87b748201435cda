import { all, defineRule, not } from '../../engine/rule-api.ts';
import { IDENTITY_POLICY_TYPES, identityPolicies } from '../shared/identity-policies.ts';
import { isEverything, noStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'iam/passrole-scoped-to-roles',
  title: 'Passing roles (iam:PassRole) is limited to specific roles',
  severity: 'high',
  category: 'identity',
  resources: IDENTITY_POLICY_TYPES,
  tier: 1,
  packs: ['security-core'],
  crossReferences: {
    cfnGuard: ['IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE', 'IAM_ROLE_NO_WILDCARD_RESOURCE_ON_PASSROLE'],
    cfnNag: ['F38', 'F39', 'F40'],
    trivy: ['AVD-AWS-0342'],
  },
  rationale: 'Whoever may pass any role to a service can run code with the strongest role of the account and so become its administrator.',
  remediation:
    'Name the roles that may be passed in Resource, or tie the statement to a service with the condition key iam:PassedToService.',
  messages: {
    anyRole: 'the statement allows iam:PassRole on every resource ({found}) without a condition; name the roles that may be passed',
  },
  check: (resource) =>
    noStatement(
      identityPolicies(resource),
      (statement) =>
        all(
          statement.isAllow(),
          () => not(statement.property.child('Condition').isNonEmpty()),
          () => statement.coversAction('iam:PassRole'),
          () => statement.someResource(isEverything),
        ),
      'anyRole',
    ),
  examples: {
    pass: [
      {
        name: 'one role',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::123456789012:role/task' }] },
        },
      },
      {
        name: 'a role of the template',
        properties: {
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: { 'Fn::GetAtt': ['Task', 'Arn'] } }] },
        },
        others: { Task: { Type: 'AWS::IAM::Role' } },
      },
      {
        name: 'to one service',
        properties: {
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'iam:PassRole',
                Resource: '*',
                Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
              },
            ],
          },
        },
      },
      { name: 'another action', properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:Get*', Resource: '*' }] } } },
      { name: 'denied', properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' }] } } },
    ],
    fail: [
      {
        name: 'any role',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }] } },
        expect: [{ message: 'anyRole', path: '/PolicyDocument/Statement/0/Resource' }],
      },
      {
        name: 'in other letters, by a wildcard',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 'IAM:pass*'], Resource: ['*'] }] } },
        expect: [{ message: 'anyRole', path: '/PolicyDocument/Statement/0/Resource/0' }],
      },
      {
        name: 'by all actions of IAM',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] } },
        expect: [{ message: 'anyRole', path: '/PolicyDocument/Statement/0/Resource' }],
      },
      {
        name: 'by all actions',
        type: 'AWS::IAM::Role',
        properties: { Policies: [{ PolicyName: 'all', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }] },
        expect: [{ message: 'anyRole', path: '/Policies/0/PolicyDocument/Statement/0/Resource' }],
      },
      {
        name: 'an empty condition',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', Condition: {} }] } },
        expect: [{ message: 'anyRole', path: '/PolicyDocument/Statement/0/Resource' }],
      },
    ],
    unknown: [
      {
        name: 'the roles come from a parameter',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: { Ref: 'RoleArn' } }] } },
        template: { Parameters: { RoleArn: { Type: 'String' } } },
      },
      {
        name: 'a part of the action comes from a parameter',
        properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: { 'Fn::Sub': 'iam:${Action}' }, Resource: '*' }] } },
        template: { Parameters: { Action: { Type: 'String' } } },
      },
    ],
  },
});
