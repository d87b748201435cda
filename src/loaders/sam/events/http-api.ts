import { ANY_METHOD } from '../api/base-editor.ts';
import { DEFAULT_PATH, OpenApiEditor } from '../api/http/open-api.ts';
import type { TransformContext } from '../context.ts';
import { expectMap } from '../errors.ts';
import { get, has, isGiven, isList, isMap, isText, type Json, type JsonMap } from '../json.ts';
import { arn } from '../partition.ts';
import { type CfnResource, sub } from '../resource.ts';
import { type EventSource, type FunctionTarget, propertyOf, type SamEvent, wrong } from './event.ts';
import { integrationUri, withoutTrailingSlash } from './integration-uri.ts';
import { noteMethod } from './noted-method.ts';
import { invokePermission } from './permission.ts';
import { checkAuthorizerTypes, methodOf, noneWithoutDefault, unableToSet } from './rest-api.ts';
import { conditionOf } from './target.ts';

interface HttpApi {
  readonly id: string;
  /** Its properties, as the template has them. */
  readonly properties: JsonMap;
}

/** The partition is put in by CloudFormation. */
const PARTITION = '${AWS::Partition}';

/** Makes the function answer a route of an HTTP API of the same template. */
export const HTTP_API: EventSource<FunctionTarget> = {
  prepare(event, context) {
    const api = httpApiOf(event, context);
    return ({ lambda }) => {
      const permission = routePermission(event, lambda, api);
      addIntegration(event, lambda, api);
      return permission === undefined ? [] : [permission];
    };
  },
};

function httpApiOf(event: SamEvent, context: TransformContext): HttpApi {
  const given = propertyOf(event, 'ApiId');
  const id = has(given, 'Ref') ? get(given, 'Ref') : given;
  const resource = isText(id) ? get(context.source.Resources, id) : undefined;
  const properties = isMap(resource) ? (has(resource, 'Properties') ? get(resource, 'Properties') : {}) : undefined;
  if (isText(id) && isMap(properties)) return { id, properties };
  throw wrong(event, 'ApiId property of HttpApi event must reference a valid resource in the same template.', 'ApiId');
}

/** Lets every stage of the API invoke the function; `undefined` if the permission for the default route covers this one. */
function routePermission(event: SamEvent, lambda: CfnResource, api: HttpApi): CfnResource | undefined {
  const { path, method } = methodOf(event);
  const definition = get(api.properties, 'DefinitionBody');
  const editor = isGiven(definition) ? new OpenApiEditor(definition, api.id) : undefined;
  let place = withoutTrailingSlash(path);
  if (place === DEFAULT_PATH) place = '';
  else if (editor?.isIntegrationFunctionLogicalIdMatch(DEFAULT_PATH, ANY_METHOD, lambda.id) === true) return undefined;
  place = OpenApiEditor.getPathWithoutTrailingSlash(place);
  const verb = method === 'any' || method === ANY_METHOD ? '*' : method.toUpperCase();
  // With a method before it the default route would not be found.
  const route = method === 'any' && place === `/${DEFAULT_PATH}` ? place : `/${verb}${place}`;
  const resource = `\${__ApiId__}/\${__Stage__}${route}`;
  const sourceArn = sub(arn({ partition: PARTITION, service: 'execute-api', resource }), {
    __ApiId__: propertyOf(event, 'ApiId'),
    __Stage__: '*',
  });
  return invokePermission(event, lambda, 'apigateway.amazonaws.com', { sourceArn });
}

function addIntegration(event: SamEvent, lambda: CfnResource, api: HttpApi): void {
  const { path, method } = methodOf(event);
  const definition = get(api.properties, 'DefinitionBody') ?? undefined;
  if (definition === undefined) return;
  const editor = new OpenApiEditor(definition, api.id);
  if (isGiven(get(api.properties, '__MANAGE_SWAGGER')) && editor.hasIntegration(path, method))
    throw wrong(event, `API method '${method}' defined multiple times for path '${path}'.`, 'Method');
  editor.addLambdaIntegration(path, method, integrationUri(lambda, PARTITION), conditionOf(lambda));
  const auth = propertyOf(event, 'Auth');
  if (isMap(auth) && isGiven(auth)) addAuth(event, auth, api, editor);
  const timeout = propertyOf(event, 'TimeoutInMillis');
  if (isGiven(timeout)) editor.addTimeoutToMethod(path, method, timeout);
  const parameters = [...path.matchAll(/\{(.*?)\}/g)].map(([, name = '']) => name);
  if (parameters.length > 0) editor.addPathParametersToMethod(path, method, parameters);
  const version = propertyOf(event, 'PayloadFormatVersion');
  if (isGiven(version)) editor.addPayloadFormatVersionToMethod(path, method, version);
  const after = editor.openapi;
  noteMethod(event, after, path, method);
  api.properties.DefinitionBody = after;
}

function addAuth(event: SamEvent, auth: JsonMap, api: HttpApi, editor: OpenApiEditor): void {
  const { path, method } = methodOf(event);
  const apiAuth = has(api.properties, 'Auth') ? expectMap(get(api.properties, 'Auth'), api.id, 'Auth') : {};
  if (!isGiven(get(auth, 'Authorizer'))) {
    const byDefault = get(apiAuth, 'DefaultAuthorizer');
    if (!isGiven(byDefault)) {
      const detail = "'Auth' section requires either an explicit 'Authorizer' set or a 'DefaultAuthorizer' configured on the HttpApi.";
      throw wrong(event, detail, 'Auth');
    }
    auth.Authorizer = byDefault;
  }
  checkAuthorizer(event, get(auth, 'Authorizer'), apiAuth);
  const scopes = get(auth, 'AuthorizationScopes');
  if (isGiven(scopes) && !isList(scopes)) {
    const on = `on API method [${method}] for path [${path}]`;
    const detail = `Unable to set Authorizer ${on} because 'AuthorizationScopes' must be a list of strings.`;
    throw wrong(event, detail, 'Auth', 'AuthorizationScopes');
  }
  editor.addAuthToMethod(path, method, auth, api.properties);
}

function checkAuthorizer(event: SamEvent, authorizer: Json | undefined, apiAuth: JsonMap): void {
  const authorizers = get(apiAuth, 'Authorizers');
  if (authorizer === 'NONE') {
    if (!isGiven(get(apiAuth, 'DefaultAuthorizer'))) throw noneWithoutDefault(event);
    return;
  }
  // The one of IAM is built in, if it is switched on, and may be the name of another one if it is not.
  if (authorizer === 'AWS_IAM' && get(apiAuth, 'EnableIamAuthorizer') === true) return;
  checkAuthorizerTypes(event, authorizer, authorizers);
  const name = isText(authorizer) ? authorizer : '';
  if (!isGiven(authorizers)) throw unableToSet(event, name, 'because the related API does not define any Authorizers.');
  if (!isGiven(get(authorizers, name))) throw unableToSet(event, name, "because it wasn't defined in the API's Authorizers.");
}
