import { expectMap, SamError, wrongProperty } from '../../errors.ts';
import { get, getIn, has, isGiven, isMap, isText, type Json, type JsonMap } from '../../json.ts';
import { isCall } from '../../resource.ts';
import { declaredAuthorizer, iamAuthorizer, type RestAuthorizer } from './authorizer.ts';
import type { CorsHeaders } from './cors.ts';
import { checkGatewayResponses, gatewayResponse } from './gateway-response.ts';
import { toOpenApi } from './openapi.ts';
import { property, type RestApi } from './rest-api.ts';
import { SwaggerEditor } from './swagger.ts';

const CORS = ['AllowMethods', 'AllowHeaders', 'AllowOrigin', 'MaxAge', 'AllowCredentials'];
const ANY_ORIGIN = "'*'";
const AUTH = [
  'Authorizers',
  'DefaultAuthorizer',
  'InvokeRole',
  'AddDefaultAuthorizerToCorsPreflight',
  'AddApiKeyRequiredToCorsPreflight',
  'ApiKeyRequired',
  'ResourcePolicy',
  'UsagePlan',
];

/** `DefinitionBody` of an API with all that other properties say of it; `undefined` when it has none. Throws `SamError`. */
export function definitionOf(api: RestApi, version: string | undefined): JsonMap | undefined {
  const body = property(api, 'DefinitionBody');
  let definition = isMap(body) ? body : undefined;
  definition = withCors(api, definition);
  definition = withAuth(api, definition, version);
  definition = withGatewayResponses(api, definition);
  definition = withBinaryMediaTypes(api, definition);
  definition = withModels(api, definition, version);
  definition = withEndpointSwitch(api, definition);
  return isGiven(definition) ? toOpenApi(api.id, definition, version) : undefined;
}

/** An editor for the definition, which property `name` needs. */
function editorFor(api: RestApi, definition: JsonMap | undefined, name: string, what: string): SwaggerEditor {
  if (!isGiven(definition))
    throw wrongProperty(api.id, name, `${name} works only with inline Swagger specified in 'DefinitionBody' property.`);
  if (!SwaggerEditor.isValid(definition))
    throw wrongProperty(api.id, name, `Unable to add ${what} because 'DefinitionBody' does not contain a valid Swagger definition.`);
  return new SwaggerEditor(definition, api.id, isGiven(property(api, '__MANAGE_SWAGGER')));
}

function withCors(api: RestApi, definition: JsonMap | undefined): JsonMap | undefined {
  const cors = property(api, 'Cors');
  if (!isGiven(cors)) return definition;
  if (!isGiven(definition))
    throw wrongProperty(api.id, 'Cors', "Cors works only with inline Swagger specified in 'DefinitionBody' property.");
  const headers = corsHeaders(api, cors);
  const editor = editorFor(api, definition, 'Cors', 'Cors configuration');
  if (headers.allowCredentials === true && headers.allowOrigin === ANY_ORIGIN)
    throw wrongProperty(
      api.id,
      'Cors.AllowCredentials',
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set",
    );
  // For API Gateway `/orders` and `/orders/` are one resource, which takes one `OPTIONS` method.
  const done = new Set<string>();
  for (const path of editor.iterOnPath()) {
    const resource = path === '/' ? path : path.replace(/\/+$/, '');
    if (done.has(resource)) continue;
    done.add(resource);
    editor.addCors(path, headers);
  }
  return editor.swagger;
}

function corsHeaders(api: RestApi, cors: Json): CorsHeaders {
  if (isText(cors) || isCall(cors)) return { allowOrigin: cors, allowCredentials: false };
  if (!isMap(cors)) throw wrongProperty(api.id, 'Cors', "Invalid value for 'Cors' property");
  const unknown = Object.keys(cors).find((key) => !CORS.includes(key));
  if (unknown !== undefined) throw wrongProperty(api.id, `Cors.${unknown}`, `Invalid key '${unknown}' for 'Cors' property.`);
  return {
    allowOrigin: has(cors, 'AllowOrigin') ? (get(cors, 'AllowOrigin') ?? null) : ANY_ORIGIN,
    allowHeaders: get(cors, 'AllowHeaders'),
    allowMethods: get(cors, 'AllowMethods'),
    maxAge: get(cors, 'MaxAge'),
    allowCredentials: get(cors, 'AllowCredentials'),
  };
}

function withAuth(api: RestApi, definition: JsonMap | undefined, version: string | undefined): JsonMap | undefined {
  const value = property(api, 'Auth');
  if (!isGiven(value)) return definition;
  if (!isGiven(definition))
    throw wrongProperty(api.id, 'Auth', "Auth works only with inline Swagger specified in 'DefinitionBody' property.");
  const auth = isMap(value) ? value : undefined;
  const unknown = auth === undefined ? undefined : Object.keys(auth).find((key) => !AUTH.includes(key));
  if (auth === undefined || unknown !== undefined)
    throw wrongProperty(api.id, unknown === undefined ? 'Auth' : `Auth.${unknown}`, "Invalid value for 'Auth' property");
  const editor = editorFor(api, definition, 'Auth', 'Auth configuration');
  const authorizers = authorizersOf(api, get(auth, 'DefaultAuthorizer'));
  if (Object.keys(authorizers).length > 0) {
    editor.addAuthorizersSecurityDefinitions(authorizers);
    setDefaultAuthorizer(api, editor, authorizers, auth);
  }
  if (isGiven(get(auth, 'ApiKeyRequired'))) {
    editor.addApiKeySecurityDefinition();
    const withPreflight = isNotRefused(auth, 'AddApiKeyRequiredToCorsPreflight');
    for (const path of editor.iterOnPath()) editor.setPathDefaultApikeyRequired(path, withPreflight);
  }
  const policy = get(auth, 'ResourcePolicy');
  if (isGiven(policy)) {
    const lists = expectMap(policy, api.id, 'Auth.ResourcePolicy', 'ResourcePolicy must be a map (ResourcePolicyStatement).');
    for (const path of editor.iterOnPath())
      within(api, ['Auth', 'ResourcePolicy'], () => editor.addResourcePolicy(lists, path, property(api, 'StageName') ?? null));
    const statements = get(lists, 'CustomStatements');
    if (isGiven(statements)) editor.addCustomStatements(statements);
  }
  return toOpenApi(api.id, editor.swagger, version);
}

/** Runs what may find a mistake without knowing whose it is. */
function within<Result>(api: RestApi, path: readonly string[], run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SamError) || error.resource !== undefined) throw error;
    throw new SamError(api.id, error.message, ['Properties', ...path]);
  }
}

/** Whether a switch that is on by itself has not been turned off. */
function isNotRefused(map: JsonMap, key: string): boolean {
  return !has(map, key) || isGiven(get(map, key));
}

/** The authorizers of an API by name, with the one for IAM if it is the default one. Throws `SamError`. */
export function authorizersOf(api: RestApi, defaultAuthorizer?: Json): Record<string, RestAuthorizer> {
  const made: Record<string, RestAuthorizer> = {};
  if (defaultAuthorizer === 'AWS_IAM') made.AWS_IAM = iamAuthorizer(api.id, api.partition);
  const declared = getIn(property(api, 'Auth'), 'Authorizers');
  if (!isGiven(declared)) return made;
  for (const [name, value] of Object.entries(expectMap(declared, api.id, 'Auth.Authorizers'))) {
    const authorizer = declaredAuthorizer(api.id, name, expectMap(value, api.id, `Auth.Authorizers.${name}`), api.partition);
    Object.defineProperty(made, name, { value: authorizer, enumerable: true, configurable: true, writable: true });
  }
  return made;
}

function setDefaultAuthorizer(
  api: RestApi,
  editor: SwaggerEditor,
  authorizers: Readonly<Record<string, RestAuthorizer>>,
  auth: JsonMap,
): void {
  const name = get(auth, 'DefaultAuthorizer');
  if (!isGiven(name)) return;
  if (!isText(name)) throw wrongProperty(api.id, 'Auth.DefaultAuthorizer', 'DefaultAuthorizer is not a string.');
  if (!Object.hasOwn(authorizers, name))
    throw wrongProperty(
      api.id,
      'Auth.DefaultAuthorizer',
      `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`,
    );
  const withPreflight = isNotRefused(auth, 'AddDefaultAuthorizerToCorsPreflight');
  for (const path of editor.iterOnPath()) editor.setPathDefaultAuthorizer(path, name, authorizers, withPreflight);
}

function withGatewayResponses(api: RestApi, definition: JsonMap | undefined): JsonMap | undefined {
  const responses = property(api, 'GatewayResponses');
  if (!isGiven(responses)) return definition;
  if (!isGiven(definition))
    throw wrongProperty(
      api.id,
      'GatewayResponses',
      "GatewayResponses works only with inline Swagger specified in 'DefinitionBody' property.",
    );
  const map = expectMap(responses, api.id, 'GatewayResponses');
  checkGatewayResponses(api.id, map);
  const editor = editorFor(api, definition, 'GatewayResponses', 'Auth configuration');
  const made = new Map<string, JsonMap>();
  for (const [type, response] of Object.entries(map)) if (isMap(response)) made.set(type, gatewayResponse(api.id, type, response));
  editor.addGatewayResponses(made);
  return editor.swagger;
}

function withBinaryMediaTypes(api: RestApi, definition: JsonMap | undefined): JsonMap | undefined {
  const types = property(api, 'BinaryMediaTypes');
  if (!isGiven(types) || !isGiven(definition)) return definition;
  const editor = new SwaggerEditor(definition, api.id);
  editor.addBinaryMediaTypes(types);
  return editor.swagger;
}

function withModels(api: RestApi, definition: JsonMap | undefined, version: string | undefined): JsonMap | undefined {
  const models = property(api, 'Models');
  if (!isGiven(models)) return definition;
  const editor = editorFor(api, definition, 'Models', 'Models definitions');
  const map = expectMap(models, api.id, 'Models');
  const wrong = Object.keys(map).find((name) => !isMap(get(map, name)));
  if (wrong !== undefined) throw wrongProperty(api.id, `Models.${wrong}`, "Invalid value for 'Models' property");
  editor.addModels(map);
  return toOpenApi(api.id, editor.swagger, version);
}

function withEndpointSwitch(api: RestApi, definition: JsonMap | undefined): JsonMap | undefined {
  const isDisabled = property(api, 'DisableExecuteApiEndpoint');
  if (isDisabled === undefined) return definition;
  if (!isGiven(definition))
    throw wrongProperty(api.id, 'DisableExecuteApiEndpoint', "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.");
  const editor = new SwaggerEditor(definition, api.id);
  editor.addDisableExecuteApiEndpointExtension(isDisabled);
  return editor.swagger;
}
