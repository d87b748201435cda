import { expectList, expectMap, expectText, expectType, wrongProperty } from '../../errors.ts';
import { get, isGiven, isList, isMap, type Json, type JsonMap } from '../../json.ts';
import { pythonText } from '../../python-text.ts';
import { sub } from '../../resource.ts';

/** An authorizer of a REST API, checked. */
export interface RestAuthorizer {
  readonly kind: 'iam' | 'cognito' | 'lambda';
  readonly api: string;
  readonly name: string;
  readonly userPoolArn: Json;
  readonly functionArn: Json;
  readonly identity: Json | undefined;
  readonly payloadType: 'TOKEN' | 'REQUEST';
  readonly invokeRole: Json | undefined;
  readonly authorizationScopes: Json[];
  /** Whether the API gets no permission to call the function. */
  readonly isPermissionLeftOut: boolean;
  readonly partition: string;
}

/** The authorizer that checks the signature of a request. */
export function iamAuthorizer(api: string, partition: string): RestAuthorizer {
  return {
    kind: 'iam',
    api,
    name: 'AWS_IAM',
    userPoolArn: null,
    functionArn: null,
    identity: undefined,
    payloadType: 'TOKEN',
    invokeRole: undefined,
    authorizationScopes: [],
    isPermissionLeftOut: false,
    partition,
  };
}

/** One of `Auth.Authorizers`. Throws `SamError`. */
export function declaredAuthorizer(api: string, name: string, declared: JsonMap, partition: string): RestAuthorizer {
  const at = `Auth.Authorizers.${name}`;
  const payloadType = get(declared, 'FunctionPayloadType') ?? 'TOKEN';
  if (payloadType !== 'TOKEN' && payloadType !== 'REQUEST') {
    throw wrongProperty(
      api,
      `${at}.FunctionPayloadType`,
      `${name} Authorizer has invalid 'FunctionPayloadType': ${pythonText(payloadType)}.`,
    );
  }
  const identity = get(declared, 'Identity');
  if (payloadType === 'REQUEST' && lacksIdentitySource(api, name, identity))
    throw wrongProperty(
      api,
      `${at}.Identity`,
      `${name} Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.`,
    );
  const scopes = get(declared, 'AuthorizationScopes') ?? [];
  const isLeftOut = get(declared, 'DisableFunctionDefaultPermissions') ?? false;
  expectType(
    isLeftOut,
    'boolean',
    api,
    `${at}.DisableFunctionDefaultPermissions`,
    `Property 'Authorizers.${name}.DisableFunctionDefaultPermissions' should be a boolean.`,
  );
  const userPoolArn = get(declared, 'UserPoolArn') ?? null;
  return {
    kind: isGiven(userPoolArn) ? 'cognito' : 'lambda',
    api,
    name,
    userPoolArn,
    functionArn: get(declared, 'FunctionArn') ?? null,
    identity,
    payloadType,
    invokeRole: get(declared, 'FunctionInvokeRole'),
    authorizationScopes: expectList(
      scopes,
      api,
      `${at}.AuthorizationScopes`,
      `Property 'Authorizers.${name}.AuthorizationScopes' should be a list.`,
    ),
    isPermissionLeftOut: isLeftOut === true,
    partition,
  };
}

/** An authorizer that nothing is cached for needs no source of identity. */
function lacksIdentitySource(api: string, name: string, identity: Json | undefined): boolean {
  if (!isGiven(identity)) return true;
  const map = expectMap(identity, api, `Auth.Authorizers.${name}.Identity`, `Property 'Authorizer.${name}.Identity' should be a map.`);
  const isLacking = IDENTITY_SOURCES.every(({ key }) => !isGiven(get(map, key)));
  const seconds = wholeNumber(get(map, 'ReauthorizeEvery'));
  return seconds === undefined ? isLacking : seconds > 0 && isLacking;
}

function wholeNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && /^\s*[-+]?\d+(?:_\d+)*\s*$/.test(value) ? Number(value.replaceAll('_', '')) : undefined;
}

const IDENTITY_SOURCES = [
  { key: 'Headers', prefix: 'method.request.header.' },
  { key: 'QueryStrings', prefix: 'method.request.querystring.' },
  { key: 'StageVariables', prefix: 'stageVariables.' },
  { key: 'Context', prefix: 'context.' },
] as const;

/** The authorizer as it stands in the definition of an API. Throws `SamError`. */
export function securityDefinition(authorizer: RestAuthorizer): JsonMap {
  const definition: JsonMap = { type: 'apiKey', name: headerName(authorizer), in: 'header' };
  switch (authorizer.kind) {
    case 'iam':
      definition['x-amazon-apigateway-authtype'] = 'awsSigv4';
      return definition;
    case 'cognito':
      definition['x-amazon-apigateway-authtype'] = 'cognito_user_pools';
      definition['x-amazon-apigateway-authorizer'] = {
        type: 'cognito_user_pools',
        providerARNs: isList(authorizer.userPoolArn) ? authorizer.userPoolArn : [authorizer.userPoolArn],
        ...validationExpression(authorizer),
      };
      return definition;
    case 'lambda':
      definition['x-amazon-apigateway-authtype'] = 'custom';
      definition['x-amazon-apigateway-authorizer'] = lambdaAuthorizer(authorizer);
      return definition;
  }
}

function lambdaAuthorizer(authorizer: RestAuthorizer): JsonMap {
  const { identity, invokeRole, payloadType } = authorizer;
  const made: JsonMap = {
    type: payloadType === 'REQUEST' ? 'request' : 'token',
    authorizerUri: sub(
      `arn:${authorizer.partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`,
      { __FunctionArn__: authorizer.functionArn },
    ),
  };
  const seconds = isGiven(identity) ? (get(identity, 'ReauthorizeEvery') ?? null) : null;
  if (seconds !== null) made.authorizerResultTtlInSeconds = seconds;
  if (isGiven(invokeRole) && invokeRole !== 'NONE') made.authorizerCredentials = invokeRole;
  if (payloadType === 'TOKEN') return { ...made, ...validationExpression(authorizer) };
  const sources = identitySources(authorizer);
  if (sources !== '') made.identitySource = sources;
  return made;
}

function validationExpression({ identity }: RestAuthorizer): JsonMap {
  const expression = get(identity, 'ValidationExpression');
  return isGiven(expression) ? { identityValidationExpression: expression } : {};
}

function identitySources({ api, identity, name }: RestAuthorizer): string {
  const sources = IDENTITY_SOURCES.flatMap(({ key, prefix }) => {
    const list = get(identity, key);
    const at = `Auth.Authorizers.${name}.Identity.${key}`;
    if (!isGiven(list)) return [];
    return expectList(list, api, at).map((source, index) => `${prefix}${expectText(source, api, `${at}[${index}]`)}`);
  });
  return sources.join(', ');
}

function headerName({ api, identity, kind, name, payloadType }: RestAuthorizer): Json {
  if (kind === 'lambda' && payloadType === 'REQUEST') return 'Unused';
  if (!isGiven(identity)) return 'Authorization';
  if (!isMap(identity))
    throw wrongProperty(
      api,
      `Auth.Authorizers.${name}.Identity`,
      'Auth.Authorizers.<Authorizer>.Identity must be a dict (LambdaTokenAuthorizationIdentity, ' +
        'LambdaRequestAuthorizationIdentity or CognitoAuthorizationIdentity).',
    );
  const header = get(identity, 'Header');
  return isGiven(header) ? header : 'Authorization';
}
