import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-versioning-enabled',
  title: 'S3 buckets keep object versions',
  severity: 'medium',
  category: 'backup',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['pci-dss', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_21'],
    cfnGuard: ['S3_BUCKET_VERSIONING_ENABLED'],
    cdkNag: ['S3BucketVersioningEnabled'],
    trivy: ['AVD-AWS-0090'],
    securityHub: ['S3.14'],
    conformity: ['S3-012'],
  },
  rationale: 'Without versioning an object that is overwritten or deleted, by mistake or by an intruder, is gone.',
  remediation: 'Set VersioningConfiguration.Status to Enabled.',
  messages: { off: 'versioning of the bucket is not enabled (Status is {found}, it has to be Enabled)' },
  check: (bucket) => must(bucket.at('VersioningConfiguration.Status').equals('Enabled'), 'off'),
  examples: {
    pass: [{ name: 'enabled', properties: { VersioningConfiguration: { Status: 'Enabled' } } }],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'off', path: '/VersioningConfiguration/Status' }] },
      {
        name: 'suspended',
        properties: { VersioningConfiguration: { Status: 'Suspended' } },
        expect: [{ message: 'off', path: '/VersioningConfiguration/Status' }],
      },
      {
        name: 'enabled only in production',
        properties: { VersioningConfiguration: { 'Fn::If': ['IsProd', { Status: 'Enabled' }, { Ref: 'AWS::NoValue' }] } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'off', path: '/VersioningConfiguration/Status' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { VersioningConfiguration: { Status: { Ref: 'Versioning' } } },
        template: { Parameters: { Versioning: { Type: 'String' } } },
      },
    ],
  },
});
