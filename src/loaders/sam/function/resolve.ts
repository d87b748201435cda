import type { Resolver } from '../context.ts';
import { isList, isMap, type Json, type JsonMap, put } from '../json.ts';

/**
 * What stands for a value once its references are replaced. Those below it are replaced in the value itself, as AWS's transform does,
 * so that whoever hands the value on hands on what they stand for; a `Ref` that is the whole value stays what it is.
 */
export function resolveWithin(value: Json | undefined, resolver: Resolver): Json | undefined {
  return writeBack(value, resolver.resolveParameterRefs(value));
}

function writeBack(value: Json | undefined, made: Json | undefined): Json | undefined {
  if (isMap(value) && isMap(made) && hasSameKeys(value, made)) {
    for (const key of Object.keys(value)) put(value, key, writeBack(value[key], made[key]));
    return value;
  }
  if (isList(value) && isList(made) && value.length === made.length) {
    for (const [index, item] of value.entries()) value[index] = writeBack(item, made[index]) ?? null;
    return value;
  }
  return made;
}

function hasSameKeys(a: JsonMap, b: JsonMap): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key));
}
