import { describe, expect, it } from 'vitest';
import { judgeTexts, outline } from '../../support/judge-texts.ts';

const RULE = 's3/bucket-versioning-enabled';

describe('what a macro may do', () => {
  it('includes of a resource may hold its properties', () => {
    const include = 'Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://bucket/snippet.yaml } }';
    const judged = judgeTexts({
      't.yaml': `
Resources:
  Included: { Type: AWS::S3::Bucket, ${include} }
  Beside: { Type: AWS::S3::Bucket, Properties: { BucketName: x }, ${include} }
  Known: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } }, ${include} }
`,
    });
    expect(outline(judged, RULE)).toEqual(['unknown Included t.yaml:3', 'unknown Beside t.yaml:4', 'pass Known t.yaml:5']);
    expect(judged.run.gate.incomplete).toBe(false);
  });

  it('a whole resource may come from one, and change what others pass', () => {
    const judged = judgeTexts({
      't.yaml': `
Resources:
  Made: { 'Fn::Transform': { Name: MakeBucket } }
  Known: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }
`,
    });
    expect(outline(judged, RULE)).toEqual(['unknown Known t.yaml:4']);
    expect(judged.run.gate.incomplete).toBe(false);
  });

  it('functions and conditions of its own are no errors', () => {
    const body = `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Condition: Magic
    Properties: { VersioningConfiguration: { Status: { 'Fn::Magic': x } } }
`;
    for (const head of ['Transform: Magic', 'Transform: [AWS::LanguageExtensions, { Name: Magic }]']) {
      const judged = judgeTexts({ 't.yaml': `${head}${body}` });
      expect(judged.run.gate.incomplete).toBe(false);
      expect(judged.run.ledger.files[0]?.diagnostics).toMatchObject([
        { level: 'warning', code: 'unknown-function', location: { line: 6 } },
        { level: 'warning', code: 'unknown-condition', location: { line: 5 } },
      ]);
      expect(outline(judged, RULE)).toEqual(['unknown Bucket t.yaml:6']);
    }
    const plain = judgeTexts({ 't.yaml': `Transform: AWS::LanguageExtensions${body}` });
    expect(plain.run.gate.incomplete).toBe(true);
  });

  it('conditions may be included', () => {
    const judged = judgeTexts({
      't.yaml': `
Conditions: { 'Fn::Transform': { Name: AWS::Include, Parameters: { Location: s3://bucket/conditions.yaml } } }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { VersioningConfiguration: { Status: !If [IsProd, Enabled, Suspended] } }
`,
    });
    expect(judged.run.gate.incomplete).toBe(false);
    expect(outline(judged, RULE)).toEqual(['unknown Bucket t.yaml:6']);
  });
});
