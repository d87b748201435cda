import { any, defineRule, must, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/cluster-iam-authentication',
  title: 'RDS clusters accept IAM database authentication',
  severity: 'medium',
  category: 'identity',
  resources: ['AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_162'],
    cdkNag: ['AuroraMySQLPostgresIAMAuth', 'AwsSolutions-RDS6'],
    securityHub: ['RDS.12'],
  },
  rationale: 'Tokens of IAM live for minutes and are tied to a role; passwords of the database are shared, stored and rarely changed.',
  remediation: 'Set EnableIAMDatabaseAuthentication to true.',
  messages: { off: 'IAM database authentication is not enabled (EnableIAMDatabaseAuthentication is {found}, it has to be true)' },
  check(cluster) {
    const engine = cluster.at('Engine');
    const offersIt = any(
      engine.isAbsent(),
      () => engine.startsWith('aurora', { ignoreCase: true }),
      () => engine.oneOf(['mysql', 'postgres'], { ignoreCase: true }),
    );
    return when(offersIt, () => must(cluster.at('EnableIAMDatabaseAuthentication').isTrue(), 'off'));
  },
  examples: {
    pass: [
      { name: 'on', properties: { Engine: 'aurora-postgresql', EnableIAMDatabaseAuthentication: true } },
      { name: 'on, as text, for a Multi-AZ cluster', properties: { Engine: 'mysql', EnableIAMDatabaseAuthentication: 'true' } },
    ],
    fail: [
      {
        name: 'not configured',
        properties: { Engine: 'aurora-mysql' },
        expect: [{ message: 'off', path: '/EnableIAMDatabaseAuthentication' }],
      },
      {
        name: 'off',
        properties: { Engine: 'postgres', EnableIAMDatabaseAuthentication: false },
        expect: [{ message: 'off', path: '/EnableIAMDatabaseAuthentication' }],
      },
      { name: 'without an engine', properties: {}, expect: [{ message: 'off', path: '/EnableIAMDatabaseAuthentication' }] },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { EnableIAMDatabaseAuthentication: { Ref: 'IamAuth' } },
        template: { Parameters: { IamAuth: { Type: 'String' } } },
      },
      {
        name: 'the engine comes from a parameter',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
    ],
    notApplicable: [{ name: 'an engine that is none of RDS', properties: { Engine: 'neptune' } }],
  },
});
