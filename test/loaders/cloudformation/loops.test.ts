import { describe, expect, it } from 'vitest';
import { expandedTemplate } from '../../../src/loaders/cloudformation/expanded.ts';
import { judgeTexts, outline } from '../../support/judge-texts.ts';
import { loadUnit } from '../../support/load-unit.ts';

const RULE = 's3/bucket-versioning-enabled';

const template = (collection: string, head = ''): string => `${head}
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Buckets:
    - Name
    - ${collection}
    - 'Bucket\${Name}':
        Type: AWS::S3::Bucket
        Properties:
          BucketName: !Sub 'logs-\${Name}-\${AWS::Region}'
          Tags: [{ Key: name, Value: !Ref Name }]
`;

describe('Fn::ForEach', () => {
  it('makes one resource for each item, at the line of its body', () => {
    expect(outline(judgeTexts({ 't.yaml': template('[One, Two]') }), RULE)).toEqual(['fail BucketOne t.yaml:9', 'fail BucketTwo t.yaml:9']);
  });

  it('takes the items of a list parameter, and says that its default was used', () => {
    const head = 'Parameters: { Names: { Type: CommaDelimitedList, Default: "A,B" } }';
    const { run } = judgeTexts({ 't.yaml': template('!Ref Names', head) });
    expect(run.results.filter((result) => result.ruleId === RULE)).toMatchObject([
      { resource: { id: 'BucketA' }, assumptions: ['the default of Names'] },
      { resource: { id: 'BucketB' }, assumptions: ['the default of Names'] },
    ]);
  });

  it('makes one symbolic resource when the collection is not known', () => {
    const head = 'Parameters: { Names: { Type: CommaDelimitedList } }';
    expect(outline(judgeTexts({ 't.yaml': template('!Ref Names', head) }), RULE)).toEqual(['fail Bucket${Name} t.yaml:9']);
  });

  it('expands loops in loops, in properties, outputs and conditions', () => {
    const unit = loadUnit(`
Transform: [AWS::LanguageExtensions]
Mappings: { Sizes: { all: { names: [s, m] } } }
Conditions:
  Fn::ForEach::Checks:
    - X
    - [a, b]
    - 'Is\${X}': !Equals ['\${X}', a]
Resources:
  Fn::ForEach::Outer:
    - I
    - [a, b]
    - Fn::ForEach::Inner:
        - J
        - !FindInMap [Sizes, all, names]
        - 'T\${I}\${J}':
            Type: AWS::SNS::Topic
            Condition: 'Is\${I}'
            Properties:
              Fn::ForEach::Props:
                - P
                - [TopicName, DisplayName]
                - '\${P}': '\${I}-\${J}'
Outputs:
  Fn::ForEach::Out:
    - I
    - ['x.y']
    - 'Out&{I}': { Value: '\${I}' }
`);
    const expanded = expandedTemplate(unit.stacks[0]?.template ?? expect.fail('no template'));
    expect(expanded).toMatchObject({
      Conditions: { Isa: { 'Fn::Equals': ['a', 'a'] }, Isb: { 'Fn::Equals': ['b', 'a'] } },
      Resources: {
        Tas: { Condition: 'Isa', Properties: { TopicName: 'a-s', DisplayName: 'a-s' } },
        Tbm: { Condition: 'Isb', Properties: { TopicName: 'b-m', DisplayName: 'b-m' } },
      },
      Outputs: { Outxy: { Value: 'x.y' } },
    });
    expect(expanded).not.toHaveProperty('Transform');
    expect(Object.keys(expanded['Resources'] as object)).toHaveLength(4);
  });

  it.each([
    ['a loop of the wrong shape', 'Resources:\n  Fn::ForEach::L: [X, [a]]\n', 'malformed-intrinsic'],
    ['a key that names no variable', 'Resources:\n  Fn::ForEach::L: [X, [a, b], { Same: { Type: "A::B::C" } }]\n', 'duplicate-key'],
  ])('reports %s', (_, text, code) => {
    const { run } = judgeTexts({ 't.yaml': text });
    expect(run.gate.incomplete).toBe(true);
    expect(run.ledger.files[0]?.diagnostics).toMatchObject([{ code, level: 'error', location: { line: 2 } }]);
  });
});
