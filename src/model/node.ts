/**
 * The authored tree: what stands in the file, with the offsets it stands at. Short intrinsic forms (`!Sub x`) are stored in
 * their long form (`{"Fn::Sub": x}`), so that nothing after the parser knows the difference.
 */
export type Node = ScalarNode | SequenceNode | MappingNode;

export type Scalar = string | number | boolean | null;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  /** The scalar as text: quotes and escapes decoded, a plain number as it was written unless that is hexadecimal or the like. */
  readonly text: string;
  readonly value: Scalar;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly start: number;
  readonly end: number;
  readonly items: readonly Node[];
}

export interface MappingEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: Node;
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly start: number;
  readonly end: number;
  readonly entries: readonly MappingEntry[];
}

export function entryOf(node: Node | undefined, key: string): MappingEntry | undefined {
  if (node?.kind !== 'mapping') return undefined;
  for (const entry of node.entries) if (entry.key === key) return entry;
  return undefined;
}

export function childOf(node: Node | undefined, key: string): Node | undefined {
  return entryOf(node, key)?.value;
}

/** What CloudFormation makes of a scalar where it wants text: a boolean is `true` or `false`, whichever word it was written as. */
export function textOf(node: ScalarNode): string {
  return typeof node.value === 'boolean' ? String(node.value) : node.text;
}

/** The string of a scalar that is text; `undefined` for anything else, numbers and booleans included. */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
