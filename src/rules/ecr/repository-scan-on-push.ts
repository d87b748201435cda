import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'ecr/repository-scan-on-push',
  title: 'ECR repositories scan images on push',
  severity: 'high',
  category: 'supply-chain',
  resources: ['AWS::ECR::Repository'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_163'],
    cfnGuard: ['ECR_REPO_SCAN_ON_PUSH'],
    cfnNag: ['W79'],
    trivy: ['AVD-AWS-0030'],
    securityHub: ['ECR.1'],
  },
  rationale: 'A scan on push finds known vulnerabilities before an image is run.',
  remediation: 'Set ImageScanningConfiguration.ScanOnPush to true.',
  messages: { off: 'images are not scanned when they are pushed (ScanOnPush is {found}, it has to be true)' },
  check: (repository) => must(repository.at('ImageScanningConfiguration.ScanOnPush').isTrue(), 'off'),
  examples: {
    pass: [
      { name: 'on', properties: { ImageScanningConfiguration: { ScanOnPush: true } } },
      { name: 'on as a text', properties: { ImageScanningConfiguration: { ScanOnPush: 'true' } } },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'off', path: '/ImageScanningConfiguration/ScanOnPush' }] },
      {
        name: 'off',
        properties: { ImageScanningConfiguration: { ScanOnPush: false } },
        expect: [{ message: 'off', path: '/ImageScanningConfiguration/ScanOnPush' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { ImageScanningConfiguration: { ScanOnPush: { Ref: 'Value' } } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
