import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/model/result.ts';
import { judgeTexts } from '../../support/judge-texts.ts';

const GOOD = 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n';

const bomb = (): string => {
  const levels = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 10; level++)
    levels.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  return `${levels.join('\n')}\n${GOOD}`;
};

const nestedIf = (depth: number): string =>
  `Conditions: { C: !Equals [a, a] }\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: ${'{"Fn::If": [C, '.repeat(depth)}{}${', x]}'.repeat(depth)}\n`;

/** What is wrong, and where the one clear error stands. */
const BROKEN: readonly (readonly [string, string | Uint8Array, string, number | undefined])[] = [
  ['a YAML file cut off in a list', 'Resources:\n  B:\n    Type: [AWS::S3::Bucket\n', 'syntax', 4],
  ['a JSON file cut off', '{"Resources": {"B": {"Type": "AWS::S3::Buc', 'syntax', 1],
  ['an alias bomb', bomb(), 'alias-bomb', 7],
  ['YAML nested 20,000 deep', `Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties: ${'[ '.repeat(20_000)}`, 'too-deep', 4],
  ['JSON nested 20,000 deep', `{"Resources":{"B":{"Type":"AWS::S3::Bucket","Properties":${'{"a":'.repeat(20_000)}`, 'too-deep', 1],
  ['3,000 nested Fn::If', nestedIf(3000), 'too-deep', 5],
  ['a circle of conditions', `Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n${GOOD}`, 'condition-cycle', 2],
  ['a condition that names itself', `Conditions:\n  A: !Condition A\n${GOOD}`, 'condition-cycle', 2],
  ['an undeclared condition', `${GOOD}    Condition: Nope\n`, 'unknown-condition', 4],
  ['a malformed Fn::If', `${GOOD}    Properties:\n      BucketName: !If [A, b]\n`, 'malformed-intrinsic', 5],
  ['a Ref to a list', `${GOOD}    Properties:\n      BucketName: !Ref [a]\n`, 'malformed-intrinsic', 5],
  ['a function beside other keys', `${GOOD}    Properties:\n      Tags: { "Fn::Sub": x, Other: y }\n`, 'malformed-intrinsic', 5],
  ['a function that does not exist', `${GOOD}    Properties:\n      BucketName: { "Fn::Joni": [a, [b]] }\n`, 'unknown-function', 5],
  ['a tag that does not exist', `${GOOD}    Properties:\n      BucketName: !Sbu x\n`, 'unknown-tag', 5],
  ['a null resource', `${GOOD}  Other:\n`, 'mistyped-resource', 4],
  ['a resource that is a list', `${GOOD}  Other: [AWS::S3::Bucket]\n`, 'mistyped-resource', 4],
  ['a resource without a type', `${GOOD}  Other: { Properties: {} }\n`, 'no-type', 4],
  ['properties that are a text', `${GOOD}    Properties: text\n`, 'mistyped-properties', 4],
  ['a list of resources', 'AWSTemplateFormatVersion: 2010-09-09\nResources:\n  - Type: AWS::S3::Bucket\n', 'mistyped-section', 2],
  ['a duplicate key', `${GOOD}    Type: AWS::SNS::Topic\n`, 'duplicate-key', 4],
  ['a tab', 'Resources:\n\tBucket:\n\t\tType: AWS::S3::Bucket\n', 'syntax', 2],
  ['binary data', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]), 'binary', undefined],
  ['invalid UTF-8', new Uint8Array([...new TextEncoder().encode(GOOD), 0xff, 0xfe, 0xff]), 'encoding', 4],
  ['an empty file', '', 'not-a-template', 1],
  ['only a comment', '# nothing\n', 'not-a-template', 1],
  ['a text', 'just words', 'not-a-template', 1],
  ['several documents', `${GOOD}---\n${GOOD}`, 'several-documents', 5],
  ['placeholders of a text generator', `${GOOD}    Properties:\n      BucketName: {{ name }}\n`, 'complex-key', 5],
  ['a million lists', `${GOOD}    Properties: { Tags: [${'[],'.repeat(600_000)}] }\n`, 'too-large', 1],
  ['a file of 17 MB', `${GOOD}# ${'x'.repeat(17 * 1024 * 1024)}`, 'too-large', undefined],
];

describe('a broken file beside a good one', () => {
  it.each(BROKEN)('%s', (_, content, code, line) => {
    const { run } = judgeTexts({ 'bad.yaml': content, 'good.yaml': GOOD }, { rules: ['s3/bucket-versioning-enabled'] });
    const bad = run.ledger.files.find((file) => file.path === 'bad.yaml');
    expect(bad?.status).toBe('failed');
    const errors = (bad?.diagnostics ?? []).filter((diagnostic: Diagnostic) => diagnostic.level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code, ...(line === undefined ? {} : { location: { line } }) });
    expect(run.gate.incomplete).toBe(true);
    expect(run.gate.reasons.join()).toContain('bad.yaml');
    expect(run.results.filter((result) => result.file === 'good.yaml')).toMatchObject([
      { ruleId: 's3/bucket-versioning-enabled', status: 'fail' },
    ]);
  });
});

describe('strange files that load', () => {
  const utf16 = (text: string, bom: number[], big: boolean): Uint8Array =>
    new Uint8Array([...bom, ...[...text].flatMap((character) => (big ? [0, character.charCodeAt(0)] : [character.charCodeAt(0), 0]))]);

  it.each([
    ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(GOOD)])],
    ['UTF-16, little end first', utf16(GOOD, [0xff, 0xfe], false)],
    ['UTF-16, big end first', utf16(GOOD, [0xfe, 0xff], true)],
    ['__proto__ as a key', `${GOOD}    Properties: { __proto__: { polluted: true }, constructor: x }\n`],
    ['carriage returns', GOOD.replaceAll('\n', '\r\n')],
    ['tabs in JSON', '{\n\t"Resources": {\n\t\t"Bucket": {\n\t\t\t"Type": "AWS::S3::Bucket"\n\t\t}\n\t}\n}'],
  ])('%s', (_, content) => {
    const { run } = judgeTexts({ 't.yaml': content }, { rules: ['s3/bucket-versioning-enabled'] });
    expect(run.gate.incomplete).toBe(false);
    expect(run.results).toMatchObject([{ status: 'fail', resource: { id: 'Bucket' } }]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('gives up on too many scenarios, and says so, the same way every time', () => {
    const names = Array.from({ length: 60 }, (_, index) => `C${index}`);
    const parameters = names.map((name) => `  P${name}: { Type: String }`).join('\n');
    const conditions = names.map((name) => `  ${name}: !Equals [!Ref P${name}, x]`).join('\n');
    const chain = names.reduceRight((inner, name) => `!If [${name}, Enabled, ${inner}]`, 'Enabled');
    const product = `!Join ["", [${names.map((name) => `!If [${name}, "", !Ref AWS::NoValue]`).join(', ')}, Enabled]]`;
    const bucket = (id: string, status: string): string =>
      `  ${id}:\n    Type: AWS::S3::Bucket\n    Properties: { VersioningConfiguration: { Status: ${status} } }\n`;
    const text = `Parameters:\n${parameters}\nConditions:\n${conditions}\nResources:\n${bucket('Chain', chain)}${bucket('Product', product)}`;
    const first = judgeTexts({ 't.yaml': text }, { rules: ['s3/bucket-versioning-enabled'] }).run.results;
    expect(first).toMatchObject([
      { resource: { id: 'Chain' }, status: 'pass' },
      { resource: { id: 'Product' }, status: 'unknown', unknownBecause: 'too many scenarios: more than 256 depend on open conditions' },
    ]);
    expect(judgeTexts({ 't.yaml': text }, { rules: ['s3/bucket-versioning-enabled'] }).run.results).toEqual(first);
  });
});

describe('conditions that depend on themselves', () => {
  it.each([2, 3_000])('in a circle of %d', (length) => {
    const conditions = Array.from({ length }, (_, index) => `  C${index}: !And [!Condition C${(index + 1) % length}, !Equals [a, a]]`);
    const { run } = judgeTexts(
      {
        't.yaml': `Conditions:\n${conditions.join('\n')}\n${GOOD}    Properties: { VersioningConfiguration: { Status: !If [C0, Enabled, Enabled] } }\n`,
      },
      { rules: ['s3/bucket-versioning-enabled'] },
    );
    expect(run.ledger.files).toMatchObject([{ status: 'failed', diagnostics: [{ code: 'condition-cycle', location: { line: 2 } }] }]);
    expect(run.results).toMatchObject([{ status: 'unknown' }]);
  });
});

describe('wild text', () => {
  it('never throws, and always says something of every file', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.stringMatching(/^[\s\S]{0,40}Resources:[\s\S]{0,60}$/)),
        (text) => {
          const { run } = judgeTexts({ 't.yaml': text });
          expect(run.ledger.files).toHaveLength(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('survives every cut and every flipped character of a template', () => {
    const whole = `${GOOD}    Condition: C\n    Properties: { Tags: [{ Key: !Sub "a", Value: !If [C, x, !Ref AWS::NoValue] }] }\nConditions: { C: !Equals [!Ref AWS::Region, x] }\n`;
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.constantFrom('', '{', '}', '[', ']', ':', '!', '&a ', '*a', '\t', '"', "'", '|', '- ', '\0', '<<: '),
        (at, insert) => {
          for (const text of [whole.slice(0, at) + insert, whole.slice(0, at) + insert + whole.slice(at + 1)]) {
            const { run } = judgeTexts({ 't.yaml': text });
            expect(run.ledger.files).toHaveLength(1);
            if (run.ledger.files[0]?.status === 'failed') expect(run.gate.incomplete).toBe(true);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('texts and loops that grow with every level', () => {
  it('gives up on a text that doubles a hundred times', () => {
    let status = 'Enabled';
    for (let level = 0; level < 60; level++) status = `!Sub ["\${A}\${A}", { A: ${status} }]`;
    const { run } = judgeTexts(
      { 't.yaml': `${GOOD}    Properties: { VersioningConfiguration: { Status: ${status} } }\n` },
      { rules: ['s3/bucket-versioning-enabled'] },
    );
    expect(run.results).toMatchObject([{ status: 'unknown' }]);
  });

  it('gives up on loops in loops', () => {
    const list = `[${Array.from({ length: 50 }, (_, index) => `v${index}`).join(', ')}]`;
    let body = '{ "B${A}${B}${C}${D}": { Type: "AWS::S3::Bucket" } }';
    for (const name of ['D', 'C', 'B', 'A']) body = `{ "Fn::ForEach::${name}": [${name}, ${list}, ${body}] }`;
    const { run } = judgeTexts(
      { 't.yaml': `Transform: AWS::LanguageExtensions\nResources: ${body}\n` },
      { rules: ['s3/bucket-versioning-enabled'] },
    );
    expect(run.ledger.files).toMatchObject([{ status: 'failed', diagnostics: [{ code: 'loop-too-large' }] }]);
  });
});
