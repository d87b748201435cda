import { get, isMap, type Json, type JsonMap } from './json.ts';
import type { From } from './resource.ts';
import { resourcesOf } from './validate.ts';

/** What the APIs that nobody wrote are there for: the first event that asks for each. */
export function implicitOrigins(template: JsonMap, authored: ReadonlySet<string>): ReadonlyMap<string, From> {
  const resources = resourcesOf(template);
  const ids = new Set(Object.keys(resources).filter((id) => !authored.has(id)));
  const origins = new Map<string, From>();
  if (ids.size === 0) return origins;
  for (const id of Object.keys(resources)) {
    const events = get(get(get(resources, id), 'Properties'), 'Events');
    if (!isMap(events)) continue;
    for (const name of Object.keys(events)) {
      const properties = get(get(events, name), 'Properties');
      const api = apiOf(get(properties, 'RestApiId')) ?? apiOf(get(properties, 'ApiId'));
      if (api !== undefined && ids.has(api) && !origins.has(api)) origins.set(api, { id, path: ['Properties', 'Events', name] });
    }
  }
  return origins;
}

function apiOf(reference: Json | undefined): string | undefined {
  const id = isMap(reference) ? get(reference, 'Ref') : reference;
  return typeof id === 'string' ? id : undefined;
}
