/** Templates for runs with `RULE` alone. */

export const RULE = 's3/bucket-blocks-public-access';

/** Says nothing about public access: `RULE` fails, with severity high. */
export const FAILING = 'Resources:\n  Orders:\n    Type: AWS::S3::Bucket\n';

export const PASSING = `Resources:
  Orders:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
`;

/** Ends within a quoted text. */
export const CUT_OFF = 'Resources:\n  Orders:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: "orders\n';

/** A configuration in code with a rule whose check has this body. */
export function configWithCheck(body: string): string {
  return `export default {
  customRules: [{
    id: 'acme/checks', title: 'Checks', severity: 'low', category: 'operations', tier: 2, resources: ['AWS::S3::Bucket'],
    rationale: 'To see what happens.', remediation: 'None.', packs: [], crossReferences: {}, messages: {},
    examples: { pass: [], fail: [] },
    check() { ${body} },
  }],
};
`;
}
