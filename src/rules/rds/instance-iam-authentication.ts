import { defineRule, must, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/instance-iam-authentication',
  title: 'RDS DB instances accept IAM database authentication',
  severity: 'medium',
  category: 'identity',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_161'],
    trivy: ['AVD-AWS-0176'],
    securityHub: ['RDS.10'],
    conformity: ['RDS-030'],
  },
  rationale: 'Tokens of IAM live for minutes and are tied to a role; passwords of the database are shared, stored and rarely changed.',
  remediation: 'Set EnableIAMDatabaseAuthentication to true.',
  messages: { off: 'IAM database authentication is not enabled (EnableIAMDatabaseAuthentication is {found}, it has to be true)' },
  check(instance) {
    const offersIt = instance.at('Engine').oneOf(['mysql', 'postgres'], { ignoreCase: true });
    return when(offersIt, () => must(instance.at('EnableIAMDatabaseAuthentication').isTrue(), 'off'));
  },
  examples: {
    pass: [
      { name: 'on', properties: { Engine: 'postgres', EnableIAMDatabaseAuthentication: true } },
      { name: 'on, as text', properties: { Engine: 'MySQL', EnableIAMDatabaseAuthentication: 'true' } },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'mysql' }, expect: [{ message: 'off', path: '/EnableIAMDatabaseAuthentication' }] },
      {
        name: 'off',
        properties: { Engine: 'postgres', EnableIAMDatabaseAuthentication: false },
        expect: [{ message: 'off', path: '/EnableIAMDatabaseAuthentication' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'mysql', EnableIAMDatabaseAuthentication: { Ref: 'IamAuth' } },
        template: { Parameters: { IamAuth: { Type: 'String' } } },
      },
      {
        name: 'the engine comes from a parameter',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'an engine without it', properties: { Engine: 'oracle-ee' } },
      { name: 'a member of an Aurora cluster', properties: { Engine: 'aurora-postgresql' } },
      { name: 'no engine', properties: {} },
    ],
  },
});
