import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../src/model/source.ts';
import { type FrameLine, type FrameOptions, type FramePlace, frameCutter, frameOf } from '../../src/reporters/code-frame.ts';
import { displayWidth } from '../../src/reporters/plain-text.ts';
import { secretMask } from '../../src/reporters/secrets.ts';
import { at, result } from './sample-run.ts';

const WIDE: FrameOptions = { before: 1, after: 1, width: 80 };

function cut(text: string, place: FramePlace, options: FrameOptions = WIDE, secrets: readonly string[] = []): readonly FrameLine[] {
  const cutter = frameCutter(new Map([['t', new SourceText('t', text)]]), secretMask(secrets));
  const frame = cutter.cut('t', place, options);
  if (frame === undefined) throw new Error('there is no frame');
  return frame;
}

/** The marked part of a frame, by columns; only for text of one column per character. */
function markedText(frame: readonly FrameLine[]): string | undefined {
  const line = frame.find((candidate) => candidate.mark !== undefined);
  return line?.mark === undefined ? undefined : line.text.slice(line.mark.start, line.mark.start + line.mark.width);
}

test('the line with its neighbours, and the part that is meant', () => {
  const frame = cut('a: 1\nb:\n  key: value\nc: 2\n', at(3, 3, 6));
  expect(frame).toEqual([
    { number: 2, text: 'b:' },
    { number: 3, text: '  key: value', mark: { start: 2, width: 3 } },
    { number: 4, text: 'c: 2' },
  ]);
});

test('a place that goes on is marked to the end of its first line', () => {
  expect(markedText(cut('key: [1,\n 2]\n', at(1, 6, 4, 2)))).toBe('[1,');
});

test('a place without an end, or with an impossible one, marks a character', () => {
  expect(markedText(cut('abc', { line: 1, column: 2 }))).toBe('b');
  expect(markedText(cut('abc', at(1, 2, 1)))).toBe('b');
  expect(cut('abc', at(1, 99, 120))[0]?.mark).toEqual({ start: 3, width: 1 });
});

test('blank lines at the edges are left out', () => {
  expect(cut('\nkey: 1\n\n', at(2, 1, 4)).map((line) => line.number)).toEqual([2]);
});

test('every kind of line end', () => {
  expect(cut('a\r\nb\rc\nd', at(3, 1, 2)).map((line) => line.text)).toEqual(['b', 'c', 'd']);
});

test.each([
  ['a file that is not at hand', 'other', at(1, 1, 2)],
  ['a line that is not there', 't', at(9, 1, 2)],
  ['line 0', 't', at(0, 1, 2)],
  ['no number', 't', at(Number.NaN, 1, 2)],
])('no frame for %s', (_name, file, place) => {
  const cutter = frameCutter(new Map([['t', new SourceText('t', 'a\nb')]]), secretMask([]));
  expect(cutter.cut(file, place, WIDE)).toBeUndefined();
});

describe('columns', () => {
  test('tabs, wide and combining characters', () => {
    expect(cut('\tk: v', at(1, 2, 3))[0]).toEqual({ number: 1, text: '  k: v', mark: { start: 2, width: 1 } });
    expect(cut('漢字: key', at(1, 5, 8))[0]?.mark).toEqual({ start: 6, width: 3 });
    expect(cut('e\u0301: key', at(1, 5, 8))[0]?.mark).toEqual({ start: 3, width: 3 });
    expect(cut('😀: key', at(1, 5, 8))[0]?.mark).toEqual({ start: 4, width: 3 });
  });

  test('control characters are written out', () => {
    const [line] = cut('a\x1b[31m: key', at(1, 9, 12));
    expect(line?.text).toBe('a\\x1b[31m: key');
    expect(line?.mark).toEqual({ start: 11, width: 3 });
  });
});

describe('long lines', () => {
  const minified = `{"Resources":{${'"Filler":{"Type":"AWS::SNS::Topic"},'.repeat(20_000)}"Target":1}}`;
  const column = minified.indexOf('"Target"') + 1;

  test('are cut around the part that is meant', () => {
    const frame = cut(minified, at(1, column, column + 8));
    expect(markedText(frame)).toBe('"Target"');
    expect(frame[0]?.text.startsWith('…')).toBe(true);
    expect(displayWidth(frame[0]?.text ?? '')).toBeLessThanOrEqual(80);
  });

  test('neighbours are cut at their end', () => {
    const frame = cut(`short\n${'x'.repeat(500)}`, at(1, 1, 6));
    expect(frame[1]?.text).toBe(`${'x'.repeat(79)}…`);
  });
});

describe('secrets', () => {
  test('are masked and the mark stays at its text', () => {
    const frame = cut('{"Password":"correct-horse","Open":true}', at(1, 29, 35), WIDE, ['correct-horse']);
    expect(frame[0]?.text).toBe('{"Password":"•••••","Open":true}');
    expect(markedText(frame)).toBe('"Open"');
  });

  test('a mark on a secret is as wide as the mask', () => {
    expect(markedText(cut('p: correct-horse', at(1, 4, 17), WIDE, ['correct-horse']))).toBe('•••••');
  });

  test('over several lines every line is masked', () => {
    const frame = cut('key: |\n  first line\n  second line\nnext: 1', at(3, 3, 4), { before: 3, after: 3, width: 80 }, [
      'first line\nsecond line\n',
    ]);
    expect(frame.map((line) => line.text)).toEqual(['key: |', '  •••••', '•••••', 'next: 1']);
  });

  test('a cut line does not show the rest of a secret', () => {
    const text = `${'x'.repeat(200)}${'s'.repeat(60)}KEY`;
    const frame = cut(text, at(1, 261, 264), { before: 0, after: 0, width: 40 }, ['s'.repeat(60)]);
    expect(frame[0]?.text).toBe('…•••••KEY');
  });
});

test('wild sources and places never fail, keep to the width and mark within reach', () => {
  const place = fc.record({
    line: fc.integer({ min: -1, max: 5 }),
    column: fc.integer({ min: -1, max: 60 }),
    endLine: fc.integer({ min: 0, max: 5 }),
    endColumn: fc.integer({ min: -1, max: 60 }),
  });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), place, fc.integer({ min: 10, max: 50 }), (text, where, width) => {
      const cutter = frameCutter(new Map([['t', new SourceText('t', text)]]), secretMask([text.slice(3, 9)]));
      for (const line of cutter.cut('t', where, { before: 2, after: 2, width }) ?? []) {
        expect(displayWidth(line.text)).toBeLessThanOrEqual(width);
        if (line.mark !== undefined) expect(line.mark.start + line.mark.width).toBeLessThanOrEqual(width + 1);
      }
    }),
    { numRuns: 500 },
  );
});

test('a result shows the place people edit where that file is at hand, else the template', () => {
  const template = ['stack.template.json', new SourceText('stack.template.json', '{"a":1}')] as const;
  const code = ['lib/stack.ts', new SourceText('lib/stack.ts', 'one\nnew Bucket(this)\n')] as const;
  const one = result({ file: 'stack.template.json', location: at(1, 2, 5), source: { file: 'lib/stack.ts', line: 2 } });
  const lineOf = (...sources: readonly (readonly [string, SourceText])[]) =>
    frameOf(frameCutter(new Map(sources), secretMask([])), one, { before: 0, after: 0, width: 80 })?.[0]?.text;
  expect(lineOf(template, code)).toBe('new Bucket(this)');
  expect(lineOf(template)).toBe('{"a":1}');
  expect(lineOf()).toBeUndefined();
});
