import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, decodeLoosely } from '../../src/loaders/decode.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))));

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['UTF-8', bytes('Resources: é 😀\n'), 'utf-8'],
  ['UTF-8 with a byte order mark', bytes([0xef, 0xbb, 0xbf], 'Resources: é 😀\n'), 'utf-8'],
  ['UTF-16 LE with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Resources: é 😀\n', 'utf16le')]), 'utf-16le'],
  ['UTF-16 BE with a byte order mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be('Resources: é 😀\n')]), 'utf-16be'],
  ['UTF-16 LE without one', Buffer.from('Resources: é 😀\n', 'utf16le'), 'utf-16le'],
  ['UTF-16 BE without one', utf16be('Resources: é 😀\n'), 'utf-16be'],
])('reads %s', (_name, input, encoding) => {
  expect(decode(input)).toEqual({ kind: 'text', text: 'Resources: é 😀\n', encoding });
});

test('an empty file is empty text', () => {
  expect(decode(new Uint8Array())).toEqual({ kind: 'text', text: '', encoding: 'utf-8' });
});

test('names the first byte that is not UTF-8, with its place', () => {
  expect(decode(bytes('a: é\nbc: ', [0xe9], '\n'))).toEqual({
    kind: 'unreadable',
    diagnostic: {
      level: 'error',
      code: 'encoding',
      message: 'is not valid UTF-8: byte 10 (0xe9)',
      hint: 'Save it as UTF-8.',
      location: { line: 2, column: 5, endLine: 2, endColumn: 5 },
    },
  });
});

test.each([0, 1, 65_533, 65_535, 65_536, 65_537, 200_000])('finds a wrong byte behind %i bytes of text', (before) => {
  for (const filler of ['a', 'é', '😀']) {
    const text = filler.repeat(Math.ceil(before / Buffer.byteLength(filler)));
    for (const wrong of [[0x80], [0xff], [0xf0, 0x9f], [0xc3, 0x28]]) {
      const decoded = decode(bytes(text, wrong));
      expect(decoded.kind === 'unreadable' && decoded.diagnostic.message).toContain(`byte ${Buffer.byteLength(text)} `);
    }
  }
});

test.each([
  ['a zero byte in text', bytes('Resources:\n', [0], '\n'), 'byte 11 is zero'],
  ['an archive', bytes([0x50, 0x4b, 0x03, 0x04], 'tfplan'), 'a ZIP archive'],
  ['gzip data', bytes([0x1f, 0x8b, 8]), 'gzip'],
  ['an image', bytes([0x89, 0x50, 0x4e, 0x47, 13, 10]), 'an image'],
  ['UTF-32', bytes([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'UTF-32'],
  ['UTF-16 with half a character', bytes([0xff, 0xfe, 0x41]), 'half a character'],
  ['UTF-16 with a lone surrogate', bytes([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]), 'UTF-16LE'],
  ['only zero bytes', new Uint8Array(5000), 'byte 0 is zero'],
])('says that %s is no text', (_name, input, message) => {
  const decoded = decode(input);
  expect(decoded.kind === 'unreadable' && decoded.diagnostic.message).toContain(message);
});

test('a saved plan comes with the way to read it', () => {
  const decoded = decode(bytes([0x50, 0x4b, 0x03, 0x04]));
  expect(decoded.kind === 'unreadable' && decoded.diagnostic.hint).toContain('terraform show -json');
});

test('a head that was cut inside a character can still be recognised', () => {
  expect(decodeLoosely(bytes('Resources: ', [0xf0, 0x9f]))).toContain('Resources: ');
  expect(decodeLoosely(bytes([0xff, 0xfe, 0x41, 0x00, 0x42]))).toContain('A');
  expect(decodeLoosely(bytes('Resources:', [0]))).toContain('Resources:');
  expect(decodeLoosely(bytes([0x50, 0x4b, 0x03, 0x04], 'Resources:'))).toBe('');
});

test('any bytes are text or one diagnostic, and text comes back as it was', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (input) => {
      const decoded = decode(input);
      if (decoded.kind === 'unreadable') expect(decoded.diagnostic.message).not.toBe('');
      expect(typeof decodeLoosely(input)).toBe('string');
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      fc.pre(!text.includes('\0') && !text.startsWith('\uFEFF'));
      expect(decode(new TextEncoder().encode(text))).toEqual({ kind: 'text', text, encoding: 'utf-8' });
    }),
  );
});
