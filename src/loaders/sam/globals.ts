import { OPENAPI_3, versionText } from './api/base-editor.ts';
import { SamError, wrongResource } from './errors.ts';
import { copy, get, has, isGiven, isList, isMap, type Json, type JsonMap, put } from './json.ts';
import { inheritAll } from './origins.ts';
import { pythonText } from './python-text.ts';
import { isCall } from './resource.ts';
import { samResources } from './validate.ts';

/** What may stand in `Globals`, by section. */
const SUPPORTED: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'Function',
    [
      'Handler',
      'Runtime',
      'CodeUri',
      'DeadLetterQueue',
      'Description',
      'MemorySize',
      'Timeout',
      'VpcConfig',
      'Environment',
      'Tags',
      'PropagateTags',
      'Tracing',
      'KmsKeyArn',
      'AutoPublishAlias',
      'AutoPublishAliasAllProperties',
      'Layers',
      'DeploymentPreference',
      'RolePath',
      'PermissionsBoundary',
      'ReservedConcurrentExecutions',
      'ProvisionedConcurrencyConfig',
      'AssumeRolePolicyDocument',
      'EventInvokeConfig',
      'FileSystemConfigs',
      'CodeSigningConfigArn',
      'Architectures',
      'SnapStart',
      'EphemeralStorage',
      'FunctionUrlConfig',
      'RuntimeManagementConfig',
      'LoggingConfig',
      'RecursiveLoop',
      'SourceKMSKeyArn',
      'TenancyConfig',
      'DurableConfig',
      'CapacityProviderConfig',
      'FunctionScalingConfig',
      'PublishToLatestPublished',
      'VersionDeletionPolicy',
    ],
  ],
  [
    'Api',
    [
      'Auth',
      'Name',
      'DefinitionUri',
      'CacheClusterEnabled',
      'CacheClusterSize',
      'MergeDefinitions',
      'Variables',
      'EndpointConfiguration',
      'MethodSettings',
      'BinaryMediaTypes',
      'MinimumCompressionSize',
      'Cors',
      'GatewayResponses',
      'AccessLogSetting',
      'CanarySetting',
      'TracingEnabled',
      'OpenApiVersion',
      'Domain',
      'AlwaysDeploy',
      'PropagateTags',
      'SecurityPolicy',
      'EndpointAccessMode',
    ],
  ],
  [
    'HttpApi',
    [
      'Auth',
      'AccessLogSettings',
      'StageVariables',
      'Tags',
      'CorsConfiguration',
      'DefaultRouteSettings',
      'Domain',
      'RouteSettings',
      'FailOnWarnings',
      'PropagateTags',
    ],
  ],
  ['SimpleTable', ['SSESpecification']],
  ['StateMachine', ['PropagateTags']],
  ['LayerVersion', ['PublishLambdaVersion']],
  [
    'CapacityProvider',
    [
      'VpcConfig',
      'OperatorRole',
      'Tags',
      'InstanceRequirements',
      'ScalingConfig',
      'KmsKeyArn',
      'PropagateTags',
      'LoggingConfig',
      'ManagedResourceTags',
    ],
  ],
  [
    'MicrovmImage',
    [
      'BuildRoleArn',
      'BaseImageArn',
      'BaseImageVersion',
      'Logging',
      'EgressNetworkConnectors',
      'CpuConfigurations',
      'Resources',
      'AdditionalOsCapabilities',
      'Hooks',
      'EnvironmentVariables',
      'Tags',
      'PropagateTags',
    ],
  ],
  ['NetworkConnector', ['OperatorRole', 'Tags', 'PropagateTags']],
  [
    'WebSocketApi',
    [
      'AccessLogSettings',
      'ApiKeySelectionExpression',
      'DefaultRouteSettings',
      'DisableExecuteApiEndpoint',
      'DisableSchemaValidation',
      'Domain',
      'FailOnWarnings',
      'IpAddressType',
      'PropagateTags',
      'RouteSelectionExpression',
      'RouteSettings',
      'StageVariables',
      'Tags',
    ],
  ],
]);

/** How values that both have are put together, where maps are not merged and lists not joined. */
const STRATEGIES: ReadonlyMap<string, 'replace' | 'prune'> = new Map([
  ['Function.Architectures', 'replace'],
  ['CapacityProvider.InstanceRequirements.Architectures', 'replace'],
  ['CapacityProvider.ManagedResourceTags', 'prune'],
]);

/** Puts what `Globals` says into the resources and takes the section out of the template. Throws `SamError`. */
export function mergeGlobals(template: JsonMap): void {
  const globals = has(template, 'Globals') ? checkedGlobals(get(template, 'Globals')) : new Map();
  for (const { id, type, body } of samResources(template)) {
    const section = type.replace('AWS::Serverless::', '');
    const given = get(body, 'Properties') ?? {};
    const properties = isMap(given) ? given : {};
    const global = globals.get(section);
    put(body, 'Properties', global === undefined ? properties : merged(withoutIgnored(global, id, body), properties, section));
  }
  delete template.Globals;
  setOpenApiVersions(template);
}

/** The sections of `Globals`. */
function checkedGlobals(globals: Json | undefined): ReadonlyMap<string, JsonMap> {
  if (!isMap(globals)) throw wrongGlobals('It must be a non-empty dictionary', []);
  const sections = new Map<string, JsonMap>();
  for (const section of Object.keys(globals)) {
    const supported = SUPPORTED.get(section);
    if (supported === undefined) {
      throw wrongGlobals(`'${section}' is not supported. Must be one of the following values - ${quoted([...SUPPORTED.keys()].sort())}`, [
        section,
      ]);
    }
    const properties = get(globals, section);
    if (!isMap(properties)) throw wrongGlobals('Value of ${section} must be a dictionary', [section]);
    for (const name of Object.keys(properties)) {
      if (supported.includes(name)) continue;
      throw wrongGlobals(
        `'${name}' is not a supported property of '${section}'. Must be one of the following values - ${quoted(supported)}`,
        [section, name],
      );
    }
    sections.set(section, properties);
  }
  return sections;
}

function wrongGlobals(detail: string, path: readonly string[]): SamError {
  return new SamError(undefined, `'Globals' section is invalid. ${detail}`, ['Globals', ...path]);
}

function quoted(words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(', ')}]`;
}

/** What is left of a section for a resource that says which of it to ignore. */
function withoutIgnored(globals: JsonMap, id: string, body: JsonMap): JsonMap {
  const ignored = get(body, 'IgnoreGlobals');
  if (!isGiven(ignored)) return globals;
  if (ignored === '*') return {};
  const wrong = (item: string): SamError =>
    wrongResource(id, `Resource ${id} has invalid resource attribute 'IgnoreGlobals'${item}.`, ['IgnoreGlobals']);
  if (!isList(ignored)) throw wrong('');
  const left = copy(globals);
  for (const name of ignored) {
    if (typeof name !== 'string' || !has(left, name)) {
      throw wrong(` on item '${pythonText(name)}'`);
    }
    delete left[name];
  }
  return left;
}

/** What a resource has with what is global: its own value where only one of them counts. Parts of both stay the objects that they are. */
function merged(global: Json, local: Json, path: string): Json {
  if (isPlainMap(global) && isPlainMap(local)) {
    const strategy = STRATEGIES.get(path);
    if (strategy === 'replace') return local;
    return mergedMaps(global, local, path, strategy === 'prune' && isGiven(local));
  }
  if (isList(global) && isList(local)) {
    return STRATEGIES.get(path) === 'replace' ? local : joinedLists(global, local);
  }
  return local;
}

/** A call of a function counts as the value that it will have. */
function isPlainMap(value: Json): value is JsonMap {
  return isMap(value) && !isCall(value);
}

function mergedMaps(global: JsonMap, local: JsonMap, path: string, isPruned: boolean): JsonMap {
  const made: JsonMap = {};
  const origins: [key: string, from: JsonMap][] = [];
  for (const key of Object.keys(global)) {
    if (isPruned && !has(local, key)) continue;
    put(made, key, get(global, key));
    origins.push([key, global]);
  }
  for (const key of Object.keys(local)) {
    const [ofGlobal, ofLocal] = [get(global, key), get(local, key)];
    if (ofLocal === undefined) continue;
    put(made, key, ofGlobal === undefined ? ofLocal : merged(ofGlobal, ofLocal, `${path}.${key}`));
    origins.push([key, local]);
  }
  inheritAll(made, origins);
  return made;
}

function joinedLists(global: Json[], local: Json[]): Json[] {
  const made = [...global, ...local];
  inheritAll(
    made,
    made.map((_, index) => (index < global.length ? [index, global, index] : [index, local, index - global.length])),
  );
  return made;
}

/** The definitions that the transform writes itself are of the version that the API, or `Globals`, asks for. */
function setOpenApiVersions(template: JsonMap): void {
  for (const { body } of samResources(template, 'AWS::Serverless::Api')) {
    const properties = get(body, 'Properties');
    if (!isMap(properties) || !has(properties, 'OpenApiVersion') || !has(properties, '__MANAGE_SWAGGER')) continue;
    const version = versionText(properties, 'OpenApiVersion');
    if (!OPENAPI_3.test(version)) continue;
    properties.OpenApiVersion = version;
    const definition = get(properties, 'DefinitionBody');
    if (!isMap(definition)) continue;
    definition.openapi = version;
    if (isGiven(get(definition, 'swagger'))) delete definition.swagger;
  }
}
