import { describe, expect, it } from 'vitest';
import type { TargetSettings } from '../../../src/model/settings.ts';
import { judgeTexts, outline } from '../../support/judge-texts.ts';

const RULE = 's3/bucket-versioning-enabled';

const CHILD = `
Parameters:
  Versioning: { Type: String, Default: Suspended }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: !Ref Versioning
Outputs:
  Status: { Value: !Ref Versioning }
`;

const parent = (parameters: string): string => `
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
${parameters}
`;

describe('nested stacks', () => {
  it("binds the parent's values to the child's parameters, and judges the child once per instance", () => {
    const two = `${parent('      Parameters: { Versioning: Enabled }')}  Other:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: child.yaml }
`;
    expect(outline(judgeTexts({ 'parent.yaml': two, 'child.yaml': CHILD }), RULE)).toEqual([
      'pass Child/Bucket child.yaml:9',
      'fail Other/Bucket child.yaml:9',
    ]);
  });

  it('judges a child on its own when nobody loads it', () => {
    expect(outline(judgeTexts({ 'child.yaml': CHILD }), RULE)).toEqual(['fail Bucket child.yaml:9']);
  });

  it("follows a child's output back into the parent", () => {
    const template = `${parent('      Parameters: { Versioning: Enabled }')}  Mine:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: { Status: !GetAtt Child.Outputs.Status }
`;
    expect(outline(judgeTexts({ 'parent.yaml': template }, {}, { 'child.yaml': CHILD }), RULE)).toEqual([
      'pass Child/Bucket child.yaml:9',
      'pass Mine parent.yaml:11',
    ]);
  });

  it("decides the parent's conditions in the child", () => {
    const template = `
Parameters: { Env: { Type: String, AllowedValues: [dev, prod] } }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
${parent('      Parameters: { Versioning: !If [IsProd, Enabled, Suspended] }')}`;
    expect(outline(judgeTexts({ 'parent.yaml': template }, {}, { 'child.yaml': CHILD }), RULE)).toEqual([
      'fail Child/Bucket child.yaml:9 when IsProd is false',
    ]);
  });

  it('loads children of children, in folders beside each other', () => {
    const top = parent('').replace('./child.yaml', 'middle/stack.yaml').replace('Child:', 'Top:');
    const middle = parent('').replace('./child.yaml', '../child.yaml');
    expect(outline(judgeTexts({ 'top.yaml': top }, {}, { 'middle/stack.yaml': middle, 'child.yaml': CHILD }), RULE)).toEqual([
      'fail Top/Child/Bucket child.yaml:9',
    ]);
  });

  it('is incomplete when a child is missing, and says where it is named', () => {
    const { run } = judgeTexts({ 'parent.yaml': parent('') });
    expect(run.gate).toMatchObject({ incomplete: true });
    expect(run.ledger.files).toMatchObject([
      { path: 'child.yaml', status: 'failed' },
      { path: 'parent.yaml', status: 'failed', diagnostics: [{ code: 'missing-child', location: { line: 6 } }] },
    ]);
  });

  it('is incomplete when a child leads back to its parent', () => {
    const { run } = judgeTexts({
      'a.yaml': parent('').replace('./child.yaml', 'b.yaml'),
      'b.yaml': parent('').replace('./child.yaml', 'a.yaml'),
    });
    expect(run.gate.incomplete).toBe(true);
    expect(run.ledger.files.flatMap((file) => file.diagnostics?.map((diagnostic) => diagnostic.code))).toContain('child-cycle');
  });

  it('does not know what a remote child does, and warns', () => {
    const { run } = judgeTexts({ 'parent.yaml': parent('').replace('./child.yaml', 'https://bucket.s3.amazonaws.com/child.yaml') });
    expect(run.gate).toMatchObject({ outcome: 'passed', incomplete: false });
    expect(run.results).toMatchObject([
      {
        ruleId: 'template/nested-stack-read',
        status: 'unknown',
        resource: { id: 'Child' },
        property: '/TemplateURL',
        location: { line: 6 },
      },
    ]);
    expect(run.ledger.files[0]?.diagnostics).toMatchObject([{ level: 'warning', code: 'child-not-loaded' }]);
  });
});

describe('several targets', () => {
  it('keep what was said for each of them', () => {
    const template = `
Parameters: { Url: { Type: String } }
Resources:
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: !Ref Url } }
`;
    const target = (name: string, Url: string): TargetSettings => ({ name, parameters: { Url }, source: 'test' });
    const targets = [target('dev', 'child.yaml'), target('prod', 'https://example.com/child.yaml'), target('test', 'child.yaml')];
    const { run } = judgeTexts({ 'parent.yaml': template }, { targets }, { 'child.yaml': CHILD });
    expect(run.ledger.files).toMatchObject([
      { path: 'child.yaml', status: 'scanned', resources: 2 },
      { path: 'parent.yaml', status: 'scanned', diagnostics: [{ code: 'child-not-loaded', level: 'warning' }] },
    ]);
    expect(run.results.map(({ ruleId, target }) => `${target} ${ruleId}`)).toContain('prod template/nested-stack-read');
  });
});

describe('a child that is named on the command line as well', () => {
  const middle = (parameter: string): string => `
Parameters: { Url: ${parameter} }
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: !Ref Url }
`;
  const top = parent('      Parameters: { Url: child.yaml }').replace('./child.yaml', 'middle.yaml');
  const texts = (parameter: string): [string, string][] => [
    ['top.yaml', top],
    ['middle.yaml', middle(parameter)],
    ['child.yaml', CHILD],
  ];

  it.each(['{ Type: String, Default: missing.yaml }', '{ Type: String }'])(
    'is judged with the values of its parent only: %s',
    (parameter) => {
      for (const order of [texts(parameter), texts(parameter).toReversed()]) {
        const judged = judgeTexts(Object.fromEntries(order));
        expect(outline(judged, RULE)).toEqual(['fail Child/Inner/Bucket child.yaml:9']);
        expect(judged.run.gate.incomplete).toBe(false);
        expect(judged.run.ledger.files.map(({ path, status, diagnostics }) => [path, status, diagnostics])).toEqual([
          ['child.yaml', 'scanned', undefined],
          ['middle.yaml', 'scanned', undefined],
          ['top.yaml', 'scanned', undefined],
        ]);
      }
    },
  );

  it('leaves nothing out that only its default names', () => {
    const other = CHILD.replace('Bucket:', 'Other:');
    const files = texts('{ Type: String, Default: other.yaml }');
    expect(outline(judgeTexts(Object.fromEntries([...files, ['other.yaml', other]])), RULE)).toEqual([
      'fail Child/Inner/Bucket child.yaml:9',
      'fail Other other.yaml:9',
    ]);
  });
});

describe('the Rules of a nested stack', () => {
  const child = `
Parameters: { Env: { Type: String } }
Rules: { Only: { Assertions: [{ Assert: !Equals [!Ref Env, prod] }] } }
Resources: { Bucket: { Type: AWS::S3::Bucket } }
`;
  const CODE = 'rules-refuse';

  it('refuse what its parent binds, and are named where they stand', () => {
    const two = `${parent('      Parameters: { Env: dev }')}  Other:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: child.yaml, Parameters: { Env: test } }
`;
    const { run } = judgeTexts({ 'parent.yaml': two }, {}, { 'child.yaml': child });
    expect(run.gate.incomplete).toBe(true);
    expect(run.ledger.files).toMatchObject([
      { path: 'child.yaml', status: 'failed', diagnostics: [{ code: CODE, location: { line: 3, column: 1 } }] },
      { path: 'parent.yaml', status: 'scanned' },
    ]);
    expect(outline(judgeTexts({ 'parent.yaml': two }, {}, { 'child.yaml': child }), RULE)).toHaveLength(2);
  });

  it('say nothing of scenarios in which it is not there', () => {
    const template = `
Parameters: { Env: { Type: String, AllowedValues: [dev, prod] } }
Conditions: { IsDev: !Equals [!Ref Env, dev], IsProd: !Equals [!Ref Env, prod] }
${parent('      Parameters: { Env: !Ref Env }').replace('    Type: AWS', '    Condition: IsProd\n    Type: AWS')}  Own:
    Type: AWS::S3::Bucket
    Condition: IsDev
`;
    expect(outline(judgeTexts({ 'parent.yaml': template }, {}, { 'child.yaml': child }), RULE)).toEqual([
      'fail Child/Bucket child.yaml:4 when IsProd is true',
      'fail Own parent.yaml:12 when IsDev is true',
    ]);
  });
});
