import { defineRule, mustNot } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-acl-no-authenticated-users',
  title: 'S3 bucket ACL does not grant access to every AWS account',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['security-core'],
  crossReferences: {
    checkov: ['CKV2_AWS_43', 'CKV_AWS_20'],
    trivy: ['AVD-AWS-0092'],
    conformity: ['S3-006', 'S3-007', 'S3-008', 'S3-009', 'S3-010'],
  },
  rationale: '"Authenticated users" are all users of all AWS accounts in the world, not those of your own account.',
  remediation: 'Leave AccessControl out, or set it to Private, and let a bucket policy say who may do what.',
  messages: { open: 'the ACL {found} lets every user of every AWS account read the bucket; leave AccessControl out or set it to Private' },
  check: (bucket) => mustNot(bucket.at('AccessControl').equals('AuthenticatedRead'), 'open'),
  examples: {
    pass: [
      { name: 'private by default', properties: {} },
      { name: 'Private', properties: { AccessControl: 'Private' } },
      { name: 'BucketOwnerRead', properties: { AccessControl: 'BucketOwnerRead' } },
      { name: 'AWS::NoValue', properties: { AccessControl: { Ref: 'AWS::NoValue' } } },
    ],
    fail: [
      {
        name: 'AuthenticatedRead',
        properties: { AccessControl: 'AuthenticatedRead' },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
      {
        name: 'although public access is blocked',
        properties: {
          AccessControl: 'AuthenticatedRead',
          PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
        },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
      {
        name: 'only outside production',
        properties: { AccessControl: { 'Fn::If': ['IsProd', 'Private', 'AuthenticatedRead'] } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'open', path: '/AccessControl' }],
      },
      {
        name: 'the default of a parameter',
        properties: { AccessControl: { Ref: 'Acl' } },
        template: { Parameters: { Acl: { Type: 'String', Default: 'AuthenticatedRead' } } },
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
