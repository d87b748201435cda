import { copy, get, getIn, has, isEqual, isGiven, isList, isMap, isText, type Json, type JsonMap, put } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { isCall } from '../../resource.ts';
import {
  ANY_METHOD,
  authorizationScopes,
  BaseEditor,
  INTEGRATION,
  methodName,
  OPENAPI_3,
  SERVERS,
  versionText,
  wrongDefinition,
} from '../base-editor.ts';
import type { HttpAuthorizers } from './authorizer.ts';

export const DEFAULT_PATH = '$default';

const TAG_VALUE = 'x-amazon-apigateway-tag-value';
const CORS = 'x-amazon-apigateway-cors';
const ENDPOINT_CONFIGURATION = 'x-amazon-apigateway-endpoint-configuration';
const DEFAULT_TITLE: Json = { Ref: 'AWS::StackName' };

/** Settings of CORS, under the names that SAM has for them. */
export type Cors = JsonMap & { readonly [Setting in (typeof CORS_SETTINGS)[number]]?: Json | undefined };

export const CORS_SETTINGS = ['AllowOrigins', 'AllowHeaders', 'AllowMethods', 'ExposeHeaders', 'MaxAge', 'AllowCredentials'] as const;

/** Changes a copy of the OpenAPI 3 definition of an HTTP API. What is wrong with it is thrown as a `SamError`. */
export class OpenApiEditor extends BaseEditor {
  readonly #securitySchemes: Json;
  readonly #tags: Json;
  readonly #info: Json;

  /** `api` is the logical id of the API that the definition belongs to, for errors. */
  constructor(definition: Json | undefined, api?: string) {
    if (!OpenApiEditor.isValid(definition))
      throw wrongDefinition(api, "Invalid OpenApi document. Invalid values or missing keys for 'openapi' or 'paths' in 'DefinitionBody'.");
    super(definition, api);
    const components = get(this.doc, 'components') ?? {};
    if (!isMap(components)) throw this.wrong("Invalid OpenApi document: The value of 'components' should be a map", ['components']);
    this.#securitySchemes = givenOr({}, get(components, 'securitySchemes'));
    this.#info = givenOr({}, get(this.doc, 'info'));
    this.#tags = givenOr([], get(this.doc, 'tags'));
  }

  /** Whether a definition is in OpenAPI 3 and has paths. */
  static isValid(definition: Json | undefined): definition is JsonMap {
    return (
      isMap(definition) &&
      isMap(get(definition, 'paths')) &&
      isGiven(get(definition, 'openapi')) &&
      OPENAPI_3.test(versionText(definition, 'openapi'))
    );
  }

  /** The definition of an API without paths. */
  static genSkeleton(): JsonMap {
    return { openapi: '3.0.1', info: { version: '1.0', title: copy(DEFAULT_TITLE) }, paths: {} };
  }

  /** The path with its parameters replaced by `*`, as permissions name it. */
  static getPathWithoutTrailingSlash(path: string): string {
    return path.replace(/\{(?:[a-zA-Z0-9._-]+|proxy\+)\}/g, '*');
  }

  /** Whether a title is the one of an API that nobody gave one. */
  static isDefaultTitle(title: Json | undefined): boolean {
    return isEqual(title, DEFAULT_TITLE);
  }

  /** Whether every branch of the method calls the function with this logical id. */
  isIntegrationFunctionLogicalIdMatch(path: string, method: string, logicalId: string): boolean {
    if (!this.hasIntegration(path, method)) return false;
    const name = methodName(method);
    return this.iterOnMethodDefinitionsForPathAtMethod(path, name, false).every((definition) => {
      const integration = has(definition, INTEGRATION) ? this.integrationOf(definition, path, name) : {};
      const uri = get(integration, 'uri');
      if (!isMap(uri)) return false;
      return this.getConditionalContents(uri).every((content) => {
        const text = has(content, 'Fn::Sub') ? get(content, 'Fn::Sub') : '';
        // An alias is named without `.Arn`.
        return isText(text) && /([A-Za-z0-9]+)\.Arn/.exec(text)?.[1] === logicalId;
      });
    });
  }

  /** Lets a function answer a method, unless something does already. */
  addLambdaIntegration(path: string, method: string, integrationUri: Json, condition?: Json): void {
    const name = methodName(method);
    if (this.hasIntegration(path, name)) return;
    this.addPath(path, name);
    const uri = isGiven(condition) ? conditional(condition, integrationUri) : integrationUri;
    for (const item of this.pathItems(path)) {
      const definition = this.methodDefinition(get(item, name) ?? {}, path, name);
      put(item, name, definition);
      put(definition, INTEGRATION, { type: 'aws_proxy', httpMethod: 'POST', payloadFormatVersion: '2.0', uri });
      if (path === DEFAULT_PATH && name === ANY_METHOD) definition.isDefaultRoute = true;
      if (!has(definition, 'responses')) definition.responses = {};
      if (isGiven(condition)) put(item, name, conditional(condition, definition));
    }
  }

  /** The methods of a path with their definitions, in all branches. */
  iterOnAllMethodsForPath(path: string, skip = true): { readonly method: string; readonly definition: JsonMap }[] {
    return this.pathItems(path)
      .flatMap((item) =>
        Object.keys(item).flatMap((method) =>
          this.getConditionalContents(get(item, method)).map((definition) => ({
            method: methodName(method),
            definition: this.methodDefinition(definition, path, method),
          })),
        ),
      )
      .filter(({ definition }) => !skip || this.methodDefinitionHasIntegration(definition));
  }

  /** Declares the parameters that are part of the path. */
  addPathParametersToMethod(path: string, method: string, names: readonly string[]): void {
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method)) {
      if (!has(definition, 'parameters')) definition.parameters = [];
      const parameters = get(definition, 'parameters');
      const at = ['paths', path, method, 'parameters'];
      if (!isList(parameters)) throw this.wrong(`Value of 'parameters' of method '${method}' for path '${path}' should be a list.`, at);
      for (const name of names) {
        const existing = parameters.find((parameter) =>
          isEqual(get(this.map(parameter, `Parameters of method '${method}' for path '${path}' should be maps.`, at), 'name'), name),
        );
        if (isMap(existing)) {
          existing.in = 'path';
          existing.required = true;
        } else parameters.push({ name, in: 'path', required: true });
      }
    }
  }

  addPayloadFormatVersionToMethod(path: string, method: string, version: Json = '2.0'): void {
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method))
      put(this.integrationOf(definition, path, method), 'payloadFormatVersion', version);
  }

  /** Declares the authorizers of an API, which are `declared` in the template. */
  addAuthorizersSecurityDefinitions(authorizers: HttpAuthorizers, declared?: Json): void {
    const detail = "Invalid OpenApi document: The value of 'components.securitySchemes' should be a map";
    for (const [name, authorizer] of Object.entries(authorizers)) {
      const schemes = this.map(this.#securitySchemes, detail, ['components', 'securitySchemes']);
      put(schemes, name, authorizer.scheme);
      inherit(schemes, name, declared);
    }
  }

  /** Puts the `DefaultAuthorizer` of `auth` in front of the methods of a path that have no authorizer of their own. */
  setPathDefaultAuthorizer(path: string, name: string, authorizers: HttpAuthorizers, auth?: Json): void {
    for (const item of this.pathItems(path)) {
      for (const [method, value] of Object.entries(item)) {
        const normalized = methodName(method);
        if (normalized === 'parameters' || normalized === 'options') continue;
        if (!has(item, normalized))
          throw this.wrong(`Could not find ${normalized} in ${path} within DefinitionBody.`, ['paths', path, method]);
        for (const content of this.getConditionalContents(value)) {
          const definition = this.methodDefinition(content, path, method);
          if (!this.methodDefinitionHasIntegration(definition) || isGiven(get(definition, 'security'))) continue;
          definition.security = [requirement(name, authorizationScopes(authorizers, name))];
          inherit(definition, 'security', auth, 'DefaultAuthorizer');
        }
      }
    }
  }

  /** Puts the authorizer of an event in front of a method: `auth` is the event's, `api` are the properties of its API. */
  addAuthToMethod(path: string, method: string, auth: JsonMap, api: JsonMap): void {
    const authorizer = get(auth, 'Authorizer');
    if (isText(authorizer) && authorizer !== '')
      this.#setMethodAuthorizer(path, method, authorizer, getIn(api, 'Auth', 'Authorizers'), auth);
  }

  #setMethodAuthorizer(path: string, method: string, name: string, authorizers: Json | undefined, auth: JsonMap): void {
    const ownScopes = get(auth, 'AuthorizationScopes');
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method)) {
      let scopes: Json = [];
      // The built-in ones have no scopes.
      if (name !== 'NONE' && name !== 'AWS_IAM') {
        const authorizer = this.map(get(authorizers, name) ?? {}, `Type of authorizer '${name}' must be a dictionary`);
        const given = isGiven(ownScopes) ? ownScopes : get(authorizer, 'AuthorizationScopes');
        if (isGiven(authorizer) && isGiven(given)) scopes = given;
      }
      const existing = has(definition, 'security') ? get(definition, 'security') : [];
      if (!isList(existing))
        throw this.wrong(`Type of security for path ${path} method ${method} must be a list`, ['paths', path, method, 'security']);
      if (!has(definition, 'security')) inherit(definition, 'security', auth, 'Authorizer');
      existing.push(requirement(name, scopes));
      definition.security = existing;
    }
  }

  /** Tags the API. */
  addTags(tags: JsonMap): void {
    for (const name of Object.keys(tags)) {
      const value = get(tags, name);
      if (!isList(this.#tags)) throw this.wrong('Tags in OpenApi DefinitionBody needs to be a list.', ['tags']);
      const existing = this.#tags.find((tag) => isEqual(get(tag, 'name'), name));
      if (isMap(existing)) {
        existing[TAG_VALUE] = value;
        inherit(existing, TAG_VALUE, tags, name);
      } else {
        const tag: JsonMap = { name, [TAG_VALUE]: value };
        inherit(tag, TAG_VALUE, tags, name);
        this.#tags.push(tag);
      }
    }
  }

  /** Says whether the API can be called at the address that API Gateway gives it; `properties` are those of the API. */
  addEndpointConfig(disableExecuteApiEndpoint: Json, properties?: Json): void {
    const servers = has(this.doc, SERVERS) ? get(this.doc, SERVERS) : [{}];
    const wrongItem = `Value of '${SERVERS}' item must be a dictionary according to Swagger spec.`;
    if (!isList(servers)) throw this.wrong(wrongItem, [SERVERS]);
    for (const server of servers) {
      const config = this.map(server, wrongItem, [SERVERS]);
      const endpoint = has(config, ENDPOINT_CONFIGURATION) ? get(config, ENDPOINT_CONFIGURATION) : {};
      const made = this.map(endpoint, `Value of '${ENDPOINT_CONFIGURATION}' must be a dictionary.`, [SERVERS]);
      made.disableExecuteApiEndpoint = disableExecuteApiEndpoint;
      inherit(made, 'disableExecuteApiEndpoint', properties, 'DisableExecuteApiEndpoint');
      config[ENDPOINT_CONFIGURATION] = endpoint;
    }
    this.doc[SERVERS] = servers;
  }

  /** Merges CORS settings into those of the definition; `properties` are those of the API. */
  addCors(cors: Cors, properties?: Json): void {
    const isNew = !has(this.doc, CORS);
    const config = this.map(
      has(this.doc, CORS) ? get(this.doc, CORS) : {},
      `Value of '${CORS}' must be a dictionary according to Swagger spec.`,
      [CORS],
    );
    if (isCall(cors.AllowOrigins)) {
      const settings = withSchemaNames(cors.AllowOrigins);
      if (isMap(settings)) for (const key of Object.keys(settings)) hand(config, key, settings, key);
    } else {
      for (const key of ['AllowOrigins', 'AllowHeaders', 'AllowMethods', 'ExposeHeaders'] as const)
        if (isGiven(cors[key])) hand(config, schemaName(key), cors, key);
      if (cors.MaxAge !== undefined && cors.MaxAge !== null) hand(config, 'maxAge', cors, 'MaxAge');
      if (cors.AllowCredentials === true) hand(config, 'allowCredentials', cors, 'AllowCredentials');
    }
    this.doc[CORS] = config;
    if (isNew) inherit(this.doc, CORS, properties, 'CorsConfiguration');
  }

  /** Describes the API, unless its definition does; `properties` are those of the API. */
  addDescription(description: Json, properties?: Json): void {
    const info = this.#infoMap();
    if (isGiven(get(info, 'description'))) return;
    info.description = description;
    inherit(info, 'description', properties, 'Description');
  }

  /** Gives the API a title in place of the default one; `properties` are those of the API. */
  addTitle(title: Json, properties?: Json): void {
    const info = this.#infoMap();
    if (!isEqual(get(info, 'title'), DEFAULT_TITLE)) return;
    info.title = title;
    inherit(info, 'title', properties, 'Name');
  }

  #infoMap(): JsonMap {
    return this.map(this.#info, "Invalid OpenApi document: The value of 'info' should be a map", ['info']);
  }

  hasApiGatewayCors(): boolean {
    return isGiven(get(this.doc, CORS));
  }

  /** The definition as it is now. */
  get openapi(): JsonMap {
    this.doc.paths = this.paths;
    if (isGiven(this.#tags)) this.doc.tags = this.#tags;
    if (isGiven(this.#securitySchemes)) {
      const components = get(this.doc, 'components');
      const given = isMap(components) && isGiven(components) ? components : {};
      given.securitySchemes = this.#securitySchemes;
      this.doc.components = given;
    }
    if (isGiven(this.#info)) this.doc.info = this.#info;
    return this.doc;
  }
}

/** Sets a key from a key of another map, and remembers where it comes from. */
function hand(map: JsonMap, key: string, from: JsonMap, fromKey: string): void {
  put(map, key, get(from, fromKey));
  inherit(map, key, from, fromKey);
}

function givenOr(otherwise: Json, value: Json | undefined): Json {
  return isGiven(value) ? value : otherwise;
}

function conditional(condition: Json, value: Json): JsonMap {
  return { 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] };
}

function requirement(authorizer: string, scopes: Json): JsonMap {
  const made: JsonMap = {};
  put(made, authorizer, scopes);
  return made;
}

/** AWS renames settings in all of the text of a function call, in keys and in values. */
function withSchemaNames(value: Json): Json {
  if (isText(value)) return schemaName(value);
  if (isList(value)) {
    const made = copy(value);
    value.forEach((item, index) => {
      made[index] = withSchemaNames(item);
    });
    return made;
  }
  if (!isMap(value)) return value;
  const made: JsonMap = {};
  for (const key of Object.keys(value)) {
    const name = schemaName(key);
    put(made, name, withSchemaNames(get(value, key) ?? null));
    inherit(made, name, value, key);
  }
  return made;
}

function schemaName(text: string): string {
  return CORS_SETTINGS.reduce((renamed, header) => renamed.replaceAll(header, header.charAt(0).toLowerCase() + header.slice(1)), text);
}
