import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/cluster-deletion-protection',
  title: 'RDS clusters are protected against deletion',
  severity: 'medium',
  category: 'resilience',
  resources: ['AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_139'],
    cdkNag: ['RDSInstanceDeletionProtectionEnabled', 'AwsSolutions-RDS10'],
    trivy: ['AVD-AWS-0343'],
    securityHub: ['RDS.7'],
    conformity: ['RDS-035'],
  },
  rationale: 'One wrong call, or the removal of a stack, deletes a cluster and all that is in it; protection makes that a step of its own.',
  remediation: 'Set DeletionProtection to true.',
  messages: { off: 'the cluster can be deleted at once (DeletionProtection is {found}, it has to be true)' },
  check: (cluster) => must(cluster.at('DeletionProtection').isTrue(), 'off'),
  examples: {
    pass: [
      { name: 'on', properties: { DeletionProtection: true } },
      { name: 'on, as text', properties: { DeletionProtection: 'true' } },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'off', path: '/DeletionProtection' }] },
      { name: 'off', properties: { DeletionProtection: 'false' }, expect: [{ message: 'off', path: '/DeletionProtection' }] },
      {
        name: 'on only in production',
        properties: { DeletionProtection: { 'Fn::If': ['IsProd', true, { Ref: 'AWS::NoValue' }] } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'off', path: '/DeletionProtection' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { DeletionProtection: { Ref: 'Protect' } },
        template: { Parameters: { Protect: { Type: 'String' } } },
      },
    ],
  },
});
