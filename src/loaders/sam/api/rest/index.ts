import type { Macro, TransformContext } from '../../context.ts';
import { wrongProperty } from '../../errors.ts';
import { get, has, isGiven, isMap, type Json, type JsonMap } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { arn, hasEdgeEndpoints, partitionName } from '../../partition.ts';
import {
  checkProperties,
  IS_BOOLEAN,
  IS_INTEGER,
  IS_LIST,
  IS_MAP,
  IS_TEXT,
  oneOf,
  optional,
  type PropertyTable,
  required,
  strict,
} from '../../properties.ts';
import { type CfnResource, ownAttributes, passedOnAttributes, ref, type SamResource, sub } from '../../resource.ts';
import { parseS3Uri } from '../../s3-uri.ts';
import { propagateTags } from '../../tags.ts';
import { versionText } from '../base-editor.ts';
import { recordSetGroups } from '../record-set-groups.ts';
import { authorizersOf, definitionOf } from './definition.ts';
import { domainResources } from './domain.ts';
import { generated, handedOn, handOn, isThere, property, type RestApi } from './rest-api.ts';
import { deploymentAndStage } from './stage.ts';
import { usagePlan } from './usage-plan.ts';

const TEXT_OR_MAP = oneOf(IS_TEXT, IS_MAP);

const PROPERTIES: PropertyTable = {
  // Set by the transform on APIs whose definition it writes itself.
  __MANAGE_SWAGGER: optional(IS_BOOLEAN),
  Name: optional(TEXT_OR_MAP),
  StageName: required(TEXT_OR_MAP),
  Tags: optional(IS_MAP),
  PropagateTags: optional(IS_BOOLEAN),
  DefinitionBody: optional(IS_MAP),
  DefinitionUri: optional(TEXT_OR_MAP),
  MergeDefinitions: strict(IS_BOOLEAN),
  CacheClusterEnabled: optional(IS_BOOLEAN),
  CacheClusterSize: optional(IS_TEXT),
  Variables: optional(IS_MAP),
  EndpointConfiguration: optional(TEXT_OR_MAP),
  MethodSettings: optional(IS_LIST),
  BinaryMediaTypes: optional(IS_LIST),
  MinimumCompressionSize: optional(IS_INTEGER),
  Cors: optional(TEXT_OR_MAP),
  Auth: optional(IS_MAP),
  GatewayResponses: optional(IS_MAP),
  AccessLogSetting: optional(IS_MAP),
  CanarySetting: optional(IS_MAP),
  TracingEnabled: optional(IS_BOOLEAN),
  OpenApiVersion: optional(IS_TEXT),
  Models: optional(IS_MAP),
  Domain: optional(IS_MAP),
  FailOnWarnings: optional(IS_BOOLEAN),
  Description: optional(IS_TEXT),
  Mode: optional(IS_TEXT),
  DisableExecuteApiEndpoint: optional(IS_BOOLEAN),
  ApiKeySourceType: optional(IS_TEXT),
  AlwaysDeploy: strict(IS_BOOLEAN),
  Policy: optional(TEXT_OR_MAP),
  SecurityPolicy: optional(IS_TEXT),
  EndpointAccessMode: optional(IS_TEXT),
};

const REFERABLE = {
  Stage: 'AWS::ApiGateway::Stage',
  Deployment: 'AWS::ApiGateway::Deployment',
  DomainName: 'AWS::ApiGateway::DomainName',
  DomainNameV2: 'AWS::ApiGateway::DomainNameV2',
  UsagePlan: 'AWS::ApiGateway::UsagePlan',
  UsagePlanKey: 'AWS::ApiGateway::UsagePlanKey',
  ApiKey: 'AWS::ApiGateway::ApiKey',
};

/** Properties that are handed on to the REST API unless they are empty. */
const HANDED_ON = ['FailOnWarnings', 'Name', 'Description', 'Mode', 'ApiKeySourceType', 'Policy', 'SecurityPolicy', 'EndpointAccessMode'];

/** `AWS::Serverless::Api`: a REST API with a deployment and a stage, permissions for authorizers, domain and usage plan. */
export const apiMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  const api: RestApi = {
    id: resource.id,
    properties: resolved(resource, context),
    attributes: passedOnAttributes(resource),
    partition: partitionName(context.region),
  };
  const { definition, location, restApi } = restApiResource(api, resource, context);
  const domain = domainResources(api, recordSetGroups(context));
  const { deployment, stage } = deploymentAndStage(api, definition ?? location, context.functionNames[api.id] ?? '');
  const resources = [restApi, deployment, stage, ...authorizerPermissions(api), ...domain, ...usagePlan(api, stage.id, context)];
  propagateTags(resources, property(api, 'Tags'), property(api, 'PropagateTags'));
  return { resources, referable: REFERABLE };
};

/** The properties with values in place of parameters, where the transform has to know them. */
function resolved(resource: SamResource, context: TransformContext): JsonMap {
  const properties: JsonMap = {};
  for (const name of Object.keys(resource.properties)) {
    const value = get(resource.properties, name);
    const isRead = ['BinaryMediaTypes', 'Domain', 'Auth'].includes(name);
    properties[name] = isRead ? context.parameterResolver.resolveParameterRefs(value) : value;
    inherit(properties, name, resource.properties);
  }
  return properties;
}

function restApiResource(
  api: RestApi,
  resource: SamResource,
  context: TransformContext,
): { readonly restApi: CfnResource; readonly definition: JsonMap | undefined; readonly location: JsonMap | undefined } {
  const version = checkedVersion(api);
  const properties: JsonMap = handedOn(api.properties, ['BinaryMediaTypes', 'MinimumCompressionSize'], isThere);
  const endpoint = property(api, 'EndpointConfiguration');
  if (isGiven(endpoint)) setEndpoint(api, properties, endpoint);
  else if (!hasEdgeEndpoints(context.region)) setEndpoint(api, properties, 'REGIONAL');
  const definition = definitionOf(api, version);
  const uri = property(api, 'DefinitionUri');
  const location = isGiven(uri) ? bodyLocation(api, uri) : undefined;
  if (location !== undefined) {
    properties.BodyS3Location = location;
    inherit(properties, 'BodyS3Location', api.properties, 'DefinitionUri');
  } else if (definition !== undefined) {
    properties.Body = definition;
    inherit(properties, 'Body', api.properties, 'DefinitionBody');
  }
  for (const name of HANDED_ON) handOn(properties, name, api.properties, name, isGiven);
  const restApi = generated(api, 'AWS::ApiGateway::RestApi', api.id, [], {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties,
  });
  return { restApi, definition: location === undefined ? definition : undefined, location };
}

function checkedVersion(api: RestApi): string | undefined {
  const hasUri = isGiven(property(api, 'DefinitionUri'));
  if (hasUri && isGiven(property(api, 'DefinitionBody')))
    throw wrongProperty(api.id, 'DefinitionUri', "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.");
  if (hasUri && isGiven(property(api, 'MergeDefinitions')))
    throw wrongProperty(api.id, 'MergeDefinitions', "Cannot set 'MergeDefinitions' to True when using `DefinitionUri`.");
  if (!isThere(property(api, 'OpenApiVersion'))) return undefined;
  const version = versionText(api.properties, 'OpenApiVersion');
  if (version !== '' && !/^[2-3](\.\d)(\.\d)?\n?$/.test(version))
    throw wrongProperty(api.id, 'OpenApiVersion', "The OpenApiVersion value must be of the format '3.0.0'.");
  return version;
}

function setEndpoint(api: RestApi, properties: JsonMap, endpoint: Json): void {
  const type = get(endpoint, 'Type');
  if (!isMap(endpoint) || !isGiven(type)) {
    properties.EndpointConfiguration = { Types: [endpoint] };
    properties.Parameters = { endpointConfigurationTypes: endpoint };
  } else {
    if (has(endpoint, 'VPCEndpointIds') && has(endpoint, 'VpcEndpointIds'))
      throw wrongProperty(
        api.id,
        'EndpointConfiguration',
        "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in EndpointConfiguration.",
      );
    const configuration: JsonMap = { Types: [type] };
    setEndpointIds(configuration, endpoint);
    handOn(configuration, 'IpAddressType', endpoint, 'IpAddressType', () => true);
    properties.EndpointConfiguration = configuration;
    properties.Parameters = { endpointConfigurationTypes: type };
  }
  for (const name of ['EndpointConfiguration', 'Parameters']) inherit(properties, name, api.properties, 'EndpointConfiguration');
}

function setEndpointIds(configuration: JsonMap, endpoint: JsonMap): void {
  for (const name of ['VPCEndpointIds', 'VpcEndpointIds']) handOn(configuration, 'VpcEndpointIds', endpoint, name, () => true);
  // An empty list is nothing under one of the names, and an empty list under the other.
  if (has(endpoint, 'VPCEndpointIds') && !isGiven(get(endpoint, 'VPCEndpointIds'))) configuration.VpcEndpointIds = null;
}

function bodyLocation(api: RestApi, uri: Json): JsonMap {
  if (isMap(uri)) {
    if (!isGiven(get(uri, 'Bucket')) || !isGiven(get(uri, 'Key')))
      throw wrongProperty(api.id, 'DefinitionUri', "'DefinitionUri' requires Bucket and Key properties to be specified.");
    return handedOn(uri, ['Bucket', 'Key', 'Version'], () => true);
  }
  const location = parseS3Uri(uri);
  if (location !== undefined) return { ...location };
  throw wrongProperty(
    api.id,
    'DefinitionUri',
    "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
  );
}

function authorizerPermissions(api: RestApi): CfnResource[] {
  if (!isGiven(property(api, 'Auth'))) return [];
  const source = arn({ partition: api.partition, service: 'execute-api', resource: '${__ApiId__}/authorizers/*' });
  return Object.values(authorizersOf(api))
    .filter(({ functionArn, isPermissionLeftOut }) => isGiven(functionArn) && !isPermissionLeftOut)
    .map(({ functionArn, name }) =>
      generated(api, 'AWS::Lambda::Permission', `${api.id}${name}AuthorizerPermission`, ['Auth', 'Authorizers', name], {
        properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: functionArn,
          Principal: 'apigateway.amazonaws.com',
          SourceArn: sub(source, { __ApiId__: ref(api.id) }),
        },
      }),
    );
}
