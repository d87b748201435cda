import { describe, expect, it } from 'vitest';
import { makeManagedPolicyFinder } from '../../../../src/loaders/sam/function/managed-policies.ts';

describe('the finder of managed policies', () => {
  it('knows the path of a policy, in the partition of the region', () => {
    expect(makeManagedPolicyFinder('eu-west-1')('AmazonS3FullAccess')).toBe('arn:aws:iam::aws:policy/AmazonS3FullAccess');
    expect(makeManagedPolicyFinder('eu-west-1')('Billing')).toBe('arn:aws:iam::aws:policy/job-function/Billing');
    expect(makeManagedPolicyFinder('cn-north-1')('AWSLambdaRole')).toBe('arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole');
  });

  it('knows no policy that the partition does not have, and none of other partitions', () => {
    expect(makeManagedPolicyFinder('us-east-1')('AWSAccountActivityAccess')).toBeDefined();
    expect(makeManagedPolicyFinder('cn-north-1')('AWSAccountActivityAccess')).toBeUndefined();
    expect(makeManagedPolicyFinder('us-iso-east-1')('AmazonS3FullAccess')).toBeUndefined();
  });

  it('takes what is given first, and leaves names and ARNs that nobody knows alone', () => {
    const find = makeManagedPolicyFinder('us-east-1', { AmazonS3FullAccess: 'arn:own', Own: 'arn:also', Empty: '' });
    expect(find('AmazonS3FullAccess')).toBe('arn:own');
    expect(find('Own')).toBe('arn:also');
    expect(find('Empty')).toBeUndefined();
    expect(find('constructor')).toBeUndefined();
    expect(find('arn:aws:iam::aws:policy/AmazonS3FullAccess')).toBeUndefined();
  });
});
