import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/cluster-copies-tags-to-snapshots',
  title: 'RDS clusters copy their tags to their snapshots',
  severity: 'info',
  category: 'operations',
  resources: ['AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_313'],
    securityHub: ['RDS.16', 'RDS.47', 'RDS.48'],
    conformity: ['RDS-042'],
  },
  rationale: 'Tags carry owner, cost centre and access rules; snapshots without them escape policies that are written in terms of tags.',
  remediation: 'Set CopyTagsToSnapshot to true.',
  messages: { off: 'tags are not copied to snapshots (CopyTagsToSnapshot is {found}, it has to be true)' },
  check: (cluster) => must(cluster.at('CopyTagsToSnapshot').isTrue(), 'off'),
  examples: {
    pass: [
      { name: 'on', properties: { CopyTagsToSnapshot: true } },
      { name: 'on, as text', properties: { CopyTagsToSnapshot: 'True' } },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'off', path: '/CopyTagsToSnapshot' }] },
      { name: 'off', properties: { CopyTagsToSnapshot: false }, expect: [{ message: 'off', path: '/CopyTagsToSnapshot' }] },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { CopyTagsToSnapshot: { Ref: 'CopyTags' } },
        template: { Parameters: { CopyTags: { Type: 'String' } } },
      },
    ],
  },
});
