import { all, any, defineRule, forEach, must, not, type Property, type Truth, when } from '../../engine/rule-api.ts';
import { orPass } from '../shared/lists.ts';

export default defineRule({
  id: 'ecs/task-definition-host-mode-user',
  title: 'Host-network ECS tasks declare privileged or non-root containers',
  severity: 'high',
  category: 'identity',
  resources: ['AWS::ECS::TaskDefinition'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    cfnGuard: ['ECS_TASK_DEFINITION_USER_FOR_HOST_MODE_CHECK'],
    cdkNag: ['ECSTaskDefinitionUserForHostMode'],
    securityHub: ['ECS.1'],
  },
  rationale:
    'On the host network a container reaches the local services of its host; when it runs as root without that having been decided, a break-in goes further.',
  remediation: 'Set User to a user other than root, or use the network mode awsvpc; set Privileged only where elevated rights are meant.',
  messages: { root: 'the container shares the network of the host and runs as root (User is {found})' },
  check: (task) => {
    const containers = task.at('ContainerDefinitions');
    return when(task.at('NetworkMode').equals('host'), () =>
      orPass(
        forEach(containers, (container) =>
          must(any(container.child('Privileged').isTrue(), runsAsOther(container.child('User'))), 'root', { at: container.child('User') }),
        ),
        containers,
      ),
    );
  },
  examples: {
    pass: [
      { name: 'another user', properties: { NetworkMode: 'host', ContainerDefinitions: [{ Name: 'web', User: 'www-data' }] } },
      {
        name: 'another user by number, with a group',
        properties: { NetworkMode: 'host', ContainerDefinitions: [{ Name: 'web', User: '1000:0' }] },
      },
      { name: 'privileged on purpose', properties: { NetworkMode: 'host', ContainerDefinitions: [{ Name: 'web', Privileged: 'true' }] } },
      {
        name: 'a user that only starts like root',
        properties: {
          NetworkMode: 'host',
          ContainerDefinitions: [
            { Name: 'web', User: 'rootless' },
            { Name: 'log', User: 1001 },
          ],
        },
      },
    ],
    fail: [
      {
        name: 'no user',
        properties: { NetworkMode: 'host', ContainerDefinitions: [{ Name: 'web' }] },
        expect: [{ message: 'root', path: '/ContainerDefinitions/0/User' }],
      },
      {
        name: 'an empty user',
        properties: { NetworkMode: 'host', ContainerDefinitions: [{ Name: 'web', User: '' }] },
        expect: [{ message: 'root', path: '/ContainerDefinitions/0/User' }],
      },
      {
        name: 'root by name, by number, and with a group',
        properties: {
          NetworkMode: 'host',
          ContainerDefinitions: [
            { Name: 'web', User: 'root' },
            { Name: 'log', User: 0, Privileged: false },
            { Name: 'job', User: '0:1000' },
          ],
        },
        expect: [
          { message: 'root', path: '/ContainerDefinitions/0/User' },
          { message: 'root', path: '/ContainerDefinitions/1/User' },
          { message: 'root', path: '/ContainerDefinitions/2/User' },
        ],
      },
      {
        name: 'root with a group that is not known',
        properties: { NetworkMode: 'host', ContainerDefinitions: [{ Name: 'web', User: { 'Fn::Sub': 'root:${Group}' } }] },
        template: { Parameters: { Group: { Type: 'String' } } },
        expect: [{ message: 'root', path: '/ContainerDefinitions/0/User' }],
      },
    ],
    unknown: [
      {
        name: 'the user comes from a parameter',
        properties: { NetworkMode: 'host', ContainerDefinitions: [{ Name: 'web', User: { Ref: 'User' } }] },
        template: { Parameters: { User: { Type: 'String' } } },
      },
      {
        name: 'the network mode comes from a parameter, and the user is root',
        properties: { NetworkMode: { Ref: 'Mode' }, ContainerDefinitions: [{ Name: 'web', User: 'root' }] },
        template: { Parameters: { Mode: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'another network mode', properties: { NetworkMode: 'awsvpc', ContainerDefinitions: [{ Name: 'web', User: 'root' }] } },
      { name: 'no network mode', properties: { ContainerDefinitions: [{ Name: 'web' }] } },
    ],
  },
});

/** Whether the part before the colon, which the group follows, is there and another user than root. */
function runsAsOther(user: Property): Truth {
  return all(user.isNonEmpty(), () => not(any(user.oneOf(['root', '0']), user.startsWith('root:'), user.startsWith('0:'))));
}
