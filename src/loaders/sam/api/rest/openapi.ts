import { deepGet, NotAMap } from '../../deep.ts';
import { get, isGiven, isMap, type Json, type JsonMap, put } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { OPENAPI_3, versionText, wrongDefinition } from '../base-editor.ts';

/** Where parts of a Swagger 2 definition stand below `components` in OpenAPI 3. */
const COMPONENTS = [
  { from: 'securityDefinitions', to: 'securitySchemes' },
  { from: 'definitions', to: 'schemas' },
] as const;

/**
 * Brings a definition to OpenAPI 3, in place, if it is in that version or `OpenApiVersion` of the API, `version`, asks for it;
 * a Swagger 2 definition stays as it is. Throws `SamError`.
 */
export function toOpenApi(api: string, definition: JsonMap, version: string | undefined): JsonMap {
  if ((get(definition, 'swagger') ?? null) !== null) return definition;
  const declared = (get(definition, 'openapi') ?? null) === null ? undefined : versionText(definition, 'openapi');
  const wanted = version ?? declared;
  if (wanted === undefined || !OPENAPI_3.test(wanted)) return definition;
  for (const { from, to } of COMPONENTS) {
    const part = get(definition, from);
    if (!isGiven(part)) continue;
    const components = get(definition, 'components');
    const holder = isGiven(components) ? expect(api, components, "Value of 'components' must be a dictionary.", ['components']) : {};
    put(holder, to, part);
    inherit(holder, to, definition, from);
    put(definition, 'components', holder);
    delete definition[from];
  }
  const paths = get(definition, 'paths');
  if (!isGiven(paths)) return definition;
  const all = expect(api, paths, 'Value of paths must be a dictionary according to Swagger spec.', ['paths']);
  for (const [path, value] of Object.entries(all)) {
    const item = expect(api, value, `Value of '${path}' path must be a dictionary according to Swagger spec.`, ['paths', path]);
    const options = get(item, 'options');
    if (isGiven(options)) adaptPreflight(api, path, options);
  }
  return definition;
}

/** OpenAPI 3 has no `produces` and `consumes`, and the types of headers stand in schemas. */
function adaptPreflight(api: string, path: string, options: Json): void {
  const at = ['paths', path, 'options'];
  const detail = `Value of options method for path ${path} must be a dictionary according to Swagger spec.`;
  const method = expect(api, options, detail, at);
  delete method.produces;
  delete method.consumes;
  const headers = responseHeaders(api, path, get(method, 'responses'), [...at, 'responses']);
  if (!isGiven(headers)) return;
  const map = expect(
    api,
    headers,
    `Value of response's headers in options method for path ${path} must be a dictionary according to Swagger spec.`,
    [...at, 'responses', '200', 'headers'],
  );
  // Another pass wraps once more, as AWS does.
  for (const [name, header] of Object.entries(map)) put(map, name, { schema: header });
}

function responseHeaders(api: string, path: string, responses: Json | undefined, at: readonly string[]): Json | undefined {
  try {
    return deepGet(responses, '200.headers');
  } catch (error) {
    if (!(error instanceof NotAMap)) throw error;
    throw wrongDefinition(api, `Invalid responses in options method for path ${path}: ${error.message}.`, at);
  }
}

function expect(api: string, value: Json | undefined, detail: string, path: readonly string[]): JsonMap {
  if (isMap(value)) return value;
  throw wrongDefinition(api, detail, path);
}
