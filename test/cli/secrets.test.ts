import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPORT_FORMATS } from '../../src/reporters/reporter.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { resultOf, stackgate } from './stackgate.ts';

/** Secrets by where they come from. Each is a word that stands nowhere else. */
const NO_ECHO = {
  long: 'correct-horse-battery-staple',
  short: 'k9Q',
  number: '47110815',
  given: 'given-by-a-file-2208',
  allowed: 'one-of-the-allowed-3141',
  ofAnEnvironment: 'from-an-environment-2718',
  ofAParent: 'from-the-parent-1618',
  ofAChild: 'default-of-the-child-1414',
};

const FOUND = {
  masterPassword: 'Pl4inMasterPassw0rd',
  accessKey: 'AKIAIOSFODNN7EXAMPL3',
  secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  secondKey: 'AKIAI44QH8DHBEXAMPL2',
  metadataPassword: 'MetadataPassw0rd77',
  firstLine: 'MIIEowIBAAKCAQEAfirstlineofthekey',
  secondLine: 'secondlineofthekeyMIIEowIBAAKCAQEA',
  container: 'container-passw0rd-99',
};

const TEMPLATE = `Parameters:
  Long: { Type: String, NoEcho: true, Default: ${NO_ECHO.long} }
  Short: { Type: String, NoEcho: yes, Default: ${NO_ECHO.short} }
  Number: { Type: Number, NoEcho: 'true', Default: ${NO_ECHO.number} }
  Given: { Type: String, NoEcho: true }
  Environment: { Type: String, NoEcho: true, Default: none }
  Allowed: { Type: String, NoEcho: true, AllowedValues: [other-one, ${NO_ECHO.allowed}] }
Conditions:
  IsGiven: !Not [!Equals [!Ref Given, '']]
Resources:
  Short:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: !Ref Short
      BucketName: !Select [0, !Split ['-', !Ref Long]]
      VersioningConfiguration: { Status: !Ref Short }
  Long:
    Type: AWS::S3::Bucket
    Condition: IsGiven
    Properties:
      AccessControl: !Ref Allowed
      BucketName: !Join ['-', [a, !Ref Long]]
      VersioningConfiguration: { Status: !Sub 'x\${Given}y\${Environment}' }
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUsername: !Ref Given
      MasterUserPassword: ${FOUND.masterPassword}
      BackupRetentionPeriod: !Ref Number
      Port: !Ref Number
      Engine: !Sub 'mysql \${Long}'
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: !Ref Long
      Environment:
        Variables: { AWS_ACCESS_KEY_ID: ${FOUND.accessKey}, AWS_SECRET_ACCESS_KEY: ${FOUND.secretKey} }
  Server:
    Type: AWS::EC2::Instance
    Metadata:
      AWS::CloudFormation::Authentication: { S3: { type: basic, username: u, password: ${FOUND.metadataPassword} } }
    Properties:
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          export AWS_ACCESS_KEY_ID=${FOUND.secondKey}
          curl -u admin:\${Given} https://example.com/\${Long}
          cat > key <<END
          -----BEGIN RSA PRIVATE KEY-----
          ${FOUND.firstLine}
          ${FOUND.secondLine}
          -----END RSA PRIVATE KEY-----
          END
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: web
          Environment: [{ Name: DB_PASSWORD, Value: ${FOUND.container} }]
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: { Bound: ${NO_ECHO.ofAParent} }
Outputs:
  Password: { Value: !Ref Long }
`;

const CHILD = `Parameters:
  Bound: { Type: String, NoEcho: true }
  Own: { Type: String, NoEcho: true, Default: ${NO_ECHO.ofAChild} }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: !Ref Bound
      VersioningConfiguration: { Status: !Sub '\${Own} \${Bound}' }
`;

const FILES = {
  'template.yaml': TEMPLATE,
  'child.yaml': CHILD,
  'given.json': JSON.stringify([{ ParameterKey: 'Given', ParameterValue: NO_ECHO.given }]),
  'stackgate.config.yaml': `environments:\n  dev: { account: '111122223333', parameters: { Environment: ${NO_ECHO.ofAnEnvironment} } }\n`,
};

const EVERY = Object.entries({ ...NO_ECHO, ...FOUND });

/** Which secrets a text shows, in any way that a format writes them in. */
function shown(text: string): readonly string[] {
  return EVERY.filter(([, secret]) => {
    const forms = [
      secret,
      JSON.stringify(secret).slice(1, -1),
      secret.replaceAll('/', '\\/'),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ];
    return forms.some((form) => (form.length < 4 ? new RegExp(`(?<![A-Za-z0-9])${form}(?![A-Za-z0-9])`).test(text) : text.includes(form)));
  }).map(([name]) => name);
}

const VARIANTS: readonly (readonly string[])[] = [
  [],
  ['--verbose', '--include-passed'],
  ['--quiet'],
  ['--fail-on', 'info', '--pack', 'all', '--verbose'],
];

describe('reports', () => {
  test.for(VARIANTS)('of every format, %s', async (words) => {
    const folder = tempFolder(FILES);
    const reports = REPORT_FORMATS.flatMap((format) => ['--report', `${format}=out/${format}`]);
    const environment = { GITHUB_STEP_SUMMARY: join(folder, 'out/summary') };
    const outcome = await stackgate(folder, ['scan', 'template.yaml', '--parameters', 'given.json', ...reports, ...words], { environment });
    expect(outcome.status).toBe(1);
    expect(shown(outcome.stdout + outcome.stderr)).toEqual([]);
    const written = readdirSync(join(folder, 'out'));
    expect(written).toHaveLength(REPORT_FORMATS.length + 1);
    for (const file of written) expect(shown(readFileSync(join(folder, 'out', file), 'utf8')), file).toEqual([]);
  });

  test('are about all of it', async () => {
    const run = resultOf(
      await stackgate(tempFolder(FILES), ['scan', 'template.yaml', '--pack', 'all', '--parameters', 'given.json', '--format', 'json']),
    );
    const resources = new Set(run.results.map(({ resource }) => resource?.id));
    for (const id of ['Short', 'Long', 'Database', 'Server', 'Task', 'Bucket']) expect(resources, id).toContain(id);
    const rules = new Set(run.results.filter(({ status }) => status === 'fail').map(({ ruleId }) => ruleId));
    for (const id of ['rds/master-password-not-plaintext', 's3/bucket-versioning-enabled']) expect(rules, id).toContain(id);
  });

  test('of a template in JSON, minified', async () => {
    const resources = {
      Database: { Type: 'AWS::RDS::DBInstance', Properties: { MasterUserPassword: FOUND.masterPassword } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: { Ref: 'Quoted' } } } },
    };
    const parameters = { Quoted: { Type: 'String', NoEcho: true, Default: 'a"quoted\\secret' } };
    const folder = tempFolder({ 'template.json': JSON.stringify({ Parameters: parameters, Resources: resources }) });
    for (const format of REPORT_FORMATS) {
      const { stdout } = await stackgate(folder, ['scan', '--format', format, '--verbose', '--include-passed']);
      expect(shown(stdout), format).toEqual([]);
      expect(stdout.replaceAll('\\', ''), format).not.toMatch(/quoted.{0,9}secret/);
    }
  });

  test('fingerprints do not depend on them', async () => {
    const fingerprints = async (from: string, to: string) => {
      const folder = tempFolder({ ...FILES, 'template.yaml': TEMPLATE.replaceAll(from, to) });
      return resultOf(await stackgate(folder, ['scan', 'template.yaml', '--pack', 'all', '--format', 'json'])).results.map(
        (one) => one.fingerprint,
      );
    };
    const before = await fingerprints('', '');
    expect(before.length).toBeGreaterThan(20);
    for (const name of ['long', 'short'] as const) expect(await fingerprints(NO_ECHO[name], 'Zz9'), name).toEqual(before);
    for (const name of ['masterPassword', 'container', 'metadataPassword'] as const)
      expect(await fingerprints(FOUND[name], 'An0therSecretText'), name).toEqual(before);
  });
});

describe('other commands', () => {
  test('expand', async () => {
    const folder = tempFolder(FILES);
    for (const words of [[], ['--parameters', 'given.json']]) {
      const { status, stdout, stderr } = await stackgate(folder, ['expand', 'template.yaml', ...words]);
      expect(status).toBe(0);
      expect(JSON.parse(stdout)['template.yaml']?.Resources ?? JSON.parse(stdout).Resources).toHaveProperty('Database');
      expect(shown(stdout + stderr)).toEqual([]);
    }
  });

  test('--print-config and doctor', async () => {
    const folder = tempFolder(FILES);
    for (const words of [['scan', '--print-config', '--parameters', 'given.json'], ['doctor']]) {
      const { status, stdout, stderr } = await stackgate(folder, words);
      expect(status).toBe(0);
      expect(stdout).toContain('Environment');
      expect(shown(stdout + stderr)).toEqual([]);
    }
  });
});

describe('errors', () => {
  const SECRET = NO_ECHO.long;

  test.for([
    { what: 'cut off', text: `[{ "ParameterKey": "Given", "ParameterValue": "${SECRET}` },
    { what: 'a wrong key', text: `[{ "ParameterKey": "Given", "ParameterValu": "${SECRET}" }]` },
    { what: 'no assignment', text: `["${SECRET}"]` },
    { what: 'a single value', text: `"${SECRET}"` },
    { what: 'a map in place of a value', text: `{ "Given": { "a": "${SECRET}" } }` },
    { what: 'a key twice', text: `{ "Given": "${SECRET}", "Given": "${SECRET}" }` },
    { what: 'YAML that YAML does not take', text: `Given: @${SECRET}\n` },
  ])('in parameters: $what', async ({ text }) => {
    const folder = tempFolder({ 'template.yaml': TEMPLATE, 'child.yaml': CHILD, 'given.json': text });
    for (const command of ['scan', 'expand']) {
      const outcome = await stackgate(folder, [command, 'template.yaml', '--parameters', 'given.json']);
      expect(outcome).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('given.json') });
      expect(shown(outcome.stderr)).toEqual([]);
    }
  });

  test.for([
    {
      what: 'in samconfig.toml',
      file: 'samconfig.toml',
      text: `[default.deploy.parameters]\nparameter_overrides = "Given=\\"${SECRET}"\n`,
    },
    { what: 'in TOML that is none', file: 'samconfig.toml', text: `[default.deploy.parameters]\nparameter_overrides = ${SECRET}\n` },
  ])('$what', async ({ file, text }) => {
    const folder = tempFolder({ 'template.yaml': TEMPLATE, 'child.yaml': CHILD, [file]: text });
    const outcome = await stackgate(folder, ['scan', 'template.yaml', '--parameters', file, '--quiet']);
    expect(shown(outcome.stdout + outcome.stderr)).toEqual([]);
  });

  test.for([
    { what: 'a list of maps', text: `environments: { dev: { parameters: { Given: [{ a: ${SECRET} }] } } }\n` },
    { what: 'a wrong key beside them', text: `environments: { dev: { parameter: { Given: ${SECRET} } } }\n` },
    { what: 'a wrong name', text: `environments: { dev: { parameters: { 'Not A Name': ${SECRET} } } }\n` },
    { what: 'cut off', text: `environments: { dev: { parameters: { Given: "${SECRET}` },
  ])('in a configuration: $what', async ({ text }) => {
    const folder = tempFolder({ 'template.yaml': TEMPLATE, 'stackgate.config.yaml': text });
    const outcome = await stackgate(folder, ['scan', 'template.yaml']);
    expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining('stackgate.config.yaml:') });
    expect(shown(outcome.stderr)).toEqual([]);
  });

  const parameter = (text: string): string =>
    `Parameters:\n  Password:\n    Type: String\n    NoEcho: true\n    Default: ${text}\nResources:\n  Bucket:\n    Type: AWS::S3::Bucket\n`;

  test.for([
    { what: 'a sign that YAML keeps for itself', text: parameter(`@${SECRET}`) },
    { what: 'a colon too many', text: parameter(`a: ${SECRET}`) },
    { what: 'a quote too few', text: parameter(`"${SECRET}`) },
    { what: 'a block, and a tab behind it', text: parameter(`|\n      first\n      ${SECRET}\n\tx: y`) },
    { what: 'a key twice', text: parameter(`x\n    Default: ${SECRET}`) },
    { what: 'flow style', text: `Parameters: { Password: { Type: String, NoEcho: true, Default: "${SECRET}"\nResources: {}\n` },
    {
      what: 'a password at the place of the fault',
      text: `Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: @${SECRET}\n`,
    },
    {
      what: 'a token at the place of the fault',
      text: `Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: "${FOUND.accessKey}`,
    },
    { what: 'JSON that is cut off', text: `{"Parameters":{"Password":{"Type":"String","NoEcho":true,"Default":"${SECRET}` },
    {
      what: 'a condition that is not there',
      text: `${parameter(SECRET)}    Condition: Missing\n    Properties: { BucketName: !Sub '\${Password}\${' }\n`,
    },
    {
      what: 'rules that refuse everything',
      text: `Rules: { R: { Assertions: [{ Assert: !Equals [!Ref Password, other] }] } }\n${parameter(SECRET)}`,
    },
  ])('in a template: $what', async ({ text }) => {
    const folder = tempFolder({ 'template.yaml': text });
    for (const format of REPORT_FORMATS) {
      const outcome = await stackgate(folder, ['scan', 'template.yaml', '--format', format, '--verbose', '--fail-on', 'info']);
      expect(outcome.status, format).toBe(3);
      expect(shown(outcome.stdout + outcome.stderr), format).toEqual([]);
    }
    expect(shown((await stackgate(folder, ['expand', 'template.yaml'])).stderr)).toEqual([]);
  });
});
