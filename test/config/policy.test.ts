import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig, loadPolicy } from '../../src/config/load.ts';
import { mayRunCode, resolveSettings } from '../../src/config/resolve.ts';
import type { Loosener } from '../../src/model/result.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import { supplyFromDisk } from '../../src/supply/disk.ts';
import { diskReader } from '../../src/supply/disk-reader.ts';
import { liesInside } from '../../src/supply/root.ts';
import { TEMPLATE, tempFolder } from '../supply/temp-folder.ts';
import { KNOWN } from './known.ts';
import { resolved, type Situation } from './resolved.ts';

const POLICY = `failOn: medium
packs: [recommended, cis]
unknown: { critical: fail, high: fail }
severities: { s3/bucket-versioning-enabled: high }
options: { s3/bucket-encryption-enabled: { kmsOnly: true } }
strict: true
`;

const attempts: readonly (readonly [
  way: string,
  situation: Situation,
  expected: readonly (readonly [Loosener['kind'], string, string])[],
])[] = [
  [
    'a milder threshold in the configuration',
    { config: 'failOn: critical\n' },
    [['fail-on', 'failOn: critical', 'stackgate.config.yaml:1']],
  ],
  ['a milder threshold by flag', { flags: { failOn: 'none' } }, [['fail-on', 'failOn: none', '--fail-on']]],
  ['a milder threshold by variable', { variables: { STACKGATE_FAIL_ON: 'high' } }, [['fail-on', 'failOn: high', 'STACKGATE_FAIL_ON']]],
  [
    'conditional failures as warnings, in the configuration',
    { config: 'conditional: warn\n' },
    [['conditional', 'conditional: warn', 'stackgate.config.yaml:1']],
  ],
  [
    'conditional failures as warnings, by flag',
    { flags: { conditional: 'warn' } },
    [['conditional', 'conditional: warn', '--conditional']],
  ],
  [
    'conditional failures as warnings, by variable',
    { variables: { STACKGATE_CONDITIONAL: 'warn' } },
    [['conditional', 'conditional: warn', 'STACKGATE_CONDITIONAL']],
  ],
  [
    'what is unknown ignored',
    { config: 'unknown:\n  critical: warn\n  low: ignore\n' },
    [
      ['unknown', 'unknown.critical: warn', 'stackgate.config.yaml:2'],
      ['unknown', 'unknown.low: ignore', 'stackgate.config.yaml:3'],
    ],
  ],
  [
    'a disabled rule in the configuration',
    { config: 'disable: [iam/no-star-action]\n' },
    [['disabled-rule', 'iam/no-star-action', 'stackgate.config.yaml:1']],
  ],
  ['disabled rules by flag', { flags: { disable: ['*'] } }, [['disabled-rule', '*', '--disable']]],
  ['a disabled rule by its alias', { flags: { disable: ['s3/encrypted'] } }, [['disabled-rule', 's3/encrypted', '--disable']]],
  ['disabled rules by variable', { variables: { STACKGATE_DISABLE: 's3/*' } }, [['disabled-rule', 's3/*', 'STACKGATE_DISABLE']]],
  ['other packs in the configuration', { config: 'packs: [pci-dss]\n' }, [['rule-selection', 'packs: pci-dss', 'stackgate.config.yaml:1']]],
  ['single rules by flag', { flags: { rules: ['iam/no-star-action'] } }, [['rule-selection', 'rules: iam/no-star-action', '--rule']]],
  [
    'other packs by variable',
    { variables: { STACKGATE_PACKS: 'recommended' } },
    [['rule-selection', 'packs: recommended', 'STACKGATE_PACKS']],
  ],
  [
    'lower severities',
    { config: 'severities:\n  iam/no-star-action: low\n  s3/bucket-versioning-enabled: medium\n  s3/encrypted: info\n' },
    [
      ['severity', 'iam/no-star-action: low', 'stackgate.config.yaml:2'],
      ['severity', 's3/bucket-versioning-enabled: medium', 'stackgate.config.yaml:3'],
      ['severity', 's3/bucket-encryption-enabled: info', 'stackgate.config.yaml:4'],
    ],
  ],
  [
    'rule options',
    { config: 'options:\n  iam/no-star-action: { allowed: ["*"] }\n  s3/encrypted: { kmsOnly: false, other: 1 }\n' },
    [
      ['rule-option', 'iam/no-star-action: allowed = ["*"]', 'stackgate.config.yaml:2'],
      ['rule-option', 's3/bucket-encryption-enabled: kmsOnly = false', 'stackgate.config.yaml:3'],
      ['rule-option', 's3/bucket-encryption-enabled: other = 1', 'stackgate.config.yaml:3'],
    ],
  ],
  ['ignored paths', { config: 'ignore: ["**", "!kept"]\n' }, [['ignored-path', '**', 'stackgate.config.yaml:1']]],
  [
    'strictness switched off',
    { config: 'strict: false\n', variables: { STACKGATE_STRICT: 'no' } },
    [
      ['setting', 'strict: false', 'STACKGATE_STRICT'],
      ['setting', 'strict: false', 'stackgate.config.yaml:1'],
    ],
  ],
  [
    'nothing found allowed',
    { config: 'allowEmpty: true\n', flags: { allowEmpty: true } },
    [
      ['setting', 'allowEmpty: true', '--allow-empty'],
      ['setting', 'allowEmpty: true', 'stackgate.config.yaml:1'],
    ],
  ],
];

test.each(attempts)('refuses and lists: %s', async (_way, situation, expected) => {
  const held = await resolved({ policy: POLICY });
  const result = await resolved({ ...situation, policy: POLICY });
  expect(result.refused.map(({ kind, subject, origin }) => [kind, subject, origin])).toEqual(expected);
  expect(result.refused.every(({ reason }) => reason !== undefined && reason !== '')).toBe(true);
  const { packs, rules, ignore, ...settings } = result.settings;
  const { packs: _packs, rules: _rules, ignore: _ignore, ...heldSettings } = held.settings;
  expect(settings).toEqual(heldSettings);
  expect(packs).toEqual(expect.arrayContaining(['recommended', 'cis']));
  expect([...rules, ...ignore]).not.toContain('**');
  // Beside what the policy itself changes nothing has become looser.
  expect(result.looseners).toEqual(held.looseners);
});

test('the same attempts go through without a policy, and are listed as what loosened', async () => {
  for (const [, situation, expected] of attempts) {
    const { refused, looseners } = await resolved(situation);
    expect(refused).toEqual([]);
    const isByWalk = expected.every(([kind]) => kind === 'ignored-path');
    const isDefault = expected.every(([, subject]) =>
      ['strict: false', 'failOn: high', 'packs: recommended', 'unknown.critical: warn'].includes(subject),
    );
    if (!isByWalk && !isDefault) expect(looseners.length).toBeGreaterThan(0);
  }
});

test('an empty policy holds every setting at its default', async () => {
  for (const [, situation] of attempts) {
    const { settings } = await resolved({ ...situation, policy: '' });
    expect(settings).toMatchObject({
      ...DEFAULT_SETTINGS,
      packs: expect.arrayContaining(['recommended']),
      rules: expect.any(Array),
      ignore: expect.any(Array),
      severities: expect.not.objectContaining({ 'iam/no-star-action': 'low' }),
      failOn: expect.stringMatching(/^(?:high|medium)$/),
    });
    expect(settings.disable).toEqual([]);
  }
});

test('a policy can be tightened', async () => {
  const config = `failOn: low
packs: [pci-dss]
rules: [iam/*]
unknown: fail
severities: { s3/bucket-versioning-enabled: critical, s3/bucket-encryption-enabled: critical }
options: { s3/bucket-encryption-enabled: { kmsOnly: true } }
strict: true
allowEmpty: false
`;
  const result = await resolved({ config, policy: POLICY });
  expect(result.settings).toMatchObject({
    failOn: 'low',
    packs: ['recommended', 'cis', 'pci-dss'],
    rules: ['iam/*'],
    unknown: { critical: 'fail', high: 'fail', medium: 'fail', low: 'fail', info: 'fail' },
    severities: { 's3/bucket-versioning-enabled': 'critical', 's3/bucket-encryption-enabled': 'critical' },
    ruleOptions: { 's3/bucket-encryption-enabled': { kmsOnly: true } },
  });
  expect(result.refused.map(({ kind }) => kind)).toEqual(['rule-selection']);
  expect(result.provenance).toMatchObject({ failOn: 'stackgate.config.yaml:1', packs: 'policy.yaml and stackgate.config.yaml:2' });
});

test('a refused flag leaves the next one in force', async () => {
  expect((await resolved({ policy: POLICY, flags: { failOn: 'none' }, config: 'failOn: low\n' })).settings.failOn).toBe('low');
});

test('a policy can allow what it would refuse', async () => {
  const policy =
    'allowDisable: [s3/*]\nallowOptions: [s3/*]\nallowIgnore: [test/**]\noptions: { s3/bucket-encryption-enabled: { kmsOnly: true } }\n';
  const config =
    'disable: ["*-enabled", iam/no-star-action]\noptions: { s3/bucket-encryption-enabled: { kmsOnly: false, size: 3 } }\nignore: [test/old]\n';
  const result = await resolved({ policy, config, flags: { disable: ['*'] } });
  expect(result.settings.disable).toEqual(['s3/bucket-encryption-enabled', 's3/bucket-versioning-enabled', '*-enabled']);
  expect(result.settings.ruleOptions).toEqual({ 's3/bucket-encryption-enabled': { kmsOnly: true, size: 3 } });
  expect(result.refused.map(({ subject, origin, reason }) => [subject, origin, reason])).toEqual([
    ['*', '--disable', 'the policy does not allow to leave out 1 of 3 rules'],
    ['iam/no-star-action', 'stackgate.config.yaml:1', 'the policy does not allow to leave it out'],
    ['s3/bucket-encryption-enabled: kmsOnly = false', 'stackgate.config.yaml:2', 'policy.yaml:4 sets it'],
  ]);
  expect(result.policyIgnore).toEqual({ ignore: [], allowIgnore: ['test/**'] });
  expect(result.ignore).toEqual([{ pattern: 'test/old', origin: 'stackgate.config.yaml:3' }]);
});

test('what the policy itself loosens is listed as its own', async () => {
  const policy =
    'failOn: critical\npacks: [cis]\ndisable: [s3/bucket-versioning-enabled]\nconditional: warn\nseverities: { iam/no-star-action: high }\nallowEmpty: true\n';
  const result = await resolved({ policy });
  expect(result.refused).toEqual([]);
  expect(result.looseners.map(({ kind, subject, origin }) => [kind, subject, origin])).toEqual([
    ['rule-selection', 'packs: cis', 'policy.yaml'],
    ['disabled-rule', 's3/bucket-versioning-enabled', 'policy.yaml:3'],
    ['fail-on', 'failOn: critical', 'policy.yaml:1'],
    ['conditional', 'conditional: warn', 'policy.yaml:4'],
    ['severity', 'iam/no-star-action: high', 'policy.yaml:5'],
    ['setting', 'allowEmpty: true', 'policy.yaml:6'],
  ]);
});

test('own rules of a repository are its own to change', async () => {
  const config = `disable: [shop/off]
severities: { shop/on: info }
options: { shop/on: { a: 1 } }
customRules:
  - { id: shop/on, title: x, severity: high, resourceTypes: [A], schema: {}, message: m }
  - { id: shop/off, title: x, severity: high, resourceTypes: [A], schema: {}, message: m }
`;
  const result = await resolved({ policy: POLICY, config });
  expect(result.refused).toEqual([]);
  expect(result.settings).toMatchObject({ disable: ['shop/off'], severities: { 'shop/on': 'info' }, ruleOptions: { 'shop/on': { a: 1 } } });
  expect(result.customRuleSources.map(({ id }) => id)).toEqual(['shop/on', 'shop/off']);
});

test('a scanner that the policy demands and nobody can run is not passed over', async () => {
  expect((await resolved({ policy: 'scanners: [cfn-lint]\n' })).unmet).toEqual([
    'the policy demands the scanner "cfn-lint", which this version cannot run',
  ]);
});

/** The whole way, from files on a disk. */
async function fromDisk(files: Readonly<Record<string, string>>, policyFile: string, flags = {}) {
  const outer = tempFolder(files);
  const root = join(outer, 'repo');
  const given = [policyFile];
  const reader = diskReader({ root, cwd: root, given });
  const known = () => KNOWN;
  const policy = await loadPolicy({ reader, path: policyFile, known, isInsideRoot: liesInside(root, reader.absolute(policyFile)) });
  const config = await loadConfig({ reader, absolute: reader.absolute, known, allowCode: mayRunCode(policy) });
  const result = resolveSettings({ flags, config, policy, known });
  const supply = supplyFromDisk({
    root,
    cwd: root,
    paths: [],
    ignore: result.ignore,
    ...(result.policyIgnore === undefined ? {} : { policy: result.policyIgnore }),
  });
  return { outer, result, supply, refused: [...result.refused, ...supply.refused], looseners: [...result.looseners, ...supply.looseners] };
}

const SIDE_EFFECT = (trace: string, exported: string): string =>
  `import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('./${trace}', import.meta.url), '');\nexport default ${exported};\n`;

test('code of the repository does not run, ignore files do not hide, and all of it is listed', async () => {
  const { outer, result, supply, refused } = await fromDisk(
    {
      'central/policy.yaml': 'failOn: high\nallowIgnore: [samples/**]\n',
      'repo/stackgate.config.ts': SIDE_EFFECT('config-ran', "{ failOn: 'none', disable: ['*'] }"),
      'repo/stackgate.config.yaml': 'customRules: [rules/own.ts]\nignore: [by-config.yaml]\n',
      'repo/rules/own.ts': SIDE_EFFECT('rule-ran', '[]'),
      'repo/.gitignore': 'by-git.yaml\n',
      'repo/.stackgateignore': 'by-own.yaml\nsamples/\n',
      'repo/by-config.yaml': TEMPLATE,
      'repo/by-git.yaml': TEMPLATE,
      'repo/by-own.yaml': TEMPLATE,
      'repo/samples/a.yaml': TEMPLATE,
    },
    '../central/policy.yaml',
  );
  expect(existsSync(join(outer, 'repo/config-ran'))).toBe(false);
  expect(existsSync(join(outer, 'repo/rules/rule-ran'))).toBe(false);
  expect(result.settings).toMatchObject({ failOn: 'high', disable: [] });
  expect(supply.files.map(({ path }) => path)).toEqual(['by-config.yaml', 'by-git.yaml', 'by-own.yaml']);
  expect(refused.map(({ kind, subject, origin }) => [kind, subject, origin])).toEqual([
    ['code', 'stackgate.config.ts', 'stackgate.config.ts'],
    ['code', 'rules/own.ts', 'stackgate.config.yaml:1'],
    ['ignored-path', 'by-config.yaml', 'stackgate.config.yaml:2'],
    ['ignored-path', 'by-git.yaml', '.gitignore:1'],
    ['ignored-path', 'by-own.yaml', '.stackgateignore:1'],
  ]);
  expect(supply.looseners.map(({ subject }) => subject)).toEqual(['samples/']);
});

test('only code is no configuration then', async () => {
  const { result, refused } = await fromDisk(
    { 'central/policy.yaml': '', 'repo/stackgate.config.mjs': SIDE_EFFECT('ran', "{ failOn: 'none' }") },
    '../central/policy.yaml',
  );
  expect(result.settings.failOn).toBe('high');
  expect(result.configFile).toBeUndefined();
  expect(refused.map(({ kind }) => kind)).toEqual(['code']);
});

test('a policy can let code run, and that is listed', async () => {
  const { outer, result } = await fromDisk(
    { 'central/policy.yaml': 'allowRepositoryCode: true\n', 'repo/stackgate.config.mjs': SIDE_EFFECT('ran', "{ failOn: 'none' }") },
    '../central/policy.yaml',
  );
  expect(existsSync(join(outer, 'repo/ran'))).toBe(true);
  expect(result.settings.failOn).toBe('high');
  expect(result.refused.map(({ subject }) => subject)).toEqual(['failOn: none']);
  expect(result.looseners).toEqual([
    {
      kind: 'code',
      subject: 'stackgate.config.mjs',
      origin: '../central/policy.yaml:1',
      reason: 'the policy lets code of the repository run',
    },
  ]);
});

test('a policy in the checkout counts, and the ledger says where it lies', async () => {
  const { looseners } = await fromDisk({ 'repo/policy.yaml': 'failOn: high\n', 'repo/a.yaml': TEMPLATE }, 'policy.yaml');
  expect(looseners).toEqual([
    {
      kind: 'setting',
      subject: '--policy',
      origin: 'policy.yaml',
      reason: 'the policy lies in the checkout that it judges, where the judged can change it',
    },
  ]);
});
