import type { Macro, TransformContext } from '../../context.ts';
import { expectMap, wrongProperty } from '../../errors.ts';
import { copy, get, has, isGiven, isMap, type Json, type JsonMap } from '../../json.ts';
import { checkProperties, IS_BOOLEAN, IS_MAP, IS_TEXT, oneOf, optional, type PropertyTable, required } from '../../properties.ts';
import { type CfnResource, cfn, isCall, ref, type SamResource } from '../../resource.ts';
import { propagateTags } from '../../tags.ts';
import { domainResources } from '../http/domain.ts';
import { type GatewayApi, generated, handedOn } from '../http/generated.ts';
import { authorizerResources, readAuth } from './auth.ts';
import { routeResources } from './route.ts';

const PROPERTIES: PropertyTable = {
  ApiKeySelectionExpression: optional(IS_TEXT),
  AccessLogSettings: optional(IS_MAP),
  Auth: optional(IS_MAP),
  DefaultRouteSettings: optional(IS_MAP),
  Description: optional(IS_TEXT),
  DisableExecuteApiEndpoint: optional(IS_BOOLEAN),
  Domain: optional(IS_MAP),
  DisableSchemaValidation: optional(IS_BOOLEAN),
  FailOnWarnings: optional(IS_BOOLEAN),
  IpAddressType: optional(IS_TEXT),
  Name: optional(IS_TEXT),
  PropagateTags: optional(IS_BOOLEAN),
  Routes: required(IS_MAP),
  RouteSettings: optional(IS_MAP),
  RouteSelectionExpression: required(IS_TEXT),
  StageName: optional(oneOf(IS_TEXT, IS_MAP)),
  StageVariables: optional(IS_MAP),
  Tags: optional(IS_MAP),
};

/** Not `$default`, which is the name of a route. */
const DEFAULT_STAGE = 'default';
const TAG = 'websocketapi:createdBy';

/** `AWS::Serverless::WebSocketApi`. AWS hands none of the resource's attributes on, not even its condition. */
export const webSocketApiMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  const { id, properties } = resource;
  const api: GatewayApi = { id, attributes: {} };
  const routes = routesOf(resource, context);
  const auth = readAuth(id, context.parameterResolver.resolveParameterRefs(get(properties, 'Auth')), has(routes, '$connect'));
  const stageName = get(properties, 'StageName') ?? DEFAULT_STAGE;
  if (stageName === '$default') throw wrongProperty(id, 'StageName', 'Stages cannot be named $default for WebSocket APIs.');
  const tags = tagsOf(properties);
  const generatedRoutes = Object.keys(routes).map((key) => routeResources(api, key, get(routes, key), stageName, auth));
  const resources = [
    apiResource(resource, tags),
    ...generatedRoutes.flatMap(({ route, integration, permission }) => [route, integration, permission]),
    ...domainResources(api, domainOf(resource, context), { tag: TAG, recordSetGroups: new Map() }),
    stageResource(
      api,
      properties,
      stageName,
      generatedRoutes.map(({ route }) => route.id),
    ),
    ...authorizerResources(api, auth),
  ];
  propagateTags(resources, tags, isGiven(get(properties, 'Tags')) && isGiven(get(properties, 'PropagateTags')));
  return { resources, referable: { Stage: 'AWS::ApiGatewayV2::Stage', DomainName: 'AWS::ApiGatewayV2::DomainName' } };
};

function routesOf({ id, properties }: SamResource, context: TransformContext): JsonMap {
  const routes = context.parameterResolver.resolveParameterRefs(get(properties, 'Routes'));
  if (!isGiven(routes)) throw wrongProperty(id, 'Routes', 'WebSocket API must have at least one route.');
  return expectMap(routes, id, 'Routes');
}

function tagsOf(properties: JsonMap): JsonMap {
  const given = get(properties, 'Tags');
  const tags = isMap(given) ? copy(given) : {};
  tags[TAG] = 'SAM';
  return tags;
}

function domainOf({ id, properties }: SamResource, context: TransformContext): Json | undefined {
  const domain = context.parameterResolver.resolveParameterRefs(get(properties, 'Domain'));
  if (isGiven(get(domain, 'MutualTlsAuthentication')))
    throw wrongProperty(id, 'Domain.MutualTlsAuthentication', 'Mutual TLS domain name association is not supported for Websocket APIs.');
  return domain;
}

function apiResource(resource: SamResource, tags: JsonMap): CfnResource {
  const { id, properties } = resource;
  const ipAddressType = get(properties, 'IpAddressType') ?? undefined;
  if (ipAddressType !== undefined && !isCall(ipAddressType) && ipAddressType !== 'ipv4' && ipAddressType !== 'dualstack')
    throw wrongProperty(id, 'IpAddressType', "IpAddressType must be 'ipv4' or 'dualstack'.");
  const made = handedOn(
    properties,
    'ApiKeySelectionExpression',
    'Description',
    'DisableExecuteApiEndpoint',
    'DisableSchemaValidation',
    'IpAddressType',
    'Name',
    'RouteSelectionExpression',
  );
  return cfn('AWS::ApiGatewayV2::Api', id, {
    dependsOn: get(resource.body, 'DependsOn'),
    properties: Object.assign(made, { Name: get(properties, 'Name') ?? id, Tags: tags, ProtocolType: 'WEBSOCKET' }),
  });
}

function stageResource(api: GatewayApi, properties: JsonMap, name: Json, routeIds: readonly string[]): CfnResource {
  const prefix = typeof name === 'string' ? name : '';
  const id = `${api.id}${prefix === DEFAULT_STAGE ? 'Default' : prefix}Stage`;
  const made = handedOn(properties, 'StageName', 'StageVariables', 'AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings');
  const stage = generated(
    api,
    'AWS::ApiGatewayV2::Stage',
    id,
    prefix === DEFAULT_STAGE ? [] : ['StageName'],
    Object.assign(made, { ApiId: ref(api.id), StageName: name, Tags: { [TAG]: 'SAM' }, AutoDeploy: true }),
  );
  // Settings of a route are refused while the route is not there yet.
  if (isGiven(get(properties, 'RouteSettings'))) stage.dependsOn = [...routeIds];
  return stage;
}
