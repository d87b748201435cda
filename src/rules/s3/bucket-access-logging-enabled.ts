import { all, any, defineRule, must, not, policyDocument, type Resource, type Truth, truth, when } from '../../engine/rule-api.ts';
import { someStatement } from '../shared/statements.ts';

/** Whether a bucket receives access logs: another bucket names it, or its ACL or its policy lets the log delivery write. */
function isLogTarget(bucket: Resource): Truth {
  const names = { names: ['BucketName'] };
  const policies = bucket.referrers('AWS::S3::BucketPolicy', 'Bucket', names);
  return any(
    truth(bucket.referrers('AWS::S3::Bucket', 'LoggingConfiguration.DestinationBucketName', names).length > 0),
    bucket.at('AccessControl').equals('LogDeliveryWrite'),
    ...policies.map((policy) =>
      someStatement(policyDocument(policy.at('PolicyDocument')), (statement) =>
        all(
          statement.isAllow(),
          () => statement.somePrincipal('Service', (principal) => principal === 'logging.s3.amazonaws.com'),
          () => statement.coversAction('s3:PutObject'),
        ),
      ),
    ),
  );
}

export default defineRule({
  id: 's3/bucket-access-logging-enabled',
  title: 'S3 buckets deliver server access logs',
  severity: 'low',
  category: 'logging',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_18'],
    cfnGuard: ['S3_BUCKET_LOGGING_ENABLED'],
    cdkNag: ['S3BucketLoggingEnabled', 'AwsSolutions-S1'],
    cfnNag: ['W35'],
    trivy: ['AVD-AWS-0089'],
    securityHub: ['S3.9'],
    conformity: ['S3-011'],
  },
  rationale: 'Access logs say who read or deleted what; without them an intrusion cannot be traced.',
  remediation: 'Set LoggingConfiguration with a DestinationBucketName.',
  messages: { off: 'the bucket writes no access log; set LoggingConfiguration' },
  options: { exemptLogTargets: { default: false, description: 'Leave out buckets that receive the access logs of others.' } },
  check: (bucket, { options }) => {
    const verdict = must(bucket.at('LoggingConfiguration').isSet(), 'off');
    return options.exemptLogTargets ? when(not(isLogTarget(bucket)), () => verdict) : verdict;
  },
  examples: {
    pass: [
      { name: 'to another bucket', properties: { LoggingConfiguration: { DestinationBucketName: 'logs' } } },
      { name: 'to itself under a prefix', properties: { LoggingConfiguration: { LogFilePrefix: 'access/' } } },
      { name: 'to itself', properties: { LoggingConfiguration: {} } },
      {
        name: 'to a bucket that a parameter names',
        properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'Value' } } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      { name: 'a log target that logs as well', properties: { LoggingConfiguration: {} }, options: { exemptLogTargets: true } },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'off', path: '/LoggingConfiguration' }] },
      {
        name: 'AWS::NoValue',
        properties: { LoggingConfiguration: { Ref: 'AWS::NoValue' } },
        expect: [{ message: 'off', path: '/LoggingConfiguration' }],
      },
      {
        name: 'a log target',
        properties: { AccessControl: 'LogDeliveryWrite' },
        expect: [{ message: 'off', path: '/LoggingConfiguration' }],
      },
      {
        name: 'no log target',
        properties: {},
        options: { exemptLogTargets: true },
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject', Resource: '*' }],
              },
            },
          },
        },
        expect: [{ message: 'off', path: '/LoggingConfiguration' }],
      },
    ],
    unknown: [
      { name: 'from a macro', properties: { 'Fn::Transform': { Name: 'Defaults' } } },
      {
        name: 'perhaps a log target',
        properties: { AccessControl: { Ref: 'Value' } },
        options: { exemptLogTargets: true },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      {
        name: 'the target of another bucket',
        properties: {},
        options: { exemptLogTargets: true },
        others: { Data: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'Subject' } } } } },
      },
      {
        name: 'the target of another bucket by its name',
        properties: { BucketName: 'logs' },
        options: { exemptLogTargets: true },
        others: { Data: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: 'logs' } } } },
      },
      { name: 'open to log delivery by its ACL', properties: { AccessControl: 'LogDeliveryWrite' }, options: { exemptLogTargets: true } },
      {
        name: 'open to log delivery by its policy',
        properties: { BucketName: 'logs' },
        options: { exemptLogTargets: true },
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { Service: 'logging.s3.amazonaws.com' },
                    Action: 's3:PutObject',
                    Resource: 'arn:aws:s3:::logs/*',
                  },
                ],
              },
            },
          },
        },
      },
    ],
  },
});
