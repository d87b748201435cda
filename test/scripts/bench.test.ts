import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { measureAll, median } from '../../scripts/lib/bench/measure.ts';
import { generateCorpus, generateTemplate } from '../../scripts/lib/bench/templates.ts';

interface Template {
  readonly Resources: Readonly<Record<string, unknown>>;
}

const asYaml = (text: string): Template => load(text) as Template;
const asJson = (text: string): Template => JSON.parse(text);

describe('generated templates', () => {
  test('are the same at every call, and others for another seed', () => {
    expect(generateTemplate(20, 0, 'yaml', 5)).toBe(generateTemplate(20, 0, 'yaml', 5));
    expect(generateTemplate(20, 0, 'yaml', 5)).not.toBe(generateTemplate(20, 0, 'yaml', 6));
  });

  test('say the same in YAML and in JSON', () => {
    expect(asYaml(generateTemplate(60, 0, 'yaml'))).toEqual(asJson(generateTemplate(60, 0, 'json')));
  });

  test.each(['yaml', 'json'] as const)('have the size and the number of resources that were asked for, in %s', (format) => {
    const text = generateTemplate(500, 1_000_000, format);
    expect(Object.keys((format === 'yaml' ? asYaml : asJson)(text).Resources)).toHaveLength(500);
    expect(Math.abs(text.length - 1_000_000)).toBeLessThan(50_000);
  });

  test('make a corpus of about the size of a public sample collection', () => {
    const texts = [...generateCorpus(300).values()];
    expect(texts).toHaveLength(300);
    expect(new Set(texts).size).toBe(300);
    expect(Math.abs(texts.reduce((sum, text) => sum + text.length, 0) - 2_700_000)).toBeLessThan(300_000);
  });
});

describe('measuring', () => {
  const node = (code: string, accepts: readonly number[] = [0]) => ({ program: process.execPath, args: ['-e', code], accepts });

  test.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('runs every command in each round, and once more for its memory', async () => {
    const calls: string[] = [];
    const commands = new Map([
      ['a', node('process.exitCode = 3', [3])],
      ['b', node('new Array(5e6).fill(0)')],
    ]);
    const measured = await measureAll(commands, 2, 60_000, (name, round) => calls.push(`${name}${round}`));
    expect(calls).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a0', 'b0']);
    expect(measured.get('a')?.times).toHaveLength(2);
    // Five million slots of eight bytes; an empty process has much less than that on top.
    expect((measured.get('b')?.peakMemory ?? 0) - (measured.get('a')?.peakMemory ?? 0)).toBeGreaterThan(20_000);
  });

  test('a command that fails is no fast command', async () => {
    const measured = await measureAll(
      new Map([['a', node("console.error('first\\nno such thing'); process.exitCode = 1")]]),
      2,
      60_000,
      () => {},
    );
    expect(measured.get('a')).toEqual({ times: [], failure: 'ended with 1: no such thing' });
  });

  test('a program that is not there is said', async () => {
    const measured = await measureAll(new Map([['a', { program: 'no-such-program-at-all', args: [], accepts: [0] }]]), 1, 60_000, () => {});
    expect(measured.get('a')?.failure).toMatch(/ENOENT/);
  });
});
