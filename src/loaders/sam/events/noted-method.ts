import { methodName } from '../api/base-editor.ts';
import { get, has, isMap, type Json, type JsonMap } from '../json.ts';
import { placeOf } from '../origins.ts';
import { noteEvent, type SamEvent } from './event.ts';

/** Notes that path and method of an event are in the definition of an API because of the event, unless the template has them. */
export function noteMethod(event: SamEvent, definition: Json, path: string, method: string): void {
  const paths = get(definition, 'paths');
  if (!isMap(paths)) return;
  const item = get(paths, path);
  noteIfGenerated(event, paths, path);
  for (const name of new Set([method, methodName(method)])) if (isMap(item)) noteIfGenerated(event, item, name);
}

function noteIfGenerated(event: SamEvent, container: JsonMap, key: string): void {
  if (has(container, key) && placeOf(container, key) === undefined) noteEvent(event, container, key);
}
