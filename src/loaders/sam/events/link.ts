import type { TransformContext } from '../context.ts';
import { SamError } from '../errors.ts';
import { get, has, isGiven, isMap, isText, type Json } from '../json.ts';
import { checkProperties, type PropertyTable } from '../properties.ts';
import { pythonText } from '../python-text.ts';
import type { SamResource } from '../resource.ts';
import type { EventSource, Expand, SamEvent } from './event.ts';

export type LinkedEvents<Target> = readonly {
  readonly event: SamEvent;
  readonly expand: Expand<Target>;
}[];

/** Reads the `Events` of a resource, each with the source for its type. Throws `SamError`. */
export function linkEvents<Target>(
  resource: SamResource,
  context: TransformContext,
  sources: Readonly<Record<string, EventSource<Target>>>,
  tables: Readonly<Record<string, PropertyTable>>,
): LinkedEvents<Target> {
  const events = get(resource.properties, 'Events');
  if (!isGiven(events)) return [];
  return Object.entries(isMap(events) ? events : {}).map(([name, body]) => {
    const type = get(body, 'Type');
    const source = isText(type) && Object.hasOwn(sources, type) ? sources[type] : undefined;
    const table = isText(type) && Object.hasOwn(tables, type) ? tables[type] : undefined;
    if (!isText(type) || source === undefined || table === undefined) throw wrongType(resource, name, type);
    const event = { id: resource.id + name, name, type, properties: propertiesOf(resource, name, body), owner: resource };
    checkProperties({ ...event, within: { id: resource.id, path: pathTo(name, 'Properties') } }, table);
    return { event, expand: source.prepare(event, context) };
  });
}

function propertiesOf(resource: SamResource, name: string, body: Json | undefined) {
  if (!has(body, 'Properties')) return {};
  const properties = get(body, 'Properties');
  if (isMap(properties)) return properties;
  const message = `Resource with id [${resource.id}${name}] is invalid. Properties of a resource must be an object.`;
  throw new SamError(resource.id, message, pathTo(name, 'Properties'));
}

function wrongType(resource: SamResource, name: string, type: Json | undefined): SamError {
  const detail = `Resource dict has missing or invalid value for key Type. Event Type is: ${pythonText(type)}.`;
  return new SamError(
    resource.id,
    `Resource with id [${resource.id}] is invalid. Event with id [${name}] is invalid. ${detail}`,
    pathTo(name, ...(type === undefined ? [] : ['Type'])),
  );
}

function pathTo(name: string, ...path: readonly string[]): string[] {
  return ['Properties', 'Events', name, ...path];
}
