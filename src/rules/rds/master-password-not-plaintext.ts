import { defineRule, isTrue, pass } from '../../engine/rule-api.ts';
import { secretsNotPlaintext } from '../shared/plaintext.ts';

export default defineRule({
  id: 'rds/master-password-not-plaintext',
  title: 'RDS master passwords are not written in the template',
  severity: 'critical',
  category: 'secrets',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['security-core', 'pci-dss', 'hipaa'],
  crossReferences: {
    cfnGuard: [
      'RDS_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'RDS_MASTER_USER_PASSWORD_USES_SECURE_PARAMETER',
      'RDS_MASTER_USER_PASSWORD_USES_SECURE_SERVICE',
      'RDS_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD',
      'RDS_CLUSTER_MASTER_USER_PASSWORD_USES_SECURE_PARAMETER',
      'RDS_CLUSTER_MASTER_USER_PASSWORD_USES_SECURE_SERVICE',
    ],
    cfnNag: ['F23', 'F34'],
  },
  rationale:
    'Whoever can read the template, its history or the stack can read the password; Secrets Manager keeps it to those who need it, and rotates it.',
  remediation:
    'Set ManageMasterUserPassword to true, or take the password from Secrets Manager with a dynamic reference ({{resolve:secretsmanager:…}}), or from a parameter with NoEcho and without a Default.',
  messages: { plaintext: '{property} can be read: {why}' },
  check(database) {
    const paths = database.type === 'AWS::RDS::DBInstance' ? ['MasterUserPassword', 'TdeCredentialPassword'] : ['MasterUserPassword'];
    const verdicts = secretsNotPlaintext(database, paths, 'plaintext');
    const managed = database.at('ManageMasterUserPassword');
    return verdicts.every((verdict) => verdict.kind === 'not-applicable') && isTrue(managed.isTrue()) ? pass(managed) : verdicts;
  },
  examples: {
    pass: [
      { name: 'from Secrets Manager', properties: { MasterUserPassword: '{{resolve:secretsmanager:orders-db:SecretString:password}}' } },
      {
        name: 'from Secrets Manager, put together',
        properties: { MasterUserPassword: { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString:password}}' } },
        others: { Secret: { Type: 'AWS::SecretsManager::Secret' } },
      },
      {
        name: 'from Secrets Manager, joined',
        properties: {
          MasterUserPassword: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:password}}']] },
        },
        others: { Secret: { Type: 'AWS::SecretsManager::Secret' } },
      },
      {
        name: 'from a secure string of the Parameter Store',
        properties: { MasterUserPassword: '{{resolve:ssm-secure:orders-db-password:1}}' },
      },
      {
        name: 'a parameter with NoEcho',
        properties: { MasterUserPassword: { Ref: 'Password' } },
        template: { Parameters: { Password: { Type: 'String', NoEcho: true } } },
      },
      {
        name: 'an attribute of another resource',
        properties: { MasterUserPassword: { 'Fn::GetAtt': ['Generated', 'Password'] } },
        others: { Generated: { Type: 'Custom::Password' } },
      },
      { name: 'an import', properties: { MasterUserPassword: { 'Fn::ImportValue': 'orders-db-password' } } },
      {
        name: 'a text with a secret in it',
        properties: { MasterUserPassword: { 'Fn::Sub': 'orders-${Password}' } },
        template: { Parameters: { Password: { Type: 'String', NoEcho: 'true' } } },
      },
      {
        name: 'a part of a parameter with NoEcho',
        properties: { MasterUserPassword: { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Login' }] }] } },
        template: { Parameters: { Login: { Type: 'String', NoEcho: true } } },
      },
      {
        name: 'a default that is a reference to Secrets Manager',
        properties: { MasterUserPassword: { Ref: 'Password' } },
        template: { Parameters: { Password: { Type: 'String', Default: '{{resolve:secretsmanager:orders-db}}' } } },
      },
      { name: 'no value', properties: { MasterUserPassword: { Ref: 'AWS::NoValue' } } },
      { name: 'managed by RDS', properties: { ManageMasterUserPassword: true } },
      { name: 'a cluster', type: 'AWS::RDS::DBCluster', properties: { MasterUserPassword: '{{resolve:secretsmanager:orders-db}}' } },
    ],
    fail: [
      {
        name: 'a literal',
        properties: { MasterUserPassword: 'correct-horse' },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a literal number',
        properties: { MasterUserPassword: 12345678 },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a literal in a function',
        properties: { MasterUserPassword: { 'Fn::Sub': 'correct-horse' } },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'both passwords',
        properties: { MasterUserPassword: 'correct-horse', TdeCredentialPassword: 'battery-staple' },
        expect: [
          { message: 'plaintext', path: '/MasterUserPassword' },
          { message: 'plaintext', path: '/TdeCredentialPassword' },
        ],
      },
      {
        name: 'from the plain text Parameter Store',
        properties: { MasterUserPassword: '{{resolve:ssm:orders-db-password:1}}' },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a reference to a secret in a literal',
        properties: { MasterUserPassword: 'orders-{{resolve:secretsmanager:orders-db}}' },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a parameter without NoEcho',
        properties: { MasterUserPassword: { Ref: 'Password' } },
        template: { Parameters: { Password: { Type: 'String' } } },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a parameter with a default',
        properties: { MasterUserPassword: { Ref: 'Password' } },
        template: { Parameters: { Password: { Type: 'String', NoEcho: true, Default: 'correct-horse' } } },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'the name of the stack',
        properties: { MasterUserPassword: { Ref: 'AWS::StackName' } },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a text without a secret in it',
        properties: { MasterUserPassword: { 'Fn::Sub': '${AWS::StackName}-${Suffix}' } },
        template: { Parameters: { Suffix: { Type: 'String' } } },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a mapping',
        properties: { MasterUserPassword: { 'Fn::FindInMap': ['Passwords', 'dev', 'orders'] } },
        template: { Mappings: { Passwords: { dev: { orders: 'correct-horse' } } } },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a mapping by a key that is not known',
        properties: { MasterUserPassword: { 'Fn::FindInMap': ['Passwords', { Ref: 'Env' }, 'orders'] } },
        template: {
          Parameters: { Env: { Type: 'String' } },
          Mappings: { Passwords: { dev: { orders: 'correct-horse' }, test: { orders: 'battery-staple' } } },
        },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a literal outside production',
        properties: { MasterUserPassword: { 'Fn::If': ['IsProd', '{{resolve:secretsmanager:orders-db}}', 'correct-horse'] } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
      {
        name: 'a cluster with a literal',
        type: 'AWS::RDS::DBCluster',
        properties: { MasterUserPassword: 'correct-horse' },
        expect: [{ message: 'plaintext', path: '/MasterUserPassword' }],
      },
    ],
    unknown: [{ name: 'what a macro makes', properties: { MasterUserPassword: { 'Fn::Transform': { Name: 'Passwords' } } } }],
    notApplicable: [
      { name: 'no password', properties: { SourceDBInstanceIdentifier: 'orders' } },
      { name: 'not a property of a cluster', type: 'AWS::RDS::DBCluster', properties: { TdeCredentialPassword: 'battery-staple' } },
    ],
  },
});
