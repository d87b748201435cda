import { any, defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/cluster-storage-encrypted',
  title: 'RDS clusters encrypt their storage',
  severity: 'high',
  category: 'encryption',
  resources: ['AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_96'],
    cfnGuard: ['RDS_STORAGE_ENCRYPTED'],
    cdkNag: ['RDSStorageEncrypted', 'AwsSolutions-RDS2'],
    cfnNag: ['F26'],
    trivy: ['AVD-AWS-0079'],
    securityHub: ['RDS.27'],
    conformity: ['RDS-004'],
  },
  rationale: 'Encryption covers the volume, its backups, snapshots and replicas, and it cannot be switched on for a cluster that exists.',
  remediation: 'Set StorageEncrypted to true. An existing cluster is replaced: restore a snapshot of it into an encrypted one.',
  messages: { off: 'the storage of the cluster is not encrypted (StorageEncrypted is {found}, it has to be true)' },
  check(cluster) {
    const isServerless = () => cluster.at('EngineMode').equals('serverless', { ignoreCase: true });
    return must(any(cluster.at('StorageEncrypted').isTrue(), isServerless), 'off', { at: cluster.at('StorageEncrypted') });
  },
  examples: {
    pass: [
      { name: 'encrypted', properties: { StorageEncrypted: true } },
      { name: 'encrypted, as text', properties: { StorageEncrypted: 'TRUE' } },
      { name: 'the first Aurora Serverless is always encrypted', properties: { EngineMode: 'serverless' } },
    ],
    fail: [
      { name: 'not configured', properties: { EngineMode: 'provisioned' }, expect: [{ message: 'off', path: '/StorageEncrypted' }] },
      { name: 'off', properties: { StorageEncrypted: false }, expect: [{ message: 'off', path: '/StorageEncrypted' }] },
      {
        name: 'a key alone is not enough',
        properties: { KmsKeyId: 'alias/database' },
        expect: [{ message: 'off', path: '/StorageEncrypted' }],
      },
      {
        name: 'restored from a snapshot',
        properties: { SnapshotIdentifier: 'orders-2024' },
        expect: [{ message: 'off', path: '/StorageEncrypted' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { StorageEncrypted: { Ref: 'Encrypted' } },
        template: { Parameters: { Encrypted: { Type: 'String' } } },
      },
      {
        name: 'the engine mode comes from a parameter',
        properties: { EngineMode: { Ref: 'Mode' } },
        template: { Parameters: { Mode: { Type: 'String' } } },
      },
    ],
  },
});
