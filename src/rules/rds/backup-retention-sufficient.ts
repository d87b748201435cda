import { any, defineRule, must, not, when } from '../../engine/rule-api.ts';
import { belongsToCluster, isReadReplica } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/backup-retention-sufficient',
  title: 'RDS databases keep their backups for enough days',
  severity: 'medium',
  category: 'backup',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    trivy: ['AVD-AWS-0077'],
    securityHub: ['RDS.11', 'RDS.50'],
    conformity: ['RDS-003'],
  },
  rationale: 'Damage is often noticed only days later; when the backups from before it are gone, there is nothing to go back to.',
  remediation: 'Set BackupRetentionPeriod to the required number of days or more; 35 is the most that RDS keeps.',
  messages: { short: 'backups are kept for too short a time (BackupRetentionPeriod is {found}, it has to be {minimum} days or more)' },
  options: { minimumDays: { default: 7, description: 'The fewest days that backups have to be kept.' } },
  check(database, { options }) {
    const retention = database.at('BackupRetentionPeriod');
    const verdict = must(
      retention.testNumber((days) => days >= options.minimumDays),
      'short',
      { data: { minimum: options.minimumDays } },
    );
    if (database.type === 'AWS::RDS::DBCluster') return verdict;
    return when(not(any(belongsToCluster(database), () => isReadReplica(database))), () => verdict);
  },
  examples: {
    pass: [
      { name: 'a week', properties: { Engine: 'postgres', BackupRetentionPeriod: 7 } },
      { name: 'two weeks, as text', properties: { Engine: 'postgres', BackupRetentionPeriod: '14' } },
      {
        name: 'as many days as the option asks for',
        properties: { Engine: 'postgres', BackupRetentionPeriod: 2 },
        options: { minimumDays: 2 },
      },
      { name: 'a cluster', type: 'AWS::RDS::DBCluster', properties: { BackupRetentionPeriod: 30 } },
    ],
    fail: [
      { name: 'a day by default', properties: { Engine: 'postgres' }, expect: [{ message: 'short', path: '/BackupRetentionPeriod' }] },
      {
        name: 'less than a week',
        properties: { Engine: 'postgres', BackupRetentionPeriod: 6 },
        expect: [{ message: 'short', path: '/BackupRetentionPeriod' }],
      },
      {
        name: 'less than the option asks for',
        properties: { Engine: 'postgres', BackupRetentionPeriod: 14 },
        options: { minimumDays: 30 },
        expect: [{ message: 'short', path: '/BackupRetentionPeriod' }],
      },
      {
        name: 'a cluster that says nothing',
        type: 'AWS::RDS::DBCluster',
        properties: { DBClusterIdentifier: 'orders' },
        expect: [{ message: 'short', path: '/BackupRetentionPeriod' }],
      },
      {
        name: 'an engine that a parameter names, without the cluster that Aurora needs',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
        expect: [{ message: 'short', path: '/BackupRetentionPeriod' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'postgres', BackupRetentionPeriod: { Ref: 'Days' } },
        template: { Parameters: { Days: { Type: 'Number' } } },
      },
    ],
    notApplicable: [
      {
        name: 'a member of a cluster',
        properties: { DBClusterIdentifier: { Ref: 'Cluster' } },
        others: { Cluster: { Type: 'AWS::RDS::DBCluster' } },
      },
      { name: 'an Aurora engine', properties: { Engine: 'aurora-postgresql' } },
      {
        name: 'a read replica',
        properties: { Engine: 'mysql', SourceDBInstanceIdentifier: { Ref: 'Source' }, BackupRetentionPeriod: 0 },
        others: { Source: { Type: 'AWS::RDS::DBInstance' } },
      },
    ],
  },
});
