import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'ec2/volume-encrypted',
  title: 'EBS volumes are encrypted',
  severity: 'high',
  category: 'encryption',
  resources: ['AWS::EC2::Volume'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_3', 'CKV2_AWS_2'],
    cfnGuard: ['ENCRYPTED_VOLUMES'],
    cdkNag: ['EC2EBSVolumeEncrypted', 'AwsSolutions-EC26'],
    cfnNag: ['F1'],
    trivy: ['AVD-AWS-0026'],
    securityHub: ['EC2.3'],
    cis: ['v1.4.0/2.2.1', 'v3.0.0/2.2.1', 'v5.0.0/5.1.1', 'compute-v1.0.0/2.2.1'],
  },
  rationale: 'A volume that is not encrypted can be read from a snapshot or copy of it by anybody who gets hold of that, without a key.',
  remediation: 'Set Encrypted to true, with KmsKeyId to choose a key of your own; naming a key alone does not encrypt.',
  messages: { off: 'the volume is not encrypted (Encrypted is {found}, it has to be true)' },
  check: (volume) => must(volume.at('Encrypted').isTrue(), 'off'),
  examples: {
    pass: [
      { name: 'encrypted', properties: { Encrypted: true } },
      { name: 'encrypted, as text', properties: { Encrypted: 'True' } },
    ],
    fail: [
      { name: 'not said', properties: { Size: 20 }, expect: [{ message: 'off', path: '/Encrypted' }] },
      { name: 'switched off', properties: { Encrypted: false }, expect: [{ message: 'off', path: '/Encrypted' }] },
      { name: 'only a key', properties: { KmsKeyId: 'alias/volumes' }, expect: [{ message: 'off', path: '/Encrypted' }] },
      { name: 'from a snapshot', properties: { SnapshotId: 'snap-12345678' }, expect: [{ message: 'off', path: '/Encrypted' }] },
      { name: 'taken away', properties: { Encrypted: { Ref: 'AWS::NoValue' } }, expect: [{ message: 'off', path: '/Encrypted' }] },
      {
        name: 'encrypted only in production',
        properties: { Encrypted: { 'Fn::If': ['IsProd', true, false] } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'off', path: '/Encrypted' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Encrypted: { Ref: 'Encrypt' } },
        template: { Parameters: { Encrypt: { Type: 'String' } } },
      },
    ],
  },
});
