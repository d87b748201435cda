import { get, isList, isMap, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';

/** What is wrong with a value, and where below the one that was checked. */
export interface ModelProblem {
  readonly path: readonly string[];
  /** A sentence: `Property 'VpcConfig.SubnetIds' is required.` */
  readonly message: string;
}

type FailureKind = 'missing' | 'unknown' | 'invalid';

interface Failure {
  readonly path: readonly string[];
  readonly kind: FailureKind;
  readonly detail: string;
  /** What was wanted, when that can be told together with other things that would do. */
  readonly expected?: string;
}

/**
 * Takes a value as AWS's models do, which make a text of a number and a number of a text where one is wanted; gives what they make of
 * it. The value itself when nothing is made of it.
 */
export type Shape = (value: Json, path: readonly string[], failures: Failure[]) => Json;

interface Field {
  readonly shape: Shape;
  readonly isRequired: boolean;
}

export function requiredField(shape: Shape): Field {
  return { shape, isRequired: true };
}

export function optionalField(shape: Shape): Field {
  return { shape, isRequired: false };
}

function failed(value: Json, path: readonly string[], failures: Failure[], detail: string, expected?: string): Json {
  failures.push({ path, kind: 'invalid', detail, ...(expected === undefined ? {} : { expected }) });
  return value;
}

export const text: Shape = (value, path, failures) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return failed(value, path, failures, 'str type expected');
};

const INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/;
const DECIMAL = /^\s*[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?\s*$/;

export const integer: Shape = (value, path, failures) => {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' && INTEGER.test(value)) return Number(value.replaceAll('_', ''));
  return failed(value, path, failures, 'value is not a valid integer', 'integer');
};

export const decimal: Shape = (value, path, failures) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value.replaceAll('_', ''));
  return failed(value, path, failures, 'value is not a valid float', 'number');
};

const TRUE_WORDS: ReadonlySet<Json> = new Set(['1', 'on', 't', 'true', 'y', 'yes']);
const FALSE_WORDS: ReadonlySet<Json> = new Set(['0', 'off', 'f', 'false', 'n', 'no']);

export const boolean: Shape = (value, path, failures) => {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === true || word === 1 || TRUE_WORDS.has(word)) return true;
  if (word === false || word === 0 || FALSE_WORDS.has(word)) return false;
  return failed(value, path, failures, 'value could not be parsed to a boolean');
};

/** A map, or what Python makes one of: a list of pairs, an empty text. */
function mapFrom(value: Json): JsonMap | undefined {
  if (isMap(value)) return value;
  if (value === '') return {};
  if (!isList(value)) return undefined;
  const made: JsonMap = {};
  for (const item of value) {
    const [key, pairValue, ...others] = isList(item) ? item : typeof item === 'string' ? [...item] : isMap(item) ? Object.keys(item) : [];
    if (pairValue === undefined || others.length > 0 || (typeof key !== 'string' && typeof key !== 'number')) return undefined;
    put(made, String(key), pairValue);
  }
  return made;
}

export const anyMap: Shape = (value, path, failures) =>
  mapFrom(value) ?? failed(value, path, failures, 'value is not a valid dict', 'dictionary');

export const anything: Shape = (value) => value;

export function word(...words: readonly string[]): Shape {
  const detail = `unexpected value; permitted: ${words.map((each) => `'${each}'`).join(', ')}`;
  return (value, path, failures) => (typeof value === 'string' && words.includes(value) ? value : failed(value, path, failures, detail));
}

export function list(item: Shape, size: { readonly least?: number; readonly most?: number } = {}): Shape {
  return (value, path, failures) => {
    if (!isList(value)) return failed(value, path, failures, 'value is not a valid list', 'list');
    if (value.length < (size.least ?? 0)) return failed(value, path, failures, `ensure this value has at least ${size.least} items`);
    if (value.length > (size.most ?? Number.POSITIVE_INFINITY))
      return failed(value, path, failures, `ensure this value has at most ${size.most} items`);
    const made = value.map((each, index) =>
      each === null
        ? failed(each, [...path, String(index)], failures, 'none is not an allowed value')
        : item(each, [...path, String(index)], failures),
    );
    if (made.every((each, index) => each === value[index])) return value;
    for (const index of made.keys()) inherit(made, index, value);
    return made;
  };
}

/** The first shape that takes the value. */
export function union(...shapes: readonly Shape[]): Shape {
  return (value, path, failures) => {
    const all: Failure[] = [];
    for (const shape of shapes) {
      const own: Failure[] = [];
      const made = shape(value, path, own);
      if (own.length === 0) return made;
      all.push(...own);
    }
    failures.push(...all);
    return value;
  };
}

/** A call of a function, which is any map, or something else. */
export function callOr(shape: Shape): Shape {
  return union(anyMap, shape);
}

/** A map with no other keys than these. */
export function model(fields: Readonly<Record<string, Field>>): Shape {
  return (value, path, failures) => {
    const map = mapFrom(value);
    if (map === undefined) return failed(value, path, failures, 'value is not a valid dict', 'dictionary');
    const made: JsonMap = {};
    for (const [name, { shape, isRequired }] of Object.entries(fields)) {
      const at = [...path, name];
      const field = get(map, name);
      if (field === undefined) {
        if (isRequired) failures.push({ path: at, kind: 'missing', detail: 'field required' });
      } else if (field !== null) {
        made[name] = shape(field, at, failures);
        inherit(made, name, map);
      } else if (isRequired) failed(field, at, failures, 'none is not an allowed value');
    }
    for (const name of Object.keys(map)) {
      if (!Object.hasOwn(fields, name)) failures.push({ path: [...path, name], kind: 'unknown', detail: 'extra fields not permitted' });
    }
    return made;
  };
}

/** Checks a value; without problems `value` is what is made of it, without fields that are null. */
export function checkModel(shape: Shape, value: Json): { readonly value: JsonMap; readonly problems: readonly ModelProblem[] } {
  const failures: Failure[] = [];
  const made = shape(value, [], failures);
  const byPath = Map.groupBy(failures, ({ path }) => path.join('.'));
  const problems = [...byPath].map(([name, [first, ...others]]) => ({ path: first?.path ?? [], message: messageOf(name, first, others) }));
  return { value: isMap(made) ? made : {}, problems };
}

function messageOf(name: string, first: Failure | undefined, others: readonly Failure[]): string {
  const expected = new Set([first, ...others].flatMap((failure) => failure?.expected ?? []));
  if (expected.size > 1) return `Property '${name}' value must be ${[...expected].join(' or ')}.`;
  switch (first?.kind) {
    case 'missing':
      return `Property '${name}' is required.`;
    case 'unknown':
      return `Property '${name}' is an invalid property.`;
    default:
      return `Property '${name}' ${first?.detail.toLowerCase()}.`;
  }
}
