import {
  all,
  any,
  defineRule,
  must,
  not,
  type Property,
  type Resource,
  refersTo,
  some,
  type Truth,
  truth,
  unknownTruth,
  when,
  wildcardMatches,
} from '../../engine/rule-api.ts';
import { belongsToCluster } from '../shared/rds-cluster-members.ts';

/** Stands for a name or a text that no written pattern can match but by a wildcard. */
const UNNAMED = '\u0000';

/** Whether an entry of a selection, an ARN that may hold wildcards, covers the database. */
function covers(entry: Property, database: Resource): Truth {
  if (refersTo(entry, database).is === true) return truth(true, entry);
  const { value } = entry;
  if (value.kind === 'reference') return truth(false, entry);
  if (value.kind !== 'literal' && value.kind !== 'partial') return unknownTruth(entry.describe(), entry);
  const pieces = value.kind === 'literal' ? [value.text] : value.pieces;
  // What CloudFormation puts in for a pseudo parameter is the region, account and partition of the database as well.
  const written = pieces.map((piece) =>
    typeof piece === 'string' ? piece : piece.kind === 'parameter' && piece.name.startsWith('AWS::') ? '*' : UNNAMED,
  );
  const possible = pieces.map((piece) => (typeof piece === 'string' ? piece : '*'));
  if (matches(written.join(''), database, UNNAMED)) return truth(true, entry);
  return matches(possible.join(''), database, undefined) ? unknownTruth(entry.describe(), entry) : truth(false, entry);
}

/** Region and account of a pattern are taken for those of the database: a plan only sees its own. */
function matches(pattern: string, database: Resource, nameIfOpen: string | undefined): boolean {
  const isCluster = database.type === 'AWS::RDS::DBCluster';
  const identifier = database.at(isCluster ? 'DBClusterIdentifier' : 'DBInstanceIdentifier');
  const parts = pattern.split(':');
  const own = (index: number): string => parts[index] ?? UNNAMED;
  const name = identifier.text ?? (identifier.value.kind === 'absent' ? UNNAMED : (nameIfOpen ?? own(6)));
  const arn = ['arn', own(1), 'rds', own(3), own(4), isCluster ? 'cluster' : 'db', name].join(':');
  // RDS keeps identifiers in lower case, whatever they were written in.
  return wildcardMatches(pattern.toLowerCase(), arn.toLowerCase());
}

/** Whether the database carries one of the tags that a selection lists. */
function hasListedTag(selection: Property, database: Resource): Truth {
  return some(selection.at('ListOfTags'), (condition) =>
    some(database.at('Tags'), (tag) =>
      all(isSameText(tag.at('Key'), condition.at('ConditionKey')), () => isSameText(tag.at('Value'), condition.at('ConditionValue'))),
    ),
  );
}

function isSameText(left: Property, right: Property): Truth {
  if (right.text !== undefined) return left.equals(right.text);
  if (left.text !== undefined) return right.equals(left.text);
  return all(left.isSet(), right.isSet(), () => unknownTruth(left.describe(), left));
}

function selects(selection: Property, database: Resource): Truth {
  const isListed = some(selection.at('Resources'), (entry) => covers(entry, database));
  const isExcluded = some(selection.at('NotResources'), (entry) => covers(entry, database));
  return all(
    any(isListed, () => hasListedTag(selection, database)),
    not(isExcluded),
  );
}

export default defineRule({
  id: 'rds/protected-by-backup-plan',
  title: 'RDS databases are selected by an AWS Backup plan',
  severity: 'low',
  category: 'backup',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['hipaa', 'nist-800-53', 'well-architected-reliability'],
  crossReferences: {
    checkov: ['CKV2_AWS_8'],
    cdkNag: ['RDSInBackupPlan'],
    securityHub: ['RDS.26'],
  },
  rationale: 'AWS Backup keeps copies by one policy for all services, in vaults that the account of the database cannot empty.',
  remediation: 'List the database in the Resources of an AWS::Backup::BackupSelection, or give it a tag that a selection lists.',
  messages: { unprotected: 'no backup selection of the template covers {resource}' },
  check(database) {
    const selections = database.others('AWS::Backup::BackupSelection').map((resource) => resource.at('BackupSelection'));
    const isSelected = any(...selections.map((selection) => () => selects(selection, database)));
    const verdict = must(isSelected, 'unprotected', { at: database });
    return database.type === 'AWS::RDS::DBCluster' ? verdict : when(not(belongsToCluster(database)), () => verdict);
  },
  examples: {
    pass: [
      {
        name: 'referred to',
        properties: { Engine: 'mysql' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: [{ 'Fn::GetAtt': ['Subject', 'DBInstanceArn'] }] } },
          },
        },
      },
      {
        name: 'referred to in a text',
        properties: { Engine: 'mysql' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: [{ 'Fn::Sub': 'arn:aws:rds:${AWS::Region}:${AWS::AccountId}:db:${Subject}' }] } },
          },
        },
      },
      {
        name: 'joined',
        properties: { Engine: 'mysql' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: {
              BackupSelection: { Resources: [{ 'Fn::Join': [':', ['arn:aws:rds:eu-west-1:123456789012:db', { Ref: 'Subject' }]] }] },
            },
          },
        },
      },
      {
        name: 'named by its identifier',
        properties: { Engine: 'mysql', DBInstanceIdentifier: 'orders' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: ['arn:aws:rds:eu-west-1:123456789012:db:orders'] } },
          },
        },
      },
      {
        name: 'all databases',
        properties: { Engine: 'mysql' },
        others: {
          Selection: { Type: 'AWS::Backup::BackupSelection', Properties: { BackupSelection: { Resources: ['arn:aws:rds:*:*:db:*'] } } },
        },
      },
      {
        name: 'everything of RDS in this partition',
        properties: { Engine: 'mysql' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: [{ 'Fn::Sub': 'arn:${AWS::Partition}:rds:*' }] } },
          },
        },
      },
      {
        name: 'everything of RDS in one Region',
        properties: { Engine: 'mysql', DBInstanceIdentifier: 'orders' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: ['arn:aws:rds:eu-central-1:*'] } },
          },
        },
      },
      {
        name: 'everything',
        properties: { Engine: 'mysql' },
        others: { Selection: { Type: 'AWS::Backup::BackupSelection', Properties: { BackupSelection: { Resources: ['*'] } } } },
      },
      {
        name: 'by a tag',
        properties: { Engine: 'mysql', Tags: [{ Key: 'backup', Value: 'daily' }] },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: {
              BackupSelection: { ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] },
            },
          },
        },
      },
      {
        name: 'a cluster',
        type: 'AWS::RDS::DBCluster',
        properties: { DBClusterIdentifier: 'orders' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: ['arn:aws:rds:eu-west-1:123456789012:cluster:orders'] } },
          },
        },
      },
    ],
    fail: [
      { name: 'no selection', properties: { Engine: 'mysql' }, expect: [{ message: 'unprotected', path: '' }] },
      {
        name: 'a selection of another database',
        properties: { Engine: 'mysql', DBInstanceIdentifier: 'orders' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: ['arn:aws:rds:eu-west-1:123456789012:db:invoices'] } },
          },
        },
        expect: [{ message: 'unprotected', path: '' }],
      },
      {
        name: 'a cluster of the same name',
        properties: { Engine: 'mysql', DBInstanceIdentifier: 'orders' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: ['arn:aws:rds:*:*:cluster:orders', 'arn:aws:dynamodb:*:*:table/*'] } },
          },
        },
        expect: [{ message: 'unprotected', path: '' }],
      },
      {
        name: 'excluded from everything',
        properties: { Engine: 'mysql' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: ['*'], NotResources: ['arn:aws:rds:*:*:db:*'] } },
          },
        },
        expect: [{ message: 'unprotected', path: '' }],
      },
      {
        name: 'another tag',
        properties: { Engine: 'mysql', Tags: [{ Key: 'backup', Value: 'never' }] },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: {
              BackupSelection: { ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] },
            },
          },
        },
        expect: [{ message: 'unprotected', path: '' }],
      },
      {
        name: 'a cluster that nothing selects',
        type: 'AWS::RDS::DBCluster',
        properties: { DBClusterIdentifier: 'orders' },
        expect: [{ message: 'unprotected', path: '' }],
      },
    ],
    unknown: [
      {
        name: 'the ARN comes from a parameter',
        properties: { Engine: 'mysql' },
        others: { Selection: { Type: 'AWS::Backup::BackupSelection', Properties: { BackupSelection: { Resources: [{ Ref: 'Arn' }] } } } },
        template: { Parameters: { Arn: { Type: 'String' } } },
      },
      {
        name: 'a name of which a part is not known',
        properties: { Engine: 'mysql', DBInstanceIdentifier: 'orders' },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: { BackupSelection: { Resources: [{ 'Fn::Sub': 'arn:aws:rds:*:*:db:${Name}' }] } },
          },
        },
        template: { Parameters: { Name: { Type: 'String' } } },
      },
      {
        name: 'the tags come from a parameter',
        properties: { Engine: 'mysql', Tags: [{ Key: 'backup', Value: { Ref: 'Plan' } }] },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: {
              BackupSelection: { ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: 'daily' }] },
            },
          },
        },
        template: { Parameters: { Plan: { Type: 'String' } } },
      },
      {
        name: 'the tags that are selected come from a parameter',
        properties: { Engine: 'mysql', Tags: [{ Key: 'backup', Value: 'daily' }] },
        others: {
          Selection: {
            Type: 'AWS::Backup::BackupSelection',
            Properties: {
              BackupSelection: { ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'backup', ConditionValue: { Ref: 'Plan' } }] },
            },
          },
        },
        template: { Parameters: { Plan: { Type: 'String' } } },
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
