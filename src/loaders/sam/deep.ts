import { copy, get, has, isEqual, isList, isMap, type Json, type JsonMap, put } from './json.ts';

/** A value on the way to a nested one is no map. */
export class NotAMap extends Error {
  constructor(path: string) {
    super(path === '' ? 'It should be a map' : `The value of '${path}' should be a map`);
    this.name = 'NotAMap';
  }
}

function keysOf(path: string | readonly string[]): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path;
}

/** The value at the end of a dotted path; `null` or `undefined` where the way ends early. Throws `NotAMap` when something on the way is no map. */
export function deepGet(value: Json | undefined, path: string | readonly string[]): Json | undefined {
  let at = value;
  const keys = keysOf(path);
  for (const [index, key] of keys.entries()) {
    if (at === undefined || at === null) return at;
    if (!isMap(at)) throw new NotAMap(keys.slice(0, index).join('.'));
    at = get(at, key);
  }
  return at;
}

/** Sets the value at the end of a dotted path and makes the maps that are missing on the way. Throws `NotAMap` when something on the way is no map. */
export function deepSet(target: Json | undefined, path: string, value: Json): void {
  const keys = keysOf(path);
  let at = target;
  for (const [index, key] of keys.entries()) {
    if (!isMap(at)) throw new NotAMap(keys.slice(0, index).join('.'));
    if (index === keys.length - 1) put(at, key, value);
    else at = childMap(at, key);
  }
}

function childMap(map: JsonMap, key: string): Json | undefined {
  if (!has(map, key)) put(map, key, {});
  return get(map, key);
}

/** A copy of a list with the values that it does not hold yet; what is no list counts as a list of one. */
export function insertUnique(list: Json, values: Json): Json[] {
  const made = copy(isList(list) ? list : [list]);
  for (const value of isList(values) ? values : [values]) {
    if (!made.some((item) => isEqual(item, value))) made.push(copy(value));
  }
  return made;
}
