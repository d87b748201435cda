import { childOf, type MappingNode, type Node, textOf } from '../model/node.ts';
import type { Value } from '../model/value.ts';
import { Choices } from './choices.ts';
import { BudgetExceeded, Evaluation } from './evaluation.ts';
import { type ResourceInstance, resourceKey, type Stack, type Unit } from './stack.ts';
import { valueKey } from './value-text.ts';

/** Resources of a type by what one of their properties may refer to, told from the template alone: no condition is decided for it. */
interface Index {
  readonly instances: readonly ResourceInstance[];
  /** By the instance path of a resource that the property mentions. */
  readonly byKey: ReadonlyMap<string, readonly number[]>;
  readonly byText: ReadonlyMap<string, readonly number[]>;
  /** By the key of an expression that is the same in every scenario and no text. */
  readonly byExpression: ReadonlyMap<string, readonly number[]>;
  /** Those with a text. */
  readonly texts: readonly number[];
  /** Those with a text that is an ARN, which may end in a name. */
  readonly arns: readonly number[];
  /** Those of which nothing is certain before they are evaluated. */
  readonly open: readonly number[];
}

/** What a property mentions, in any of its branches. */
interface Mentions {
  readonly keys: Set<string>;
  readonly texts: Set<string>;
  readonly expressions: Set<string>;
  isOpen: boolean;
}

const indexes = new WeakMap<Unit, Map<string, Index>>();

/**
 * The resources of a type whose property (a dotted path) may refer to a resource by reference or by one of its names, in the order of
 * their declaration. Some of them do not; no other does. Takes time in proportion to those few, not to all resources of the type.
 */
export function possibleReferrers(
  unit: Unit,
  type: string,
  path: string,
  resource: ResourceInstance,
  names: readonly string[],
): readonly ResourceInstance[] {
  const index = indexOf(unit, type, path);
  const own = noMentions();
  for (const name of names) mentionsOf(unit, resource, name, own);
  if (own.isOpen) return index.instances;
  own.keys.add(resource.key);
  const found = [...own.keys]
    .map((key) => index.byKey.get(key))
    .concat(
      [...own.texts].map((text) => index.byText.get(text)),
      [...own.expressions].map((expression) => index.byExpression.get(expression)),
      [index.open],
    );
  if (own.texts.size > 0) found.push(index.arns);
  return pick(index, found);
}

/** The resources of a type that a value may refer to, by reference or by one of their names, in the order of their declaration. */
export function possibleTargets(unit: Unit, type: string, value: Value, names: readonly string[]): readonly ResourceInstance[] {
  const found = new Set<ResourceInstance>();
  const references = value.kind === 'partial' ? value.pieces.filter((piece) => typeof piece !== 'string') : [value];
  for (const reference of references) {
    const instance = reference.kind === 'reference' ? unit.byKey.get(reference.resource) : undefined;
    if (instance?.declaration.type === type) found.add(instance);
  }
  for (const name of names) {
    const index = indexOf(unit, type, name);
    for (const instance of pick(index, namedBy(index, value))) found.add(instance);
  }
  return [...found].sort((a, b) => orderOf(unit, a) - orderOf(unit, b));
}

function namedBy(index: Index, value: Value): (readonly number[] | undefined)[] {
  switch (value.kind) {
    case 'literal':
      return [value.text.startsWith('arn:') ? index.texts : index.byText.get(value.text), index.open];
    case 'reference':
      return [index.byKey.get(value.resource), index.open];
    case 'partial':
      // The same expression mentions the same resources.
      return [
        index.byExpression.get(valueKey(value)),
        ...value.pieces.map((piece) =>
          typeof piece !== 'string' && piece.kind === 'reference' ? index.byKey.get(piece.resource) : undefined,
        ),
        index.open,
      ];
    case 'absent':
    case 'list':
    case 'map':
      return [];
    default:
      return [index.byExpression.get(valueKey(value)), index.open];
  }
}

function pick(index: Index, found: readonly (readonly number[] | undefined)[]): readonly ResourceInstance[] {
  const numbers = new Set(found.flatMap((list) => list ?? []));
  return [...numbers].sort((a, b) => a - b).map((number) => index.instances[number] as ResourceInstance);
}

function indexOf(unit: Unit, type: string, path: string): Index {
  const key = path.split('.')[0] ?? path;
  let known = indexes.get(unit);
  if (known === undefined) {
    known = new Map();
    indexes.set(unit, known);
  }
  let index = known.get(`${type} ${key}`);
  if (index === undefined) {
    index = makeIndex(unit, unit.byType.get(type) ?? [], key);
    known.set(`${type} ${key}`, index);
  }
  return index;
}

const orders = new WeakMap<Unit, ReadonlyMap<ResourceInstance, number>>();

function orderOf(unit: Unit, instance: ResourceInstance): number {
  let order = orders.get(unit);
  if (order === undefined) {
    order = new Map(unit.resources.map((resource, number) => [resource, number]));
    orders.set(unit, order);
  }
  return order.get(instance) ?? 0;
}

function makeIndex(unit: Unit, instances: readonly ResourceInstance[], key: string): Index {
  const byKey = new Map<string, number[]>();
  const byText = new Map<string, number[]>();
  const byExpression = new Map<string, number[]>();
  const [texts, arns, open]: [number[], number[], number[]] = [[], [], []];
  const add = (map: Map<string, number[]>, at: string, number: number): void => {
    const list = map.get(at);
    if (list === undefined) map.set(at, [number]);
    else list.push(number);
  };
  instances.forEach((instance, number) => {
    const mentions = noMentions();
    mentionsOf(unit, instance, key, mentions);
    for (const mentioned of mentions.keys) add(byKey, mentioned, number);
    for (const text of mentions.texts) add(byText, text, number);
    for (const expression of mentions.expressions) add(byExpression, expression, number);
    if (mentions.texts.size > 0) texts.push(number);
    if ([...mentions.texts].some((text) => text.startsWith('arn:'))) arns.push(number);
    if (mentions.isOpen) open.push(number);
  });
  return { instances, byKey, byText, byExpression, texts, arns, open };
}

function noMentions(): Mentions {
  return { keys: new Set(), texts: new Set(), expressions: new Set(), isOpen: false };
}

function mentionsOf(unit: Unit, instance: ResourceInstance, path: string, into: Mentions): void {
  const properties = instance.declaration.properties?.value;
  if (properties === undefined || (properties.kind === 'scalar' && properties.value === null)) return;
  if (properties.kind !== 'mapping' || callOf(properties) !== undefined) {
    into.isOpen = true;
    return;
  }
  const node = childOf(properties, path.split('.')[0] ?? path);
  const mentions = noMentions();
  collect(node, instance.stack, mentions);
  const settled = mentions.isOpen && node !== undefined ? settledMentions(unit, node, instance.stack) : undefined;
  const { keys, texts, expressions, isOpen } = settled ?? mentions;
  for (const key of keys) into.keys.add(key);
  for (const text of texts) into.texts.add(text);
  for (const expression of expressions) into.expressions.add(expression);
  if (isOpen) into.isOpen = true;
}

/** Steps that a look at one property may take. */
const PROBE_STEPS = 10_000;

/** What a single value mentions that is the same in every scenario: evaluated once, aside from any check. */
function settledMentions(unit: Unit, node: Node, stack: Stack): Mentions | undefined {
  const choices = new Choices();
  const evaluation = new Evaluation(unit, choices, { steps: PROBE_STEPS });
  let value: Value;
  try {
    value = evaluation.resolve(node, stack);
  } catch (error) {
    if (error instanceof BudgetExceeded) return undefined;
    throw error;
  }
  if (choices.count > 0 || value.kind === 'list' || value.kind === 'map') return undefined;
  const mentions = noMentions();
  if (value.kind === 'literal') mentions.texts.add(value.text);
  else mentions.expressions.add(valueKey(value));
  for (const piece of value.kind === 'partial' ? value.pieces : [value]) {
    if (typeof piece !== 'string' && piece.kind === 'reference') mentions.keys.add(piece.resource);
  }
  return mentions;
}

/** Deeper than any property; below it anything may stand. */
const MAX_DEPTH = 200;

function collect(node: Node | undefined, stack: Stack, into: Mentions, depth = 0): void {
  if (node === undefined) return;
  if (depth > MAX_DEPTH) {
    into.isOpen = true;
    return;
  }
  switch (node.kind) {
    case 'scalar':
      if (node.value === null) return;
      if (node.text.includes('{{resolve:')) into.isOpen = true;
      else into.texts.add(textOf(node));
      return;
    case 'sequence':
      for (const item of node.items) collect(item, stack, into, depth + 1);
      return;
    case 'mapping': {
      const call = callOf(node);
      if (call === undefined) for (const entry of node.entries) collect(entry.value, stack, into, depth + 1);
      else collectCall(call.name, call.argument, stack, into, depth + 1);
    }
  }
}

function callOf(node: MappingNode): { readonly name: string; readonly argument: Node } | undefined {
  const [entry, ...others] = node.entries;
  if (entry === undefined || others.length > 0) return undefined;
  return entry.key === 'Ref' || entry.key.startsWith('Fn::') || entry.key.startsWith('!')
    ? { name: entry.key, argument: entry.value }
    : undefined;
}

function collectCall(name: string, argument: Node, stack: Stack, into: Mentions, depth: number): void {
  switch (name) {
    case 'Ref':
      if (argument.kind === 'scalar') mention(argument.text, stack, into);
      else into.isOpen = true;
      return;
    case 'Fn::GetAtt':
      mentionAttribute(argument, stack, into);
      return;
    case 'Fn::If':
      if (argument.kind === 'sequence') for (const branch of argument.items.slice(1)) collect(branch, stack, into, depth);
      else into.isOpen = true;
      return;
    case 'Fn::Sub': {
      const inner = noMentions();
      if (argument.kind === 'scalar') {
        for (const [, placeholder = ''] of argument.text.matchAll(/\$\{([^!}][^}]*)\}/g)) {
          const id = placeholder.trim();
          if (id.includes('.Outputs.')) inner.isOpen = true;
          mention(id.split('.')[0] ?? '', stack, inner);
        }
      } else {
        collect(argument, stack, inner, depth);
        inner.isOpen = true;
      }
      compose(inner, into, argument.kind === 'scalar');
      return;
    }
    case 'Fn::Join': {
      const inner = noMentions();
      collect(argument, stack, inner, depth);
      const list = argument.kind === 'sequence' ? argument.items[1] : undefined;
      const isPlain = list?.kind === 'sequence' && list.items.every((item) => item.kind === 'scalar' || isReference(item));
      compose(inner, into, isPlain);
      return;
    }
    default: {
      const inner = noMentions();
      collect(argument, stack, inner, depth);
      compose(inner, into, false);
    }
  }
}

/** A text that holds a reference to a resource stays a composition in every scenario; any other may turn out to be anything. */
function compose(inner: Mentions, into: Mentions, isPlain: boolean): void {
  for (const key of inner.keys) into.keys.add(key);
  if (!isPlain || inner.keys.size === 0) into.isOpen = true;
}

function isReference(node: Node): boolean {
  const call = node.kind === 'mapping' ? callOf(node) : undefined;
  return call?.name === 'Ref' || (call?.name === 'Fn::GetAtt' && !JSON.stringify(call.argument).includes('Outputs'));
}

function mention(id: string, stack: Stack, into: Mentions): void {
  if (id === 'AWS::NoValue') return;
  if (!id.startsWith('AWS::') && !stack.template.parameters.has(id) && stack.template.resources.has(id))
    into.keys.add(resourceKey(stack, id));
  else into.isOpen = true;
}

function mentionAttribute(argument: Node, stack: Stack, into: Mentions): void {
  const parts =
    argument.kind === 'scalar'
      ? argument.text.split('.')
      : argument.kind === 'sequence'
        ? argument.items.map((item) => (item.kind === 'scalar' ? item.text : undefined))
        : [];
  const [id, attribute] = parts;
  if (id === undefined || attribute === undefined || attribute.startsWith('Outputs')) into.isOpen = true;
  if (id !== undefined) mention(id, stack, into);
}
