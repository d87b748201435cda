import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'cloudtrail/logging-enabled',
  title: 'CloudTrail trails are recording',
  severity: 'high',
  category: 'logging',
  resources: ['AWS::CloudTrail::Trail'],
  tier: 1,
  packs: ['security-core', 'pci-dss', 'nist-800-53'],
  crossReferences: { checkov: ['CKV_AWS_251'], cfnGuard: ['CLOUD_TRAIL_ENABLED'], securityHub: ['CloudTrail.3'] },
  rationale: 'A trail that is not recording leaves no evidence of who did what in the account.',
  remediation: 'Set IsLogging to true.',
  messages: { off: 'the trail is not recording (IsLogging is {found}, it has to be true)' },
  check: (trail) => must(trail.at('IsLogging').isTrue(), 'off'),
  examples: {
    pass: [
      { name: 'on', properties: { S3BucketName: 'logs', IsLogging: true } },
      { name: 'on as a text', properties: { S3BucketName: 'logs', IsLogging: 'true' } },
    ],
    fail: [
      { name: 'off', properties: { S3BucketName: 'logs', IsLogging: false }, expect: [{ message: 'off', path: '/IsLogging' }] },
      { name: 'not set', properties: { S3BucketName: 'logs' }, expect: [{ message: 'off', path: '/IsLogging' }] },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { S3BucketName: 'logs', IsLogging: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
