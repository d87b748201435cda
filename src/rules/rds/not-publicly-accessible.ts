import { defineRule, must, mustNot, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/not-publicly-accessible',
  title: 'RDS databases have no public endpoint',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_17'],
    cfnGuard: ['RDS_INSTANCE_PUBLIC_ACCESS_CHECK'],
    cdkNag: ['RDSInstancePublicAccess'],
    cfnNag: ['F22'],
    trivy: ['AVD-AWS-0180'],
    securityHub: ['RDS.2'],
    cis: ['v3.0.0/2.3.3', 'v5.0.0/2.2.3'],
    conformity: ['RDS-008'],
  },
  rationale: 'A database with a public address is one wrong security group rule or one leaked password away from the whole internet.',
  remediation: 'Set PubliclyAccessible to false, and reach the database from inside the VPC.',
  messages: {
    public: 'the database has a public endpoint (PubliclyAccessible is {found}, it has to be false)',
    unset: 'the database may have a public endpoint: without PubliclyAccessible its subnet group decides; it has to be false',
  },
  check(database) {
    const isPublic = database.at('PubliclyAccessible');
    if (database.type === 'AWS::RDS::DBCluster') return when(isPublic.isSet(), () => mustNot(isPublic.isTrue(), 'public'));
    return must(isPublic.isFalse(), isPublic.value.kind === 'absent' ? 'unset' : 'public');
  },
  examples: {
    pass: [
      { name: 'not public', properties: { PubliclyAccessible: false } },
      { name: 'not public, as text', properties: { PubliclyAccessible: 'false' } },
      { name: 'a Multi-AZ cluster', type: 'AWS::RDS::DBCluster', properties: { PubliclyAccessible: false } },
    ],
    fail: [
      { name: 'public', properties: { PubliclyAccessible: true }, expect: [{ message: 'public', path: '/PubliclyAccessible' }] },
      { name: 'public, as text', properties: { PubliclyAccessible: 'true' }, expect: [{ message: 'public', path: '/PubliclyAccessible' }] },
      {
        name: 'left to the subnet group',
        properties: { Engine: 'aurora-mysql' },
        expect: [{ message: 'unset', path: '/PubliclyAccessible' }],
      },
      {
        name: 'a public Multi-AZ cluster',
        type: 'AWS::RDS::DBCluster',
        properties: { PubliclyAccessible: true },
        expect: [{ message: 'public', path: '/PubliclyAccessible' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { PubliclyAccessible: { Ref: 'Public' } },
        template: { Parameters: { Public: { Type: 'String' } } },
      },
    ],
    notApplicable: [{ name: 'a cluster that does not set it', type: 'AWS::RDS::DBCluster', properties: {} }],
  },
});
