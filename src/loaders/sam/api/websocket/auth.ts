import { expectMap, wrongProperty } from '../../errors.ts';
import { get, isGiven, type Json, type JsonMap } from '../../json.ts';
import { pythonText } from '../../python-text.ts';
import { type CfnResource, ref, sub } from '../../resource.ts';
import { type GatewayApi, generated, handedOn } from '../http/generated.ts';
import { authorizerPermission } from '../http/permission.ts';

/** How clients that connect are authorized. */
export type Auth =
  | { readonly kind: 'unset' }
  | { readonly kind: 'built-in'; readonly config: JsonMap }
  | { readonly kind: 'custom'; readonly config: JsonMap; readonly functionArn: Json };

/** Reads property `Auth` of a WebSocket API. Throws `SamError`. */
export function readAuth(api: string, value: Json | undefined, hasConnectRoute: boolean): Auth {
  if (!isGiven(value)) return { kind: 'unset' };
  const config = expectMap(value, api, 'Auth');
  if (!hasConnectRoute) throw wrongProperty(api, 'Auth', 'Authorization is only available if there is a $connect route.');
  const type = get(config, 'AuthType');
  if (!isGiven(type)) throw wrongProperty(api, 'Auth', 'AuthType must be specified for additional auth configurations.');
  switch (type) {
    case 'CUSTOM': {
      const functionArn = get(config, 'AuthArn');
      if (!isGiven(functionArn)) throw wrongProperty(api, 'Auth.AuthArn', 'AuthArn must be specified if AuthType is CUSTOM.');
      return { kind: 'custom', config, functionArn };
    }
    case 'AWS_IAM':
    case 'NONE':
      if (Object.keys(config).length > 1) throw wrongProperty(api, 'Auth', `No additional configurations supported for AuthType ${type}.`);
      return { kind: 'built-in', config };
    default:
      throw wrongProperty(api, 'Auth.AuthType', `AuthType '${pythonText(type)}' is not one of AWS_IAM, CUSTOM or NONE.`);
  }
}

/** The logical id of the authorizer of an API. */
export function authorizerId(api: GatewayApi): string {
  return `${api.id}ConnectAuthorizer`;
}

/** The authorizer and, unless it has a role for that, its permission to be invoked. */
export function authorizerResources(api: GatewayApi, auth: Auth): CfnResource[] {
  if (auth.kind !== 'custom') return [];
  const { config, functionArn } = auth;
  const id = authorizerId(api);
  const name = get(config, 'Name');
  const role = get(config, 'InvokeRole');
  const authorizer = generated(
    api,
    'AWS::ApiGatewayV2::Authorizer',
    id,
    ['Auth'],
    Object.assign(handedOn(config, 'IdentitySource', 'Name'), {
      ApiId: ref(api.id),
      AuthorizerCredentialsArn: role,
      AuthorizerType: 'REQUEST',
      AuthorizerUri: invocationUri('AuthArn', functionArn),
      Name: isGiven(name) ? name : id,
    }),
  );
  if (isGiven(role)) return [authorizer];
  return [authorizer, authorizerPermission(api, `${api.id}AuthorizerPermission`, config, 'AuthArn', ['Auth'])];
}

/** The address at which API Gateway invokes a function, which is called `variable` in it. */
export function invocationUri(variable: string, functionArn: Json | undefined): JsonMap {
  return sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${variable}}/invocations`, {
    [variable]: functionArn,
  });
}
