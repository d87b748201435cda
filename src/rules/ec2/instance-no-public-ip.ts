import { defineRule, mustNot } from '../../engine/rule-api.ts';
import { forEachAt, orPass } from '../shared/lists.ts';

export default defineRule({
  id: 'ec2/instance-no-public-ip',
  title: 'EC2 instances and launch templates do not ask for a public IPv4 address',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_88'],
    cfnGuard: ['EC2_INSTANCE_NO_PUBLIC_IP'],
    cdkNag: ['EC2InstanceNoPublicIp'],
    securityHub: ['EC2.9', 'EC2.25'],
  },
  rationale:
    'With a public address an instance can be reached from the internet, and one mistake in a security group is enough to expose it.',
  remediation:
    'Leave AssociatePublicIpAddress out or set it to false, and let traffic in through a load balancer and out through a NAT gateway.',
  messages: { public: 'the network interface asks for a public address (AssociatePublicIpAddress is {found})' },
  check: (launch) => {
    const data = launch.type === 'AWS::EC2::LaunchTemplate' ? launch.at('LaunchTemplateData') : launch.properties;
    return orPass(
      forEachAt(data, 'NetworkInterfaces.*', (card) => mustNot(card.child('AssociatePublicIpAddress').isTrue(), 'public')),
      data.child('NetworkInterfaces'),
    );
  },
  examples: {
    pass: [
      { name: 'no network interfaces', properties: { SubnetId: 'subnet-12345678' } },
      { name: 'an empty list', properties: { NetworkInterfaces: [] } },
      { name: 'not asked for', properties: { NetworkInterfaces: [{ DeviceIndex: '0' }] } },
      { name: 'refused', properties: { NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: 'false' }] } },
      {
        name: 'refused in a launch template',
        type: 'AWS::EC2::LaunchTemplate',
        properties: { LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: false }] } },
      },
    ],
    fail: [
      {
        name: 'asked for',
        properties: { NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: true }] },
        expect: [{ message: 'public', path: '/NetworkInterfaces/0/AssociatePublicIpAddress' }],
      },
      {
        name: 'for the second interface, as text',
        properties: { NetworkInterfaces: [{ DeviceIndex: '0' }, { DeviceIndex: '1', AssociatePublicIpAddress: 'true' }] },
        expect: [{ message: 'public', path: '/NetworkInterfaces/1/AssociatePublicIpAddress' }],
      },
      {
        name: 'in a launch template',
        type: 'AWS::EC2::LaunchTemplate',
        properties: { LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }] } },
        expect: [{ message: 'public', path: '/LaunchTemplateData/NetworkInterfaces/0/AssociatePublicIpAddress' }],
      },
      {
        name: 'outside of production',
        properties: {
          NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: { 'Fn::If': ['IsProd', false, true] } }],
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'public', path: '/NetworkInterfaces/0/AssociatePublicIpAddress' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: { Ref: 'Public' } }] },
        template: { Parameters: { Public: { Type: 'String' } } },
      },
      { name: 'the list is made by a macro', properties: { NetworkInterfaces: { 'Fn::Transform': { Name: 'MakeInterfaces' } } } },
    ],
  },
});
