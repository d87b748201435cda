import type { MappingEntry, Node } from '../model/node.ts';
import type { ListValue, LiteralValue, Slot, UnknownValue, Value, ValueOrigin } from '../model/value.ts';
import type { Stack } from './stack.ts';

export function unknown(because: string, origins: readonly ValueOrigin[] = []): UnknownValue {
  return { kind: 'unknown', because, ...(origins.length === 0 ? {} : { origins }) };
}

export function literal(value: string | number | boolean): LiteralValue {
  return { kind: 'literal', value, text: String(value) };
}

export function originsOf(value: Value): readonly ValueOrigin[] {
  return value.kind === 'absent' ? [] : (value.origins ?? []);
}

/** A value that was taken from somewhere, which is nearer than where that had it from. */
export function withOrigin(value: Value, origin: ValueOrigin): Value {
  if (value.kind === 'absent') return value;
  return { ...value, origins: [origin, ...(value.origins ?? [])] };
}

/** A list of texts that stand nowhere by themselves; their place is that of the list. */
export function literalList(
  texts: readonly string[],
  { node, stack }: { readonly node: Node; readonly stack?: Stack },
  origins: readonly ValueOrigin[] = [],
): ListValue {
  const from = origins.length === 0 ? {} : { origins };
  const items = texts.map((text): Slot => ({ node, stack, start: -1, end: -1, value: { ...literal(text), ...from } }));
  return { kind: 'list', items, ...from };
}

/** Whether an item of a list can turn out to be absent. */
export function mayBeAbsent(node: Node): boolean {
  if (node.kind === 'scalar') return node.value === null;
  const only: MappingEntry | undefined = node.kind === 'mapping' && node.entries.length === 1 ? node.entries[0] : undefined;
  return only !== undefined && (only.key === 'Ref' || only.key.startsWith('Fn::'));
}
