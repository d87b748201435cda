import { SamError, wrongTemplate } from '../errors.ts';
import { copy, get, has, isGiven, isList, isMap, isText, type Json, type JsonMap, put } from '../json.ts';
import { textOf } from '../origins.ts';
import { isCall } from '../resource.ts';
import { hashOrder } from './hash-order.ts';

export const INTEGRATION = 'x-amazon-apigateway-integration';
export const ANY_METHOD = 'x-amazon-apigateway-any-method';
export const SERVERS = 'servers';
export const OPENAPI_3 = /^3(\.\d)(\.\d)?\n?$/;

/** A method as it is named in a definition: in lower case, `ANY` by the name that API Gateway gives it. */
export function methodName(method: string): string {
  const name = method.toLowerCase();
  return name === 'any' ? ANY_METHOD : name;
}

/** The text of a version number: YAML takes `3.0` for a number, whose text is `3.0` all the same. */
export function versionText(container: Json | undefined, key: string): string {
  const value = get(container, key);
  if (typeof value !== 'number') return isText(value) ? value : JSON.stringify(value ?? null);
  if (!Number.isInteger(value)) return String(value);
  const written = textOf(container, key);
  return written !== undefined && /^[-+]?\d+$/.test(written) ? written : `${value}.0`;
}

/** A definition in OpenAPI or Swagger, of which a copy is changed. What is wrong with it is thrown as a `SamError`. */
export class BaseEditor {
  readonly paths: JsonMap;
  protected readonly doc: JsonMap;
  readonly #api: string | undefined;
  readonly #isManaged: boolean;

  /**
   * `definition` must have a map of paths; `api` is the logical id of the API that it belongs to, for errors; `isManaged` says that
   * nobody wrote the definition.
   */
  constructor(definition: JsonMap, api?: string, isManaged = false) {
    this.#api = api;
    this.#isManaged = isManaged;
    this.doc = copy(definition);
    const paths = get(this.doc, 'paths');
    if (!isMap(paths)) throw this.wrong("Value of 'paths' must be a dictionary.", ['paths']);
    this.paths = paths;
  }

  /** What is wrong with the definition, below which of its keys. */
  protected wrong(detail: string, path: readonly string[] = []): SamError {
    return wrongDefinition(this.#api, detail, path);
  }

  /** What is wrong with another property of the API: `path` begins with its name. */
  protected wrongProperty(detail: string, path: readonly string[]): SamError {
    return wrongApi(this.#api, detail, path);
  }

  protected map(value: Json | undefined, detail: string, path: readonly string[] = []): JsonMap {
    if (isMap(value)) return value;
    throw this.wrong(detail, path);
  }

  protected pathItem(value: Json | undefined, path: string): JsonMap {
    return this.map(value, `Value of '${path}' path must be a dictionary according to Swagger spec.`, ['paths', path]);
  }

  protected methodDefinition(value: Json | undefined, path: string, method: string): JsonMap {
    return this.map(value, `Definition of method '${method}' for path '${path}' should be a map.`, ['paths', path, method]);
  }

  /** Both branches of an `Fn::If`, without `AWS::NoValue`; anything else by itself. */
  getConditionalContents(item: Json | undefined): (Json | undefined)[] {
    if (!isMap(item) || !Object.hasOwn(item, 'Fn::If')) return [item];
    const branches = item['Fn::If'];
    if (!isList(branches)) throw this.wrong('Value of Fn::If must be a list.', ['paths']);
    return branches.slice(1).filter((branch) => !(isCall(branch) && branch.Ref === 'AWS::NoValue'));
  }

  /** The items of a path: more than one if it depends on a condition. */
  protected pathItems(path: string): JsonMap[] {
    return this.getConditionalContents(get(this.paths, path)).map((item) => this.pathItem(item, path));
  }

  methodDefinitionHasIntegration(definition: JsonMap): boolean {
    return isGiven(get(definition, INTEGRATION));
  }

  /** Whether one of the branches of a method has an integration. */
  methodHasIntegration(definition: JsonMap, path: string, method: string): boolean {
    return this.getConditionalContents(definition).some((branch) =>
      this.methodDefinitionHasIntegration(this.methodDefinition(branch, path, method)),
    );
  }

  makePathConditional(path: string, condition: string): void {
    put(this.paths, path, { 'Fn::If': [condition, get(this.paths, path) ?? null, { Ref: 'AWS::NoValue' }] });
  }

  /** The paths there are now, in the order in which AWS goes through them. */
  iterOnPath(): readonly string[] {
    return this.inOrder(this.paths);
  }

  /** The keys of a map in the order in which AWS goes through them. */
  protected inOrder(map: JsonMap): readonly string[] {
    return this.#isManaged ? hashOrder(Object.keys(map)) : Object.keys(map);
  }

  /** Whether the path is there, with the method in all of its branches if one is given. */
  hasPath(path: string, method?: string): boolean {
    if (!has(this.paths, path)) return false;
    if (!isGiven(method)) return true;
    const name = methodName(method);
    return this.getConditionalContents(get(this.paths, path)).every((item) => has(item, name));
  }

  /** Whether the method has an integration in all branches of the path. */
  hasIntegration(path: string, method: string): boolean {
    const name = methodName(method);
    if (!this.hasPath(path, name)) return false;
    return this.pathItems(path).every((item) => {
      const definition = get(item, name);
      return isMap(definition) && this.methodHasIntegration(definition, path, name);
    });
  }

  /** Adds path and method where they are missing. */
  addPath(path: string, method: string): void {
    const name = methodName(method);
    if (!has(this.paths, path)) put(this.paths, path, {});
    const value = this.pathItem(get(this.paths, path), path);
    for (const branch of this.getConditionalContents(value)) {
      const item = this.pathItem(branch, path);
      if (!has(item, name)) put(item, name, {});
    }
  }

  /** `timeout` is in milliseconds. */
  addTimeoutToMethod(path: string, method: string, timeout: Json): void {
    for (const definition of this.iterOnMethodDefinitionsForPathAtMethod(path, method))
      put(this.integrationOf(definition, path, method), 'timeoutInMillis', timeout);
  }

  /** The integration of a method that is known to have one. */
  protected integrationOf(definition: JsonMap, path: string, method: string): JsonMap {
    return this.map(get(definition, INTEGRATION), `Value of '${INTEGRATION}' must be a dictionary according to Swagger spec.`, [
      'paths',
      path,
      method,
      INTEGRATION,
    ]);
  }

  /** The definitions of a method in all branches, leaving out those without an integration unless `skip` is false. */
  iterOnMethodDefinitionsForPathAtMethod(path: string, method: string, skip = true): JsonMap[] {
    const name = methodName(method);
    return this.pathItems(path)
      .flatMap((item) => this.getConditionalContents(get(item, name)))
      .map((definition) => this.methodDefinition(definition, path, method))
      .filter((definition) => !skip || this.methodDefinitionHasIntegration(definition));
  }
}

/** What is wrong with the definition of an API, below which of its keys. */
export function wrongDefinition(api: string | undefined, detail: string, path: readonly string[] = []): SamError {
  return wrongApi(api, detail, ['DefinitionBody', ...path]);
}

function wrongApi(api: string | undefined, detail: string, path: readonly string[]): SamError {
  const error = wrongTemplate(detail);
  return api === undefined ? error : new SamError(api, error.message, ['Properties', ...path]);
}

/** The scopes of an authorizer: an empty list if it has none. */
export function authorizationScopes(
  authorizers: Readonly<Record<string, { readonly authorizationScopes?: Json | undefined }>>,
  name: string,
): Json {
  const scopes = Object.hasOwn(authorizers, name) ? authorizers[name]?.authorizationScopes : undefined;
  return scopes ?? [];
}
