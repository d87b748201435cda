import {
  all,
  any,
  defineRule,
  fail,
  must,
  notApplicable,
  type PolicyStatement,
  policyDocument,
  type Resource,
  type Truth,
  unknown,
} from '../../engine/rule-api.ts';
import type { Value } from '../../model/value.ts';
import { coversBucket, coversObjects, namesOfBucket } from '../shared/bucket-arns.ts';
import { isEverything, someStatement } from '../shared/statements.ts';

const NAMES = { names: ['BucketName'] };

/** Whether a bucket policy denies everyone everything over plain HTTP, on a bucket that goes by the names and on its objects. */
function rejectsPlainHttp(policy: Resource, names: readonly Value[]): Truth {
  const document = policyDocument(policy.at('PolicyDocument'));
  const isDenied = (covers: (statement: PolicyStatement, names: readonly Value[]) => Truth): Truth =>
    someStatement(document, (statement) =>
      all(
        statement.isDeny(),
        () => statement.hasPublicPrincipal(),
        () => statement.someAction((action) => isEverything(action) || action.toLowerCase() === 's3:*'),
        () => appliesToPlainHttp(statement),
        () => covers(statement, names),
      ),
    );
  return all(isDenied(coversBucket), () => isDenied(coversObjects));
}

function appliesToPlainHttp(statement: PolicyStatement): Truth {
  const isOff = (text: string): boolean => text.toLowerCase() === 'false';
  return any(...['Bool', 'BoolIfExists'].map((operator) => statement.hasCondition(operator, 'aws:SecureTransport', isOff)));
}

export default defineRule({
  id: 's3/bucket-policy-requires-tls',
  title: 'S3 bucket policy rejects plain-HTTP requests',
  severity: 'medium',
  category: 'network',
  resources: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_379'],
    cfnGuard: ['S3_BUCKET_SSL_REQUESTS_ONLY'],
    cdkNag: ['S3BucketSSLRequestsOnly', 'AwsSolutions-S10'],
    securityHub: ['S3.5'],
    cis: ['v1.4.0/2.1.2', 'v3.0.0/2.1.1'],
  },
  rationale:
    'S3 answers plain HTTP as well as HTTPS; only a bucket policy keeps data and credentials from crossing the network in the clear.',
  remediation:
    'Add a statement to the bucket policy that denies everyone s3:* on the bucket and its objects when aws:SecureTransport is false.',
  messages: {
    noPolicy: 'no bucket policy of the template rejects requests over plain HTTP',
    http: 'the bucket policy has no statement that denies everyone s3:* on the bucket and all of its objects when aws:SecureTransport is false',
  },
  check(resource) {
    if (resource.type === 'AWS::S3::BucketPolicy') {
      if (resource.target(resource.at('Bucket'), 'AWS::S3::Bucket', NAMES) !== undefined) return notApplicable();
      return must(rejectsPlainHttp(resource, [resource.at('Bucket').value]), 'http', { at: resource.at('PolicyDocument') });
    }
    const policies = resource.referrers('AWS::S3::BucketPolicy', 'Bucket', NAMES);
    if (policies.length === 0) return fail('noPolicy');
    const names = namesOfBucket(resource);
    const answer = any(...policies.map((policy) => rejectsPlainHttp(policy, names)));
    if (answer.is === 'unknown') return unknown(answer);
    const related = policies.map((policy) => ({ subject: policy.at('PolicyDocument'), message: 'the policy of the bucket' }));
    return must(answer, 'http', { at: resource, related });
  },
  examples: {
    pass: [
      {
        name: 'denied on the bucket and its objects',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
      },
      {
        name: 'a boolean, any action, anybody with an account, one pattern for both',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: { AWS: '*' },
                    Action: ['s3:GetObject', '*'],
                    Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Subject}*' },
                    Condition: { Bool: { 'AWS:SecureTransport': false } },
                  },
                ],
              },
            },
          },
        },
      },
      {
        name: 'every resource',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: '*',
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
      },
      {
        name: 'a bucket and a policy of the same name',
        properties: { BucketName: 'data' },
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: 'data',
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
      },
      {
        name: 'names made by the same expression',
        properties: { BucketName: { 'Fn::Sub': '${Value}-data' } },
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { 'Fn::Sub': '${Value}-data' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::Sub': 'arn:aws:s3:::${Value}-data' }, { 'Fn::Sub': 'arn:aws:s3:::${Value}-data/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'resources joined, a condition that holds without the key as well',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [
                      { 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'Subject' }]] },
                      { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, '/*']] },
                    ],
                    Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
      },
      {
        name: 'a policy as a JSON text',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                'Fn::Sub':
                  '{"Statement": {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": ["arn:aws:s3:::${Subject}", "arn:aws:s3:::${Subject}/*"], "Condition": {"Bool": {"aws:SecureTransport": false}}}}',
              },
            },
          },
        },
      },
      {
        name: 'one statement for the bucket, one for its objects',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: { 'Fn::GetAtt': ['Subject', 'Arn'] },
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: { 'Fn::Sub': '${Subject.Arn}/*' },
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
      },
      {
        name: 'a policy for a bucket elsewhere',
        type: 'AWS::S3::BucketPolicy',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
      {
        name: 'a policy for a bucket that a parameter names',
        type: 'AWS::S3::BucketPolicy',
        properties: {
          Bucket: { Ref: 'Value' },
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: [{ 'Fn::Sub': 'arn:aws:s3:::${Value}' }, { 'Fn::Sub': 'arn:aws:s3:::${Value}/*' }],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
    fail: [
      { name: 'no policy', properties: {}, expect: [{ message: 'noPolicy', path: '' }] },
      {
        name: 'a policy for another bucket',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: 'data',
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'noPolicy', path: '' }],
      },
      {
        name: 'allowed over HTTPS instead',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'denied over HTTPS',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'denied to one account',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: { AWS: '111122223333' },
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'one action denied',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:GetObject',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'objects only',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: { 'Fn::Sub': '${Subject.Arn}/*' },
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'the bucket only',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: { 'Fn::GetAtt': ['Subject', 'Arn'] },
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'some objects only',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/public/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'another bucket',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'old versions of TLS denied, which plain HTTP does not have',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
                  },
                ],
              },
            },
          },
        },
        expect: [{ message: 'http', path: '' }],
      },
      {
        name: 'a policy in production only',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Condition: 'IsProd',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'noPolicy', path: '' }],
      },
      {
        name: 'a policy for a bucket elsewhere that allows plain HTTP',
        type: 'AWS::S3::BucketPolicy',
        properties: {
          Bucket: 'data',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: '*' }] },
        },
        expect: [{ message: 'http', path: '/PolicyDocument' }],
      },
    ],
    unknown: [
      {
        name: 'a resource from a parameter',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: { Ref: 'Value' },
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a name from a parameter in the resources',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::Sub': 'arn:aws:s3:::${Value}' }, { 'Fn::Sub': 'arn:aws:s3:::${Value}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a literal resource for a bucket that a parameter names',
        properties: { BucketName: { Ref: 'Value' } },
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'an action from a parameter',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: { Ref: 'Value' },
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ],
              },
            },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a condition from a parameter',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Subject' },
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: [{ 'Fn::GetAtt': ['Subject', 'Arn'] }, { 'Fn::Sub': '${Subject.Arn}/*' }],
                    Condition: { Bool: { 'aws:SecureTransport': { Ref: 'Value' } } },
                  },
                ],
              },
            },
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'a statement from a macro',
        properties: {},
        others: {
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: { Bucket: { Ref: 'Subject' }, PolicyDocument: { Statement: [{ 'Fn::Transform': { Name: 'Statement' } }] } },
          },
        },
      },
      {
        name: 'a principal from a parameter',
        type: 'AWS::S3::BucketPolicy',
        properties: {
          Bucket: 'data',
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Principal: { AWS: { Ref: 'Value' } },
                Action: 's3:*',
                Resource: '*',
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      {
        name: 'a policy that is judged with its bucket',
        type: 'AWS::S3::BucketPolicy',
        properties: { Bucket: { Ref: 'Data' }, PolicyDocument: { Statement: [] } },
        others: { Data: { Type: 'AWS::S3::Bucket' } },
      },
    ],
  },
});
