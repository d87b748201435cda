import { any, defineRule, must, notApplicable, type Property, pass, type Truth, toList, when } from '../../engine/rule-api.ts';

interface TlsParameter {
  readonly name: string;
  readonly wanted: string;
  /** Whether a family of parameter groups has the parameter. */
  readonly isFamily: (family: Property) => Truth;
  readonly isOn: (setting: Property) => Truth;
}

const TLS_PARAMETERS: readonly TlsParameter[] = [
  {
    name: 'rds.force_ssl',
    wanted: '1',
    isFamily: (family) =>
      any(family.startsWith('postgres', { ignoreCase: true }), () => family.contains('sqlserver', { ignoreCase: true })),
    isOn: (setting) => setting.equals('1'),
  },
  {
    name: 'require_secure_transport',
    wanted: '1',
    isFamily: (family) => any(family.startsWith('mysql', { ignoreCase: true }), () => family.startsWith('mariadb', { ignoreCase: true })),
    isOn: (setting) => setting.oneOf(['1', 'ON'], { ignoreCase: true }),
  },
  {
    name: 'db2comm',
    wanted: 'SSL',
    isFamily: (family) => family.contains('db2-ae', { ignoreCase: true }),
    isOn: (setting) => setting.equals('SSL'),
  },
];

export default defineRule({
  id: 'rds/connections-require-tls',
  title: 'RDS parameter groups force encrypted connections',
  severity: 'medium',
  category: 'encryption',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['aws-fsbp', 'pci-dss'],
  crossReferences: {
    checkov: ['CKV2_AWS_69'],
    securityHub: ['RDS.38', 'RDS.39', 'RDS.41', 'RDS.44'],
    conformity: ['RDS-037'],
  },
  rationale: 'Unless the server insists on TLS, a client that does not ask for it sends passwords and data over the network in the clear.',
  remediation: 'Set the named parameter in the Parameters of the DB parameter group.',
  messages: { plain: 'connections without TLS are accepted: {parameter} of the parameter group {group} is {found}, it has to be {wanted}' },
  check(instance) {
    const name = instance.at('DBParameterGroupName');
    const group = instance.target(name, 'AWS::RDS::DBParameterGroup', { names: ['DBParameterGroupName'] });
    if (group === undefined) return notApplicable();
    const verdicts = TLS_PARAMETERS.flatMap((parameter) => {
      const setting = group.at('Parameters').child(parameter.name);
      const data = { parameter: parameter.name, group: group.id, found: setting.describe(), wanted: parameter.wanted };
      const related = [{ subject: setting, message: 'the parameter group' }];
      return toList(
        when(parameter.isFamily(group.at('Family')), () => must(parameter.isOn(setting), 'plain', { at: name, data, related })),
      );
    });
    return verdicts.every((verdict) => verdict.kind === 'not-applicable') ? pass(name) : verdicts;
  },
  examples: {
    pass: [
      {
        name: 'PostgreSQL',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: { Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: 'postgres16', Parameters: { 'rds.force_ssl': 1 } } } },
      },
      {
        name: 'SQL Server, group named by a literal',
        properties: { DBParameterGroupName: 'tls' },
        others: {
          Group: {
            Type: 'AWS::RDS::DBParameterGroup',
            Properties: { DBParameterGroupName: 'tls', Family: 'sqlserver-se-15.0', Parameters: { 'rds.force_ssl': '1' } },
          },
        },
      },
      {
        name: 'MySQL, by a number',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: {
          Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: 'mysql8.0', Parameters: { require_secure_transport: 1 } } },
        },
      },
      {
        name: 'MariaDB, by a word',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: {
          Group: {
            Type: 'AWS::RDS::DBParameterGroup',
            Properties: { Family: 'mariadb10.11', Parameters: { require_secure_transport: 'on' } },
          },
        },
      },
      {
        name: 'Db2',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: { Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: 'db2-ae-11.5', Parameters: { db2comm: 'SSL' } } } },
      },
      {
        name: 'a family without such a parameter',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: { Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: 'oracle-ee-19' } } },
      },
    ],
    fail: [
      {
        name: 'the parameter is missing',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: {
          Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: 'postgres16', Parameters: { max_connections: 100 } } },
        },
        expect: [{ message: 'plain', path: '/DBParameterGroupName' }],
      },
      {
        name: 'no parameters at all',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: { Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: 'mysql8.0' } } },
        expect: [{ message: 'plain', path: '/DBParameterGroupName' }],
      },
      {
        name: 'switched off',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: {
          Group: {
            Type: 'AWS::RDS::DBParameterGroup',
            Properties: { Family: 'mariadb10.11', Parameters: { require_secure_transport: 'OFF' } },
          },
        },
        expect: [{ message: 'plain', path: '/DBParameterGroupName' }],
      },
      {
        name: 'Db2 over plain TCP as well',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: {
          Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: 'db2-ae-11.5', Parameters: { db2comm: 'SSL,TCPIP' } } },
        },
        expect: [{ message: 'plain', path: '/DBParameterGroupName' }],
      },
    ],
    unknown: [
      {
        name: 'the parameter comes from a parameter of the template',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: {
          Group: {
            Type: 'AWS::RDS::DBParameterGroup',
            Properties: { Family: 'postgres16', Parameters: { 'rds.force_ssl': { Ref: 'ForceSsl' } } },
          },
        },
        template: { Parameters: { ForceSsl: { Type: 'String' } } },
      },
      {
        name: 'the family comes from a parameter',
        properties: { DBParameterGroupName: { Ref: 'Group' } },
        others: { Group: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Family: { Ref: 'Family' } } } },
        template: { Parameters: { Family: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'no parameter group', properties: {} },
      { name: 'a parameter group of another stack', properties: { DBParameterGroupName: 'default.postgres16' } },
    ],
  },
});
