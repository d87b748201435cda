import fc from 'fast-check';
import { expect, it } from 'vitest';
import { knownPattern } from '../../../src/rules/custom/known-pattern.ts';

it.each([
  ['^acme-', { begins: 'acme-', isAll: true }],
  ['^acme-.*', { begins: 'acme-', isAll: true }],
  ['^acme-[a-z]+$', { begins: 'acme-', isAll: false }],
  ['^acme-(dev|prod)-', { begins: 'acme-', isAll: false }],
  ['^arn:aws:s3:::logs\\.acme\\|', { begins: 'arn:aws:s3:::logs.acme|', isAll: true }],
  ['^acme$', { begins: 'acme', isAll: false }],
  ['^acmes?', { begins: 'acme', isAll: false }],
  ['^acme\\.*', { begins: 'acme', isAll: false }],
  ['^ab{0,2}', { begins: 'a', isAll: false }],
  ['-logs$', { ends: '-logs', isAll: true }],
  ['\\.json$', { ends: '.json', isAll: true }],
  ['^acme-|^shop-', { isAll: false }],
  ['^acme[|]x', { begins: 'acme', isAll: false }],
  ['^[a-z]+$', { isAll: false }],
  ['^\\d', { isAll: false }],
  ['acme', { isAll: false }],
  ['a|b$', { isAll: false }],
  ['', { isAll: false }],
])('%s: %j', (pattern, expected) => {
  expect(knownPattern(pattern)).toEqual(expected);
});

it('says nothing that is not so', () => {
  const pieces = fc.constantFrom(
    'a',
    'b',
    '-',
    '\\.',
    '.',
    '.*',
    '[ab]',
    '(a|b)',
    '(',
    ')',
    '|',
    '?',
    '+',
    '*',
    '^',
    '$',
    '[|]',
    '\\|',
    '\\d',
    '{2}',
  );
  const patterns = fc.array(pieces, { maxLength: 7 }).map((parts) => parts.join(''));
  const texts = fc.array(fc.constantFrom('a', 'b', '-', '.', '|', '\n'), { maxLength: 6 }).map((parts) => parts.join(''));
  let told = 0;
  fc.assert(
    fc.property(fc.tuple(fc.constantFrom('^', ''), patterns, fc.constantFrom('$', '')), texts, (parts, text) => {
      const pattern = parts.join('');
      const expression = compiled(pattern);
      fc.pre(expression !== undefined);
      const { begins, ends, isAll } = knownPattern(pattern);
      const fits = (begins === undefined || text.startsWith(begins)) && (ends === undefined || text.endsWith(ends));
      if (begins !== undefined || ends !== undefined) told++;
      if (expression?.test(text) === true) expect(fits).toBe(true);
      if (isAll && fits) expect(expression?.test(text)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(told).toBeGreaterThan(100);
});

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}
