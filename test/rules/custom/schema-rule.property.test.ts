import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSchemaCompiler } from '../../../src/config/schema-compiler.ts';
import type { SchemaCompiler } from '../../../src/rules/custom/schema-check.ts';
import { type Json, judge } from './judge.ts';

/** A document with holes, and what can stand in them. */
type Sketch =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Sketch[] }
  /** `isOpen`: a macro may add keys. */
  | { readonly kind: 'map'; readonly entries: Readonly<Record<string, Sketch>>; readonly isOpen: boolean }
  | { readonly kind: 'hole'; readonly hole: 'parameter' | 'partial' | 'macro' };

const text = fc.constantFrom('a', 'ab', 'b').map((value): Sketch => ({ kind: 'text', text: value }));
const hole = fc.constantFrom('parameter', 'partial', 'macro').map((value): Sketch => ({ kind: 'hole', hole: value }));
const key = fc.constantFrom('A', 'B', 'C');

const { map: sketch } = fc.letrec<{ any: Sketch; map: Sketch }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    { arbitrary: text, weight: 4 },
    { arbitrary: hole, weight: 1 },
    { arbitrary: fc.array(tie('any'), { maxLength: 3 }).map((items): Sketch => ({ kind: 'list', items })), weight: 2 },
    { arbitrary: tie('map'), weight: 3 },
  ),
  map: fc
    .tuple(fc.dictionary(key, tie('any'), { maxKeys: 3 }), fc.nat({ max: 5 }))
    .map(([entries, chance]): Sketch => ({ kind: 'map', entries, isOpen: chance === 0 && Object.keys(entries).length > 0 })),
}));

/** The sketch as it stands in a template. */
function written(from: Sketch): Json {
  switch (from.kind) {
    case 'text':
      return from.text;
    case 'list':
      return from.items.map(written);
    case 'map': {
      const entries = Object.entries(from.entries).map(([name, inner]) => [name, written(inner)]);
      return Object.fromEntries(from.isOpen ? [...entries, ['Fn::Transform', INCLUDE]] : entries);
    }
    case 'hole':
      return { parameter: { Ref: 'Hole' }, partial: { 'Fn::Sub': 'a${Hole}' }, macro: { 'Fn::Transform': INCLUDE } }[from.hole];
  }
}

const INCLUDE = { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/part.yaml' } };

const ANYTHING: readonly Json[] = ['a', 'b', 'ab', 1, true, [], ['a'], ['a', 'a'], {}, { A: 'a' }, { A: 'b', B: [] }];
const ADDED: readonly (readonly [string, Json])[] = [
  ['A', 'a'],
  ['B', ['b']],
  ['C', {}],
  ['D', 'a'],
];

/** What a hole may turn out to be; `undefined` for nothing. */
function* fillings(from: Sketch): Generator<Json | undefined> {
  switch (from.kind) {
    case 'text':
      yield from.text;
      return;
    case 'list':
      for (const items of combinations(from.items)) yield items.filter((item) => item !== undefined);
      return;
    case 'map': {
      const names = Object.keys(from.entries);
      for (const values of combinations(Object.values(from.entries))) {
        const entries = names.flatMap((name, index): [string, Json][] => {
          const value = values[index];
          return value === undefined ? [] : [[name, value]];
        });
        yield Object.fromEntries(entries);
        // What the template itself says is not taken back by what a macro adds.
        if (from.isOpen) for (const added of ADDED) if (!names.includes(added[0])) yield Object.fromEntries([...entries, added]);
      }
      return;
    }
    case 'hole':
      if (from.hole === 'partial') yield* ['a', 'ab', 'aX'];
      else yield* ANYTHING;
      if (from.hole === 'macro') yield undefined;
  }
}

function* combinations(parts: readonly Sketch[]): Generator<(Json | undefined)[]> {
  const [first, ...rest] = parts;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const value of fillings(first)) for (const others of combinations(rest)) yield [value, ...others];
}

function holesIn(from: Sketch): number {
  switch (from.kind) {
    case 'text':
      return 0;
    case 'hole':
      return 1;
    case 'list':
      return from.items.reduce((sum, item) => sum + holesIn(item), 0);
    case 'map':
      return Object.values(from.entries).reduce((sum, inner) => sum + holesIn(inner), from.isOpen ? 1 : 0);
  }
}

const constant = fc.constantFrom<Json>('a', 'ab', 'b', 1, true, ['a'], [], {}, { A: 'a' });
const size = fc.nat({ max: 3 });

const { any: subSchema } = fc.letrec<{ any: Json; one: Json }>((tie) => {
  const any = tie('any');
  const some = fc.array(any, { minLength: 1, maxLength: 3 });
  return {
    any: fc.oneof(
      { weight: 6, arbitrary: tie('one') },
      { weight: 2, arbitrary: fc.tuple(tie('one'), tie('one')).map(([a, b]) => together(a, b)) },
      { weight: 1, arbitrary: fc.constantFrom<Json>(true, false, {}, { $ref: '#/definitions/Part' }) },
    ),
    one: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      fc.constantFrom<Json>(
        ...['string', 'object', 'array', 'number', 'boolean', 'integer', 'null', ['string', 'array'], ['number', 'object']].map((type) => ({
          type,
        })),
      ),
      constant.map((value) => ({ const: value })),
      fc
        .uniqueArray(constant, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) })
        .map((values) => ({ enum: values })),
      fc.constantFrom<Json>(
        ...['^a', '^b', '^ab', '^a[b-z]$', '^ab?', '^ab|b', '^(b|a)', '^a.*', 'b$', 'ab$', 'x$'].map((pattern) => ({ pattern })),
        { minLength: 2 },
        { maxLength: 1 },
        { format: 'date' },
        { minimum: 1 },
      ),
      fc.uniqueArray(key, { maxLength: 2 }).map((required) => ({ required })),
      fc.dictionary(key, any, { maxKeys: 3 }).map((properties) => ({ properties })),
      any.map((additionalProperties) => ({ additionalProperties })),
      any.map((sub) => ({ patternProperties: { '^[AB]$': sub } })),
      fc.tuple(any, any).map(([sub, rest]) => ({ properties: { A: sub }, additionalProperties: rest })),
      any.map((propertyNames) => ({ propertyNames })),
      fc.constantFrom<Json>({ propertyNames: { enum: ['A', 'B'] } }),
      size.map((minProperties) => ({ minProperties })),
      size.map((maxProperties) => ({ maxProperties })),
      fc.tuple(key, fc.uniqueArray(key, { maxLength: 2 })).map(([name, needed]) => ({ dependencies: { [name]: needed } })),
      fc.tuple(key, any).map(([name, needed]) => ({ dependencies: { [name]: needed } })),
      any.map((items) => ({ items })),
      fc.tuple(any, any).map(([first, rest]) => ({ items: [first], additionalItems: rest })),
      size.map((minItems) => ({ minItems })),
      size.map((maxItems) => ({ maxItems })),
      fc.constant<Json>({ uniqueItems: true }),
      any.map((contains) => ({ contains })),
      some.map((allOf) => ({ allOf })),
      some.map((anyOf) => ({ anyOf })),
      some.map((oneOf) => ({ oneOf })),
      any.map((not) => ({ not })),
      // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema.
      fc.tuple(any, any, any).map(([condition, yes, no]) => ({ if: condition, then: yes, else: no })),
    ),
  };
});

function isMap(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Two schemas as one; as two beside each other where they share a keyword. */
function together(a: Json, b: Json): Json {
  if (!isMap(a) || !isMap(b)) return a;
  return Object.keys(a).some((name) => name in b) ? { allOf: [a, b] } : { ...a, ...b };
}

/** The part that is referred to does not refer on: Ajv would follow a circle for ever. */
const part = subSchema.filter((schema) => !JSON.stringify(schema).includes('$ref'));

const schema = fc
  .tuple(part, fc.array(subSchema, { minLength: 1, maxLength: 2 }))
  .map(([Part, allOf]): Readonly<Record<string, Json>> => ({ definitions: { Part }, allOf }));

const leaf = fc.constantFrom<Json>(
  { const: 'a' },
  { type: 'string' },
  { type: 'object' },
  { pattern: '^a' },
  { not: { const: 'b' } },
  false,
);

/** Keywords that look at a list or a map as a whole, with simple schemas below. */
const wholeSchema = fc
  .oneof(
    fc.constantFrom<Json>({ uniqueItems: true }, { uniqueItems: true, minItems: 2 }),
    fc.constantFrom<Json>({ const: ['a', 'b'] }, { enum: [['a'], ['a', 'a']] }, { const: { A: 'a' } }, { enum: [{ A: 'a', B: 'b' }, {}] }),
    leaf.map((contains) => ({ contains })),
    leaf.map((items) => ({ items })),
    fc.tuple(leaf, leaf).map(([items, rest]) => ({ items: [items], additionalItems: rest })),
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema.
    fc.tuple(leaf, leaf, leaf).map(([a, b, c]) => ({ if: { contains: a }, then: { contains: b }, else: { items: c } })),
    fc
      .tuple(leaf, leaf, leaf)
      // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema.
      .map(([a, b, c]) => ({ if: { properties: { A: a } }, then: { properties: { A: b } }, else: { properties: { B: c } } })),
    fc.tuple(leaf, leaf).map(([a, b]) => ({ oneOf: [{ contains: a }, { contains: b }] })),
    fc.tuple(leaf, leaf).map(([a, b]) => ({ oneOf: [{ required: ['A'], properties: { A: a } }, { properties: { B: b } }] })),
    fc.tuple(size, size).map(([minItems, maxItems]) => ({ minItems, maxItems })),
    fc.tuple(size, size).map(([minProperties, maxProperties]) => ({ minProperties, maxProperties })),
  )
  .chain((one) => fc.constantFrom<Json>(one, { not: one }));

const wholePart = fc.oneof(
  text,
  hole,
  fc.constantFrom<Sketch>({ kind: 'list', items: [] }, { kind: 'map', entries: { A: { kind: 'text', text: 'a' } }, isOpen: true }),
);

const wholeSketch = fc.oneof(
  fc.array(wholePart, { maxLength: 3 }).map((items): Sketch => ({ kind: 'list', items })),
  fc
    .tuple(fc.dictionary(key, wholePart, { minKeys: 1, maxKeys: 3 }), fc.boolean())
    .map(([entries, isOpen]): Sketch => ({ kind: 'map', entries, isOpen })),
  fc.boolean().map((isOpen): Sketch => ({ kind: 'map', entries: { A: { kind: 'text', text: 'a' } }, isOpen })),
);

describe('a rule made of a JSON Schema', () => {
  let compiler: SchemaCompiler;
  beforeAll(async () => {
    compiler = await loadSchemaCompiler();
  });

  /** Holds a rule to all fillings of the holes; gives what it said. */
  function compare(rule: Readonly<Record<string, Json>>, document: Sketch): 'fail' | 'pass' | 'unknown' {
    const valid = compiler.compile(rule);
    const status = judge(rule, written(document), compiler);
    const answers = [...fillings(document)].map((filling) => valid(filling ?? {}) === true);
    if (status === 'fail') expect(answers).not.toContain(true);
    if (status === 'pass') expect(answers).not.toContain(false);
    if (holesIn(document) === 0) expect(status).toBe(answers[0] === true ? 'pass' : 'fail');
    return status;
  }

  it('fails when every filling of the holes does, passes when none does, and else does not know', () => {
    const said = { fail: 0, pass: 0, unknown: 0 };
    fc.assert(
      fc.property(
        schema,
        sketch.filter((one) => holesIn(one) <= 2),
        (rule, document) => {
          const status = compare(rule, document);
          if (holesIn(document) > 0) said[status]++;
        },
      ),
      { numRuns: 700 },
    );
    // It would be sound to know nothing at all.
    expect(said.fail + said.pass).toBeGreaterThan(said.unknown);
  });

  it('so do keywords about a list or a map as a whole', () => {
    fc.assert(
      fc.property(
        wholeSchema,
        wholeSketch.filter((one) => holesIn(one) <= 2),
        (rule, whole) => {
          compare({ properties: { A: rule } }, { kind: 'map', entries: { A: whole }, isOpen: false });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
