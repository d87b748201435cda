import { defineRule, isTrue, pass } from '../../engine/rule-api.ts';
import { blocksPublicAccess } from '../shared/public-access-block.ts';

export default defineRule({
  id: 's3/access-point-blocks-public-access',
  title: 'S3 access points keep public access block settings on',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::S3::AccessPoint', 'AWS::S3::MultiRegionAccessPoint'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'nist-800-53'],
  crossReferences: { checkov: ['CKV_AWS_392'], securityHub: ['S3.19', 'S3.24'] },
  rationale:
    'An access point is a door of its own: what its block leaves open is open although the bucket is not. The block cannot be changed later.',
  remediation: 'Leave PublicAccessBlockConfiguration out, which turns everything on, or set all four of its settings to true.',
  messages: { open: 'the access point does not block public access in full: {settings} not set to true' },
  check: (point) => {
    const block = point.at('PublicAccessBlockConfiguration');
    return isTrue(block.isAbsent()) ? pass(block) : blocksPublicAccess(block, 'open');
  },
  examples: {
    pass: [
      { name: 'the default', properties: { Bucket: 'logs' } },
      {
        name: 'all on',
        properties: {
          Bucket: 'logs',
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
      },
      {
        name: 'a multi-region access point',
        type: 'AWS::S3::MultiRegionAccessPoint',
        properties: {
          Regions: [{ Bucket: 'logs' }],
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        },
      },
      { name: 'AWS::NoValue', properties: { Bucket: 'logs', PublicAccessBlockConfiguration: { Ref: 'AWS::NoValue' } } },
    ],
    fail: [
      {
        name: 'one off',
        properties: {
          Bucket: 'logs',
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: false,
            RestrictPublicBuckets: true,
          },
        },
        expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }],
      },
      {
        name: 'an empty block',
        properties: { Bucket: 'logs', PublicAccessBlockConfiguration: {} },
        expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }],
      },
      {
        name: 'a multi-region access point with some missing',
        type: 'AWS::S3::MultiRegionAccessPoint',
        properties: { Regions: [{ Bucket: 'logs' }], PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true } },
        expect: [{ message: 'open', path: '/PublicAccessBlockConfiguration' }],
      },
    ],
    unknown: [
      {
        name: 'one from a parameter',
        properties: {
          Bucket: 'logs',
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: { Ref: 'Value' },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
