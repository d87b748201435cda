import { any, defineRule, must, some, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/cluster-audit-log-exported',
  title: 'RDS clusters of the MySQL family export the audit log',
  severity: 'medium',
  category: 'logging',
  resources: ['AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'pci-dss', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_325'],
    securityHub: ['RDS.34'],
  },
  rationale:
    'The audit log says who connected and what was run; on the cluster itself it can be rotated away or removed by whoever took the cluster over.',
  remediation:
    'Add audit to EnableCloudwatchLogsExports, and switch auditing on in the parameter group of the cluster (server_audit_logging).',
  messages: { missing: 'the audit log is not exported: EnableCloudwatchLogsExports has to contain audit' },
  check(cluster) {
    const engine = cluster.at('Engine');
    const isMysqlFamily = any(engine.isAbsent(), () => engine.oneOf(['aurora', 'aurora-mysql', 'mysql'], { ignoreCase: true }));
    const exports = cluster.at('EnableCloudwatchLogsExports');
    return when(isMysqlFamily, () =>
      must(
        some(exports, (type) => type.equals('audit')),
        'missing',
        { at: exports },
      ),
    );
  },
  examples: {
    pass: [
      { name: 'among others', properties: { Engine: 'aurora-mysql', EnableCloudwatchLogsExports: ['error', 'audit'] } },
      { name: 'without an engine', properties: { EnableCloudwatchLogsExports: ['audit'] } },
    ],
    fail: [
      {
        name: 'nothing exported',
        properties: { Engine: 'aurora-mysql' },
        expect: [{ message: 'missing', path: '/EnableCloudwatchLogsExports' }],
      },
      {
        name: 'other logs only',
        properties: { Engine: 'mysql', EnableCloudwatchLogsExports: ['error', 'slowquery'] },
        expect: [{ message: 'missing', path: '/EnableCloudwatchLogsExports' }],
      },
      { name: 'neither engine nor logs', properties: {}, expect: [{ message: 'missing', path: '/EnableCloudwatchLogsExports' }] },
    ],
    unknown: [
      {
        name: 'the list comes from a parameter',
        properties: { Engine: 'aurora', EnableCloudwatchLogsExports: { Ref: 'Logs' } },
        template: { Parameters: { Logs: { Type: 'CommaDelimitedList' } } },
      },
      {
        name: 'the engine comes from a parameter',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
    ],
    notApplicable: [{ name: 'Aurora PostgreSQL', properties: { Engine: 'aurora-postgresql' } }],
  },
});
