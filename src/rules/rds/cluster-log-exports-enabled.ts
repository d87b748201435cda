import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/cluster-log-exports-enabled',
  title: 'RDS clusters publish logs to CloudWatch Logs',
  severity: 'medium',
  category: 'logging',
  resources: ['AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'pci-dss', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_324'],
    securityHub: ['RDS.34', 'RDS.37'],
  },
  rationale:
    'Logs that are only on the database hosts are gone when they are rotated, or when the cluster is; nobody can search or alarm on them.',
  remediation: 'List the log types of the engine in EnableCloudwatchLogsExports.',
  messages: { none: 'no logs are published: EnableCloudwatchLogsExports has to name at least one log type' },
  check: (cluster) => must(cluster.at('EnableCloudwatchLogsExports').isNonEmpty(), 'none'),
  examples: {
    pass: [
      { name: 'one log type', properties: { EnableCloudwatchLogsExports: ['postgresql'] } },
      {
        name: 'a list that comes from a parameter',
        properties: { EnableCloudwatchLogsExports: { Ref: 'Logs' } },
        template: { Parameters: { Logs: { Type: 'CommaDelimitedList' } } },
      },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'none', path: '/EnableCloudwatchLogsExports' }] },
      {
        name: 'an empty list',
        properties: { EnableCloudwatchLogsExports: [] },
        expect: [{ message: 'none', path: '/EnableCloudwatchLogsExports' }],
      },
      {
        name: 'a list of nothing',
        properties: { EnableCloudwatchLogsExports: [{ Ref: 'AWS::NoValue' }] },
        expect: [{ message: 'none', path: '/EnableCloudwatchLogsExports' }],
      },
    ],
    unknown: [{ name: 'a macro may add it', properties: { 'Fn::Transform': { Name: 'DatabaseDefaults' } } }],
  },
});
