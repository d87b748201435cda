import { defineRule, must, not, when } from '../../engine/rule-api.ts';
import { belongsToCluster } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/instance-storage-encrypted',
  title: 'RDS DB instances encrypt their storage',
  severity: 'high',
  category: 'encryption',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_16'],
    cfnGuard: ['RDS_STORAGE_ENCRYPTED'],
    cdkNag: ['RDSStorageEncrypted', 'AwsSolutions-RDS2'],
    cfnNag: ['F27'],
    trivy: ['AVD-AWS-0080'],
    securityHub: ['RDS.3'],
    cis: ['v1.4.0/2.3.1', 'v3.0.0/2.3.1', 'v5.0.0/2.2.1'],
    conformity: ['RDS-004'],
  },
  rationale: 'Encryption covers the volume, its backups, snapshots and replicas, and it cannot be switched on for an instance that exists.',
  remediation: 'Set StorageEncrypted to true. An existing instance is replaced: restore an encrypted copy of its snapshot.',
  messages: { off: 'the storage of the database is not encrypted (StorageEncrypted is {found}, it has to be true)' },
  check: (instance) => when(not(belongsToCluster(instance)), () => must(instance.at('StorageEncrypted').isTrue(), 'off')),
  examples: {
    pass: [
      { name: 'encrypted', properties: { Engine: 'mysql', StorageEncrypted: true } },
      { name: 'encrypted, as text', properties: { Engine: 'mysql', StorageEncrypted: 'true' } },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'mysql' }, expect: [{ message: 'off', path: '/StorageEncrypted' }] },
      { name: 'off', properties: { Engine: 'mysql', StorageEncrypted: false }, expect: [{ message: 'off', path: '/StorageEncrypted' }] },
      {
        name: 'a key alone is not enough',
        properties: { Engine: 'mysql', KmsKeyId: 'alias/database' },
        expect: [{ message: 'off', path: '/StorageEncrypted' }],
      },
      {
        name: 'a read replica that does not say so',
        properties: { SourceDBInstanceIdentifier: 'orders' },
        expect: [{ message: 'off', path: '/StorageEncrypted' }],
      },
      {
        name: 'an engine that a parameter names, without the cluster that Aurora needs',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
        expect: [{ message: 'off', path: '/StorageEncrypted' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'mysql', StorageEncrypted: { Ref: 'Encrypted' } },
        template: { Parameters: { Encrypted: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      {
        name: 'a member of a cluster',
        properties: { DBClusterIdentifier: { Ref: 'Cluster' } },
        others: { Cluster: { Type: 'AWS::RDS::DBCluster' } },
      },
      { name: 'an Aurora engine', properties: { Engine: 'aurora-postgresql' } },
    ],
  },
});
