import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MASK, secretMask } from '../../src/reporters/secrets.ts';

function masked(text: string, ...secrets: readonly string[]): string {
  return secretMask(secrets).mask(text);
}

describe('mask', () => {
  test('replaces every occurrence', () => {
    expect(masked('hunter22 and hunter22', 'hunter22')).toBe(`${MASK} and ${MASK}`);
  });

  test('nothing to hide changes nothing', () => {
    expect(masked('plain')).toBe('plain');
    expect(masked('plain', '', '  ', '\n')).toBe('plain');
  });

  test('signs of regular expressions are letters like others', () => {
    expect(masked('a.c+(x) abc', 'a.c+(x)')).toBe(`${MASK} abc`);
  });

  test('as a JSON string writes it', () => {
    expect(masked(String.raw`{"p":"a\"b\\c"}`, 'a"b\\c')).toBe(`{"p":"${MASK}"}`);
  });

  test('as a YAML single-quoted string writes it', () => {
    expect(masked("p: 'it''s secret'", "it's secret")).toBe(`p: '${MASK}'`);
  });

  test('spread over indented lines, as a block scalar writes it', () => {
    expect(masked('key: |\n  first line\n  second line\nnext: 1', 'first line\nsecond line\n')).toBe(`key: |\n  ${MASK}\nnext: 1`);
    expect(masked(String.raw`"first line\nsecond line"`, 'first line\nsecond line')).toBe(`"${MASK}"`);
  });

  test('each longer line of a secret of several lines, alone too', () => {
    expect(masked('saw MIIEvQIBADANBg here', '-----BEGIN KEY-----\nMIIEvQIBADANBg\nxy')).toBe(`saw ${MASK} here`);
  });

  test('a short secret is masked as a word, not within others', () => {
    expect(masked('Password: abc, alphabet', 'abc')).toBe(`Password: ${MASK}, alphabet`);
    expect(masked('abcdef', 'abc')).toBe('abcdef');
  });

  test('overlapping secrets are masked as one', () => {
    expect(masked('x abcdefgh y', 'abcdef', 'cdefgh')).toBe(`x ${MASK} y`);
    expect(masked('aaaaaaa', 'aaaa')).toBe(MASK);
  });

  test('no secret of four characters or more is left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ab.\\"']{4,6}$/), { maxLength: 3 }),
        fc.stringMatching(/^[ab.\\"' ]{0,40}$/),
        (secrets, text) => {
          const shown = secretMask(secrets).mask(text);
          for (const secret of secrets) expect(shown).not.toContain(secret);
        },
      ),
    );
  });
});

test('ranges are in order, apart from each other and where the secrets stand', () => {
  const text = 'one secret1 two secret2 three secret1';
  const ranges = secretMask(['secret1', 'secret2']).ranges(text);
  expect(ranges.map((range) => text.slice(range.start, range.end))).toEqual(['secret1', 'secret2', 'secret1']);
});
