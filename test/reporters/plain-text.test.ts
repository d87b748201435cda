import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byCodePoint } from '../../src/model/order.ts';
import { counted, displayWidth, shortened, visibleSentence, visibleText, wrapped } from '../../src/reporters/plain-text.ts';

describe('visibleText', () => {
  test.each([
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\x1b]8;;http://example.test\x07link', '\\x1b]8;;http://example.test\\x07link'],
    ['\x9b31m', '\\x9b31m'],
    ['a\0b\x7f', 'a\\x00b\\x7f'],
    ['one\ntwo\r\tthree', 'one\\ntwo\\r\\tthree'],
    ['admin\u202etxt.yaml', 'admin\\u202etxt.yaml'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['\ud800 and \udc00', '\\ud800 and \\udc00'],
    ['\ufffe\uffff\ufdd0', '\\ufffe\\uffff\\ufdd0'],
    ['tag \u{e0041}', 'tag \\udb40\\udc41'],
  ])('%j is written as %j', (text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  test('leaves ordinary text of every script alone', () => {
    for (const text of ['Größe', '漢字', 'עברית', '👩‍👩‍👧', 'e\u0301', 'a\u00a0b', '\u{10fffd}']) expect(visibleText(text)).toBe(text);
  });

  test('changes nothing the second time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => visibleText(visibleText(text)) === visibleText(text)));
  });
});

test('visibleSentence makes one line of several', () => {
  expect(visibleSentence('  one\r\n\ttwo\u2028three \x1b ')).toBe('one two three \\x1b');
});

test('shortened keeps to the limit and to whole characters', () => {
  expect(shortened('abcdef', 6)).toBe('abcdef');
  expect(shortened('abcdefg', 6)).toBe('abcde…');
  expect(shortened('abc😀def', 5)).toBe('abc…');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
      const short = shortened(text, limit);
      expect(short.length).toBeLessThanOrEqual(limit);
      expect(short.isWellFormed()).toBe(true);
    }),
  );
});

test('displayWidth counts columns', () => {
  expect(displayWidth('abc')).toBe(3);
  expect(displayWidth('漢字')).toBe(4);
  expect(displayWidth('e\u0301')).toBe(1);
  expect(displayWidth('😀')).toBe(2);
  expect(displayWidth('Größe')).toBe(5);
});

describe('wrapped', () => {
  test('breaks at spaces and leaves long words whole', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('a verylongword b', 5)).toEqual(['a', 'verylongword', 'b']);
    expect(wrapped('anything at all', undefined)).toEqual(['anything at all']);
  });

  test('loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), fc.integer({ min: 1, max: 30 }), (words, width) => {
        const lines = wrapped(words.join(' '), width);
        expect(lines.join(' ')).toBe(words.join(' '));
        for (const line of lines) if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test('byCodePoint orders by code point', () => {
  const sorted = ['', 'A', 'B', 'a', 'aa', 'ä', '\uffee', '😀'];
  expect([...sorted].reverse().sort(byCodePoint)).toEqual(sorted);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
      const expected = Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      expect(Math.sign(byCodePoint(left, right))).toBe(expected);
    }),
  );
});

test('counted', () => {
  expect([counted(0, 'file'), counted(1, 'file'), counted(2, 'pass', 'passes')]).toEqual(['0 files', '1 file', '2 passes']);
});
