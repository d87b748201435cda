import { defineRule, must, not, when } from '../../engine/rule-api.ts';
import { belongsToCluster } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/multi-az',
  title: 'RDS DB instances run in more than one Availability Zone',
  severity: 'medium',
  category: 'resilience',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['aws-fsbp', 'cis', 'hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV_AWS_157'],
    cfnGuard: ['RDS_MULTI_AZ_SUPPORT'],
    cdkNag: ['RDSMultiAZSupport', 'AwsSolutions-RDS3'],
    securityHub: ['RDS.5'],
    cis: ['v5.0.0/2.2.4'],
    conformity: ['RDS-007'],
  },
  rationale:
    'A database in one zone is down for as long as the zone is, and during many kinds of maintenance; a standby in another one takes over within a minute or two.',
  remediation: 'Set MultiAZ to true.',
  messages: { single: 'the database runs in one Availability Zone (MultiAZ is {found}, it has to be true)' },
  check: (instance) => when(not(belongsToCluster(instance)), () => must(instance.at('MultiAZ').isTrue(), 'single')),
  examples: {
    pass: [
      { name: 'with a standby', properties: { Engine: 'mysql', MultiAZ: true } },
      { name: 'with a standby, as text', properties: { Engine: 'mysql', MultiAZ: 'true' } },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'mysql' }, expect: [{ message: 'single', path: '/MultiAZ' }] },
      { name: 'off', properties: { Engine: 'mysql', MultiAZ: false }, expect: [{ message: 'single', path: '/MultiAZ' }] },
      {
        name: 'an engine that a parameter names, without the cluster that Aurora needs',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
        expect: [{ message: 'single', path: '/MultiAZ' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'mysql', MultiAZ: { Ref: 'MultiAz' } },
        template: { Parameters: { MultiAz: { Type: 'String' } } },
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
