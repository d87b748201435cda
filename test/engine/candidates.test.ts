import { describe, expect, it } from 'vitest';
import { Choices } from '../../src/engine/choices.ts';
import { Evaluation } from '../../src/engine/evaluation.ts';
import type { Property } from '../../src/engine/property.ts';
import { Resource } from '../../src/engine/resource.ts';
import { loadUnit } from '../support/load-unit.ts';

const LOOK_UP = { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'Size'] };

/** A property that is looked up in a mapping under the region, which is not known. */
function lookedUp(sizes: Record<string, unknown>, value: unknown = LOOK_UP): Property {
  const unit = loadUnit({
    Mappings: { Sizes: Object.fromEntries(Object.entries(sizes).map(([region, size]) => [region, { Size: size }])) },
    Resources: { Thing: { Type: 'Test::Some::Thing', Properties: { Size: value } } },
  });
  const thing = unit.byKey.get('Thing');
  if (thing === undefined) throw new Error('no thing');
  return new Resource(thing, new Evaluation(unit, new Choices(), { steps: 100_000 })).at('Size');
}

describe('a value looked up under a key that is not known', () => {
  it('answers a question that all values of the mapping answer alike', () => {
    const size = lookedUp({ 'us-east-1': 'm5.large', 'eu-west-1': 'm5.xlarge' });
    expect(size.startsWith('m5.').is).toBe(true);
    expect(size.equals('t3.micro').is).toBe(false);
    expect(size.equals('m5.large').is).toBe('unknown');
    expect(size.isTrue().is).toBe(false);
    expect(size.isSet().is).toBe(true);
  });

  it('compares numbers and booleans by their text', () => {
    expect(lookedUp({ a: 30, b: 7 }).testNumber((days) => days >= 7).is).toBe(true);
    expect(lookedUp({ a: 30, b: 5 }).testNumber((days) => days >= 7).is).toBe('unknown');
    expect(lookedUp({ a: true, b: 'True' }).isTrue().is).toBe(true);
  });

  it.each([
    ['a value that is no text', { a: 'x', b: ['x'] }, LOOK_UP],
    ['a dynamic reference', { a: 'x', b: '{{resolve:ssm:/size}}' }, LOOK_UP],
    [
      'a value outside of the mapping',
      { a: 'x', b: 'y' },
      { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'Size', { DefaultValue: 'z' }] },
    ],
  ])('says nothing where there is %s', (_, sizes, value) => {
    expect(lookedUp(sizes, value).equals('nothing').is).toBe('unknown');
  });
});
