import { defineRule, must, not, when } from '../../engine/rule-api.ts';
import { belongsToCluster } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/instance-deletion-protection',
  title: 'RDS DB instances are protected against deletion',
  severity: 'medium',
  category: 'resilience',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['aws-fsbp', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_293'],
    cfnGuard: ['RDS_INSTANCE_DELETION_PROTECTION_ENABLED'],
    cdkNag: ['RDSInstanceDeletionProtectionEnabled', 'AwsSolutions-RDS10'],
    cfnNag: ['F80'],
    trivy: ['AVD-AWS-0177'],
    securityHub: ['RDS.8'],
    conformity: ['RDS-031'],
  },
  rationale:
    'One wrong call, or the removal of a stack, deletes a database and all that is in it; protection makes that a step of its own.',
  remediation: 'Set DeletionProtection to true.',
  messages: { off: 'the database can be deleted at once (DeletionProtection is {found}, it has to be true)' },
  check: (instance) => when(not(belongsToCluster(instance)), () => must(instance.at('DeletionProtection').isTrue(), 'off')),
  examples: {
    pass: [
      { name: 'on', properties: { Engine: 'mysql', DeletionProtection: true } },
      { name: 'on, as text', properties: { Engine: 'mysql', DeletionProtection: 'True' } },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'mysql' }, expect: [{ message: 'off', path: '/DeletionProtection' }] },
      {
        name: 'off',
        properties: { Engine: 'mysql', DeletionProtection: false },
        expect: [{ message: 'off', path: '/DeletionProtection' }],
      },
      {
        name: 'an empty cluster name is none',
        properties: { DBClusterIdentifier: '', DeletionProtection: false },
        expect: [{ message: 'off', path: '/DeletionProtection' }],
      },
      {
        name: 'an engine that a parameter names, without the cluster that Aurora needs',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
        expect: [{ message: 'off', path: '/DeletionProtection' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'mysql', DeletionProtection: { Ref: 'Protect' } },
        template: { Parameters: { Protect: { Type: 'String' } } },
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
