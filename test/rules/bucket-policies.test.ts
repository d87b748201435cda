import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule-api.ts';
import { type Finding, runRule } from '../../src/engine/runner.ts';
import logBucketNotPublic from '../../src/rules/cloudtrail/log-bucket-not-public.ts';
import bucketPolicyRequiresTls from '../../src/rules/s3/bucket-policy-requires-tls.ts';
import { loadUnit } from '../support/load-unit.ts';

const DENY = `Statement:
          - Effect: Deny
            Principal: '*'
            Action: s3:*
            Resource: [!Sub 'arn:aws:s3:::\${Name}', !Sub 'arn:aws:s3:::\${Name}/*']
            Condition: { Bool: { aws:SecureTransport: false } }`;

const OPEN = `Statement:
          - Effect: Allow
            Principal: '*'
            Action: s3:GetObject
            Resource: '*'`;

/** A child stack with the policy of a bucket that the parent names. */
function policyStack(statements: string): string {
  return `Parameters:
  Name: { Type: String }
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Name
      PolicyDocument:
        ${statements}
`;
}

const PARENT = `Resources:
  Data:
    Type: AWS::S3::Bucket
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: { IsLogging: true, S3BucketName: !Ref Data }
  Access:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: access.yaml
      Parameters: { Name: !Ref Data }
`;

function judge(rule: Rule, key: string, template: string, beside: Readonly<Record<string, string>> = {}): readonly Finding[] {
  const unit = loadUnit(template, {}, beside);
  const resource = unit.byKey.get(key);
  if (resource === undefined) throw new Error(`no resource ${key}`);
  return runRule(rule, resource, unit, { options: undefined, severity: undefined, budget: { steps: 100_000 } });
}

const relatedTo = (finding: Finding | undefined): readonly string[] =>
  (finding?.related ?? []).map((related) => `${related.file}:${related.location.line} ${related.message}`);

describe('a bucket whose policy stands in a nested stack', () => {
  it('is judged by that policy, which is not judged by itself', () => {
    const beside = { 'access.yaml': policyStack(DENY) };
    expect(judge(bucketPolicyRequiresTls, 'Data', PARENT, beside).map((finding) => finding.status)).toEqual(['pass']);
    expect(judge(bucketPolicyRequiresTls, 'Access/Policy', PARENT, beside)).toEqual([]);
  });

  it('fails with the place of the policy', () => {
    const findings = judge(bucketPolicyRequiresTls, 'Data', PARENT, { 'access.yaml': policyStack(OPEN) });
    expect(findings.map((finding) => [finding.status, finding.messageKey, finding.file, finding.location.line])).toEqual([
      ['fail', 'http', 'template.yaml', 2],
    ]);
    expect(relatedTo(findings[0])).toEqual(['access.yaml:8 the policy of the bucket']);
  });

  it('holds logs of CloudTrail that the policy opens', () => {
    const findings = judge(logBucketNotPublic, 'Data', PARENT, { 'access.yaml': policyStack(OPEN) });
    const failed = findings.filter((finding) => finding.status === 'fail');
    expect(failed.map((finding) => [finding.messageKey, finding.file, finding.location.line])).toEqual([['policy', 'template.yaml', 2]]);
    expect(relatedTo(failed[0])).toEqual(['access.yaml:11 decided here', 'template.yaml:4 this trail writes its logs to the bucket']);
  });
});

describe('a bucket beside others', () => {
  const beside = `Resources:
  Data: { Type: AWS::S3::Bucket, Properties: { BucketName: data } }
  Other: { Type: AWS::S3::Bucket, Properties: { BucketName: other } }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Other
      PolicyDocument:
        Statement: { Effect: Deny, Principal: '*', Action: '*', Resource: '*', Condition: { Bool: { aws:SecureTransport: 'false' } } }
`;

  it('is not covered by the policy of another one', () => {
    expect(judge(bucketPolicyRequiresTls, 'Data', beside).map((finding) => finding.messageKey)).toEqual(['noPolicy']);
    expect(judge(bucketPolicyRequiresTls, 'Other', beside).map((finding) => finding.status)).toEqual(['pass']);
  });
});

describe('a policy with a condition', () => {
  it('names the scenarios in which plain HTTP is let in', () => {
    const template = `Parameters:
  Env: { Type: String, AllowedValues: [dev, prod] }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Data: { Type: AWS::S3::Bucket }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Statement:
          - Effect: !If [IsProd, Deny, Allow]
            Principal: '*'
            Action: s3:*
            Resource: '*'
            Condition: { Bool: { aws:SecureTransport: false } }
`;
    const [finding] = judge(bucketPolicyRequiresTls, 'Data', template);
    expect([finding?.status, finding?.scenarios]).toEqual(['fail', ['IsProd is false']]);
  });
});
