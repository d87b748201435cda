import { defineRule, mustNot } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-acl-not-public-write',
  title: 'S3 bucket ACL does not grant write to everyone',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_57'],
    cfnGuard: ['S3_BUCKET_NO_PUBLIC_RW_ACL'],
    cdkNag: ['S3BucketPublicWriteProhibited'],
    cfnNag: ['F14'],
    trivy: ['AVD-AWS-0092'],
    securityHub: ['S3.3'],
    conformity: ['S3-003'],
  },
  rationale: 'Anybody on the internet can overwrite and delete objects, or store their own at your expense.',
  remediation: 'Leave AccessControl out, or set it to Private, and let a bucket policy say who may do what.',
  messages: { open: 'the ACL {found} lets everyone on the internet write to the bucket; leave AccessControl out or set it to Private' },
  check: (bucket) => mustNot(bucket.at('AccessControl').equals('PublicReadWrite'), 'open'),
  examples: {
    pass: [
      { name: 'private by default', properties: {} },
      { name: 'Private', properties: { AccessControl: 'Private' } },
      { name: 'PublicRead', properties: { AccessControl: 'PublicRead' } },
      { name: 'AWS::NoValue', properties: { AccessControl: { Ref: 'AWS::NoValue' } } },
    ],
    fail: [
      { name: 'PublicReadWrite', properties: { AccessControl: 'PublicReadWrite' }, expect: [{ message: 'open', path: '/AccessControl' }] },
      {
        name: 'although public access is blocked',
        properties: { AccessControl: 'PublicReadWrite', PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true } },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
      {
        name: 'only outside production',
        properties: { AccessControl: { 'Fn::If': ['IsProd', 'Private', 'PublicReadWrite'] } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
      {
        name: 'the default of a parameter',
        properties: { AccessControl: { Ref: 'Acl' } },
        template: { Parameters: { Acl: { Type: 'String', Default: 'PublicReadWrite' } } },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { AccessControl: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
