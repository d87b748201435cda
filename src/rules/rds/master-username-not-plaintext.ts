import { defineRule } from '../../engine/rule-api.ts';
import { secretsNotPlaintext } from '../shared/plaintext.ts';

export default defineRule({
  id: 'rds/master-username-not-plaintext',
  title: 'RDS master user names come from a secure source',
  severity: 'low',
  category: 'secrets',
  resources: ['AWS::RDS::DBInstance'],
  tier: 1,
  packs: [],
  crossReferences: {
    cfnGuard: [
      'RDS_MASTER_USER_NAME_NO_PLAINTEXT_PASSWORD',
      'RDS_MASTER_USER_NAME_USES_SECURE_PARAMETER',
      'RDS_MASTER_USER_NAME_USES_SECURE_SERVICE',
    ],
    cfnNag: ['F24'],
  },
  rationale: 'A user name is no secret by itself, but it is half of what is needed to log in, and it is best kept beside the password.',
  remediation:
    'Take the user name from Secrets Manager with a dynamic reference ({{resolve:secretsmanager:…}}), or from a parameter with NoEcho and without a Default.',
  messages: { plaintext: '{property} can be read: {why}' },
  check: (instance) => secretsNotPlaintext(instance, ['MasterUsername'], 'plaintext'),
  examples: {
    pass: [
      { name: 'from Secrets Manager', properties: { MasterUsername: '{{resolve:secretsmanager:orders-db:SecretString:username}}' } },
      {
        name: 'a parameter with NoEcho',
        properties: { MasterUsername: { Ref: 'User' } },
        template: { Parameters: { User: { Type: 'String', NoEcho: true } } },
      },
      { name: 'no value', properties: { MasterUsername: { Ref: 'AWS::NoValue' } } },
    ],
    fail: [
      { name: 'a literal', properties: { MasterUsername: 'admin' }, expect: [{ message: 'plaintext', path: '/MasterUsername' }] },
      {
        name: 'a parameter with a default',
        properties: { MasterUsername: { Ref: 'User' } },
        template: { Parameters: { User: { Type: 'String', NoEcho: true, Default: 'admin' } } },
        expect: [{ message: 'plaintext', path: '/MasterUsername' }],
      },
      {
        name: 'a parameter without NoEcho',
        properties: { MasterUsername: { Ref: 'User' } },
        template: { Parameters: { User: { Type: 'String' } } },
        expect: [{ message: 'plaintext', path: '/MasterUsername' }],
      },
    ],
    unknown: [{ name: 'what a macro makes', properties: { MasterUsername: { 'Fn::Transform': { Name: 'Users' } } } }],
    notApplicable: [{ name: 'no user name', properties: {} }],
  },
});
