import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Loosener, RunResult } from '../../src/model/result.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { type Outcome, resultOf, stackgate } from './stackgate.ts';

/** A high failure, a failure under a condition, and one that is not known. */
const TEMPLATE = `Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod] }
  Block: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Orders:
    Type: AWS::S3::Bucket
  Invoices:
    Type: AWS::S3::Bucket
    Condition: IsProd
  Images:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: !Ref Block
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      StorageEncrypted: true
      BackupRetentionPeriod: 3
`;

const POLICY = `packs: [recommended]
failOn: medium
unknown: { critical: fail, high: fail, medium: warn }
strict: true
severities: { rds/backup-retention-sufficient: high }
`;

const PUBLIC = 's3/bucket-blocks-public-access';
const BACKUPS = 'rds/backup-retention-sufficient';

interface Attempt {
  readonly way: string;
  /** Files of the repository beside the template. */
  readonly files?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly template?: string;
  /** What the ledger lists as refused: kind, subject, origin. */
  readonly refused: readonly (readonly [Loosener['kind'], string, string])[];
}

const config = (text: string): Readonly<Record<string, string>> => ({ 'stackgate.config.yaml': text });
const AT = 'stackgate.config.yaml:1';

/** Writes a file beside itself when it is run. */
const CODE = `import { writeFileSync } from 'node:fs';
writeFileSync(new URL('ran', import.meta.url), '');
export default { failOn: 'none', disable: ['*'] };
`;

const attempts: readonly Attempt[] = [
  { way: 'a milder threshold, configuration', files: config('failOn: none\n'), refused: [['fail-on', 'failOn: none', AT]] },
  { way: 'a milder threshold, flag', words: ['--fail-on', 'none'], refused: [['fail-on', 'failOn: none', '--fail-on']] },
  {
    way: 'a milder threshold, variable',
    environment: { STACKGATE_FAIL_ON: 'critical' },
    refused: [['fail-on', 'failOn: critical', 'STACKGATE_FAIL_ON']],
  },
  {
    way: 'a milder threshold, a configuration that a variable names',
    files: { 'other.yaml': 'failOn: none\n' },
    environment: { STACKGATE_CONFIG: 'other.yaml' },
    refused: [['fail-on', 'failOn: none', 'other.yaml:1']],
  },
  { way: 'conditional warnings, configuration', files: config('conditional: warn\n'), refused: [['conditional', 'conditional: warn', AT]] },
  { way: 'conditional warnings, flag', words: ['--conditional', 'warn'], refused: [['conditional', 'conditional: warn', '--conditional']] },
  {
    way: 'conditional warnings, variable',
    environment: { STACKGATE_CONDITIONAL: 'warn' },
    refused: [['conditional', 'conditional: warn', 'STACKGATE_CONDITIONAL']],
  },
  {
    way: 'unknown verdicts ignored',
    files: config('unknown: { high: ignore, info: ignore }\n'),
    refused: [
      ['unknown', 'unknown.high: ignore', AT],
      ['unknown', 'unknown.info: ignore', AT],
    ],
  },
  { way: 'rules disabled, configuration', files: config('disable: ["*"]\n'), refused: [['disabled-rule', '*', AT]] },
  { way: 'rules disabled, flag', words: ['--disable', PUBLIC], refused: [['disabled-rule', PUBLIC, '--disable']] },
  {
    way: 'rules disabled, variable',
    environment: { STACKGATE_DISABLE: `${PUBLIC},rds/*` },
    refused: [
      ['disabled-rule', PUBLIC, 'STACKGATE_DISABLE'],
      ['disabled-rule', 'rds/*', 'STACKGATE_DISABLE'],
    ],
  },
  { way: 'other packs, configuration', files: config('packs: [cis]\n'), refused: [['rule-selection', 'packs: cis', AT]] },
  { way: 'other packs, flag', words: ['--pack', 'cis'], refused: [['rule-selection', 'packs: cis', '--pack']] },
  { way: 'other packs, variable', environment: { STACKGATE_PACKS: 'cis' }, refused: [['rule-selection', 'packs: cis', 'STACKGATE_PACKS']] },
  { way: 'single rules, configuration', files: config('rules: [sns/*]\n'), refused: [['rule-selection', 'rules: sns/*', AT]] },
  { way: 'single rules, flag', words: ['--rule', 'sns/*'], refused: [['rule-selection', 'rules: sns/*', '--rule']] },
  {
    way: 'single rules, variable',
    environment: { STACKGATE_RULES: 'sns/*' },
    refused: [['rule-selection', 'rules: sns/*', 'STACKGATE_RULES']],
  },
  {
    way: 'lower severities',
    files: config(`severities: { ${PUBLIC}: info, ${BACKUPS}: medium }\n`),
    refused: [
      ['severity', `${PUBLIC}: info`, AT],
      ['severity', `${BACKUPS}: medium`, AT],
    ],
  },
  {
    way: 'options of rules',
    files: config(`options: { ${BACKUPS}: { minimumDays: 1 } }\n`),
    refused: [['rule-option', `${BACKUPS}: minimumDays = 1`, AT]],
  },
  { way: 'ignored paths, configuration', files: config('ignore: ["**"]\n'), refused: [['ignored-path', '**', AT]] },
  { way: 'ignored paths, .stackgateignore', files: { '.stackgateignore': '*\n' }, refused: [['ignored-path', '*', '.stackgateignore:1']] },
  {
    way: 'ignored paths, .gitignore below',
    files: { 'infra/.gitignore': '# all\n*.yaml\n' },
    refused: [['ignored-path', '*.yaml', 'infra/.gitignore:2']],
  },
  {
    way: 'no templates allowed',
    files: config('allowEmpty: true\n'),
    words: ['--allow-empty'],
    environment: { STACKGATE_ALLOW_EMPTY: 'true' },
    refused: [
      ['setting', 'allowEmpty: true', '--allow-empty'],
      ['setting', 'allowEmpty: true', 'STACKGATE_ALLOW_EMPTY'],
      ['setting', 'allowEmpty: true', AT],
    ],
  },
  {
    way: 'strictness switched off',
    files: config('strict: false\n'),
    environment: { STACKGATE_STRICT: 'false' },
    refused: [
      ['setting', 'strict: false', 'STACKGATE_STRICT'],
      ['setting', 'strict: false', AT],
    ],
  },
  {
    way: 'a configuration in TypeScript',
    files: { 'stackgate.config.ts': CODE },
    refused: [['code', 'stackgate.config.ts', 'stackgate.config.ts']],
  },
  {
    way: 'a configuration in JavaScript that a flag names',
    files: { 'other.mjs': CODE },
    words: ['--config', 'other.mjs'],
    refused: [['code', 'other.mjs', 'other.mjs']],
  },
  {
    way: 'rules in TypeScript',
    files: { ...config('customRules: [rules/own.ts]\n'), 'rules/own.ts': CODE.replace("'ran'", "'../ran'") },
    refused: [['code', 'rules/own.ts', AT]],
  },
  {
    way: 'requests inside of the template',
    template: `Metadata:\n  stackgate: { disable: ['*'], suppress: ['*'] }\n  cfn_nag: { rules_to_suppress: [{ id: W35 }] }\n${TEMPLATE.replace(
      '    Type: AWS::S3::Bucket\n',
      `    # stackgate:ignore ${PUBLIC}\n    # checkov:skip=CKV_AWS_53:none\n    Type: AWS::S3::Bucket # stackgate-ignore\n    Metadata: { stackgate: { ignore: [${PUBLIC}] }, checkov: { skip: [{ id: CKV_AWS_53 }] }, guard: { SuppressedRules: ['*'] } }\n`,
    )}`,
    refused: [],
  },
];

/** A checkout with the policy beside it, and what a scan of it under the policy gives. */
async function judged({ files = {}, words = [], environment = {}, template = TEMPLATE }: Partial<Attempt>): Promise<{
  readonly outcome: Outcome;
  readonly run: RunResult;
  readonly folder: string;
}> {
  const inRepository = Object.entries(files).map(([path, text]) => [`repository/${path}`, text]);
  const folder = tempFolder({
    ...Object.fromEntries(inRepository),
    'repository/infra/template.yaml': template,
    'repository/.git/': '',
    'policy.yaml': POLICY,
  });
  const repository = join(folder, 'repository');
  const outcome = await stackgate(repository, ['scan', '--format', 'json', '--policy', '../policy.yaml', ...words], { environment });
  return { outcome, run: resultOf(outcome), folder };
}

/** What fails, without the lines, which comments move. */
function blockers(run: RunResult): readonly string[] {
  return run.results.filter(({ blocking }) => blocking).map((result) => `${result.ruleId} ${result.severity} ${result.resource?.id}`);
}

describe('a policy holds', () => {
  test.for(attempts)('against $way', async ({ refused, ...attempt }) => {
    const held = await judged({});
    const { outcome, run, folder } = await judged(attempt);
    expect(blockers(held.run)).toEqual(
      expect.arrayContaining([`${PUBLIC} high Orders`, `${PUBLIC} high Invoices`, `${PUBLIC} high Images`, `${BACKUPS} high Database`]),
    );
    expect(outcome).toMatchObject({ status: 1, stderr: '' });
    expect(run.gate).toEqual(held.run.gate);
    expect(blockers(run)).toEqual(blockers(held.run));
    expect(run.ledger.refused.map(({ kind, subject, origin }) => [kind, subject, origin])).toEqual(refused);
    for (const { reason, subject } of run.ledger.refused) expect(reason, subject).toMatch(/policy/);
    expect(run.ledger.looseners).toEqual([]);
    expect(run.ledger.policyDigest).toBe(held.run.ledger.policyDigest);
    expect(existsSync(join(folder, 'repository/ran'))).toBe(false);
  });

  test('against all of it at once, and the pretty report lists it', async () => {
    const all: Attempt = {
      way: '',
      files: Object.assign(
        {
          'stackgate.config.yaml': attempts
            .flatMap(({ files = {} }) => (files['stackgate.config.yaml'] === undefined ? [] : [files['stackgate.config.yaml']]))
            .join(''),
        },
        ...attempts.map(({ files = {} }) =>
          Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith('stackgate.config.'))),
        ),
      ),
      words: attempts.flatMap(({ words = [] }) => (words[0] === '--config' ? [] : words)),
      environment: Object.assign({}, ...attempts.map(({ environment = {} }) => ('STACKGATE_CONFIG' in environment ? {} : environment))),
      refused: [],
    };
    const held = await judged({});
    const { outcome, run } = await judged(all);
    expect(outcome.stderr).toBe('');
    expect(blockers(run)).toEqual(blockers(held.run));
    expect(run.ledger.refused.length).toBeGreaterThan(25);
    expect(run.ledger.looseners).toEqual([]);
  });

  test('also against another policy than the one that the pipeline sets', async () => {
    const folder = tempFolder({ 'policy.yaml': POLICY, 'mild.yaml': 'failOn: none\n', 'repository/template.yaml': TEMPLATE });
    const repository = join(folder, 'repository');
    const environment = { STACKGATE_POLICY: join(folder, 'policy.yaml') };
    const scan = (...words: readonly string[]) => stackgate(repository, ['scan', '--quiet', ...words], { environment });
    expect((await scan()).status).toBe(1);
    const other = await scan('--policy', '../mild.yaml');
    expect(other).toMatchObject({ status: 2, stdout: '' });
    expect(other.stderr).toMatch(/--policy names "\.\.\/mild\.yaml", and STACKGATE_POLICY names .*\[POLICY_CONFLICT\]/);
  });

  test('the report of a configuration does not replace it', async () => {
    const folder = tempFolder({
      'policy.yaml': POLICY,
      'repository/template.yaml': TEMPLATE,
      'repository/stackgate.config.yaml': 'reports: [{ format: json, file: ../policy.yaml }]\n',
    });
    const outcome = await stackgate(join(folder, 'repository'), ['scan', '--policy', '../policy.yaml']);
    expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining('would overwrite the policy') });
    expect(readFileSync(join(folder, 'policy.yaml'), 'utf8')).toBe(POLICY);
  });
});

describe('a policy lets through', () => {
  test('what tightens', async () => {
    const { run } = await judged({
      files: config(`failOn: low\nunknown: fail\npacks: [all]\nseverities: { ${PUBLIC}: critical }\n`),
      words: ['--fail-on', 'info'],
    });
    expect(run.ledger.refused).toEqual([]);
    expect(run.gate.failOn).toBe('info');
    expect(blockers(run)).toContain(`${PUBLIC} critical Orders`);
  });

  test('what it allows by name, and the ledger has it', async () => {
    const allowing = `${POLICY}allowDisable: [${BACKUPS}]\nallowIgnore: ['legacy/']\nallowOptions: [rds/*]\nallowRepositoryCode: true\n`;
    const folder = tempFolder({
      'policy.yaml': allowing,
      'repository/.git/': '',
      'repository/template.yaml': TEMPLATE,
      'repository/legacy/old.yaml': TEMPLATE,
      'repository/.stackgateignore': 'legacy/\n',
      'repository/stackgate.config.mjs': `export default { disable: ['${BACKUPS}'] };`,
    });
    const run = resultOf(await stackgate(join(folder, 'repository'), ['scan', '--format', 'json', '--policy', '../policy.yaml']));
    expect(run.ledger.refused).toEqual([]);
    expect(run.ledger.looseners.map(({ kind, subject, origin }) => [kind, subject, origin])).toEqual([
      ['disabled-rule', BACKUPS, 'stackgate.config.mjs'],
      ['code', 'stackgate.config.mjs', '../policy.yaml:9'],
      ['ignored-path', 'legacy/', '.stackgateignore:1'],
    ]);
    expect(new Set(run.results.map(({ file }) => file))).toEqual(new Set(['template.yaml']));
  });

  test('nothing of a policy that lies in the checkout without saying so', async () => {
    const folder = tempFolder({ '.git/': '', 'policy.yaml': POLICY, 'template.yaml': TEMPLATE });
    const run = resultOf(await stackgate(folder, ['scan', '--format', 'json', '--policy', 'policy.yaml']));
    expect(run.ledger.looseners).toEqual([expect.objectContaining({ kind: 'setting', subject: '--policy', origin: 'policy.yaml' })]);
  });
});

test('without a policy everything that loosens is in the ledger with its origin', async () => {
  const folder = tempFolder({
    '.git/': '',
    'template.yaml': TEMPLATE,
    'legacy/old.yaml': TEMPLATE,
    '.gitignore': 'legacy\n',
    'stackgate.config.yaml': `failOn: critical\nconditional: warn\nunknown: ignore\ndisable: [sns/*]\npacks: [cis]\nseverities: { ${PUBLIC}: low }\noptions: { ${BACKUPS}: { minimumDays: 1 } }\n`,
  });
  const outcome = await stackgate(folder, ['scan', '--format', 'json', '--disable', 'sqs/*'], {
    environment: { STACKGATE_ALLOW_EMPTY: '1' },
  });
  expect(
    resultOf(outcome)
      .ledger.looseners.map(({ kind, origin }) => `${kind} ${origin}`)
      .sort(),
  ).toEqual(
    [
      'conditional stackgate.config.yaml:2',
      'disabled-rule --disable',
      'disabled-rule stackgate.config.yaml:4',
      'fail-on stackgate.config.yaml:1',
      'ignored-path .gitignore:1',
      'rule-option stackgate.config.yaml:7',
      'rule-selection stackgate.config.yaml:5',
      'setting STACKGATE_ALLOW_EMPTY',
      'severity stackgate.config.yaml:6',
      ...Array.from({ length: 5 }, () => 'unknown stackgate.config.yaml:3'),
    ].sort(),
  );
});
