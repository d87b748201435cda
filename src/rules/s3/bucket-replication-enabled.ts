import { defineRule, must, some } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-replication-enabled',
  title: 'S3 buckets replicate objects to another bucket',
  severity: 'low',
  category: 'resilience',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['pci-dss', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_144'],
    cfnGuard: ['S3_BUCKET_REPLICATION_ENABLED'],
    cdkNag: ['S3BucketReplicationEnabled'],
    securityHub: ['S3.7'],
  },
  rationale: 'A copy in another Region or account survives the loss of a Region and the deletion of the original.',
  remediation: 'Add a rule with Status Enabled to ReplicationConfiguration.Rules.',
  messages: { none: 'no replication rule is enabled; add one to ReplicationConfiguration.Rules' },
  check: (bucket) =>
    must(
      some(bucket.at('ReplicationConfiguration.Rules'), (rule) => rule.at('Status').equals('Enabled')),
      'none',
    ),
  examples: {
    pass: [
      {
        name: 'enabled',
        properties: {
          ReplicationConfiguration: {
            Role: 'arn:aws:iam::111122223333:role/copy',
            Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copies' } }],
          },
        },
      },
      { name: 'one of two', properties: { ReplicationConfiguration: { Rules: [{ Status: 'Disabled' }, { Status: 'Enabled' }] } } },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'none', path: '/ReplicationConfiguration/Rules' }] },
      {
        name: 'disabled',
        properties: {
          ReplicationConfiguration: {
            Role: 'arn:aws:iam::111122223333:role/copy',
            Rules: [{ Status: 'Disabled', Destination: { Bucket: 'arn:aws:s3:::copies' } }],
          },
        },
        expect: [{ message: 'none', path: '/ReplicationConfiguration/Rules' }],
      },
    ],
    unknown: [
      {
        name: 'a status from a parameter',
        properties: {
          ReplicationConfiguration: {
            Role: 'arn:aws:iam::111122223333:role/copy',
            Rules: [{ Status: { Ref: 'Value' }, Destination: { Bucket: 'arn:aws:s3:::copies' } }],
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
