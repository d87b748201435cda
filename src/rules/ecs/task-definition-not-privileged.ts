import { defineRule, mustNot } from '../../engine/rule-api.ts';
import { forEachAt, orPass } from '../shared/lists.ts';

export default defineRule({
  id: 'ecs/task-definition-not-privileged',
  title: 'ECS containers are not privileged',
  severity: 'high',
  category: 'identity',
  resources: ['AWS::ECS::TaskDefinition'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_334'],
    securityHub: ['ECS.4'],
  },
  rationale: 'A privileged container has the rights of root on its host: whoever breaks into it has the host and all that runs there.',
  remediation: 'Remove Privileged, and give the container the few capabilities it needs with LinuxParameters.Capabilities.Add.',
  messages: { privileged: 'the container is privileged (Privileged is {found}, it has to be false)' },
  check: (task) =>
    orPass(forEachAt(task.properties, 'ContainerDefinitions.*.Privileged', (privileged) => mustNot(privileged.isTrue(), 'privileged'))),
  examples: {
    pass: [
      { name: 'not said', properties: { ContainerDefinitions: [{ Name: 'web' }] } },
      { name: 'not privileged', properties: { ContainerDefinitions: [{ Name: 'web', Privileged: 'false' }] } },
      { name: 'no containers', properties: { Family: 'web' } },
    ],
    fail: [
      {
        name: 'privileged',
        properties: { ContainerDefinitions: [{ Name: 'web', Privileged: true }] },
        expect: [{ message: 'privileged', path: '/ContainerDefinitions/0/Privileged' }],
      },
      {
        name: 'the second one, as text',
        properties: { ContainerDefinitions: [{ Name: 'web' }, { Name: 'agent', Privileged: 'true' }] },
        expect: [{ message: 'privileged', path: '/ContainerDefinitions/1/Privileged' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { ContainerDefinitions: [{ Name: 'web', Privileged: { Ref: 'Privileged' } }] },
        template: { Parameters: { Privileged: { Type: 'String' } } },
      },
      { name: 'the containers are made by a macro', properties: { ContainerDefinitions: { 'Fn::Transform': { Name: 'MakeContainers' } } } },
    ],
  },
});
