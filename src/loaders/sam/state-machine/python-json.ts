import { byCodePoint } from '../../../model/order.ts';
import { get, isList, isMap, type Json } from '../json.ts';
import { textOf } from '../origins.ts';

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
      .map((key) => `${inner}${quoted(key)}: ${pythonJson(get(value, key) ?? null, inner, { container: value, key })}`);
    return `{\n${entries.join(',\n')}\n${indent}}`;
  }
  if (typeof value === 'number') return numberText(value, where === undefined ? undefined : textOf(where.container, where.key));
  return typeof value === 'string' ? quoted(value) : String(value);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Whole numbers that are written with a point or an exponent are floating-point numbers there. */
function numberText(value: number, written: string | undefined): string {
  const isFloat = !Number.isInteger(value) || (written !== undefined && /^[-+]?(?:\d[\d_]*\.|\.\d|\d+e)/i.test(written));
  return isFloat ? floatText(value) : BigInt(value).toString();
}

/** The shortest text for a number, with an exponent below 1e-4 and from 1e16 on. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const sign = exponent < 0 ? '-' : '+';
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = plainText(value, digits, exponent);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** JavaScript writes numbers without an exponent in a narrower range. */
function plainText(value: number, digits: string, exponent: number): string {
  return exponent >= -6 ? String(value) : value.toFixed(digits.replace(/\D/g, '').length - 1 - exponent);
}
