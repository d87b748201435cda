import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseParameterFile, splitSelector } from '../../../src/loaders/parameters/parameter-file.ts';
import { SourceText } from '../../../src/model/source.ts';

const parse = (path: string, text: string, selector?: string) => parseParameterFile(new SourceText(path, text), selector);

test.each([
  [
    'the form of the command line',
    'p.json',
    '[{"ParameterKey":"Env","ParameterValue":"prod"},{"ParameterKey":"Count","ParameterValue":3}]',
    { Env: 'prod', Count: '3' },
  ],
  ['a list of pairs', 'p.json', '["Env=prod","Query=a=b","Empty="]', { Env: 'prod', Query: 'a=b', Empty: '' }],
  ['the form of CodePipeline', 'p.json', '{"Parameters":{"Env":"prod"},"Tags":{"A":"b"},"StackPolicy":{"Statement":[]}}', { Env: 'prod' }],
  [
    'the input of the command line',
    'p.json',
    '{"StackName":"x","Parameters":[{"ParameterKey":"Env","ParameterValue":"prod"}]}',
    { Env: 'prod' },
  ],
  ['a plain map', 'p.json', '{"Env":"prod","Subnets":["a","b"],"On":true}', { Env: 'prod', Subnets: 'a,b', On: 'true' }],
  [
    'YAML, with values as they were written',
    'p.yaml',
    'Version: 1.10\nAccount: 012345678901\nOn: yes\nDay: 2026-11-24\nText: "a b"\n',
    { Version: '1.10', Account: '012345678901', On: 'yes', Day: '2026-11-24', Text: 'a b' },
  ],
  ['YAML aliases', 'p.yaml', 'A: &a x\nB: *a\n', { A: 'x', B: 'x' }],
  ['an empty map', 'p.json', '{}', {}],
  ['a parameter that is called Parameters', 'p.json', '{"Parameters":"x"}', { Parameters: 'x' }],
])('reads %s', (_name, path, text, values) => {
  expect(parse(path, text)).toEqual({ values, diagnostics: [] });
});

const SAM = `version = 0.1

[default.global.parameters]
stack_name = "app"
parameter_overrides = "Env=global"

[default.deploy.parameters]
parameter_overrides = "Env=dev Name=\\"two words\\" Sub='a b' ParameterKey=Old,ParameterValue=x"

[staging.global.parameters]
parameter_overrides = ["Env=staging", "Name=two words", "Path=C:\\\\x"]

[prod.build.parameters]
parameter_overrides = { Env = "prod", Count = 3, Subnets = ["a", "b"] }

[bare.deploy.parameters]
stack_name = "bare"
`;

test.each([
  [undefined, { Env: 'dev', Name: 'two words', Sub: 'a b', Old: 'x' }],
  ['default', { Env: 'dev', Name: 'two words', Sub: 'a b', Old: 'x' }],
  ['staging', { Env: 'staging', Name: 'two words', Path: 'C:\\x' }],
  ['prod', { Env: 'prod', Count: '3', Subnets: 'a,b' }],
  ['bare', {}],
])('reads samconfig.toml for %s', (selector, values) => {
  expect(parse('app/samconfig.toml', SAM, selector)).toEqual({ values, diagnostics: [] });
});

test('reads samconfig.yaml', () => {
  const text =
    'version: 0.1\ndefault:\n  deploy:\n    parameters:\n      parameter_overrides: Env=dev Name="a b"\nprod:\n  global:\n    parameters:\n      parameter_overrides:\n        - Env=prod\n';
  expect(parse('samconfig.yaml', text).values).toEqual({ Env: 'dev', Name: 'a b' });
  expect(parse('samconfig.yaml', text, 'prod').values).toEqual({ Env: 'prod' });
  expect(parse('samconfig.yaml', text, 'prdo').diagnostics[0]).toMatchObject({ code: 'unknown-environment', hint: 'Did you mean `prod`?' });
});

test('a value that stays as it was deployed is not known, and that is noted', () => {
  const { values, diagnostics } = parse('p.json', '[{"ParameterKey":"Env","UsePreviousValue":true}]');
  expect(values).toEqual({});
  expect(diagnostics).toMatchObject([{ level: 'note', code: 'previous-value' }]);
});

test.each([
  ['nothing', 'p.json', '', 'empty', 1, 1],
  ['a single value', 'p.yaml', 'x\n', 'parameters-form', 1, 1],
  ['broken JSON', 'p.json', '{\n "Env": "x\n', 'syntax', 3, 1],
  ['a template', 'p.yaml', 'Parameters:\n  A: {Type: String}\nResources: {}\n', 'parameters-form', 1, 1],
  ['a misspelt key', 'p.json', '[\n  {"ParameterKey":"Env","ParameterVaule":"x","ParameterValue":"y"}\n]', 'unknown-key', 2, 25],
  ['an item without a key', 'p.json', '[{"ParameterValue":"x"}]', 'parameters-form', 1, 2],
  ['an item without a value', 'p.json', '[{"ParameterKey":"x"}]', 'parameters-form', 1, 2],
  ['a list in a list', 'p.json', '[[]]', 'parameters-form', 1, 2],
  ['no pair', 'p.json', '["Env"]', 'parameter-pair', 1, 2],
  ['a map as value', 'p.yaml', 'A: 1\nB:\n  C: 1\n', 'parameter-value', 2, 1],
  ['null as value', 'p.yaml', 'A:\n', 'parameter-value', 1, 1],
  ['a bad name', 'p.yaml', 'A: 1\nmy-param: 1\n', 'parameter-name', 2, 1],
  ['a prototype', 'p.json', '{"__proto__": "x"}', 'parameter-name', 1, 2],
  ['a huge name', 'p.json', `{"${'a'.repeat(5000)}":"x"}`, 'parameter-name', 1, 2],
  ['a second value', 'p.json', '["A=1",\n"A=2"]', 'duplicate-parameter', 2, 1],
  ['a key twice', 'p.json', '{"A":"1",\n"A":"2"}', 'duplicate-key', 2, 1],
  ['an unknown section', 'p.json', '{"Parameters":{},\n"Tag":{}}', 'unknown-key', 2, 1],
  ['a misspelt environment', 'samconfig.toml', '[prod.deploy.parameters]\n', 'unknown-environment', 1, 1],
  ['broken TOML', 'samconfig.toml', '[default\nx = 1\n', 'syntax', 1, 9],
  ['an open quote', 'samconfig.toml', '[default.deploy.parameters]\n parameter_overrides = "A=\'b"\n', 'parameter-pair', 2, 2],
  ['no overrides', 'samconfig.toml', '[default.deploy.parameters]\nparameter_overrides = 3\n', 'parameters-form', 2, 1],
  [
    'a file in the overrides',
    'samconfig.toml',
    '[default.deploy.parameters]\nparameter_overrides = "file://x.json"\n',
    'parameter-pair',
    2,
    1,
  ],
])('refuses %s, with its place', (_name, path, text, code, line, column) => {
  const { values, diagnostics } = parse(path, text);
  expect(values).toEqual({});
  expect(diagnostics[0]).toMatchObject({ level: 'error', code, location: { line, column } });
});

test('a value that is refused does not get into the message', () => {
  const texts = [
    parse('samconfig.toml', '[default.deploy.parameters]\nparameter_overrides = "Password=hunter two"\n'),
    parse('samconfig.toml', '[default.deploy.parameters]\nparameter_overrides = "Password=\'hunter"\n'),
    parse('p.json', '["hunter"]'),
  ];
  expect(JSON.stringify(texts)).not.toContain('hunter');
});

test.each([
  ['samconfig.toml#prod', 'samconfig.toml', 'prod'],
  ['a/samconfig.yaml#prod', 'a/samconfig.yaml', 'prod'],
  ['a#b/params.json', 'a#b/params.json', undefined],
  ['params.json#x', 'params.json#x', undefined],
  ['samconfig.toml#', 'samconfig.toml#', undefined],
])('%s is file %s and environment %s', (given, file, selector) => {
  expect(splitSelector(given)).toEqual(selector === undefined ? { file } : { file, selector });
});

test('deep nesting and many pairs are answered', () => {
  expect(parse('p.json', '['.repeat(5000)).diagnostics[0]).toMatchObject({ level: 'error' });
  expect(parse('samconfig.toml', `a = ${'['.repeat(5000)}`).diagnostics[0]).toMatchObject({ level: 'error', code: 'syntax' });
  const many = Array.from({ length: 20_000 }, (_, index) => `P${index}=x`).join(' ');
  expect(Object.keys(parse('samconfig.toml', `[default.deploy.parameters]\nparameter_overrides = "${many}"\n`).values)).toHaveLength(
    20_000,
  );
});

test('any text gives values or diagnostics with places', () => {
  const part = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '=',
    ':',
    ',',
    '\n',
    ' ',
    '- ',
    '\\',
    'ParameterKey',
    'ParameterValue',
    'A',
    'default.deploy.parameters',
    'parameter_overrides',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), fc.constantFrom('p.json', 'samconfig.toml', 'samconfig.yaml'), (parts, path) => {
      for (const { message, location } of parse(path, parts.join('')).diagnostics) {
        expect(message).not.toBe('');
        expect(location?.line).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});
