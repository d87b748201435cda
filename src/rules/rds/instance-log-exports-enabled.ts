import { defineRule, must, not, when } from '../../engine/rule-api.ts';
import { belongsToCluster } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/instance-log-exports-enabled',
  title: 'RDS DB instances publish logs to CloudWatch Logs',
  severity: 'medium',
  category: 'logging',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_129'],
    cfnGuard: ['RDS_INSTANCE_LOGGING_ENABLED'],
    securityHub: ['RDS.9', 'RDS.36', 'RDS.40', 'RDS.42'],
    conformity: ['RDS-033'],
  },
  rationale:
    'Logs that are only on the database host are gone when they are rotated, or when the instance is; nobody can search or alarm on them.',
  remediation: 'List the log types of the engine in EnableCloudwatchLogsExports.',
  messages: { none: 'no logs are published: EnableCloudwatchLogsExports has to name at least one log type' },
  check: (instance) => when(not(belongsToCluster(instance)), () => must(instance.at('EnableCloudwatchLogsExports').isNonEmpty(), 'none')),
  examples: {
    pass: [
      { name: 'one log type', properties: { Engine: 'postgres', EnableCloudwatchLogsExports: ['postgresql'] } },
      {
        name: 'a list that comes from a parameter',
        properties: { Engine: 'postgres', EnableCloudwatchLogsExports: { Ref: 'Logs' } },
        template: { Parameters: { Logs: { Type: 'CommaDelimitedList' } } },
      },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'postgres' }, expect: [{ message: 'none', path: '/EnableCloudwatchLogsExports' }] },
      {
        name: 'an empty list',
        properties: { Engine: 'postgres', EnableCloudwatchLogsExports: [] },
        expect: [{ message: 'none', path: '/EnableCloudwatchLogsExports' }],
      },
      {
        name: 'an engine that a parameter names, without the cluster that Aurora needs',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
        expect: [{ message: 'none', path: '/EnableCloudwatchLogsExports' }],
      },
    ],
    unknown: [
      {
        name: 'whether it belongs to a cluster is for a macro to say',
        properties: { 'Fn::Transform': { Name: 'DatabaseDefaults' } },
      },
    ],
    notApplicable: [
      {
        name: 'a member of a cluster',
        properties: { DBClusterIdentifier: { Ref: 'Cluster' } },
        others: { Cluster: { Type: 'AWS::RDS::DBCluster' } },
      },
      { name: 'an Aurora engine', properties: { Engine: 'aurora-postgresql' } },
    ],
  },
});
