import { defineRule, mustNot, some } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'rds/snapshots-not-public',
  title: 'RDS snapshots are not shared with every AWS account',
  severity: 'critical',
  category: 'public-access',
  resources: ['Terraform::aws_db_snapshot', 'Terraform::aws_db_cluster_snapshot'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_302'],
    securityHub: ['RDS.1'],
    conformity: ['RDS-023'],
  },
  rationale: 'A public snapshot can be restored by anybody with an AWS account, who then has all of its data.',
  remediation: 'Remove all from shared_accounts and name the accounts that need the snapshot.',
  messages: { public: 'the snapshot is shared with every AWS account (shared_accounts contains {found})' },
  check: (snapshot) =>
    mustNot(
      some(snapshot.at('shared_accounts'), (account) => account.equals('all', { ignoreCase: true })),
      'public',
    ),
  examples: {
    pass: [
      { name: 'not shared', properties: { db_snapshot_identifier: 'orders-2024' } },
      { name: 'shared with one account', properties: { shared_accounts: ['123456789012'] } },
      { name: 'a cluster snapshot', type: 'Terraform::aws_db_cluster_snapshot', properties: { shared_accounts: [] } },
    ],
    fail: [
      {
        name: 'shared with everybody',
        properties: { shared_accounts: ['123456789012', 'all'] },
        expect: [{ message: 'public', path: '/shared_accounts/1' }],
      },
      {
        name: 'a cluster snapshot shared with everybody',
        type: 'Terraform::aws_db_cluster_snapshot',
        properties: { shared_accounts: ['all'] },
        expect: [{ message: 'public', path: '/shared_accounts/0' }],
      },
    ],
    unknown: [
      {
        name: 'an account that is not known',
        properties: { shared_accounts: [{ Ref: 'Account' }] },
        template: { Parameters: { Account: { Type: 'String' } } },
      },
    ],
  },
});
