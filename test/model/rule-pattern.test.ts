import { expect, test } from 'vitest';
import { rulePattern } from '../../src/model/rule-pattern.ts';

test.each([
  ['s3/a', 's3/a', true],
  ['s3/a', 's3/ab', false],
  ['s3/*', 's3/a', true],
  ['s3/*', 'ec2/s3/a', false],
  ['*', 'anything', true],
  ['*-enabled', 's3/bucket-encryption-enabled', true],
  ['*-enabled', 's3/bucket-encryption-enabled-too', false],
  ['s3/*-encryption-*', 's3/bucket-encryption-enabled', true],
  ['s3/*encryption*enabled', 's3/bucket-encryption-enabled', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*ab*ab', 'ab', false],
  ['**', 'x', true],
  ['s3/bucket.x', 's3/bucket-x', false],
  ['', '', true],
])('%s and %s: %s', (pattern, id, matches) => {
  expect(rulePattern(pattern)(id)).toBe(matches);
});

test('a hostile pattern is answered', () => {
  expect(rulePattern(`${'*a'.repeat(5000)}b`)('a'.repeat(10_000))).toBe(false);
});
