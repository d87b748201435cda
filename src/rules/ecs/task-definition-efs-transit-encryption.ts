import { defineRule, forEach, must, notApplicable, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'ecs/task-definition-efs-transit-encryption',
  title: 'EFS volumes of ECS tasks are mounted with TLS',
  severity: 'high',
  category: 'encryption',
  resources: ['AWS::ECS::TaskDefinition'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_97'],
    trivy: ['AVD-AWS-0035'],
    securityHub: ['ECS.18'],
  },
  rationale: 'Without TLS everything that the containers read from and write to the file system crosses the network in clear text.',
  remediation: 'Set EFSVolumeConfiguration.TransitEncryption to ENABLED for every EFS volume.',
  messages: { off: 'the EFS volume is mounted without TLS (TransitEncryption is {found}, it has to be ENABLED)' },
  check: (task) =>
    forEach(task.at('Volumes'), (volume) => {
      const efs = volume.child('EFSVolumeConfiguration');
      if (efs.value.kind === 'absent') return notApplicable();
      return when(efs.isSet(), () => must(efs.child('TransitEncryption').equals('ENABLED'), 'off'));
    }),
  examples: {
    pass: [
      {
        name: 'enabled',
        properties: { Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-12345678', TransitEncryption: 'ENABLED' } }] },
      },
      {
        name: 'enabled, beside a volume of the host',
        properties: {
          Volumes: [
            { Name: 'scratch', Host: {} },
            { Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-12345678', TransitEncryption: 'ENABLED' } },
          ],
        },
      },
    ],
    fail: [
      {
        name: 'not said',
        properties: { Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-12345678' } }] },
        expect: [{ message: 'off', path: '/Volumes/0/EFSVolumeConfiguration/TransitEncryption' }],
      },
      {
        name: 'disabled for the second volume',
        properties: {
          Volumes: [
            { Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-12345678', TransitEncryption: 'ENABLED' } },
            { Name: 'logs', EFSVolumeConfiguration: { FilesystemId: 'fs-12345678', TransitEncryption: 'DISABLED' } },
          ],
        },
        expect: [{ message: 'off', path: '/Volumes/1/EFSVolumeConfiguration/TransitEncryption' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: {
          Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-12345678', TransitEncryption: { Ref: 'Tls' } } }],
        },
        template: { Parameters: { Tls: { Type: 'String' } } },
      },
      { name: 'the volumes are made by a macro', properties: { Volumes: { 'Fn::Transform': { Name: 'MakeVolumes' } } } },
    ],
    notApplicable: [
      { name: 'no volumes', properties: { Family: 'web' } },
      { name: 'a volume of the host', properties: { Volumes: [{ Name: 'scratch', Host: { SourcePath: '/tmp' } }] } },
    ],
  },
});
