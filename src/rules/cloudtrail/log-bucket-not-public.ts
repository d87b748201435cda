import { all, any, defineRule, mustNot, not, policyDocument, truth, when } from '../../engine/rule-api.ts';
import { someStatement } from '../shared/statements.ts';

export default defineRule({
  id: 'cloudtrail/log-bucket-not-public',
  title: 'The bucket holding CloudTrail logs is not public',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['security-core', 'cis'],
  crossReferences: { trivy: ['AVD-AWS-0161'], securityHub: ['CloudTrail.6'], cis: ['v1.2.0/2.3', 'v1.4.0/3.3'] },
  rationale: 'The logs name users, roles, addresses and resources: everything that is needed to plan an attack.',
  remediation:
    'Remove AccessControl, turn on BlockPublicAcls and IgnorePublicAcls, and take "*" out of the principals of the bucket policy.',
  messages: {
    acl: 'the bucket holds logs of CloudTrail and its ACL {found} opens it; remove AccessControl or block public ACLs',
    policy: 'the bucket holds logs of CloudTrail and its policy lets everyone in (Principal is {found})',
  },
  check: (bucket) => {
    const names = { names: ['BucketName'] };
    const trails = bucket.referrers('AWS::CloudTrail::Trail', 'S3BucketName', names);
    const acl = bucket.at('AccessControl');
    const block = bucket.at('PublicAccessBlockConfiguration');
    const policies = bucket.referrers('AWS::S3::BucketPolicy', 'Bucket', names);
    const related = trails.map((trail) => ({ subject: trail, message: 'this trail writes its logs to the bucket' }));
    return when(truth(trails.length > 0), () => [
      mustNot(
        all(acl.oneOf(['PublicRead', 'PublicReadWrite', 'AuthenticatedRead']), () =>
          not(all(block.at('BlockPublicAcls').isTrue(), block.at('IgnorePublicAcls').isTrue())),
        ),
        'acl',
        { at: acl, related },
      ),
      mustNot(
        any(...policies.map((policy) => someStatement(policyDocument(policy.at('PolicyDocument')), (statement) => statement.isPublic()))),
        'policy',
        { related },
      ),
    ]);
  },
  examples: {
    pass: [
      {
        name: 'private',
        properties: {},
        others: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } } },
      },
      {
        name: 'a public ACL without effect',
        properties: { AccessControl: 'PublicRead', PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: 'true' } },
        others: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } } },
      },
      {
        name: 'a policy for CloudTrail',
        properties: {},
        others: {
          Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject', Resource: '*' }],
              },
            },
          },
        },
      },
    ],
    fail: [
      {
        name: 'a public ACL',
        properties: { AccessControl: 'PublicRead' },
        others: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } } },
        expect: [{ message: 'acl', path: '/AccessControl' }],
      },
      {
        name: 'an ACL for every AWS account, with half a block',
        properties: {
          BucketName: 'trail-logs',
          AccessControl: 'AuthenticatedRead',
          PublicAccessBlockConfiguration: { BlockPublicAcls: true },
        },
        others: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'trail-logs', IsLogging: true } } },
        expect: [{ message: 'acl', path: '/AccessControl' }],
      },
      {
        name: 'a public policy',
        properties: {},
        others: {
          Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] },
            },
          },
        },
        expect: [{ message: 'policy', path: '' }],
      },
    ],
    unknown: [
      {
        name: 'an ACL from a parameter',
        properties: { AccessControl: { Ref: 'Value' } },
        others: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a block from a parameter',
        properties: {
          AccessControl: 'PublicRead',
          PublicAccessBlockConfiguration: { BlockPublicAcls: { Ref: 'Value' }, IgnorePublicAcls: true },
        },
        others: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a principal from a parameter',
        properties: {},
        others: {
          Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Subject' }, IsLogging: true } },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'Value' } }, Action: 's3:GetObject', Resource: '*' }],
              },
            },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'no trail', properties: { AccessControl: 'PublicRead' } },
      {
        name: 'a trail to another bucket',
        properties: { AccessControl: 'PublicRead' },
        others: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'trail-logs', IsLogging: true } } },
      },
    ],
  },
});
