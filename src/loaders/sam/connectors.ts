import { SamError, wrongResource } from './errors.ts';
import { copy, get, has, isMap, type JsonMap, put } from './json.ts';
import { inherit } from './origins.ts';
import type { From } from './resource.ts';
import { duplicateId, isNewId } from './unique-id.ts';
import { resourcesOf } from './validate.ts';

export const CONNECTOR = 'AWS::Serverless::Connector';

/**
 * Makes resources of the connectors that stand within others, under `Connectors`: `Orders` with the connector `ToQueue` becomes
 * `OrdersToQueue` beside it. Says where each was written; what is wrong with one is added to the errors.
 */
export function liftConnectors(template: JsonMap, errors: SamError[]): ReadonlyMap<string, From> {
  const resources = resourcesOf(template);
  const lifted = new Map<string, { readonly body: JsonMap; readonly from: From }>();
  for (const id of Object.keys(resources)) {
    const connectors = get(get(resources, id), 'Connectors');
    if (connectors === undefined) continue;
    if (!isMap(connectors)) {
      errors.push(wrongResource(id, `Attribute '${id}.Connectors' should be a map.`, ['Connectors']));
      continue;
    }
    for (const name of Object.keys(connectors)) {
      try {
        const body = liftedConnector(connectors, id, name);
        if (!isNewId(`${id}${name}`, CONNECTOR, resources)) {
          const { message } = duplicateId(id, `${id}${name}`, CONNECTOR);
          throw new SamError(id, message, ['Connectors', name]);
        }
        lifted.set(`${id}${name}`, { body, from: { id, path: ['Connectors', name] } });
      } catch (error) {
        if (!(error instanceof SamError)) throw error;
        errors.push(error);
      }
    }
  }
  for (const [id, { body, from }] of lifted) {
    put(resources, id, body);
    inherit(resources, id, get(get(resources, from.id), 'Connectors'), from.path[1]);
  }
  for (const id of Object.keys(resources)) {
    const body = get(resources, id);
    if (isMap(body) && has(body, 'Connectors')) delete body.Connectors;
  }
  return new Map([...lifted].map(([id, { from }]) => [id, from]));
}

function liftedConnector(connectors: JsonMap, id: string, name: string): JsonMap {
  const path = ['Connectors', name];
  const wrong = (detail: string, ...below: readonly string[]): SamError => wrongResource(id, detail, [...path, ...below]);
  const connector = copy(get(connectors, name));
  if (!isMap(connector)) {
    throw new SamError(id, wrongResource(`${id}${name}`, `${id}.${id}${name} should be a map.`).message, path);
  }
  put(connector, 'Type', CONNECTOR);
  const properties = get(connector, 'Properties');
  if (!isMap(properties)) throw wrong(`Attribute 'Connectors.${name}.Properties' should be a map.`, 'Properties');
  const source: JsonMap = { Id: id };
  if (has(properties, 'SourceReference')) {
    const reference = get(properties, 'SourceReference');
    if (!isMap(reference)) {
      throw wrong(`Property 'Connectors.${name}.Properties.SourceReference' should be a map.`, 'Properties', 'SourceReference');
    }
    if (has(reference, 'Id')) {
      const { message } = wrongResource(name, "'Id' shouldn't be defined in 'SourceReference'.");
      throw new SamError(id, message, [...path, 'Properties', 'SourceReference', 'Id']);
    }
    for (const key of Object.keys(reference)) {
      put(source, key, get(reference, key));
      inherit(source, key, reference);
    }
    delete properties.SourceReference;
  }
  put(properties, 'Source', source);
  return connector;
}
