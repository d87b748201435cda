import { any, defineRule, forEach, mustNot } from '../../engine/rule-api.ts';
import { ATTACHMENT_TYPES, attachedPolicies, isPolicyOfAws } from '../shared/identity-policies.ts';
import { orPass } from '../shared/lists.ts';

export default defineRule({
  id: 'iam/no-elevated-managed-policy',
  title: 'No principal attaches PowerUserAccess or IAMFullAccess',
  severity: 'high',
  category: 'identity',
  resources: ATTACHMENT_TYPES,
  tier: 1,
  packs: ['security-core'],
  crossReferences: { checkov: ['CKV2_AWS_56'], cfnGuard: ['IAM_ROLE_ELEVATED_MANAGED_POLICY_RULE'], cfnNag: ['W44'] },
  rationale: 'PowerUserAccess allows nearly everything, and IAMFullAccess lets its holder take the rest.',
  remediation: 'Attach a policy that allows what the work needs, or write one.',
  messages: { elevated: 'the policy {found} is attached, which gives nearly full control of the account' },
  check: (resource) =>
    orPass(
      forEach(attachedPolicies(resource), (policy) =>
        mustNot(any(isPolicyOfAws(policy, 'PowerUserAccess'), isPolicyOfAws(policy, 'IAMFullAccess')), 'elevated', { at: policy }),
      ),
    ),
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
        properties: { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/PowerUserAccess' }] },
      },
      {
        name: 'a policy of the template',
        properties: { ManagedPolicyArns: [{ Ref: 'Reader' }] },
        others: { Reader: { Type: 'AWS::IAM::ManagedPolicy' } },
      },
    ],
    fail: [
      {
        name: 'PowerUserAccess',
        properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] },
        expect: [{ message: 'elevated', path: '/ManagedPolicyArns/0' }],
      },
      {
        name: 'IAMFullAccess in any partition',
        type: 'AWS::IAM::User',
        properties: { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/IAMFullAccess' }] },
        expect: [{ message: 'elevated', path: '/ManagedPolicyArns/0' }],
      },
      {
        name: 'both, on a permission set',
        type: 'AWS::SSO::PermissionSet',
        properties: { ManagedPolicies: ['arn:aws:iam::aws:policy/PowerUserAccess', 'arn:aws:iam::aws:policy/IAMFullAccess'] },
        expect: [
          { message: 'elevated', path: '/ManagedPolicies/0' },
          { message: 'elevated', path: '/ManagedPolicies/1' },
        ],
      },
    ],
    unknown: [
      {
        name: 'the policy comes from a parameter',
        properties: { ManagedPolicyArns: [{ Ref: 'PolicyArn' }] },
        template: { Parameters: { PolicyArn: { Type: 'String' } } },
      },
    ],
  },
});
