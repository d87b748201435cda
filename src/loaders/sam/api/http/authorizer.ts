import { expectList, expectMap, expectText, expectType, wrongProperty } from '../../errors.ts';
import { get, isGiven, isList, type Json, type JsonMap, put } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { sub } from '../../resource.ts';

const AUTHORIZER = 'x-amazon-apigateway-authorizer';

/** An authorizer of an HTTP API that was found to be right. */
export interface HttpAuthorizer {
  /** How the definition of the API declares it. */
  readonly scheme: JsonMap;
  readonly authorizationScopes: Json | undefined;
  /** Whether API Gateway must be let invoke the function. */
  readonly needsPermission: boolean;
}

export type HttpAuthorizers = Readonly<Record<string, HttpAuthorizer>>;

/** The authorizer that checks signatures with IAM. */
export const IAM_AUTHORIZER: HttpAuthorizer = {
  scheme: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  authorizationScopes: undefined,
  needsPermission: false,
};

const ONLY_OAUTH2 = {
  AuthorizationScopes: 'OAuth2 Authorizer',
  IdentitySource: "OAuth2 Authorizer. For Lambda Authorizer, use the 'Identity' property instead",
};

const ONLY_LAMBDA = {
  FunctionArn: 'Lambda Authorizer',
  FunctionInvokeRole: 'Lambda Authorizer',
  Identity: 'Lambda Authorizer',
  AuthorizerPayloadFormatVersion: 'Lambda Authorizer',
  EnableSimpleResponses: 'Lambda Authorizer',
  EnableFunctionDefaultPermissions: 'Lambda Authorizer',
};

/** Reads one of `Auth.Authorizers` of an HTTP API; `partition` is the one that the API is in. Throws `SamError`. */
export function readAuthorizer(api: string, name: string, config: JsonMap, partition: string): HttpAuthorizer {
  const at = `Auth.Authorizers.${name}`;
  const jwt = jwtConfiguration(api, at, config);
  const scopes = value(config, 'AuthorizationScopes');
  if (scopes !== undefined && !isList(scopes)) throw wrongProperty(api, `${at}.AuthorizationScopes`, 'AuthorizationScopes must be a list.');
  for (const [property, kind] of Object.entries(jwt === undefined ? ONLY_OAUTH2 : ONLY_LAMBDA))
    if (value(config, property) !== undefined) throw wrongProperty(api, `${at}.${property}`, `${property} is only supported for ${kind}.`);
  if (jwt === undefined) return lambdaAuthorizer(api, name, config, partition);
  const identitySource = value(config, 'IdentitySource');
  if (!isGiven(identitySource)) throw wrongProperty(api, at, `${name} OAuth2 Authorizer must define 'IdentitySource'.`);
  const authorizer: JsonMap = { jwtConfiguration: jwt, identitySource, type: 'jwt' };
  inherit(authorizer, 'jwtConfiguration', config, 'JwtConfiguration');
  inherit(authorizer, 'identitySource', config, 'IdentitySource');
  return {
    scheme: { type: 'oauth2', [AUTHORIZER]: authorizer },
    authorizationScopes: scopes,
    needsPermission: false,
  };
}

function value(config: JsonMap, property: string): Json | undefined {
  return get(config, property) ?? undefined;
}

/** People write the keys as CloudFormation does; OpenAPI has them in lower case. */
function jwtConfiguration(api: string, at: string, config: JsonMap): JsonMap | undefined {
  const given = value(config, 'JwtConfiguration');
  if (!isGiven(given)) return undefined;
  const jwt = expectMap(given, api, `${at}.JwtConfiguration`, "Property 'JwtConfiguration' should be a map.");
  const lower: JsonMap = {};
  for (const key of Object.keys(jwt)) {
    put(lower, key.toLowerCase(), get(jwt, key));
    inherit(lower, key.toLowerCase(), jwt, key);
  }
  return lower;
}

function lambdaAuthorizer(api: string, name: string, config: JsonMap, partition: string): HttpAuthorizer {
  const at = `Auth.Authorizers.${name}`;
  const arn = value(config, 'FunctionArn');
  if (!isGiven(arn)) throw wrongProperty(api, at, `${name} Lambda Authorizer must define 'FunctionArn'.`);
  const version = value(config, 'AuthorizerPayloadFormatVersion');
  if (!isGiven(version)) throw wrongProperty(api, at, `${name} Lambda Authorizer must define 'AuthorizerPayloadFormatVersion'.`);
  const permissions = value(config, 'EnableFunctionDefaultPermissions');
  if (permissions !== undefined) expectType(permissions, 'boolean', api, `${at}.EnableFunctionDefaultPermissions`);
  const authorizer: JsonMap = {
    type: 'request',
    authorizerUri: sub(`arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`, {
      __FunctionArn__: arn,
    }),
  };
  inherit(authorizer, 'authorizerUri', config, 'FunctionArn');
  const role = value(config, 'FunctionInvokeRole');
  if (isGiven(role) && role !== 'NONE') {
    authorizer.authorizerCredentials = role;
    inherit(authorizer, 'authorizerCredentials', config, 'FunctionInvokeRole');
  }
  const given = value(config, 'Identity');
  if (isGiven(given)) {
    const identity = expectMap(given, api, `${at}.Identity`);
    const lifetime = value(identity, 'ReauthorizeEvery');
    if (lifetime !== undefined) {
      authorizer.authorizerResultTtlInSeconds = lifetime;
      inherit(authorizer, 'authorizerResultTtlInSeconds', identity, 'ReauthorizeEvery');
    }
    authorizer.identitySource = identitySources(api, `${at}.Identity`, identity);
    inherit(authorizer, 'identitySource', config, 'Identity');
  }
  authorizer.authorizerPayloadFormatVersion = version;
  inherit(authorizer, 'authorizerPayloadFormatVersion', config, 'AuthorizerPayloadFormatVersion');
  const simple = value(config, 'EnableSimpleResponses');
  if (isGiven(simple)) {
    authorizer.enableSimpleResponses = simple;
    inherit(authorizer, 'enableSimpleResponses', config, 'EnableSimpleResponses');
  }
  return {
    scheme: { type: 'apiKey', name: 'Unused', in: 'header', [AUTHORIZER]: authorizer },
    authorizationScopes: undefined,
    needsPermission: permissions === true,
  };
}

const IDENTITY_SOURCES = {
  Headers: '$request.header.',
  QueryStrings: '$request.querystring.',
  StageVariables: '$stageVariables.',
  Context: '$context.',
};

function identitySources(api: string, at: string, identity: JsonMap): Json[] {
  return Object.entries(IDENTITY_SOURCES).flatMap(([property, prefix]) => {
    const names = value(identity, property);
    if (!isGiven(names)) return [];
    return expectList(names, api, `${at}.${property}`).map((name, index) => prefix + expectText(name, api, `${at}.${property}[${index}]`));
  });
}
