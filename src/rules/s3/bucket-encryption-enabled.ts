import { any, defineRule, every, isTrue, must, some } from '../../engine/rule-api.ts';

const ALGORITHM = 'ServerSideEncryptionByDefault.SSEAlgorithm';

export default defineRule({
  id: 's3/bucket-encryption-enabled',
  title: 'S3 buckets declare default server-side encryption',
  severity: 'low',
  category: 'encryption',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['security-core', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_19'],
    cfnGuard: ['S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED', 'S3_DEFAULT_ENCRYPTION_KMS'],
    cfnNag: ['W41'],
    trivy: ['AVD-AWS-0088'],
    securityHub: ['S3.4'],
    cis: ['v1.4.0/2.1.1'],
    conformity: ['S3-021'],
  },
  rationale:
    'S3 encrypts every new object anyway; the template should say how, so that nobody relies on a default that auditors cannot see.',
  remediation: 'Set BucketEncryption with a rule whose SSEAlgorithm is AES256, aws:kms or aws:kms:dsse.',
  messages: {
    none: 'no encryption is declared; set an SSEAlgorithm in BucketEncryption',
    other: 'the algorithm {found} is none that S3 encrypts with; use AES256, aws:kms or aws:kms:dsse',
  },
  check: (bucket) => {
    const rules = bucket.at('BucketEncryption.ServerSideEncryptionConfiguration');
    const isNamed = some(rules, (rule) => rule.at(ALGORITHM).isSet());
    if (!isTrue(isNamed)) return must(isNamed, 'none');
    return must(
      every(rules, (rule) => any(rule.at(ALGORITHM).oneOf(['AES256', 'aws:kms', 'aws:kms:dsse']), rule.at(ALGORITHM).isAbsent())),
      'other',
    );
  },
  examples: {
    pass: [
      {
        name: 'keys of S3',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        },
      },
      {
        name: 'keys of KMS',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
        },
      },
      {
        name: 'two layers',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse' } }] },
        },
      },
      {
        name: 'a second rule about bucket keys',
        properties: {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }, { BucketKeyEnabled: true }],
          },
        },
      },
    ],
    fail: [
      {
        name: 'not configured',
        properties: {},
        expect: [{ message: 'none', path: '/BucketEncryption/ServerSideEncryptionConfiguration' }],
      },
      {
        name: 'no rule',
        properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [] } },
        expect: [{ message: 'none', path: '/BucketEncryption/ServerSideEncryptionConfiguration' }],
      },
      {
        name: 'a rule without an algorithm',
        properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true }] } },
        expect: [{ message: 'none', path: '/BucketEncryption/ServerSideEncryptionConfiguration' }],
      },
      {
        name: 'another algorithm',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'none' } }] },
        },
        expect: [
          { message: 'other', path: '/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm' },
        ],
      },
      {
        name: 'only in production',
        properties: {
          BucketEncryption: {
            'Fn::If': [
              'IsProd',
              { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
              { Ref: 'AWS::NoValue' },
            ],
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'none', path: '/BucketEncryption/ServerSideEncryptionConfiguration' }],
      },
    ],
    unknown: [
      {
        name: 'an algorithm from a parameter',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: { Ref: 'Value' } } }] },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      { name: 'from a macro', properties: { BucketEncryption: { 'Fn::Transform': { Name: 'Encryption' } } } },
    ],
  },
});
