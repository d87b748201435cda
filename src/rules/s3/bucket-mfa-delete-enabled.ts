import { any, defineRule, must, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-mfa-delete-enabled',
  title: 'S3 version deletion requires MFA',
  severity: 'low',
  category: 'backup',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['cis', 'nist-800-53'],
  crossReferences: { trivy: ['AVD-AWS-0170'], securityHub: ['S3.20'], cis: ['v1.4.0/2.1.3', 'v3.0.0/2.1.2'], conformity: ['S3-013'] },
  rationale: 'With MFA delete a stolen access key is not enough to destroy the versions of an object for good.',
  remediation: 'Turn MFA delete on as the root user; CloudFormation cannot set it.',
  messages: { off: 'versions can be deleted without a second factor (MfaDelete is {found})' },
  check: (bucket) => {
    const mfaDelete = bucket.at('VersioningConfiguration.MfaDelete');
    return when(mfaDelete.isSet(), () => must(any(mfaDelete.equals('Enabled'), mfaDelete.isTrue()), 'off'));
  },
  examples: {
    pass: [
      { name: 'enabled', properties: { VersioningConfiguration: { Status: 'Enabled', MfaDelete: 'Enabled' } } },
      { name: 'true', properties: { VersioningConfiguration: { Status: 'Enabled', MfaDelete: true } } },
    ],
    fail: [
      {
        name: 'disabled',
        properties: { VersioningConfiguration: { Status: 'Enabled', MfaDelete: 'Disabled' } },
        expect: [{ message: 'off', path: '/VersioningConfiguration/MfaDelete' }],
      },
      {
        name: 'false',
        properties: { VersioningConfiguration: { Status: 'Enabled', MfaDelete: false } },
        expect: [{ message: 'off', path: '/VersioningConfiguration/MfaDelete' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { VersioningConfiguration: { Status: 'Enabled', MfaDelete: { Ref: 'Value' } } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'a bucket of CloudFormation', properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      { name: 'without versioning', properties: {} },
    ],
  },
});
