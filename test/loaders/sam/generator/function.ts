import { POLICY_TEMPLATES } from '../../../../src/loaders/sam/data/policy-templates.generated.ts';
import type { Json, JsonMap } from '../../../../src/loaders/sam/json.ts';
import { chance, type Draft, type Draw, type Fields, listOf, map, oneOf, pick, reaching, word } from './draft.ts';
import { eventsFrom, FUNCTION_EVENTS, STATE_MACHINE_EVENTS } from './events.ts';
import { anyMap, arn, boolean, condition, functionArn, number, policyDocument, roleArn, s3Map, s3Uri, tags, text } from './values.ts';

const policyTemplate: Draw = (draft) => {
  const names = Object.keys(POLICY_TEMPLATES);
  const left = names.filter((each) => !draft.reached.has(`policy template ${each}`));
  const name = pick(draft, left.length > 0 ? left : names);
  draft.reached.add(`policy template ${name}`);
  const parameters = POLICY_TEMPLATES[name]?.parameters ?? [];
  return { [name]: Object.fromEntries(parameters.map((parameter) => [parameter, text(draft)])) };
};

const policy: Draw = oneOf(
  policyTemplate,
  policyTemplate,
  policyTemplate,
  word('AWSLambdaExecute', 'AmazonS3ReadOnlyAccess', 'arn:aws:iam::aws:policy/ReadOnlyAccess', 'NoSuchPolicy'),
  policyDocument,
  word({ Ref: 'Given' }, { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:policy/p' }),
  (draft) => ({ 'Fn::If': [condition(draft), policyTemplate(draft), pick<Json>(draft, [{ Ref: 'AWS::NoValue' }, policyTemplate(draft)])] }),
  (draft) => ({ 'Fn::If': [condition(draft), policyDocument(draft), pick<Json>(draft, [{ Ref: 'AWS::NoValue' }, policyDocument(draft)])] }),
  (draft) => ({ 'Fn::If': [condition(draft), 'AWSLambdaExecute', { Ref: 'AWS::NoValue' }] }),
);

/** Policies of a role. */
export const policies: Draw = oneOf(listOf(policyTemplate, 1, 14), listOf(policy, 1, 4), policy);

const runtime = word('nodejs22.x', 'python3.13', 'java21', 'provided.al2023');

/** The ways to say what the code is. */
function code(draft: Draft): JsonMap {
  const zip: Fields = { Handler: word('index.handler'), Runtime: runtime };
  const kind = draft.random();
  if (kind < 0.6) return map({ ...zip, CodeUri: oneOf(s3Uri, s3Uri, s3Map) })(draft);
  if (kind < 0.8) return map({ ...zip, InlineCode: word('exports.handler = 1', { 'Fn::Sub': 'x ${Stage}' }) })(draft);
  const image: Fields = { PackageType: word('Image'), ImageUri: word('123.dkr.ecr.us-east-1.amazonaws.com/a:b', { Ref: 'Given' }) };
  return map(image, { ImageConfig: word({ Command: ['a'] }) })(draft);
}

const deploymentPreference: Draw = map(
  {},
  {
    Type: word(
      'Linear10PercentEvery1Minute',
      'AllAtOnce',
      'CustomType',
      { Ref: 'Given' },
      { 'Fn::If': ['IsProd', 'AllAtOnce', 'Canary10Percent5Minutes'] },
    ),
    Enabled: word(true, false, true, { Ref: 'Flag' }),
    Alarms: word([{ Ref: 'Alarm' }], { 'Fn::If': ['IsProd', [{ Ref: 'Alarm' }], { Ref: 'AWS::NoValue' }] }),
    Hooks: map({}, { PreTraffic: functionRef, PostTraffic: functionRef }),
    Role: roleArn,
    TriggerConfigurations: word([{ TriggerEvents: ['DeploymentSuccess'], TriggerName: 'x', TriggerTargetArn: 'arn' }]),
    PassthroughCondition: word(true, false),
  },
);

function functionRef(draft: Draft): Json {
  return { Ref: pick(draft, draft.ids.function) };
}

const destination: Draw = oneOf(
  map({ Type: word('SQS', 'SNS') }, { Destination: arn }),
  map({ Type: word('Lambda', 'EventBridge', 'S3Bucket'), Destination: arn }),
  map({ Destination: arn, Type: word('SQS', 'SNS') }),
  (draft) => ({ Type: 'SQS', Destination: { 'Fn::If': [condition(draft), arn(draft), { Ref: 'AWS::NoValue' }] } }),
);

const eventInvokeConfig: Draw = map(
  {},
  {
    MaximumEventAgeInSeconds: number,
    MaximumRetryAttempts: number,
    DestinationConfig: map({}, { OnSuccess: destination, OnFailure: destination }),
  },
);

const optional: Fields = {
  FunctionName: text,
  Description: text,
  MemorySize: number,
  Timeout: number,
  DeadLetterQueue: map({ Type: word('SQS', 'SNS'), TargetArn: arn }),
  VpcConfig: word({ SubnetIds: ['subnet-1'], SecurityGroupIds: [{ Ref: 'Given' }] }),
  AssumeRolePolicyDocument: policyDocument,
  RolePath: text,
  PermissionsBoundary: arn,
  Environment: map({ Variables: anyMap }),
  Tags: tags,
  PropagateTags: boolean,
  Tracing: word('Active', 'PassThrough', 'Disabled', { Ref: 'Given' }),
  KmsKeyArn: arn,
  ReservedConcurrentExecutions: number,
  Layers: (draft) => [
    pick<Json>(draft, ['arn:aws:lambda:us-east-1:123456789012:layer:l:1', ...draft.ids.layer.map((id) => ({ Ref: id }))]),
  ],
  EventInvokeConfig: eventInvokeConfig,
  EphemeralStorage: word({ Size: 1024 }),
  FileSystemConfigs: word([{ Arn: 'arn:aws:elasticfilesystem:x', LocalMountPath: '/mnt/a' }]),
  CodeSigningConfigArn: arn,
  Architectures: word(['arm64'], ['x86_64'], [{ Ref: 'Given' }]),
  SnapStart: word({ ApplyOn: 'PublishedVersions' }, { ApplyOn: 'None' }, { ApplyOn: { Ref: 'Given' } }),
  FunctionUrlConfig: map(
    { AuthType: word('NONE', 'AWS_IAM') },
    {
      Cors: map({}, { AllowOrigins: word(['*']), AllowCredentials: boolean, MaxAge: number }),
      InvokeMode: word('BUFFERED', 'RESPONSE_STREAM'),
    },
  ),
  RuntimeManagementConfig: word({ UpdateRuntimeOn: 'Auto' }),
  LoggingConfig: word({ LogFormat: 'JSON' }),
  RecursiveLoop: word('Allow', 'Terminate'),
  SourceKMSKeyArn: arn,
  PublishToLatestPublished: boolean,
  DurableConfig: word({ ExecutionTimeout: 60 }),
  VersionDescription: text,
};

/** Properties of `AWS::Serverless::Function`. */
export function functionProperties(draft: Draft): JsonMap {
  const made = { ...code(draft), ...map({}, optional)(draft) };
  if (chance(draft, 0.3))
    made.Role = oneOf(roleArn, word({ 'Fn::If': ['IsProd', { 'Fn::GetAtt': ['Role', 'Arn'] }, { Ref: 'AWS::NoValue' }] }))(draft);
  if (chance(draft, 0.4)) made.Policies = policies(draft);
  if (chance(draft, 0.7)) made.Events = eventsFrom(FUNCTION_EVENTS, 'event')(draft);
  if (chance(draft, 0.4)) {
    Object.assign(made, alias(draft));
  }
  // What excludes most of the rest is rare.
  if (chance(draft, 0.05)) {
    for (const name of ['VpcConfig', 'ProvisionedConcurrencyConfig']) delete made[name];
    Object.assign(made, capacity(draft));
  } else if (chance(draft, 0.04)) {
    for (const name of ['FunctionUrlConfig', 'SnapStart', 'ProvisionedConcurrencyConfig', 'Events']) delete made[name];
    made.TenancyConfig = { TenantIsolationMode: 'PER_TENANT' };
  }
  if (made.PackageType === 'Image') delete made.Layers;
  return made;
}

const capacity = map(
  {
    CapacityProviderConfig: map(
      { Arn: arn },
      { PerExecutionEnvironmentMaxConcurrency: number, ExecutionEnvironmentMemoryGiBPerVCpu: word(2, 2.5) },
    ),
  },
  { FunctionScalingConfig: word({ MinExecutionEnvironments: 1 }) },
);

const alias = map(
  { AutoPublishAlias: word('live', 'live', { Ref: 'Stage' }) },
  {
    DeploymentPreference: reaching('deployment preference', deploymentPreference),
    AutoPublishCodeSha256: word('6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', { Ref: 'Given' }),
    AutoPublishAliasAllProperties: boolean,
    ProvisionedConcurrencyConfig: word({ ProvisionedConcurrentExecutions: 5 }),
    VersionDeletionPolicy: word('Delete', 'Retain', 'Delete', true),
  },
);

const definition: Draw = word(
  { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
  { StartAt: 'A', States: { A: { Type: 'Task', Resource: { 'Fn::GetAtt': ['Lambda', 'Arn'] }, Next: 'B' }, B: { Type: 'Succeed' } } },
  { Comment: { 'Fn::Sub': '${Stage} x' }, StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, End: true } } },
);

/** Properties of `AWS::Serverless::StateMachine`. */
export function stateMachineProperties(draft: Draft): JsonMap {
  const made = map(chance(draft, 0.6) ? { Definition: definition } : { DefinitionUri: oneOf(s3Uri, s3Map) }, {
    Logging: word({ Level: 'ALL', Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Logs', 'Arn'] } } }] }),
    RolePath: text,
    DefinitionSubstitutions: anyMap,
    Name: text,
    Type: word('STANDARD', 'EXPRESS', { Ref: 'Given' }),
    Tags: tags,
    PropagateTags: boolean,
    Tracing: word({ Enabled: true }, { Enabled: false }),
    PermissionsBoundary: arn,
  })(draft);
  if (chance(draft, 0.6)) made.Events = eventsFrom(STATE_MACHINE_EVENTS, 'state machine event')(draft);
  if (chance(draft, 0.3)) made.Role = roleArn(draft);
  else if (chance(draft, 0.7)) made.Policies = policies(draft);
  if (chance(draft, 0.3)) Object.assign(made, machineAlias(draft));
  return made;
}

const machineAlias = map(
  { AutoPublishAlias: word('live') },
  {
    DeploymentPreference: oneOf(
      map({ Type: word('ALL_AT_ONCE') }, { Alarms: word(['alarm', { Ref: 'Alarm' }]) }),
      map({ Type: word('LINEAR', 'CANARY'), Percentage: word(10), Interval: word(5) }, { Alarms: word(['alarm']) }),
    ),
    UseAliasAsEventTarget: boolean,
  },
);

/** What functions may have in `Globals`. */
export const FUNCTION_GLOBALS: Fields = {
  Handler: word('index.handler'),
  Runtime: runtime,
  CodeUri: s3Uri,
  Description: text,
  MemorySize: number,
  Timeout: number,
  VpcConfig: word({ SubnetIds: ['subnet-2'], SecurityGroupIds: ['sg-2'] }, { SubnetIds: { Ref: 'Ids' } }),
  Environment: map({ Variables: anyMap }),
  Tags: tags,
  PropagateTags: boolean,
  Tracing: word('Active', 'Disabled'),
  KmsKeyArn: arn,
  AutoPublishAlias: word('live'),
  AutoPublishAliasAllProperties: boolean,
  Layers: word(['arn:aws:lambda:us-east-1:123456789012:layer:g:1']),
  DeploymentPreference: deploymentPreference,
  RolePath: text,
  PermissionsBoundary: arn,
  ReservedConcurrentExecutions: number,
  ProvisionedConcurrencyConfig: word({ ProvisionedConcurrentExecutions: 5 }),
  AssumeRolePolicyDocument: policyDocument,
  EventInvokeConfig: eventInvokeConfig,
  FileSystemConfigs: word([{ Arn: 'arn:aws:elasticfilesystem:y', LocalMountPath: '/mnt/b' }]),
  CodeSigningConfigArn: arn,
  Architectures: word(['arm64']),
  SnapStart: word({ ApplyOn: 'PublishedVersions' }),
  EphemeralStorage: word({ Size: 512 }),
  FunctionUrlConfig: map({ AuthType: word('NONE') }),
  RuntimeManagementConfig: word({ UpdateRuntimeOn: 'Auto' }),
  LoggingConfig: word({ LogFormat: 'Text', LogGroup: { Ref: 'Logs' } }),
  RecursiveLoop: word('Allow'),
  SourceKMSKeyArn: arn,
  DurableConfig: word({ ExecutionTimeout: 60 }),
  PublishToLatestPublished: boolean,
  VersionDeletionPolicy: word('Delete'),
  DeadLetterQueue: map({ Type: word('SQS'), TargetArn: arn }),
};

export const webFunctionProperties = map(
  { Runtime: word('nodejs22.x', { Ref: 'Given' }), AuthType: word('NONE', 'AWS_IAM'), CodeUri: s3Uri },
  {
    FunctionName: text,
    Timeout: number,
    EnvironmentVariables: anyMap,
    ExecutionRoleArn: roleArn,
    EndpointName: text,
    EndpointType: text,
    EndpointDescription: text,
    AutoDeploymentMode: word('LatestRevision', 'Manual'),
    ReplicaRegions: word(['eu-west-1']),
    RevisionDescription: text,
    KmsKeyArn: arn,
    LoggingConfig: anyMap,
    ScalingConfig: anyMap,
    ThrottleConfig: anyMap,
    MaxConcurrencyPerEnvironment: number,
    EgressNetworkConnectorArn: functionArn,
    EntryPoint: text,
    Tags: tags,
  },
);
