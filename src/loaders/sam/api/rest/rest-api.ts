import { wrongResource } from '../../errors.ts';
import { get, type Json, type JsonMap } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { type CfnResource, type CfnResourceOptions, cfn } from '../../resource.ts';

/** A REST API while it is being transformed. */
export interface RestApi {
  readonly id: string;
  /** The checked properties of the SAM resource; parameters in some of them are replaced by their values. */
  readonly properties: JsonMap;
  /** What everything generated for the API gets: `Condition`, `DeletionPolicy`, `UpdateReplacePolicy`. */
  readonly attributes: Readonly<Record<string, Json | undefined>>;
  readonly partition: string;
}

/** The value of a property; `undefined` when it is missing or empty (`null`). */
export function property(api: RestApi, name: string): Json | undefined {
  return get(api.properties, name) ?? undefined;
}

/**
 * A resource generated for a part of an API; `path` is below `Properties`. Throws `SamError` when the logical id, which
 * names of the template are a part of, is none.
 */
export function generated(
  api: RestApi,
  type: string,
  id: string,
  path: readonly string[],
  options: Omit<CfnResourceOptions, 'from'> = {},
): CfnResource {
  if (!/^[A-Za-z0-9]+$/.test(id))
    throw wrongResource(api.id, `Resource with id [${id}] is invalid. Logical ids must be alphanumeric.`, ['Properties', ...path]);
  const from = path.length === 0 ? undefined : { id: api.id, path: ['Properties', ...path] };
  return cfn(type, id, { attributes: api.attributes, ...options, from });
}

/** The named properties of a map that are there, under the same names; those that are empty, zero or false only if `all` is set. */
export function handedOn(from: JsonMap, names: readonly string[], keep: (value: Json | undefined) => boolean): JsonMap {
  const made: JsonMap = {};
  for (const name of names) handOn(made, name, from, name, keep);
  return made;
}

/** Sets a key from a key of another map, if the value there is to be kept, and remembers where it comes from. */
export function handOn(
  made: JsonMap,
  key: string,
  from: JsonMap,
  fromKey: string,
  keep: (value: Json | undefined) => boolean = isThere,
): void {
  const value = get(from, fromKey);
  if (value === undefined || !keep(value)) return;
  made[key] = value;
  inherit(made, key, from, fromKey);
}

export function isThere(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
