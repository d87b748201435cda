import type { Json, JsonMap } from '../../../../src/loaders/sam/json.ts';

/** A template while it is drawn. */
export interface Draft {
  /** From 0 up to 1. */
  readonly random: () => number;
  /** How likely an optional property is. */
  readonly density: number;
  /** What the template holds: `event SQS`, `policy template S3ReadPolicy`. */
  readonly reached: Set<string>;
  /** Logical ids of what is in the template, by kind. */
  readonly ids: Readonly<Record<Kind, readonly string[]>>;
}

export type Kind = 'function' | 'restApi' | 'httpApi' | 'stateMachine' | 'table' | 'layer' | 'graph';

export type Draw = (draft: Draft) => Json;

export function below(draft: Draft, limit: number): number {
  return Math.floor(draft.random() * limit);
}

export function chance(draft: Draft, probability: number): boolean {
  return draft.random() < probability;
}

export function pick<Item>(draft: Draft, items: readonly Item[]): Item {
  const [item] = items.slice(below(draft, items.length)) as [Item?];
  if (items.length === 0) throw new Error('nothing to pick from');
  return item as Item;
}

/** Between one and `most` of the items, in another order. */
export function some<Item>(draft: Draft, items: readonly Item[], most = items.length): Item[] {
  const left = [...items];
  const count = 1 + below(draft, Math.min(most, items.length));
  return Array.from({ length: count }, () => left.splice(below(draft, left.length), 1)).flat();
}

/** One of these values. */
export function word(...words: readonly Json[]): Draw {
  return (draft) => pick(draft, words);
}

/** What one of these draws. */
export function oneOf(...draws: readonly Draw[]): Draw {
  return (draft) => pick(draft, draws)(draft);
}

/** A list of between `least` and `most` items. */
export function listOf(item: Draw, least = 1, most = 2): Draw {
  return (draft) => Array.from({ length: least + below(draft, most - least + 1) }, () => item(draft));
}

export type Fields = Readonly<Record<string, Draw>>;

/** A map with all required and some optional properties. */
export function map(required: Fields, optional: Fields = {}): (draft: Draft) => JsonMap {
  return (draft) => {
    const made: JsonMap = {};
    for (const [name, draw] of Object.entries(required)) made[name] = draw(draft);
    for (const [name, draw] of Object.entries(optional)) if (chance(draft, draft.density)) made[name] = draw(draft);
    return made;
  };
}

/** A map whose keys are drawn from some names. */
export function named(names: readonly string[], item: Draw, most = 2): (draft: Draft) => JsonMap {
  return (draft) => Object.fromEntries(some(draft, names, most).map((name) => [name, item(draft)]));
}

/** Draws, and notes what it is. */
export function reaching(what: string, draw: Draw): Draw {
  return (draft) => {
    draft.reached.add(what);
    return draw(draft);
  };
}
