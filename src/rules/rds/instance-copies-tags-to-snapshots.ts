import { any, defineRule, must, not, when } from '../../engine/rule-api.ts';
import { belongsToCluster, isEngineOfClusters } from '../shared/rds-cluster-members.ts';

export default defineRule({
  id: 'rds/instance-copies-tags-to-snapshots',
  title: 'RDS DB instances copy their tags to their snapshots',
  severity: 'info',
  category: 'operations',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV2_AWS_60'],
    securityHub: ['RDS.17'],
    conformity: ['RDS-026'],
  },
  rationale: 'Tags carry owner, cost centre and access rules; snapshots without them escape policies that are written in terms of tags.',
  remediation: 'Set CopyTagsToSnapshot to true.',
  messages: { off: 'tags are not copied to snapshots (CopyTagsToSnapshot is {found}, it has to be true)' },
  check(instance) {
    const hasNoEffect = any(belongsToCluster(instance), () =>
      isEngineOfClusters(instance.at('Engine').oneOf(['neptune', 'docdb'], { ignoreCase: true })),
    );
    return when(not(hasNoEffect), () => must(instance.at('CopyTagsToSnapshot').isTrue(), 'off'));
  },
  examples: {
    pass: [
      { name: 'on', properties: { Engine: 'postgres', CopyTagsToSnapshot: true } },
      { name: 'on, as text', properties: { Engine: 'postgres', CopyTagsToSnapshot: 'true' } },
    ],
    fail: [
      { name: 'not configured', properties: { Engine: 'postgres' }, expect: [{ message: 'off', path: '/CopyTagsToSnapshot' }] },
      {
        name: 'off',
        properties: { Engine: 'postgres', CopyTagsToSnapshot: false },
        expect: [{ message: 'off', path: '/CopyTagsToSnapshot' }],
      },
      {
        name: 'an engine that a parameter names, without the cluster that Aurora needs',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
        expect: [{ message: 'off', path: '/CopyTagsToSnapshot' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Engine: 'postgres', CopyTagsToSnapshot: { Ref: 'CopyTags' } },
        template: { Parameters: { CopyTags: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      {
        name: 'a member of a cluster',
        properties: { DBClusterIdentifier: { Ref: 'Cluster' } },
        others: { Cluster: { Type: 'AWS::RDS::DBCluster' } },
      },
      { name: 'an Aurora engine', properties: { Engine: 'aurora-postgresql' } },
      { name: 'an engine that is none of RDS', properties: { Engine: 'docdb' } },
    ],
  },
});
