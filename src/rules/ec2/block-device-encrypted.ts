import { defineRule, must, notApplicable, type Property, type Verdicts, when } from '../../engine/rule-api.ts';
import { forEachAt } from '../shared/lists.ts';

/** Where the block devices of a type are listed. */
const DEVICES: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'BlockDeviceMappings.*',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.BlockDeviceMappings.*',
  'AWS::AutoScaling::LaunchConfiguration': 'BlockDeviceMappings.*',
  'AWS::EC2::SpotFleet': 'SpotFleetRequestConfigData.LaunchSpecifications.*.BlockDeviceMappings.*',
  'AWS::EC2::EC2Fleet': 'LaunchTemplateConfigs.*.Overrides.*.BlockDeviceMappings.*',
};

export default defineRule({
  id: 'ec2/block-device-encrypted',
  title: 'Block devices declared at launch are encrypted',
  severity: 'high',
  category: 'encryption',
  resources: Object.keys(DEVICES),
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_8'],
    cdkNag: ['EC2EBSVolumeEncrypted', 'AwsSolutions-EC26'],
    trivy: ['AVD-AWS-0008', 'AVD-AWS-0131'],
    securityHub: ['EC2.173', 'EC2.181'],
    cis: ['compute-v1.0.0/2.2.1'],
  },
  rationale: 'A volume that is not encrypted can be read from a snapshot or copy of it by anybody who gets hold of that, without a key.',
  remediation: 'Set Ebs.Encrypted to true for every block device, with Ebs.KmsKeyId to choose a key of your own.',
  messages: { off: 'a volume made at launch is not encrypted (Encrypted is {found}, it has to be true)' },
  check: (launch) => forEachAt(launch.properties, DEVICES[launch.type] ?? 'BlockDeviceMappings.*', isEncrypted),
  examples: {
    pass: [
      { name: 'encrypted', properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: true } }] } },
      { name: 'encrypted, as text', properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: 'true' } }] } },
      {
        name: 'beside an instance store',
        properties: {
          BlockDeviceMappings: [
            { DeviceName: '/dev/sda1', Ebs: { Encrypted: true } },
            { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
          ],
        },
      },
      {
        name: 'in a launch template',
        type: 'AWS::EC2::LaunchTemplate',
        properties: { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: true } }] } },
      },
    ],
    fail: [
      {
        name: 'not encrypted',
        properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: false } }] },
        expect: [{ message: 'off', path: '/BlockDeviceMappings/0/Ebs/Encrypted' }],
      },
      {
        name: 'not said, though made from a snapshot',
        properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: 'snap-12345678' } }] },
        expect: [{ message: 'off', path: '/BlockDeviceMappings/0/Ebs/Encrypted' }],
      },
      {
        name: 'one of two',
        properties: {
          BlockDeviceMappings: [
            { DeviceName: '/dev/sda1', Ebs: { Encrypted: true } },
            { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 20 } },
          ],
        },
        expect: [{ message: 'off', path: '/BlockDeviceMappings/1/Ebs/Encrypted' }],
      },
      {
        name: 'in a launch template',
        type: 'AWS::EC2::LaunchTemplate',
        properties: { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 20 } }] } },
        expect: [{ message: 'off', path: '/LaunchTemplateData/BlockDeviceMappings/0/Ebs/Encrypted' }],
      },
      {
        name: 'in a launch configuration',
        type: 'AWS::AutoScaling::LaunchConfiguration',
        properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: 'false' } }] },
        expect: [{ message: 'off', path: '/BlockDeviceMappings/0/Ebs/Encrypted' }],
      },
      {
        name: 'in a spot fleet',
        type: 'AWS::EC2::SpotFleet',
        properties: {
          SpotFleetRequestConfigData: {
            LaunchSpecifications: [{ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 20 } }] }],
          },
        },
        expect: [{ message: 'off', path: '/SpotFleetRequestConfigData/LaunchSpecifications/0/BlockDeviceMappings/0/Ebs/Encrypted' }],
      },
      {
        name: 'in a fleet',
        type: 'AWS::EC2::EC2Fleet',
        properties: {
          LaunchTemplateConfigs: [{ Overrides: [{ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 20 } }] }] }],
        },
        expect: [{ message: 'off', path: '/LaunchTemplateConfigs/0/Overrides/0/BlockDeviceMappings/0/Ebs/Encrypted' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: { Ref: 'Encrypt' } } }] },
        template: { Parameters: { Encrypt: { Type: 'String' } } },
      },
      {
        name: 'the list is made by a macro',
        properties: { BlockDeviceMappings: { 'Fn::Transform': { Name: 'MakeDevices' } } },
      },
    ],
    notApplicable: [
      { name: 'no block devices', properties: { ImageId: 'ami-12345678' } },
      { name: 'an empty list', properties: { BlockDeviceMappings: [] } },
      { name: 'an instance store only', properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' }] } },
      { name: 'a device of the image that is left out', properties: { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', NoDevice: {} }] } },
    ],
  },
});

function isEncrypted(device: Property): Verdicts<'off'> {
  const ebs = device.child('Ebs');
  return ebs.value.kind === 'absent' ? notApplicable() : when(ebs.isSet(), () => must(ebs.child('Encrypted').isTrue(), 'off'));
}
