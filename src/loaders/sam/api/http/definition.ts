import type { TransformContext } from '../../context.ts';
import { deepGet, NotAMap } from '../../deep.ts';
import { expectText, type SamError, wrongProperty } from '../../errors.ts';
import { isNoValue } from '../../intrinsics.ts';
import { get, has, isEqual, isGiven, isMap, type Json, type JsonMap, put } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { isCall, type SamResource } from '../../resource.ts';
import type { HttpAuthorizers } from './authorizer.ts';
import { CORS_SETTINGS, type Cors, DEFAULT_PATH, OpenApiEditor } from './open-api.ts';

/** Properties that are written into the definition, and what is said when there is none. */
const NEEDS_DEFINITION: Readonly<Record<string, string>> = {
  CorsConfiguration: "Cors works only with inline OpenApi specified in 'DefinitionBody' property.",
  Auth: "Auth works only with inline OpenApi specified in the 'DefinitionBody' property.",
  Tags: "Tags works only with inline OpenApi specified in the 'DefinitionBody' property.",
  DisableExecuteApiEndpoint: "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.",
  Name: "Name works only with inline OpenApi specified in the 'DefinitionBody' property.",
  Description: "Description works only with inline OpenApi specified in the 'DefinitionBody' property.",
};

/** Those of them for which it is said otherwise when the definition is not in OpenAPI 3. */
const NEEDS_OPENAPI: Readonly<Record<string, string>> = {
  CorsConfiguration: 'Cors configuration',
  Auth: 'Auth configuration',
  Tags: '`Tags`',
};

const AUTH_KEYS = ['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer'];

/** The definition of an HTTP API with everything in it that its properties say; `undefined` if it has none. Throws `SamError`. */
export function definitionOf(
  resource: SamResource,
  context: TransformContext,
  authorizers: HttpAuthorizers,
  tags: JsonMap | undefined,
): JsonMap | undefined {
  const { id, properties } = resource;
  const body = get(properties, 'DefinitionBody');
  const asked = Object.keys(NEEDS_DEFINITION).filter((name) => isAsked(properties, name, context));
  const [first] = asked;
  if (!isMap(body) || !isGiven(body)) {
    if (first !== undefined) throw wrongProperty(id, first, NEEDS_DEFINITION[first] ?? '');
    return undefined;
  }
  if (!OpenApiEditor.isValid(body)) {
    if (first === undefined) return withPlainDefaultPath(body, properties);
    const what = NEEDS_OPENAPI[first];
    if (what !== undefined)
      throw wrongProperty(id, first, `Unable to add ${what} because 'DefinitionBody' does not contain a valid OpenApi definition.`);
  }
  checkInfo(id, body, asked);
  const editor = new OpenApiEditor(body, id);
  if (asked.includes('CorsConfiguration')) editor.addCors(corsOf(resource, context), properties);
  if (asked.includes('Auth')) addAuth(editor, resource, authorizers);
  if (tags !== undefined) editor.addTags(tags);
  const disable = get(properties, 'DisableExecuteApiEndpoint');
  if (disable !== undefined && disable !== null) editor.addEndpointConfig(disable, properties);
  if (asked.includes('Name')) editor.addTitle(get(properties, 'Name') ?? null, properties);
  if (asked.includes('Description')) editor.addDescription(get(properties, 'Description') ?? null, properties);
  return withPlainDefaultPath(editor.openapi, properties);
}

function isAsked(properties: JsonMap, name: string, context: TransformContext): boolean {
  const value = get(properties, name);
  switch (name) {
    case 'CorsConfiguration':
      return isGiven(context.parameterResolver.resolveParameterRefs(value));
    case 'DisableExecuteApiEndpoint':
      return value !== undefined && value !== null;
    default:
      return isGiven(value);
  }
}

function corsOf({ id, properties }: SamResource, context: TransformContext): Cors {
  const value = context.parameterResolver.resolveParameterRefs(get(properties, 'CorsConfiguration'));
  if (typeof value === 'boolean') return { AllowOrigins: ['*'] };
  if (!isMap(value)) throw wrongProperty(id, 'CorsConfiguration', "Invalid value for 'Cors' property.");
  return isCall(value) ? { AllowOrigins: value } : corsSettings(id, value);
}

function corsSettings(id: string, settings: JsonMap): Cors {
  for (const key of Object.keys(settings))
    if (!CORS_SETTINGS.some((setting) => setting === key))
      throw wrongProperty(id, `CorsConfiguration.${key}`, `Invalid key '${key}' for 'Cors' property.`);
  if (get(settings, 'AllowCredentials') === true && isEqual(get(settings, 'AllowOrigins'), ['*']))
    throw wrongProperty(
      id,
      'CorsConfiguration.AllowCredentials',
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set.",
    );
  return settings;
}

function addAuth(editor: OpenApiEditor, { id, properties }: SamResource, authorizers: HttpAuthorizers): void {
  const auth = get(properties, 'Auth');
  if (!isMap(auth) || !Object.keys(auth).every((key) => AUTH_KEYS.includes(key)))
    throw wrongProperty(id, 'Auth', "Invalid value for 'Auth' property");
  editor.addAuthorizersSecurityDefinitions(authorizers, get(auth, 'Authorizers'));
  const value = get(auth, 'DefaultAuthorizer');
  if (!isGiven(value) || isNoValue(value)) return;
  const name = expectText(value, id, 'Auth.DefaultAuthorizer');
  if (!Object.hasOwn(authorizers, name))
    throw wrongProperty(
      id,
      'Auth.DefaultAuthorizer',
      `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`,
    );
  for (const path of editor.iterOnPath()) editor.setPathDefaultAuthorizer(path, name, authorizers, auth);
}

/** What the definition says of itself is not to be said again. */
function checkInfo(id: string, body: JsonMap, asked: readonly string[]): void {
  const twice = (name: string): SamError =>
    wrongProperty(
      id,
      name,
      `Unable to set ${name} because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.`,
    );
  if (asked.includes('Name') && !OpenApiEditor.isDefaultTitle(inInfo(id, body, 'title'))) throw twice('Name');
  if (asked.includes('Description') && isGiven(inInfo(id, body, 'description'))) throw twice('Description');
}

function inInfo(id: string, body: JsonMap, key: string): Json | undefined {
  try {
    return deepGet(body, ['info', key]);
  } catch (error) {
    if (error instanceof NotAMap) throw wrongProperty(id, 'DefinitionBody.info', `Invalid 'DefinitionBody': ${error.message}.`);
    throw error;
  }
}

/** API Gateway warns of a path without a slash before it, which fails a deployment that is to fail on warnings. */
function withPlainDefaultPath(definition: JsonMap, properties: JsonMap): JsonMap {
  const paths = get(definition, 'paths');
  if (!isGiven(get(properties, 'FailOnWarnings')) || !isMap(paths) || !has(paths, DEFAULT_PATH)) return definition;
  put(paths, `/${DEFAULT_PATH}`, get(paths, DEFAULT_PATH));
  inherit(paths, `/${DEFAULT_PATH}`, paths, DEFAULT_PATH);
  delete paths[DEFAULT_PATH];
  return definition;
}
