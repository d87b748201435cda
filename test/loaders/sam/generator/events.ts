import type { Json } from '../../../../src/loaders/sam/json.ts';
import { chance, type Draft, type Draw, type Fields, map, named, oneOf, pick, reaching, word } from './draft.ts';
import { anyMap, arn, boolean, flag, literal, number, retryPolicy, roleArn, text } from './values.ts';

const deadLetters: Draw = oneOf(
  map({ Arn: arn }),
  map({ Type: word('SQS') }),
  map({ Type: word('SQS'), QueueLogicalId: word('LetterQueue', 'OtherQueue') }),
);

const rulePattern: Draw = word(
  { source: ['aws.ec2'] },
  { 'detail-type': ['x'], detail: { state: ['terminated'] } },
  { source: [{ prefix: { Ref: 'Stage' } }] },
);

const inputTransformer: Draw = map({ InputTemplate: word('<a>', '{"a": <a>}') }, { InputPathsMap: word({ a: '$.detail' }) });

const streamFields: Fields = {
  BatchSize: number,
  Enabled: flag,
  MaximumBatchingWindowInSeconds: number,
  MaximumRetryAttempts: number,
  BisectBatchOnFunctionError: flag,
  MaximumRecordAgeInSeconds: number,
  DestinationConfig: oneOf(
    map({ OnFailure: map({ Type: word('SQS', 'SNS'), Destination: arn }) }),
    map({ OnFailure: map({ Destination: arn }) }),
    map({ OnFailure: map({ Type: word('S3'), Destination: word('arn:aws:s3:::bucket', { 'Fn::GetAtt': ['Bucket', 'Arn'] }) }) }),
  ),
  ParallelizationFactor: number,
  TumblingWindowInSeconds: number,
  FunctionResponseTypes: word(['ReportBatchItemFailures']),
  FilterCriteria: word({ Filters: [{ Pattern: '{"a": [1]}' }] }),
  KmsKeyArn: oneOf(arn, word('1234abcd-12ab-34cd-56ef-1234567890ab')),
  StartingPositionTimestamp: number,
  MetricsConfig: word({ Metrics: ['EventCount'] }),
};

const start = word('LATEST', 'TRIM_HORIZON', 'AT_TIMESTAMP', { Ref: 'Given' });

const kafkaFields: Fields = {
  ...streamFields,
  ConsumerGroupId: text,
  ProvisionedPollerConfig: word({ MinimumPollers: 1, MaximumPollers: 5 }),
  SchemaRegistryConfig: map(
    {
      SchemaRegistryURI: word(
        'https://registry.example.com',
        'arn:aws:glue:us-east-1:123456789012:registry/r',
        { Ref: 'Given' },
        { 'Fn::GetAtt': ['Registry', 'Arn'] },
      ),
      EventRecordFormat: word('JSON', 'SOURCE'),
      SchemaValidationConfigs: word([{ Attribute: 'KEY' }]),
    },
    { AccessConfigs: word([{ Type: 'BASIC_AUTH', URI: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:s' }]) },
  ),
  LoggingConfig: word({ SystemLogLevel: 'INFO' }),
};

const schedule = word('rate(1 minute)', 'cron(0 12 * * ? *)', { Ref: 'Given' }, { 'Fn::Sub': 'rate(${Number} minutes)' });

const state = word('ENABLED', 'DISABLED', { Ref: 'Given' });

const ruleFields: Fields = {
  EventBusName: oneOf(text, word({ Ref: 'Bus' })),
  RuleName: text,
  DeadLetterConfig: deadLetters,
  RetryPolicy: retryPolicy,
  Target: map({ Id: literal }),
  State: state,
};

const scheduleV2Fields: Fields = {
  PermissionsBoundary: arn,
  FlexibleTimeWindow: word({ Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 }, { Mode: 'OFF' }),
  Name: text,
  State: state,
  Description: text,
  StartDate: text,
  EndDate: text,
  ScheduleExpressionTimezone: text,
  GroupName: text,
  KmsKeyArn: arn,
  Input: text,
  RoleArn: roleArn,
  DeadLetterConfig: deadLetters,
  RetryPolicy: retryPolicy,
};

const { Name: _name, ...unnamed } = scheduleV2Fields;

const scheduleV2: Draw = oneOf(
  map({ ScheduleExpression: schedule }, scheduleV2Fields),
  map({ ScheduleExpression: schedule, OmitName: boolean }, unnamed),
);

/** A rule takes its input from one place only. */
function withInput(draw: (draft: Draft) => Json): Draw {
  return (draft) => {
    const made = draw(draft);
    const input = pick(draft, [undefined, 'Input', 'InputPath', 'InputTransformer', undefined]);
    if (input === undefined || typeof made !== 'object' || made === null || Array.isArray(made)) return made;
    made[input] = input === 'InputTransformer' ? inputTransformer(draft) : input === 'Input' ? text(draft) : '$.detail';
    return made;
  };
}

const paths = ['/', '/orders', '/orders/{id}', '/{proxy+}', '/a/b-c', '$default', '/orders/'];
const methods = ['get', 'GET', 'post', 'any', 'ANY', 'delete', 'put', 'options'];

export const AUTHORIZERS = { rest: ['Cognito', 'Token', 'Request'], http: ['Jwt', 'Checker'] } as const;

export const resourcePolicy: Draw = map(
  {},
  {
    AwsAccountBlacklist: word(['123456789012']),
    AwsAccountWhitelist: word(['210987654321', { Ref: 'AWS::AccountId' }]),
    CustomStatements: word(
      [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/prod/GET/x' }],
      [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: ['execute-api:/prod/GET/x'] }],
    ),
    IntrinsicVpcBlacklist: word([{ Ref: 'Given' }, 'vpc-1']),
    IntrinsicVpcWhitelist: word([{ Ref: 'Given' }]),
    IntrinsicVpceBlacklist: word([{ 'Fn::ImportValue': 'endpoint' }]),
    IntrinsicVpceWhitelist: word(['vpce-1']),
    IpRangeBlacklist: word(['10.0.0.0/8'], [{ Ref: 'Given' }]),
    IpRangeWhitelist: word(['192.168.0.0/16', '10.0.0.0/8']),
    SourceVpcBlacklist: word(['vpc-1a2b', 'vpce-3c4d']),
    SourceVpcWhitelist: word(['vpce-5e6f']),
  },
);

const restAuth = (authorizers: readonly string[]): Draw =>
  map(
    {},
    {
      ApiKeyRequired: boolean,
      AuthorizationScopes: word(['a', 'b'], []),
      Authorizer: word('NONE', 'AWS_IAM', ...authorizers),
      InvokeRole: word('CALLER_CREDENTIALS', 'NONE', { 'Fn::GetAtt': ['Role', 'Arn'] }),
      ResourcePolicy: resourcePolicy,
      OverrideApiAuth: boolean,
    },
  );

function restTarget(draft: Draft): { readonly RestApiId?: Json; readonly authorizers: readonly string[] } {
  const [id] = draft.ids.restApi;
  if (id !== undefined && chance(draft, 0.7)) return { RestApiId: { Ref: id }, authorizers: AUTHORIZERS.rest };
  if (chance(draft, 0.02)) return { RestApiId: 'abc123', authorizers: [] };
  return { authorizers: [] };
}

const apiEvent: Draw = (draft) => {
  const { authorizers, ...target } = restTarget(draft);
  return {
    ...map(
      { Path: word(...paths.filter((path) => path !== '$default')), Method: word(...methods) },
      {
        Auth: restAuth(authorizers),
        RequestModel: map({ Model: word('Order') }, { Required: boolean, ValidateBody: boolean, ValidateParameters: boolean }),
        RequestParameters: word(
          ['method.request.header.Authorization', { 'method.request.querystring.q': { Required: true, Caching: true } }],
          [{ 'method.request.path.id': { Required: false } }],
        ),
        TimeoutInMillis: number,
        ResponseTransferMode: word('STREAM', 'BUFFERED'),
      },
    )(draft),
    ...target,
  };
};

const machineApiEvent: Draw = (draft) => {
  const { authorizers, ...target } = restTarget(draft);
  return {
    ...map(
      { Path: word('/start', '/run/{id}'), Method: word('post', 'PUT') },
      { Auth: restAuth(authorizers), UnescapeMappingTemplate: boolean },
    )(draft),
    ...target,
  };
};

const httpApiEvent: Draw = (draft) => {
  const [id] = draft.ids.httpApi;
  const own = id !== undefined && chance(draft, 0.7);
  const target = own ? { ApiId: pick<Json>(draft, [{ Ref: id }, { Ref: id }]) } : {};
  const auth = map({}, { AuthorizationScopes: word(['a']), Authorizer: word('NONE', ...(own ? AUTHORIZERS.http : [])) });
  const common = {
    Auth: auth,
    TimeoutInMillis: number,
    PayloadFormatVersion: word('1.0', '2.0', { Ref: 'Given' }),
    RouteSettings: word({ ThrottlingBurstLimit: 5 }),
  };
  const route = chance(draft, 0.8) ? { Path: word(...paths), Method: word(...methods) } : {};
  return { ...map(route, common)(draft), ...target };
};

/** Event sources of functions, by type. */
export const FUNCTION_EVENTS: Readonly<Record<string, Draw>> = {
  S3: map(
    {
      Bucket: word({ Ref: 'Bucket' }, { Ref: 'OtherBucket' }),
      Events: oneOf(word('s3:ObjectCreated:*'), word(['s3:ObjectCreated:*', 's3:ObjectRemoved:*'])),
    },
    { Filter: word({ S3Key: { Rules: [{ Name: 'suffix', Value: '.jpg' }] } }) },
  ),
  SNS: map(
    { Topic: word({ Ref: 'Topic' }, 'arn:aws:sns:us-east-1:123456789012:t') },
    {
      Region: text,
      FilterPolicy: word({ store: ['a'] }),
      FilterPolicyScope: word('MessageBody'),
      SqsSubscription: oneOf(
        boolean,
        map(
          { QueueUrl: word({ Ref: 'Queue' }), QueueArn: word({ 'Fn::GetAtt': ['Queue', 'Arn'] }) },
          { QueuePolicyLogicalId: word('MyPolicy'), BatchSize: number, Enabled: flag },
        ),
      ),
      RedrivePolicy: word({ deadLetterTargetArn: 'arn' }),
    },
  ),
  Api: apiEvent,
  HttpApi: httpApiEvent,
  DynamoDB: map({ Stream: word({ 'Fn::GetAtt': ['Table', 'StreamArn'] }, 'arn:aws:dynamodb:x'), StartingPosition: start }, streamFields),
  Kinesis: map({ Stream: word({ 'Fn::GetAtt': ['Stream', 'Arn'] }, 'arn:aws:kinesis:x'), StartingPosition: start }, streamFields),
  SQS: map(
    { Queue: word({ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:x') },
    { ...streamFields, ScalingConfig: word({ MaximumConcurrency: 5 }), ProvisionedPollerConfig: word({ MinimumPollers: 1 }) },
  ),
  DocumentDB: map(
    {
      Cluster: arn,
      DatabaseName: text,
      SourceAccessConfigurations: word([{ Type: 'BASIC_AUTH', URI: 'arn:aws:secretsmanager:x' }]),
    },
    {
      ...streamFields,
      CollectionName: text,
      FullDocument: word('UpdateLookup'),
      SecretsManagerKmsKeyId: word('key'),
      StartingPosition: start,
    },
  ),
  MSK: map(
    {
      Stream: word('arn:aws:kafka:us-east-1:123456789012:cluster/c/1', { Ref: 'Given' }),
      StartingPosition: start,
      Topics: word(['topic']),
    },
    {
      ...kafkaFields,
      SourceAccessConfigurations: word(
        [{ Type: 'SASL_SCRAM_512_AUTH', URI: 'arn:aws:secretsmanager:x' }],
        [{ Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: { Ref: 'Given' } }],
      ),
    },
  ),
  MQ: map(
    {
      Broker: word('arn:aws:mq:us-east-1:123456789012:broker:b:1', { 'Fn::GetAtt': ['Broker', 'Arn'] }),
      Queues: word(['queue']),
      SourceAccessConfigurations: word(
        [{ Type: 'BASIC_AUTH', URI: 'arn:aws:secretsmanager:x' }],
        [
          { Type: 'BASIC_AUTH', URI: { Ref: 'Given' } },
          { Type: 'VIRTUAL_HOST', URI: 'host' },
        ],
      ),
    },
    { ...streamFields, SecretsManagerKmsKeyId: word('key'), DynamicPolicyName: boolean },
  ),
  SelfManagedKafka: map(
    {
      Topics: word(['topic']),
      KafkaBootstrapServers: word(['a.example.com:9092', 'b:9092']),
      SourceAccessConfigurations: word(
        [{ Type: 'SASL_SCRAM_256_AUTH', URI: 'arn:aws:secretsmanager:x' }],
        [
          { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' },
          { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-1' },
        ],
        [
          { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: 'arn:aws:secretsmanager:x' },
          { Type: 'BASIC_AUTH', URI: 'arn:aws:secretsmanager:y' },
        ],
      ),
    },
    { ...kafkaFields, SecretsManagerKmsKeyId: word('key') },
  ),
  Schedule: map(
    { Schedule: schedule },
    { RuleName: text, Input: text, State: state, Name: text, Description: text, DeadLetterConfig: deadLetters, RetryPolicy: retryPolicy },
  ),
  ScheduleV2: scheduleV2,
  CloudWatchEvent: withInput(map({ Pattern: rulePattern }, ruleFields)),
  EventBridgeRule: withInput(map({ Pattern: rulePattern }, ruleFields)),
  CloudWatchLogs: map({ LogGroupName: oneOf(text, word({ Ref: 'Logs' })), FilterPattern: text }),
  IoTRule: map({ Sql: text }, { AwsIotSqlVersion: word('2016-03-23') }),
  AlexaSkill: map({}, { SkillId: text }),
  Cognito: map({ UserPool: word({ Ref: 'Pool' }), Trigger: oneOf(word('PreSignUp', 'PostConfirmation'), word(['PreSignUp', 'Custom'])) }),
};

/** Event sources of state machines, by type. */
export const STATE_MACHINE_EVENTS: Readonly<Record<string, Draw>> = {
  Schedule: map(
    { Schedule: schedule },
    {
      Input: text,
      State: state,
      Name: text,
      Description: text,
      DeadLetterConfig: deadLetters,
      RetryPolicy: retryPolicy,
      Target: map({ Id: literal }),
      RoleArn: word('arn:aws:iam::123456789012:role/service', { Ref: 'Given' }),
    },
  ),
  ScheduleV2: scheduleV2,
  CloudWatchEvent: withInput(map({ Pattern: rulePattern }, ruleFields)),
  EventBridgeRule: withInput(map({ Pattern: rulePattern }, ruleFields)),
  Api: machineApiEvent,
};

/** Some events of a resource. */
export function eventsFrom(sources: Readonly<Record<string, Draw>>, what: string): Draw {
  const event: Draw = (draft) => {
    const type = pick(draft, Object.keys(sources));
    const draw = sources[type] ?? anyMap;
    return { Type: type, Properties: reaching(`${what} ${type}`, draw)(draft) };
  };
  return named(['First', 'Second', 'Third', 'Fourth4'], event, 4);
}
