import { get, isGiven, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';

/** Hands properties on under the same names. */
export function passOn(target: JsonMap, names: readonly string[], source: JsonMap): void {
  for (const name of names) passOnAs(target, name, source, name);
}

/** Hands a property on under a name, if it is there. */
export function passOnAs(target: JsonMap, name: string, source: JsonMap, sourceName: string): void {
  const value = propertyOf(source, sourceName);
  if (value === undefined) return;
  put(target, name, value);
  inherit(target, name, source, sourceName);
}

/** Hands a property on under a name, unless it is empty, zero or false. */
export function passOnGiven(target: JsonMap, name: string, source: JsonMap, sourceName = name): void {
  if (isGiven(get(source, sourceName))) passOnAs(target, name, source, sourceName);
}

/** The value of a property; `undefined` when it is missing or null, which mean the same in SAM. */
export function propertyOf(properties: JsonMap, name: string): Json | undefined {
  return get(properties, name) ?? undefined;
}
