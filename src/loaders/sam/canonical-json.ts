import { isList, isMap, type Json } from './json.ts';
import { textOf } from './origins.ts';
import { pythonNumber } from './python-number.ts';

/** Compact JSON with sorted keys, ASCII only, numbers as Python writes them: what hash suffixes of logical ids are made of. */
export function canonicalJson(value: Json | undefined): string {
  if (isList(value)) return `[${value.map((item, index) => itemJson(item, value, index)).join(',')}]`;
  if (isMap(value)) {
    const keys = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort();
    return `{${keys.map((key) => `${asciiText(key)}:${itemJson(value[key], value, key)}`).join(',')}}`;
  }
  return scalarJson(value);
}

function itemJson(value: Json | undefined, container: Json, key: string | number): string {
  return typeof value === 'number' ? pythonNumber(value, textOf(container, key)) : canonicalJson(value);
}

function scalarJson(value: null | boolean | number | string | undefined): string {
  if (value === undefined) return 'null';
  return typeof value === 'string' ? asciiText(value) : typeof value === 'number' ? pythonNumber(value, undefined) : String(value);
}

/** A text in quotes, ASCII only. */
export function asciiText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
