import type { Json, JsonMap } from '../../../../src/loaders/sam/json.ts';
import { chance, type Draft, type Draw, type Fields, listOf, map, named, oneOf, pick, some, word } from './draft.ts';
import { AUTHORIZERS, resourcePolicy } from './events.ts';
import {
  anyMap,
  arn,
  boolean,
  flag,
  functionArn,
  number,
  plainNumber,
  policyDocument,
  roleArn,
  route53,
  s3Map,
  s3Uri,
  tags,
  text,
} from './values.ts';

const stage = word(
  'prod',
  'prod',
  'v1',
  { Ref: 'Stage' },
  { Ref: 'Unknown' },
  { 'Fn::Sub': '${Stage}' },
  { 'Fn::If': ['IsProd', 'a', 'b'] },
);

const identity: Fields = {
  Context: word(['contextIdentity']),
  Headers: word(['Authorization', 'X-Key']),
  QueryStrings: word(['auth']),
  StageVariables: word(['variable']),
};

const restAuthorizers: Readonly<Record<string, Draw>> = {
  Cognito: map(
    {
      UserPoolArn: word(
        { 'Fn::GetAtt': ['Pool', 'Arn'] },
        ['arn:aws:cognito-idp:a', { 'Fn::GetAtt': ['Pool', 'Arn'] }],
        'arn:aws:cognito-idp:b',
      ),
    },
    {
      AuthorizationScopes: word(['scope.a', 'scope.b']),
      Identity: map({}, { Header: word('X-Auth'), ReauthorizeEvery: number, ValidationExpression: word('.*') }),
    },
  ),
  Token: map(
    { FunctionArn: functionArn },
    {
      FunctionInvokeRole: oneOf(word('NONE'), roleArn),
      FunctionPayloadType: word('TOKEN'),
      Identity: map({}, { ReauthorizeEvery: word(0, 30, 300), ValidationExpression: word('a.*'), Header: word('X-Token') }),
      AuthorizationScopes: word(['scope.c']),
      DisableFunctionDefaultPermissions: boolean,
    },
  ),
  Request: (draft) => ({
    FunctionPayloadType: 'REQUEST',
    FunctionArn: functionArn(draft),
    Identity: { Headers: ['Authorization'], ...map({}, { ...identity, ReauthorizeEvery: word(0, 30) })(draft) },
    ...map({}, { FunctionInvokeRole: roleArn, DisableFunctionDefaultPermissions: boolean })(draft),
  }),
};

const usagePlan: Draw = map(
  { CreateUsagePlan: word('PER_API', 'SHARED', 'NONE') },
  {
    UsagePlanName: text,
    Description: text,
    Quota: word({ Limit: 5, Period: 'DAY' }),
    Throttle: word({ BurstLimit: 5 }),
    Tags: word([{ Key: 'a', Value: 'b' }]),
  },
);

function restAuth(draft: Draft): JsonMap {
  const made: JsonMap = map(
    {},
    {
      ApiKeyRequired: boolean,
      InvokeRole: word('CALLER_CREDENTIALS', 'NONE', { 'Fn::GetAtt': ['Role', 'Arn'] }),
      AddDefaultAuthorizerToCorsPreflight: boolean,
      AddApiKeyRequiredToCorsPreflight: boolean,
      ResourcePolicy: resourcePolicy,
      UsagePlan: usagePlan,
    },
  )(draft);
  // Events refer to all of them.
  made.Authorizers = Object.fromEntries(AUTHORIZERS.rest.map((name) => [name, restAuthorizers[name]?.(draft) ?? null]));
  if (chance(draft, 0.6)) made.DefaultAuthorizer = pick(draft, [...AUTHORIZERS.rest, 'AWS_IAM']);
  return made;
}

const cors: Draw = oneOf(
  word("'*'", "'https://example.com'", { Ref: 'Given' }),
  map(
    { AllowOrigin: word("'*'", { Ref: 'Given' }) },
    { AllowHeaders: word("'X-A,X-B'"), AllowMethods: word("'GET,POST'"), MaxAge: word("'600'"), AllowCredentials: boolean },
  ),
);

const basePath: Draw = oneOf(word(['one', '/two/'], ['/'], ['a-b_c'], ['']), listOf(word('one', 'two2')));

const domainFields: Fields = {
  MutualTlsAuthentication: word({ TruststoreUri: 's3://a/b' }, { TruststoreUri: 's3://a/b', TruststoreVersion: '1' }),
  SecurityPolicy: word('TLS_1_2', 'TLS_1_0'),
  OwnershipVerificationCertificateArn: arn,
  Route53: route53,
  BasePath: basePath,
};

const domainName = word('api.example.com', { Ref: 'Given' }, { 'Fn::Sub': '${Stage}.example.com' });

const restDomain: Draw = oneOf(
  map(
    { DomainName: domainName, CertificateArn: arn },
    {
      ...domainFields,
      NormalizeBasePath: boolean,
      EndpointConfiguration: word('REGIONAL', 'EDGE'),
      EndpointAccessMode: word('BASIC'),
      IpAddressType: word('dualstack'),
    },
  ),
  map(
    { DomainName: domainName, CertificateArn: arn, EndpointConfiguration: word('PRIVATE') },
    {
      BasePath: basePath,
      NormalizeBasePath: boolean,
      Policy: policyDocument,
      SecurityPolicy: word('TLS_1_2'),
      AccessAssociation: map({ VpcEndpointId: text }),
      Route53: map(
        { HostedZoneId: text, VpcEndpointDomainName: text, VpcEndpointHostedZoneId: text },
        { IpV6: boolean, EvaluateTargetHealth: boolean },
      ),
    },
  ),
);

const httpDomain: Draw = map({ DomainName: domainName, CertificateArn: arn }, { ...domainFields, EndpointConfiguration: word('REGIONAL') });

const { MutualTlsAuthentication: _tls, ...webSocketDomainFields } = domainFields;

const webSocketDomain: Draw = map({ DomainName: domainName, CertificateArn: arn }, webSocketDomainFields);

const integration: Draw = (draft) => ({
  type: 'aws_proxy',
  httpMethod: 'POST',
  uri: {
    'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${pick(draft, draft.ids.function)}.Arn}/invocations`,
  },
});

const operation: Draw = (draft) => ({
  ...map(
    { responses: word({}, { '200': { description: 'fine' } }) },
    { summary: text, security: word([{ api_key: [] }], [{ Cognito: [] }], []), parameters: word([]) },
  )(draft),
  ...(chance(draft, 0.8) ? { 'x-amazon-apigateway-integration': integration(draft) } : {}),
});

function definitionPaths(draft: Draft, most: number): JsonMap {
  const item: Draw = (inner) => {
    const methods = named(['get', 'post', 'x-amazon-apigateway-any-method', 'options', 'delete'], operation, 2)(inner);
    return chance(inner, 0.1) ? { 'Fn::If': ['IsProd', methods, { Ref: 'AWS::NoValue' }] } : methods;
  };
  return named(['/', '/orders', '/orders/{id}', '/other', '/a/b-c'], item, most)(draft);
}

const restDefinition: Draw = (draft) => {
  const info = { title: pick<Json>(draft, ['api', { Ref: 'Stage' }]), version: '1.0' };
  if (chance(draft, 0.15)) return { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/swagger.yaml' } } };
  if (chance(draft, 0.4)) {
    const components = map(
      {},
      {
        schemas: word({ Order: { type: 'object' } }),
        securitySchemes: word({ api_key: { type: 'apiKey', in: 'header', name: 'x-api-key' } }),
      },
    );
    return {
      openapi: pick(draft, ['3.0.1', '3.0.0', '3.1.0']),
      info,
      paths: definitionPaths(draft, 3),
      ...map({}, { components, tags: word([{ name: 'a' }]) })(draft),
    };
  }
  return {
    swagger: '2.0',
    info,
    paths: definitionPaths(draft, 3),
    ...map(
      {},
      {
        securityDefinitions: word({ api_key: { type: 'apiKey', in: 'header', name: 'x-api-key' } }),
        definitions: word({ Order: { type: 'object' } }),
        'x-amazon-apigateway-policy': policyDocument,
        'x-amazon-apigateway-gateway-responses': word({ DEFAULT_4XX: { statusCode: 400 } }),
      },
    )(draft),
  };
};

const gatewayResponses: Draw = named(
  ['DEFAULT_4XX', 'UNAUTHORIZED', 'DEFAULT_5XX'],
  map(
    {},
    {
      StatusCode: word(401, '403'),
      ResponseTemplates: word({ 'application/json': '{}' }),
      ResponseParameters: map(
        {},
        { Headers: word({ 'Access-Control-Allow-Origin': "'*'" }), QueryStrings: word({ a: "'b'" }), Paths: word({ a: "'b'" }) },
      ),
    },
  ),
);

const restShared: Fields = {
  Auth: restAuth,
  Name: text,
  CacheClusterEnabled: flag,
  CacheClusterSize: word('0.5'),
  Variables: anyMap,
  EndpointConfiguration: oneOf(
    word('REGIONAL', 'PRIVATE', 'EDGE', { Ref: 'Given' }),
    map({ Type: word('PRIVATE', 'REGIONAL') }, { VPCEndpointIds: word(['vpce-1']), IpAddressType: word('ipv4') }),
  ),
  MethodSettings: word([{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'INFO' }]),
  BinaryMediaTypes: word(['image~1gif'], ['image/png', { Ref: 'Given' }], ['*~1*']),
  MinimumCompressionSize: number,
  Cors: cors,
  GatewayResponses: gatewayResponses,
  AccessLogSetting: word({ DestinationArn: 'arn', Format: 'x' }),
  CanarySetting: word({ PercentTraffic: 10 }),
  TracingEnabled: flag,
  OpenApiVersion: word('3.0.1', '2.0', '3.0.3'),
  Domain: restDomain,
  AlwaysDeploy: boolean,
  PropagateTags: boolean,
  SecurityPolicy: word('TLS_1_2'),
  EndpointAccessMode: word('BASIC'),
};

/** Properties of `AWS::Serverless::Api`. */
export function restApiProperties(draft: Draft): JsonMap {
  const definition = pick<Fields>(draft, [
    {},
    {},
    { DefinitionBody: restDefinition },
    { DefinitionBody: restDefinition },
    { DefinitionUri: oneOf(s3Uri, s3Map) },
  ]);
  const made = map(
    { StageName: stage, ...definition },
    {
      ...restShared,
      Description: text,
      Tags: tags,
      Models: word({ Order: { type: 'object' }, Item: { type: 'object', properties: { a: { type: 'string' } } } }),
      FailOnWarnings: boolean,
      Mode: word('overwrite', 'merge'),
      DisableExecuteApiEndpoint: flag,
      ApiKeySourceType: word('HEADER'),
      MergeDefinitions: boolean,
      Policy: policyDocument,
    },
  )(draft);
  // What has a location only takes nothing that would change the definition.
  if ('DefinitionUri' in made)
    for (const name of ['Auth', 'Cors', 'GatewayResponses', 'Models', 'OpenApiVersion', 'DisableExecuteApiEndpoint', 'MergeDefinitions'])
      delete made[name];
  else if (!('Auth' in made) && chance(draft, 0.5)) made.Auth = restAuth(draft);
  return made;
}

/** What REST APIs may have in `Globals`. */
export const REST_API_GLOBALS: Fields = { ...restShared, MergeDefinitions: boolean };

const httpAuthorizers: Readonly<Record<string, Draw>> = {
  Jwt: map(
    {
      JwtConfiguration: word({ issuer: 'https://example.com', audience: ['a', { Ref: 'Given' }] }),
      IdentitySource: word('$request.header.Authorization'),
    },
    { AuthorizationScopes: word(['scope.a']) },
  ),
  Checker: map(
    { FunctionArn: functionArn, AuthorizerPayloadFormatVersion: word('2.0', '1.0', 2) },
    {
      FunctionInvokeRole: roleArn,
      EnableSimpleResponses: boolean,
      EnableFunctionDefaultPermissions: boolean,
      Identity: map({}, { ...identity, ReauthorizeEvery: plainNumber }),
    },
  ),
};

function httpAuth(draft: Draft): JsonMap {
  const made: JsonMap = {};
  if (chance(draft, 0.3)) made.EnableIamAuthorizer = boolean(draft);
  made.Authorizers = Object.fromEntries(AUTHORIZERS.http.map((name) => [name, httpAuthorizers[name]?.(draft) ?? null]));
  if (chance(draft, 0.5)) made.DefaultAuthorizer = pick(draft, AUTHORIZERS.http);
  return made;
}

const httpCors: Draw = oneOf(
  word(true),
  map(
    {},
    {
      AllowOrigins: word(['*'], ['https://example.com']),
      AllowHeaders: word(['x-a']),
      AllowMethods: word(['GET']),
      ExposeHeaders: word(['x-b']),
      MaxAge: plainNumber,
      AllowCredentials: boolean,
    },
  ),
);

const routeSettings: Draw = word({ 'GET /orders': { ThrottlingBurstLimit: 5 }, $default: { DetailedMetricsEnabled: true } });

const httpShared: Fields = {
  Auth: httpAuth,
  AccessLogSettings: word({ DestinationArn: 'arn', Format: 'x' }),
  StageVariables: anyMap,
  Tags: tags,
  CorsConfiguration: httpCors,
  DefaultRouteSettings: word({ ThrottlingBurstLimit: 5 }),
  Domain: httpDomain,
  RouteSettings: routeSettings,
  FailOnWarnings: boolean,
  PropagateTags: boolean,
};

const httpDefinition: Draw = (draft) => ({
  openapi: pick(draft, ['3.0.1', '3.0.3']),
  info: { title: 'api', version: '1.0' },
  paths: definitionPaths(draft, 3),
  ...map(
    {},
    { tags: word([{ name: 'httpapi:createdBy' }, { name: 'b', 'x-amazon-apigateway-tag-value': 'c' }]), components: word({ schemas: {} }) },
  )(draft),
});

/** Properties of `AWS::Serverless::HttpApi`. */
export function httpApiProperties(draft: Draft): JsonMap {
  const definition = pick<Fields>(draft, [{}, {}, { DefinitionBody: httpDefinition }, { DefinitionUri: oneOf(s3Uri, s3Map) }]);
  const made = map(definition, { ...httpShared, StageName: stage, Name: text, Description: text, DisableExecuteApiEndpoint: flag })(draft);
  if ('DefinitionUri' in made)
    for (const name of ['Auth', 'CorsConfiguration', 'Name', 'Description', 'DisableExecuteApiEndpoint', 'Tags']) delete made[name];
  else if (!('Auth' in made) && chance(draft, 0.5)) made.Auth = httpAuth(draft);
  if ('DefinitionBody' in made) delete made.Name;
  return made;
}

/** What HTTP APIs may have in `Globals`. */
export const HTTP_API_GLOBALS: Fields = httpShared;

const webSocketShared: Fields = {
  AccessLogSettings: word({ DestinationArn: 'arn', Format: 'x' }),
  ApiKeySelectionExpression: word('$request.header.x-api-key'),
  DefaultRouteSettings: word({ DataTraceEnabled: true }),
  DisableExecuteApiEndpoint: flag,
  DisableSchemaValidation: boolean,
  Domain: webSocketDomain,
  FailOnWarnings: boolean,
  IpAddressType: word('ipv4'),
  PropagateTags: boolean,
  RouteSettings: word({ $connect: { ThrottlingBurstLimit: 5 } }),
  StageVariables: anyMap,
  Tags: tags,
};

/** What WebSocket APIs may have in `Globals`. */
export const WEB_SOCKET_API_GLOBALS: Fields = { ...webSocketShared, RouteSelectionExpression: word('$request.body.action') };

const route: Draw = map(
  { FunctionArn: functionArn },
  {
    ApiKeyRequired: boolean,
    IntegrationTimeout: number,
    ModelSelectionExpression: text,
    OperationName: text,
    RequestModels: anyMap,
    RouteResponseSelectionExpression: text,
  },
);

/** Properties of `AWS::Serverless::WebSocketApi`. */
export function webSocketApiProperties(draft: Draft): JsonMap {
  const auth: Draw = oneOf(
    map({ AuthType: word('NONE', 'AWS_IAM') }),
    map(
      { AuthType: word('CUSTOM'), AuthArn: functionArn },
      { InvokeRole: roleArn, IdentitySource: word(['route.request.header.a']), Name: word('MyAuthorizer') },
    ),
  );
  const routes: JsonMap = Object.fromEntries(
    some(draft, ['$connect', '$disconnect', '$default', 'send', 'join2'], 3).map((key) => [key, route(draft)]),
  );
  if ('$connect' in routes && chance(draft, 0.3))
    routes.$connect = { FunctionArn: functionArn(draft), RequestParameters: { 'route.request.header.a': { Required: true } } };
  return {
    ...map(
      { RouteSelectionExpression: word('$request.body.action') },
      {
        ...webSocketShared,
        ...('$connect' in routes ? { Auth: auth } : {}),
        Description: word('text'),
        Name: text,
        StageName: word('prod', { Ref: 'Stage' }),
      },
    )(draft),
    Routes: routes,
  };
}
