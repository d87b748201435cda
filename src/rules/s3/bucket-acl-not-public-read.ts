import { defineRule, mustNot } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-acl-not-public-read',
  title: 'S3 bucket ACL does not grant read to everyone',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_20'],
    cfnGuard: ['S3_BUCKET_PUBLIC_READ_ACL'],
    cdkNag: ['S3BucketPublicReadProhibited'],
    cfnNag: ['W31'],
    trivy: ['AVD-AWS-0092'],
    securityHub: ['S3.2'],
    conformity: ['S3-001'],
  },
  rationale: 'Anybody on the internet can list and read what a public ACL opens, and buckets are searched for that all the time.',
  remediation: 'Leave AccessControl out, or set it to Private, and let a bucket policy say who may do what.',
  messages: { open: 'the ACL {found} lets everyone on the internet read the bucket; leave AccessControl out or set it to Private' },
  check: (bucket) => mustNot(bucket.at('AccessControl').oneOf(['PublicRead', 'PublicReadWrite']), 'open'),
  examples: {
    pass: [
      { name: 'private by default', properties: {} },
      { name: 'Private', properties: { AccessControl: 'Private' } },
      { name: 'AuthenticatedRead', properties: { AccessControl: 'AuthenticatedRead' } },
      { name: 'LogDeliveryWrite', properties: { AccessControl: 'LogDeliveryWrite' } },
      { name: 'AWS::NoValue', properties: { AccessControl: { Ref: 'AWS::NoValue' } } },
    ],
    fail: [
      { name: 'PublicRead', properties: { AccessControl: 'PublicRead' }, expect: [{ message: 'open', path: '/AccessControl' }] },
      { name: 'PublicReadWrite', properties: { AccessControl: 'PublicReadWrite' }, expect: [{ message: 'open', path: '/AccessControl' }] },
      {
        name: 'although public access is blocked',
        properties: { AccessControl: 'PublicReadWrite', PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true } },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
      {
        name: 'only outside production',
        properties: { AccessControl: { 'Fn::If': ['IsProd', 'Private', 'PublicRead'] } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
      {
        name: 'the default of a parameter',
        properties: { AccessControl: { Ref: 'Acl' } },
        template: { Parameters: { Acl: { Type: 'String', Default: 'PublicRead' } } },
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
