import { all, any, defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-object-lock-enabled',
  title: 'S3 buckets have Object Lock switched on',
  severity: 'low',
  category: 'backup',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_143'],
    cfnGuard: ['S3_BUCKET_DEFAULT_LOCK_ENABLED'],
    cdkNag: ['S3BucketDefaultLockEnabled'],
    securityHub: ['S3.15'],
    conformity: ['S3-023'],
  },
  rationale:
    'Object Lock keeps objects from being overwritten or deleted for a time, even by an administrator; it can only be prepared when the bucket is made.',
  remediation: 'Set ObjectLockEnabled to true, and ObjectLockConfiguration.ObjectLockEnabled, where it is given, to Enabled.',
  messages: { off: 'Object Lock is not on: {property} is {found}' },
  check: (bucket) => {
    const configuration = bucket.at('ObjectLockConfiguration');
    return must(
      all(bucket.at('ObjectLockEnabled').isTrue(), () =>
        any(configuration.at('ObjectLockEnabled').equals('Enabled'), configuration.isAbsent()),
      ),
      'off',
    );
  },
  examples: {
    pass: [
      { name: 'on', properties: { ObjectLockEnabled: true } },
      {
        name: 'on as a text, with a configuration',
        properties: { ObjectLockEnabled: 'true', ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
      },
    ],
    fail: [
      { name: 'not set', properties: {}, expect: [{ message: 'off', path: '/ObjectLockEnabled' }] },
      {
        name: 'off',
        properties: { ObjectLockEnabled: false, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
        expect: [{ message: 'off', path: '/ObjectLockEnabled' }],
      },
      {
        name: 'a configuration that is not enabled',
        properties: { ObjectLockEnabled: true, ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } } },
        expect: [{ message: 'off', path: '/ObjectLockConfiguration/ObjectLockEnabled' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { ObjectLockEnabled: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a configuration from a parameter',
        properties: { ObjectLockEnabled: true, ObjectLockConfiguration: { ObjectLockEnabled: { Ref: 'Value' } } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
