import { defineRule, mustNot } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'ecs/service-no-public-ip',
  title: 'ECS services do not assign public addresses to tasks',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::ECS::Service', 'AWS::ECS::TaskSet'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_333'],
    securityHub: ['ECS.2', 'ECS.16'],
  },
  rationale: 'With a public address a task can be reached from the internet, and one mistake in a security group is enough to expose it.',
  remediation: 'Leave AssignPublicIp out or set it to DISABLED, and let traffic in through a load balancer and out through a NAT gateway.',
  messages: { public: 'tasks get a public address (AssignPublicIp is {found}, it has to be DISABLED)' },
  check: (service) => {
    const network = service.type === 'AWS::ECS::TaskSet' ? 'AwsVpcConfiguration' : 'AwsvpcConfiguration';
    return mustNot(service.at(`NetworkConfiguration.${network}.AssignPublicIp`).equals('ENABLED'), 'public');
  },
  examples: {
    pass: [
      { name: 'not said', properties: { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-12345678'] } } } },
      { name: 'no network configuration', properties: { TaskDefinition: 'web:1' } },
      { name: 'disabled', properties: { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } } } },
      {
        name: 'disabled in a task set',
        type: 'AWS::ECS::TaskSet',
        properties: { NetworkConfiguration: { AwsVpcConfiguration: { AssignPublicIp: 'DISABLED' } } },
      },
    ],
    fail: [
      {
        name: 'enabled',
        properties: { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } } },
        expect: [{ message: 'public', path: '/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp' }],
      },
      {
        name: 'enabled in a task set',
        type: 'AWS::ECS::TaskSet',
        properties: { NetworkConfiguration: { AwsVpcConfiguration: { AssignPublicIp: 'ENABLED' } } },
        expect: [{ message: 'public', path: '/NetworkConfiguration/AwsVpcConfiguration/AssignPublicIp' }],
      },
      {
        name: 'enabled where there is no NAT gateway',
        properties: {
          NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: { 'Fn::If': ['HasNat', 'DISABLED', 'ENABLED'] } } },
        },
        template: { Parameters: { Nat: { Type: 'String' } }, Conditions: { HasNat: { 'Fn::Equals': [{ Ref: 'Nat' }, 'yes'] } } },
        expect: [{ message: 'public', path: '/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: { Ref: 'Public' } } } },
        template: { Parameters: { Public: { Type: 'String' } } },
      },
    ],
  },
});
