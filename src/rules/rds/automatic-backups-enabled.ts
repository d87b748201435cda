import { any, defineRule, must, not, when } from '../../engine/rule-api.ts';
import { belongsToCluster, isReadReplica } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/automatic-backups-enabled',
  title: 'RDS databases have automated backups',
  severity: 'high',
  category: 'backup',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_133'],
    cfnGuard: ['DB_INSTANCE_BACKUP_ENABLED'],
    cdkNag: ['RDSInstanceBackupEnabled', 'AwsSolutions-RDS13'],
    cfnNag: ['W75'],
    securityHub: ['RDS.11'],
    conformity: ['RDS-002'],
  },
  rationale: 'Without automated backups there is no restore to a point in time: what a fault or an intruder destroys is lost.',
  remediation: 'Set BackupRetentionPeriod to the number of days to keep backups, between 1 and 35.',
  messages: { off: 'automated backups are not configured (BackupRetentionPeriod is {found}, it has to be between 1 and 35 days)' },
  check(database) {
    const retention = database.at('BackupRetentionPeriod');
    const verdict = must(
      any(
        retention.isAbsent(),
        retention.testNumber((days) => days >= 1 && days <= 35),
      ),
      'off',
    );
    if (database.type === 'AWS::RDS::DBCluster') return verdict;
    return when(not(any(belongsToCluster(database), () => isReadReplica(database))), () => verdict);
  },
  examples: {
    pass: [
      { name: 'a week', properties: { Engine: 'mysql', BackupRetentionPeriod: 7 } },
      { name: 'a day by default', properties: { Engine: 'mysql' } },
      { name: 'the longest period, as text', properties: { Engine: 'mysql', BackupRetentionPeriod: '35' } },
      { name: 'a cluster', type: 'AWS::RDS::DBCluster', properties: { BackupRetentionPeriod: 1 } },
    ],
    fail: [
      {
        name: 'switched off',
        properties: { Engine: 'mysql', BackupRetentionPeriod: 0 },
        expect: [{ message: 'off', path: '/BackupRetentionPeriod' }],
      },
      {
        name: 'switched off, as text',
        properties: { Engine: 'mysql', BackupRetentionPeriod: '0' },
        expect: [{ message: 'off', path: '/BackupRetentionPeriod' }],
      },
      {
        name: 'longer than possible',
        properties: { Engine: 'mysql', BackupRetentionPeriod: 36 },
        expect: [{ message: 'off', path: '/BackupRetentionPeriod' }],
      },
      {
        name: 'a cluster without backups',
        type: 'AWS::RDS::DBCluster',
        properties: { DBClusterIdentifier: 'orders', BackupRetentionPeriod: 0 },
        expect: [{ message: 'off', path: '/BackupRetentionPeriod' }],
      },
      {
        name: 'an engine that a parameter names, without the cluster that Aurora needs',
        properties: { Engine: { Ref: 'Engine' }, BackupRetentionPeriod: 0 },
        template: { Parameters: { Engine: { Type: 'String' } } },
        expect: [{ message: 'off', path: '/BackupRetentionPeriod' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'mysql', BackupRetentionPeriod: { Ref: 'Days' } },
        template: { Parameters: { Days: { Type: 'Number' } } },
      },
    ],
    notApplicable: [
      {
        name: 'a member of a cluster',
        properties: { DBClusterIdentifier: { Ref: 'Cluster' }, BackupRetentionPeriod: 0 },
        others: { Cluster: { Type: 'AWS::RDS::DBCluster' } },
      },
      { name: 'an Aurora engine', properties: { Engine: 'aurora-postgresql', BackupRetentionPeriod: 0 } },
      {
        name: 'a read replica',
        properties: { Engine: 'mysql', SourceDBInstanceIdentifier: { Ref: 'Source' }, BackupRetentionPeriod: 0 },
        others: { Source: { Type: 'AWS::RDS::DBInstance' } },
      },
    ],
  },
});
