import { defineRule } from '../../engine/rule-api.ts';
import { blocksPublicAccess } from '../shared/public-access-block.ts';

export default defineRule({
  id: 's3/bucket-blocks-public-access',
  title: 'S3 buckets turn on all four public access block settings',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_53', 'CKV_AWS_54', 'CKV_AWS_55', 'CKV_AWS_56', 'CKV2_AWS_6'],
    cfnGuard: ['S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED', 'S3_BUCKET_PUBLIC_READ_PROHIBITED', 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED'],
    cdkNag: ['S3BucketLevelPublicAccessProhibited', 'AwsSolutions-S2', 'S3BucketPublicReadProhibited', 'S3BucketPublicWriteProhibited'],
    trivy: ['AVD-AWS-0086', 'AVD-AWS-0087', 'AVD-AWS-0091', 'AVD-AWS-0093', 'AVD-AWS-0094'],
    securityHub: ['S3.8'],
    cis: ['v1.4.0/2.1.5', 'v3.0.0/2.1.4', 'v5.0.0/2.1.4'],
    conformity: ['S3-026'],
  },
  rationale: 'The block holds even when an ACL or a policy opens the bucket by mistake; every setting covers another way in.',
  remediation:
    'Set BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls and RestrictPublicBuckets of PublicAccessBlockConfiguration to true.',
  messages: { open: 'public access is not blocked in full: {settings} not set to true' },
  check: (bucket) => blocksPublicAccess(bucket.at('PublicAccessBlockConfiguration'), 'open'),
  examples: {
    pass: [
      {
        name: 'all on',
        properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
      },
      {
        name: 'as texts',
        properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: 'true',
            BlockPublicPolicy: 'True',
            IgnorePublicAcls: 'true',
            RestrictPublicBuckets: 'TRUE',
          },
        },
      },
    ],
    fail: [
      { name: 'no block', properties: {}, expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }] },
      {
        name: 'one missing',
        properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true } },
        expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }],
      },
      {
        name: 'one off',
        properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: false,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
        expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }],
      },
      {
        name: 'one off, another not known',
        properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: { Ref: 'Value' },
            BlockPublicPolicy: 'false',
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
        expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }],
      },
      {
        name: 'only in production',
        properties: {
          PublicAccessBlockConfiguration: {
            'Fn::If': [
              'IsProd',
              { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
              { Ref: 'AWS::NoValue' },
            ],
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }],
      },
    ],
    unknown: [
      {
        name: 'one from a parameter',
        properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: { Ref: 'Value' },
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      { name: 'from a macro', properties: { PublicAccessBlockConfiguration: { 'Fn::Transform': { Name: 'Block' } } } },
    ],
  },
});
