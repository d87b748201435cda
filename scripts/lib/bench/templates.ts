/** A repeatable source of numbers (mulberry32): the same seed gives the same templates on every machine. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const WORDS = ['order', 'invoice', 'payment', 'catalog', 'customer', 'session', 'report', 'audit', 'search', 'image', 'ledger', 'shipment'];

const MAKERS: readonly ((name: string, draw: (below: number) => number) => Readonly<Record<string, Json>>)[] = [
  (name, draw) => ({
    [`${name}Bucket`]: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: { 'Fn::Sub': `${name.toLowerCase()}-\${AWS::AccountId}-\${AWS::Region}` },
        ...(draw(2) === 0
          ? {
              BucketEncryption: {
                ServerSideEncryptionConfiguration: [
                  { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { Ref: 'KeyArn' } } },
                ],
              },
            }
          : {}),
        VersioningConfiguration: { Status: { 'Fn::If': ['IsProduction', 'Enabled', 'Suspended'] } },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: draw(3) !== 0,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [{ Id: 'expire', Status: 'Enabled', ExpirationInDays: 30 + draw(300), Prefix: 'tmp/' }] },
        Tags: tags(name, draw),
      },
    },
    [`${name}BucketPolicy`]: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: `${name}Bucket` },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Read',
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
              Action: ['s3:GetObject', 's3:ListBucket'],
              Resource: [{ 'Fn::GetAtt': [`${name}Bucket`, 'Arn'] }, { 'Fn::Sub': `\${${name}Bucket.Arn}/*` }],
            },
            ...(draw(2) === 0
              ? [
                  {
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 's3:*',
                    Resource: { 'Fn::Sub': `\${${name}Bucket.Arn}/*` },
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                  },
                ]
              : []),
          ],
        },
      },
    },
  }),
  (name, draw) => ({
    [`${name}SecurityGroup`]: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: `Access to the ${name} service`,
        VpcId: { Ref: 'VpcId' },
        SecurityGroupIngress: Array.from({ length: 1 + draw(5) }, () => {
          const port = [22, 80, 443, 3306, 5432, 8080][draw(6)] ?? 443;
          return {
            IpProtocol: 'tcp',
            FromPort: port,
            ToPort: port,
            CidrIp: draw(3) === 0 ? '0.0.0.0/0' : `10.${draw(256)}.0.0/16`,
            Description: `port ${port} for ${name}`,
          };
        }),
        SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0', Description: 'all outbound' }],
        Tags: tags(name, draw),
      },
    },
  }),
  (name, draw) => ({
    [`${name}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' }],
        Policies: [
          {
            PolicyName: 'work',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: Array.from({ length: 1 + draw(4) }, () => ({
                Effect: 'Allow',
                Action: draw(6) === 0 ? '*' : ['dynamodb:GetItem', 'dynamodb:PutItem', 'sqs:SendMessage'].slice(0, 1 + draw(3)),
                Resource:
                  draw(3) === 0
                    ? '*'
                    : {
                        'Fn::Join': [
                          '',
                          ['arn:', { Ref: 'AWS::Partition' }, ':sqs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${name}`],
                        ],
                      },
              })),
            },
          },
        ],
      },
    },
    [`${name}Function`]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: { 'Fn::Sub': `${name}-\${Environment}` },
        Runtime: draw(4) === 0 ? 'nodejs14.x' : 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
        MemorySize: 128 << draw(4),
        Timeout: 10 + draw(800),
        Environment: { Variables: { TABLE: name, STAGE: { Ref: 'Environment' }, QUEUE: { 'Fn::If': ['IsProduction', 'live', 'test'] } } },
        Code: { S3Bucket: { Ref: 'ArtifactBucket' }, S3Key: `${name}/${draw(1_000_000)}.zip` },
        TracingConfig: { Mode: draw(2) === 0 ? 'Active' : 'PassThrough' },
      },
    },
  }),
  (name, draw) => ({
    [`${name}Database`]: {
      Type: 'AWS::RDS::DBInstance',
      DeletionPolicy: draw(2) === 0 ? 'Snapshot' : 'Delete',
      Properties: {
        Engine: 'postgres',
        DBInstanceClass: 'db.t4g.medium',
        AllocatedStorage: 20 + draw(200),
        StorageEncrypted: draw(2) === 0,
        MultiAZ: { 'Fn::If': ['IsProduction', true, false] },
        PubliclyAccessible: draw(5) === 0,
        MasterUsername: 'service',
        MasterUserPassword: { 'Fn::Sub': `{{resolve:secretsmanager:${name}:SecretString:password}}` },
        BackupRetentionPeriod: draw(30),
        EnableCloudwatchLogsExports: ['postgresql'],
        Tags: tags(name, draw),
      },
    },
  }),
  (name, draw) => ({
    [`${name}Queue`]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: { 'Fn::Sub': `${name}-\${Environment}` },
        ...(draw(2) === 0 ? { KmsMasterKeyId: { Ref: 'KeyArn' } } : {}),
        VisibilityTimeout: 30 + draw(600),
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:dead' },
          maxReceiveCount: 1 + draw(10),
        },
      },
    },
    [`${name}Topic`]: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: { 'Fn::Sub': `${name}-\${Environment}` },
        ...(draw(2) === 0 ? { KmsMasterKeyId: 'alias/aws/sns' } : {}),
        Tags: tags(name, draw),
      },
    },
  }),
];

function tags(name: string, draw: (below: number) => number): Json {
  return [
    { Key: 'service', Value: name },
    { Key: 'cost-centre', Value: String(1000 + draw(9000)) },
    { Key: 'environment', Value: { Ref: 'Environment' } },
  ];
}

/**
 * A template of the given number of resources, as YAML or JSON: buckets and their policies, security groups, roles, functions,
 * databases, queues and topics, with parameters, one condition, references and the usual functions.
 *
 * @param bytes the size to come near to, by notes in the metadata of resources; 0 for no notes
 */
export function generateTemplate(resources: number, bytes: number, format: 'yaml' | 'json', seed = 1): string {
  const draw = numbers(seed);
  const made: Record<string, Json> = {};
  for (let index = 0; Object.keys(made).length < resources; index++) {
    const word = pick(draw);
    const name = `${word.charAt(0).toUpperCase()}${word.slice(1)}${index}`;
    for (const [id, resource] of Object.entries(MAKERS[draw(MAKERS.length)]?.(name, draw) ?? {})) {
      if (Object.keys(made).length < resources) made[id] = resource;
    }
  }
  const write = (): string => {
    const template: Json = {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `Generated: ${resources} resources`,
      Parameters: {
        Environment: { Type: 'String', Default: 'development', AllowedValues: ['development', 'production'] },
        VpcId: { Type: 'AWS::EC2::VPC::Id' },
        KeyArn: { Type: 'String' },
        ArtifactBucket: { Type: 'String', Default: 'artifacts' },
      },
      Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Environment' }, 'production'] } },
      Resources: made,
    };
    return format === 'json' ? `${JSON.stringify(template, null, 2)}\n` : toYaml(template, '');
  };
  const bare = write();
  const bytesPerNote = format === 'json' ? 101 : 62;
  const share = Math.floor((bytes - bare.length) / resources / bytesPerNote);
  if (share <= 0) return bare;
  for (const [id, resource] of Object.entries(made)) {
    if (typeof resource !== 'object' || Array.isArray(resource)) continue;
    const notes = Array.from({ length: share }, () => ({ Topic: pick(draw), Text: `${pick(draw)} ${pick(draw)} ${draw(100_000)}` }));
    made[id] = { ...resource, Metadata: { Notes: notes } };
  }
  return write();
}

function pick(draw: (below: number) => number): string {
  return WORDS[draw(WORDS.length)] ?? '';
}

function toYaml(value: Json, indent: string): string {
  if (Array.isArray(value)) {
    return value
      .map((item: Json) => (isScalar(item) ? `${indent}- ${scalar(item)}\n` : `${indent}- ${toYaml(item, `${indent}  `).trimStart()}`))
      .join('');
  }
  if (typeof value !== 'object') return `${indent}${scalar(value)}\n`;
  return Object.entries(value)
    .map(([key, child]) => `${indent}${scalar(key)}:${isScalar(child) ? ` ${scalar(child)}\n` : `\n${toYaml(child, `${indent}  `)}`}`)
    .join('');
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object';
}

function scalar(value: Json): string {
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z][A-Za-z0-9 /]*(::?[A-Za-z0-9]+)*$/.test(value) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

/** Templates of many sizes, by file name: most have a handful of resources, a few have a hundred, as in a public sample collection. */
export function generateCorpus(templates: number): ReadonlyMap<string, string> {
  const draw = numbers(7);
  const files = new Map<string, string>();
  for (let index = 0; index < templates; index++) {
    const format = index % 2 === 0 ? 'yaml' : 'json';
    const resources = draw(15) === 0 ? 40 + draw(60) : 2 + draw(9);
    files.set(`template-${String(index).padStart(3, '0')}.${format}`, generateTemplate(resources, 0, format, index + 1));
  }
  return files;
}
