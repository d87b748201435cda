import { describe, expect, it } from 'vitest';
import { Choices } from '../../../src/engine/choices.ts';
import { Evaluation } from '../../../src/engine/evaluation.ts';
import { Resource } from '../../../src/engine/resource.ts';
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
    expect(Object.keys(expanded.Resources as object)).toHaveLength(4);
  });

  const named = (collection: string, head = ''): string => `${head}
Transform: AWS::LanguageExtensions
Mappings: { Status: { a: { Of: Enabled }, b: { Of: Suspended } } }
Conditions:
  Fn::ForEach::Checks: [N, ${collection}, { 'Is\${N}': !Equals [!Ref AWS::Region, 'eu-\${N}'] }]
Resources:
  Fn::ForEach::Things:
    - N
    - ${collection}
    - 'Thing\${N}':
        Type: Test::Some::Thing
        Condition: 'Is\${N}'
        DependsOn: 'Thing\${N}'
        Properties:
          Ref: !Ref 'Thing\${N}'
          GetAtt: !GetAtt 'Thing\${N}.Arn'
          Listed: !GetAtt ['Thing\${N}', Arn]
          Sub: !Sub '\${Thing\${N}}-\${N}-&{N}-\${AWS::Region}'
          Own: !Sub ['\${N}-\${M}', { N: mine, M: 'for \${N}' }]
          If: !If ['Is\${N}', 'yes \${N}', no]
          Mapped: !FindInMap [Status, '\${N}', Of]
          Text: 'of \${N}, not \${Other}'
          Keys: { 'aws:\${N}': 1, '&{N}-x': 2 }
Outputs:
  Fn::ForEach::Arns: [N, ${collection}, { 'Arn\${N}': { Condition: 'Is\${N}', Value: !GetAtt 'Thing\${N}.Arn' } }]
`;

  /** The properties of the thing that the loop makes. */
  function properties(template: string, id: string): unknown {
    const unit = loadUnit(template);
    const evaluation = new Evaluation(unit, new Choices(), { steps: 10_000 });
    const thing = unit.byKey.get(id) ?? expect.fail('no thing');
    const entries = new Resource(thing, evaluation).properties.entries();
    return Object.fromEntries(
      entries.map((property) => [
        property.name,
        property.name === 'Keys' ? property.entries().map(({ name }) => name) : property.describe(),
      ]),
    );
  }

  it('puts the variable into names, keys and texts of every function', () => {
    expect(properties(named('[a]'), 'Thinga')).toEqual({
      Ref: 'Ref Thinga',
      GetAtt: 'Fn::GetAtt Thinga.Arn',
      Listed: 'Fn::GetAtt Thinga.Arn',
      Sub: '${Ref Thinga}-a-a-${AWS::Region}',
      Own: 'mine-for a',
      If: 'yes a',
      Mapped: 'Enabled',
      Text: 'of a, not ${Other}',
      Keys: ['aws:a', 'a-x'],
    });
    expect(properties(named('["p.q"]').replaceAll('Thing${N}', 'Thing&{N}'), 'Thingpq')).toMatchObject({
      Ref: 'Ref Thingpq',
      Text: 'of p.q, not ${Other}',
      Keys: ['aws:p.q', 'pq-x'],
    });
  });

  it('leaves open what depends on a collection that is not known, and nothing else', () => {
    const because = 'the collection of Fn::ForEach::Things is not known';
    expect(properties(named('!Ref Names', 'Parameters: { Names: { Type: CommaDelimitedList } }'), 'Thing${N}')).toEqual({
      Ref: 'Ref Thing${N}',
      GetAtt: 'Fn::GetAtt Thing${N}.Arn',
      Listed: 'Fn::GetAtt Thing${N}.Arn',
      Sub: expect.stringMatching(/^\$\{Ref Thing\$\{N\}\}-\$\{the collection/),
      Own: `mine-for \${${because}}`,
      If: `yes \${${because}}`,
      Mapped: `Fn::FindInMap Status with ${because}`,
      Text: `of \${${because}}, not \${Other}`,
      Keys: ['aws:${N}', '&{N}-x'],
    });
  });

  it('makes nothing of an empty list', () => {
    const unit = loadUnit(named('!Ref Names', 'Parameters: { Names: { Type: CommaDelimitedList, Default: "" } }'));
    expect(unit.resources).toEqual([]);
  });

  it('says of no other resource that a default of a loop was used', () => {
    const head = 'Parameters: { Names: { Type: CommaDelimitedList, Default: "A" } }';
    const { run } = judgeTexts({ 't.yaml': `${template('!Ref Names', head)}  Other: { Type: AWS::S3::Bucket }\n` });
    expect(run.results.filter((result) => result.ruleId === RULE).map((result) => [result.resource?.id, result.assumptions])).toEqual([
      ['BucketA', ['the default of Names']],
      ['Other', undefined],
    ]);
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
