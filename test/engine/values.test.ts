import { describe, expect, it } from 'vitest';
import { Choices } from '../../src/engine/choices.ts';
import { Evaluation } from '../../src/engine/evaluation.ts';
import { Resource } from '../../src/engine/resource.ts';
import { instantiate } from '../../src/engine/stack.ts';
import { describeValue } from '../../src/engine/value-text.ts';
import { Loader } from '../../src/loaders/load.ts';
import type { Value } from '../../src/model/value.ts';
import { memoryReader } from '../support/load-unit.ts';

const SECTIONS = `
Parameters:
  Free: { Type: String }
  Secret: { Type: String, NoEcho: true, Default: hunter2 }
  Sized: { Type: Number, Default: 7 }
  Names: { Type: CommaDelimitedList, Default: 'a, b,c' }
  Ami: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /path }
Mappings:
  Regions:
    eu-west-1: { Size: big, Same: x, List: [p, q] }
    us-east-1: { Size: small, Same: x, List: [r] }
  Included: { 'Fn::Transform': { Name: AWS::Include } }
Conditions:
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
`;

/** The value of one property, written in YAML. */
function propertyValue(yaml: string, region?: string, sections = SECTIONS): { value: Value; evaluation: Evaluation } {
  const text = `${sections}
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Thing:
    Type: Test::Some::Thing
    Properties:
      P: ${yaml}
`;
  const loader = new Loader([{ path: 't.yaml', bytes: new TextEncoder().encode(text), named: true }], memoryReader());
  const { units, files } = loader.load({});
  expect(files.flatMap((file) => file.diagnostics)).toEqual([]);
  const [declared] = units;
  if (declared === undefined) throw new Error('does not load');
  const unit = instantiate(declared, { parameters: {}, ...(region === undefined ? {} : { region, account: '111122223333' }) });
  const evaluation = new Evaluation(unit, new Choices(), { steps: 100_000 });
  const thing = unit.byKey.get('Thing');
  if (thing === undefined) throw new Error('no thing');
  return { value: new Resource(thing, evaluation).at('P').value, evaluation };
}

/** A value and all that is in it, in short. */
function outline(value: Value, evaluation: Evaluation): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'list':
      return evaluation.presentItems(value).map((slot) => outline(evaluation.resolveSlot(slot), evaluation));
    case 'map':
      return Object.fromEntries([...value.entries].map(([key, slot]) => [key, outline(evaluation.resolveSlot(slot), evaluation)]));
    default:
      return `<${value.kind} ${describeValue(value)}>`;
  }
}

function known(yaml: string, region?: string): unknown {
  const { value, evaluation } = propertyValue(yaml, region);
  return outline(value, evaluation);
}

describe('intrinsic functions', () => {
  it.each([
    ['!Ref Bucket', '<reference Ref Bucket>'],
    ['!Ref Free', '<parameter the parameter Free>'],
    ['!Ref Sized', '7'],
    ['!Ref Names', ['a', 'b', 'c']],
    ['!Ref Ami', '<parameter the parameter Ami>'],
    ['!Ref AWS::NoValue', '<absent not set>'],
    ['!Ref AWS::Region', '<parameter AWS::Region>'],
    ['!GetAtt Bucket.Arn', '<reference Fn::GetAtt Bucket.Arn>'],
    ['!GetAtt [Bucket, Outputs.A.B]', '<reference Fn::GetAtt Bucket.Outputs.A.B>'],
    ['!Sub "${Bucket}-${Sized}-${!Literal}"', '<partial ${Ref Bucket}-7-${Literal}>'],
    ['!Sub ["${A}/${Sized}", { A: x }]', 'x/7'],
    ['!Sub "${Bucket.Arn}/*"', '<partial ${Fn::GetAtt Bucket.Arn}/*>'],
    ['!Join ["-", [a, !Ref Sized, !Ref AWS::NoValue]]', 'a-7'],
    ['!Join [",", !Ref Names]', 'a,b,c'],
    ['!Select [1, !Ref Names]', 'b'],
    ['!Select [9, !Ref Names]', '<unknown Fn::Select of item 9 from a list of 3>'],
    ['!Split [".", a.b.c]', ['a', 'b', 'c']],
    ['!Split [".", !Ref Free]', '<unknown Fn::Split of the parameter Free>'],
    ['!Select [0, !Split [".", a.b]]', 'a'],
    ['!FindInMap [Regions, eu-west-1, Size]', 'big'],
    ['!FindInMap [Regions, eu-west-1, List]', ['p', 'q']],
    ['!FindInMap [Regions, !Ref AWS::Region, Size]', '<unknown Fn::FindInMap Regions with AWS::Region>'],
    ['!FindInMap [Regions, !Ref AWS::Region, Same]', 'x'],
    ['!FindInMap [Regions, mars, Size, { DefaultValue: none }]', 'none'],
    ['!If [Always, yes-branch, no-branch]', 'yes-branch'],
    ['!If [Never, yes-branch, !Ref AWS::NoValue]', '<absent not set>'],
    ['!Base64 text', 'text'],
    ['!ImportValue shared-vpc', '<import Fn::ImportValue shared-vpc>'],
    ['!GetAZs ""', '<unknown Fn::GetAZs, which is known only to the account>'],
    ['!Cidr [10.0.0.0/16, 2]', '<unknown Fn::Cidr>'],
    ['{ "Fn::Length": [1, 2, 3] }', 3],
    ['{ "Fn::Length": !Ref Names }', 3],
    ['{ "Fn::ToJsonString": { A: [1, x], B: true } }', '{"A":[1,"x"],"B":true}'],
    ['{ A: 1, B: !Ref AWS::NoValue }', { A: 1, B: '<absent not set>' }],
    ['[a, !Ref AWS::NoValue, b]', ['a', 'b']],
    ['"{{resolve:secretsmanager:db:SecretString:password}}"', '<dynamic {{resolve:secretsmanager:db:SecretString:password}}>'],
    ['"user:{{resolve:ssm:name:1}}"', '<partial user:${{{resolve:ssm:name:1}}}>'],
    ['!Sub "{{resolve:secretsmanager:${Free}}}"', '<dynamic {{resolve:secretsmanager:${the parameter Free}}}>'],
    ['!Sub "u:{{resolve:ssm:/${Free}/u}}@${Sized}"', '<partial u:${{{resolve:ssm:/${the parameter Free}/u}}}@7>'],
    ['!Sub "{{resolve:ssm:/${Free}"', '<partial {{resolve:ssm:/${the parameter Free}>'],
    ['"{{resolve:ssm:a}}{{resolve:ssm:b}}{{"', '<partial ${{{resolve:ssm:a}}}${{{resolve:ssm:b}}}{{>'],
    ['!Sub "${Names}"', '<unknown a list inside a text>'],
    ['!Select ["", !Ref Names]', '<unknown Fn::Select with empty>'],
    [
      '!FindInMap [Included, mars, Size, { DefaultValue: none }]',
      '<unknown Fn::FindInMap of Included.mars.Size, which Fn::Transform may add>',
    ],
    ['!Sub "{{resolve:secretsmanager:${Free}:SecretString}}"', '<dynamic {{resolve:secretsmanager:${the parameter Free}:SecretString}}>'],
    ['!Transform { Name: AWS::Include, Parameters: { Location: s3://x } }', {}],
  ])('%s', (yaml, expected) => {
    expect(known(yaml)).toEqual(expected);
  });

  it('knows pseudo parameters when the target is known', () => {
    expect(known('!Ref AWS::Region', 'cn-north-1')).toBe('cn-north-1');
    expect(known('!Ref AWS::Partition', 'cn-north-1')).toBe('aws-cn');
    expect(known('!Ref AWS::URLSuffix', 'cn-north-1')).toBe('amazonaws.com.cn');
    expect(known('!Sub "${AWS::Partition} ${AWS::URLSuffix}"', 'us-isob-east-1')).toBe('aws-iso-b sc2s.sgov.gov');
    expect(known('!Sub "${AWS::Partition} ${AWS::URLSuffix}"', 'eu-west-1')).toBe('aws amazonaws.com');
    expect(known('!Ref AWS::AccountId', 'eu-west-1')).toBe('111122223333');
    expect(known('!FindInMap [Regions, !Ref AWS::Region, Size]', 'us-east-1')).toBe('small');
  });

  it('says which parameter a literal came from, and that it is secret', () => {
    const { value, evaluation } = propertyValue('!Ref Secret');
    expect(value).toMatchObject({
      kind: 'literal',
      origins: [{ kind: 'parameter', name: 'Secret', noEcho: true, hasDefault: true, via: 'default' }],
    });
    expect(describeValue(value)).toBe('a secret');
    expect(evaluation.trace.assumptionsOf({ resource: 'Thing', pointer: '/P' })).toEqual(['the default of Secret']);
  });

  it('keeps the origin of a secret inside a text', () => {
    expect(describeValue(propertyValue('!Sub "postgres://u:${Secret}@h"').value)).toBe('a secret');
  });

  it('keeps the origin of a secret in the parts of a list', () => {
    const sections =
      'Parameters:\n  Secrets: { Type: CommaDelimitedList, NoEcho: yes, Default: "hunter1,hunter2" }\n  Pair: { Type: String, NoEcho: true, Default: hunter1-hunter2 }';
    for (const yaml of ['!Select [1, !Ref Secrets]', '!Select [1, !Split ["-", !Ref Pair]]']) {
      expect(describeValue(propertyValue(yaml, undefined, sections).value)).toBe('a secret');
    }
  });

  it('keeps the origin of what cannot be known', () => {
    const open = propertyValue('!Select [0, !Split ["-", !Ref Free]]').value;
    expect(open).toMatchObject({ kind: 'unknown', origins: [{ kind: 'parameter', name: 'Free', via: 'none' }] });
    expect(propertyValue('!FindInMap [Regions, !Ref Free, Size]').value).toMatchObject({
      kind: 'unknown',
      origins: [{ kind: 'mapping', name: 'Regions' }],
    });
    const withDefault = '!FindInMap [Regions, !Ref Free, Size, { DefaultValue: !Ref Free }]';
    expect(propertyValue(withDefault, undefined, `Transform: AWS::LanguageExtensions\n${SECTIONS}`).value).not.toHaveProperty('origins');
  });

  it.each([
    ['1.10', '1.10'],
    ['-5', '-5'],
    ['1.5e+3', '1.5e+3'],
    ['+5', '5'],
    ['1_000', '1000'],
    ['0x1F', '31'],
    ['-0b11', '-3'],
    ['.5', '.5'],
  ])('keeps a number as it is written, if that is decimal: %s', (written, text) => {
    expect(propertyValue(written).value).toMatchObject({ kind: 'literal', text, value: expect.any(Number) });
  });

  it('takes the words that YAML has for booleans as true and false, and leaves names as they are', () => {
    const sections = `${SECTIONS}\n  Switched: !Equals [!Ref Switch, 'true']`.replace(
      'Parameters:',
      'Parameters:\n  Switch: { Type: String, Default: On }',
    );
    for (const word of ['yes', 'On', 'TRUE', '"true"']) expect(propertyValue(word).value).toMatchObject({ kind: 'literal', text: 'true' });
    expect(propertyValue('!If [Switched, a, b]', undefined, sections).value).toMatchObject({ text: 'a' });
    expect(
      propertyValue('!Ref On', undefined, `${SECTIONS}`.replace('Parameters:', 'Parameters:\n  On: { Type: String, Default: x }')).value,
    ).toMatchObject({
      text: 'x',
    });
  });
});
