import { wrongResource } from '../../errors.ts';
import { get, type Json, type JsonMap, put } from '../../json.ts';
import { inherit } from '../../origins.ts';
import { type CfnResource, cfn } from '../../resource.ts';

/** A SAM resource that is an API of version 2, as far as what is generated for it needs to know. */
export interface GatewayApi {
  readonly id: string;
  /** What everything generated for it takes over. */
  readonly attributes: Readonly<Record<string, Json | undefined>>;
}

/** A resource generated for a part of an API: `path` are keys below `Properties`. Throws `SamError` when a name in the template makes a wrong logical id. */
export function generated(
  api: GatewayApi,
  type: string,
  id: string,
  path: readonly string[],
  properties: Readonly<Record<string, Json | undefined>>,
): CfnResource {
  const from = path.length === 0 ? undefined : { id: api.id, path: ['Properties', ...path] };
  if (!/^[A-Za-z0-9]+$/.test(id))
    throw wrongResource(api.id, `Resource with id [${id}] is invalid. Logical ids must be alphanumeric.`, ['Properties', ...path]);
  return cfn(type, id, { attributes: api.attributes, properties, from });
}

/** Those of the properties of something in the template that something generated for it has as well. */
export function handedOn(from: JsonMap, ...names: readonly string[]): JsonMap {
  const made: JsonMap = {};
  for (const name of names) handOn(made, name, from, name);
  return made;
}

/** Sets a key from a key of something in the template, if that is there, and remembers where it comes from. */
export function handOn(made: JsonMap, key: string, from: JsonMap, fromKey: string): void {
  const value = get(from, fromKey);
  if (value === undefined) return;
  put(made, key, value);
  inherit(made, key, from, fromKey);
}
