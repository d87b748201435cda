import { beforeAll, describe, expect, it } from 'vitest';
import { loadSchemaCompiler } from '../../../src/config/schema-compiler.ts';
import { StackgateError } from '../../../src/model/errors.ts';
import type { SchemaCompiler } from '../../../src/rules/custom/schema-check.ts';
import { schemaRule } from '../../../src/rules/custom/schema-rule.ts';
import { DECLARATION, findings, type Json, judge } from './judge.ts';

let compiler: SchemaCompiler;
beforeAll(async () => {
  compiler = await loadSchemaCompiler();
});

type SchemaData = Readonly<Record<string, Json>>;

/** What fails, as pointers, for a schema. */
const failing = (schema: SchemaData, properties: Json): readonly (string | undefined)[] =>
  findings({ schema }, properties, compiler)
    .filter((finding) => finding.status === 'fail')
    .map((finding) => finding.property);

const HOLE = { Ref: 'Hole' };

function conditional(condition: Json, yes: Json, no: Json = true): SchemaData {
  // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema.
  return { if: condition, then: yes, else: no };
}

describe('points at', () => {
  it.each<[string, SchemaData, Json, readonly string[]]>([
    [
      'the value that is wrong',
      { properties: { Access: { properties: { Level: { const: 'private' } } } } },
      { Access: { Level: 'public' } },
      ['/Access/Level'],
    ],
    ['the key that is missing', { required: ['Tags'] }, { BucketName: 'x' }, ['/Tags']],
    ['the key that is too much', { properties: { A: true }, additionalProperties: false }, { A: 1, B: 2 }, ['/B']],
    ['the name that is wrong', { propertyNames: { pattern: '^[A-Z]' } }, { A: 1, b: 2 }, ['/b']],
    [
      'each item that is wrong',
      { properties: { L: { items: { type: 'string', maxLength: 1 } } } },
      { L: ['a', 'bb', 'ccc'] },
      ['/L/1', '/L/2'],
    ],
    ['the list that lacks an item', { properties: { L: { contains: { const: 'x' } } } }, { L: ['a'] }, ['/L']],
    ['the item that comes twice', { properties: { L: { uniqueItems: true } } }, { L: ['a', 'b', 'a'] }, ['/L/2']],
    [
      'what all branches complain of',
      { anyOf: [{ properties: { A: { const: 'x' } } }, { properties: { A: { const: 'y' } } }] },
      { A: 'z' },
      ['/A'],
    ],
    ['where branches part', { anyOf: [{ required: ['A'] }, { required: ['B'] }] }, { C: 'z' }, ['']],
    ['what must not match', { properties: { A: { not: { const: 'x' } } } }, { A: 'x' }, ['/A']],
    ['the consequence', conditional({ required: ['A'] }, { required: ['B'] }), { A: 'x' }, ['/B']],
    ['what something else depends on', { dependencies: { A: ['B'] } }, { A: 'x' }, ['/B']],
    ['everything that is wrong', { required: ['A'], properties: { B: { const: 'x' } } }, { B: 'y' }, ['/A', '/B']],
  ])('%s', (_, schema, properties, expected) => {
    expect([...failing(schema, properties)].map((pointer) => pointer ?? '').sort()).toEqual([...expected].sort());
  });

  it('the property that the declaration names', () => {
    const found = findings({ schema: { required: ['Tags'] }, property: 'Owner.Name' }, {}, compiler);
    expect(found).toMatchObject([{ status: 'fail', property: '/Owner/Name' }]);
  });
});

describe('a scalar counts as what the schema is about', () => {
  it.each<[SchemaData, Json, 'pass' | 'fail']>([
    [{ type: 'boolean' }, 'true', 'pass'],
    [{ type: 'boolean' }, 'True', 'pass'],
    [{ type: 'boolean' }, 'yes', 'fail'],
    [{ const: true }, 'true', 'pass'],
    [{ const: true }, true, 'pass'],
    [{ const: true }, 'false', 'fail'],
    [{ const: 'true' }, true, 'pass'],
    [{ not: { const: true } }, 'true', 'fail'],
    [{ type: 'integer', minimum: 7 }, '7', 'pass'],
    [{ type: 'integer', minimum: 7 }, '6', 'fail'],
    [{ minimum: 7 }, '6', 'fail'],
    [{ type: 'integer' }, '1.5', 'fail'],
    [{ type: 'number' }, 'seven', 'fail'],
    [{ const: 22 }, '22', 'pass'],
    [{ enum: [80, 443] }, '443', 'pass'],
    [{ enum: ['80', '443'] }, 443, 'pass'],
    [{ type: 'string', pattern: '^[0-9]{3}$' }, 443, 'pass'],
    [{ type: 'string', pattern: '^[0-9]{3}$' }, '443', 'pass'],
    [{ type: 'string' }, true, 'pass'],
    [{ type: ['string', 'integer'], pattern: '^arn:' }, '22', 'fail'],
    [{ pattern: '^arn:' }, '22', 'fail'],
    [{ type: 'array' }, 'a', 'fail'],
    [{ type: 'string', format: 'ipv4' }, '10.0.0.1', 'pass'],
    [{ type: 'string', format: 'ipv4' }, '10.0.0', 'fail'],
  ])('%j, %j: %s', (schema, value, expected) => {
    expect(judge({ properties: { A: schema } }, { A: value }, compiler)).toBe(expected);
  });
});

describe('of what is not known, knows', () => {
  it.each<[string, SchemaData, Json, 'pass' | 'fail' | 'unknown']>([
    ['that it is set', { required: ['A'] }, { A: HOLE }, 'pass'],
    ['not what it is', { properties: { A: { const: 'x' } } }, { A: HOLE }, 'unknown'],
    ['what stands beside it', { properties: { A: { const: 'x' }, B: { const: 'y' } } }, { A: HOLE, B: 'n' }, 'fail'],
    ['nothing that the schema does not ask', { properties: { B: { const: 'y' } } }, { A: HOLE, B: 'y' }, 'pass'],
    ['how many there are', { properties: { L: { maxItems: 1 } } }, { L: [HOLE, HOLE] }, 'fail'],
    ['not whether one is among them', { properties: { L: { contains: { const: 'x' } } } }, { L: ['a', HOLE] }, 'unknown'],
    ['that one is among them already', { properties: { L: { contains: { const: 'x' } } } }, { L: ['x', HOLE] }, 'pass'],
    ['how a text begins', { properties: { A: { enum: ['prod-a', 'prod-b'] } } }, { A: { 'Fn::Sub': 'dev-${Hole}' } }, 'fail'],
    ['not how a text goes on', { properties: { A: { enum: ['prod-a', 'prod-b'] } } }, { A: { 'Fn::Sub': 'prod-${Hole}' } }, 'unknown'],
    [
      'that a text begins as it has to',
      { properties: { A: { type: 'string', pattern: '^prod-' } } },
      { A: { 'Fn::Sub': 'prod-${Hole}' } },
      'pass',
    ],
    ['that a text begins otherwise', { properties: { A: { pattern: '^prod-[a-z]+$' } } }, { A: { 'Fn::Sub': 'dev-${Hole}' } }, 'fail'],
    ['that a text ends as it has to', { properties: { A: { pattern: '-logs$' } } }, { A: { 'Fn::Sub': '${Hole}-logs' } }, 'pass'],
    [
      'not whether the rest of a text is right',
      { properties: { A: { pattern: '^prod-[a-z]+$' } } },
      { A: { 'Fn::Sub': 'prod-${Hole}' } },
      'unknown',
    ],
    [
      'that a text begins as it has to, not how long it is',
      { properties: { A: { pattern: '^p', maxLength: 9 } } },
      { A: { 'Fn::Sub': 'p${Hole}' } },
      'unknown',
    ],
    ['that a reference to a resource is a text', { properties: { A: { type: 'string' } } }, { A: { Ref: 'Other' } }, 'pass'],
    ['that a text is no map', { properties: { A: { type: 'object' } } }, { A: { 'Fn::Sub': 'a-${Hole}' } }, 'fail'],
    ['that a text may read as a number', { properties: { A: { type: 'integer' } } }, { A: { 'Fn::Sub': '${Hole}0' } }, 'unknown'],
    ['not what an attribute is', { properties: { A: { type: 'string' } } }, { A: { 'Fn::GetAtt': ['Other', 'TopicArn'] } }, 'unknown'],
    ['not what a macro adds', { required: ['B'] }, { A: 'x', 'Fn::Transform': { Name: 'AWS::Include' } }, 'unknown'],
    ['what a macro adds to', { properties: { A: { const: 'y' } } }, { A: 'x', 'Fn::Transform': { Name: 'AWS::Include' } }, 'fail'],
    ['that a key given by a reference is there once only', { maxProperties: 1 }, { A: HOLE, B: HOLE }, 'fail'],
    [
      'either way out of an if',
      conditional({ properties: { A: { const: 'x' } } }, { required: ['B'] }, { required: ['B'] }),
      { A: HOLE },
      'fail',
    ],
    ['no way out of an if', conditional({ properties: { A: { const: 'x' } } }, { required: ['B'] }), { A: HOLE }, 'unknown'],
  ])('%s', (_, schema, properties, expected) => {
    expect(judge(schema, properties, compiler)).toBe(expected);
  });

  it('says what blocked it, where', () => {
    const found = findings({ schema: { properties: { A: { properties: { B: { const: 'x' } } } } } }, { A: { B: HOLE } }, compiler);
    expect(found).toMatchObject([{ status: 'unknown', property: '/A/B', because: 'the parameter Hole' }]);
  });
});

describe('conditions', () => {
  const template = { Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Hole' }, 'prod'] } } };

  it('decide what is there', () => {
    const properties = { Tags: { 'Fn::If': ['IsProd', [{ Key: 'owner', Value: 'x' }], { Ref: 'AWS::NoValue' }] } };
    const found = findings({ schema: { required: ['Tags'] } }, properties, compiler, template);
    expect(found.filter((finding) => finding.status === 'fail')).toMatchObject([{ property: '/Tags', scenarios: ['IsProd is false'] }]);
  });

  it('do not matter to a schema that does not look at what they decide', () => {
    const properties = { A: 'x', B: { 'Fn::If': ['IsProd', 'y', 'z'] } };
    expect(findings({ schema: { properties: { A: { const: 'y' } } } }, properties, compiler, template)).toMatchObject([
      { status: 'fail', property: '/A', scenarios: [] },
    ]);
  });
});

it('decides no condition that the schema does not depend on', () => {
  const names = Array.from({ length: 12 }, (_, index) => `C${index}`);
  const template = {
    Parameters: Object.fromEntries(names.map((name) => [`P${name}`, { Type: 'String' }])),
    Conditions: Object.fromEntries(names.map((name) => [name, { 'Fn::Equals': [{ Ref: `P${name}` }, 'x'] }])),
  };
  const properties = { A: 'x', ...Object.fromEntries(names.map((name) => [name, { 'Fn::If': [name, 'y', { Ref: 'AWS::NoValue' }] }])) };
  const schema = {
    properties: { A: { const: 'x' } },
    patternProperties: { '^B': false },
    propertyNames: { maxLength: 9 },
    required: ['A'],
  };
  expect(findings({ schema }, properties, compiler, template)).toMatchObject([{ status: 'pass' }]);
  // All of them together are more than can be tried.
  expect(findings({ schema: { maxProperties: 12 } }, properties, compiler, template)).toMatchObject([{ status: 'fail' }]);
  expect(findings({ schema: { maxProperties: 20 } }, properties, compiler, template)).toMatchObject([{ status: 'unknown' }]);
});

it('takes a resource without properties for one with none', () => {
  expect(findings({ schema: { required: ['A'] } }, undefined, compiler)).toMatchObject([{ status: 'fail', property: '/A' }]);
  expect(findings({ schema: { maxProperties: 0 } }, undefined, compiler)).toMatchObject([{ status: 'pass' }]);
});

it('fills in the message', () => {
  const message = '{property} of {resource} is {found}';
  const [finding] = findings({ schema: { properties: { A: { const: 'x' } } }, message }, { A: 'y' }, compiler);
  expect(finding?.message).toBe('A of Thing is y');
});

it('follows references, to itself as well', () => {
  const schema = {
    definitions: { Tree: { properties: { Name: { type: 'string' }, Left: { $ref: '#/definitions/Tree' } }, required: ['Name'] } },
    properties: { Root: { $ref: '#/definitions/Tree' } },
  };
  expect(failing(schema, { Root: { Name: 'a', Left: { Name: 'b', Left: {} } } })).toEqual(['/Root/Left/Left/Name']);
  expect(judge(schema, { Root: { Name: 'a', Left: { Name: HOLE, Left: HOLE } } }, compiler)).toBe('unknown');
  expect(judge({ allOf: [{ $ref: '#' }] }, { A: 'x' }, compiler)).toBe('unknown');
});

it('takes keys that JavaScript knows for keys', () => {
  const schema = { properties: { constructor: { const: 'x' } }, required: ['toString'] };
  expect(failing(schema, { constructor: 'y' })).toEqual(['/constructor', '/toString']);
});

describe('refuses a schema', () => {
  it.each<[string, SchemaData, string]>([
    ['with a type that there is not', { type: 'text' }, 'schema is invalid'],
    ['with a misspelt keyword', { propertys: {} }, 'unknown keyword: "propertys"'],
    ['with a format that nobody knows', { format: 'arn' }, 'unknown format "arn"'],
    ['with a broken pattern', { pattern: '(' }, 'Invalid regular expression'],
    ['with a reference to nowhere', { $ref: '#/definitions/None' }, "can't resolve reference"],
    ['with a reference to another document', { $ref: 'http://json-schema.org/draft-07/schema#' }, 'leads out of the schema'],
    ['with an $id inside', { definitions: { A: { $id: '#a' } } }, 'only the schema as a whole may have one'],
    ['of another draft', { $schema: 'https://json-schema.org/draft/2020-12/schema' }, 'no schema with key or ref'],
  ])('%s', (_, schema, problem) => {
    const make = () => schemaRule({ ...DECLARATION, schema }, compiler);
    expect(make).toThrow(StackgateError);
    expect(make).toThrow(`the schema of the rule team/things-are-right is not valid: `);
    expect(make).toThrow(problem);
  });
});

it('gives a rule with all that a declaration leaves out', () => {
  const rule = schemaRule({ ...DECLARATION, schema: {} }, compiler);
  expect(rule).toMatchObject({
    id: 'team/things-are-right',
    tier: 1,
    category: 'operations',
    resources: ['AWS::S3::Bucket'],
    rationale: 'Things are right',
  });
});
