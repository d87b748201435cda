import { defineRule, must, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/aurora-mysql-backtrack-enabled',
  title: 'Aurora MySQL clusters can be rewound with backtrack',
  severity: 'low',
  category: 'backup',
  resources: ['AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_326'],
    cfnGuard: ['AURORA_MYSQL_BACKTRACKING_ENABLED'],
    cdkNag: ['AuroraMySQLBacktrack', 'AwsSolutions-RDS14'],
    securityHub: ['RDS.14'],
    conformity: ['RDS-034'],
  },
  rationale: 'Backtrack takes a cluster back to a moment before a mistake within minutes, where a restore needs a new cluster and hours.',
  remediation: 'Set BacktrackWindow to the number of seconds that the cluster can be rewound, up to 259200 (72 hours).',
  messages: { off: 'the cluster cannot be rewound (BacktrackWindow is {found}, it has to be 1 or more seconds)' },
  check(cluster) {
    const isAuroraMysql = cluster.at('Engine').oneOf(['aurora', 'aurora-mysql'], { ignoreCase: true });
    return when(isAuroraMysql, () =>
      must(
        cluster.at('BacktrackWindow').testNumber((seconds) => seconds >= 1),
        'off',
      ),
    );
  },
  examples: {
    pass: [
      { name: 'a day', properties: { Engine: 'aurora-mysql', BacktrackWindow: 86400 } },
      { name: 'a number as text, on the first Aurora engine', properties: { Engine: 'aurora', BacktrackWindow: '3600' } },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'aurora-mysql' }, expect: [{ message: 'off', path: '/BacktrackWindow' }] },
      { name: 'zero', properties: { Engine: 'aurora-mysql', BacktrackWindow: 0 }, expect: [{ message: 'off', path: '/BacktrackWindow' }] },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'aurora-mysql', BacktrackWindow: { Ref: 'Window' } },
        template: { Parameters: { Window: { Type: 'Number' } } },
      },
      {
        name: 'the engine comes from a parameter',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'Aurora PostgreSQL', properties: { Engine: 'aurora-postgresql' } },
      { name: 'no engine', properties: {} },
    ],
  },
});
