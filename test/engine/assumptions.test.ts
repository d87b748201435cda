import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assumptions, type ReadingPlace } from '../../src/engine/assumptions.ts';

const step = fc.constantFrom('Items', 'Rules', 'Ok', '0', '1', '10');
const place: fc.Arbitrary<ReadingPlace> = fc.record({
  resource: fc.constantFrom('Bucket', 'Policy'),
  pointer: fc.array(step, { maxLength: 4 }).map((steps) => steps.map((each) => `/${each}`).join('')),
});

/** What was read at one place matters to another, unless their paths part at the items of a list. */
function concerns(read: ReadingPlace, about: ReadingPlace): boolean {
  if (read.resource !== about.resource) return true;
  const [left, right] = [read.pointer.split('/').slice(1), about.pointer.split('/').slice(1)];
  const parting = left.findIndex((each, index) => each !== right[index]);
  return parting < 0 || !(/^\d+$/.test(left[parting] ?? '') && /^\d+$/.test(right[parting] ?? ''));
}

describe('what a statement rests on', () => {
  it('is what was read anywhere but in other items of the same list', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), place), { maxLength: 8 }), place, (readings, about) => {
        const assumptions = new Assumptions();
        for (const [assumption, at] of readings) assumptions.add(assumption, at);
        const expected = new Set(readings.filter(([, at]) => concerns(at, about)).map(([assumption]) => assumption));
        expect(new Set(assumptions.of(about))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('is all that was taken before anything was read', () => {
    const assumptions = new Assumptions();
    assumptions.add('A', { resource: '', pointer: '' });
    expect(assumptions.of({ resource: 'Bucket', pointer: '/Items/0' })).toEqual(['A']);
  });
});
