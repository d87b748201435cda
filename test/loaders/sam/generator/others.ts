import { CONNECTOR_PROFILES } from '../../../../src/loaders/sam/data/connector-profiles.generated.ts';
import { get, getIn, isMap, type Json, type JsonMap } from '../../../../src/loaders/sam/json.ts';
import { chance, type Draft, type Draw, type Fields, listOf, map, named, oneOf, pick, some, word } from './draft.ts';
import { anyMap, arn, boolean, functionArn, literal, number, plainNumber, roleArn, s3Map, s3Uri, tags, text } from './values.ts';

export const simpleTableProperties = map(
  {},
  {
    PrimaryKey: map({ Name: literal, Type: word('String', 'Number', 'Binary') }),
    ProvisionedThroughput: word({ ReadCapacityUnits: 5, WriteCapacityUnits: 5 }, { ReadCapacityUnits: 1 }),
    TableName: text,
    Tags: tags,
    SSESpecification: word({ SSEEnabled: true }),
    PointInTimeRecoverySpecification: word({ PointInTimeRecoveryEnabled: true }),
  },
);

export const SIMPLE_TABLE_GLOBALS: Fields = { SSESpecification: word({ SSEEnabled: false, SSEType: 'KMS' }) };

export const applicationProperties = map(
  { Location: word('https://s3.amazonaws.com/bucket/template.yaml', './nested.yaml') },
  { Parameters: anyMap, NotificationARNs: word([{ Ref: 'Topic' }]), Tags: tags, TimeoutInMinutes: number },
);

export const layerProperties = map(
  { ContentUri: oneOf(s3Uri, s3Map) },
  {
    LayerName: text,
    Description: text,
    CompatibleArchitectures: word(['arm64'], ['x86_64', 'arm64']),
    CompatibleRuntimes: word(['nodejs22.x']),
    LicenseInfo: text,
    RetentionPolicy: word('Retain', 'Delete', 'retain'),
    PublishLambdaVersion: boolean,
  },
);

export const LAYER_GLOBALS: Fields = { PublishLambdaVersion: boolean };

const cpu: Draw = word([{ Architecture: 'ARM_64' }]);

const capacityShared: Fields = {
  OperatorRole: roleArn,
  Tags: tags,
  PropagateTags: boolean,
  InstanceRequirements: map({}, { Architectures: word(['arm64']), AllowedTypes: word(['m5.large']), ExcludedTypes: word(['t3.micro']) }),
  ScalingConfig: map({}, { MaxVCpuCount: number, AverageCPUUtilization: word(70, 50.5) }),
  KmsKeyArn: arn,
  LoggingConfig: word({ LogGroup: 'x' }),
  ManagedResourceTags: map({ Tags: tags }),
};

const vpc: Draw = map({ SubnetIds: word(['subnet-1', { Ref: 'Given' }], { Ref: 'Ids' }) }, { SecurityGroupIds: word(['sg-1']) });

/** What capacity providers may have in `Globals`. */
export const CAPACITY_PROVIDER_GLOBALS: Fields = { ...capacityShared, VpcConfig: vpc };

export const capacityProviderProperties = map({ VpcConfig: vpc }, { ...capacityShared, CapacityProviderName: text });

/** What network connectors may have in `Globals`. */
export const NETWORK_CONNECTOR_GLOBALS: Fields = { OperatorRole: roleArn, Tags: tags, PropagateTags: boolean };

export const networkConnectorProperties = map(
  {
    VpcConfig: map({
      SubnetIds: word(['subnet-1']),
      SecurityGroupIds: word(['sg-1', { Ref: 'Given' }]),
      NetworkProtocol: word('IPv4', 'DualStack'),
    }),
  },
  { ...NETWORK_CONNECTOR_GLOBALS, Name: text, ComputeTypes: word(['MicroVm'], ['WebFunction']) },
);

const hook = word('ENABLED', 'DISABLED', { Ref: 'Given' });

const imageShared: Fields = {
  BuildRoleArn: roleArn,
  Logging: oneOf(map({ Disabled: boolean }), map({ CloudWatch: map({}, { LogGroup: text, LogStream: text }) })),
  EgressNetworkConnectors: word(['arn:aws:lambda:x'], [{ Ref: 'Given' }]),
  CpuConfigurations: cpu,
  Resources: word([{ MinimumMemoryInMiB: 512 }]),
  AdditionalOsCapabilities: word(['ALL']),
  Hooks: map(
    {},
    {
      Port: plainNumber,
      MicrovmHooks: map({}, { Run: hook, RunTimeoutInSeconds: number, Resume: hook, Suspend: hook, Terminate: hook }),
      MicrovmImageHooks: map({}, { Ready: hook, ReadyTimeoutInSeconds: number, Validate: hook }),
    },
  ),
  EnvironmentVariables: anyMap,
  Tags: tags,
  PropagateTags: boolean,
};

/** What images may have in `Globals`. */
export const IMAGE_GLOBALS: Fields = { ...imageShared, BaseImageArn: arn, BaseImageVersion: text };

export const imageProperties = map(
  { Name: text, CodeUri: s3Uri, BaseImageArn: arn, BaseImageVersion: text },
  { ...imageShared, Description: text },
);

const lambdaAuthorizer: Draw = map(
  { AuthorizerUri: functionArn },
  { AuthorizerResultTtlInSeconds: number, IdentityValidationExpression: text },
);

const authorizer: Draw = oneOf(
  word({ Type: 'AWS_IAM' }, { Type: 'API_KEY' }),
  map({ Type: word('AWS_LAMBDA'), LambdaAuthorizer: lambdaAuthorizer }),
  map({ Type: word('OPENID_CONNECT'), OpenIDConnect: map({}, { Issuer: text, ClientId: text, AuthTTL: number, IatTTL: number }) }),
  map({
    Type: word('AMAZON_COGNITO_USER_POOLS'),
    UserPool: map({ UserPoolId: text }, { AwsRegion: text, DefaultAction: word('ALLOW'), AppIdClientRegex: text }),
  }),
);

const runtime = word({ Name: 'APPSYNC_JS', Version: '1.0.0' });

/** Properties of `AWS::Serverless::GraphQLApi`. */
export function graphQLApiProperties(draft: Draft): JsonMap {
  const auth = authorizer(draft);
  const sources = map(
    {},
    {
      DynamoDb: named(
        ['Orders', 'Items'],
        map(
          { TableName: word({ Ref: 'Table' }, 'orders') },
          {
            ServiceRoleArn: roleArn,
            TableArn: arn,
            Permissions: word(['Read'], ['Read', 'Write']),
            Name: text,
            Description: text,
            Region: text,
            DeltaSync: word({ BaseTableTTL: 1, DeltaSyncTableName: 'd', DeltaSyncTableTTL: 2 }),
            UseCallerCredentials: boolean,
            Versioned: boolean,
          },
        ),
      ),
      Lambda: named(['Compute'], map({ FunctionArn: functionArn }, { ServiceRoleArn: roleArn, Name: text, Description: text })),
    },
  )(draft);
  const names = ['NONE', 'none', ...Object.values(sources).flatMap((source) => (isMap(source) ? Object.keys(source) : []))];
  const withCode = (fields: Fields, optional: Fields): Draw =>
    oneOf(
      map({ InlineCode: word('code'), Runtime: runtime, ...fields }, optional),
      map({ CodeUri: s3Uri, Runtime: runtime, ...fields }, optional),
    );
  const functions = named(
    ['load', 'save', 'Check3'],
    oneOf(
      withCode(
        { DataSource: oneOf(word(...names), word({ 'Fn::GetAtt': ['Source', 'Name'] }, { 'Fn::Sub': '${Stage}' })) },
        {
          Name: word('named', 5),
          Description: text,
          MaxBatchSize: number,
          Sync: word({ ConflictDetection: 'VERSION', ConflictHandler: 'AUTOMERGE' }),
        },
      ),
      map({ Id: text }),
    ),
    3,
  )(draft);
  const pipeline: Draw = (inner) => some(inner, Object.keys(functions));
  const field = oneOf(
    map({ Pipeline: pipeline }, { FieldName: word('field') }),
    withCode({ Pipeline: pipeline }, { Caching: word({ Ttl: 5 }, { Ttl: 5, CachingKeys: ['$context.identity'] }), MaxBatchSize: number }),
  );
  return map(
    {
      Auth: (inner) => ({ ...(isMap(auth) ? auth : {}), ...map({}, { Additional: listOf(authorizer) })(inner) }),
      ...(chance(draft, 0.5) ? { SchemaInline: word('type Query { a: String }') } : { SchemaUri: word('s3://bucket/schema') }),
      DataSources: () => sources,
      Functions: () => functions,
    },
    {
      Name: text,
      Tags: tags,
      XrayEnabled: boolean,
      Logging: oneOf(boolean, map({}, { FieldLogLevel: word('ERROR'), ExcludeVerboseContent: boolean, CloudWatchLogsRoleArn: roleArn })),
      Resolvers: named(['Query', 'Mutation'], named(['getA', 'setB'], field)),
      ApiKeys: named(['First', 'Second'], map({}, { ApiKeyId: text, Description: text, ExpiresOn: number })),
      DomainName: map({ CertificateArn: arn, DomainName: word('example.com') }, { Description: text }),
      Cache: map(
        { ApiCachingBehavior: word('FULL_REQUEST_CACHING'), Ttl: number, Type: word('SMALL') },
        { AtRestEncryptionEnabled: boolean, TransitEncryptionEnabled: boolean },
      ),
      Visibility: word('GLOBAL', 'PRIVATE'),
      OwnerContact: text,
      IntrospectionConfig: word('ENABLED'),
      QueryDepthLimit: number,
      ResolverCountLimit: number,
    },
  )(draft);
}

/** All pairs of types that can be connected: `AWS::SNS::Topic to AWS::SQS::Queue`. */
export const PAIRS: readonly (readonly [source: string, destination: string])[] = Object.entries(CONNECTOR_PROFILES).flatMap(
  ([source, destinations]) => Object.keys(destinations).map((destination) => [source, destination] as const),
);

/** What in the template has a type, or becomes it. */
function resourcesOf(draft: Draft, type: string): readonly string[] {
  switch (type) {
    case 'AWS::Lambda::Function':
      return [...draft.ids.function, 'Lambda'];
    case 'AWS::DynamoDB::Table':
      return [...draft.ids.table, 'Table'];
    case 'AWS::ApiGateway::RestApi':
      return draft.ids.restApi;
    case 'AWS::ApiGatewayV2::Api':
      return draft.ids.httpApi;
    case 'AWS::StepFunctions::StateMachine':
      return draft.ids.stateMachine;
    case 'AWS::AppSync::GraphQLApi':
      return draft.ids.graph;
    case 'AWS::S3::Bucket':
      return ['Bucket'];
    case 'AWS::SQS::Queue':
      return ['Queue'];
    case 'AWS::SNS::Topic':
      return ['Topic'];
    case 'AWS::Events::EventBus':
      return ['Bus'];
    default:
      return [];
  }
}

const DESCRIBED: Readonly<Record<string, Json>> = {
  Arn: 'arn:aws:x:y:z',
  RoleName: { Ref: 'Role' },
  QueueUrl: 'https://queue.example.com',
  ResourceId: { Ref: 'Given' },
  Name: 'name',
  Qualifier: '*',
};

function end(draft: Draft, type: string): JsonMap {
  const ids = resourcesOf(draft, type);
  if (ids.length > 0 && chance(draft, 0.8)) return map({ Id: word(...ids) }, { Qualifier: word('prod/*') })(draft);
  return { Type: type, ...DESCRIBED };
}

function permissionsFor(draft: Draft, source: string, destination: string): Json {
  const profile = CONNECTOR_PROFILES[source]?.[destination];
  const combinations = getIn(profile, 'Properties', 'ValidAccessCategories');
  if (Array.isArray(combinations)) return pick(draft, combinations);
  return some(draft, Object.keys(categoriesOf(profile)));
}

function categoriesOf(profile: Json | undefined): JsonMap {
  const categories = get(get(profile, 'Properties'), 'AccessCategories');
  return isMap(categories) ? categories : {};
}

/** Properties of `AWS::Serverless::Connector`. */
export function connectorProperties(draft: Draft): JsonMap {
  const [source, destination] = pick(draft, PAIRS);
  draft.reached.add(`connector ${source} to ${destination}`);
  return {
    Source: end(draft, source),
    Destination: chance(draft, 0.3) ? [end(draft, destination), end(draft, destination)] : end(draft, destination),
    Permissions: permissionsFor(draft, source, destination),
  };
}

/** Connectors within a function or a state machine. */
export function embeddedConnectors(source: string): Draw {
  const destinations = PAIRS.filter(([from]) => from === source).map(([, to]) => to);
  return named(['Conn', 'Link'], (draft) => {
    const destination = pick(draft, destinations);
    return { Properties: { Destination: end(draft, destination), Permissions: permissionsFor(draft, source, destination) } };
  });
}
