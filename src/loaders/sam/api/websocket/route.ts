import { assertNever } from '../../../../model/errors.ts';
import { type SamError, wrongResource } from '../../errors.ts';
import { get, has, isGiven, isMap, type Json, type JsonMap } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { type CfnResource, ref, sub } from '../../resource.ts';
import { type GatewayApi, generated, handedOn, handOn } from '../http/generated.ts';
import { type Auth, authorizerId, invocationUri } from './auth.ts';

/** What a route becomes. */
export interface RouteResources {
  readonly route: CfnResource;
  readonly integration: CfnResource;
  readonly permission: CfnResource;
}

const SPECIAL_ROUTES: Readonly<Record<string, string>> = { $connect: 'Connect', $disconnect: 'Disconnect', $default: 'Default' };

/** The route with this key, and its way to its function. Throws `SamError`. */
export function routeResources(api: GatewayApi, key: string, spec: Json | undefined, stageName: Json, auth: Auth): RouteResources {
  if (!isMap(spec)) throw wrongRoute(api, key, `Property 'Routes.${key}' should be a map.`);
  const path = ['Routes', key];
  const prefix = api.id + idPart(api, key);
  const integrationId = `${prefix}Integration`;
  const requestParameters = get(spec, 'RequestParameters');
  if (isGiven(requestParameters) && key !== '$connect')
    throw wrongRoute(api, key, 'Request parameters are only supported for the $connect route in WebSocket APIs.', 'RequestParameters');
  if (!has(spec, 'FunctionArn')) throw wrongRoute(api, key, 'Route must have associated function.');
  const route = handedOn(
    spec,
    'ApiKeyRequired',
    'ModelSelectionExpression',
    'OperationName',
    'RequestModels',
    'RouteResponseSelectionExpression',
    ...(isGiven(requestParameters) ? ['RequestParameters'] : []),
  );
  const target = { 'Fn::Join': ['/', ['integrations', ref(integrationId)]] };
  Object.assign(route, { RouteKey: key, ApiId: ref(api.id), Target: target });
  if (key === '$connect') authorize(route, api, auth);
  const integration: JsonMap = {
    ApiId: ref(api.id),
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: invocationUri('FunctionArn', get(spec, 'FunctionArn')),
  };
  inherit(integration, 'IntegrationUri', spec, 'FunctionArn');
  handOn(integration, 'TimeoutInMillis', spec, 'IntegrationTimeout');
  const permission: JsonMap = {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sourceArn(api, key, stageName),
  };
  handOn(permission, 'FunctionName', spec, 'FunctionArn');
  return {
    route: generated(api, 'AWS::ApiGatewayV2::Route', `${prefix}Route`, path, route),
    integration: generated(api, 'AWS::ApiGatewayV2::Integration', integrationId, path, integration),
    permission: generated(api, 'AWS::Lambda::Permission', `${prefix}Permission`, path, permission),
  };
}

function idPart(api: GatewayApi, key: string): string {
  const special = Object.hasOwn(SPECIAL_ROUTES, key) ? SPECIAL_ROUTES[key] : undefined;
  if (special !== undefined) return special;
  if (/^[\p{L}\p{N}]+$/u.test(key)) return key.charAt(0).toUpperCase() + key.slice(1).toLowerCase();
  throw wrongRoute(
    api,
    key,
    `Route key '${key}' must be alphanumeric. Only $connect, $disconnect, and $default special routes are supported.`,
  );
}

function wrongRoute(api: GatewayApi, key: string, detail: string, ...path: readonly string[]): SamError {
  return wrongResource(api.id, detail, ['Properties', 'Routes', key, ...path]);
}

function authorize(route: JsonMap, api: GatewayApi, auth: Auth): void {
  switch (auth.kind) {
    case 'unset':
      return;
    case 'built-in':
      handOn(route, 'AuthorizationType', auth.config, 'AuthType');
      return;
    case 'custom':
      handOn(route, 'AuthorizationType', auth.config, 'AuthType');
      route.AuthorizerId = ref(authorizerId(api));
      return;
    default:
      assertNever(auth);
  }
}

function sourceArn(api: GatewayApi, key: string, stageName: Json): JsonMap {
  const before = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api.id}.ApiId}`;
  if (typeof stageName === 'string') return sub(`${before}/${stageName}/${key}`);
  return sub(`${before}/\${__StageName__}/${key}`, { __StageName__: stageName });
}
