import { defineRule, fail } from '../../engine/rule-api.ts';
import { forEachIngress, INGRESS_TYPES } from '../shared/ingress.ts';

export default defineRule({
  id: 'ec2/security-group-no-public-ssh',
  title: 'No security group opens SSH to every address',
  severity: 'high',
  category: 'public-access',
  resources: INGRESS_TYPES,
  tier: 1,
  packs: ['security-core', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_24'],
    cfnGuard: ['INCOMING_SSH_DISABLED'],
    cdkNag: ['EC2RestrictedSSH'],
    trivy: ['AVD-AWS-0107'],
    securityHub: ['EC2.13', 'EC2.53', 'EC2.54'],
    cis: ['v1.2.0/4.1', 'v1.4.0/5.2', 'v3.0.0/5.2', 'v3.0.0/5.3', 'v5.0.0/5.3', 'v5.0.0/5.4'],
    conformity: ['EC2-002'],
  },
  rationale: 'An SSH port that the whole internet can reach is found within minutes and then tried with stolen keys and guessed passwords.',
  remediation: 'Limit the rule to the addresses that need SSH, or remove it and use Session Manager, which needs no open port.',
  messages: { open: 'port 22 (SSH) is open to every address ({found})' },
  check: (group) => forEachIngress(group, [22], ({ source }) => fail('open', source)),
  examples: {
    pass: [
      { name: 'no rules', properties: { GroupDescription: 'empty' } },
      {
        name: 'one network',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' }] },
      },
      {
        name: 'another port',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }] },
      },
      {
        name: 'another protocol',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, CidrIp: '0.0.0.0/0' }] },
      },
      {
        name: 'from another security group',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, SourceSecurityGroupId: 'sg-12345678' }] },
      },
      {
        name: 'from a prefix list',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, SourcePrefixListId: 'pl-12345678' }] },
      },
      {
        name: 'an address block that is not known',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: { Ref: 'Office' } }] },
        template: { Parameters: { Office: { Type: 'String' } } },
      },
      {
        name: 'ports that are not known, for one network',
        properties: {
          SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: { Ref: 'Port' }, ToPort: { Ref: 'Port' }, CidrIp: '10.0.0.0/8' }],
        },
        template: { Parameters: { Port: { Type: 'Number' } } },
      },
      {
        name: 'a range that starts above, whatever its end',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 1024, ToPort: { Ref: 'Port' }, CidrIp: '0.0.0.0/0' }] },
        template: { Parameters: { Port: { Type: 'Number', AllowedValues: [2048, 65535] } } },
      },
      {
        name: 'a rule that is taken away',
        properties: {
          SecurityGroupIngress: [{ Ref: 'AWS::NoValue' }, { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }],
        },
      },
      {
        name: 'a rule of its own for one address',
        type: 'AWS::EC2::SecurityGroupIngress',
        properties: { GroupId: 'sg-12345678', IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '192.0.2.1/32' },
      },
    ],
    fail: [
      {
        name: 'open to every IPv4 address',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'open to every IPv6 address',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv6: '::/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIpv6' }],
      },
      {
        name: 'every IPv6 address written out',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv6: '0:0:0:0:0:0:0:0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIpv6' }],
      },
      {
        name: 'one IPv4 network and every IPv6 address',
        properties: {
          SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8', CidrIpv6: '::0/0' }],
        },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIpv6' }],
      },
      {
        name: 'a prefix length of 0 after an address that is not known',
        properties: {
          SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: { 'Fn::Sub': '${Address}/0' } }],
        },
        template: { Parameters: { Address: { Type: 'String' } } },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'inside a range, ports as text',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: '0', ToPort: '65535', CidrIp: '0.0.0.0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'all protocols',
        properties: { SecurityGroupIngress: [{ IpProtocol: -1, CidrIp: '0.0.0.0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'all ports of a protocol given by number',
        properties: { SecurityGroupIngress: [{ IpProtocol: '6', FromPort: -1, ToPort: -1, CidrIp: '0.0.0.0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'ports left out',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'udp', CidrIp: '0.0.0.0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'a single rule that is not in a list',
        properties: { SecurityGroupIngress: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' } },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/CidrIp' }],
      },
      {
        name: 'by the default of a parameter',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: { Ref: 'SshFrom' } }] },
        template: { Parameters: { SshFrom: { Type: 'String', Default: '0.0.0.0/0' } } },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'one finding for each open rule',
        properties: {
          SecurityGroupIngress: [
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' },
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' },
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv6: '::/0' },
          ],
        },
        expect: [
          { message: 'open', path: '/SecurityGroupIngress/0/CidrIp' },
          { message: 'open', path: '/SecurityGroupIngress/2/CidrIpv6' },
        ],
      },
      {
        name: 'a rule of its own',
        type: 'AWS::EC2::SecurityGroupIngress',
        properties: { GroupId: 'sg-12345678', IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' },
        expect: [{ message: 'open', path: '/CidrIp' }],
      },
      {
        name: 'open only for tests',
        properties: {
          SecurityGroupIngress: [
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: { 'Fn::If': ['IsTest', '0.0.0.0/0', '10.0.0.0/8'] } },
          ],
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsTest: { 'Fn::Equals': [{ Ref: 'Env' }, 'test'] } } },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
    ],
    unknown: [
      {
        name: 'ports from parameters, open to every address',
        properties: {
          SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: { Ref: 'Port' }, ToPort: { Ref: 'Port' }, CidrIp: '0.0.0.0/0' }],
        },
        template: { Parameters: { Port: { Type: 'Number' } } },
      },
      {
        name: 'protocol from a parameter, open to every address',
        properties: { SecurityGroupIngress: [{ IpProtocol: { Ref: 'Protocol' }, FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }] },
        template: { Parameters: { Protocol: { Type: 'String' } } },
      },
      {
        name: 'rules that a macro makes',
        properties: { SecurityGroupIngress: { 'Fn::Transform': { Name: 'MakeRules' } } },
      },
      {
        name: 'a rule that a macro completes',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', 'Fn::Transform': { Name: 'MakeRule' } }] },
      },
      {
        name: 'a rule of its own that a macro completes',
        type: 'AWS::EC2::SecurityGroupIngress',
        properties: { IpProtocol: 'tcp', 'Fn::Transform': { Name: 'MakeRule' } },
      },
      {
        name: 'a rule from another stack',
        properties: { SecurityGroupIngress: [{ 'Fn::ImportValue': 'ssh-rule' }] },
      },
    ],
  },
});
