import { defineRule, mustNot } from '../../engine/rule-api.ts';
import { withIdentifiers } from '../shared/identifiers.ts';

export default defineRule({
  id: 'iam/no-root-access-key',
  title: 'No access key is created for the root user',
  severity: 'critical',
  category: 'identity',
  resources: ['AWS::IAM::AccessKey'],
  tier: 1,
  packs: ['aws-fsbp', 'cis', 'pci-dss', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_348'],
    trivy: ['AVD-AWS-0141'],
    securityHub: ['IAM.4'],
    cis: ['v1.2.0/1.12', 'v1.4.0/1.4', 'v3.0.0/1.4'],
  },
  rationale:
    'A key of the root user opens everything in the account, cannot be restricted by policies and is hard to notice when it is used.',
  remediation: 'Create the key for an IAM user, or better use a role and no key at all.',
  messages: { root: 'the access key is created for the root user (UserName is {found})' },
  check: (key) => mustNot(withIdentifiers(key.at('UserName')).oneOf(['root', '<root_account>'], { ignoreCase: true }), 'root'),
  examples: {
    pass: [
      { name: 'of a user by name', properties: { UserName: 'deploy' } },
      { name: 'of a user of the template', properties: { UserName: { Ref: 'Deploy' } }, others: { Deploy: { Type: 'AWS::IAM::User' } } },
    ],
    fail: [
      { name: 'of root', properties: { UserName: 'root' }, expect: [{ message: 'root', path: '/UserName' }] },
      {
        name: 'of the root account, in other letters',
        properties: { UserName: '<Root_Account>' },
        expect: [{ message: 'root', path: '/UserName' }],
      },
    ],
    unknown: [
      {
        name: 'of a user from a parameter',
        properties: { UserName: { Ref: 'User' } },
        template: { Parameters: { User: { Type: 'String' } } },
      },
    ],
  },
});
