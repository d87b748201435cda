import { all, any, defineRule, mustNot, not, some } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-acls-disabled',
  title: 'S3 buckets rely on policies, not ACLs',
  severity: 'low',
  category: 'public-access',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53'],
  crossReferences: { checkov: ['CKV2_AWS_65'], securityHub: ['S3.12'] },
  rationale:
    'ACLs grant access beside the policies, object by object, and are easily overlooked; with BucketOwnerEnforced they have no effect.',
  remediation: 'Set OwnershipControls to BucketOwnerEnforced, or leave it out, and remove AccessControl; grant access by a bucket policy.',
  messages: {
    ownership: 'ACLs are in effect because ObjectOwnership is {found}; it has to be BucketOwnerEnforced',
    acl: 'the bucket relies on the ACL {found}; remove AccessControl and set ObjectOwnership to BucketOwnerEnforced',
  },
  check: (bucket) => {
    const rules = bucket.at('OwnershipControls.Rules');
    const acl = bucket.at('AccessControl');
    const isEnforced = some(rules, (rule) => rule.at('ObjectOwnership').equals('BucketOwnerEnforced'));
    const isLoose = some(rules, (rule) => rule.at('ObjectOwnership').oneOf(['ObjectWriter', 'BucketOwnerPreferred']));
    const usesAcl = not(any(acl.equals('Private'), acl.isAbsent()));
    return [
      mustNot(isLoose, 'ownership'),
      mustNot(
        all(usesAcl, () => not(isEnforced)),
        'acl',
        { at: acl },
      ),
    ];
  },
  examples: {
    pass: [
      { name: 'the default', properties: {} },
      { name: 'private', properties: { AccessControl: 'Private' } },
      { name: 'enforced', properties: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } } },
      {
        name: 'an ACL without effect',
        properties: { AccessControl: 'LogDeliveryWrite', OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
      },
    ],
    fail: [
      {
        name: 'owned by the writer',
        properties: { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
        expect: [{ message: 'ownership', path: '/OwnershipControls/Rules/0/ObjectOwnership' }],
      },
      {
        name: 'owned by the bucket owner if the writer agrees',
        properties: { AccessControl: 'Private', OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } },
        expect: [{ message: 'ownership', path: '/OwnershipControls/Rules/0/ObjectOwnership' }],
      },
      { name: 'an ACL', properties: { AccessControl: 'LogDeliveryWrite' }, expect: [{ message: 'acl', path: '/AccessControl' }] },
      {
        name: 'an ACL beside a loose ownership',
        properties: { AccessControl: 'LogDeliveryWrite', OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
        expect: [
          { message: 'ownership', path: '/OwnershipControls/Rules/0/ObjectOwnership' },
          { message: 'acl', path: '/AccessControl' },
        ],
      },
    ],
    unknown: [
      {
        name: 'an ownership from a parameter',
        properties: { OwnershipControls: { Rules: [{ ObjectOwnership: { Ref: 'Value' } }] } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'an ACL from a parameter',
        properties: { AccessControl: { Ref: 'Value' } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
  },
});
