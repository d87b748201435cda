import { all, defineRule, must, not, when } from '../../engine/rule-api.ts';
import { isCustomerManagedKey, rejectAwsManagedKeys } from '../shared/customer-managed-keys.ts';
import { belongsToCluster } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/storage-encrypted-with-customer-managed-key',
  title: 'RDS storage is encrypted with a customer managed key',
  severity: 'low',
  category: 'encryption',
  resources: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_327'],
    trivy: ['AVD-AWS-0079'],
    conformity: ['RDS-005'],
  },
  rationale:
    'With a key of your own you decide who can use the data, see every use in CloudTrail, and can share encrypted snapshots with another account.',
  remediation: 'Set KmsKeyId to a KMS key of your own. An existing database is replaced by this.',
  messages: { missing: 'the storage is not encrypted with a customer managed key (KmsKeyId is {found})' },
  options: { rejectAwsManagedKeys },
  check(database, { options }) {
    const key = database.at('KmsKeyId');
    const verdict = must(isCustomerManagedKey(key, options), 'missing', { at: key });
    if (database.type === 'AWS::RDS::DBCluster') return verdict;
    return when(
      all(not(belongsToCluster(database)), () => database.at('StorageEncrypted').isTrue()),
      () => verdict,
    );
  },
  examples: {
    pass: [
      {
        name: 'a key of the stack',
        properties: { StorageEncrypted: true, KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
        others: { Key: { Type: 'AWS::KMS::Key' } },
      },
      { name: 'an alias of AWS', properties: { KmsKeyId: 'alias/aws/rds' } },
      {
        name: 'a key that a parameter names',
        properties: { KmsKeyId: { Ref: 'KeyArn' } },
        template: { Parameters: { KeyArn: { Type: 'String' } } },
      },
      {
        name: 'an instance',
        type: 'AWS::RDS::DBInstance',
        properties: { Engine: 'mysql', StorageEncrypted: true, KmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd' },
      },
    ],
    fail: [
      { name: 'no key', properties: { StorageEncrypted: true }, expect: [{ message: 'missing', path: '/KmsKeyId' }] },
      { name: 'no encryption at all', properties: {}, expect: [{ message: 'missing', path: '/KmsKeyId' }] },
      { name: 'an empty key', properties: { KmsKeyId: '' }, expect: [{ message: 'missing', path: '/KmsKeyId' }] },
      {
        name: 'an alias of AWS, when they are rejected',
        properties: { KmsKeyId: { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/rds' } },
        options: { rejectAwsManagedKeys: true },
        expect: [{ message: 'missing', path: '/KmsKeyId' }],
      },
      {
        name: 'an encrypted instance without a key',
        type: 'AWS::RDS::DBInstance',
        properties: { Engine: 'mysql', StorageEncrypted: true },
        expect: [{ message: 'missing', path: '/KmsKeyId' }],
      },
    ],
    unknown: [
      {
        name: 'the encryption of an instance comes from a parameter',
        type: 'AWS::RDS::DBInstance',
        properties: { Engine: 'mysql', StorageEncrypted: { Ref: 'Encrypted' } },
        template: { Parameters: { Encrypted: { Type: 'String' } } },
      },
      {
        name: 'a key that a parameter names, when aliases of AWS are rejected',
        properties: { KmsKeyId: { Ref: 'KeyArn' } },
        template: { Parameters: { KeyArn: { Type: 'String' } } },
        options: { rejectAwsManagedKeys: true },
      },
    ],
    notApplicable: [
      { name: 'an instance without encryption', type: 'AWS::RDS::DBInstance', properties: { Engine: 'mysql' } },
      {
        name: 'a member of a cluster',
        type: 'AWS::RDS::DBInstance',
        properties: { DBClusterIdentifier: 'orders', StorageEncrypted: true },
      },
      {
        name: 'an instance of an Aurora engine',
        type: 'AWS::RDS::DBInstance',
        properties: { Engine: 'aurora-mysql', StorageEncrypted: true },
      },
    ],
  },
});
