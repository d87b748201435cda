import { get, isMap, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';
import { tagList } from '../tags.ts';

/** Tags of a resource with the one that says SAM made it after them; a tag of that name is replaced. */
export function tagsCreatedBySam(tags?: Json): Json[] {
  const made: JsonMap = {};
  for (const key of isMap(tags) ? Object.keys(tags) : []) {
    put(made, key, get(tags, key));
    inherit(made, key, tags);
  }
  made['lambda:createdBy'] = 'SAM';
  return tagList(made);
}
