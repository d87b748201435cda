import { describe, expect, it } from 'vitest';
import {
  anyMap,
  boolean,
  callOr,
  checkModel,
  decimal,
  integer,
  list,
  model,
  optionalField,
  requiredField,
  type Shape,
  text,
  union,
  word,
} from '../../../../src/loaders/sam/function/schema.ts';
import type { Json } from '../../../../src/loaders/sam/json.ts';

function made(shape: Shape, value: Json): Json | undefined {
  const { value: map, problems } = checkModel(model({ A: optionalField(shape) }), { A: value });
  return problems.length === 0 ? map.A : problems[0]?.message;
}

describe('a model', () => {
  it.each<[string, Shape, Json, Json]>([
    ['a text of a number', text, 5, '5'],
    ['a text of a boolean', text, true, 'True'],
    ['an integer of a text', integer, ' 12 ', 12],
    ['an integer of a decimal', integer, 5.7, 5],
    ['a decimal of a text', decimal, '70.5', 70.5],
    ['a boolean of a word', boolean, 'Yes', true],
    ['the first of a union that takes it', union(integer, decimal), 4.5, 4],
    ['the second of a union if the first does not', union(integer, decimal), '4.5', 4.5],
    ['a map of pairs', callOr(list(text)), ['ab', 'cd'], { a: 'b', c: 'd' }],
    ['a map of an empty list', anyMap, [], {}],
    ['a call', callOr(integer), { Ref: 'Size' }, { Ref: 'Size' }],
  ])('makes %s', (_, shape, value, expected) => {
    expect(made(shape, value)).toEqual(expected);
  });

  it('hands a list on as it is when nothing is made of its items', () => {
    const value = ['arn:a', 'arn:b'];
    expect(made(list(text), value)).toBe(value);
  });

  it.each<[Shape, Json, string]>([
    [text, [], "Property 'A' str type expected."],
    [integer, 'many', "Property 'A' value is not a valid integer."],
    [callOr(integer), 'many', "Property 'A' value must be dictionary or integer."],
    [boolean, 'maybe', "Property 'A' value could not be parsed to a boolean."],
    [word('ON', 'OFF'), 'on', "Property 'A' unexpected value; permitted: 'on', 'off'."],
    [list(text, { least: 1 }), [], "Property 'A' ensure this value has at least 1 items."],
    [list(text, { most: 1 }), ['a', 'b'], "Property 'A' ensure this value has at most 1 items."],
    [list(text), ['a', null], "Property 'A.1' none is not an allowed value."],
    [model({ B: requiredField(text) }), {}, "Property 'A.B' is required."],
    [model({ B: requiredField(text) }), { B: 'x', C: 1 }, "Property 'A.C' is an invalid property."],
  ])('says what is wrong (%#)', (shape, value, message) => {
    expect(made(shape, value)).toBe(message);
  });
});
