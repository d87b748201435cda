import type { JsonMap } from '../json.ts';

/** What lets a service take on a role. */
export function assumeRolePolicyDocument(service: string): JsonMap {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  };
}

export function lambdaAssumeRolePolicyDocument(): JsonMap {
  return assumeRolePolicyDocument('lambda.amazonaws.com');
}
