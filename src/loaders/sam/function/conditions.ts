import type { TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { get, isMap, type JsonMap, put } from '../json.ts';

/**
 * Adds a condition that the property of a resource needs. Throws `SamError` when the template has no conditions at all: the one that the
 * property names cannot be there then.
 */
export function addCondition(
  context: TransformContext,
  name: string,
  condition: JsonMap,
  where: { readonly id: string; readonly property: string },
): void {
  if (!isMap(get(context.template, 'Conditions'))) {
    throw wrongProperty(where.id, where.property, `Property '${where.property}' names a condition, but the template has no Conditions.`);
  }
  put(context.conditions, name, condition);
}
