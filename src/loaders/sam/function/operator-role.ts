import { managedPolicyArn } from '../partition.ts';
import { type CfnResource, cfn, passedOnAttributes, type SamResource } from '../resource.ts';
import { tagsCreatedBySam } from './created-by-sam.ts';
import { lambdaAssumeRolePolicyDocument } from './policy-documents.ts';

/** The role that Lambda takes on to run something in a network of the account. */
export function operatorRole(resource: SamResource, policy: string, region: string): CfnResource {
  return cfn('AWS::IAM::Role', `${resource.id}OperatorRole`, {
    attributes: passedOnAttributes(resource),
    properties: {
      AssumeRolePolicyDocument: lambdaAssumeRolePolicyDocument(),
      ManagedPolicyArns: [managedPolicyArn(region, policy)],
      Tags: tagsCreatedBySam(),
    },
  });
}
