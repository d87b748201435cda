import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result } from '../../src/model/result.ts';
import { compareByWeight, compareResults, groupedByFile, mergedOverTargets } from '../../src/reporters/findings.ts';
import { at, result } from './sample-run.ts';

test('results that differ in nothing but the target are one finding', () => {
  const one = result({ target: 'prod' });
  const merged = mergedOverTargets([one, { ...one, target: 'dev' }, { ...one, target: 'dev' }]);
  expect(merged).toHaveLength(1);
  expect(merged[0]).toMatchObject({ targets: ['dev', 'prod'], count: 3 });
});

test.each<Partial<Result>>([
  { status: 'excepted', blocking: false },
  { severity: 'low' },
  { blocking: false },
  { message: 'another' },
  { location: at(1, 1, 2) },
  { scenarios: ['A is true'] },
  { assumptions: ['the default of A'] },
  { fingerprint: 'another value' },
  { exception: { id: 'EX-2' } },
  { baseline: 'known' },
])('but not those that differ in %j', (changes) => {
  const one = result({ target: 'dev' });
  expect(mergedOverTargets([one, { ...one, ...changes, target: 'prod' }])).toHaveLength(2);
});

test('the open target has no name', () => {
  expect(mergedOverTargets([result()])[0]?.targets).toEqual([]);
});

test('order: file, position, rule, path, target', () => {
  const ordered = [
    result({ file: 'B.yaml', location: at(9, 9, 10) }),
    result({ file: 'a.yaml', location: at(2, 3, 4) }),
    result({ file: 'a.yaml', location: at(10, 1, 2), ruleId: 'z' }),
    result({ file: 'a.yaml', location: at(10, 2, 3), ruleId: 'a' }),
    result({ file: 'a.yaml', location: at(10, 2, 3), ruleId: 'b', target: 'dev' }),
    result({ file: 'a.yaml', location: at(10, 2, 3), ruleId: 'b', target: 'prod' }),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(ordered, { minLength: ordered.length }), (shuffled) => {
      expect([...shuffled].sort(compareResults)).toEqual(ordered);
    }),
  );
});

test('weight: what blocks, then the severity', () => {
  const sorted = [result({ severity: 'low' }), result({ severity: 'critical', blocking: false }), result({ severity: 'critical' })].sort(
    compareByWeight,
  );
  expect(sorted.map((one) => [one.blocking, one.severity])).toEqual([
    [true, 'critical'],
    [true, 'low'],
    [false, 'critical'],
  ]);
});

test('files in order, with their findings', () => {
  const groups = groupedByFile(mergedOverTargets([result({ file: 'b' }), result({ file: 'a' }), result({ file: 'b', ruleId: 'x' })]));
  expect(groups.map((group) => [group.file, group.findings.length])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});
