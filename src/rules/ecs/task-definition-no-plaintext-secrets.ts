import { defineRule, fail, type Property, pass, type Truth, unknown, type Verdict, wildcardMatches } from '../../engine/rule-api.ts';
import { forEachAt, orPass } from '../shared/lists.ts';
import { authoredText, findSecrets, secretTexts } from '../shared/secrets.ts';

const SECRET_WORDS = ['password', 'secret', 'private_key', 'aws_access_key_id', 'aws_secret_access_key', 'token', 'api_key'];

/** Names that begin so speak of a secret and are none. */
const HARMLESS_PREFIXES = ['token_type', 'version'];

export default defineRule({
  id: 'ecs/task-definition-no-plaintext-secrets',
  title: 'ECS containers do not get secrets as environment variables',
  severity: 'critical',
  category: 'secrets',
  resources: ['AWS::ECS::TaskDefinition'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    trivy: ['AVD-AWS-0036'],
    securityHub: ['ECS.8'],
  },
  rationale: 'Environment variables of a task definition are stored in clear text and shown to everybody who may describe it.',
  remediation:
    'Keep the value in Secrets Manager or Parameter Store and name it under Secrets of the container with ValueFrom; replace a credential that was in the template.',
  messages: {
    name: 'the environment variable {name} holds a secret in clear text, going by its name',
    value: 'the environment variable {name} holds {kind} in clear text',
  },
  options: {
    allowedNamePatterns: {
      default: ['*_ARN', '*_NAME', '*_FILE', '*_PATH'],
      description: 'Names that are no secrets whatever words are in them; * stands for any text, and case does not matter.',
    },
  },
  check: (task, { options }) =>
    orPass(forEachAt(task.properties, 'ContainerDefinitions.*.Environment.*', (variable) => judge(variable, options.allowedNamePatterns))),
  examples: {
    pass: [
      { name: 'no environment', properties: { ContainerDefinitions: [{ Name: 'web' }] } },
      { name: 'no containers', properties: { Family: 'web' } },
      {
        name: 'plain settings',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'LOG_LEVEL', Value: 'debug' }] }] },
      },
      {
        name: 'a setting from a parameter',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'HOST', Value: { Ref: 'Host' } }] }] },
        template: { Parameters: { Host: { Type: 'String' } } },
      },
      {
        name: 'a secret that is handed in as one',
        properties: {
          ContainerDefinitions: [
            { Name: 'web', Secrets: [{ Name: 'DB_PASSWORD', ValueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/db' }] },
          ],
        },
      },
      {
        name: 'where a secret is kept',
        properties: {
          ContainerDefinitions: [
            {
              Name: 'web',
              Environment: [
                { Name: 'DB_SECRET_ARN', Value: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db' },
                { Name: 'db_password_file', Value: '/run/secrets/db' },
              ],
            },
          ],
        },
      },
      {
        name: 'the kind of a token, the version of an interface',
        properties: {
          ContainerDefinitions: [
            {
              Name: 'web',
              Environment: [
                { Name: 'TOKEN_TYPE', Value: 'bearer' },
                { Name: 'version_of_token_api', Value: '2' },
              ],
            },
          ],
        },
      },
      {
        name: 'a name that the project allows',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'TOKEN_LIFETIME', Value: '60' }] }] },
        options: { allowedNamePatterns: ['TOKEN_LIFE*'] },
      },
    ],
    fail: [
      {
        name: 'a password',
        properties: {
          ContainerDefinitions: [
            {
              Name: 'web',
              Environment: [
                { Name: 'HOST', Value: 'db' },
                { Name: 'DB_PASSWORD', Value: 'hunter2' },
              ],
            },
          ],
        },
        expect: [{ message: 'name', path: '/ContainerDefinitions/0/Environment/1/Value' }],
      },
      {
        name: 'in lower case, from a parameter',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'my_api_key', Value: { Ref: 'Key' } }] }] },
        template: { Parameters: { Key: { Type: 'String', NoEcho: true } } },
        expect: [{ message: 'name', path: '/ContainerDefinitions/0/Environment/0/Value' }],
      },
      {
        name: 'the login data of a registry',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'ECS_ENGINE_AUTH_DATA', Value: '{}' }] }] },
        expect: [{ message: 'name', path: '/ContainerDefinitions/0/Environment/0/Value' }],
      },
      {
        name: 'an access key id under another name',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'LOGIN', Value: 'AKIAIOSFODNN7EXAMPLE' }] }] },
        expect: [{ message: 'value', path: '/ContainerDefinitions/0/Environment/0/Value' }],
      },
      {
        name: 'a private key under a name that is allowed',
        properties: {
          ContainerDefinitions: [
            { Name: 'web', Environment: [{ Name: 'SECRET_PATH', Value: '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE' }] },
          ],
        },
        expect: [{ message: 'value', path: '/ContainerDefinitions/0/Environment/0/Value' }],
      },
      {
        name: 'a secret access key, whose name says so',
        properties: {
          ContainerDefinitions: [
            { Name: 'web', Environment: [{ Name: 'S3_ACCESS_KEY', Value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }] },
          ],
        },
        expect: [{ message: 'value', path: '/ContainerDefinitions/0/Environment/0/Value' }],
      },
      {
        name: 'a known value under a name that is not known',
        properties: {
          ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: { Ref: 'Variable' }, Value: 'AKIAIOSFODNN7EXAMPLE' }] }],
        },
        template: { Parameters: { Variable: { Type: 'String' } } },
        expect: [{ message: 'value', path: '/ContainerDefinitions/0/Environment/0/Value' }],
      },
      {
        name: 'where no name is allowed',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: 'DB_SECRET_ARN', Value: 'arn' }] }] },
        options: { allowedNamePatterns: [] },
        expect: [{ message: 'name', path: '/ContainerDefinitions/0/Environment/0/Value' }],
      },
    ],
    unknown: [
      {
        name: 'the name comes from a parameter',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: [{ Name: { Ref: 'Variable' }, Value: 'text' }] }] },
        template: { Parameters: { Variable: { Type: 'String' } } },
      },
      {
        name: 'the environment is made by a macro',
        properties: { ContainerDefinitions: [{ Name: 'web', Environment: { 'Fn::Transform': { Name: 'Make' } } }] },
      },
    ],
  },
});

function judge(variable: Property, allowed: readonly string[]): Verdict<'name' | 'value'> {
  const name = variable.child('Name');
  const value = variable.child('Value');
  const named = name.text;
  const data = { name: named === undefined && name.value.kind !== 'partial' ? `named by ${name.describe()}` : name.describe() };
  // With its name in front, the value counts as assigned to it.
  const pieces = authoredText(value).map((piece, index) => (index === 0 && named !== undefined ? `${named}=${piece}` : piece));
  const found = findSecrets(pieces);
  const [first] = found;
  if (first !== undefined)
    return fail('value', value, { secret: true, secrets: secretTexts(pieces, found), data: { ...data, kind: first.kind } });
  const answer = namesSecret(name, allowed);
  if (answer.is === 'unknown') return unknown(answer, value);
  // A switch is no secret, and hiding its value would hide every `true` of the report.
  const secrets = value.knownText.filter((text) => !/^(?:true|false)$/i.test(text));
  return answer.is ? fail('name', value, { secret: true, secrets, data }) : pass(value);
}

function namesSecret(name: Property, allowed: readonly string[]): Truth {
  return name.test((text) => {
    const lower = text.toLowerCase();
    if (HARMLESS_PREFIXES.some((prefix) => lower.startsWith(prefix))) return false;
    if (allowed.some((pattern) => wildcardMatches(pattern.toLowerCase(), lower))) return false;
    return lower === 'ecs_engine_auth_data' || SECRET_WORDS.some((word) => lower.includes(word));
  });
}
