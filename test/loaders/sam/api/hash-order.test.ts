import { expect, test } from 'vitest';
import { hashOrder, tableOrder } from '../../../../src/loaders/sam/api/hash-order.ts';

// The expected orders are those of `dict` in Python 2.7.
test.each([
  [[], []],
  [['/'], ['/']],
  [
    ['G', 'H'],
    ['H', 'G'],
  ],
  [
    ['get', 'post', 'put', 'delete', 'options', 'x-amazon-apigateway-any-method'],
    ['get', 'x-amazon-apigateway-any-method', 'put', 'post', 'options', 'delete'],
  ],
])('%j lies in a table as %j', (keys, expected) => {
  expect(tableOrder(keys)).toEqual(expected);
});

test.each([
  [
    ['/', '/a'],
    ['/a', '/'],
  ],
  [
    ['/', '/a', '/sm'],
    ['/sm', '/a', '/'],
  ],
  [
    ['/', '/files/{proxy+}', '/a'],
    ['/files/{proxy+}', '/', '/a'],
  ],
])('%j that were added one by one are gone through as %j', (keys, expected) => {
  expect(hashOrder(keys)).toEqual(expected);
});

test('keeps every key of many, with and without letters beyond ASCII', () => {
  const keys = Array.from({ length: 500 }, (_, index) => `/é/${index}`);
  expect([...hashOrder(keys)].sort()).toEqual([...keys].sort());
});
