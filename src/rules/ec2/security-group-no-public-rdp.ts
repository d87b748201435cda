import { defineRule, fail } from '../../engine/rule-api.ts';
import { forEachIngress, INGRESS_TYPES } from '../shared/ingress.ts';

export default defineRule({
  id: 'ec2/security-group-no-public-rdp',
  title: 'No security group opens RDP to every address',
  severity: 'high',
  category: 'public-access',
  resources: INGRESS_TYPES,
  tier: 1,
  packs: ['security-core', 'cis'],
  crossReferences: {
    checkov: ['CKV_AWS_25'],
    trivy: ['AVD-AWS-0107'],
    securityHub: ['EC2.14', 'EC2.53', 'EC2.54'],
    cis: ['v1.2.0/4.2', 'v1.4.0/5.2', 'v3.0.0/5.2', 'v3.0.0/5.3', 'v5.0.0/5.3', 'v5.0.0/5.4'],
  },
  rationale:
    'Remote desktops that the whole internet can reach are a usual way in for ransomware, by guessed passwords and by flaws of the service.',
  remediation: 'Limit the rule to the addresses that need RDP, or remove it and use Fleet Manager, which needs no open port.',
  messages: { open: 'port 3389 (RDP) is open to every address ({found})' },
  check: (group) => forEachIngress(group, [3389], ({ source }) => fail('open', source)),
  examples: {
    pass: [
      { name: 'no rules', properties: { GroupDescription: 'empty' } },
      {
        name: 'one network',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIp: '10.0.0.0/8' }] },
      },
      {
        name: 'a range around it is closed',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 3388, CidrIp: '0.0.0.0/0' }] },
      },
      {
        name: 'an address block that is not known',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIp: { Ref: 'Office' } }] },
        template: { Parameters: { Office: { Type: 'String' } } },
      },
      {
        name: 'a rule of its own, from a security group',
        type: 'AWS::EC2::SecurityGroupIngress',
        properties: { GroupId: 'sg-12345678', IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, SourceSecurityGroupId: 'sg-87654321' },
      },
    ],
    fail: [
      {
        name: 'open to every IPv4 address',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIp: '0.0.0.0/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIp' }],
      },
      {
        name: 'open to every IPv6 address over UDP',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'udp', FromPort: 3000, ToPort: 4000, CidrIpv6: '::/0' }] },
        expect: [{ message: 'open', path: '/SecurityGroupIngress/0/CidrIpv6' }],
      },
      {
        name: 'all protocols, in a rule of its own',
        type: 'AWS::EC2::SecurityGroupIngress',
        properties: { GroupId: 'sg-12345678', IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
        expect: [{ message: 'open', path: '/CidrIp' }],
      },
    ],
    unknown: [
      {
        name: 'the end of the range from a parameter, open to every address',
        properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 1024, ToPort: { Ref: 'Last' }, CidrIp: '0.0.0.0/0' }] },
        template: { Parameters: { Last: { Type: 'Number' } } },
      },
    ],
  },
});
