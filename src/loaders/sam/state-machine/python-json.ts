import { byCodePoint } from '../../../model/order.ts';
import { asciiText } from '../canonical-json.ts';
import { get, isList, isMap, type Json } from '../json.ts';
import { textOf } from '../origins.ts';
import { pythonNumber } from '../python-number.ts';

const STEP = '    ';

/**
 * JSON in the very form in which AWS's transform writes definitions: indented by four, keys in order, ASCII only, and numbers
 * that are written with a point keep it (`2.0`). `where` says which key of which container a scalar is under.
 */
export function pythonJson(value: Json, indent = '', where?: { readonly container: Json; readonly key: string | number }): string {
  const inner = indent + STEP;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item, key) => inner + pythonJson(item, inner, { container: value, key }));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (isMap(value)) {
    const keys = Object.keys(value).filter((key) => get(value, key) !== undefined);
    if (keys.length === 0) return '{}';
    const entries = keys
      .sort(byCodePoint)
      .map((key) => `${inner}${asciiText(key)}: ${pythonJson(get(value, key) ?? null, inner, { container: value, key })}`);
    return `{\n${entries.join(',\n')}\n${indent}}`;
  }
  if (typeof value === 'number') return pythonNumber(value, where === undefined ? undefined : textOf(where.container, where.key));
  return typeof value === 'string' ? asciiText(value) : String(value);
}
