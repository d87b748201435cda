import { defineRule, isTrue, pass, when } from '../../engine/rule-api.ts';
import { secretsNotPlaintext } from '../shared/plaintext.ts';

export default defineRule({
  id: 'iam/login-profile-password-not-plaintext',
  title: 'Console passwords of IAM users are not in the template',
  severity: 'critical',
  category: 'secrets',
  resources: ['AWS::IAM::User'],
  tier: 1,
  packs: ['security-core'],
  crossReferences: {
    cfnGuard: [
      'IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD',
      'IAM_USER_LOGIN_PROFILE_USES_SECURE_PARAMETER',
      'IAM_USER_LOGIN_PROFILE_USES_SECURE_SERVICE',
    ],
    cfnNag: ['F51'],
  },
  rationale: 'Whoever can read the template, its history or the parameters of its stack can sign in to the console as the user.',
  remediation:
    'Take the password from Secrets Manager ({{resolve:secretsmanager:…}}) or from a parameter with NoEcho and without a Default, or let people sign in through IAM Identity Center.',
  messages: { plaintext: 'the console password can be read: {why}' },
  check: (user) =>
    when(user.at('LoginProfile').isSet(), () =>
      isTrue(user.at('LoginProfile.Password').isAbsent()) ? pass() : secretsNotPlaintext(user, ['LoginProfile.Password'], 'plaintext'),
    ),
  examples: {
    pass: [
      {
        name: 'from Secrets Manager',
        properties: { LoginProfile: { Password: '{{resolve:secretsmanager:console:SecretString:password}}' } },
      },
      {
        name: 'from Secrets Manager, by the name of a secret of the template',
        properties: { LoginProfile: { Password: { 'Fn::Sub': '{{resolve:secretsmanager:${Console}}}' } } },
        others: { Console: { Type: 'AWS::SecretsManager::Secret' } },
      },
      { name: 'from a secure parameter of SSM', properties: { LoginProfile: { Password: '{{resolve:ssm-secure:console-password}}' } } },
      {
        name: 'from a parameter that is not shown',
        properties: { LoginProfile: { Password: { Ref: 'Password' } } },
        template: { Parameters: { Password: { Type: 'String', NoEcho: true } } },
      },
      { name: 'from another stack', properties: { LoginProfile: { Password: { 'Fn::ImportValue': 'console-password' } } } },
      { name: 'AWS::NoValue', properties: { LoginProfile: { Password: { Ref: 'AWS::NoValue' } } } },
    ],
    fail: [
      {
        name: 'written in the template',
        properties: { LoginProfile: { Password: 'example' } },
        expect: [{ message: 'plaintext', path: '/LoginProfile/Password' }],
      },
      {
        name: 'from a plain parameter of SSM',
        properties: { LoginProfile: { Password: '{{resolve:ssm:console-password}}' } },
        expect: [{ message: 'plaintext', path: '/LoginProfile/Password' }],
      },
      {
        name: 'from a parameter that is shown',
        properties: { LoginProfile: { Password: { Ref: 'Password' } } },
        template: { Parameters: { Password: { Type: 'String' } } },
        expect: [{ message: 'plaintext', path: '/LoginProfile/Password' }],
      },
      {
        name: 'from a parameter with a default',
        properties: { LoginProfile: { Password: { Ref: 'Password' } } },
        template: { Parameters: { Password: { Type: 'String', NoEcho: 'true', Default: 'example' } } },
        expect: [{ message: 'plaintext', path: '/LoginProfile/Password' }],
      },
      {
        name: 'written in one branch',
        properties: { LoginProfile: { Password: { 'Fn::If': ['IsDev', 'example', '{{resolve:secretsmanager:console}}'] } } },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsDev: { 'Fn::Equals': [{ Ref: 'Env' }, 'dev'] } } },
        expect: [{ message: 'plaintext', path: '/LoginProfile/Password' }],
      },
    ],
    unknown: [{ name: 'comes from a macro', properties: { LoginProfile: { 'Fn::Transform': { Name: 'Login' } } } }],
    notApplicable: [
      { name: 'no console access', properties: {} },
      { name: 'LoginProfile is AWS::NoValue', properties: { LoginProfile: { Ref: 'AWS::NoValue' } } },
    ],
  },
});
