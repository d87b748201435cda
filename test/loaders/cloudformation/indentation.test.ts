import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentContinuations } from '../../../src/loaders/cloudformation/indentation.ts';
import { parseDocument } from '../../../src/loaders/cloudformation/parse.ts';
import type { Node } from '../../../src/model/node.ts';
import { SourceText } from '../../../src/model/source.ts';
import { judgeTexts, outline } from '../../support/judge-texts.ts';

function plain(node: Node | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(plain);
    case 'mapping':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
  }
}

/** What a text says, or why it cannot be read. Every key has to stand where it is said to stand. */
function read(text: string): unknown {
  const { root, diagnostics } = parseDocument(new SourceText('t.yaml', text));
  const check = (node: Node): void => {
    if (node.kind === 'sequence') node.items.forEach(check);
    if (node.kind !== 'mapping') return;
    for (const { key, keyStart, keyEnd, value } of node.entries) {
      const written = text.slice(keyStart, keyEnd);
      if (!key.startsWith('Fn::')) expect([key, JSON.stringify(key), `'${key}'`]).toContain(written);
      check(value);
    }
  };
  if (root !== undefined) check(root);
  return diagnostics.length === 0 ? plain(root) : diagnostics.map(({ code, location }) => `${code} ${location?.line}:${location?.column}`);
}

describe('lines inside of brackets and quotes begin in any column', () => {
  it.each([
    ['JSON below a key', 'A:\n  P: {\n    "a": ["b",\n "c"\n]\n  }\n  Q: x\n', { A: { P: { a: ['b', 'c'] }, Q: 'x' } }],
    ['JSON in the first column', 'A: {\n"b": {\n"c": 1\n}\n}\nD: e\n', { A: { b: { c: 1 } }, D: 'e' }],
    ['JSON indented by tabs', 'A: {\n\t"b": {\n\t\t"c": 1\n\t}\n}\n', { A: { b: { c: 1 } } }],
    ['a list', 'A:\n- [a,\nb\n]\n- c\n', { A: [['a', 'b'], 'c'] }],
    ['carriage returns', 'A: {\r\n"b": 1\r\n}\r\nC: d\r\n', { A: { b: 1 }, C: 'd' }],
    ['quoted texts', "A:\n  B: \"x\ny\n\n  z\"\n  C: 'it''s\nso'\n  D: e\n", { A: { B: 'x y\nz', C: "it's so", D: 'e' } }],
    ['escaped line ends', 'A:\n  B: "x\\\n  y"\nC: d\n', { A: { B: 'xy' }, C: 'd' }],
    ['texts of functions', 'A:\n  B: !Sub "x\ny"\n  C: d\n', { A: { B: { 'Fn::Sub': 'x y' }, C: 'd' } }],
    [
      'brackets and quotes in words, comments and blocks',
      `A: it's [ # not {\nB: |\n  { "x": [\nC: >-\n   'y\n\n   z {\nD: a b\n  "c [\nE: {\n# }"\n"f": it's, "g":"h]"\n}\n`,
      { A: "it's [", B: '{ "x": [\n', C: "'y\nz {", D: 'a b "c [', E: { f: "it's", g: 'h]' } },
    ],
    ['keys in quotes and brackets', '"A": {\n"b": !If [c, "d\ne", {\nf: g}]\n}\n', { A: { b: { 'Fn::If': ['c', 'd e', { f: 'g' }] } } }],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('and what is broken is said where it stands', () => {
    expect(read('A: {\n"b": 1\n}\nC: [\nd\n')).toEqual(['syntax 2:1']);
    expect(read('A: {\n"b": 1\n}\nC: d\n E: f\n')).toEqual(['syntax 2:1']);
    expect(read('A: {\n"b": 1,\n"b": 2\n}\n')).toEqual(['duplicate-key 3:1']);
  });

  it('findings point into the file as it is', () => {
    const template =
      'Resources: {\n"Bucket": {\n"Type": "AWS::S3::Bucket",\n"Properties": { "VersioningConfiguration": {\n"Status": "Suspended" }\n}\n}\n}\n';
    const judged = judgeTexts({ 't.yaml': template }, { rules: ['s3/bucket-versioning-enabled'] });
    expect(judged.run.gate.incomplete).toBe(false);
    expect(outline(judged, 's3/bucket-versioning-enabled')).toEqual(['fail Bucket t.yaml:5']);
    expect(judged.run.results[0]?.location).toEqual({ line: 5, column: 1, endLine: 5, endColumn: 9 });
  });

  it('for any value, however its lines are indented', () => {
    const word = fc.stringMatching(/^[A-Za-z'"[\]{}#:, !&*|>-]{0,8}$/);
    const json = fc.jsonValue({ maxDepth: 4, stringUnit: fc.constantFrom(...'ab\'"[]{}#:, !&*|>-\n') });
    // Numbers with an exponent and no point are texts to YAML 1.1.
    const whole = json.map((value): unknown =>
      JSON.parse(JSON.stringify(value), (_, inner: unknown) => (typeof inner === 'number' ? Math.trunc(inner % 1000) : inner)),
    );
    fc.assert(
      fc.property(whole, fc.array(fc.nat(12), { minLength: 1 }), word, (value, columns, comment) => {
        fc.pre(typeof value === 'object' && value !== null);
        const lines = JSON.stringify(value, undefined, 1).split('\n');
        const ragged = lines.map((line, index) =>
          index === 0 ? line : ' '.repeat(columns[index % columns.length] ?? 0) + line.trimStart(),
        );
        const text = `First:\n  - Block: |\n      { "[\n    Word: it's [\n    Key: ${ragged.join('\n')} # ${comment}\n    Last: end\n`;
        const { root, diagnostics } = parseDocument(new SourceText('t.yaml', text));
        expect(diagnostics).toEqual([]);
        const expected = JSON.stringify({ First: [{ Block: '{ "[\n', Word: "it's [", Key: value, Last: 'end' }] });
        expect(JSON.stringify(plain(root))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves everything else alone', () => {
    for (const text of ['A: b\n', 'A:\n  - { b: c,\n      d: e }\n', 'A: "b\n    c"\n', 'A: [\n', 'A: "b\n', "A: 'b''\n"])
      expect(indentContinuations(text)).toBeUndefined();
  });

  it('a text that would grow past all limits stays as it is', () => {
    expect(indentContinuations(`${' '.repeat(50_000)}A: [${'\na'.repeat(1_000)}]`)).toBeUndefined();
  });
});

describe('a block at the end of a file', () => {
  it.each([
    ['without a line break', 'A: |\n  b', { A: 'b' }],
    ['with one', 'A: |\n  b\n', { A: 'b\n' }],
    ['folded', 'A: >\n  b\n  c', { A: 'b c' }],
    ['that keeps its breaks', 'A: |+\n  b\n\n', { A: 'b\n\n' }],
    ['that keeps none', 'A: |-\n  b\n', { A: 'b' }],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
