import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type LoadConfigOptions, loadConfig, loadPolicy } from '../../src/config/load.ts';
import type { ConfigOutcome, LoadedConfig } from '../../src/config/types.ts';
import { StackgateError, StackgateErrors } from '../../src/model/errors.ts';
import { diskReader } from '../../src/supply/disk-reader.ts';
import { supplyFromMemory } from '../../src/supply/memory.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { KNOWN } from './known.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

function inMemory(files: Files, options: Partial<LoadConfigOptions> = {}): Promise<ConfigOutcome> {
  const { reader } = supplyFromMemory(Object.entries(files).map(([path, content]) => ({ path, content })));
  return loadConfig({ reader, absolute: (path) => `/nowhere/${path}`, known: () => KNOWN, allowCode: true, ...options });
}

function onDisk(files: Files, options: Partial<LoadConfigOptions> = {}): Promise<ConfigOutcome> {
  const root = tempFolder(files);
  const reader = diskReader({ root, cwd: root });
  return loadConfig({ reader, absolute: reader.absolute, known: () => KNOWN, allowCode: true, ...options });
}

async function configOf(outcome: Promise<ConfigOutcome>): Promise<LoadedConfig> {
  const { config } = await outcome;
  if (config === undefined) throw new Error('there is no configuration');
  return config;
}

/** Each error as `file:line:column code message` with its hint. */
async function errorsOf(action: Promise<unknown>): Promise<readonly (readonly [string, string | undefined])[]> {
  try {
    await action;
  } catch (error) {
    if (!(error instanceof StackgateError)) throw error;
    const errors = error instanceof StackgateErrors ? error.errors : [error];
    return errors.map(
      ({ file, line, column, code, message, hint }) =>
        [`${[file, line, column].filter(Boolean).join(':')} ${code} ${message}`, hint] as const,
    );
  }
  throw new Error('nothing was thrown');
}

const WHOLE = `project: shop
packs: [recommended, cis]
rules: [iam/*]
disable:
  - s3/encrypted
failOn: medium
conditional: warn
unknown: { critical: fail, high: fail }
severities:
  s3/bucket-versioning-enabled: low
options:
  s3/bucket-encryption-enabled: { kmsOnly: yes }
environments:
  dev:
    account: 012345678901
    region: eu-west-1
    parameters: { Version: 1.10, On: yes, Subnets: [a, 0123], Size: 1e3 }
  prod:
    account: 222233334444
    parametersFile: params/prod.json
    parameters: { Env: production }
ignore: [legacy/**]
strict: true
allowEmpty: false
reports:
  - format: junit
    file: reports/junit.xml
customRules:
  - rules/tags.yaml
  - id: shop/topic-named
    title: Topics have a name
    severity: low
    resourceTypes: [AWS::SNS::Topic]
    schema: { required: [TopicName] }
    message: the topic has no name
    property: TopicName
`;

const TAGS =
  '- id: shop/tagged\n  title: Tagged\n  severity: medium\n  resourceTypes: ["*"]\n  schema: {required: [Tags]}\n  message: no tags\n';

test('reads everything that a configuration can say', async () => {
  const files = {
    'stackgate.config.yaml': WHOLE,
    'params/prod.json': '[{"ParameterKey":"Env","ParameterValue":"prod"},{"ParameterKey":"Size","ParameterValue":"L"}]',
    'rules/tags.yaml': TAGS,
  };
  const config = await configOf(inMemory(files));
  expect(config.file).toBe('stackgate.config.yaml');
  expect(config.document).toMatchObject({
    project: 'shop',
    failOn: 'medium',
    options: { 's3/bucket-encryption-enabled': { kmsOnly: true } },
  });
  expect(config.targets).toEqual([
    {
      name: 'dev',
      account: '012345678901',
      region: 'eu-west-1',
      parameters: { Version: '1.10', On: 'yes', Subnets: 'a,0123', Size: '1e3' },
      source: 'stackgate.config.yaml:14',
    },
    { name: 'prod', account: '222233334444', parameters: { Env: 'production', Size: 'L' }, source: 'stackgate.config.yaml:18' },
  ]);
  expect(config.customRules.map(({ kind, id, origin }) => [kind, id, origin])).toEqual([
    ['schema', 'shop/tagged', 'rules/tags.yaml:1'],
    ['schema', 'shop/topic-named', 'stackgate.config.yaml:30'],
  ]);
  expect(config.origin(['severities', 's3/bucket-versioning-enabled'])).toBe('stackgate.config.yaml:10');
  expect(config.digest).toMatch(/^[0-9a-f]{64}$/);
  const changed = await configOf(inMemory({ ...files, 'params/prod.json': '{"Env":"x"}' }));
  expect(changed.digest).not.toBe(config.digest);
});

test.each(['stackgate.config.yaml', 'stackgate.config.yml', 'stackgate.config.json'])('finds %s in the root', async (name) => {
  expect((await configOf(inMemory({ [name]: '{"failOn": "low"}' }))).document.failOn).toBe('low');
});

test('no configuration is none, an empty one is empty', async () => {
  expect(await inMemory({})).toEqual({ refused: [] });
  for (const empty of ['', '# nothing\n', '{}', '\uFEFF']) {
    expect((await configOf(inMemory({ 'stackgate.config.yaml': empty }))).document).toEqual({});
  }
});

test('a named configuration is taken wherever it lies, and has to be there', async () => {
  expect(
    (await configOf(inMemory({ 'ci/gate.yaml': 'strict: yes', 'stackgate.config.yaml': 'strict: no' }, { path: 'ci/gate.yaml' }))).document
      .strict,
  ).toBe(true);
  expect(await errorsOf(inMemory({}, { path: 'ci/gate.yaml' }))).toEqual([
    ['ci/gate.yaml CONFIG_UNREADABLE the configuration "ci/gate.yaml" does not exist', undefined],
  ]);
});

test('two configurations are an error', async () => {
  const [error] = await errorsOf(inMemory({ 'stackgate.config.yaml': '', 'stackgate.config.json': '{}' }));
  expect(error?.[0]).toBe(
    'stackgate.config.json CONFIG_INVALID there are several configurations: stackgate.config.yaml, stackgate.config.json',
  );
});

test('all errors are reported at once, each with its place and the nearest valid name', async () => {
  const text = `failon: high
failOn: hihg
packs: [recomended]
rules: s3/*
disable: [s3/bucket-encrypton-enabled, bucket-versioning-enabled, zzzzzzzzzz]
conditional: wran
unknown: { critcal: fail, high: fial }
severities: { s3/bucket-versioning-enabled: meduim, iam/no-star-actoin: high }
options: { s3/bucket-encryption-enabled: 3 }
environments:
  dev: { acount: 1, account: 1234, region: Ireland, parameters: { my-key: 1, Deep: {a: 1}, Nested: [[1]], None: } }
  "bad name": {}
ignore: legacy
strict: maybe
reports: [{ format: junt }, { file: x }]
customRules:
  - 3
  - { id: Bad Id, title: "", severity: hgih, resourceTypes: [], schema: x, mesage: m, property: A..B }
  - gone.yaml
`;
  const errors = await errorsOf(inMemory({ 'stackgate.config.yaml': text }));
  expect(
    errors.map(([error, hint]) => `${error.replace(/^stackgate\.config\.yaml:/, '')}${hint === undefined ? '' : ` | ${hint}`}`),
  ).toEqual([
    '1:1 CONFIG_INVALID unknown key "failon" | Did you mean `failOn`?',
    '2:1 CONFIG_INVALID failOn: "hihg" is none of critical, high, medium, low, info, none | Did you mean `high`?',
    '3:9 CONFIG_INVALID packs: there is no pack "recomended" | Did you mean `recommended`?',
    '4:1 CONFIG_INVALID rules: has to be a list, and is text',
    '5:11 CONFIG_INVALID disable: there is no rule "s3/bucket-encrypton-enabled" | Did you mean `s3/bucket-encryption-enabled`?',
    '5:40 CONFIG_INVALID disable: there is no rule "bucket-versioning-enabled" | Did you mean `s3/bucket-versioning-enabled`?',
    '5:67 CONFIG_INVALID disable: there is no rule "zzzzzzzzzz" | Known are: s3/bucket-encryption-enabled, s3/encrypted, s3/bucket-versioning-enabled, iam/no-star-action, Bad Id.',
    '6:1 CONFIG_INVALID conditional: "wran" is none of fail, warn | Did you mean `warn`?',
    '7:12 CONFIG_INVALID unknown: unknown key "critcal" | Did you mean `critical`?',
    '7:27 CONFIG_INVALID unknown.high: "fial" is none of ignore, warn, fail | Did you mean `fail`?',
    '8:15 CONFIG_INVALID severities.s3/bucket-versioning-enabled: "meduim" is none of critical, high, medium, low, info | Did you mean `medium`?',
    '8:53 CONFIG_INVALID severities: there is no rule "iam/no-star-actoin" | Did you mean `iam/no-star-action`?',
    '9:12 CONFIG_INVALID options.s3/bucket-encryption-enabled: has to be a map, and is a number',
    '11:10 CONFIG_INVALID environments.dev: unknown key "acount" | Did you mean `account`?',
    '11:21 CONFIG_INVALID environments.dev.account: 1234 is not an AWS account id, 12 digits',
    '11:36 CONFIG_INVALID environments.dev.region: "Ireland" is not the name of an AWS region such as eu-west-1',
    '11:67 CONFIG_INVALID environments.dev.parameters: "my-key" is not the name of a parameter: letters and digits',
    '11:78 CONFIG_INVALID environments.dev.parameters.Deep: has to be text, a number, a truth value or a list of these, and is a map',
    '11:101 CONFIG_INVALID environments.dev.parameters.Nested.0: has to be text, a number or a truth value, and is a list',
    '11:107 CONFIG_INVALID environments.dev.parameters.None: has to be text, a number, a truth value or a list of these, and is empty',
    '12:3 CONFIG_INVALID environments: "bad name" is not a name of letters, digits, dots, dashes and underscores',
    '13:1 CONFIG_INVALID ignore: has to be a list, and is text',
    '14:1 CONFIG_INVALID strict: has to be true or false, and is text',
    '15:13 CONFIG_INVALID reports.0.format: "junt" is none of pretty, json, junit, cucumber, sarif, markdown, html, github, gitlab | Did you mean `junit`?',
    '15:29 CONFIG_INVALID reports.1: "format" is missing',
    '17:5 CONFIG_INVALID customRules.0: has to be a rule or the path of a file that holds rules, and is a number',
    '18:5 CONFIG_INVALID customRules.1: "message" is missing',
    '18:7 CONFIG_INVALID customRules.1.id: "Bad Id" is not an id of the form team/what-is-demanded, in lower case',
    '18:19 CONFIG_INVALID customRules.1.title: is empty',
    '18:30 CONFIG_INVALID customRules.1.severity: "hgih" is none of critical, high, medium, low, info | Did you mean `high`?',
    '18:46 CONFIG_INVALID customRules.1.resourceTypes: is empty',
    '18:65 CONFIG_INVALID customRules.1.schema: has to be a map, and is text',
    '18:76 CONFIG_INVALID customRules.1: unknown key "mesage" | Did you mean `message`?',
    '18:87 CONFIG_INVALID customRules.1.property: "A..B" is not the path of a property such as Environment.Variables',
    '19:5 CONFIG_UNREADABLE customRules: "gone.yaml" does not exist',
  ]);
});

test('names in a text that cannot be parsed are one error each, with their places', async () => {
  expect(await errorsOf(inMemory({ 'stackgate.config.yaml': 'failOn: high\nfailOn: low\nstrict: *gone\n' }))).toEqual([
    [
      'stackgate.config.yaml:2:1 CONFIG_INVALID the key `failOn` stands here for the second time',
      'Only one of them would count; rename or remove one.',
    ],
    ['stackgate.config.yaml:3:9 CONFIG_INVALID the alias `*gone` has no anchor before it', undefined],
  ]);
});

test.each([
  ['a list', '- a\n', 'CONFIG_INVALID has to be a map of settings, and is a list'],
  ['a text', 'high\n', 'CONFIG_INVALID has to be a map of settings, and is text'],
  ['a tab', 'packs:\n\t- cis\n', 'CONFIG_INVALID cannot be parsed'],
  ['two documents', 'strict: true\n---\nstrict: false\n', 'CONFIG_INVALID holds several YAML documents'],
  ['a tag', 'failOn: !env LEVEL\n', 'CONFIG_INVALID'],
  ['an intrinsic function', 'failOn: !Ref Level\n', 'CONFIG_INVALID failOn: a map is none of'],
  ['binary data', Buffer.from([1, 0, 2]), 'CONFIG_UNREADABLE is not text'],
  ['Latin 1', Buffer.from('project: caf\xe9\n', 'latin1'), 'CONFIG_UNREADABLE is not valid UTF-8'],
  ['a prototype', '__proto__: { strict: true }\n', 'CONFIG_INVALID unknown key "__proto__"'],
  ['a prototype as rule', 'severities: { __proto__: high }\n', 'CONFIG_INVALID severities: there is no rule "__proto__"'],
  ['a constructor as rule', 'options: { constructor: {} }\n', 'CONFIG_INVALID options: there is no rule "constructor"'],
  ['deep nesting', `a: ${'['.repeat(5000)}`, 'CONFIG_INVALID nested deeper'],
  ['an escape sequence', '"\\e[31mred": 1\n', 'CONFIG_INVALID unknown key "\\u001b[31mred"'],
  ['a huge key', `${'k'.repeat(900)}: 1\n`, `CONFIG_INVALID unknown key "${'k'.repeat(60)}…"`],
])('refuses %s', async (_name, content, message) => {
  const [error] = await errorsOf(inMemory({ 'stackgate.config.yaml': content }));
  expect(error?.[0]).toContain(message);
});

test('faults of a parameter file and of a rule file stand at their own places', async () => {
  const files = {
    'stackgate.config.yaml':
      'environments:\n  a: { parametersFile: a.json }\n  b: { parametersFile: b.json }\ncustomRules: [rules/x.yaml]\n',
    'a.json': '{\n "my-key": 1}',
    'rules/x.yaml': 'id: shop/x\ntitle: X\nseverty: high\n',
  };
  const errors = await errorsOf(inMemory(files));
  expect(errors.map(([error]) => error)).toEqual([
    'rules/x.yaml:1:1 CONFIG_INVALID "severity" is missing',
    'rules/x.yaml:1:1 CONFIG_INVALID "resourceTypes" is missing',
    'rules/x.yaml:1:1 CONFIG_INVALID "schema" is missing',
    'rules/x.yaml:1:1 CONFIG_INVALID "message" is missing',
    'rules/x.yaml:3:1 CONFIG_INVALID unknown key "severty"',
    'a.json:2:2 PARAMETERS_INVALID "my-key" is no name of a parameter',
    'stackgate.config.yaml:3:8 PARAMETERS_INVALID the parameter file "b.json" does not exist',
  ]);
});

test('a samconfig file behind an environment is read for the environment that is named', async () => {
  const files = {
    'gate/stackgate.config.yaml': 'environments:\n  prod: { parametersFile: "../samconfig.toml#live" }\n',
    'samconfig.toml': '[live.deploy.parameters]\nparameter_overrides = "Env=live"\n',
  };
  expect((await configOf(inMemory(files, { path: 'gate/stackgate.config.yaml' }))).targets[0]?.parameters).toEqual({ Env: 'live' });
});

test('a custom rule cannot take the place of a built-in one, nor of another', async () => {
  const rule = (id: string) => `  - { id: ${id}, title: x, severity: low, resourceTypes: [A], schema: {}, message: m }\n`;
  const text = `customRules:\n${rule('s3/bucket-encryption-enabled')}${rule('s3/encrypted')}${rule('shop/a')}${rule('shop/a')}`;
  expect((await errorsOf(inMemory({ 'stackgate.config.yaml': text }))).map(([error]) => error)).toEqual([
    'stackgate.config.yaml:2:1 CONFIG_INVALID customRules: "s3/bucket-encryption-enabled" is the id of a built-in rule',
    'stackgate.config.yaml:3:1 CONFIG_INVALID customRules: "s3/encrypted" is the id of a built-in rule',
    'stackgate.config.yaml:5:1 CONFIG_INVALID customRules: "shop/a" is the id of another custom rule',
  ]);
});

test('custom rules can be named where rules are named', async () => {
  const text =
    'disable: [shop/a]\nseverities: { shop/a: high }\ncustomRules:\n  - { id: shop/a, title: x, severity: low, resourceTypes: [A], schema: {}, message: m }\n';
  expect((await configOf(inMemory({ 'stackgate.config.yaml': text }))).document.disable).toEqual(['shop/a']);
});

const CODE_RULE = `{ id: 'shop/code', title: 'x', severity: 'low', resources: ['*'], check(resource: unknown) { return resource; } }`;

test('a TypeScript configuration is run, its rules included', async () => {
  const files = {
    'stackgate.config.ts': `const level: 'low' | 'high' = 'low';\nexport default { failOn: level, strict: undefined, customRules: [${CODE_RULE}, 'more.mjs', 'tags.yaml'], environments: { dev: { account: '111122223333', parameters: { Size: 3 } } } };\n`,
    'more.mjs': `export default [${CODE_RULE.replace('shop/code', 'shop/more').replace(': unknown', '')}];\n`,
    'tags.yaml': TAGS,
    'package.json': '{"type":"module"}',
  };
  const config = await configOf(onDisk(files));
  expect(config.document).toMatchObject({ failOn: 'low' });
  expect(config.targets).toEqual([{ name: 'dev', account: '111122223333', parameters: { Size: '3' }, source: 'stackgate.config.ts' }]);
  expect(config.customRules.map(({ kind, id, origin }) => [kind, id, origin])).toEqual([
    ['code', 'shop/more', 'more.mjs'],
    ['schema', 'shop/tagged', 'tags.yaml:1'],
    ['code', 'shop/code', 'stackgate.config.ts'],
  ]);
});

test('errors in code name the path of keys', async () => {
  const files = {
    'stackgate.config.mjs':
      "export default { failOn: 'hihg', environments: { dev: { account: 5 } }, disable: ['s3/nope'], customRules: [{ id: 'x' }] };",
  };
  const errors = await errorsOf(onDisk(files));
  expect(errors.map(([error]) => error)).toContain(
    'stackgate.config.mjs CONFIG_INVALID failOn: "hihg" is none of critical, high, medium, low, info, none',
  );
  expect(errors.map(([error]) => error)).toContain(
    'stackgate.config.mjs CONFIG_INVALID environments.dev.account: 5 is not an AWS account id, 12 digits',
  );
  expect(errors.map(([error]) => error)).toContain('stackgate.config.mjs CONFIG_INVALID disable: there is no rule "s3/nope"');
});

test.each([
  ['throws', "throw new Error('boom');", 'CONFIG_UNREADABLE cannot be run: boom'],
  ['has no default export', 'export const a = 1;', 'CONFIG_UNREADABLE has no default export'],
  ['is no JavaScript', 'export default {', 'CONFIG_UNREADABLE cannot be run:'],
  ['exports a function', 'export default () => ({});', 'CONFIG_INVALID has to be plain data, and is a function'],
  ['holds a function', 'export default { failOn: () => 1 };', 'CONFIG_INVALID failOn: has to be plain data, and is a function'],
  [
    'is a circle',
    'const a = {}; a.options = a; export default a;',
    'CONFIG_INVALID options.options.options: is nested too deep, or in a circle',
  ],
  [
    'holds a rule without a check',
    "export default { customRules: ['r.mjs'] };",
    'CONFIG_INVALID a custom rule in code is what `defineRule` gives',
  ],
])('code that %s is an error', async (_name, code, message) => {
  const [error] = await errorsOf(onDisk({ 'stackgate.config.mjs': code, 'r.mjs': "export default { id: 'shop/x' };" }));
  expect(error?.[0]).toContain(message);
});

test('code that may not run does not run, and is recorded', async () => {
  const root = tempFolder({});
  const trace = join(root, 'it-ran');
  const code = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\nexport default { failOn: 'none' };\n`;
  const reason = 'the policy does not run code of the repository';
  expect(await onDisk({ 'stackgate.config.ts': code }, { allowCode: false })).toEqual({
    refused: [{ kind: 'code', subject: 'stackgate.config.ts', origin: 'stackgate.config.ts', reason }],
  });
  const beside = await onDisk(
    {
      'stackgate.config.mjs': code,
      'stackgate.config.yaml': 'failOn: low\ncustomRules: [rule.ts]\ndisable: [shop/code]\n',
      'rule.ts': code,
    },
    { allowCode: false },
  );
  expect(beside.config?.document.failOn).toBe('low');
  expect(beside.config?.customRules).toEqual([]);
  expect(beside.refused.map(({ subject, origin }) => [subject, origin])).toEqual([
    ['stackgate.config.mjs', 'stackgate.config.mjs'],
    ['rule.ts', 'stackgate.config.yaml:2'],
  ]);
  expect(await onDisk({ 'ci/gate.ts': code }, { allowCode: false, path: 'ci/gate.ts' })).toMatchObject({
    refused: [{ subject: 'ci/gate.ts' }],
  });
  expect(existsSync(trace)).toBe(false);
  await onDisk({ 'stackgate.config.mjs': code });
  expect(existsSync(trace)).toBe(true);
});

test('the catalogue is not asked for when no name has to be checked', async () => {
  const known = () => {
    throw new Error('asked');
  };
  expect((await inMemory({ 'stackgate.config.yaml': 'failOn: low\nignore: [a]\n' }, { known })).config?.document.failOn).toBe('low');
});

const policyFrom = (text: string, path = 'policy.yaml') => {
  const { reader } = supplyFromMemory([{ path: 'policy.yaml', content: text }]);
  return loadPolicy({ reader, path, known: () => KNOWN, isInsideRoot: false });
};

test('reads a policy', async () => {
  const policy = await policyFrom('failOn: high\nallowDisable: [s3/*]\nallowRepositoryCode: no\nscanners: [cfn-lint]\n');
  expect(policy.document).toEqual({ failOn: 'high', allowDisable: ['s3/*'], allowRepositoryCode: false, scanners: ['cfn-lint'] });
  expect(policy.origin(['allowDisable', '0'])).toBe('policy.yaml:2');
  expect(policy.digest).toMatch(/^[0-9a-f]{64}$/);
});

test('a policy with faults is refused, all faults at once', async () => {
  expect(
    await errorsOf(policyFrom('failon: high\npacks: [cs]\nallowDisable: [s3/bucket-versionin-enabled]\nallowOptions: [sqs/*]\n')),
  ).toEqual([
    ['policy.yaml:1:1 POLICY_INVALID unknown key "failon"', 'Did you mean `failOn`?'],
    ['policy.yaml:2:9 POLICY_INVALID packs: there is no pack "cs"', 'Did you mean `cis`?'],
    [
      'policy.yaml:3:16 POLICY_INVALID allowDisable: there is no rule "s3/bucket-versionin-enabled"',
      'Did you mean `s3/bucket-versioning-enabled`?',
    ],
    [
      'policy.yaml:4:16 POLICY_INVALID allowOptions: there is no rule "sqs/*"',
      'Known are: s3/bucket-encryption-enabled, s3/encrypted, s3/bucket-versioning-enabled, iam/no-star-action.',
    ],
  ]);
  expect((await errorsOf(policyFrom('', 'gone.yaml')))[0]?.[0]).toBe('gone.yaml POLICY_INVALID the policy "gone.yaml" does not exist');
  expect((await errorsOf(policyFrom('', 'policy.ts')))[0]?.[0]).toContain('POLICY_INVALID a policy is YAML or JSON, not code');
});
