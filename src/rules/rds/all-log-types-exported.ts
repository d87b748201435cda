import { any, defineRule, isTrue, must, not, type Property, pass, some, type Truth, unknown, when } from '../../engine/rule-api.ts';

interface EngineLogs {
  /** Whether an engine belongs to the family. */
  readonly isFamily: (engine: Property) => Truth;
  readonly types: readonly string[];
}

const contains =
  (...names: readonly string[]) =>
  (engine: Property): Truth =>
    any(...names.map((name) => () => engine.contains(name, { ignoreCase: true })));

const INSTANCE_LOGS: readonly EngineLogs[] = [
  { isFamily: contains('mariadb', 'mysql'), types: ['audit', 'error', 'general', 'slowquery'] },
  { isFamily: contains('postgres'), types: ['postgresql', 'upgrade'] },
  { isFamily: contains('oracle'), types: ['audit', 'alert', 'listener', 'oemagent', 'trace'] },
  { isFamily: contains('sqlserver'), types: ['agent', 'error'] },
];

const CLUSTER_LOGS: readonly EngineLogs[] = [
  {
    isFamily: (engine) => engine.oneOf(['aurora', 'aurora-mysql'], { ignoreCase: true }),
    types: ['audit', 'error', 'general', 'slowquery'],
  },
  { isFamily: contains('aurora-postgresql'), types: ['postgresql'] },
];

export default defineRule({
  id: 'rds/all-log-types-exported',
  title: 'RDS databases export every log type their engine offers',
  severity: 'low',
  category: 'logging',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    cdkNag: ['RDSLoggingEnabled', 'AuroraMySQLLogging', 'AwsSolutions-RDS16'],
    securityHub: ['RDS.9'],
  },
  rationale:
    'Logs that stay on the database host are rotated away within days; each type that is not exported is a gap when an incident is looked into.',
  remediation: 'Add the missing log type to EnableCloudwatchLogsExports.',
  messages: { missing: '{log} logs are not exported: EnableCloudwatchLogsExports has to contain {log} for this engine' },
  check(database) {
    const engine = database.at('Engine');
    const exports = database.at('EnableCloudwatchLogsExports');
    const isCluster = database.type === 'AWS::RDS::DBCluster';
    const families = isCluster ? CLUSTER_LOGS : INSTANCE_LOGS;
    return when(isCluster ? { is: true } : not(engine.contains('aurora', { ignoreCase: true })), () => {
      const types = families.find(({ isFamily }) => isTrue(isFamily(engine)))?.types;
      if (types === undefined) {
        // One answer for an engine that is not known, and not one for each type of each engine that it may be.
        const open = families.map(({ isFamily }) => isFamily(engine)).find(({ is }) => is === 'unknown');
        return open === undefined ? pass(engine) : unknown(open, engine);
      }
      return types.map((log) =>
        must(
          some(exports, (type) => type.equals(log)),
          'missing',
          // Below the list by the name of the type, as every type is a finding of its own.
          { at: exports.child(log), data: { log } },
        ),
      );
    });
  },
  examples: {
    pass: [
      {
        name: 'all types of MySQL',
        properties: { Engine: 'mysql', EnableCloudwatchLogsExports: ['slowquery', 'general', 'error', 'audit'] },
      },
      { name: 'all types of PostgreSQL', properties: { Engine: 'postgres', EnableCloudwatchLogsExports: ['postgresql', 'upgrade'] } },
      {
        name: 'all types of Oracle',
        properties: { Engine: 'oracle-ee', EnableCloudwatchLogsExports: ['audit', 'alert', 'listener', 'oemagent', 'trace'] },
      },
      { name: 'all types of SQL Server', properties: { Engine: 'sqlserver-web', EnableCloudwatchLogsExports: ['agent', 'error'] } },
      { name: 'an engine without a list of types', properties: { Engine: 'db2-se' } },
      {
        name: 'all types of Aurora MySQL',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-mysql', EnableCloudwatchLogsExports: ['audit', 'error', 'general', 'slowquery'] },
      },
      {
        name: 'all types of Aurora PostgreSQL',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-postgresql', EnableCloudwatchLogsExports: ['postgresql'] },
      },
      { name: 'a Multi-AZ cluster of another engine', type: 'AWS::RDS::DBCluster', properties: { Engine: 'mysql' } },
    ],
    fail: [
      {
        name: 'one finding for each missing type',
        properties: { Engine: 'MariaDB', EnableCloudwatchLogsExports: ['error', 'general'] },
        expect: [
          { message: 'missing', path: '/EnableCloudwatchLogsExports/audit' },
          { message: 'missing', path: '/EnableCloudwatchLogsExports/slowquery' },
        ],
      },
      {
        name: 'nothing exported',
        properties: { Engine: 'sqlserver-ee' },
        expect: [
          { message: 'missing', path: '/EnableCloudwatchLogsExports/agent' },
          { message: 'missing', path: '/EnableCloudwatchLogsExports/error' },
        ],
      },
      {
        name: 'an Aurora PostgreSQL cluster without logs',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-postgresql' },
        expect: [{ message: 'missing', path: '/EnableCloudwatchLogsExports/postgresql' }],
      },
    ],
    unknown: [
      {
        name: 'an item comes from a parameter',
        properties: { Engine: 'postgres', EnableCloudwatchLogsExports: ['postgresql', { Ref: 'Log' }] },
        template: { Parameters: { Log: { Type: 'String' } } },
      },
      {
        name: 'the engine comes from a parameter',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
    ],
    notApplicable: [{ name: 'an instance of an Aurora cluster', properties: { Engine: 'aurora-mysql' } }],
  },
});
