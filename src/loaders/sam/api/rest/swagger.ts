import { get, has, isEqual, isGiven, isList, isMap, isText, type Json, type JsonMap, put } from '../../json.ts';
import { pythonText } from '../../python-text.ts';
import { ref, sub } from '../../resource.ts';
import { ANY_METHOD, BaseEditor, INTEGRATION, methodName, OPENAPI_3, SERVERS, versionText, wrongDefinition } from '../base-editor.ts';
import { type RestAuthorizer, securityDefinition } from './authorizer.ts';
import { type CorsHeaders, preflightMethod } from './cors.ts';
import { addCustomStatements, addStatements } from './resource-policy.ts';

const GATEWAY_RESPONSES = 'x-amazon-apigateway-gateway-responses';
const POLICY = 'x-amazon-apigateway-policy';
const VALIDATORS = 'x-amazon-apigateway-request-validators';
const VALIDATOR = 'x-amazon-apigateway-request-validator';
const ENDPOINT_CONFIGURATION = 'x-amazon-apigateway-endpoint-configuration';
const BINARY_MEDIA_TYPES = 'x-amazon-apigateway-binary-media-types';
const ALL_METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'];
const NO_METHODS = ['summary', 'description', 'parameters'];

/** How a method calls a function. */
export interface LambdaIntegration {
  /** `Auth` of the event. */
  readonly methodAuth: JsonMap;
  /** `Auth` of the API. */
  readonly apiAuth: JsonMap;
  /** The condition of the function. */
  readonly condition?: string | undefined;
  /** `RESPONSE_STREAM` streams the answer. */
  readonly invokeMode?: Json | undefined;
  readonly partition: string;
}

/** How a method starts a state machine. */
export interface StateMachineIntegration {
  readonly credentials: Json;
  readonly requestTemplates?: JsonMap | undefined;
  /** The condition of the state machine. */
  readonly condition?: string | undefined;
}

/** A request parameter: `name` is `method.request.header.Authorization`. */
export interface RequestParameter {
  readonly name: string;
  readonly required: Json;
  readonly caching: Json;
}

/** A definition of a REST API, in Swagger 2 or OpenAPI 3, of which a copy is changed. What is wrong with it is thrown as a `SamError`. */
export class SwaggerEditor extends BaseEditor {
  /** `api` is the logical id of the API that the definition belongs to, for errors; `isManaged` says that nobody wrote it. */
  constructor(definition: Json | undefined, api?: string, isManaged = false) {
    super(validDefinition(definition, api), api, isManaged);
    for (const path of Object.keys(this.paths)) this.pathItems(path);
  }

  /** Whether something is a definition that can be edited. */
  static isValid(definition: Json | undefined): definition is JsonMap {
    return isSwagger(definition);
  }

  /** A definition without paths. */
  static genSkeleton(): JsonMap {
    return { swagger: '2.0', info: { version: '1.0', title: ref('AWS::StackName') }, paths: {} };
  }

  /** A path as it stands in ARNs: parameters are `*`. */
  static getPathWithoutTrailingSlash(path: string): string {
    return path.replace(/\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}/g, '*');
  }

  /** The definition as it is now. */
  get swagger(): JsonMap {
    return this.doc;
  }

  addDisableExecuteApiEndpointExtension(disabled: Json): void {
    if (!isGiven(get(this.doc, 'openapi')) || !OPENAPI_3.test(versionText(this.doc, 'openapi'))) {
      this.#disableEndpoint(this.doc, disabled, 'Invalid OpenAPI definition', []);
      return;
    }
    const servers = has(this.doc, SERVERS) ? get(this.doc, SERVERS) : [{}];
    if (!isList(servers)) throw this.wrong(`Invalid OpenAPI definition of '${SERVERS}': It should be a list.`, [SERVERS]);
    servers.forEach((server, index) => {
      this.#disableEndpoint(server, disabled, `Invalid OpenAPI definition of '${SERVERS}[${index}]'`, [SERVERS, String(index)]);
    });
    put(this.doc, SERVERS, servers);
  }

  #disableEndpoint(holder: Json, disabled: Json, where: string, path: readonly string[]): void {
    const map = this.map(holder, `${where}: It should be a map.`, path);
    if (!has(map, ENDPOINT_CONFIGURATION)) put(map, ENDPOINT_CONFIGURATION, {});
    const configuration = this.map(
      get(map, ENDPOINT_CONFIGURATION),
      `${where}: The value of '${ENDPOINT_CONFIGURATION}' should be a map.`,
      [...path, ENDPOINT_CONFIGURATION],
    );
    put(configuration, 'disableExecuteApiEndpoint', disabled);
  }

  /** Makes a method call a function; `uri` is the URI of the integration. */
  addLambdaIntegration(path: string, method: string, uri: Json, integration: LambdaIntegration): void {
    const { condition } = integration;
    const name = methodName(method);
    if (this.hasIntegration(path, name))
      throw this.wrong(`Lambda integration already exists on Path=${path}, Method=${name}`, ['paths', path, name]);
    this.addPath(path, name);
    const credentials = invocationCredentials(integration);
    this.#integrate(path, name, condition, (definition) => {
      put(definition, INTEGRATION, {
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: conditional(condition, uri),
        ...(integration.invokeMode === 'RESPONSE_STREAM' ? { responseTransferMode: 'STREAM' } : {}),
        ...(credentials === undefined ? {} : { credentials }),
      });
      if (!has(definition, 'responses')) put(definition, 'responses', {});
    });
  }

  /** Makes a method start a state machine; `uri` is the URI of the integration. */
  addStateMachineIntegration(path: string, method: string, uri: Json, integration: StateMachineIntegration): void {
    const { condition, credentials, requestTemplates } = integration;
    const name = methodName(method);
    if (this.hasIntegration(path, name))
      throw this.wrong(`Integration already exists on Path=${path}, Method=${name}`, ['paths', path, name]);
    this.addPath(path, name);
    this.#integrate(path, name, condition, (definition) => {
      put(definition, INTEGRATION, {
        type: 'aws',
        httpMethod: 'POST',
        uri: conditional(condition, uri),
        responses: { '200': { statusCode: '200' }, '400': { statusCode: '400' } },
        credentials,
        ...(isGiven(requestTemplates) ? { requestTemplates } : {}),
      });
      if (!has(definition, 'responses'))
        put(definition, 'responses', { '200': { description: 'OK' }, '400': { description: 'Bad Request' } });
    });
  }

  #integrate(path: string, method: string, condition: string | undefined, integrate: (definition: JsonMap) => void): void {
    for (const item of this.pathItems(path)) {
      const definition = this.methodDefinition(get(item, method), path, method);
      integrate(definition);
      put(item, method, conditional(condition, definition));
    }
  }

  /** The methods of a path that have an integration, in all branches, with their names. */
  #integratedMethods(path: string): { readonly method: string; readonly definition: JsonMap }[] {
    return this.pathItems(path).flatMap((item) =>
      Object.keys(item)
        .filter((method) => !NO_METHODS.includes(method))
        .flatMap((method) =>
          this.getConditionalContents(get(item, method))
            .map((branch) => ({ method: methodName(method), definition: this.methodDefinition(branch, path, method) }))
            .filter(({ definition }) => this.methodDefinitionHasIntegration(definition)),
        ),
    );
  }

  /** Adds the `OPTIONS` method that answers preflight requests to a path that has none. */
  addCors(path: string, cors: CorsHeaders): void {
    let { allowMethods } = cors;
    for (const item of this.pathItems(path)) {
      if (has(item, 'options')) continue;
      if (!isGiven(cors.allowOrigin))
        throw this.wrongProperty('Invalid input. Value for AllowedOrigins is required', ['Cors', 'AllowOrigin']);
      if (!isGiven(allowMethods)) allowMethods = `'${methodsOf(item)}'`;
      put(item, 'options', preflightMethod({ ...cors, allowMethods }));
    }
  }

  /** Slashes may be written `~1`. */
  addBinaryMediaTypes(types: Json): void {
    put(this.doc, BINARY_MEDIA_TYPES, withSlashes(types));
  }

  addAuthorizersSecurityDefinitions(authorizers: Readonly<Record<string, RestAuthorizer>>): void {
    const definitions = this.#section('securityDefinitions', 'securityDefinitions must be a dictionary.');
    for (const [name, authorizer] of Object.entries(authorizers)) put(definitions, name, securityDefinition(authorizer));
  }

  addAwsIamSecurityDefinition(): void {
    const definitions = this.#section('securityDefinitions', 'securityDefinitions must be a dictionary.');
    if (has(definitions, 'AWS_IAM')) return;
    definitions.AWS_IAM = { 'x-amazon-apigateway-authtype': 'awsSigv4', type: 'apiKey', name: 'Authorization', in: 'header' };
  }

  addApiKeySecurityDefinition(): void {
    const definitions = this.#section('securityDefinitions', 'securityDefinitions must be a dictionary.');
    if (has(definitions, 'api_key')) return;
    definitions.api_key = { type: 'apiKey', name: 'x-api-key', in: 'header' };
  }

  /** A part of the definition that something is to be added to. */
  #section(key: string, detail: string): JsonMap {
    const present = get(this.doc, key);
    if (isGiven(present)) return this.map(present, detail, [key]);
    const section: JsonMap = {};
    put(this.doc, key, section);
    return section;
  }

  /** Asks for the default authorizer on the methods of a path that name none; `withPreflight` says whether on `OPTIONS`, too. */
  setPathDefaultAuthorizer(
    path: string,
    name: string,
    authorizers: Readonly<Record<string, RestAuthorizer>>,
    withPreflight: boolean,
  ): void {
    const names = new Set(['AWS_IAM', ...Object.keys(authorizers)]);
    for (const { method, definition } of this.#integratedMethods(path)) {
      if (!withPreflight && method === 'options') continue;
      const security = this.#securityOf(definition, path, method);
      const others = security.filter((entry) => !Object.keys(entry).some((key) => names.has(key)));
      const present = security.filter((entry) => Object.keys(entry).some((key) => names.has(key)));
      const none = others.findIndex((entry) => Object.hasOwn(entry, 'NONE'));
      let added: Json[] = [];
      // `NONE` only marks the methods that are to be left open.
      if (none >= 0) others.splice(none, 1);
      else if (present.length > 0) added = present;
      else {
        const entry: JsonMap = {};
        put(entry, name, authorizers[name]?.authorizationScopes ?? []);
        added = [entry];
      }
      this.#secure(definition, [...others, ...added]);
    }
  }

  /** Asks for an API key on the methods of a path that do not say otherwise. */
  setPathDefaultApikeyRequired(path: string, withPreflight: boolean): void {
    for (const { method, definition } of this.#integratedMethods(path)) {
      const security = this.#securityOf(definition, path, method);
      const isOfKey = (entry: JsonMap): boolean => has(entry, 'api_key') || has(entry, 'api_key_false');
      const others = security.filter((entry) => !isOfKey(entry));
      const isRequired = !security.some((entry) => Object.hasOwn(entry, 'api_key_false'));
      const wanted: JsonMap[] = (method === 'options' && !withPreflight) || !isRequired ? others : [...others, { api_key: [] }];
      if (!isEqual(wanted, security)) put(definition, 'security', wanted);
    }
  }

  #securityOf(definition: JsonMap, path: string, method: string): JsonMap[] {
    return this.#securityList(definition, path, method).map((entry) =>
      this.map(entry, `${pythonText(entry)} in Security for path ${path} method ${method} is not a valid dictionary.`, [
        'paths',
        path,
        method,
        'security',
      ]),
    );
  }

  #securityList(definition: JsonMap, path: string, method: string): readonly Json[] {
    const security = has(definition, 'security') ? get(definition, 'security') : [];
    if (isList(security)) return security;
    throw this.wrong(`Type of security for path ${path} method ${method} must be a list`, ['paths', path, method, 'security']);
  }

  #secure(definition: JsonMap, security: Json[]): void {
    if (security.length === 0) return;
    put(definition, 'security', security);
    if (has(security[0], 'AWS_IAM')) this.addAwsIamSecurityDefinition();
  }

  /** Asks for what `auth`, the `Auth` of an event, says of authorizer and API key; `api` are the properties of the API. */
  addAuthToMethod(path: string, method: string, auth: JsonMap, api: JsonMap): void {
    const authorizer = get(auth, 'Authorizer');
    if (isGiven(authorizer)) this.#setMethodAuthorizer(path, method, authorizer, get(api, 'Auth'), get(auth, 'AuthorizationScopes'));
    const key = get(auth, 'ApiKeyRequired');
    if (key !== undefined && key !== null) this.#setMethodApiKey(path, method, isGiven(key));
  }

  #setMethodAuthorizer(path: string, method: string, name: Json, apiAuth: Json | undefined, ownScopes: Json | undefined): void {
    if (!isText(name)) throw this.wrong(`Authorizer of path ${path} method ${method} must be a string.`);
    const authorizers = get(apiAuth, 'Authorizers');
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method)) {
      const security = this.#securityList(definition, path, method);
      let scopes: Json = [];
      if (name !== 'NONE' && isGiven(authorizers)) {
        const authorizer = has(authorizers, name) ? get(authorizers, name) : {};
        if (!isMap(authorizer)) throw this.wrong(`Type of authorizer '${name}' must be a dictionary`);
        const wanted = ownScopes ?? get(authorizer, 'AuthorizationScopes') ?? null;
        if (has(authorizers, name) && wanted !== null) scopes = wanted;
      }
      const entry: JsonMap = {};
      put(entry, name, scopes);
      this.#secure(definition, [...security, entry]);
    }
  }

  #setMethodApiKey(path: string, method: string, isRequired: boolean): void {
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method)) {
      const security = this.#securityList(definition, path, method);
      if (isRequired) this.addApiKeySecurityDefinition();
      put(definition, 'security', [...security, isRequired ? { api_key: [] } : { api_key_false: [] }]);
    }
  }

  addRequestValidatorToMethod(path: string, method: string, body: boolean, parameters: boolean): void {
    const name = validatorName(body, parameters);
    const validators = this.#section(VALIDATORS, `Value of '${VALIDATORS}' must be a dictionary.`);
    if (!isGiven(get(validators, name))) put(validators, name, { validateRequestBody: body, validateRequestParameters: parameters });
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method)) put(definition, VALIDATOR, name);
  }

  /** The body of a method follows a model of the API; `required` may be left open. */
  addRequestModelToMethod(path: string, method: string, model: string, required: Json | undefined): void {
    const name = model.toLowerCase();
    const isRequired: JsonMap = required === undefined || required === null ? {} : { required };
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method)) {
      if ((get(this.doc, 'swagger') ?? null) !== null)
        this.#parametersOf(definition, path, method).push({
          in: 'body',
          name,
          schema: { $ref: `#/definitions/${name}` },
          ...isRequired,
        });
      else if (isGiven(get(this.doc, 'openapi')) && OPENAPI_3.test(versionText(this.doc, 'openapi')))
        put(definition, 'requestBody', {
          content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
          ...isRequired,
        });
    }
  }

  addRequestParametersToMethod(path: string, method: string, parameters: readonly RequestParameter[]): void {
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method)) {
      const present = this.#parametersOf(definition, path, method);
      for (const { name, required, caching } of parameters) {
        const [location = '', ...rest] = name.replaceAll('method.request.', '').split('.');
        present.push({ in: location === 'querystring' ? 'query' : location, name: rest.join('.'), required, type: 'string' });
        if (!isGiven(caching)) continue;
        const integration = this.integrationOf(definition, path, method);
        const keys = get(integration, 'cacheKeyParameters');
        put(integration, 'cacheKeyParameters', [...(isList(keys) ? keys : []), name]);
      }
    }
  }

  #parametersOf(definition: JsonMap, path: string, method: string): Json[] {
    if (!has(definition, 'parameters')) put(definition, 'parameters', []);
    const parameters = get(definition, 'parameters');
    if (isList(parameters)) return parameters;
    throw this.wrong(`Type of parameters for path ${path} method ${method} must be a list`, ['paths', path, method, 'parameters']);
  }

  /** Adds gateway responses by their type. */
  addGatewayResponses(responses: ReadonlyMap<string, JsonMap>): void {
    const present = this.#section(GATEWAY_RESPONSES, `Value of '${GATEWAY_RESPONSES}' must be a dictionary.`);
    for (const [type, response] of responses) put(present, type, response);
  }

  addModels(models: JsonMap): void {
    const definitions = this.#section('definitions', "Value of 'definitions' must be a dictionary.");
    for (const [name, schema] of Object.entries(models)) {
      if (!isGiven(get(schema, 'type'))) throw this.wrongProperty("'Models' schema is missing 'type'.", ['Models', name]);
      put(definitions, name.toLowerCase(), schema);
    }
  }

  /** Adds the statements of a `ResourcePolicy` for the methods of a path; `stage` is the name of the stage. */
  addResourcePolicy(policy: Json | undefined, path: string, stage: Json): void {
    if (policy === undefined || policy === null) return;
    const lists = this.map(policy, 'Resource Policy is not a valid dictionary.');
    addStatements(this.#policy(), lists, this.#methodArns(path, stage));
  }

  addCustomStatements(statements: Json): void {
    const policy = this.#policy();
    if (statements !== null) addCustomStatements(policy, statements);
  }

  #policy(): JsonMap {
    return this.#section(POLICY, `Value of '${POLICY}' must be a dictionary.`);
  }

  #methodArns(path: string, stage: Json): Json[] {
    const place = SwaggerEditor.getPathWithoutTrailingSlash(path);
    return this.pathItems(path)
      .flatMap((item) => this.inOrder(item))
      .map((method) => {
        const name = method.toLowerCase();
        const verb = name === ANY_METHOD || name === 'any' ? '*' : method.toUpperCase();
        return sub(`execute-api:/\${__Stage__}/${verb}${place}`, { __Stage__: stage });
      });
  }
}

/** Whether something is a definition in Swagger 2 or OpenAPI 3 with a map of paths. */
export function isSwagger(definition: Json | undefined): definition is JsonMap {
  if (!isMap(definition) || !isMap(get(definition, 'paths'))) return false;
  if (isGiven(get(definition, 'swagger'))) return true;
  return isGiven(get(definition, 'openapi')) && OPENAPI_3.test(versionText(definition, 'openapi'));
}

function validDefinition(definition: Json | undefined, api: string | undefined): JsonMap {
  if (isSwagger(definition)) return definition;
  const detail = "Invalid Swagger document or the Swagger document is not explicitly defined in 'DefinitionBody'.";
  throw wrongDefinition(api, detail);
}

function conditional(condition: string | undefined, value: Json): Json {
  return condition === undefined || condition === '' ? value : { 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] };
}

/** With which role API Gateway calls the function; `undefined` is none, and the function's permission counts. */
function invocationCredentials({ methodAuth, apiAuth, partition }: LambdaIntegration): Json | undefined {
  const isIam = get(methodAuth, 'Authorizer') === 'AWS_IAM' || (get(apiAuth, 'DefaultAuthorizer') === 'AWS_IAM' && !isGiven(methodAuth));
  if (!isIam) return undefined;
  const role = invokeRole(methodAuth) ?? invokeRole(apiAuth);
  if (role === 'NONE') return undefined;
  return role === undefined || role === 'CALLER_CREDENTIALS' ? `arn:${partition}:iam::*:user/*` : role;
}

/** An `InvokeRole` that is there but empty is none at all. */
function invokeRole(auth: JsonMap): Json | undefined {
  if (!Object.hasOwn(auth, 'InvokeRole') || auth.InvokeRole === undefined) return undefined;
  const role = auth.InvokeRole;
  return isGiven(role) ? role : 'NONE';
}

/** The methods of a path item, for `Access-Control-Allow-Methods`. */
function methodsOf(item: JsonMap): string {
  const methods = Object.keys(item);
  const allowed = methods.includes(ANY_METHOD) ? ALL_METHODS : [...methods, 'options'];
  return [...new Set(allowed.map((method) => method.toUpperCase()))].sort().join(',');
}

function withSlashes(value: Json): Json {
  if (isText(value)) return value.replaceAll('~1', '/');
  if (isList(value)) return value.map(withSlashes);
  if (!isMap(value)) return value;
  const map: JsonMap = {};
  for (const [key, child] of Object.entries(value)) put(map, key.replaceAll('~1', '/'), withSlashes(child ?? null));
  return map;
}

function validatorName(body: boolean, parameters: boolean): string {
  if (body) return parameters ? 'body-and-params' : 'body-only';
  return parameters ? 'params-only' : 'no-validation';
}
