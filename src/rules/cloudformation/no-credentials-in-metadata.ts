import { defineRule, fail, isFalse, notApplicable, type Property, pass, unknown, type Verdict } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'cloudformation/no-credentials-in-metadata',
  title: 'Template metadata holds no credentials',
  severity: 'high',
  category: 'secrets',
  resources: ['*'],
  tier: 1,
  packs: ['security-core'],
  crossReferences: { cfnGuard: ['CFN_AUTHENTICATION_RULE'], cfnNag: ['W1'] },
  rationale: 'The metadata of a resource can be read by everybody who may describe the stack or reaches the template.',
  remediation: 'Let the instance authenticate by its role: set roleName (type S3) and remove accessKeyId, secretKey and password.',
  messages: {
    credential: 'the metadata holds the credential {key}, which everybody who may read the stack can see; authenticate by roleName',
  },
  check: (resource) => {
    const authentication = resource.attribute('Metadata').child('AWS::CloudFormation::Authentication');
    if (isFalse(authentication.isSet())) return notApplicable();
    const { open } = authentication;
    return [...authentication.entries().flatMap(credentialsOf), ...(open === undefined ? [] : [unknown(open, authentication)])];
  },
  examples: {
    pass: [
      {
        name: 'the role of the instance',
        type: 'AWS::EC2::Instance',
        attributes: {
          Metadata: { 'AWS::CloudFormation::Authentication': { s3: { type: 'S3', buckets: ['setup'], roleName: { Ref: 'Role' } } } },
        },
        others: { Role: { Type: 'AWS::IAM::Role' } },
      },
    ],
    fail: [
      {
        name: 'a user name and a password',
        type: 'AWS::EC2::Instance',
        attributes: {
          Metadata: {
            'AWS::CloudFormation::Authentication': {
              web: { type: 'basic', uris: ['https://files.example.com'], username: 'setup', password: 'example' },
            },
          },
        },
        expect: [{ message: 'credential', path: '' }],
      },
      {
        name: 'an access key from parameters, on another type',
        type: 'AWS::AutoScaling::LaunchConfiguration',
        attributes: {
          Metadata: {
            'AWS::CloudFormation::Authentication': { s3: { type: 'S3', accessKeyId: { Ref: 'KeyId' }, secretKey: { Ref: 'Key' } } },
          },
        },
        template: { Parameters: { KeyId: { Type: 'String', NoEcho: true }, Key: { Type: 'String', NoEcho: true } } },
        expect: [
          { message: 'credential', path: '' },
          { message: 'credential', path: '' },
        ],
      },
      {
        name: 'one entry of two',
        type: 'AWS::EC2::LaunchTemplate',
        attributes: {
          Metadata: {
            'AWS::CloudFormation::Authentication': {
              s3: { type: 'S3', roleName: 'setup' },
              web: { type: 'basic', username: 'setup', password: '{{resolve:ssm:setup-password}}' },
            },
          },
        },
        expect: [{ message: 'credential', path: '' }],
      },
    ],
    unknown: [
      {
        name: 'an entry comes from a macro',
        type: 'AWS::EC2::Instance',
        attributes: { Metadata: { 'AWS::CloudFormation::Authentication': { web: { 'Fn::Transform': { Name: 'Credentials' } } } } },
      },
    ],
    notApplicable: [
      { name: 'no metadata', type: 'AWS::EC2::Instance' },
      {
        name: 'other metadata',
        type: 'AWS::EC2::Instance',
        attributes: { Metadata: { 'AWS::CloudFormation::Init': { config: { files: {} } } } },
      },
    ],
  },
});

function credentialsOf(entry: Property): readonly Verdict<'credential'>[] {
  const verdicts = ['accessKeyId', 'secretKey', 'password'].flatMap((key): Verdict<'credential'>[] => {
    const credential = entry.child(key);
    const set = credential.isSet();
    if (set.is === false) return [];
    return [set.is === true ? fail('credential', credential, { secret: true, data: { key } }) : unknown(set, credential)];
  });
  return verdicts.length === 0 ? [pass(entry)] : verdicts;
}
