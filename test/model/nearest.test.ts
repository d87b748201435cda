import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/model/nearest.ts';

const names = ['failOn', 'conditional', 'severities', 's3/bucket-encryption-enabled', 's3/bucket-versioning-enabled', 'critical', 'high'];

test.each([
  ['failon', 'failOn'],
  ['fail_on', 'failOn'],
  ['fial-on', 'failOn'],
  ['conditionel', 'conditional'],
  ['severity', 'severities'],
  ['hihg', 'high'],
  ['critcal', 'critical'],
  ['s3/bucket-encrypton-enabled', 's3/bucket-encryption-enabled'],
  ['bucket-versioning-enabled', 's3/bucket-versioning-enabled'],
  ['s3/bucket-vers', 's3/bucket-versioning-enabled'],
])('%s → %s', (name, expected) => {
  expect(nearest(name, names)).toBe(expected);
});

test.each(['', 'x', 'nothing-like-it', '__proto__', 's3/bucket-'])('%j is near nothing', (name) => {
  expect(nearest(name, names)).toBeUndefined();
});

test('of two that are as near, the first wins', () => {
  expect(nearest('ab', ['aa', 'bb'])).toBe('aa');
});

test('a huge name is answered', () => {
  expect(nearest('x'.repeat(1_000_000), names)).toBeUndefined();
});

test('the hint lists what there is when nothing is near', () => {
  expect(didYouMean('zzz', ['fail', 'warn'])).toBe('Known are: fail, warn.');
  expect(didYouMean('wran', ['fail', 'warn'])).toBe('Did you mean `warn`?');
  expect(didYouMean('zzz', [])).toBeUndefined();
});
