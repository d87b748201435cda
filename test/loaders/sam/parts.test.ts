import { describe, expect, it } from 'vitest';
import { deepGet, deepSet, insertUnique } from '../../../src/loaders/sam/deep.ts';
import { isDynamicReference } from '../../../src/loaders/sam/dynamic-reference.ts';
import { logicalIdOf, makeCombinedCondition, makeShorthand } from '../../../src/loaders/sam/intrinsics.ts';
import type { Json, JsonMap } from '../../../src/loaders/sam/json.ts';
import { hashOf, logicalId } from '../../../src/loaders/sam/logical-id.ts';
import { arn, partitionName } from '../../../src/loaders/sam/partition.ts';
import { type Checked, checkTogether, type TogetherRule, wordOf } from '../../../src/loaders/sam/properties.ts';
import {
  makeMappingResolver,
  makeParameterResolver,
  resolveDependsOn,
  resolveSamResourceIdRefs,
  resolveSamResourceRefs,
} from '../../../src/loaders/sam/resolver.ts';
import { cfn } from '../../../src/loaders/sam/resource.ts';
import { parseS3Uri } from '../../../src/loaders/sam/s3-uri.ts';
import { propagateTags, propagateTagsCombine } from '../../../src/loaders/sam/tags.ts';

// The expected hashes are those of AWS's own transform: a logical id that differs would replace the resource.
describe('logical ids', () => {
  it.each<[Json, string]>([
    [{ b: [1, true, null], a: 'é😀"\\\n' }, 'Apid7e7efd907'],
    ['text', 'Api372ea08cab'],
    [{}, 'Api'],
  ])('of %j end in the hash of the data', (data, id) => {
    expect(logicalId('Api', data)).toBe(id);
  });

  it('take a hash that is known', () => {
    expect(logicalId('Api', 'x', '0123456789abcdef')).toBe('Api0123456789');
    expect(hashOf([1], 40)).toBe('f629ae44b7b3dcfed444d363e626edf411ec69a8');
  });
});

describe('values of parameters', () => {
  const { resolveParameterRefs } = makeParameterResolver({
    A: 'x',
    N: 3,
    P: '{{IntrinsicFunction:api/x}}',
    D: { Ref: 'A' },
    Nothing: null,
    'AWS::Region': 'eu-west-1',
  });

  it.each<[Json, Json]>([
    [{ Ref: 'A' }, 'x'],
    [{ Ref: 'N' }, 3],
    [{ Ref: 'Nothing' }, null],
    [{ Ref: 'P' }, { Ref: 'P' }],
    [{ Ref: 'D' }, { Ref: 'A' }],
    [{ Ref: 'Q' }, { Ref: 'Q' }],
    [{ Ref: 'toString' }, { Ref: 'toString' }],
    [{ Ref: ['A'] }, { Ref: ['A'] }],
    [
      { Ref: 'A', Other: 1 },
      { Ref: 'A', Other: 1 },
    ],
    [{ 'Fn::Sub': '${A}-${P}-${Q}-${AWS::Region}-${!A}-${A.b}-${N}-${A}' }, { 'Fn::Sub': 'x-${P}-${Q}-eu-west-1-${!A}-${A.b}-3-x' }],
    [{ 'Fn::Sub': ['${A}', { v: { Ref: 'A' } }] }, { 'Fn::Sub': ['x', { v: 'x' }] }],
    [{ 'Fn::GetAtt': ['A', 'b'] }, { 'Fn::GetAtt': ['A', 'b'] }],
    [[{ a: [{ Ref: 'A' }] }], [{ a: ['x'] }]],
  ])('replace references in %j', (value, resolved) => {
    const before = JSON.stringify(value);
    expect(resolveParameterRefs(value)).toEqual(resolved);
    expect(JSON.stringify(value)).toBe(before);
  });

  it('that are no text are refused within a text', () => {
    expect(() => resolveParameterRefs({ 'Fn::Sub': '${D}' })).toThrow('Fn::Sub expects all variables to be strings');
  });
});

describe('mappings', () => {
  const { resolveParameterRefs } = makeMappingResolver({ M: { a: { b: 'c', d: { Ref: 'A' } }, c: { e: 'f' } }, One: 'x' });
  const find = (...keys: Json[]): Json => ({ 'Fn::FindInMap': keys });

  it.each<[Json, Json]>([
    [find('M', 'a', 'b'), 'c'],
    [find('M', find('M', 'a', 'b'), 'e'), 'f'],
    [find('M', 'x', 'b'), find('M', 'x', 'b')],
    [find('M', { Ref: 'A' }, 'b'), find('M', { Ref: 'A' }, 'b')],
    [find('M', 'a', 'd'), { Ref: 'A' }],
    [find('N', 'a', 'd'), find('N', 'a', 'd')],
  ])('replace %j', (value, resolved) => {
    expect(resolveParameterRefs(value)).toEqual(resolved);
  });

  it('are refused when they have another form', () => {
    expect(() => resolveParameterRefs(find('M', 'a'))).toThrow('FindInMap expects an array with 3 values');
    expect(() => resolveParameterRefs(find('One', 'a', 'b'))).toThrow("Mapping 'One' which is not a a two-level map");
    expect(() => makeMappingResolver(null)).toThrow("'Mappings' or 'Parameters' is either null or not a valid dictionary");
  });
});

describe('references to what is generated', () => {
  it('name the generated resources', () => {
    const template: JsonMap = {
      a: { Ref: 'Fn.Alias' },
      b: { Ref: 'Fn.Other' },
      c: { 'Fn::Sub': '${Fn.Alias} ${Fn.Alias.Arn} ${Fn} ${Fn.Arn}' },
      d: [{ 'Fn::GetAtt': ['Fn.Alias', 'Arn'] }, { 'Fn::GetAtt': ['Fn', 'Alias.Arn'] }, { 'Fn::GetAtt': 'Fn.Alias.Arn' }],
    };
    resolveSamResourceRefs(template, new Map([['Fn', new Map([['Alias', 'FnAliaslive']])]]));
    expect(template).toEqual({
      a: { Ref: 'FnAliaslive' },
      b: { Ref: 'Fn.Other' },
      c: { 'Fn::Sub': '${FnAliaslive} ${FnAliaslive.Arn} ${Fn} ${Fn.Arn}' },
      d: [{ 'Fn::GetAtt': ['FnAliaslive', 'Arn'] }, { 'Fn::GetAtt': ['FnAliaslive', 'Arn'] }, { 'Fn::GetAtt': 'Fn.Alias.Arn' }],
    });
  });

  it('name resources by their new logical id', () => {
    const changed = new Map([['L', 'L123']]);
    const template: JsonMap = {
      a: [{ Ref: 'L' }, { Ref: 'L.Arn' }, { Ref: 'constructor' }],
      b: { 'Fn::Sub': ['${L} ${L.Arn}', { x: { Ref: 'L' } }] },
      c: { 'Fn::GetAtt': ['L', 'Arn'] },
      d: { DependsOn: ['L', 'M'], e: { DependsOn: 'L' } },
    };
    resolveDependsOn(template, changed);
    resolveSamResourceIdRefs(template, changed);
    expect(template).toEqual({
      a: [{ Ref: 'L123' }, { Ref: 'L.Arn' }, { Ref: 'constructor' }],
      b: { 'Fn::Sub': ['${L123} ${L123.Arn}', { x: { Ref: 'L123' } }] },
      c: { 'Fn::GetAtt': ['L123', 'Arn'] },
      d: { DependsOn: ['L123', 'M'], e: { DependsOn: 'L123' } },
    });
  });

  it.each<[Json, string | undefined]>([
    [{ Ref: 'A' }, 'A'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, 'A'],
    [{ 'Fn::GetAtt': 'A.Arn' }, 'A'],
    [{ 'Fn::GetAtt': 'A.B.Arn' }, undefined],
    [{ 'Fn::Sub': 'A' }, undefined],
    ['A', undefined],
  ])('%j names %s', (value, id) => {
    expect(logicalIdOf(value)).toBe(id);
  });

  it('have a short form', () => {
    expect(makeShorthand({ Ref: 'A' })).toBe('${A}');
    expect(makeShorthand({ 'Fn::GetAtt': ['A', 'Arn'] })).toBe('${A.Arn}');
    expect(() => makeShorthand({ 'Fn::Sub': 'A' })).toThrow(TypeError);
  });
});

describe('combined conditions', () => {
  it('are one for up to ten', () => {
    expect(makeCombinedCondition(['a'], 'C')).toBeUndefined();
    expect(makeCombinedCondition(['a', 'b'], 'C')).toEqual({ C: { 'Fn::Or': [{ Condition: 'a' }, { Condition: 'b' }] } });
  });

  it('are several for more', () => {
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const made = makeCombinedCondition(names, 'C') ?? {};
    expect(Object.keys(made)).toEqual(['C2', 'C1', 'C']);
    expect(made.C).toEqual({ 'Fn::Or': [{ Condition: 'C2' }, { Condition: 'C1' }] });
  });
});

describe('locations in S3', () => {
  it.each<[string, object | undefined]>([
    ['s3://b/k', { Bucket: 'b', Key: 'k' }],
    ['S3://b/k', { Bucket: 'b', Key: 'k' }],
    ['s3://b/k?versionId=1', { Bucket: 'b', Key: 'k', Version: '1' }],
    ['s3://b/k?versionId=1&versionId=2', { Bucket: 'b', Key: 'k' }],
    ['s3://b/k?versionId=', { Bucket: 'b', Key: 'k' }],
    ['s3://b/k?x=1&versionId=a%20b+c#f', { Bucket: 'b', Key: 'k', Version: 'a b c' }],
    [' s3://b//k;p', { Bucket: 'b', Key: 'k;p' }],
    ['s3://b/', { Bucket: 'b', Key: '' }],
    ['s3://b/a%20b', { Bucket: 'b', Key: 'a%20b' }],
    ['s3://b', undefined],
    ['s3:///k', undefined],
    ['http://b/k', undefined],
    ['s3://[TOKEN.25]/k', undefined],
  ])('%s', (uri, location) => {
    expect(parseS3Uri(uri)).toEqual(location);
  });
});

describe('partitions', () => {
  it.each([
    ['us-east-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('%s is in %s', (region, partition) => {
    expect(partitionName(region)).toBe(partition);
  });

  it('are part of an ARN', () => {
    expect(arn({ partition: 'aws', service: 'iot', resource: 'rule/x' })).toBe('arn:aws:iot:${AWS::Region}:${AWS::AccountId}:rule/x');
    expect(arn({ partition: 'aws', service: 's3', resource: 'b', region: '', account: false })).toBe('arn:aws:s3::b');
  });
});

describe('nested values', () => {
  it('are found and set', () => {
    const map: JsonMap = { a: { b: { c: 1 } }, t: 'text', n: null };
    expect(deepGet(map, 'a.b.c')).toBe(1);
    expect(deepGet(map, 'a.x.c')).toBeUndefined();
    expect(deepGet(map, 'n.x')).toBeNull();
    expect(() => deepGet(map, 't.x')).toThrow("The value of 't' should be a map");
    deepSet(map, 'x.y', 2);
    expect(map.x).toEqual({ y: 2 });
    expect(() => deepSet(map, 't.x', 1)).toThrow("The value of 't' should be a map");
  });

  it('are added to a list once', () => {
    expect(insertUnique('a', ['a', { b: 1 }, { b: 1 }])).toEqual(['a', { b: 1 }]);
  });
});

describe('dynamic references', () => {
  it('are texts as a whole', () => {
    expect(isDynamicReference('{{resolve:ssm:name}}')).toBe(true);
    expect(isDynamicReference('x{{resolve:ssm:name}}')).toBe(false);
    expect(isDynamicReference({ Ref: 'A' })).toBe(false);
  });
});

describe('tags that are passed on', () => {
  it('replace those of resources that have tags', () => {
    const role = cfn('AWS::IAM::Role', 'Role', { properties: { Tags: [{ Key: 'a', Value: 'b' }] } });
    const permission = cfn('AWS::Lambda::Permission', 'Permission');
    const stage = cfn('AWS::ApiGatewayV2::Stage', 'Stage');
    propagateTags([role, permission, stage], { x: 'y' }, true);
    expect([role, permission, stage].map(({ properties }) => properties.Tags)).toEqual([[{ Key: 'x', Value: 'y' }], undefined, { x: 'y' }]);
    propagateTags([role], { z: 'z' }, false);
    expect(role.properties.Tags).toEqual([{ Key: 'x', Value: 'y' }]);
  });

  it('join those of some', () => {
    const role = cfn('AWS::IAM::Role', 'Role', {
      properties: {
        Tags: [
          { Key: 'a', Value: 'b' },
          { Key: 'c', Value: 'd' },
        ],
      },
    });
    propagateTagsCombine([role], { a: 'own', e: 'f' }, true);
    expect(role.properties.Tags).toEqual([
      { Key: 'a', Value: 'own' },
      { Key: 'c', Value: 'd' },
      { Key: 'e', Value: 'f' },
    ]);
  });
});

describe('properties that depend on each other', () => {
  const check = (properties: JsonMap, ...rules: TogetherRule[]): void => {
    const checked: Checked = { id: 'A', type: 'T', properties };
    checkTogether(checked, rules);
  };

  it('are refused with all that is wrong', () => {
    const rules: TogetherRule[] = [
      { kind: 'not-together', properties: ['A', 'B.C', 'D=On'] },
      { kind: 'only-together', properties: ['E', 'F'] },
      { kind: 'needs', property: 'A', needs: 'G' },
    ];
    expect(() => check({ A: 1, B: { C: 2 }, D: 'On', E: 1 }, ...rules)).toThrow(
      "Resource with id [A] is invalid. Cannot specify 'A', 'B.C' and 'D=On' together.\nProperties must be used together: E and F.\n'A' requires 'G'.",
    );
    expect(() => check({ A: 1, G: 1, D: 'Off', E: 1, F: 1 }, ...rules)).not.toThrow();
  });

  it('name the words that they take', () => {
    expect(wordOf('A').expected).toBe("the string 'A'");
    expect(wordOf('A', 'B').expected).toBe("one of the strings: 'A' or 'B'");
    expect(wordOf('A', 'B', 'C').expected).toBe("one of the strings: 'A', 'B', or 'C'");
  });
});
