import { defineRule, must, when } from '../../engine/rule-api.ts';
import { isCustomerManagedKey, rejectAwsManagedKeys } from '../shared/customer-managed-keys.ts';

export default defineRule({
  id: 'rds/performance-insights-encrypted-with-customer-managed-key',
  title: 'Performance Insights data is encrypted with a customer managed key',
  severity: 'low',
  category: 'encryption',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: [],
  crossReferences: {
    checkov: ['CKV_AWS_354'],
    trivy: ['AVD-AWS-0078'],
  },
  rationale:
    'Performance Insights keeps the statements of the database. With a key of your own you decide who can read them, and can take that back.',
  remediation: 'Set PerformanceInsightsKMSKeyId to a KMS key of your own.',
  messages: { missing: 'Performance Insights data is not encrypted with a customer managed key (PerformanceInsightsKMSKeyId is {found})' },
  options: { rejectAwsManagedKeys },
  check(instance, { options }) {
    const key = instance.at('PerformanceInsightsKMSKeyId');
    return when(instance.at('EnablePerformanceInsights').isTrue(), () => must(isCustomerManagedKey(key, options), 'missing', { at: key }));
  },
  examples: {
    pass: [
      {
        name: 'a key of the stack',
        properties: { EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
        others: { Key: { Type: 'AWS::KMS::Key' } },
      },
      { name: 'an alias', properties: { EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: 'alias/database' } },
      { name: 'an alias of AWS', properties: { EnablePerformanceInsights: 'true', PerformanceInsightsKMSKeyId: 'alias/aws/rds' } },
      {
        name: 'a key that a parameter names',
        properties: { EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: { Ref: 'KeyArn' } },
        template: { Parameters: { KeyArn: { Type: 'String' } } },
      },
      {
        name: 'a key of the stack, when aliases of AWS are rejected',
        properties: { EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: { Ref: 'Key' } },
        others: { Key: { Type: 'AWS::KMS::Key' } },
        options: { rejectAwsManagedKeys: true },
      },
    ],
    fail: [
      {
        name: 'no key',
        properties: { EnablePerformanceInsights: true },
        expect: [{ message: 'missing', path: '/PerformanceInsightsKMSKeyId' }],
      },
      {
        name: 'an empty key',
        properties: { EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: '' },
        expect: [{ message: 'missing', path: '/PerformanceInsightsKMSKeyId' }],
      },
      {
        name: 'an alias of AWS, when they are rejected',
        properties: { EnablePerformanceInsights: true, PerformanceInsightsKMSKeyId: 'alias/aws/rds' },
        options: { rejectAwsManagedKeys: true },
        expect: [{ message: 'missing', path: '/PerformanceInsightsKMSKeyId' }],
      },
    ],
    unknown: [
      {
        name: 'whether it is enabled comes from a parameter',
        properties: { EnablePerformanceInsights: { Ref: 'Insights' } },
        template: { Parameters: { Insights: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'not enabled', properties: {} },
      { name: 'switched off', properties: { EnablePerformanceInsights: false } },
    ],
  },
});
