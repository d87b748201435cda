import { childOf, type MappingEntry, type Node, type SequenceNode, textOf } from '../model/node.ts';
import type { Value, ValueOrigin } from '../model/value.ts';
import type { Evaluation } from './evaluation.ts';
import { attributeValue, refValue } from './references.ts';
import { exportsOf, type Stack } from './stack.ts';
import { textValue } from './text-value.ts';
import { describeValue } from './value-text.ts';
import { literal, literalList, originsOf, unknown, withOrigin } from './values.ts';

/** The value of a call of a function, or of what looks like one: the only entry of a map. */
export function callFunction(evaluation: Evaluation, { key: name, value: argument }: MappingEntry, stack: Stack): Value {
  switch (name) {
    case 'Ref':
      return ref(evaluation, argument, stack);
    case 'Fn::GetAtt':
      return getAtt(evaluation, argument, stack);
    case 'Fn::Sub':
      return sub(evaluation, argument, stack);
    case 'Fn::Join':
      return join(evaluation, argument, stack);
    case 'Fn::Split':
      return split(evaluation, argument, stack);
    case 'Fn::Select':
      return select(evaluation, argument, stack);
    case 'Fn::FindInMap':
      return findInMap(evaluation, argument, stack);
    case 'Fn::If':
      return either(evaluation, argument, stack);
    case 'Fn::Base64':
      // What is encoded is what rules ask for; the encoding itself says nothing.
      return evaluation.resolve(argument, stack);
    case 'Fn::ImportValue':
      return importValue(evaluation, argument, stack);
    case 'Fn::Length': {
      const list = evaluation.resolve(argument, stack);
      return list.kind === 'list' ? literal(evaluation.presentItems(list).length) : unknown(`Fn::Length of ${describeValue(list)}`);
    }
    case 'Fn::ToJsonString':
      return toJson(evaluation, argument, stack);
    case 'Fn::Transform':
      return { kind: 'map', entries: new Map(), open: describeTransform(argument) };
    case 'Fn::GetAZs':
    case 'Fn::RefAll':
    case 'Fn::ValueOf':
    case 'Fn::ValueOfAll':
      return unknown(`${name}, which is known only to the account`);
    case 'Fn::Cidr':
      return unknown('Fn::Cidr');
    case 'Fn::GetStackOutput':
      return { kind: 'import', name: 'an output of another stack' };
    case '!unknown':
      return unknown(argument.kind === 'scalar' ? argument.text : 'a loop variable');
    default:
      return unknown(`${name}, which is no function of CloudFormation`);
  }
}

/** What a call of a macro is, in words. */
export function describeTransform(argument: Node): string {
  return `Fn::Transform ${macroName(argument)}`;
}

/** The name of the macro that is called. */
export function macroName(argument: Node): string {
  const name = argument.kind === 'scalar' ? argument : childOf(argument, 'Name');
  return name?.kind === 'scalar' ? name.text : 'of a macro';
}

function ref(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  if (argument.kind === 'scalar') return refValue(evaluation, argument.text, stack);
  const name = evaluation.resolve(argument, stack);
  return name.kind === 'literal' ? refValue(evaluation, name.text, stack) : unknown(`Ref with ${describeValue(name)}`);
}

function either(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  if (argument.kind !== 'sequence' || argument.items.length !== 3) return unknown('a malformed Fn::If');
  const [condition, whenTrue, whenFalse] = argument.items as [Node, Node, Node];
  if (condition.kind !== 'scalar') return unknown('a malformed Fn::If');
  const truth = evaluation.condition(condition.text, stack);
  if (truth === undefined) {
    const isDeclared = stack.template.conditions.has(condition.text);
    return unknown(`the condition ${condition.text}, which ${isDeclared ? 'cannot be decided' : 'is not declared'}`);
  }
  return evaluation.resolve(truth ? whenTrue : whenFalse, stack);
}

function getAtt(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  let id: string;
  let attribute: string;
  if (argument.kind === 'scalar') {
    const dot = argument.text.indexOf('.');
    if (dot < 0) return unknown('a malformed Fn::GetAtt');
    id = argument.text.slice(0, dot);
    attribute = argument.text.slice(dot + 1);
  } else if (argument.kind === 'sequence') {
    const parts: string[] = [];
    for (const item of argument.items) {
      const part = evaluation.resolve(item, stack);
      if (part.kind !== 'literal') return unknown(`Fn::GetAtt with ${describeValue(part)}`);
      parts.push(part.text);
    }
    id = parts[0] ?? '';
    attribute = parts.slice(1).join('.');
  } else return unknown('a malformed Fn::GetAtt');
  return attributeValue(evaluation, id, attribute, stack);
}

function sub(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  const template = argument.kind === 'sequence' ? argument.items[0] : argument;
  const variables = argument.kind === 'sequence' ? argument.items[1] : undefined;
  if (template?.kind !== 'scalar') return unknown('a malformed Fn::Sub');
  const { text } = template;
  const pieces: (string | Value)[] = [];
  let at = 0;
  for (let open = text.indexOf('${'); open >= 0; open = text.indexOf('${', at)) {
    const close = closingBrace(text, open);
    if (close < 0) break;
    pieces.push(text.slice(at, open));
    at = close + 1;
    const name = text.slice(open + 2, close).trim();
    if (name.startsWith('!')) {
      pieces.push(`\${${name.slice(1)}}`);
      continue;
    }
    const variable = childOf(variables, name);
    if (variable !== undefined) {
      pieces.push(evaluation.resolve(variable, stack));
      continue;
    }
    const dot = name.indexOf('.');
    pieces.push(dot < 0 ? refValue(evaluation, name, stack) : attributeValue(evaluation, name.slice(0, dot), name.slice(dot + 1), stack));
  }
  pieces.push(text.slice(at));
  return textValue(pieces);
}

function join(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  if (argument.kind !== 'sequence') return unknown('a malformed Fn::Join');
  const [delimiter, list] = argument.items;
  if (delimiter?.kind !== 'scalar' || list === undefined) return unknown('a malformed Fn::Join');
  const value = evaluation.resolve(list, stack);
  if (value.kind !== 'list') return value.kind === 'absent' ? literal('') : unknown(`Fn::Join of ${describeValue(value)}`);
  const pieces: (string | Value)[] = [];
  for (const slot of value.items) {
    const item = evaluation.resolveSlot(slot);
    if (item.kind === 'absent') continue;
    if (pieces.length > 0) pieces.push(delimiter.text);
    if (item.kind === 'list') {
      // A list parameter inside a list is spliced in.
      evaluation.presentItems(item).forEach((inner, index) => {
        if (index > 0) pieces.push(delimiter.text);
        pieces.push(evaluation.resolveSlot(inner));
      });
    } else pieces.push(item);
  }
  return textValue(pieces);
}

function split(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  if (argument.kind !== 'sequence' || argument.items.length !== 2) return unknown('a malformed Fn::Split');
  const [delimiter, text] = argument.items as [Node, Node];
  const value = evaluation.resolve(text, stack);
  if (delimiter.kind !== 'scalar' || delimiter.text === '') return unknown('a malformed Fn::Split');
  if (value.kind !== 'literal') return unknown(`Fn::Split of ${describeValue(value)}`, originsOf(value));
  return literalList(value.text.split(delimiter.text), { node: argument, stack }, value.origins);
}

function select(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  if (argument.kind !== 'sequence' || argument.items.length !== 2) return unknown('a malformed Fn::Select');
  const [at, from] = argument.items as [Node, Node];
  const index = evaluation.resolve(at, stack);
  const list = evaluation.resolve(from, stack);
  if (list.kind !== 'list') return unknown(`Fn::Select from ${describeValue(list)}`, originsOf(list));
  if (index.kind !== 'literal' || !/^\d+$/.test(index.text)) return unknown(`Fn::Select with ${describeValue(index)}`);
  const items = evaluation.presentItems(list);
  const slot = items[Number(index.text)];
  return slot === undefined ? unknown(`Fn::Select of item ${index.text} from a list of ${items.length}`) : evaluation.resolveSlot(slot);
}

function findInMap(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  if (argument.kind !== 'sequence' || argument.items.length < 3) return unknown('a malformed Fn::FindInMap');
  const keys: string[] = [];
  let found: Node | undefined = stack.template.mappings;
  const fallback = childOf(argument.items[3], 'DefaultValue');
  for (const item of argument.items.slice(0, 3)) {
    const key = evaluation.resolve(item, stack);
    if (key.kind !== 'literal') return anyOf(evaluation, argument, keys, key, found, fallback, stack);
    keys.push(key.text);
    found = childOf(found, key.text);
  }
  if (found !== undefined) return withOrigin(evaluation.resolve(found, stack), { kind: 'mapping', name: keys[0] as string });
  if (mayBeIncluded(stack.template.mappings, keys)) return unknown(`Fn::FindInMap of ${keys.join('.')}, which Fn::Transform may add`);
  if (fallback !== undefined) return evaluation.resolve(fallback, stack);
  return unknown(`Fn::FindInMap of ${keys.join('.')}, which the mappings do not have`);
}

/** A look-up whose key is not known: still known when everything that it can find is the same. */
function anyOf(
  evaluation: Evaluation,
  argument: SequenceNode,
  keys: readonly string[],
  open: Value,
  from: Node | undefined,
  fallback: Node | undefined,
  stack: Stack,
): Value {
  const [name] = keys;
  // Whatever it finds is written in the template, unless there is something else to fall back to.
  const origins: readonly ValueOrigin[] = name === undefined || fallback !== undefined ? [] : [{ kind: 'mapping', name }];
  const because = unknown(`Fn::FindInMap ${name ?? ''} with ${describeValue(open)}`, origins);
  if (keys.length !== 1 || from?.kind !== 'mapping' || fallback !== undefined) return because;
  const last = evaluation.resolve(argument.items[2] as Node, stack);
  if (last.kind !== 'literal') return because;
  const texts = new Set<string>();
  let same: Node | undefined;
  for (const entry of from.entries) {
    same = childOf(entry.value, last.text);
    if (same?.kind !== 'scalar' || same.value === null || same.text.includes('{{resolve:')) return because;
    texts.add(textOf(same));
  }
  return texts.size === 1 && same !== undefined
    ? withOrigin(evaluation.resolve(same, stack), { kind: 'mapping', name: keys[0] as string })
    : { ...because, candidates: [...texts] };
}

function importValue(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  const name = evaluation.resolve(argument, stack);
  if (name.kind !== 'literal') return { kind: 'import', name: describeValue(name) };
  for (const { stack: exporter, entry, name: exported, value } of exportsOf(evaluation.unit, name.text)) {
    if (exporter === stack || !isSamePlace(exporter, stack)) continue;
    const exportName = evaluation.resolve(exported, exporter);
    if (exportName.kind === 'literal' && exportName.text === name.text)
      return withOrigin(evaluation.resolve(value, exporter), { kind: 'output', name: entry.key });
  }
  return { kind: 'import', name: name.text };
}

function toJson(evaluation: Evaluation, argument: Node, stack: Stack): Value {
  const pieces: (string | Value)[] = [];
  const write = (value: Value): void => {
    evaluation.step();
    switch (value.kind) {
      case 'literal':
        pieces.push(JSON.stringify(value.value));
        return;
      case 'list': {
        pieces.push('[');
        evaluation.presentItems(value).forEach((slot, index) => {
          if (index > 0) pieces.push(',');
          write(evaluation.resolveSlot(slot));
        });
        pieces.push(']');
        return;
      }
      case 'map': {
        pieces.push('{');
        let first = true;
        for (const [key, slot] of value.entries) {
          const inner = evaluation.resolveSlot(slot);
          if (inner.kind === 'absent') continue;
          pieces.push(`${first ? '' : ','}${JSON.stringify(key)}:`);
          first = false;
          write(inner);
        }
        pieces.push('}');
        return;
      }
      default:
        pieces.push(
          '"',
          ...(value.kind === 'partial'
            ? value.pieces.map((piece) => (typeof piece === 'string' ? JSON.stringify(piece).slice(1, -1) : piece))
            : [value]),
          '"',
        );
    }
  };
  write(evaluation.resolve(argument, stack));
  return textValue(pieces);
}

/** Exports are known in the account and region that they are made in; what is not known may be the same. */
function isSamePlace(a: Stack, b: Stack): boolean {
  const mayBeSame = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined || one === other;
  return mayBeSame(a.account, b.account) && mayBeSame(a.region, b.region);
}

/** Where a placeholder ends. The name of what a loop makes may hold a placeholder itself: `${Bucket${Name}}`. */
function closingBrace(text: string, open: number): number {
  let close = text.indexOf('}', open);
  if (text[open + 2] === '!') return close;
  for (let inner = text.indexOf('${', open + 2); inner >= 0 && inner < close; inner = text.indexOf('${', inner + 2))
    close = text.indexOf('}', close + 1);
  return close;
}

/** Whether a macro may put what the keys lead to into the mappings. */
function mayBeIncluded(mappings: Node | undefined, keys: readonly string[]): boolean {
  let at = mappings;
  for (const key of keys) {
    if (childOf(at, 'Fn::Transform') !== undefined) return true;
    at = childOf(at, key);
  }
  return false;
}
