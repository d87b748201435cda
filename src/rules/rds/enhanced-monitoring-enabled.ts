import { defineRule, must } from '../../engine/rule-api.ts';

/** Seconds that RDS accepts. */
const INTERVALS = [1, 5, 10, 15, 30, 60];

export default defineRule({
  id: 'rds/enhanced-monitoring-enabled',
  title: 'RDS DB instances have enhanced monitoring',
  severity: 'low',
  category: 'logging',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['aws-fsbp', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_118'],
    cfnGuard: ['RDS_ENHANCED_MONITORING_ENABLED'],
    cdkNag: ['RDSEnhancedMonitoringEnabled'],
    securityHub: ['RDS.6'],
  },
  rationale:
    'Figures of the hypervisor do not show which process uses the CPU or memory of a database host; enhanced monitoring does, down to the second.',
  remediation:
    'Set MonitoringInterval to 1, 5, 10, 15, 30 or 60 seconds, and MonitoringRoleArn to a role that may write to CloudWatch Logs.',
  messages: { off: 'enhanced monitoring is off (MonitoringInterval is {found}, it has to be 1, 5, 10, 15, 30 or 60)' },
  check: (instance) =>
    must(
      instance.at('MonitoringInterval').testNumber((seconds) => INTERVALS.includes(seconds)),
      'off',
    ),
  examples: {
    pass: [
      { name: 'every minute', properties: { MonitoringInterval: 60 } },
      { name: 'every second, as text', properties: { MonitoringInterval: '1' } },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'aurora-mysql' }, expect: [{ message: 'off', path: '/MonitoringInterval' }] },
      { name: 'zero', properties: { MonitoringInterval: 0 }, expect: [{ message: 'off', path: '/MonitoringInterval' }] },
      {
        name: 'an interval that RDS does not have',
        properties: { MonitoringInterval: 20 },
        expect: [{ message: 'off', path: '/MonitoringInterval' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { MonitoringInterval: { Ref: 'Interval' } },
        template: { Parameters: { Interval: { Type: 'Number' } } },
      },
    ],
  },
});
