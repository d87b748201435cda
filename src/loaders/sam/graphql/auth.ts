import { get, has, isGiven, isList, isMap, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, getAtt, ref } from '../resource.ts';
import { connect, type GraphQLApi, wrongPart } from './api.ts';

/** What the API itself is told of its authorizers, and the Lambda functions among them. */
export interface Authorization {
  readonly properties: JsonMap;
  readonly lambdas: readonly Json[];
}

/** Reads `Auth`. Throws `SamError`. */
export function authorizationOf(api: GraphQLApi): Authorization {
  const auth = get(api.properties, 'Auth');
  const lambdas: Json[] = [];
  const properties = authorizer(api, auth, undefined, lambdas);
  const additional = get(auth, 'Additional');
  if (isGiven(additional) && isList(additional)) {
    properties.AdditionalAuthenticationProviders = additional.map((each, index) => authorizer(api, each, index, lambdas));
  }
  return { properties, lambdas };
}

/** Lets the API call its authorizers. */
export function authorizerPermissions(api: GraphQLApi, lambdas: readonly Json[]): readonly CfnResource[] {
  const { id } = api.resource;
  return lambdas.flatMap((lambda, index) => {
    const properties: JsonMap = {
      Source: { Type: 'AWS::AppSync::GraphQLApi', Arn: ref(id), ResourceId: getAtt(id, 'ApiId') },
      Destination: { Type: 'AWS::Lambda::Function', Arn: lambda },
      Permissions: ['Write'],
    };
    return connect(api, `${id}ToLambdaAuthConnector${index + 1}`, properties, ['Auth']);
  });
}

interface Kind {
  readonly property: string;
  /** What CloudFormation calls it. */
  readonly made: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  AWS_LAMBDA: { property: 'LambdaAuthorizer', made: 'LambdaAuthorizerConfig' },
  OPENID_CONNECT: { property: 'OpenIDConnect', made: 'OpenIDConnectConfig' },
  AMAZON_COGNITO_USER_POOLS: { property: 'UserPool', made: 'UserPoolConfig' },
};

function authorizer(api: GraphQLApi, auth: Json | undefined, index: number | undefined, lambdas: Json[]): JsonMap {
  const path = index === undefined ? ['Auth'] : ['Auth', 'Additional', String(index)];
  // The first of the additional ones is called like the default one in messages.
  const spoken = isGiven(index) ? `Auth.Additional.${index}` : 'Auth';
  const given = Object.keys(isMap(auth) ? auth : {}).filter((name) => name !== 'Additional' && has(auth, name));
  if (given.length > 2) {
    throw wrongPart(api, api.resource.id, `'${spoken}' has more than one authentication configuration defined.`, ...path);
  }
  const type = get(auth, 'Type') ?? null;
  const made: JsonMap = { AuthenticationType: type };
  const kind = typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) return made;
  const config = get(auth, kind.property);
  if (!isMap(config)) {
    throw wrongPart(api, api.resource.id, `'${kind.property}' must be defined if type is '${type}'.`, ...path, kind.property);
  }
  // Only the default authorizer has a default action.
  if (kind.property === 'UserPool' && index !== undefined) delete config.DefaultAction;
  if (!isGiven(config)) return made;
  made[kind.made] = config;
  if (kind.property === 'LambdaAuthorizer') lambdas.push(get(config, 'AuthorizerUri') ?? null);
  return made;
}
