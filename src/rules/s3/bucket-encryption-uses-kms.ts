import { defineRule, every, isTrue, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-encryption-uses-kms',
  title: 'S3 default encryption uses a KMS key rather than SSE-S3',
  severity: 'medium',
  category: 'encryption',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_145'],
    cfnGuard: ['S3_DEFAULT_ENCRYPTION_KMS'],
    cdkNag: ['S3DefaultEncryptionKMS'],
    securityHub: ['S3.17'],
  },
  rationale:
    'Who may use a KMS key is decided and logged apart from access to the bucket; with the keys of S3 (AES256) neither is possible.',
  remediation: 'Set SSEAlgorithm of every rule in BucketEncryption to aws:kms or aws:kms:dsse.',
  messages: {
    none: 'no default encryption with a KMS key is declared; set SSEAlgorithm in BucketEncryption to aws:kms or aws:kms:dsse',
    other: 'objects are not encrypted with a KMS key by default (SSEAlgorithm is {found}, it has to be aws:kms or aws:kms:dsse)',
  },
  check: (bucket) => {
    const rules = bucket.at('BucketEncryption.ServerSideEncryptionConfiguration');
    const isDeclared = rules.isNonEmpty();
    if (!isTrue(isDeclared)) return must(isDeclared, 'none');
    return must(
      every(rules, (rule) =>
        rule.at('ServerSideEncryptionByDefault.SSEAlgorithm').oneOf(['aws:kms', 'aws:kms:dsse'], { ignoreCase: true }),
      ),
      'other',
    );
  },
  examples: {
    pass: [
      {
        name: 'keys of KMS',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
        },
      },
      {
        name: 'two layers, in capitals',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AWS:KMS:DSSE' } }] },
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
        name: 'keys of S3',
        properties: {
          BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        },
        expect: [
          { message: 'other', path: '/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm' },
        ],
      },
      {
        name: 'one rule of two',
        properties: {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
              { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
            ],
          },
        },
        expect: [
          { message: 'other', path: '/BucketEncryption/ServerSideEncryptionConfiguration/1/ServerSideEncryptionByDefault/SSEAlgorithm' },
        ],
      },
      {
        name: 'a rule without an algorithm',
        properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true }] } },
        expect: [
          { message: 'other', path: '/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm' },
        ],
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
    ],
  },
});
