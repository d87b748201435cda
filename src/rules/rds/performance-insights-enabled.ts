import { all, any, defineRule, must, not, when } from '../../engine/rule-api.ts';

const SMALL_CLASSES = ['db.t2.micro', 'db.t2.small', 'db.t3.micro', 'db.t3.small', 'db.t4g.micro', 'db.t4g.small'];

export default defineRule({
  id: 'rds/performance-insights-enabled',
  title: 'RDS DB instances collect Performance Insights',
  severity: 'low',
  category: 'logging',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: [],
  crossReferences: {
    checkov: ['CKV_AWS_353'],
    trivy: ['AVD-AWS-0133'],
    conformity: ['RDS-032'],
  },
  rationale:
    'Performance Insights shows which statements load a database and what they wait for; without it, that is not known after the event.',
  remediation: 'Set EnablePerformanceInsights to true.',
  messages: { off: 'Performance Insights is not enabled (EnablePerformanceInsights is {found}, it has to be true)' },
  check(instance) {
    const engine = instance.at('Engine');
    const isNotOffered = any(
      engine.oneOf(['db2-se', 'db2-ae'], { ignoreCase: true }),
      all(engine.oneOf(['mysql', 'mariadb'], { ignoreCase: true }), () => instance.at('DBInstanceClass').oneOf(SMALL_CLASSES)),
    );
    return when(not(isNotOffered), () => must(instance.at('EnablePerformanceInsights').isTrue(), 'off'));
  },
  examples: {
    pass: [
      { name: 'on', properties: { Engine: 'postgres', EnablePerformanceInsights: true } },
      { name: 'on, as text', properties: { Engine: 'mysql', DBInstanceClass: 'db.r6g.large', EnablePerformanceInsights: 'true' } },
    ],
    fail: [
      {
        name: 'not configured',
        properties: { Engine: 'mysql', DBInstanceClass: 'db.r6g.large' },
        expect: [{ message: 'off', path: '/EnablePerformanceInsights' }],
      },
      {
        name: 'off',
        properties: { Engine: 'aurora-mysql', EnablePerformanceInsights: false },
        expect: [{ message: 'off', path: '/EnablePerformanceInsights' }],
      },
      {
        name: 'a small class of an engine that offers it there',
        properties: { Engine: 'postgres', DBInstanceClass: 'db.t3.micro' },
        expect: [{ message: 'off', path: '/EnablePerformanceInsights' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'postgres', EnablePerformanceInsights: { Ref: 'Insights' } },
        template: { Parameters: { Insights: { Type: 'String' } } },
      },
      {
        name: 'the class comes from a parameter',
        properties: { Engine: 'mysql', DBInstanceClass: { Ref: 'Class' } },
        template: { Parameters: { Class: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'a small class of MySQL', properties: { Engine: 'mysql', DBInstanceClass: 'db.t3.small' } },
      { name: 'a small class of MariaDB', properties: { Engine: 'mariadb', DBInstanceClass: 'db.t4g.micro' } },
      { name: 'Db2', properties: { Engine: 'db2-se' } },
    ],
  },
});
