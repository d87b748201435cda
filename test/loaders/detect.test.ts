import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DetectedKind, sniff } from '../../src/loaders/detect.ts';

const recognised: readonly (readonly [name: string, kind: DetectedKind, text: string])[] = [
  ['a format version', 'cloudformation', "AWSTemplateFormatVersion: '2010-09-09'\n"],
  ['a quoted key', 'cloudformation', '"AWSTemplateFormatVersion": "2010-09-09"\n'],
  ['a byte order mark left in', 'cloudformation', '\uFEFFAWSTemplateFormatVersion: x\n'],
  ['only resources', 'cloudformation', 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n'],
  ['a list of comments first', 'cloudformation', '# a\n\n---\n# b\nResources:\n  Topic: { Type: "AWS::SNS::Topic" }\n'],
  ['a document start with a comment', 'cloudformation', '--- # infra\nResources:\n  T:\n    Type: AWS::SNS::Topic\n'],
  ['a directive', 'cloudformation', '%YAML 1.1\n---\nResources:\n  T:\n    Type: AWS::SNS::Topic\n'],
  ['CRLF lines', 'cloudformation', 'Description: x\r\nResources:\r\n  T:\r\n    Type: AWS::SNS::Topic\r\n'],
  ['lone CR lines', 'cloudformation', 'Resources:\r  T:\r    Type: AWS::SNS::Topic\r'],
  ['an indented document', 'cloudformation', '  Resources:\n    T:\n      Type: AWS::SNS::Topic\n'],
  ['a custom resource', 'cloudformation', 'Resources:\n  T:\n    Type: Custom::Seed\n'],
  ['a third-party type', 'cloudformation', 'Resources:\n  T:\n    Type: Datadog::Monitors::Monitor\n'],
  ['a loop', 'cloudformation', 'Resources:\n  Fn::ForEach::Topics:\n    - Name\n    - [a]\n    - T${Name}: {Type: AWS::SNS::Topic}\n'],
  [
    'a transform on the top level first',
    'cloudformation',
    'Fn::Transform:\n  Name: AWS::Include\nResources:\n  T:\n    Type: AWS::SNS::Topic\n',
  ],
  ['sections without a type', 'cloudformation', 'Parameters: {}\nResources:\n  T: null\n'],
  ['JSON', 'cloudformation', '{"Description":"{","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}'],
  [
    'JSON with the type last',
    'cloudformation',
    '{\n "Resources": {"T": {"Properties": {"A": [1, {"b": "}"}]}, "Type": "AWS::SNS::Topic"}}}',
  ],
  ['JSON cut off', 'cloudformation', '{"Resources":{"T":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":"x'],
  ['YAML in flow style', 'cloudformation', '{Resources: {T: {Type: AWS::SNS::Topic}}}'],
  ['a tab that YAML refuses', 'cloudformation', 'Resources:\n\tTopic:\n\t\tType: AWS::SNS::Topic\n'],
  ['a merge conflict', 'cloudformation', '<<<<<<< HEAD\nAWSTemplateFormatVersion: a\n=======\n'],
  ['placeholders of a generator', 'cloudformation', '{% set name = 1 %}\nResources:\n  T:\n    Type: AWS::SNS::Topic\n'],
  ['the SAM transform', 'sam', 'Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n'],
  [
    'the SAM transform in a list',
    'sam',
    'AWSTemplateFormatVersion: x\nTransform:\n  - AWS::LanguageExtensions # first\n  - "AWS::Serverless-2016-10-31"\n',
  ],
  ['the SAM transform in a JSON list', 'sam', '{"Transform":["AWS::LanguageExtensions","AWS::Serverless-2016-10-31"],"Resources":{}}'],
  ['the SAM transform in JSON', 'sam', '{"Transform":"AWS::Serverless-2016-10-31","Resources":{}}'],
  [
    'a cloud assembly',
    'cdk-manifest',
    '{"version":"48.0.0","artifacts":{"S.assets":{"type":"cdk:asset-manifest"},"S":{"type":"aws:cloudformation:stack"}}}',
  ],
  ['an empty cloud assembly', 'cdk-manifest', '{"version":"48.0.0","artifacts":{}}'],
  ['a plan', 'terraform-plan', '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{}}}'],
  ['an old plan', 'terraform-plan', '{"format_version":"0.1","resource_changes":[]}'],
  ['a plan cut off', 'terraform-plan', '{"format_version":"1.2","terraform_version":"1.11.4","variables":{"a":{"va'],
];

test.each(recognised)('recognises %s', (_name, kind, text) => {
  expect(sniff(text)).toMatchObject({ kind });
});

const others: readonly (readonly [name: string, text: string])[] = [
  ['nothing', ''],
  ['only comments', '# Resources:\n'],
  ['a list', '- AWSTemplateFormatVersion: x\n  Resources: {}\n'],
  ['a JSON list', '[{"AWSTemplateFormatVersion":"x"}]'],
  [
    'a Kubernetes manifest',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  template: |\n    AWSTemplateFormatVersion: x\n    Resources:\n      T:\n        Type: AWS::SNS::Topic\n',
  ],
  ['a serverless.yml', 'service: a\nresources:\n  Resources:\n    T:\n      Type: AWS::SNS::Topic\n'],
  ['a parameter file', '{"Parameters":{"Env":"prod"}}'],
  ['a package file', '{"name":"x","version":"1.0.0","dependencies":{}}'],
  ['a state', '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}'],
  ['a raw state', '{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","outputs":{},"resources":[]}'],
  ['the output of validate', '{"format_version":"1.0","valid":true,"diagnostics":[]}'],
  ['an asset manifest', '{"version":"48.0.0","files":{},"dockerImages":{}}'],
  ['text that speaks of a template', 'A template has AWSTemplateFormatVersion: and Resources.\n'],
  ['the marks in a nested JSON object', '{"template":{"AWSTemplateFormatVersion":"x","Resources":{"T":{"Type":"AWS::SNS::Topic"}}}}'],
  ['another thing with Resources', 'Resources:\n  - a.png\n'],
];

test.each(others)('takes %s for no template', (_name, text) => {
  expect(sniff(text)).toMatchObject({ kind: 'not-a-template' });
});

test('says that a state is one', () => {
  expect(sniff('{"format_version":"1.0","terraform_version":"1.11.4","values":{}}').reason).toBe('a Terraform state, not a plan');
});

test('is not confused by deep nesting, long lines and unclosed quotes', () => {
  expect(sniff(`${'['.repeat(100_000)}`).kind).toBe('not-a-template');
  expect(sniff(`{"a":${'{"b":'.repeat(50_000)}`).kind).toBe('not-a-template');
  expect(sniff(`${'a'.repeat(500_000)}: b\n`).kind).toBe('not-a-template');
  expect(sniff(`{"${'\\'.repeat(500_001)}`).kind).toBe('not-a-template');
  expect(sniff(`Resources:\n  T: {Type: AWS::SNS::Topic, Description: "${'x '.repeat(200_000)}`).kind).toBe('cloudformation');
});

const fragment = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ':',
  ',',
  '\n',
  '  ',
  '- ',
  '#',
  '\\',
  '---',
  'Resources',
  'Type',
  'AWS::SNS::Topic',
  'a',
);

test('any text has an answer', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 60 }), (parts) => {
      expect(sniff(parts.join('')).reason).not.toBe('');
    }),
    { numRuns: 500 },
  );
});

test('a template is recognised wherever its sections stand, in JSON and cut off behind its mark', () => {
  const section = fc.tuple(fc.constantFrom('Description', 'Metadata', 'Mappings', 'Conditions'), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(fc.array(section), fc.array(section), fc.nat(1), (before, after, indent) => {
      const resources = ['Resources', { T: { Properties: {}, Type: 'AWS::SNS::Topic' } }] as const;
      const text = JSON.stringify(Object.fromEntries([...before, resources, ...after]), undefined, indent * 2);
      expect(sniff(text).kind).toBe('cloudformation');
      const mark = '"AWS::SNS::Topic"';
      expect(sniff(text.slice(0, text.indexOf(mark) + mark.length)).kind).toBe('cloudformation');
    }),
  );
});
