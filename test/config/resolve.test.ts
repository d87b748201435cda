import { expect, test } from 'vitest';
import { describeSettings } from '../../src/config/describe.ts';
import { codeBuildTarget } from '../../src/config/environment.ts';
import { policyPath, resolveSettings } from '../../src/config/resolve.ts';
import { StackgateError, StackgateErrors } from '../../src/model/errors.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import { resolved } from './resolved.ts';

const neverAsked = () => {
  throw new Error('the catalogue was asked for');
};

test('with nothing said, everything is as by default and the catalogue is not needed', () => {
  const result = resolveSettings({ known: neverAsked });
  expect(result.settings).toEqual(DEFAULT_SETTINGS);
  expect(result.looseners).toEqual([]);
  expect(result.refused).toEqual([]);
  expect(new Set(Object.values(result.provenance))).toEqual(new Set(['default']));
});

test('flags win over variables, variables over the configuration', async () => {
  const config = 'failOn: low\nconditional: warn\nstrict: true\n';
  const variables = { STACKGATE_FAIL_ON: 'medium', STACKGATE_CONDITIONAL: 'fail' };
  const all = await resolved({ config, variables, flags: { failOn: 'critical' } });
  expect(all.settings).toMatchObject({ failOn: 'critical', conditional: 'fail', strict: true });
  expect(all.provenance).toMatchObject({
    failOn: '--fail-on',
    conditional: 'STACKGATE_CONDITIONAL',
    strict: 'stackgate.config.yaml:3',
    allowEmpty: 'default',
  });
  expect((await resolved({ config, variables })).settings.failOn).toBe('medium');
  expect((await resolved({ config })).settings.failOn).toBe('low');
});

test('everything that loosens the gate is listed with where it came from', async () => {
  const config = `packs: [cis]
disable: [s3/bucket-versioning-enabled]
failOn: none
conditional: warn
unknown: { high: ignore, low: fail }
severities: { iam/no-star-action: low, s3/bucket-versioning-enabled: critical }
options: { s3/encrypted: { kmsOnly: false } }
allowEmpty: true
`;
  const { looseners, settings } = await resolved({ config, flags: { disable: ['iam/*'] } });
  expect(looseners.map(({ kind, subject, origin }) => [kind, subject, origin])).toEqual([
    ['rule-selection', 'packs: cis', 'stackgate.config.yaml:1'],
    ['disabled-rule', 'iam/*', '--disable'],
    ['disabled-rule', 's3/bucket-versioning-enabled', 'stackgate.config.yaml:2'],
    ['fail-on', 'failOn: none', 'stackgate.config.yaml:3'],
    ['conditional', 'conditional: warn', 'stackgate.config.yaml:4'],
    ['unknown', 'unknown.high: ignore', 'stackgate.config.yaml:5'],
    ['severity', 'iam/no-star-action: low', 'stackgate.config.yaml:6'],
    ['rule-option', 's3/bucket-encryption-enabled: kmsOnly = false', 'stackgate.config.yaml:7'],
    ['setting', 'allowEmpty: true', 'stackgate.config.yaml:8'],
  ]);
  expect(settings.disable).toEqual(['iam/*', 's3/bucket-versioning-enabled']);
  expect(settings.ruleOptions).toEqual({ 's3/bucket-encryption-enabled': { kmsOnly: false } });
});

test('what tightens is no loosening', async () => {
  const { looseners } = await resolved({
    config:
      'packs: [recommended, cis]\nrules: [iam/no-star-action]\nfailOn: info\nunknown: fail\nstrict: true\nseverities: { s3/bucket-versioning-enabled: high }\n',
  });
  expect(looseners).toEqual([]);
});

test('a selection by flags replaces that of the configuration, and says what is lost', async () => {
  const { settings, looseners } = await resolved({ config: 'packs: [recommended, cis]\n', flags: { rules: ['s3/*'] } });
  expect(settings).toMatchObject({ packs: [], rules: ['s3/*'] });
  expect(looseners.map(({ subject, origin, reason }) => [subject, origin, reason])).toEqual([
    ['rules: s3/*', '--rule', 'replaces the recommended rules'],
    ['packs: recommended, cis', '--rule', 'replaces what stackgate.config.yaml:1 selects'],
  ]);
  expect((await resolved({ config: 'packs: [cis]\n', flags: { packs: ['all'] } })).looseners).toEqual([]);
});

test('all wrong flags and variables are named at once', async () => {
  const flags = {
    failOn: 'hihg',
    conditional: 'x',
    account: '12',
    region: 'Ireland',
    packs: ['recomended'],
    rules: ['s3/bucket-versionin-enabled'],
    disable: ['iam/nope'],
  };
  const variables = { STACKGATE_STRICT: 'maybe', STACKGATE_FAIL_ON: '9' };
  const error = await resolved({ flags, variables }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(StackgateErrors);
  expect((error as StackgateErrors).errors.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    ['UNKNOWN_PACK', '--pack: there is no pack "recomended"', 'Did you mean `recommended`?'],
    ['UNKNOWN_RULE', '--rule: there is no rule "s3/bucket-versionin-enabled"', 'Did you mean `s3/bucket-versioning-enabled`?'],
    ['UNKNOWN_RULE', '--disable: there is no rule "iam/nope"', expect.any(String)],
    ['USAGE', '--fail-on does not take "hihg"; it takes one of critical, high, medium, low, info, none', 'Did you mean `high`?'],
    ['USAGE', 'STACKGATE_FAIL_ON does not take "9"; it takes one of critical, high, medium, low, info, none', expect.any(String)],
    ['USAGE', '--conditional does not take "x"; it takes one of fail, warn', 'Known are: fail, warn.'],
    ['USAGE', '--account: "12" is not an AWS account id, 12 digits', undefined],
    ['USAGE', '--region: "Ireland" is not the name of an AWS region such as eu-west-1', undefined],
    ['USAGE', 'STACKGATE_STRICT does not take "maybe"; it takes true or false', undefined],
  ]);
  await expect(resolved({ flags: { failOn: 'x' } })).rejects.toBeInstanceOf(StackgateError);
});

test('empty variables count as not set, misspelt ones are warned about', async () => {
  const { settings, warnings } = await resolved({
    variables: { STACKGATE_FAIL_ON: '', STACKGATE_FAILON: 'low', STACKGATE_TOKEN: 'x', STACKGATE_PACKS: 'cis, pci-dss' },
  });
  expect(settings).toMatchObject({ failOn: 'high', packs: ['cis', 'pci-dss'] });
  expect(warnings).toEqual(['the variable STACKGATE_FAILON is not read; did you mean STACKGATE_FAIL_ON?']);
});

const BUILD = { CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:111122223333:build/shop:1', AWS_REGION: 'eu-central-1' };
const ENVIRONMENTS =
  'environments:\n  dev: { account: "333344445555", parameters: { Env: dev, Size: S } }\n  prod: { region: us-east-1 }\n';

test.each([
  ['arn:aws:codebuild:eu-west-1:111122223333:build/x:1', {}, { account: '111122223333', region: 'eu-west-1' }],
  [
    'arn:aws-us-gov:codebuild:us-gov-west-1:111122223333:build/x:1',
    { AWS_DEFAULT_REGION: 'us-gov-east-1' },
    { account: '111122223333', region: 'us-gov-east-1' },
  ],
  [
    'arn:aws-cn:codebuild:cn-north-1:111122223333:build/x:1',
    { AWS_REGION: '', AWS_DEFAULT_REGION: 'cn-northwest-1' },
    { account: '111122223333', region: 'cn-northwest-1' },
  ],
  ['arn:aws:codebuild:eu-west-1:1111:build/x:1', {}, undefined],
  ['nonsense', { AWS_REGION: 'eu-west-1' }, undefined],
  ['', { AWS_REGION: 'eu-west-1' }, undefined],
])('the build %s runs where its ARN says', (arn, others, target) => {
  expect(codeBuildTarget({ CODEBUILD_BUILD_ARN: arn, ...others })).toEqual(target);
});

test('the target comes from flags, then variables, then the environments, then CodeBuild', async () => {
  expect((await resolved({ variables: BUILD })).settings.targets).toEqual([
    { account: '111122223333', region: 'eu-central-1', parameters: {}, source: 'CodeBuild' },
  ]);
  expect((await resolved({ variables: { AWS_REGION: 'eu-west-1' } })).settings.targets).toEqual([]);
  const configured = await resolved({ variables: BUILD, config: ENVIRONMENTS });
  expect(configured.settings.targets.map(({ name, account, region, source }) => [name, account, region, source])).toEqual([
    ['dev', '333344445555', undefined, 'stackgate.config.yaml:2'],
    ['prod', undefined, 'us-east-1', 'stackgate.config.yaml:3'],
  ]);
  const flagged = await resolved({
    variables: { ...BUILD, STACKGATE_ACCOUNT: '999999999999' },
    config: ENVIRONMENTS,
    flags: { account: '444455556666' },
  });
  expect(flagged.settings.targets).toEqual([
    { account: '444455556666', region: 'eu-central-1', parameters: {}, source: '--account and CodeBuild' },
  ]);
  expect(flagged.looseners).toEqual([
    {
      kind: 'setting',
      subject: 'environments: dev, prod',
      origin: '--account',
      reason: 'one target is judged in place of the environments of the configuration',
    },
  ]);
  const variable = await resolved({ variables: { STACKGATE_REGION: 'eu-west-3' } });
  expect(variable.settings.targets).toEqual([{ region: 'eu-west-3', parameters: {}, source: 'STACKGATE_REGION' }]);
});

test('parameter files count over the environments, the last over those before', async () => {
  const parameters = [
    { values: { Env: 'a', Other: 'x' }, origin: 'a.json' },
    { values: { Env: 'b' }, origin: 'b.json' },
  ];
  const configured = await resolved({ config: ENVIRONMENTS, flags: { parameters } });
  expect(configured.settings.targets.map((target) => target.parameters)).toEqual([
    { Env: 'b', Size: 'S', Other: 'x' },
    { Env: 'b', Other: 'x' },
  ]);
  expect((await resolved({ flags: { parameters } })).settings.targets).toEqual([
    { parameters: { Env: 'b', Other: 'x' }, source: '--parameters' },
  ]);
});

test('reports of flags replace those of the configuration', async () => {
  const config = 'project: shop\nreports:\n  - { format: junit, file: j.xml }\n';
  expect(await resolved({ config })).toMatchObject({
    project: 'shop',
    reports: [{ format: 'junit', file: 'j.xml', origin: 'stackgate.config.yaml:3' }],
  });
  expect((await resolved({ config, flags: { reports: [{ format: 'json' }] } })).reports).toEqual([{ format: 'json', origin: '--report' }]);
});

test('the variable for the policy cannot be overridden by a flag', () => {
  expect(policyPath(undefined, {})).toBeUndefined();
  expect(policyPath('a.yaml', {})).toBe('a.yaml');
  expect(policyPath(undefined, { STACKGATE_POLICY: 'b.yaml' })).toBe('b.yaml');
  expect(policyPath('b.yaml', { STACKGATE_POLICY: 'b.yaml' })).toBe('b.yaml');
  expect(() => policyPath('own.yaml', { STACKGATE_POLICY: 'b.yaml' })).toThrow(expect.objectContaining({ code: 'POLICY_CONFLICT' }));
});

test('every setting is printed with its value and where it came from, and no value of a parameter', async () => {
  const config = `project: shop
packs: [recommended, cis]
failOn: medium
unknown: { critical: fail }
severities: { iam/no-star-action: low }
options: { s3/bucket-encryption-enabled: { kmsOnly: true } }
environments:
  dev: { account: "333344445555", parameters: { Password: hunter2 } }
ignore: ["legacy/**"]
reports: [{ format: junit, file: j.xml }]
`;
  const policy = 'severities: { iam/no-star-action: critical }\nallowOptions: ["*"]\nscanners: [cfn-lint]\n';
  const text = describeSettings(await resolved({ config, policy, variables: { STACKGATE_STRCT: '1' } }));
  expect(text).not.toContain('hunter2');
  expect(text).toMatchInlineSnapshot(`
    "configuration                         stackgate.config.yaml
    policy                                policy.yaml
    project                               shop                                           stackgate.config.yaml:1
    packs                                 recommended, cis                               policy.yaml (default) and stackgate.config.yaml:2
    rules                                 none                                           policy.yaml (default) and stackgate.config.yaml:2
    disable                               none                                           default
    failOn                                medium                                         stackgate.config.yaml:3
    conditional                           fail                                           default
    unknown.critical                      fail                                           stackgate.config.yaml:4
    unknown.high                          warn                                           default
    unknown.medium                        warn                                           default
    unknown.low                           warn                                           default
    unknown.info                          warn                                           default
    severities.iam/no-star-action         critical                                       policy.yaml:1
    options.s3/bucket-encryption-enabled  {"kmsOnly":true}                               stackgate.config.yaml:6
    environments.dev                      333344445555, any region, values for Password  stackgate.config.yaml:8
    ignore                                none                                           default
    strict                                false                                          default
    allowEmpty                            false                                          default
    reports                               junit=j.xml                                    stackgate.config.yaml:10

    Loosened:
      s3/bucket-encryption-enabled: kmsOnly = true (stackgate.config.yaml:6)

    Refused by the policy:
      iam/no-star-action: low (stackgate.config.yaml:5): policy.yaml:1 holds critical
      legacy/** (stackgate.config.yaml:9): the policy does not let a repository leave out templates

    Demanded by the policy and not done:
      the policy demands the scanner "cfn-lint", which this version cannot run

    Warnings:
      the variable STACKGATE_STRCT is not read; did you mean STACKGATE_STRICT?
    "
  `);
});

test('what a terminal would obey is printed visibly', async () => {
  const text = describeSettings(await resolved({ config: 'project: "\\e[2Jshop\\x9b"\n' }));
  expect(text).toContain('\\x1b[2Jshop\\x9b');
});
