import { all, any, defineRule, isTrue, must, not, type Property, type Resource, type Truth, truth, when } from '../../engine/rule-api.ts';
import { withIdentifiers } from '../shared/identifiers.ts';

export default defineRule({
  id: 'lambda/permission-service-principal-has-source',
  title: 'Service invoke permissions are bound to a source',
  severity: 'high',
  category: 'identity',
  resources: ['AWS::Lambda::Permission'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53', 'serverless'],
  crossReferences: {
    checkov: ['CKV_AWS_364'],
    cfnGuard: ['LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED'],
    trivy: ['AVD-AWS-0067'],
    securityHub: ['Lambda.1'],
  },
  rationale:
    "A service acts for every customer of AWS: without a source, somebody else's bucket, rule or API can make it invoke the function (the confused deputy).",
  remediation:
    'Set SourceArn to the resource that invokes the function, or SourceAccount to its account; for S3 set SourceAccount, as bucket ARNs hold no account.',
  messages: {
    anySource: '{service} may invoke the function for any account; set SourceArn or SourceAccount',
    anyAccount: 'S3 may invoke the function for a bucket of any account ({found} holds no account); set SourceAccount as well',
  },
  check: (permission) => {
    const principal = withIdentifiers(permission.at('Principal'));
    return when(any(...SERVICE_SUFFIXES.map((suffix) => principal.endsWith(suffix))), () => {
      const source = permission.at('SourceArn');
      const isBucket = principal.startsWith('s3.');
      // The ARN of a bucket is a source and yet no account.
      const isBound = any(
        permission.at('SourceAccount').isNonEmpty(),
        all(not(isBucket), () => hasSource(permission)),
        all(source.isNonEmpty(), () => holdsAccount(source)),
      );
      if (isTrue(isBucket) && isTrue(source.isNonEmpty())) return must(isBound, 'anyAccount', { at: source, severity: 'medium' });
      return must(isBound, 'anySource', { at: source, data: { service: permission.at('Principal').describe() } });
    });
  },
  examples: {
    pass: [
      {
        name: 'one rule of EventBridge',
        properties: { FunctionName: 'orders', Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['Schedule', 'Arn'] } },
        others: { Schedule: { Type: 'AWS::Events::Rule' } },
      },
      {
        name: 'one account',
        properties: { FunctionName: 'orders', Principal: 'sns.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } },
      },
      {
        name: 'one organisation',
        properties: { FunctionName: 'orders', Principal: 'config.amazonaws.com', PrincipalOrgID: 'o-a1b2c3d4e5' },
      },
      {
        name: 'one Alexa skill',
        properties: { FunctionName: 'orders', Principal: 'alexa-appkit.amazon.com', EventSourceToken: 'amzn1.ask.skill.1' },
      },
      {
        name: 'a bucket of one account',
        properties: {
          FunctionName: 'orders',
          Principal: 's3.amazonaws.com',
          SourceArn: 'arn:aws:s3:::uploads',
          SourceAccount: '123456789012',
        },
      },
      {
        name: 'an access point, whose ARN holds the account',
        properties: {
          FunctionName: 'orders',
          Principal: 's3.amazonaws.com',
          SourceArn: { 'Fn::Sub': 'arn:aws:s3:us-east-1:${AWS::AccountId}:accesspoint/uploads' },
        },
      },
    ],
    fail: [
      {
        name: 'no source',
        properties: { FunctionName: 'orders', Principal: 'events.amazonaws.com' },
        expect: [{ message: 'anySource', path: '/SourceArn' }],
      },
      {
        name: 'no source, in China',
        properties: { FunctionName: 'orders', Principal: 'events.amazonaws.com.cn' },
        expect: [{ message: 'anySource', path: '/SourceArn' }],
      },
      {
        name: 'no source, the name with the suffix of the partition',
        properties: { FunctionName: 'orders', Principal: { 'Fn::Sub': 'apigateway.${AWS::URLSuffix}' } },
        expect: [{ message: 'anySource', path: '/SourceArn' }],
      },
      {
        name: 'an empty source',
        properties: { FunctionName: 'orders', Principal: 'sns.amazonaws.com', SourceArn: '' },
        expect: [{ message: 'anySource', path: '/SourceArn' }],
      },
      {
        name: 'S3 without a source',
        properties: { FunctionName: 'orders', Principal: 's3.amazonaws.com' },
        expect: [{ message: 'anySource', path: '/SourceArn' }],
      },
      {
        name: 'a bucket without an account',
        properties: {
          FunctionName: 'orders',
          Principal: 's3.amazonaws.com',
          SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${BucketName}' },
        },
        template: { Parameters: { BucketName: { Type: 'String' } } },
        expect: [{ message: 'anyAccount', path: '/SourceArn' }],
      },
      {
        name: 'a bucket of the template without an account',
        properties: { FunctionName: 'orders', Principal: 's3.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['Uploads', 'Arn'] } },
        others: { Uploads: { Type: 'AWS::S3::Bucket' } },
        expect: [{ message: 'anyAccount', path: '/SourceArn' }],
      },
    ],
    unknown: [
      {
        name: 'the principal comes from a parameter',
        properties: { FunctionName: 'orders', Principal: { Ref: 'Caller' } },
        template: { Parameters: { Caller: { Type: 'String' } } },
      },
      {
        name: 'the principal, which may be S3, comes from a parameter',
        properties: { FunctionName: 'orders', Principal: { Ref: 'Caller' }, SourceArn: 'arn:aws:s3:::uploads' },
        template: { Parameters: { Caller: { Type: 'String' } } },
      },
      {
        name: 'the source of S3 comes from a parameter',
        properties: { FunctionName: 'orders', Principal: 's3.amazonaws.com', SourceArn: { Ref: 'Source' } },
        template: { Parameters: { Source: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'an account', properties: { FunctionName: 'orders', Principal: '123456789012' } },
      {
        name: 'a role of the template',
        properties: { FunctionName: 'orders', Principal: { 'Fn::GetAtt': ['Caller', 'Arn'] } },
        others: { Caller: { Type: 'AWS::IAM::Role' } },
      },
      { name: 'everybody', properties: { FunctionName: 'orders', Principal: '*' } },
    ],
  },
});

const SERVICE_SUFFIXES = ['.amazonaws.com', '.amazonaws.com.cn', '.amazon.com'];

function hasSource(permission: Resource): Truth {
  return any(...['SourceArn', 'PrincipalOrgID', 'EventSourceToken'].map((name) => permission.at(name).isNonEmpty()));
}

/** Whether the account of an ARN, its fifth part, is filled. */
function holdsAccount(arn: Property): Truth {
  const known = withIdentifiers(arn);
  const start = known.value.kind === 'partial' ? known.value.pieces[0] : undefined;
  const parts = typeof start === 'string' ? start.split(':') : [];
  return parts.length > 5 ? truth(parts[4] !== '', arn) : known.test((text) => (text.split(':')[4] ?? '') !== '');
}
