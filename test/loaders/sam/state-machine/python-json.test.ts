import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../../src/loaders/cloudformation/parse.ts';
import { fromNode } from '../../../../src/loaders/sam/origins.ts';
import { pythonJson } from '../../../../src/loaders/sam/state-machine/python-json.ts';
import { SourceText } from '../../../../src/model/source.ts';

function written(yaml: string): string {
  const { root } = parseDocument(new SourceText('definition.yaml', yaml));
  if (root === undefined) throw new Error('There is no document.');
  return pythonJson(fromNode(root));
}

describe('the JSON of definitions', () => {
  it('is indented by four, with keys in the order of their code points', () => {
    expect(written('{ b: [1, { c: null }], B: {}, a: [], "10": true, "9": x }')).toBe(`{
    "10": true,
    "9": "x",
    "B": {},
    "a": [],
    "b": [
        1,
        {
            "c": null
        }
    ]
}`);
  });

  it('is in ASCII', () => {
    expect(written(String.raw`"é ☃ 😀 \" \\ \n \x7f"`)).toBe(String.raw`"\u00e9 \u2603 \ud83d\ude00 \" \\ \n \u007f"`);
  });

  it.each([
    ['1', '1'],
    ['-30', '-30'],
    ['1.5', '1.5'],
    ['2.0', '2.0'],
    ['-0.0', '-0.0'],
    ['100.', '100.0'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['1.25e-7', '1.25e-07'],
    ['1000000000000000.0', '1000000000000000.0'],
    ['1.0e+16', '1e+16'],
    ['1.5e+22', '1.5e+22'],
    ['0x1F', '31'],
  ])('has the number %s as %s', (yaml, json) => {
    expect(written(`[${yaml}]`)).toBe(`[\n    ${json}\n]`);
  });
});
