import type { MappingEntry, Node } from '../../model/node.ts';
import { isList, isMap, type Json, type JsonMap, MARKS, put } from './json.ts';

/** A stretch of the file, as offsets: a key, or an item of a list. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

interface Mark extends Place {
  readonly node: Node;
}

type Marks = Map<string | number, Mark>;

function marksOf(container: object): Marks | undefined {
  return MARKS.get(container) as Marks | undefined;
}

/** The plain data of a node. Its maps and lists know where their keys and items stand, and hand that on to their copies. */
export function fromNode(node: Node): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence': {
      const list = node.items.map(fromNode);
      MARKS.set(list, new Map(node.items.map((item, index) => [index, { start: item.start, end: item.end, node: item }])));
      return list;
    }
    case 'mapping': {
      const map: JsonMap = {};
      const marks: Marks = new Map();
      for (const entry of node.entries) {
        put(map, entry.key, fromNode(entry.value));
        marks.set(entry.key, { start: entry.keyStart, end: entry.keyEnd, node: entry.value });
      }
      MARKS.set(map, marks);
      return map;
    }
  }
}

/** Where a key or an item of a container stands, if it comes from the file. */
export function placeOf(container: Json | undefined, key: string | number): Place | undefined {
  return isMap(container) || isList(container) ? marksOf(container)?.get(key) : undefined;
}

/** How the scalar under a key is written in the file, if it comes from there unchanged: `3.0` and `3` are the same number. */
export function textOf(container: Json | undefined, key: string | number): string | undefined {
  if (!isMap(container) && !isList(container)) return undefined;
  const node = marksOf(container)?.get(key)?.node;
  const value = isList(container) ? container[Number(key)] : container[key];
  return node?.kind === 'scalar' && node.value === value ? node.text : undefined;
}

/** Notes that a key of a container comes from a key of another one: for maps that are put together from parts. */
export function inherit(container: JsonMap | Json[], key: string | number, from: Json | undefined, fromKey: string | number = key): void {
  const mark = isMap(from) || isList(from) ? marksOf(from)?.get(fromKey) : undefined;
  if (mark === undefined) return;
  // Copies share the table of what they are copies of: what is noted of one is not to be true of the other.
  const marks: Marks = new Map(marksOf(container));
  marks.set(key, mark);
  MARKS.set(container, marks);
}

/** Notes which entries of the file keys of a map stand for. */
export function markEntries(map: JsonMap, entries: readonly (readonly [key: string, entry: MappingEntry])[]): void {
  const marks: Marks = new Map(marksOf(map));
  for (const [key, { keyStart, keyEnd, value }] of entries) marks.set(key, { start: keyStart, end: keyEnd, node: value });
  MARKS.set(map, marks);
}

/**
 * The tree of plain data. What comes from the file stands where it stood, what is generated at the place it was generated for: the
 * nearest key or item around it that comes from the file.
 */
export function toNode(value: Json, at: Place): Node {
  return nodeOf(value, at, at);
}

function nodeOf(value: Json, { start, end }: Place, at: Place): Node {
  if (isList(value)) {
    const marks = marksOf(value);
    return { kind: 'sequence', start, end, items: value.map((item, index) => childNode(item, marks?.get(index), at)) };
  }
  if (isMap(value)) {
    const marks = marksOf(value);
    const entries: MappingEntry[] = [];
    for (const key of Object.keys(value)) {
      const child = value[key];
      if (child === undefined) continue;
      const mark = marks?.get(key);
      const place = mark ?? at;
      entries.push({ key, keyStart: place.start, keyEnd: place.end, value: childNode(child, mark, at) });
    }
    return { kind: 'mapping', start, end, entries };
  }
  return { kind: 'scalar', start, end, text: value === null ? '' : String(value), value };
}

function childNode(value: Json, mark: Mark | undefined, at: Place): Node {
  if (mark === undefined) return nodeOf(value, at, at);
  // A scalar that nobody changed keeps its text: `1.10` stays `1.10`.
  if (mark.node.kind === 'scalar' && mark.node.value === value) return mark.node;
  return nodeOf(value, mark.node, mark);
}

/** Notes where many keys of one container come from; the last that is said of a key counts. */
export function inheritAll(
  container: JsonMap | Json[],
  origins: readonly (readonly [key: string | number, from: Json | undefined, fromKey?: string | number])[],
): void {
  const marks: Marks = new Map(marksOf(container));
  for (const [key, from, fromKey = key] of origins) {
    const mark = isMap(from) || isList(from) ? marksOf(from)?.get(fromKey) : undefined;
    if (mark === undefined) marks.delete(key);
    else marks.set(key, mark);
  }
  MARKS.set(container, marks);
}
