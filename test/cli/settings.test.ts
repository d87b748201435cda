import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { type Circumstances, resultOf, stackgate } from './stackgate.ts';
import { FAILING, PASSING, RULE } from './templates.ts';

/** Fails in every stage but prod; in which stage it is judged can be read from the result. */
const STAGED = `Parameters:
  Stage: { Type: String }
  Names: { Type: CommaDelimitedList, Default: a }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Orders:
    Type: AWS::S3::Bucket
    Properties:
      PublicAccessBlockConfiguration:
        BlockPublicAcls: !If [IsProd, true, false]
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
`;

async function scan(folder: string, words: readonly string[], circumstances: Circumstances = {}): Promise<RunResult> {
  const outcome = await stackgate(folder, ['scan', '--format', 'json', '--rule', RULE, '--include-passed', ...words], circumstances);
  expect(outcome.stderr).toBe('');
  return resultOf(outcome);
}

function verdicts(run: RunResult): readonly string[] {
  return run.results.map(({ status, target, file }) => [status, file, ...(target === undefined ? [] : [target])].join(' '));
}

describe('--parameters', () => {
  const FORMS: readonly { readonly form: string; readonly files: Readonly<Record<string, string>>; readonly words: readonly string[] }[] = [
    {
      form: 'the list of the AWS command line',
      files: { 'p.json': '[{ "ParameterKey": "Stage", "ParameterValue": "prod" }]' },
      words: ['p.json'],
    },
    {
      form: 'the template configuration of CodePipeline',
      files: { 'p.json': '{ "Parameters": { "Stage": "prod" }, "Tags": {} }' },
      words: ['p.json'],
    },
    { form: 'a list of assignments', files: { 'p.json': '["Stage=prod", "Names=a,b"]' }, words: ['p.json'] },
    { form: 'a map in JSON', files: { 'p.json': '{ "Stage": "prod" }' }, words: ['p.json'] },
    { form: 'a map in YAML, with a list', files: { 'p.yaml': 'Stage: prod\nNames: [a, b]\n' }, words: ['p.yaml'] },
    {
      form: 'samconfig.toml, its default environment',
      files: { 'samconfig.toml': 'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Stage=prod Names=\\"a,b\\""\n' },
      words: ['samconfig.toml'],
    },
    {
      form: 'samconfig.toml, an environment by name',
      files: {
        'samconfig.toml':
          '[default.deploy.parameters]\nparameter_overrides = "Stage=dev"\n[prod.deploy.parameters]\nparameter_overrides = ["Stage=prod"]\n',
      },
      words: ['samconfig.toml#prod'],
    },
    { form: 'a file with a byte order mark', files: { 'p.json': '\ufeff{ "Stage": "prod" }' }, words: ['p.json'] },
    {
      form: 'several files, of which the last wins',
      files: { 'a.json': '{ "Stage": "dev" }', 'b.json': '{ "Stage": "prod" }' },
      words: ['a.json', 'b.json'],
    },
  ];

  test.for(FORMS)('$form', async ({ files, words }) => {
    const folder = tempFolder({ 'template.yaml': STAGED, ...files });
    const given = words.flatMap((file) => ['--parameters', file]);
    expect(verdicts(await scan(folder, ['template.yaml', ...given]))).toEqual(['pass template.yaml']);
    expect(verdicts(await scan(folder, ['template.yaml']))).toEqual(['fail template.yaml']);
  });

  test('of a name that no template declares are warned of, with the name that was meant', async () => {
    const folder = tempFolder({ 'template.yaml': STAGED, 'a.json': '{ "Stge": "prod" }' });
    const { stderr } = await stackgate(folder, ['scan', 'template.yaml', '--parameters', 'a.json']);
    expect(stderr).toBe('warning: no template declares the parameter Stge; did you mean Stage?\n');
  });

  test('are in the evidence by a digest, secrets left out', async () => {
    const template =
      'Parameters: { Stage: { Type: String }, Key: { Type: String, NoEcho: true } }\nResources: { T: { Type: AWS::SNS::Topic } }\n';
    const digestWith = async (values: Record<string, string>): Promise<string | undefined> => {
      const folder = tempFolder({ 'template.yaml': template, 'p.json': JSON.stringify(values) });
      const outcome = await stackgate(folder, ['scan', 'template.yaml', '--parameters', 'p.json', '--format', 'json']);
      return resultOf(outcome).run.parametersDigest;
    };
    const digest = await digestWith({ Stage: 'a', Key: 'one' });
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestWith({ Stage: 'a', Key: 'two' })).toBe(digest);
    expect(await digestWith({ Stage: 'b', Key: 'one' })).not.toBe(digest);
  });

  test('are read from outside of the root, by whatever path', async () => {
    const folder = tempFolder({
      'repository/.git/': '',
      'repository/infra/template.yaml': STAGED,
      'samconfig.toml': '[prod.deploy.parameters]\nparameter_overrides = "Stage=prod"\n',
    });
    const infra = join(folder, 'repository/infra');
    for (const file of ['../../samconfig.toml#prod', join(folder, 'samconfig.toml#prod')]) {
      expect(verdicts(await scan(infra, ['template.yaml', '--parameters', file])), file).toEqual(['pass infra/template.yaml']);
    }
    expect(verdicts(await scan(folder, ['repository', '--root', 'repository', '--parameters', 'samconfig.toml#prod']))).toEqual([
      'pass infra/template.yaml',
    ]);
  });

  test('count for the templates that declare their names, and a target digest tells them apart', async () => {
    const folder = tempFolder({
      'staged.yaml': STAGED,
      'other.yaml': PASSING,
      'prod.json': '{ "Stage": "prod" }',
      'dev.json': '{ "Stage": "dev" }',
    });
    const digest = async (file: string) =>
      (await scan(folder, ['--account', '111122223333', '--parameters', file])).run.targets[0]?.parametersDigest;
    expect(await digest('prod.json')).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest('prod.json')).not.toBe(await digest('dev.json'));
  });
});

describe('targets', () => {
  const ENVIRONMENTS = `environments:
  dev: { account: '111122223333', region: eu-west-1, parameters: { Stage: dev } }
  prod: { account: 444455556666, region: eu-central-1, parametersFile: parameters/prod.json }
`;
  const FILES = { 'template.yaml': STAGED, 'stackgate.config.yaml': ENVIRONMENTS, 'parameters/prod.json': '{ "Stage": "prod" }' };
  const BUILD = { CODEBUILD_BUILD_ARN: 'arn:aws-cn:codebuild:cn-north-1:777788889999:build/gate:1' };

  test('each environment is judged on its own', async () => {
    const run = await scan(tempFolder(FILES), []);
    expect(verdicts(run)).toEqual(['fail template.yaml dev', 'pass template.yaml prod']);
    expect(run.run.targets).toEqual([
      {
        id: 'dev',
        name: 'dev',
        account: '111122223333',
        region: 'eu-west-1',
        source: 'stackgate.config.yaml:2',
        parametersDigest: expect.any(String),
      },
      {
        id: 'prod',
        name: 'prod',
        account: '444455556666',
        region: 'eu-central-1',
        source: 'stackgate.config.yaml:3',
        parametersDigest: expect.any(String),
      },
    ]);
  });

  test('parameters from the command line are for all of them', async () => {
    const folder = tempFolder({ ...FILES, 'p.json': '{ "Stage": "prod" }' });
    expect(verdicts(await scan(folder, ['--parameters', 'p.json']))).toEqual(['pass template.yaml dev', 'pass template.yaml prod']);
  });

  test.for([
    {
      what: 'flags',
      words: ['--account', '000011112222', '--region', 'us-east-1'],
      environment: {},
      target: { account: '000011112222', region: 'us-east-1', source: '--account and --region' },
    },
    {
      what: 'an account alone',
      words: ['--account', '000011112222'],
      environment: {},
      target: { account: '000011112222', source: '--account' },
    },
    {
      what: 'variables',
      words: [],
      environment: { STACKGATE_ACCOUNT: '000011112222', STACKGATE_REGION: 'us-east-1' },
      target: { account: '000011112222', region: 'us-east-1', source: 'STACKGATE_ACCOUNT and STACKGATE_REGION' },
    },
    {
      what: 'a flag before a variable',
      words: ['--region', 'us-east-2'],
      environment: { STACKGATE_REGION: 'us-east-1' },
      target: { region: 'us-east-2', source: '--region' },
    },
    {
      what: 'CodeBuild, in any partition',
      words: [],
      environment: BUILD,
      target: { account: '777788889999', region: 'cn-north-1', source: 'CodeBuild' },
    },
    {
      what: 'CodeBuild, whose region the variable of AWS says',
      words: [],
      environment: { ...BUILD, AWS_REGION: 'cn-northwest-1' },
      target: { account: '777788889999', region: 'cn-northwest-1', source: 'CodeBuild' },
    },
    {
      what: 'a flag within CodeBuild',
      words: ['--account', '000011112222'],
      environment: BUILD,
      target: { account: '000011112222', region: 'cn-north-1', source: '--account and CodeBuild' },
    },
  ])('$what', async ({ words, environment, target }) => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    const { run, results } = await scan(folder, words, { environment });
    expect(run.targets).toEqual([expect.objectContaining(target)]);
    expect(
      Object.keys(run.targets[0] ?? {})
        .filter((key) => key !== 'id')
        .sort(),
    ).toEqual(Object.keys(target).sort());
    expect(results.map((result) => result.target)).toEqual([run.targets[0]?.id]);
  });

  test('the environments of the configuration come before CodeBuild, flags before both, and the ledger says so', async () => {
    const folder = tempFolder({ ...FILES, 'p.json': '{ "Stage": "prod" }' });
    expect((await scan(folder, [], { environment: BUILD })).run.targets.map(({ id }) => id)).toEqual(['dev', 'prod']);
    const { run, ledger } = await scan(folder, ['--account', '444455556666', '--parameters', 'p.json']);
    expect(run.targets).toHaveLength(1);
    expect(ledger.looseners).toContainEqual(
      expect.objectContaining({ kind: 'setting', subject: 'environments: dev, prod', origin: '--account' }),
    );
  });

  test('what looks like CodeBuild and is not sets nothing', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING });
    for (const arn of ['', 'arn:aws:s3:::bucket', 'arn:aws:codebuild:eu-west-1:12:build/x', 'nonsense']) {
      expect((await scan(folder, [], { environment: { CODEBUILD_BUILD_ARN: arn, AWS_REGION: 'eu-west-1' } })).run.targets).toEqual([]);
    }
  });
});

describe('the root', () => {
  const repository = (): string =>
    tempFolder({ '.git/': '', 'infra/template.yaml': FAILING, 'stackgate.config.yaml': `severities: { ${RULE}: low }\n`, 'app/': '' });

  test('is the top level of the repository: paths and the configuration are the same from everywhere', async () => {
    const folder = repository();
    const runs = [
      await scan(folder, []),
      await scan(join(folder, 'infra'), []),
      await scan(join(folder, 'app'), ['../infra']),
      await scan('/', [folder, '--root', folder]),
    ];
    for (const run of runs) {
      expect(run.results.map(({ file, severity }) => [file, severity])).toEqual([['infra/template.yaml', 'low']]);
      expect(run.results[0]?.fingerprint).toBe(runs[0]?.results[0]?.fingerprint);
      expect(run.run.root).toBe(folder);
    }
  });

  test('a template outside of it keeps the path as it was given', async () => {
    const folder = tempFolder({ 'repository/.git/': '', 'elsewhere/template.yaml': FAILING });
    const run = await scan(join(folder, 'repository'), ['../elsewhere/template.yaml', join(folder, 'elsewhere')]);
    expect(run.results.map(({ file }) => file)).toEqual(['../elsewhere/template.yaml', join(folder, 'elsewhere/template.yaml')].sort());
  });

  test.skipIf(process.platform === 'win32')('a current folder that is reached through a link', async () => {
    const folder = repository();
    const links = tempFolder({});
    mkdirSync(join(links, 'deep'));
    symlinkSync(join(folder, 'infra'), join(links, 'deep/infra'));
    expect((await scan(join(links, 'deep/infra'), ['template.yaml'])).results).toHaveLength(1);
  });
});

describe('standard input', () => {
  const PARENT = 'Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: child.yaml }\n';

  test('its nested template lies beside the name that it is given', async () => {
    const folder = tempFolder({ '.git/': '', 'infra/child.yaml': FAILING });
    for (const [cwd, name] of [
      [folder, 'infra/parent.yaml'],
      [join(folder, 'infra'), 'parent.yaml'],
      [join(folder, 'infra'), './parent.yaml'],
    ] as const) {
      const run = await scan(cwd, ['-', '--stdin-filename', name], { stdin: PARENT });
      expect(run.gate.incomplete).toBe(false);
      expect(run.ledger.files.map(({ path, status }) => `${status} ${path}`)).toEqual([
        'scanned infra/child.yaml',
        'scanned infra/parent.yaml',
      ]);
      expect(verdicts(run)).toEqual(['fail infra/child.yaml']);
    }
  });

  test('stands for the file of its name, and beside other files', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING, 'other.yaml': FAILING });
    const words = ['.', '-', '--stdin-filename', 'template.yaml'];
    expect(verdicts(await scan(folder, words, { stdin: PASSING }))).toEqual(['fail other.yaml', 'pass template.yaml']);
  });

  test('is judged under the name <stdin> without one, in UTF-16 too', async () => {
    const stdin = Buffer.from(`\ufeff${FAILING}`, 'utf16le');
    expect(verdicts(await scan(tempFolder({}), ['-'], { stdin }))).toEqual(['fail <stdin>']);
  });
});

describe('which configuration', () => {
  const loosened = (text: string) => `severities: { ${RULE}: ${text} }\n`;
  const severity = async (folder: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    (await scan(folder, words, { environment })).results.map((result) => result.severity);

  test('the one in the root, the one that a variable names, the one that a flag names, none', async () => {
    const folder = tempFolder({
      '.git/': '',
      'template.yaml': FAILING,
      'stackgate.config.yaml': loosened('low'),
      'variable.yaml': loosened('medium'),
      'flag.json': JSON.stringify({ severities: { [RULE]: 'critical' } }),
    });
    const environment = { STACKGATE_CONFIG: 'variable.yaml' };
    expect(await severity(folder, [])).toEqual(['low']);
    expect(await severity(folder, [], environment)).toEqual(['medium']);
    expect(await severity(folder, ['--config', 'flag.json'], environment)).toEqual(['critical']);
    expect(await severity(folder, ['--no-config'], environment)).toEqual(['high']);
  });

  test.for(['yaml', 'yml', 'json', 'mjs'])('stackgate.config.%s', async (extension) => {
    const data = `{ "severities": { "${RULE}": "low" } }`;
    const folder = tempFolder({
      'template.yaml': FAILING,
      [`stackgate.config.${extension}`]: extension === 'mjs' ? `export default ${data};` : data,
    });
    expect(await severity(folder, ['template.yaml'])).toEqual(['low']);
  });

  test('an empty one, and one with a key that objects have, change nothing', async () => {
    const folder = tempFolder({ 'template.yaml': FAILING, 'stackgate.config.yaml': '' });
    expect(await severity(folder, [])).toEqual(['high']);
    const outcome = await stackgate(
      tempFolder({ 'template.yaml': FAILING, 'stackgate.config.json': '{ "__proto__": { "failOn": "none" } }' }),
      ['scan'],
    );
    expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining('unknown key "__proto__"') });
  });
});
