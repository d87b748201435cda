import { defineRule, fail } from '../../engine/rule-api.ts';
import { forEachIngress, INGRESS_TYPES } from '../shared/ingress.ts';

export default defineRule({
  id: 'ec2/security-group-no-public-high-risk-ports',
  title: 'No security group opens well-known risky ports to every address',
  severity: 'high',
  category: 'public-access',
  resources: INGRESS_TYPES,
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    cfnGuard: ['RESTRICTED_INCOMING_TRAFFIC'],
    cdkNag: ['EC2RestrictedCommonPorts'],
    securityHub: ['EC2.19'],
    cis: ['v1.4.0/5.2'],
  },
  rationale:
    'Databases, mail, file shares, remote desktops and consoles are scanned for all the time, and are seldom made to face the internet.',
  remediation:
    'Limit the rule to the addresses or security groups that need these ports, or put a load balancer, VPN or private endpoint in front.',
  messages: { open: '{ports} open to every address ({found})' },
  options: {
    ports: {
      default: [
        20, 21, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300,
      ],
      description: 'The ports that must not be open to every address; 22 has a rule of its own, ec2/security-group-no-public-ssh.',
    },
  },
  check: (group, { options }) =>
    forEachIngress(group, options.ports, ({ source, ports }) => fail('open', source, { data: { ports: inWords(ports) } })),
  examples: {
    pass: [
      { name: 'no rules', properties: { GroupDescription: 'empty' } },
      { name: 'web ports', properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }] } },
      {
        name: 'SSH, which has a rule of its own',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }] },
      },
      {
        name: 'a database for one network',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, CidrIp: '10.0.0.0/8' }] },
      },
      {
        name: 'a database for an address block that is not known',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, CidrIp: { Ref: 'Office' } }] },
        template: { Parameters: { Office: { Type: 'String' } } },
      },
      {
        name: 'a port that the project allows',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, CidrIp: '0.0.0.0/0' }] },
        options: { ports: [3306, 3389] },
      },
      {
        name: 'a rule of its own, from a security group',
        type: 'AWS::EC2::SecurityGroupIngress',
        properties: { GroupId: 'sg-12345678', IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: 'sg-87654321' },
      },
    ],
    fail: [
      {
        name: 'a database open to every address',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, CidrIp: '0.0.0.0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'several ports in one range make one finding',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: '20', ToPort: '25', CidrIpv6: '::/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIpv6' }],
      },
      {
        name: 'all ports, in a rule of its own',
        type: 'AWS::EC2::SecurityGroupIngress',
        properties: { GroupId: 'sg-12345678', IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
        expect: [{ message: 'open', path: '/CidrIp' }],
      },
      {
        name: 'a range whose end is one of two',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 1433, ToPort: { Ref: 'Last' }, CidrIp: '0.0.0.0/0' }] },
        template: { Parameters: { Last: { Type: 'Number', AllowedValues: [1433, 1434] } } },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'a port that the project forbids',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 27017, ToPort: 27017, CidrIp: '0.0.0.0/0' }] },
        options: { ports: [27017] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
    ],
    unknown: [
      {
        name: 'a port from a parameter, open to every address',
        properties: {
          SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: { Ref: 'Port' }, ToPort: { Ref: 'Port' }, CidrIp: '0.0.0.0/0' }],
        },
        template: { Parameters: { Port: { Type: 'Number' } } },
      },
      { name: 'rules that a macro makes', properties: { SecurityGroupIngress: { 'Fn::Transform': { Name: 'MakeRules' } } } },
    ],
  },
});

function inWords(ports: readonly number[]): string {
  return ports.length === 1 ? `port ${ports[0]} is` : `the ports ${ports.slice(0, -1).join(', ')} and ${ports.at(-1)} are`;
}
