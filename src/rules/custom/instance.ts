import type { Property, Truth } from '../../engine/rule-api.ts';
import type { Value } from '../../model/value.ts';

/**
 * What a JSON Schema is held against: a property as it is known in one scenario. Parts are read when they are asked for, so that only
 * those conditions are decided that the schema depends on.
 */
export type Instance = ScalarInstance | ListInstance | MapInstance | UnknownInstance;

export interface ScalarInstance {
  readonly kind: 'scalar';
  readonly value: string | number | boolean;
  /** As it was written: `1.10` stays `1.10`. */
  readonly text: string;
}

export interface ListInstance {
  readonly kind: 'list';
  readonly length: number;
  item(index: number): Instance;
}

export interface MapInstance {
  readonly kind: 'map';
  /** The keys that are written; whether there is something under one, `entry` says. */
  readonly names: readonly string[];
  /** What stands under a key; `undefined` when there certainly is nothing. */
  entry(key: string): Entry | undefined;
  /** Set when there may be more keys: why. */
  readonly open?: string;
}

export interface UnknownInstance {
  readonly kind: 'unknown';
  readonly because: string;
  /** Whether it is certainly a text. */
  readonly isText: boolean;
  /** Whether it can turn out to be a scalar of this text. */
  mayBe(text: string, options?: { readonly ignoreCase?: boolean }): boolean;
  /** Whether its text begins so; `undefined` when that is not known. */
  begins(prefix: string): boolean | undefined;
  /** Whether its text ends so; `undefined` when that is not known. */
  ends(suffix: string): boolean | undefined;
}

export interface Entry {
  /** Set when it may be missing: why. */
  readonly doubt?: string;
  read(): Instance;
}

/** The properties of a resource; without any, an empty map. */
export function rootInstance(properties: Property): Instance {
  return properties.value.kind === 'absent' ? { kind: 'map', names: [], entry: () => undefined } : instanceOf(properties);
}

/** A text that is known, such as the name of a key. */
export function textInstance(text: string): Instance {
  return { kind: 'scalar', value: text, text };
}

function instanceOf(property: Property): Instance {
  const { value } = property;
  switch (value.kind) {
    case 'literal':
      return { kind: 'scalar', value: value.value, text: value.text };
    case 'list': {
      const items = property.items();
      const doubt = items.map(doubtOf).find((because) => because !== undefined);
      // When an item may be missing, neither the number of items nor their places are known.
      if (doubt !== undefined) return unknownInstance(property, doubt);
      return { kind: 'list', length: items.length, item: (index) => instanceOf(items[index] ?? property.child(String(index))) };
    }
    case 'map':
      return value.open !== undefined && value.entries.size === 0
        ? unknownInstance(property, value.open)
        : {
            kind: 'map',
            names: [...value.entries.keys()],
            entry: (key) => entryOf(property.child(key)),
            ...(value.open === undefined ? {} : { open: value.open }),
          };
    default:
      return unknownInstance(property, property.describe());
  }
}

function entryOf(property: Property): Entry | undefined {
  const set = property.isSet();
  if (set.is === false) return undefined;
  const doubt = doubtOf(property);
  return { read: () => instanceOf(property), ...(doubt === undefined ? {} : { doubt }) };
}

/** Why a property may be missing; `undefined` when it is certain whether it is there. */
function doubtOf(property: Property): string | undefined {
  const set = property.isSet();
  return set.is === 'unknown' ? set.because : undefined;
}

function unknownInstance(property: Property, because: string): UnknownInstance {
  return {
    kind: 'unknown',
    because,
    isText: isText(property.value),
    mayBe: (text, options) => property.equals(text, options).is !== false,
    begins: (prefix) => known(property.startsWith(prefix)),
    ends: (suffix) => known(property.endsWith(suffix)),
  };
}

function known(answer: Truth): boolean | undefined {
  return answer.is === 'unknown' ? undefined : answer.is;
}

/** Whether what stands for a value is replaced by a text, whatever that is. A parameter may be a list, an attribute anything. */
function isText(value: Value): boolean {
  switch (value.kind) {
    case 'partial':
    case 'dynamic':
      return true;
    case 'reference':
      return value.attribute === 'Ref';
    default:
      return false;
  }
}
