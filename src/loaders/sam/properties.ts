import { assertNever } from '../../model/errors.ts';
import { SamError, wrongResource } from './errors.ts';
import { get, getIn, isList, isMap, type Json, type JsonMap, put } from './json.ts';
import { textOf } from './origins.ts';
import { looksLikeCall } from './resource.ts';

/** Which values a property takes. */
export interface ValueCheck {
  accepts(value: Json): boolean;
  /** `map`; only for those where the message says it. */
  readonly expected?: string;
}

/** What is known of a property. */
export interface PropertyRule {
  readonly check: ValueCheck;
  readonly isRequired: boolean;
  /** Whether a map with one key is left to CloudFormation. */
  readonly takesCalls: boolean;
}

/** The properties of a type of resource or event, by name. */
export type PropertyTable = Readonly<Record<string, PropertyRule>>;

export const IS_MAP: ValueCheck = { accepts: isMap, expected: 'map' };
export const IS_TEXT: ValueCheck = { accepts: (value) => typeof value === 'string', expected: 'string' };
export const IS_BOOLEAN: ValueCheck = { accepts: (value) => typeof value === 'boolean' };
export const IS_LIST: ValueCheck = { accepts: isList };
/** A boolean is an integer, as in Python. */
export const IS_INTEGER: ValueCheck = { accepts: (value) => Number.isInteger(value) || typeof value === 'boolean' };
export const IS_ANY: ValueCheck = { accepts: () => true };

export function listOf(item: ValueCheck): ValueCheck {
  return { accepts: (value) => isList(value) && value.every((each) => item.accepts(each)) };
}

/** A map with such values. Keys are texts always. */
export function mapOf(item: ValueCheck): ValueCheck {
  return { accepts: (value) => isMap(value) && Object.values(value).every((each) => each === undefined || item.accepts(each)) };
}

export function oneOf(...checks: readonly ValueCheck[]): ValueCheck {
  return { accepts: (value) => checks.some((check) => check.accepts(value)) };
}

export function wordOf(...words: readonly [string, ...string[]]): ValueCheck {
  const quoted = words.map((word) => `'${word}'`);
  const last = quoted[quoted.length - 1] ?? '';
  const expected =
    words.length === 1
      ? `the string ${last}`
      : words.length === 2
        ? `one of the strings: ${quoted.join(' or ')}`
        : `one of the strings: ${quoted.slice(0, -1).join(', ')}, or ${last}`;
  return { accepts: (value) => typeof value === 'string' && words.includes(value), expected };
}

/** A property that may be a call of a function whatever else it may be. */
export function optional(check: ValueCheck = IS_ANY): PropertyRule {
  return { check, isRequired: false, takesCalls: true };
}

export function required(check: ValueCheck = IS_ANY): PropertyRule {
  return { check, isRequired: true, takesCalls: true };
}

/** A property that may be a call of a function only when its check takes a map. */
export function strict(check: ValueCheck): PropertyRule {
  return { check, isRequired: false, takesCalls: false };
}

export function strictRequired(check: ValueCheck): PropertyRule {
  return { check, isRequired: true, takesCalls: false };
}

/** A property that is handed on as it is. */
export function passThrough(): PropertyRule {
  return { check: IS_ANY, isRequired: false, takesCalls: false };
}

export function passThroughRequired(): PropertyRule {
  return { check: IS_ANY, isRequired: true, takesCalls: false };
}

/** What is checked: a SAM resource, or an event in one. */
export interface Checked {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonMap;
  /** For an event: the resource it is in, and where its properties are below it. */
  readonly within?: { readonly id: string; readonly path: readonly string[] };
}

function wrong(checked: Checked, detail: string, name?: string): SamError {
  const path = [...(checked.within?.path ?? ['Properties']), ...(name === undefined ? [] : [name])];
  return new SamError(checked.within?.id ?? checked.id, wrongResource(checked.id, detail).message, path);
}

/** Makes sure that all properties are known, are there if they must be, and are of their type. Throws `SamError`. */
export function checkProperties(checked: Checked, table: PropertyTable, options: { readonly allowUnknown?: boolean } = {}): void {
  if (!/^[A-Za-z0-9]+\n?$/.test(checked.id)) throw wrong(checked, 'Logical ids must be alphanumeric.');
  if (options.allowUnknown !== true) {
    for (const name of Object.keys(checked.properties)) {
      if (!Object.hasOwn(table, name)) throw wrong(checked, `property ${name} not defined for resource of type ${checked.type}`, name);
    }
  }
  for (const [name, rule] of Object.entries(table)) {
    const value = get(checked.properties, name);
    if (rule.takesCalls && looksLikeCall(value)) continue;
    if (value === undefined || value === null) {
      if (rule.isRequired) throw wrong(checked, `Missing required property '${name}'.`, name);
    } else if (!rule.check.accepts(asWritten(checked.properties, name, value))) {
      const { expected } = rule.check;
      throw wrong(
        checked,
        expected === undefined ? `Type of property '${name}' is invalid.` : `Property '${name}' should be a ${expected}.`,
        name,
      );
    }
  }
}

/** `3.0` is no integer, while as a number it is 3: any fraction stands for it. */
function asWritten(container: JsonMap | Json[], key: string | number, value: Json): Json {
  if (typeof value === 'number') return Number.isInteger(value) && /[.]/.test(textOf(container, key) ?? '') ? 0.5 : value;
  if (isList(value)) return value.map((item, index) => (typeof item === 'number' ? asWritten(value, index, item) : item));
  if (!isMap(value) || !Object.values(value).some((item) => typeof item === 'number')) return value;
  const made: JsonMap = {};
  for (const name of Object.keys(value)) {
    const item = value[name];
    put(made, name, typeof item === 'number' ? asWritten(value, name, item) : item);
  }
  return made;
}

/** How properties of a resource depend on each other. Names are dotted below `Properties`; `Type=Custom` is there only with that value. */
export type TogetherRule =
  | { readonly kind: 'not-together'; readonly properties: readonly string[] }
  | { readonly kind: 'only-together'; readonly properties: readonly string[] }
  | { readonly kind: 'needs'; readonly property: string; readonly needs: string };

/** Makes sure that properties are there together only as they may be. Throws `SamError` with all that is wrong. */
export function checkTogether(checked: Checked, rules: readonly TogetherRule[]): void {
  const wrongs: { readonly detail: string; readonly name: string }[] = [];
  const isPresent = (name: string): boolean => presence(checked.properties, name);
  for (const rule of rules) {
    switch (rule.kind) {
      case 'not-together': {
        const present = rule.properties.filter(isPresent);
        if (present.length > 1) {
          wrongs.push({
            detail: `Cannot specify ${joined(present.map((name) => `'${name}'`))} together.`,
            name: present[0] ?? '',
          });
        }
        break;
      }
      case 'only-together': {
        const present = rule.properties.filter(isPresent);
        if (present.length > 0 && present.length < rule.properties.length) {
          wrongs.push({ detail: `Properties must be used together: ${joined(rule.properties)}.`, name: present[0] ?? '' });
        }
        break;
      }
      case 'needs':
        if (isPresent(rule.property) && !isPresent(rule.needs)) {
          wrongs.push({ detail: `'${rule.property}' requires '${rule.needs}'.`, name: rule.property });
        }
        break;
      default:
        assertNever(rule);
    }
  }
  const [first] = wrongs;
  if (first !== undefined) {
    throw new SamError(checked.within?.id ?? checked.id, wrongResource(checked.id, wrongs.map(({ detail }) => detail).join('\n')).message, [
      ...(checked.within?.path ?? ['Properties']),
      ...(first.name.split('=')[0] ?? '').split('.'),
    ]);
  }
}

function presence(properties: JsonMap, name: string): boolean {
  const split = name.indexOf('=');
  const value = getIn(properties, ...(split === -1 ? name : name.slice(0, split)).split('.'));
  if (value === undefined || value === null) return false;
  if (split === -1) return true;
  const wanted = name.slice(split + 1);
  if (wanted.toLowerCase() === 'true') return value === true;
  if (wanted.toLowerCase() === 'false') return value === false;
  return String(value) === wanted;
}

function joined(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
