import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { Choices } from '../../src/engine/choices.ts';
import { Evaluation } from '../../src/engine/evaluation.ts';
import { normaliseValue } from '../../src/engine/fingerprint.ts';
import { Resource } from '../../src/engine/resource.ts';
import type { Value } from '../../src/model/value.ts';
import { loadUnit } from '../support/load-unit.ts';

/**
 * A value means the same however it is written: in JSON, in YAML blocks or brackets, with short or long forms of functions, and whether a
 * text is put together by `Fn::Sub` or `Fn::Join`.
 */

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const TEXTS = [
  ...[
    'Enabled',
    'yes',
    'No',
    'on',
    'null',
    '~',
    'true',
    '012',
    '1e3',
    '0x1F',
    '1_000',
    '2020-01-01',
    '12:30',
    '',
    ' a ',
    '-',
    '- a',
    '? b',
  ],
  ...[
    'a: b',
    '#c',
    'd #e',
    '&f',
    '*g',
    '!h',
    '|',
    '>',
    '%i',
    '@j',
    '`k',
    '"l"',
    "m'n",
    '{o}',
    '[p]',
    'q\nr\n',
    's\tt',
    'ü😀',
    '\\u',
    '$',
    '{{',
  ],
  ...['{{resolve:ssm:/a}}', '<<', '=', ',', ':', 'x:', '.5', '1.10'],
];

const name = fc.constantFrom('Free', 'Env', 'Mode', 'AWS::Region', 'AWS::AccountId', 'Bucket');
const text = fc.constantFrom(...TEXTS);

const { value } = fc.letrec<{ value: Json; scalar: Json }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text,
    name.map((Ref) => ({ Ref })),
    fc.constant({ 'Fn::GetAtt': ['Bucket', 'Arn'] }),
    fc.constant({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'Size'] }),
    fc.tuple(text, name).map(([before, ref]) => ({ 'Fn::Sub': `${before.replaceAll('$', '')}\${${ref}}-\${Bucket.Arn}` })),
    fc.tuple(fc.constantFrom('', '-', ','), fc.array(tie('scalar'), { minLength: 1, maxLength: 3 })).map((join) => ({ 'Fn::Join': join })),
    fc.array(tie('scalar'), { minLength: 2, maxLength: 2 }).map((branches) => ({ 'Fn::If': ['IsProd', ...branches] })),
    fc.nat(2).map((index) => ({ 'Fn::Select': [index, { 'Fn::Split': [',', 'a,b,c'] }] })),
  ),
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    tie('scalar'),
    fc.boolean(),
    fc.integer({ min: -9_999, max: 9_999 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      text.filter((key) => key !== '' && key !== '<<'),
      tie('value'),
      { maxKeys: 3 },
    ),
    fc.array(tie('value'), { minLength: 2, maxLength: 2 }).map((branches) => ({ 'Fn::If': ['IsProd', ...branches] })),
  ),
}));

const templateOf = (P: Json): Json => ({
  Parameters: {
    Free: { Type: 'String' },
    Env: { Type: 'String', AllowedValues: ['dev', 'prod'] },
    Mode: { Type: 'String', Default: 'on' },
  },
  Mappings: { Sizes: { 'eu-west-1': { Size: 'big' }, 'us-east-1': { Size: 'small' } } },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
  Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Thing: { Type: 'Test::Some::Thing', Properties: { P } } },
});

const json = (value: Json): string => JSON.stringify(value, undefined, 1);
const yaml = (value: Json): string => dump(value, { noRefs: true });

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The tag and the argument of a function call that has a short form. */
function callOf(value: Json): readonly [string, Json] | undefined {
  if (!isMap(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0 || !/^(?:Ref|Fn::.*)$/.test(entry[0])) return undefined;
  return [`!${entry[0].replace('Fn::', '')}`, entry[1]];
}

/** Brackets, with short forms of all functions. */
function brackets(value: Json): string {
  const call = callOf(value);
  if (call !== undefined) return `${call[0]} ${brackets(call[1])}`;
  if (Array.isArray(value)) return `[${value.map(brackets).join(', ')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${brackets(inner)}`)
    .join(', ')} }`;
}

/** Blocks, with short forms of all functions; what follows a key or a dash, with the space or line break in front of it. */
function blocks(value: Json, indent: string): string {
  const call = callOf(value);
  if (call !== undefined) {
    const [tag, argument] = call;
    // A short form directly below another is no YAML of CloudFormation: one of the two is written long.
    return callOf(argument) === undefined ? ` ${tag}${blocks(argument, indent)}` : ` ${brackets(value)}`;
  }
  if (Array.isArray(value) && value.length > 0) return value.map((item) => `\n${indent}-${blocks(item, `${indent}  `)}`).join('');
  if (isMap(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, inner]) => `\n${indent}${JSON.stringify(key)}:${blocks(inner, `${indent}  `)}`)
      .join('');
  }
  return ` ${json(value)}`;
}

/** Every `Fn::Sub` of a text as an `Fn::Join`. */
function joined(value: Json): Json {
  if (Array.isArray(value)) return value.map(joined);
  if (!isMap(value)) return value;
  const sub = Object.keys(value).length === 1 ? value['Fn::Sub'] : undefined;
  if (typeof sub !== 'string') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, joined(inner)]));
  const parts = sub.split(/(\$\{[^}]*\})/).map((part): Json => {
    const hole = /^\$\{(.*)\}$/.exec(part)?.[1];
    if (hole === undefined) return part;
    const [resource = '', attribute] = hole.split('.');
    return attribute === undefined ? { Ref: resource } : { 'Fn::GetAtt': [resource, attribute] };
  });
  return { 'Fn::Join': ['', parts] };
}

/** What is known of the property in every scenario, with the kinds of all values in it, and what goes into its fingerprint. */
function meaning(template: string): unknown {
  const unit = loadUnit(template);
  const thing = unit.byKey.get('Thing') ?? expect.fail('no thing');
  const outline = (evaluation: Evaluation, value: Value): unknown => {
    switch (value.kind) {
      case 'list':
        return evaluation.presentItems(value).map((slot) => outline(evaluation, evaluation.resolveSlot(slot)));
      case 'map':
        return [...value.entries].map(([key, slot]) => [key, outline(evaluation, evaluation.resolveSlot(slot))]);
      default:
        return [value.kind, value.kind === 'literal' ? [value.value, value.text] : normaliseValue(value, evaluation)];
    }
  };
  const scenarios: unknown[] = [];
  for (let script: readonly number[] | undefined = []; script !== undefined; ) {
    const evaluation: Evaluation = new Evaluation(unit, new Choices(script), { steps: 100_000 });
    const { value } = new Resource(thing, evaluation).at('P');
    scenarios.push([outline(evaluation, value), normaliseValue(value, evaluation), [...evaluation.trace.labels.values()]]);
    script = evaluation.choices.next();
  }
  return scenarios;
}

describe('a value means the same', () => {
  it.each([
    ['in YAML blocks', (template: Json) => yaml(template)],
    ['in brackets with short forms', brackets],
    ['in blocks with short forms', (template: Json) => blocks(template, '').trimStart()],
    ['with line ends of Windows', (template: Json) => yaml(template).replaceAll('\n', '\r\n')],
  ])('%s', (_, write) => {
    fc.assert(
      fc.property(value, (P) => {
        const template = templateOf(P);
        expect(meaning(write(template))).toEqual(meaning(json(template)));
      }),
      { numRuns: 400 },
    );
  });

  it('put together by Fn::Sub or by Fn::Join', () => {
    fc.assert(
      fc.property(value, (P) => {
        expect(meaning(json(templateOf(joined(P))))).toEqual(meaning(json(templateOf(P))));
      }),
      { numRuns: 400 },
    );
  });
});
