import { defineRule, must, some } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-lifecycle-configured',
  title: 'S3 buckets have lifecycle rules',
  severity: 'low',
  category: 'cost',
  resources: ['AWS::S3::Bucket', 'AWS::S3Express::DirectoryBucket'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53', 'well-architected-cost'],
  crossReferences: { checkov: ['CKV2_AWS_61'], securityHub: ['S3.10', 'S3.13', 'S3.25'], conformity: ['S3-020'] },
  rationale: 'Without lifecycle rules objects, old versions and unfinished uploads stay, and are paid for, for ever.',
  remediation: 'Add a rule with Status Enabled to LifecycleConfiguration.Rules that moves or expires objects.',
  messages: { none: 'no lifecycle rule is enabled; add one to LifecycleConfiguration.Rules' },
  check: (bucket) =>
    must(
      some(bucket.at('LifecycleConfiguration.Rules'), (rule) => rule.at('Status').equals('Enabled')),
      'none',
    ),
  examples: {
    pass: [
      { name: 'enabled', properties: { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 365 }] } } },
      {
        name: 'one of two',
        properties: {
          LifecycleConfiguration: {
            Rules: [
              { Status: 'Disabled', ExpirationInDays: 1 },
              { Status: 'Enabled', ExpirationInDays: 365 },
            ],
          },
        },
      },
      {
        name: 'a directory bucket',
        type: 'AWS::S3Express::DirectoryBucket',
        properties: { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 365 }] } },
      },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'none', path: '/LifecycleConfiguration/Rules' }] },
      {
        name: 'disabled',
        properties: { LifecycleConfiguration: { Rules: [{ Status: 'Disabled', ExpirationInDays: 365 }] } },
        expect: [{ message: 'none', path: '/LifecycleConfiguration/Rules' }],
      },
      {
        name: 'a directory bucket without rules',
        type: 'AWS::S3Express::DirectoryBucket',
        properties: { LifecycleConfiguration: { Rules: [] } },
        expect: [{ message: 'none', path: '/LifecycleConfiguration/Rules' }],
      },
    ],
    unknown: [
      {
        name: 'a status from a parameter',
        properties: { LifecycleConfiguration: { Rules: [{ Status: { Ref: 'Value' }, ExpirationInDays: 365 }] } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      { name: 'rules from a macro', properties: { LifecycleConfiguration: { Rules: { 'Fn::Transform': { Name: 'Rules' } } } } },
    ],
  },
});
