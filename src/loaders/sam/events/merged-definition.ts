import { methodName } from '../api/base-editor.ts';
import { deepGet, NotAMap } from '../deep.ts';
import { expectMap, wrongProperty } from '../errors.ts';
import { get, has, isGiven, isMap, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';
import type { SamEvent } from './event.ts';
import { methodOf, type RestApi } from './rest-api.ts';

/** The definition of an API with the method that was generated for an event: where both say something, what was generated counts. */
export function mergedDefinition(event: SamEvent, api: RestApi, definition: Json, generated: JsonMap): Json {
  const { path, method } = methodOf(event);
  const paths = get(definition, 'paths');
  const present = methodIn(paths, path, method, api);
  const made = get(get(get(generated, 'paths'), path), methodName(method));
  // A definition without paths stays without.
  if (!isGiven(paths) || !isMap(paths)) return definition;
  if (!has(paths, path)) put(paths, path, {});
  const item = expectMap(get(paths, path), api.id, `DefinitionBody.paths.${path}`);
  put(item, method, merged(present, made));
  return definition;
}

function methodIn(paths: Json | undefined, path: string, method: string, api: RestApi): Json {
  let present: Json | undefined;
  try {
    present = deepGet(isGiven(paths) ? paths : {}, [path, method]);
  } catch (error) {
    if (!(error instanceof NotAMap)) throw error;
    throw wrongProperty(api.id, 'DefinitionBody', `Property 'DefinitionBody' is invalid: ${error.message}`);
  }
  if (!isGiven(present)) return {};
  const name = `DefinitionBody.paths.${path}.${method}`;
  return expectMap(present, api.id, 'DefinitionBody', `Property '${name}' should be a map.`);
}

function merged(...parts: readonly (Json | undefined)[]): JsonMap {
  const made: JsonMap = {};
  for (const part of parts) {
    for (const key of isMap(part) ? Object.keys(part) : []) {
      put(made, key, get(part, key));
      inherit(made, key, part);
    }
  }
  return made;
}
