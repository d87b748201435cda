import { defineRule, mustNot } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'ecs/task-definition-no-host-pid',
  title: 'ECS tasks do not share the host process namespace',
  severity: 'high',
  category: 'identity',
  resources: ['AWS::ECS::TaskDefinition'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_335'],
    securityHub: ['ECS.3'],
  },
  rationale:
    'In the process namespace of the host a container sees the processes of the host and of all its other containers, and can interfere with them.',
  remediation: 'Leave PidMode out, or set it to task.',
  messages: { host: 'the containers share the process namespace of the host (PidMode is {found})' },
  check: (task) => mustNot(task.at('PidMode').equals('host'), 'host'),
  examples: {
    pass: [
      { name: 'not said', properties: { Family: 'web' } },
      { name: 'shared within the task', properties: { PidMode: 'task' } },
    ],
    fail: [{ name: 'shared with the host', properties: { PidMode: 'host' }, expect: [{ message: 'host', path: '/PidMode' }] }],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { PidMode: { Ref: 'Mode' } },
        template: { Parameters: { Mode: { Type: 'String' } } },
      },
    ],
  },
});
