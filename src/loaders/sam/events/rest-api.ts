import type { SwaggerEditor } from '../api/rest/swagger.ts';
import type { TransformContext } from '../context.ts';
import { SamError, wrongResource } from '../errors.ts';
import { get, has, isGiven, isList, isMap, isText, type Json, type JsonMap } from '../json.ts';
import { pythonText } from '../python-text.ts';
import { isCall } from '../resource.ts';
import { propertyOf, type SamEvent, wrong } from './event.ts';

/** The REST API that an event adds a method to. */
export interface RestApi {
  readonly id: string;
  /** Its properties, as the template has them. */
  readonly properties: JsonMap;
  /** What it calls its stage, or a word for it when that is not known. */
  readonly stage: string;
}

/** Finds the API that `RestApiId` of an event names. Throws `SamError`. */
export function restApiOf(event: SamEvent, context: TransformContext): RestApi {
  const given = propertyOf(event, 'RestApiId');
  const id = has(given, 'Ref') ? get(given, 'Ref') : given;
  const resource = isText(id) ? get(context.source.Resources, id) : undefined;
  if (!isText(id) || !isMap(resource)) {
    const detail = 'RestApiId property of Api event must reference a valid resource in the same template.';
    throw wrong(event, detail, 'RestApiId');
  }
  const properties = has(resource, 'Properties') ? get(resource, 'Properties') : {};
  if (!isMap(properties)) throw wrongResource(id, "Attribute 'Properties' should be a map.", ['Properties']);
  const stage = get(properties, 'StageName');
  if (stage === '') throw wrongResource(id, 'StageName cannot be empty.', ['Properties', 'StageName']);
  return { id, properties, stage: isText(stage) ? stage : 'Stage' };
}

/** Path and method of an event; the method in lower case. Throws `SamError` when they are not texts. */
export function methodOf(event: SamEvent): { readonly path: string; readonly method: string } {
  const path = propertyOf(event, 'Path');
  const method = propertyOf(event, 'Method');
  if (!isText(path)) throw wrong(event, "Api Event must have a String specified for 'Path'.", 'Path');
  if (!isText(method)) throw wrong(event, "Api Event must have a String specified for 'Method'.", 'Method');
  return { path, method: method.toLowerCase() };
}

/** Asks for what `Auth` of an event says. `stage` is the one in the resource policy. Throws `SamError`. */
export function addAuth(event: SamEvent, auth: JsonMap, api: RestApi, stage: Json, editor: SwaggerEditor, context: TransformContext): void {
  const { path, method } = methodOf(event);
  const apiAuth = resolvedAuth(api, context);
  const authorizer = get(auth, 'Authorizer');
  if (isGiven(authorizer)) checkAuthorizer(event, authorizer, apiAuth, api);
  const scopes = get(auth, 'AuthorizationScopes');
  if (isGiven(scopes)) {
    if (!isList(scopes)) throw wrong(event, "Property 'Auth.AuthorizationScopes' should be a list.", 'Auth', 'AuthorizationScopes');
    if (!isGiven(authorizer)) throw wrong(event, 'AuthorizationScopes works only when Authorizer is set', 'Auth', 'AuthorizationScopes');
  }
  const key = get(auth, 'ApiKeyRequired') ?? undefined;
  if (key !== undefined && !isGiven(key) && !isGiven(get(apiAuth, 'ApiKeyRequired'))) {
    const detail = `Unable to set ApiKeyRequired [False] on API method [${method}] for path [${path}] because the related API does not specify any ApiKeyRequired.`;
    throw wrong(event, detail, 'Auth', 'ApiKeyRequired');
  }
  if (isGiven(authorizer) || key !== undefined) editor.addAuthToMethod(path, method, auth, api.properties);
  addResourcePolicy(event, get(auth, 'ResourcePolicy'), path, stage, editor);
}

/** References to parameters in `Auth` of the API are replaced for good. */
function resolvedAuth(api: RestApi, context: TransformContext): Json | undefined {
  const auth = get(api.properties, 'Auth');
  const resolved = context.parameterResolver.resolveParameterRefs(auth);
  if (isMap(auth) && !isCall(auth)) api.properties.Auth = resolved;
  return resolved;
}

function checkAuthorizer(event: SamEvent, authorizer: Json, apiAuth: Json | undefined, api: RestApi): void {
  const authorizers = get(apiAuth, 'Authorizers');
  if (isGiven(authorizers) && !isMap(authorizers))
    throw new SamError(api.id, wrongResource(api.id, "Property 'Auth.Authorizers' should be a map.").message, [
      'Properties',
      'Auth',
      'Authorizers',
    ]);
  if (authorizer === 'AWS_IAM') return;
  if (authorizer === 'NONE') {
    if (!isGiven(get(apiAuth, 'DefaultAuthorizer'))) throw noneWithoutDefault(event);
    return;
  }
  if (!isGiven(authorizers)) throw unableToSet(event, authorizer, 'because the related API does not define any Authorizers.');
  checkAuthorizerTypes(event, authorizer, authorizers);
  if (!isText(authorizer) || !isGiven(get(authorizers, authorizer)))
    throw unableToSet(event, authorizer, "because it wasn't defined in the API's Authorizers.");
}

function addResourcePolicy(event: SamEvent, policy: Json | undefined, path: string, stage: Json, editor: SwaggerEditor): void {
  if (!isGiven(policy)) return;
  if (!isMap(policy)) throw wrong(event, "Property 'Auth.ResourcePolicy' should be a map.", 'Auth', 'ResourcePolicy');
  editor.addResourcePolicy(policy, path, stage);
  const statements = get(policy, 'CustomStatements');
  if (isGiven(statements)) editor.addCustomStatements(statements);
}

/** `NONE` leaves a method open that would have the default authorizer. */
export function noneWithoutDefault(event: SamEvent): SamError {
  const { path, method } = methodOf(event);
  const detail = `Unable to set Authorizer on API method [${method}] for path [${path}] because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`;
  return wrong(event, detail, 'Auth', 'Authorizer');
}

export function unableToSet(event: SamEvent, authorizer: Json, why: string): SamError {
  const { path, method } = methodOf(event);
  const name = pythonText(authorizer);
  return wrong(event, `Unable to set Authorizer [${name}] on API method [${method}] for path [${path}] ${why}`, 'Auth', 'Authorizer');
}

/** An authorizer is named by a text, among those of the API. Throws `SamError`. */
export function checkAuthorizerTypes(event: SamEvent, authorizer: Json | undefined, authorizers: Json | undefined): void {
  if (isText(authorizer) && isMap(authorizers)) return;
  const { path, method } = methodOf(event);
  const name = pythonText(authorizer);
  const detail = `Unable to set Authorizer [${name}] on API method [${method}] for path [${path}]. The method authorizer must be a string with a corresponding dict entry in the api authorizer.`;
  throw wrong(event, detail, 'Auth', 'Authorizer');
}
