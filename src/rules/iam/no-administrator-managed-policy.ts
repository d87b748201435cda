import { defineRule, forEach, mustNot } from '../../engine/rule-api.ts';
import { ATTACHMENT_TYPES, attachedPolicies, isPolicyOfAws } from '../shared/identity-policies.ts';
import { orPass } from '../shared/lists.ts';

export default defineRule({
  id: 'iam/no-administrator-managed-policy',
  title: 'No principal attaches the AdministratorAccess policy',
  severity: 'high',
  category: 'identity',
  resources: ATTACHMENT_TYPES,
  tier: 1,
  packs: ['security-core'],
  crossReferences: { checkov: ['CKV_AWS_274', 'CKV_AWS_275'], cfnGuard: ['IAM_ROLE_ADMINISTRATOR_ACCESS_POLICY_RULE'], cfnNag: ['W43'] },
  rationale: 'AdministratorAccess lets its holder do everything in the account, and so whoever gets hold of its credentials.',
  remediation: 'Attach a policy that allows what the work needs, or write one.',
  messages: { admin: 'the policy {found} is attached, which allows everything in the account' },
  check: (resource) =>
    orPass(forEach(attachedPolicies(resource), (policy) => mustNot(isPolicyOfAws(policy, 'AdministratorAccess'), 'admin', { at: policy }))),
  examples: {
    pass: [
      { name: 'nothing attached', properties: {} },
      {
        name: 'other policies',
        properties: {
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        },
      },
      {
        name: 'a policy of the account that has the same name',
        properties: { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/AdministratorAccess' }] },
      },
      {
        name: 'a policy of the template',
        properties: { ManagedPolicyArns: [{ Ref: 'Reader' }] },
        others: { Reader: { Type: 'AWS::IAM::ManagedPolicy' } },
      },
    ],
    fail: [
      {
        name: 'attached to a role',
        properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/AdministratorAccess'] },
        expect: [{ message: 'admin', path: '/ManagedPolicyArns/1' }],
      },
      {
        name: 'in China, attached to a group',
        type: 'AWS::IAM::Group',
        properties: { ManagedPolicyArns: ['arn:aws-cn:iam::aws:policy/AdministratorAccess'] },
        expect: [{ message: 'admin', path: '/ManagedPolicyArns/0' }],
      },
      {
        name: 'in any partition, by Fn::Sub',
        type: 'AWS::IAM::User',
        properties: { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }] },
        expect: [{ message: 'admin', path: '/ManagedPolicyArns/0' }],
      },
      {
        name: 'in any partition, by Fn::Join',
        properties: {
          ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AdministratorAccess']] }],
        },
        expect: [{ message: 'admin', path: '/ManagedPolicyArns/0' }],
      },
      {
        name: 'attached to a permission set',
        type: 'AWS::SSO::PermissionSet',
        properties: { ManagedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
        expect: [{ message: 'admin', path: '/ManagedPolicies/0' }],
      },
      {
        name: 'only in development',
        properties: {
          ManagedPolicyArns: [{ 'Fn::If': ['IsDev', 'arn:aws:iam::aws:policy/AdministratorAccess', { Ref: 'AWS::NoValue' }] }],
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsDev: { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] } } },
        expect: [{ message: 'admin', path: '/ManagedPolicyArns/0' }],
      },
    ],
    unknown: [
      {
        name: 'the policy comes from a parameter',
        properties: { ManagedPolicyArns: [{ Ref: 'PolicyArn' }] },
        template: { Parameters: { PolicyArn: { Type: 'String' } } },
      },
      {
        name: 'the policies come from a parameter',
        properties: { ManagedPolicyArns: { Ref: 'PolicyArns' } },
        template: { Parameters: { PolicyArns: { Type: 'CommaDelimitedList' } } },
      },
      {
        name: 'the name of the policy comes from a parameter',
        properties: { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:aws:iam::aws:policy/${Policy}' }] },
        template: { Parameters: { Policy: { Type: 'String' } } },
      },
    ],
  },
});
