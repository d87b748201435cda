import { defineRule, fail, type Property, pass, unknown, type Verdict } from '../../engine/rule-api.ts';
import { forEachAt, orPass } from '../shared/lists.ts';
import { authoredText, decoded, findSecrets, type SecretPlace, secretTexts } from '../shared/secrets.ts';

/** Where the user data of a type stands. */
const USER_DATA: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'UserData',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.UserData',
  'AWS::AutoScaling::LaunchConfiguration': 'UserData',
  'AWS::EC2::SpotFleet': 'SpotFleetRequestConfigData.LaunchSpecifications.*.UserData',
};

export default defineRule({
  id: 'ec2/user-data-no-secrets',
  title: 'EC2 user data carries no credentials',
  severity: 'critical',
  category: 'secrets',
  resources: Object.keys(USER_DATA),
  tier: 1,
  packs: ['security-core'],
  crossReferences: {
    checkov: ['CKV_AWS_46'],
    trivy: ['AVD-AWS-0029', 'AVD-AWS-0122', 'AVD-AWS-0129'],
    cis: ['compute-v1.0.0/2.13'],
  },
  rationale: 'User data is stored in clear text with the instance and the template, and every process on the instance can read it.',
  remediation:
    'Take the credential out and replace it where it was issued. Give the instance a role, or have the script read the secret from Secrets Manager or Parameter Store when it runs.',
  messages: { secret: 'the user data holds {kind} (line {line} of its text)' },
  check: (launch) => orPass(forEachAt(launch.properties, USER_DATA[launch.type] ?? 'UserData', judge)),
  examples: {
    pass: [
      { name: 'no user data', properties: { ImageId: 'ami-12345678' } },
      { name: 'nothing secret', properties: { UserData: { 'Fn::Base64': '#!/bin/bash\nyum install -y httpd' } } },
      {
        name: 'a secret that is resolved at deploy time',
        properties: {
          UserData: {
            'Fn::Base64': { 'Fn::Sub': 'export AWS_SECRET_ACCESS_KEY={{resolve:secretsmanager:app:SecretString:secretAccessKeyOfTheApp}}' },
          },
        },
      },
      {
        name: 'a secret from a NoEcho parameter, given or not',
        properties: { UserData: { 'Fn::Base64': { 'Fn::Sub': 'export AWS_SECRET_ACCESS_KEY=${Key}' } } },
        template: { Parameters: { Key: { Type: 'String', NoEcho: true, Default: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' } } },
      },
      {
        name: 'a NoEcho parameter as a whole',
        properties: { UserData: { Ref: 'Script' } },
        template: { Parameters: { Script: { Type: 'String', NoEcho: true } } },
      },
      {
        name: 'references and pseudo parameters beside known text',
        properties: {
          UserData: {
            'Fn::Base64': { 'Fn::Join': ['', ['cfn-signal --stack ', { Ref: 'AWS::StackName' }, ' --resource ', { Ref: 'Other' }]] },
          },
        },
        others: { Other: { Type: 'AWS::EC2::EIP' } },
      },
      {
        name: 'the digest of a file',
        properties: { UserData: { 'Fn::Base64': 'echo "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12  agent.rpm" | sha1sum -c' } },
      },
      {
        name: 'the name of a secret',
        properties: { UserData: { 'Fn::Base64': 'SECRET_ID=production/web/database/the-password-1 ./start' } },
      },
      { name: 'no launch specifications', type: 'AWS::EC2::SpotFleet', properties: { SpotFleetRequestConfigData: { TargetCapacity: 1 } } },
    ],
    fail: [
      {
        name: 'an access key id',
        properties: { UserData: { 'Fn::Base64': '#!/bin/bash\nexport AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE' } },
        expect: [{ message: 'secret', path: '/UserData' }],
      },
      {
        name: 'a secret access key between holes',
        properties: {
          UserData: {
            'Fn::Base64': {
              'Fn::Sub':
                'aws configure set region ${AWS::Region}\naws configure set aws_secret_access_key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\necho ${AWS::StackName}',
            },
          },
        },
        expect: [{ message: 'secret', path: '/UserData' }],
      },
      {
        name: 'a private key, line by line',
        properties: {
          UserData: {
            'Fn::Base64': { 'Fn::Join': ['\n', ['cat > key.pem <<END', '-----BEGIN RSA PRIVATE KEY-----', { Ref: 'AWS::Region' }]] },
          },
        },
        expect: [{ message: 'secret', path: '/UserData' }],
      },
      {
        name: 'encoded already',
        properties: { UserData: 'IyEvYmluL2Jhc2gKZXhwb3J0IEFXU19BQ0NFU1NfS0VZX0lEPUFLSUFJT1NGT0ROTjdFWEFNUExFCg==' },
        expect: [{ message: 'secret', path: '/UserData' }],
      },
      {
        name: 'in a launch template',
        type: 'AWS::EC2::LaunchTemplate',
        properties: { LaunchTemplateData: { UserData: { 'Fn::Base64': 'export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE' } } },
        expect: [{ message: 'secret', path: '/LaunchTemplateData/UserData' }],
      },
      {
        name: 'in a launch configuration',
        type: 'AWS::AutoScaling::LaunchConfiguration',
        properties: { UserData: { 'Fn::Base64': 'export AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE' } },
        expect: [{ message: 'secret', path: '/UserData' }],
      },
      {
        name: 'in a spot fleet',
        type: 'AWS::EC2::SpotFleet',
        properties: {
          SpotFleetRequestConfigData: {
            LaunchSpecifications: [{ UserData: { 'Fn::Base64': 'export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE' } }],
          },
        },
        expect: [{ message: 'secret', path: '/SpotFleetRequestConfigData/LaunchSpecifications/0/UserData' }],
      },
      {
        name: 'by the default of a parameter that is shown',
        properties: { UserData: { 'Fn::Base64': { 'Fn::Sub': 'export AWS_ACCESS_KEY_ID=${KeyId}' } } },
        template: { Parameters: { KeyId: { Type: 'String', Default: 'AKIAIOSFODNN7EXAMPLE' } } },
        expect: [{ message: 'secret', path: '/UserData' }],
      },
    ],
    unknown: [
      {
        name: 'all of it from a parameter',
        properties: { UserData: { Ref: 'Script' } },
        template: { Parameters: { Script: { Type: 'String' } } },
      },
    ],
  },
});

function judge(userData: Property): Verdict<'secret'> {
  const { value } = userData;
  const pieces = authoredText(userData);
  const [first, ...more] = findSecrets(pieces);
  if (first !== undefined) return leak(userData, first, secretTexts(pieces, [first, ...more]));
  const [inside] = value.kind === 'literal' ? findSecrets(decoded(value.text)) : [];
  // Encoded, the text is as good as the secret in it.
  if (inside !== undefined) return leak(userData, inside, pieces);
  // What is put in at deploy time is no text of the template; only when all of it is hidden is there nothing to judge by.
  const isHidden = value.kind === 'unknown' || value.kind === 'import' || (value.kind === 'parameter' && !value.noEcho);
  return isHidden ? unknown(userData.describe(), userData) : pass(userData);
}

function leak(userData: Property, { kind, line }: SecretPlace, secrets: readonly string[]): Verdict<'secret'> {
  return fail('secret', userData, { secret: true, secrets, data: { kind, line } });
}
