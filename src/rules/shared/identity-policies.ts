import { type PolicyDocument, type Property, policyDocument, type Resource, type Truth } from '../../engine/rule-api.ts';
import { withIdentifiers } from './identifiers.ts';

/** The types of resources that hold identity policies of their own. */
export const IDENTITY_POLICY_TYPES = [
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::Group',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
  'AWS::SSO::PermissionSet',
  'AWS::Serverless::Function',
  'AWS::Serverless::StateMachine',
] as const;

/** The types of resources that managed policies are attached to. */
export const ATTACHMENT_TYPES = [
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::Group',
  'AWS::SSO::PermissionSet',
  'AWS::Serverless::Function',
] as const;

/**
 * Every identity policy document that a resource holds. A list of policies that is not known in full gives one more document, which is
 * open and has no statements.
 */
export function identityPolicies(resource: Resource): readonly PolicyDocument[] {
  switch (resource.type) {
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
    case 'AWS::IAM::Group': {
      const list = resource.at('Policies');
      const documents = list.items().map((policy) => policyDocument(policy.child('PolicyDocument')));
      const { open } = list;
      return open === undefined ? documents : [...documents, { property: list, statements: [], open }];
    }
    case 'AWS::SSO::PermissionSet':
      return [policyDocument(resource.at('InlinePolicy'))];
    default:
      return [policyDocument(resource.at('PolicyDocument'))];
  }
}

/** The managed policies attached to a resource, as the list of their ARNs. */
export function attachedPolicies(resource: Resource): Property {
  return resource.at(resource.type === 'AWS::SSO::PermissionSet' ? 'ManagedPolicies' : 'ManagedPolicyArns');
}

/** Whether an ARN is that of a policy that AWS manages, such as `AdministratorAccess`, in any partition. */
export function isPolicyOfAws(arn: Property, name: string): Truth {
  return withIdentifiers(arn).endsWith(`:iam::aws:policy/${name}`);
}
