import { isList, type Json } from './json.ts';
import { pythonNumber } from './python-number.ts';

/** A value as AWS's transform, which is written in Python, puts it into names and messages: `None`, `True`, `{'Ref': 'Stage'}`. */
export function pythonText(value: Json | undefined): string {
  return typeof value === 'string' ? value : innerText(value);
}

function innerText(value: Json | undefined): string {
  if (value === undefined || value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return pythonNumber(value, undefined);
    case 'string':
      return quoted(value);
    default:
      if (isList(value)) return `[${value.map(innerText).join(', ')}]`;
      return `{${Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${quoted(key)}: ${innerText(item)}`)
        .join(', ')}}`;
  }
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return `${quote}${escaped.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}${quote}`;
}
