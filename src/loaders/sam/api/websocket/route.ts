import { assertNever } from '../../../../model/errors.ts';
import { expectMap, wrongProperty } from '../../errors.ts';
import { get, has, isGiven, type Json, type JsonMap } from '../../json.ts';
import { type CfnResource, ref, sub } from '../../resource.ts';
import { type GatewayApi, generated, handedOn } from '../http/generated.ts';
import { type Auth, authorizerId, invocationUri } from './auth.ts';

/** What a route becomes. */
export interface RouteResources {
  readonly route: CfnResource;
  readonly integration: CfnResource;
  readonly permission: CfnResource;
}

const SPECIAL_ROUTES: Readonly<Record<string, string>> = { $connect: 'Connect', $disconnect: 'Disconnect', $default: 'Default' };

/** The route with this key, and its way to its function. Throws `SamError`. */
export function routeResources(api: GatewayApi, key: string, value: Json | undefined, stageName: Json, auth: Auth): RouteResources {
  const spec = expectMap(value, api.id, `Routes.${key}`);
  const path = ['Routes', key];
  const prefix = api.id + idPart(api, key);
  const integrationId = `${prefix}Integration`;
  const requestParameters = get(spec, 'RequestParameters');
  if (isGiven(requestParameters) && key !== '$connect')
    throw wrongProperty(
      api.id,
      `Routes.${key}.RequestParameters`,
      'Request parameters are only supported for the $connect route in WebSocket APIs.',
    );
  if (!has(spec, 'FunctionArn')) throw wrongProperty(api.id, `Routes.${key}`, 'Route must have associated function.');
  const functionArn = get(spec, 'FunctionArn');
  const made = handedOn(
    spec,
    'ApiKeyRequired',
    'ModelSelectionExpression',
    'OperationName',
    'RequestModels',
    'RouteResponseSelectionExpression',
    ...(isGiven(requestParameters) ? ['RequestParameters'] : []),
  );
  const target = { 'Fn::Join': ['/', ['integrations', ref(integrationId)]] };
  const authorized = key === '$connect' ? authorization(api, auth) : {};
  return {
    route: generated(
      api,
      'AWS::ApiGatewayV2::Route',
      `${prefix}Route`,
      path,
      Object.assign(made, { RouteKey: key, ApiId: ref(api.id), Target: target, ...authorized }),
    ),
    integration: generated(api, 'AWS::ApiGatewayV2::Integration', integrationId, path, {
      ApiId: ref(api.id),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: invocationUri('FunctionArn', functionArn),
      TimeoutInMillis: get(spec, 'IntegrationTimeout'),
    }),
    permission: generated(api, 'AWS::Lambda::Permission', `${prefix}Permission`, path, {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sourceArn(api, key, stageName),
    }),
  };
}

function idPart(api: GatewayApi, key: string): string {
  const special = Object.hasOwn(SPECIAL_ROUTES, key) ? SPECIAL_ROUTES[key] : undefined;
  if (special !== undefined) return special;
  if (/^[\p{L}\p{N}]+$/u.test(key)) return key.charAt(0).toUpperCase() + key.slice(1).toLowerCase();
  throw wrongProperty(
    api.id,
    `Routes.${key}`,
    `Route key '${key}' must be alphanumeric. Only $connect, $disconnect, and $default special routes are supported.`,
  );
}

function authorization(api: GatewayApi, auth: Auth): JsonMap {
  switch (auth.kind) {
    case 'unset':
      return {};
    case 'built-in':
      return { AuthorizationType: auth.type };
    case 'custom':
      return { AuthorizationType: 'CUSTOM', AuthorizerId: ref(authorizerId(api)) };
    default:
      return assertNever(auth);
  }
}

function sourceArn(api: GatewayApi, key: string, stageName: Json): JsonMap {
  const before = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api.id}.ApiId}`;
  if (typeof stageName === 'string') return sub(`${before}/${stageName}/${key}`);
  return sub(`${before}/\${__StageName__}/${key}`, { __StageName__: stageName });
}
