import { isSymbolic } from '../cloudformation/loops.ts';
import { get, isList, isMap, type Json, type JsonMap, put } from './json.ts';
import { inheritAll } from './origins.ts';
import { resourcesOf } from './validate.ts';

/** Gives the logical ids that stand for any number of resources back to a text, or to all keys and texts of a value, in place. */
export interface SymbolicIds {
  inText(text: string): string;
  inValue(value: Json): Json;
}

/**
 * Resources of a loop over something unknown have the logical id of its body, `Hello${Name}`, which is none. Puts proper ones in their
 * place, in place; what it returns takes them away again.
 */
export function hideSymbolicIds(template: JsonMap): SymbolicIds | undefined {
  const ids = Object.keys(resourcesOf(template)).filter(isSymbolic);
  if (ids.length === 0) return undefined;
  const hidden = new Map(ids.map((id, index) => [id, `SymbolicId${index}Of`] as const));
  rewrite(template, (text) => {
    const [name = '', ...rest] = hidden.has(text) ? [text] : splitAttribute(text);
    const found = hidden.get(name);
    return found === undefined ? text : [found, ...rest].join('.');
  });
  const names = /SymbolicId(\d+)Of/g;
  const inText = (text: string): string => text.replace(names, (name, index) => ids[Number(index)] ?? name);
  return { inText, inValue: (value) => rewrite(value, inText) };
}

/** `Hello${Name}.Arn`. */
function splitAttribute(text: string): readonly string[] {
  const dot = text.indexOf('.', text.lastIndexOf('}'));
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function rewrite(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (isList(value)) {
    for (const [index, item] of value.entries()) value[index] = rewrite(item, change);
  } else if (isMap(value)) {
    const keys = Object.keys(value);
    const renamed = keys.map((key) => [change(key), key] as const);
    const values = keys.map((key) => get(value, key));
    if (renamed.some(([name, key]) => name !== key)) {
      inheritAll(
        value,
        renamed.map(([name, key]) => [name, value, key]),
      );
      for (const key of keys) delete value[key];
    }
    for (const [index, [name]] of renamed.entries()) {
      const item = values[index];
      if (item !== undefined) put(value, name, rewrite(item, change));
    }
  }
  return value;
}
