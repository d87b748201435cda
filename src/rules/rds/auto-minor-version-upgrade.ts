import { defineRule, mustNot, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/auto-minor-version-upgrade',
  title: 'RDS databases take minor engine upgrades automatically',
  severity: 'medium',
  category: 'operations',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_226'],
    cfnGuard: ['RDS_AUTOMATIC_MINOR_VERSION_UPGRADE_ENABLED'],
    cdkNag: ['RDSAutomaticMinorVersionUpgradeEnabled'],
    securityHub: ['RDS.13', 'RDS.35'],
    cis: ['v3.0.0/2.3.2', 'v5.0.0/2.2.2'],
    conformity: ['RDS-006'],
  },
  rationale: 'Minor versions bring the security fixes of the engine; a database that does not take them stays open to known flaws.',
  remediation: 'Remove AutoMinorVersionUpgrade or set it to true; choose when upgrades happen with PreferredMaintenanceWindow.',
  messages: { off: 'minor engine upgrades are not applied automatically (AutoMinorVersionUpgrade is {found}, it has to be true)' },
  check(database) {
    const upgrade = database.at('AutoMinorVersionUpgrade');
    const verdict = mustNot(upgrade.isFalse(), 'off');
    return database.type === 'AWS::RDS::DBCluster' ? when(upgrade.isSet(), () => verdict) : verdict;
  },
  examples: {
    pass: [
      { name: 'on by default', properties: {} },
      { name: 'on', properties: { AutoMinorVersionUpgrade: true } },
      { name: 'a Multi-AZ cluster', type: 'AWS::RDS::DBCluster', properties: { AutoMinorVersionUpgrade: true } },
    ],
    fail: [
      { name: 'off', properties: { AutoMinorVersionUpgrade: false }, expect: [{ message: 'off', path: '/AutoMinorVersionUpgrade' }] },
      {
        name: 'off, as text',
        properties: { AutoMinorVersionUpgrade: 'False' },
        expect: [{ message: 'off', path: '/AutoMinorVersionUpgrade' }],
      },
      {
        name: 'a Multi-AZ cluster with upgrades off',
        type: 'AWS::RDS::DBCluster',
        properties: { AutoMinorVersionUpgrade: false },
        expect: [{ message: 'off', path: '/AutoMinorVersionUpgrade' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { AutoMinorVersionUpgrade: { Ref: 'Upgrade' } },
        template: { Parameters: { Upgrade: { Type: 'String' } } },
      },
    ],
    notApplicable: [{ name: 'a cluster that does not set it', type: 'AWS::RDS::DBCluster', properties: { Engine: 'aurora-mysql' } }],
  },
});
