/** What the transform works on: the plain data of a template. Absent is `undefined`, an empty YAML value is `null`. */
export type Json = null | boolean | number | string | Json[] | JsonMap;

/** A map of a template. Only own keys count: read user-given keys with `get`, write them with `put`. */
export interface JsonMap {
  [key: string]: Json | undefined;
}

/** Where the parts of a map or list stand in the file; kept aside of the data, by identity. See origins.ts. */
export const MARKS = new WeakMap<object, unknown>();

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is Json[] {
  return Array.isArray(value);
}

export function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

/** The value under an own key; `undefined` when it is missing or the value is no map. */
export function get(value: Json | undefined, key: string): Json | undefined {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at the end of a path of keys. */
export function getIn(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let at = value;
  for (const key of path) at = get(at, key);
  return at;
}

export function has(value: Json | undefined, key: string): boolean {
  return isMap(value) && Object.hasOwn(value, key) && value[key] !== undefined;
}

/** Sets a key that comes from a template; `__proto__` is a key like any other. */
export function put(map: JsonMap, key: string, value: Json | undefined): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** Whether a value counts as given: not missing, empty, zero or false. */
export function isGiven<Value extends Json>(value: Value | undefined): value is Exclude<Value, null | false | 0 | ''> {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** A deep copy that knows where its parts stand. */
export function copy<Value extends Json | undefined>(value: Value): Value {
  return copied(value) as Value;
}

function copied(value: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null) return value;
  let made: Json[] | JsonMap;
  if (Array.isArray(value)) made = value.map((item) => copied(item) as Json);
  else {
    made = {};
    for (const key of Object.keys(value)) put(made, key, copied(value[key]));
  }
  const marks = MARKS.get(value);
  if (marks !== undefined) MARKS.set(made, marks);
  return made;
}

/** Whether two values are the same, whatever the order of their keys. */
export function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

/** A text as a list of one, a list as it is. */
export function asList(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
