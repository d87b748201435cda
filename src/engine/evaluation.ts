import { assertNever } from '../model/errors.ts';
import { childOf, type MappingEntry, type MappingNode, type Node, type SequenceNode, textOf } from '../model/node.ts';
import type { ParameterDeclaration } from '../model/template.ts';
import { isMissingChild } from '../model/template.ts';
import { ABSENT, type ListValue, type LiteralValue, type Slot, type UnknownValue, type Value, type ValueOrigin } from '../model/value.ts';
import { Assumptions, type ReadingPlace } from './assumptions.ts';
import { Choices } from './choices.ts';
import { exportsOf, partitionOf, type ResourceInstance, resourceKey, type Stack, type Unit, urlSuffixOf } from './stack.ts';
import { partialMayBe, textValue } from './text-value.ts';
import { describeValue, parameterKey, valueKey } from './value-text.ts';

/** Thrown when a run has used up its steps; caught by the rule runner, which says `unknown`. */
export class BudgetExceeded extends Error {
  constructor() {
    super('evaluation budget exceeded');
    this.name = 'BudgetExceeded';
  }
}

/** Steps of evaluation that are left to a whole run; shared by all of its evaluations. */
export interface Budget {
  steps: number;
}

/** Deeper chains of references than this are taken for circles. */
const MAX_REFERENCE_DEPTH = 600;

/** Conditions within conditions that are decided in one go; those further down are decided first, so that the call stack stays small. */
const MAX_CONDITION_DEPTH = 300;

/** Completions of a scenario that are tried before the `Rules` section is taken to allow it. */
const MAX_RULE_COMPLETIONS = 512;

/** What a free variable is known to be or not to be, or which of its allowed values are left. */
interface Knowledge {
  readonly candidates?: readonly string[];
  readonly is?: string;
  readonly isNot?: readonly string[];
  /** Variables that it is known to differ from. */
  readonly differsFrom?: readonly string[];
  /** Known to be equal to another variable. */
  readonly sameAs?: string;
}

/** Something to compare that is not known, but the same whenever it is asked for. */
interface Variable {
  readonly kind: 'variable';
  readonly key: string;
  /** All that it can be, where that is known. */
  readonly candidates?: readonly string[];
  /** What to call it in the words of a scenario; missing for what has no name, or must not be shown. */
  readonly name?: string;
  /** Whether it can be a text, as far as its form tells. */
  readonly mayBe: (text: string) => boolean;
}

/** What became of a condition in a scenario. */
interface Decision {
  /** `undefined` for what is malformed. */
  readonly truth: boolean | undefined;
  /** Whether it could have been decided the other way. */
  readonly open: boolean;
  /** Whether it depends on anything that differs from run to run. */
  readonly dependent: boolean;
  /** What it rests on that nobody stated. */
  readonly assumptions: readonly string[];
}

/** Thrown where conditions are nested too deep to be decided in one go. */
class DeepCondition extends Error {
  readonly condition: string;
  readonly owner: Stack;

  constructor(condition: string, owner: Stack) {
    super('conditions are nested too deep');
    this.name = 'DeepCondition';
    this.condition = condition;
    this.owner = owner;
  }
}

const MALFORMED: Decision = { truth: undefined, open: false, dependent: false, assumptions: [] };

const ANYWHERE: ReadingPlace = { resource: '', pointer: '' };

/** The operand of a comparison: a value, or a variable that is not decided yet. */
type Operand = { readonly kind: 'value'; readonly value: Exclude<Value, VariableValue> } | Variable;

/** Values of which something is left open. */
type VariableValue = Extract<Value, { kind: 'reference' | 'parameter' | 'import' | 'dynamic' | 'partial' | 'unknown' }>;

/**
 * One run through one check: resolves nodes to values under one scenario, which it decides step by step, as the check reads what
 * depends on it.
 */
export class Evaluation {
  readonly unit: Unit;
  readonly choices: Choices;
  readonly #budget: Budget;
  readonly #knowledge = new Map<string, Knowledge>();
  readonly #atoms = new Map<string, boolean>();
  readonly #conditions = new Map<string, Decision>();
  /** The conditions that are being decided, each for the one before it. */
  readonly #deciding = new Set<string>();
  #testDepth = 0;
  /** The decisions of this run in words, by what was decided: `IsProd` → `IsProd is false`. */
  readonly labels = new Map<string, string>();
  readonly #assumptions = new Assumptions();
  /** In the order that they were taken; a condition that is decided once carries its own. */
  readonly #taken: string[] = [];
  /** What is being read: a place inside the list of one resource rests on nothing that only another item of the list reads. */
  reading: ReadingPlace = ANYWHERE;
  /** Why a pass of this run is not certain: a macro that may change what was read. */
  readonly taints = new Set<string>();
  /** Counts everything that makes a value depend on this run, so that the rest can be kept for other runs. */
  #dependence = 0;
  /** Counts reads of variables that are not decided from outside. */
  #openReads = 0;
  #depth = 0;

  constructor(unit: Unit, choices: Choices, budget: Budget) {
    this.unit = unit;
    this.choices = choices;
    this.#budget = budget;
  }

  step(cost = 1): void {
    this.#budget.steps -= cost;
    if (this.#budget.steps < 0) throw new BudgetExceeded();
  }

  /** For caches outside: what was computed between two equal readings depends on no decision. */
  get dependence(): number {
    return this.#dependence;
  }

  assume(assumption: string): void {
    this.#dependence++;
    this.#taken.push(assumption);
    this.#assumptions.add(assumption, this.reading);
  }

  /** What a statement about one property of a resource rests on. */
  assumptionsOf(place: ReadingPlace): readonly string[] {
    return this.#assumptions.of(place);
  }

  taint(because: string): void {
    this.#dependence++;
    this.taints.add(because);
  }

  // --- values -----------------------------------------------------------------------------------------------------------------

  resolveSlot(slot: Slot): Value {
    if (slot.value !== undefined) return slot.value;
    return this.resolve(slot.node, slot.stack as Stack);
  }

  resolve(node: Node, stack: Stack): Value {
    const cached = stack.cache.get(node);
    if (cached !== undefined) return cached;
    this.step();
    const before = this.#dependence;
    this.#depth++;
    const value = this.#depth > MAX_REFERENCE_DEPTH ? unknown('a circular reference') : this.#evaluate(node, stack);
    this.#depth--;
    if (this.#dependence === before) stack.cache.set(node, value);
    return value;
  }

  #evaluate(node: Node, stack: Stack): Value {
    switch (node.kind) {
      case 'scalar': {
        const { value } = node;
        if (value === null) return ABSENT;
        if (typeof value === 'string' && value.includes('{{resolve:')) return textValue([value], undefined);
        return { kind: 'literal', value, text: textOf(node) };
      }
      case 'sequence':
        return { kind: 'list', items: node.items.map((item) => ({ node: item, stack, start: item.start, end: item.end })) };
      case 'mapping':
        return this.#mapping(node, stack);
    }
  }

  #mapping(node: MappingNode, stack: Stack): Value {
    const only = node.entries.length === 1 ? node.entries[0] : undefined;
    if (only !== undefined) {
      const { key } = only;
      if (key === 'Ref' || key.startsWith('Fn::') || key.startsWith('!')) return this.#call(key, only.value, stack, node);
    }
    const entries = new Map<string, Slot>();
    let open: string | undefined;
    for (const entry of node.entries) {
      if (entry.key === 'Fn::Transform') {
        open = `Fn::Transform ${macroName(entry.value)}`;
        if (macroName(entry.value) !== 'AWS::Include') this.taint(open);
        continue;
      }
      entries.set(entry.key, { node: entry.value, stack, start: entry.keyStart, end: entry.keyEnd });
    }
    return { kind: 'map', entries, node, ...(open === undefined ? {} : { open }) };
  }

  #call(name: string, argument: Node, stack: Stack, node: MappingNode): Value {
    switch (name) {
      case 'Ref':
        return this.#refNamed(argument, stack);
      case 'Fn::GetAtt':
        return this.#getAtt(argument, stack);
      case 'Fn::Sub':
        return this.#sub(argument, stack);
      case 'Fn::Join':
        return this.#join(argument, stack);
      case 'Fn::Split':
        return this.#split(argument, stack);
      case 'Fn::Select':
        return this.#select(argument, stack);
      case 'Fn::FindInMap':
        return this.#findInMap(argument, stack);
      case 'Fn::If': {
        if (argument.kind !== 'sequence' || argument.items.length !== 3) return unknown('a malformed Fn::If');
        const [condition, whenTrue, whenFalse] = argument.items as [Node, Node, Node];
        if (condition.kind !== 'scalar') return unknown('a malformed Fn::If');
        const truth = this.condition(condition.text, stack);
        if (truth === undefined) return unknown(`the condition ${condition.text}, which is not declared`);
        return this.resolve(truth ? whenTrue : whenFalse, stack);
      }
      case 'Fn::Base64':
        // What is encoded is what rules ask for; the encoding itself says nothing.
        return this.resolve(argument, stack);
      case 'Fn::ImportValue':
        return this.#importValue(argument, stack);
      case 'Fn::Length': {
        const list = this.resolve(argument, stack);
        if (list.kind === 'list') return literal(this.presentItems(list).length);
        return unknown(`Fn::Length of ${describeValue(list)}`);
      }
      case 'Fn::ToJsonString':
        return this.#toJson(argument, stack);
      case 'Fn::Transform': {
        const because = `Fn::Transform ${macroName(argument)}`;
        return { kind: 'map', entries: new Map(), open: because };
      }
      case 'Fn::GetAZs':
        return unknown('Fn::GetAZs, which is known only to the account');
      case 'Fn::Cidr':
        return unknown('Fn::Cidr');
      case 'Fn::GetStackOutput':
        return { kind: 'import', name: 'an output of another stack' };
      case 'Fn::RefAll':
      case 'Fn::ValueOf':
      case 'Fn::ValueOfAll':
        return unknown(`${name}, which is known only to the account`);
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
      case 'Fn::Equals': {
        const truth = this.#test(node, stack);
        return truth === undefined ? unknown(name) : literal(truth);
      }
      case '!unknown':
        return unknown(argument.kind === 'scalar' ? argument.text : 'a loop variable');
      default:
        return unknown(`${name}, which is no function of CloudFormation`);
    }
  }

  #refNamed(argument: Node, stack: Stack): Value {
    if (argument.kind === 'scalar') return this.#ref(argument.text, stack);
    const name = this.resolve(argument, stack);
    return name.kind === 'literal' ? this.#ref(name.text, stack) : unknown(`Ref with ${describeValue(name)}`);
  }

  #ref(name: string, stack: Stack): Value {
    if (name.startsWith('AWS::')) return this.#pseudo(name, stack);
    const parameter = stack.template.parameters.get(name);
    if (parameter !== undefined) return this.#parameter(parameter, stack);
    const resource = stack.template.resources.get(name);
    if (resource !== undefined) return { kind: 'reference', resource: resourceKey(stack, name), type: resource.type, attribute: 'Ref' };
    return unknown(`Ref ${name}, which the template does not declare`);
  }

  #pseudo(name: string, stack: Stack): Value {
    switch (name) {
      case 'AWS::NoValue':
        return ABSENT;
      case 'AWS::AccountId':
        return stack.account === undefined ? pseudo(name) : literal(stack.account);
      case 'AWS::Region':
        return stack.region === undefined ? pseudo(name) : literal(stack.region);
      case 'AWS::Partition':
        return stack.region === undefined ? pseudo(name) : literal(partitionOf(stack.region));
      case 'AWS::URLSuffix':
        return stack.region === undefined ? pseudo(name) : literal(urlSuffixOf(stack.region));
      case 'AWS::StackName':
        return stack.stackName === undefined ? pseudo(name, stack) : literal(stack.stackName);
      case 'AWS::StackId':
        return pseudo(name, stack);
      case 'AWS::NotificationARNs':
        return pseudo(name);
      default:
        return unknown(`Ref ${name}, which is no pseudo parameter`);
    }
  }

  #parameter(parameter: ParameterDeclaration, stack: Stack): Value {
    const { name } = parameter;
    const common = { kind: 'parameter', name, noEcho: parameter.noEcho, hasDefault: parameter.defaultValue !== undefined } as const;
    const origin = (via: Extract<ValueOrigin, { kind: 'parameter' }>['via']): ValueOrigin => ({ ...common, via });
    const free: Value = { ...common, stack: stack.path, origins: [origin('none')] };
    // Whatever it is given is the name under which its value stands somewhere else.
    if (isSsmType(parameter.type)) return free;
    const bound = this.#bound(name, stack);
    if (bound !== undefined) {
      const value = this.resolveSlot(bound);
      if (value.kind !== 'absent') return withOrigin(isListType(parameter.type) ? asList(value) : value, origin('parent'));
    }
    const given = Object.hasOwn(stack.given, name) ? stack.given[name] : undefined;
    if (given !== undefined) return parameterLiteral(given, parameter, origin('given'));
    const candidates = this.#candidates(parameter, stack);
    if (candidates !== undefined) {
      const value = this.#chooseCandidate(variableKey(stack, name), parameter.noEcho ? undefined : name, candidates);
      return parameterLiteral(value, parameter, origin('allowed-value'));
    }
    if (parameter.defaultValue !== undefined) {
      this.assume(`the default of ${name}`);
      return parameterLiteral(parameter.defaultValue, parameter, origin('default'));
    }
    return free;
  }

  /** What the stack around binds a parameter to; it may turn out to be absent, and then the parameter has its own value. */
  #bound(name: string, stack: Stack): Slot | undefined {
    const { parent } = stack;
    const properties = parent?.resource.properties;
    if (parent === undefined || properties === undefined) return undefined;
    const within = (value: Value, key: string): Slot | undefined => {
      if (value.kind === 'map') {
        const slot = value.entries.get(key);
        if (slot !== undefined || value.open === undefined) return slot;
      }
      if (value.kind === 'absent') return undefined;
      return { node: properties.value, stack: parent.stack, start: -1, end: -1, value: unknown(describeValue(value)) };
    };
    const parameters = within(this.resolve(properties.value, parent.stack), 'Parameters');
    return parameters === undefined ? undefined : within(this.resolveSlot(parameters), name);
  }

  /** The allowed values of a parameter that nobody gave a value; `undefined` when it has none. */
  #candidates(parameter: ParameterDeclaration, stack: Stack): readonly string[] | undefined {
    if (parameter.allowedValues === undefined || isListType(parameter.type) || isSsmType(parameter.type)) return undefined;
    if (Object.hasOwn(stack.given, parameter.name)) return undefined;
    return [...new Set(parameter.allowedValues)];
  }

  #chooseCandidate(key: string, name: string | undefined, all: readonly string[]): string {
    const left = this.#knowledge.get(key)?.candidates ?? all;
    if (all.length > 1) this.#openRead();
    const value = left[left.length === 1 ? 0 : this.choices.choose(left.length)] as string;
    this.#knowledge.set(key, { candidates: [value] });
    if (all.length > 1 && name !== undefined) this.labels.set(key, `${name} is ${value === '' ? 'empty' : value}`);
    return value;
  }

  #openRead(): void {
    this.#openReads++;
    this.#dependence++;
  }

  #getAtt(argument: Node, stack: Stack): Value {
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
        const part = this.resolve(item, stack);
        if (part.kind !== 'literal') return unknown(`Fn::GetAtt with ${describeValue(part)}`);
        parts.push(part.text);
      }
      id = parts[0] ?? '';
      attribute = parts.slice(1).join('.');
    } else return unknown('a malformed Fn::GetAtt');
    return this.#attribute(id, attribute, stack);
  }

  #attribute(id: string, attribute: string, stack: Stack): Value {
    const resource = stack.template.resources.get(id);
    if (resource === undefined) return unknown(`Fn::GetAtt ${id}.${attribute}, and ${id} is not declared`);
    const output = /^Outputs\.(.+)$/.exec(attribute)?.[1];
    if (output !== undefined) {
      const child = stack.children.get(id);
      if (child !== undefined && !isMissingChild(child)) {
        const entry = child.template.outputs.get(output);
        const value = entry === undefined ? undefined : childOf(entry.value, 'Value');
        if (value === undefined) return unknown(`the output ${output} of ${id}, which its template does not declare`);
        return withOrigin(this.resolve(value, child), { kind: 'output', name: output });
      }
    }
    return { kind: 'reference', resource: resourceKey(stack, id), type: resource.type, attribute };
  }

  #sub(argument: Node, stack: Stack): Value {
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
        pieces.push(this.resolve(variable, stack));
        continue;
      }
      const dot = name.indexOf('.');
      pieces.push(dot < 0 ? this.#ref(name, stack) : this.#attribute(name.slice(0, dot), name.slice(dot + 1), stack));
    }
    pieces.push(text.slice(at));
    return textValue(pieces);
  }

  #join(argument: Node, stack: Stack): Value {
    if (argument.kind !== 'sequence') return unknown('a malformed Fn::Join');
    const [delimiter, list] = argument.items;
    if (delimiter?.kind !== 'scalar' || list === undefined) return unknown('a malformed Fn::Join');
    const value = this.resolve(list, stack);
    if (value.kind !== 'list') return value.kind === 'absent' ? literal('') : unknown(`Fn::Join of ${describeValue(value)}`);
    const pieces: (string | Value)[] = [];
    for (const slot of value.items) {
      const item = this.resolveSlot(slot);
      if (item.kind === 'absent') continue;
      if (pieces.length > 0) pieces.push(delimiter.text);
      if (item.kind === 'list') {
        // A list parameter inside a list is spliced in.
        this.presentItems(item).forEach((inner, index) => {
          if (index > 0) pieces.push(delimiter.text);
          pieces.push(this.resolveSlot(inner));
        });
      } else pieces.push(item);
    }
    return textValue(pieces);
  }

  #split(argument: Node, stack: Stack): Value {
    if (argument.kind !== 'sequence' || argument.items.length !== 2) return unknown('a malformed Fn::Split');
    const [delimiter, text] = argument.items as [Node, Node];
    const value = this.resolve(text, stack);
    if (delimiter.kind !== 'scalar' || delimiter.text === '') return unknown('a malformed Fn::Split');
    if (value.kind !== 'literal') return unknown(`Fn::Split of ${describeValue(value)}`, originsOf(value));
    return literalList(value.text.split(delimiter.text), argument, stack, value.origins);
  }

  #select(argument: Node, stack: Stack): Value {
    if (argument.kind !== 'sequence' || argument.items.length !== 2) return unknown('a malformed Fn::Select');
    const [at, from] = argument.items as [Node, Node];
    const index = this.resolve(at, stack);
    const list = this.resolve(from, stack);
    if (list.kind !== 'list') return unknown(`Fn::Select from ${describeValue(list)}`, originsOf(list));
    if (index.kind !== 'literal' || !/^\d+$/.test(index.text)) return unknown(`Fn::Select with ${describeValue(index)}`);
    const items = this.presentItems(list);
    const slot = items[Number(index.text)];
    return slot === undefined ? unknown(`Fn::Select of item ${index.text} from a list of ${items.length}`) : this.resolveSlot(slot);
  }

  #findInMap(argument: Node, stack: Stack): Value {
    if (argument.kind !== 'sequence' || argument.items.length < 3) return unknown('a malformed Fn::FindInMap');
    const keys: string[] = [];
    let found: Node | undefined = stack.template.mappings;
    const fallback = childOf(argument.items[3], 'DefaultValue');
    for (const item of argument.items.slice(0, 3)) {
      const key = this.resolve(item, stack);
      if (key.kind !== 'literal') return this.#anyOf(argument, keys, key, found, fallback, stack);
      keys.push(key.text);
      found = childOf(found, key.text);
    }
    if (found !== undefined) return withOrigin(this.resolve(found, stack), { kind: 'mapping', name: keys[0] as string });
    if (mayBeIncluded(stack.template.mappings, keys)) return unknown(`Fn::FindInMap of ${keys.join('.')}, which Fn::Transform may add`);
    if (fallback !== undefined) return this.resolve(fallback, stack);
    return unknown(`Fn::FindInMap of ${keys.join('.')}, which the mappings do not have`);
  }

  /** A look-up whose key is not known: still known when everything that it can find is the same. */
  #anyOf(
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
    const last = this.resolve(argument.items[2] as Node, stack);
    if (last.kind !== 'literal') return because;
    const texts = new Set<string>();
    let same: Node | undefined;
    for (const entry of from.entries) {
      same = childOf(entry.value, last.text);
      if (same?.kind !== 'scalar' || same.value === null || same.text.includes('{{resolve:')) return because;
      texts.add(textOf(same));
    }
    return texts.size === 1 && same !== undefined
      ? withOrigin(this.resolve(same, stack), { kind: 'mapping', name: keys[0] as string })
      : { ...because, candidates: [...texts] };
  }

  #importValue(argument: Node, stack: Stack): Value {
    const name = this.resolve(argument, stack);
    if (name.kind !== 'literal') return { kind: 'import', name: describeValue(name) };
    for (const { stack: exporter, entry, name: exported, value } of exportsOf(this.unit, name.text)) {
      if (exporter === stack || !isSamePlace(exporter, stack)) continue;
      const exportName = this.resolve(exported, exporter);
      if (exportName.kind === 'literal' && exportName.text === name.text)
        return withOrigin(this.resolve(value, exporter), { kind: 'output', name: entry.key });
    }
    return { kind: 'import', name: name.text };
  }

  #toJson(argument: Node, stack: Stack): Value {
    const pieces: (string | Value)[] = [];
    const write = (value: Value): void => {
      this.step();
      switch (value.kind) {
        case 'literal':
          pieces.push(JSON.stringify(value.value));
          return;
        case 'list': {
          pieces.push('[');
          this.presentItems(value).forEach((slot, index) => {
            if (index > 0) pieces.push(',');
            write(this.resolveSlot(slot));
          });
          pieces.push(']');
          return;
        }
        case 'map': {
          pieces.push('{');
          let first = true;
          for (const [key, slot] of value.entries) {
            const inner = this.resolveSlot(slot);
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
    write(this.resolve(argument, stack));
    return textValue(pieces);
  }

  /** The items of a list that are there: `AWS::NoValue` takes an item away. */
  presentItems(list: ListValue): readonly Slot[] {
    let kept: Slot[] | undefined;
    list.items.forEach((slot, index) => {
      const absent = mayBeAbsent(slot.node) && this.resolveSlot(slot).kind === 'absent';
      if (absent && kept === undefined) kept = list.items.slice(0, index);
      else if (!absent) kept?.push(slot);
    });
    return kept ?? list.items;
  }

  // --- conditions -------------------------------------------------------------------------------------------------------------

  /** Whether a resource exists in this scenario. */
  exists(resource: Pick<ResourceInstance, 'stack' | 'declaration'>): boolean {
    let stack: Stack | undefined = resource.stack;
    let declaration: ResourceInstance['declaration'] | undefined = resource.declaration;
    while (stack !== undefined && declaration !== undefined) {
      if (declaration.condition !== undefined && this.condition(declaration.condition, stack) === false) return false;
      for (const name of declaration.loopDefaults ?? []) this.assume(`the default of ${name}`);
      declaration = stack.parent?.resource;
      stack = stack.parent?.stack;
    }
    return true;
  }

  /** The truth of a declared condition in this scenario; `undefined` when it is not declared, or malformed. */
  condition(name: string, stack: Stack): boolean | undefined {
    const { truth, open } = this.#condition(name, stack);
    if (truth !== undefined && open) {
      const scoped = resourceKey(stack, name);
      this.labels.set(scoped, `${scoped} is ${truth}`);
      this.#dependence++;
    }
    return truth;
  }

  #condition(name: string, stack: Stack): Decision {
    if (this.#deciding.size > 0) return this.#decide(name, stack);
    const deeper: DeepCondition[] = [];
    const depth = this.#depth;
    for (;;) {
      const last = deeper.at(-1);
      try {
        const decision = last === undefined ? this.#decide(name, stack) : this.#decide(last.condition, last.owner);
        if (deeper.pop() === undefined) return decision;
      } catch (error) {
        if (!(error instanceof DeepCondition)) throw error;
        this.#deciding.clear();
        this.#testDepth = 0;
        this.#depth = depth;
        // In a circle there is nothing to decide first; the loader has told of it.
        if (deeper.some(({ condition, owner }) => condition === error.condition && owner === error.owner))
          this.#conditions.set(variableKey(error.owner, error.condition), MALFORMED);
        else deeper.push(error);
      }
    }
  }

  #decide(name: string, stack: Stack): Decision {
    const always = stack.truths.get(name);
    if (always !== undefined) return { truth: always, open: false, dependent: false, assumptions: [] };
    const key = variableKey(stack, name);
    const known = this.#conditions.get(key);
    if (known !== undefined) {
      for (const assumption of known.assumptions) this.assume(assumption);
      if (known.open) this.#openRead();
      else if (known.dependent) this.#dependence++;
      return known;
    }
    const entry = stack.template.conditions.get(name);
    if (entry === undefined || this.#deciding.has(key)) return MALFORMED;
    if (this.#testDepth > MAX_CONDITION_DEPTH) throw new DeepCondition(name, stack);
    const [reads, dependence, taken] = [this.#openReads, this.#dependence, this.#taken.length];
    this.#deciding.add(key);
    const truth = this.#test(entry.value, stack);
    this.#deciding.delete(key);
    const decision: Decision = {
      truth,
      open: this.#openReads !== reads,
      dependent: this.#dependence !== dependence,
      assumptions: [...new Set(this.#taken.slice(taken))],
    };
    this.#conditions.set(key, decision);
    if (truth !== undefined && !decision.dependent) stack.truths.set(name, truth);
    return decision;
  }

  /** The truth of a condition expression in this scenario; decides what is open. `undefined` only for what is malformed. */
  #test(node: Node, stack: Stack): boolean | undefined {
    this.step();
    this.#testDepth++;
    const truth = this.#testOf(node, stack);
    this.#testDepth--;
    return truth;
  }

  #testOf(node: Node, stack: Stack): boolean | undefined {
    const entry = node.kind === 'mapping' && node.entries.length === 1 ? node.entries[0] : undefined;
    if (entry === undefined) return this.#literalTruth(node, stack);
    const items = entry.value.kind === 'sequence' ? entry.value.items : [];
    switch (entry.key) {
      case 'Condition':
        return entry.value.kind === 'scalar' ? this.#condition(entry.value.text, stack).truth : undefined;
      case 'Fn::Not': {
        const inner = items[0] === undefined ? undefined : this.#test(items[0], stack);
        return inner === undefined ? undefined : !inner;
      }
      case 'Fn::And':
        for (const item of items) {
          const truth = this.#test(item, stack);
          if (truth !== true) return truth;
        }
        return true;
      case 'Fn::Or':
        for (const item of items) {
          const truth = this.#test(item, stack);
          if (truth !== false) return truth;
        }
        return false;
      case 'Fn::Equals':
        return items.length === 2
          ? this.#equals(this.#operand(items[0] as Node, stack), this.#operand(items[1] as Node, stack))
          : undefined;
      case 'Fn::Contains':
        return this.#isMember(items[1], items[0], stack);
      case 'Fn::EachMemberEquals':
      case 'Fn::EachMemberIn': {
        const members = items[0] === undefined ? undefined : this.resolve(items[0], stack);
        if (members?.kind !== 'list') return this.#atom(nodeKey(node, stack));
        for (const member of this.presentItems(members)) {
          const operand = this.#slotOperand(member);
          const truth =
            entry.key === 'Fn::EachMemberEquals'
              ? items[1] === undefined
                ? undefined
                : this.#equals(operand, this.#operand(items[1], stack))
              : this.#isOneOf(operand, items[1], stack);
          if (truth !== true) return truth;
        }
        return true;
      }
      default:
        return this.#literalTruth(node, stack);
    }
  }

  #literalTruth(node: Node, stack: Stack): boolean | undefined {
    const value = this.resolve(node, stack);
    if (value.kind === 'literal') {
      const text = value.text.toLowerCase();
      if (text === 'true' || text === 'false') return text === 'true';
    }
    return value.kind === 'literal' || value.kind === 'absent' ? undefined : this.#atom(`${nodeKey(node, stack)} is true`);
  }

  #isMember(value: Node | undefined, list: Node | undefined, stack: Stack): boolean | undefined {
    return value === undefined ? undefined : this.#isOneOf(this.#operand(value, stack), list, stack);
  }

  #isOneOf(operand: Operand, list: Node | undefined, stack: Stack): boolean | undefined {
    if (list === undefined) return undefined;
    const members = this.resolve(list, stack);
    if (members.kind !== 'list') return this.#atom(`${operandKey(operand)} in ${nodeKey(list, stack)}`);
    return this.presentItems(members).some((member) => this.#equals(this.#slotOperand(member), operand));
  }

  /** A value to compare. A parameter that is not decided stays a variable, so that only the comparison is decided and not its value. */
  #operand(node: Node, stack: Stack): Operand {
    const only = node.kind === 'mapping' && node.entries.length === 1 ? node.entries[0] : undefined;
    if (only?.key === 'Ref' && only.value.kind === 'scalar') {
      const parameter = stack.template.parameters.get(only.value.text);
      if (parameter !== undefined && !isSsmType(parameter.type)) {
        const bound = this.#bound(parameter.name, stack);
        if (bound !== undefined) {
          const operand = this.#slotOperand(bound);
          if (operand.kind === 'variable' || operand.value.kind !== 'absent') return operand;
        }
        const candidates = this.#candidates(parameter, stack);
        if (candidates !== undefined) {
          const key = variableKey(stack, parameter.name);
          return { kind: 'variable', key, candidates, mayBe: anything, ...(parameter.noEcho ? {} : { name: parameter.name }) };
        }
        const value = this.#parameter(parameter, stack);
        return value.kind === 'parameter' && !mayBeEmpty(parameter)
          ? { kind: 'variable', key: parameterKey(value), mayBe: notEmpty }
          : operandOf(value);
      }
    }
    if (only?.key === 'Fn::If' && only.value.kind === 'sequence' && only.value.items.length === 3) {
      const [condition, whenTrue, whenFalse] = only.value.items as [Node, Node, Node];
      const truth = condition.kind === 'scalar' ? this.condition(condition.text, stack) : undefined;
      if (truth !== undefined) return this.#operand(truth ? whenTrue : whenFalse, stack);
    }
    return operandOf(this.resolve(node, stack), () => nodeKey(node, stack));
  }

  #slotOperand(slot: Slot): Operand {
    return slot.value === undefined ? this.#operand(slot.node, slot.stack as Stack) : operandOf(slot.value);
  }

  #equals(left: Operand, right: Operand): boolean {
    if (left.kind === 'variable' && right.kind === 'variable') return this.#sameVariable(left, right);
    if (left.kind === 'variable') return right.kind === 'value' && this.#variableIs(left, right.value);
    if (right.kind === 'variable') return this.#variableIs(right, left.value);
    const [a, b] = [left.value, right.value];
    if (a.kind === 'literal' && b.kind === 'literal') return a.text === b.text;
    if (a.kind === 'list' && b.kind === 'list') return this.#sameList(a, b);
    if (a.kind === 'absent' || b.kind === 'absent') return a.kind === b.kind;
    const [keyA, keyB] = [valueKey(a), valueKey(b)];
    return keyA === keyB || this.#atom([keyA, keyB].sort().join(' equals '));
  }

  #sameList(a: ListValue, b: ListValue): boolean {
    const [left, right] = [this.presentItems(a), this.presentItems(b)];
    if (left.length !== right.length) return false;
    return left.every((slot, index) => this.#equals(this.#slotOperand(slot), this.#slotOperand(right[index] as Slot)));
  }

  #variableIs(variable: Variable, value: (Operand & { kind: 'value' })['value']): boolean {
    if (value.kind === 'absent') return false;
    if (value.kind !== 'literal') return this.#atom(`${variable.key} equals ${valueKey(value)}`);
    if (!variable.mayBe(value.text)) return false;
    const key = this.#representative(variable.key);
    const known = this.#knowledge.get(key) ?? (variable.candidates === undefined ? {} : { candidates: variable.candidates });
    const decidable = variable.candidates === undefined || variable.candidates.length > 1;
    if (decidable) this.#openRead();
    if (known.candidates !== undefined) {
      if (!known.candidates.includes(value.text)) return false;
      if (known.candidates.length === 1) return true;
      const truth = this.choices.choose(2) === 0;
      this.#knowledge.set(key, { candidates: truth ? [value.text] : known.candidates.filter((candidate) => candidate !== value.text) });
      return truth;
    }
    if (known.is !== undefined) return known.is === value.text;
    if (known.isNot?.includes(value.text) === true) return false;
    const taken = known.differsFrom?.some((other) => this.#knowledge.get(this.#representative(other))?.is === value.text) === true;
    const truth = !taken && this.choices.choose(2) === 0;
    this.#knowledge.set(key, { ...known, ...(truth ? { is: value.text } : { isNot: [...(known.isNot ?? []), value.text] }) });
    return truth;
  }

  #sameVariable(a: Variable, b: Variable): boolean {
    const [keyA, keyB] = [this.#representative(a.key), this.#representative(b.key)];
    if (keyA === keyB) {
      // That two are one was decided in this scenario, unless they are the same from the start.
      if (a.key !== b.key) this.#openRead();
      return true;
    }
    if (a.candidates !== undefined) return this.#variableIs(b, literal(this.#chooseCandidate(a.key, a.name, a.candidates)));
    if (b.candidates !== undefined) return this.#variableIs(a, literal(this.#chooseCandidate(b.key, b.name, b.candidates)));
    const [knownA, knownB] = [this.#knowledge.get(keyA) ?? {}, this.#knowledge.get(keyB) ?? {}];
    if (knownA.is !== undefined) return this.#variableIs({ ...b, key: keyB }, literal(knownA.is));
    if (knownB.is !== undefined) return this.#variableIs({ ...a, key: keyA }, literal(knownB.is));
    this.#openRead();
    const [differA, differB] = [knownA.differsFrom ?? [], knownB.differsFrom ?? []];
    if (differA.some((other) => this.#representative(other) === keyB) || differB.some((other) => this.#representative(other) === keyA))
      return false;
    const truth = this.choices.choose(2) === 0;
    if (truth) {
      this.#knowledge.set(keyA, { isNot: [...(knownA.isNot ?? []), ...(knownB.isNot ?? [])], differsFrom: [...differA, ...differB] });
      this.#knowledge.set(keyB, { sameAs: keyA });
    } else {
      this.#knowledge.set(keyA, { ...knownA, differsFrom: [...differA, keyB] });
      this.#knowledge.set(keyB, { ...knownB, differsFrom: [...differB, keyA] });
    }
    return truth;
  }

  #representative(key: string): string {
    const known = this.#knowledge.get(key);
    return known?.sameAs === undefined ? key : this.#representative(known.sameAs);
  }

  /** A statement that nothing is known of, decided one way or the other, and the same way for the rest of the run. */
  #atom(key: string): boolean {
    this.#openRead();
    const known = this.#atoms.get(key);
    if (known !== undefined) return known;
    const truth = this.choices.choose(2) === 0;
    this.#atoms.set(key, truth);
    return truth;
  }

  // --- the Rules section ------------------------------------------------------------------------------------------------------

  /** Whether the `Rules` of the stacks allow this scenario: some completion of what is still open satisfies all of them. */
  isAllowed(): boolean {
    if (!this.unit.hasRules || this.choices.count === 0) return true;
    return this.canSatisfyRules();
  }

  /** Whether some completion of what is still open satisfies the `Rules` of the stacks; of all that have any, if none are named. */
  canSatisfyRules(stacks: readonly Stack[] = this.unit.stacks.filter((stack) => stack.template.rules.size > 0)): boolean {
    let script: readonly number[] | undefined = [];
    for (let completions = 0; script !== undefined; completions++) {
      if (completions >= MAX_RULE_COMPLETIONS) return true;
      const completion = this.#fork(new Choices(script));
      if (stacks.every((stack) => completion.#satisfiesRules(stack))) return true;
      script = completion.choices.next();
    }
    return false;
  }

  #fork(choices: Choices): Evaluation {
    const copy = new Evaluation(this.unit, choices, this.#budget);
    for (const [key, value] of this.#knowledge) copy.#knowledge.set(key, value);
    for (const [key, value] of this.#atoms) copy.#atoms.set(key, value);
    for (const [key, value] of this.#conditions) copy.#conditions.set(key, value);
    return copy;
  }

  #satisfiesRules(stack: Stack): boolean {
    const { parent } = stack;
    if (parent !== undefined && !this.exists({ stack: parent.stack, declaration: parent.resource })) return true;
    for (const rule of stack.template.rules.values()) {
      const when = childOf(rule.value, 'RuleCondition');
      if (when !== undefined && this.#test(when, stack) === false) continue;
      const assertions = childOf(rule.value, 'Assertions');
      for (const assertion of assertions?.kind === 'sequence' ? assertions.items : []) {
        const assert = childOf(assertion, 'Assert');
        if (assert !== undefined && this.#test(assert, stack) === false) return false;
      }
    }
    return true;
  }
}

// --- helpers --------------------------------------------------------------------------------------------------------------------

export function unknown(because: string, origins: readonly ValueOrigin[] = []): UnknownValue {
  return { kind: 'unknown', because, ...(origins.length === 0 ? {} : { origins }) };
}

function originsOf(value: Value): readonly ValueOrigin[] {
  return value.kind === 'absent' ? [] : (value.origins ?? []);
}

function literal(value: string | number | boolean): LiteralValue {
  return { kind: 'literal', value, text: String(value) };
}

/** A pseudo parameter without a value; `stack` where every stack has its own. */
function pseudo(name: string, stack?: Stack): Value {
  return { kind: 'parameter', name, noEcho: false, hasDefault: false, ...(stack === undefined ? {} : { stack: stack.path }) };
}

function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

function isSsmType(type: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value<');
}

function variableKey(stack: Stack, name: string): string {
  return parameterKey({ stack: stack.path, name });
}

/** What is not known is compared by what it is; an expression of which too little is known for that, by what it says. */
function operandOf(value: Value, expression?: () => string): Operand {
  switch (value.kind) {
    case 'literal':
    case 'list':
    case 'map':
    case 'absent':
      return { kind: 'value', value };
    case 'unknown': {
      const key = expression?.() ?? valueKey(value);
      return { kind: 'variable', key, mayBe: anything, ...(value.candidates === undefined ? {} : { candidates: value.candidates }) };
    }
    case 'partial': {
      const isDefinite = value.pieces.every((piece) => typeof piece === 'string' || piece.kind !== 'unknown');
      const key = isDefinite ? valueKey(value) : (expression?.() ?? valueKey(value));
      return { kind: 'variable', key, mayBe: (text) => partialMayBe(value.pieces, text) };
    }
    case 'parameter':
      return { kind: 'variable', key: parameterKey(value), mayBe: value.name.startsWith('AWS::') ? notEmpty : anything };
    case 'reference':
      // Names and ARNs are never empty; what a custom resource or another stack returns may be.
      return { kind: 'variable', key: valueKey(value), mayBe: value.attribute === 'Ref' || !isOpenEnded(value.type) ? notEmpty : anything };
    case 'import':
      return { kind: 'variable', key: valueKey(value), mayBe: notEmpty };
    case 'dynamic':
      return { kind: 'variable', key: valueKey(value), mayBe: anything };
    default:
      return assertNever(value);
  }
}

const anything = (): boolean => true;
const notEmpty = (text: string): boolean => text !== '';

/** Types whose attributes are whatever somebody else returns. */
function isOpenEnded(type: string): boolean {
  return !type.startsWith('AWS::') || type.startsWith('AWS::CloudFormation::');
}

/** Whether an empty text is a value that CloudFormation takes for a parameter. */
function mayBeEmpty(parameter: ParameterDeclaration): boolean {
  if (parameter.type === 'Number' || parameter.type.startsWith('AWS::')) return false;
  const minimum = childOf(parameter.entry.value, 'MinLength');
  if (minimum?.kind === 'scalar' && Number(minimum.text) > 0) return false;
  const pattern = childOf(parameter.entry.value, 'AllowedPattern');
  if (pattern?.kind !== 'scalar') return true;
  try {
    return new RegExp(`^(?:${pattern.text})$`).test('');
  } catch {
    // A pattern that only Java reads says nothing here.
    return true;
  }
}

function macroName(argument: Node): string {
  const name = argument.kind === 'scalar' ? argument : childOf(argument, 'Name');
  return name?.kind === 'scalar' ? name.text : 'of a macro';
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

function mayBeAbsent(node: Node): boolean {
  if (node.kind === 'scalar') return node.value === null;
  const only = node.kind === 'mapping' && node.entries.length === 1 ? (node.entries[0] as MappingEntry) : undefined;
  return only !== undefined && (only.key === 'Ref' || only.key.startsWith('Fn::'));
}

function withOrigin(value: Value, origin: ValueOrigin): Value {
  if (value.kind === 'absent') return value;
  return { ...value, origins: [origin, ...(value.origins ?? [])] };
}

function parameterLiteral(text: string, parameter: ParameterDeclaration, origin: ValueOrigin): Value {
  if (isListType(parameter.type)) {
    const items = text === '' ? [] : text.split(',').map((item) => item.trim());
    return { kind: 'list', items: items.map((item) => valueSlot(withOrigin(literal(item), origin), parameter.entry)), origins: [origin] };
  }
  const value = textValue([text]);
  return withOrigin(value, origin);
}

function asList(value: Value): Value {
  if (value.kind !== 'literal') return value;
  const entry: MappingEntry = {
    key: '',
    keyStart: 0,
    keyEnd: 0,
    value: { kind: 'scalar', start: 0, end: 0, text: value.text, value: value.text },
  };
  const items = value.text === '' ? [] : value.text.split(',').map((item) => item.trim());
  return {
    kind: 'list',
    items: items.map((item) => valueSlot({ ...literal(item), ...(value.origins === undefined ? {} : { origins: value.origins }) }, entry)),
    ...(value.origins === undefined ? {} : { origins: value.origins }),
  };
}

/** A slot for a value that stands nowhere by itself; its place is that of whatever it is part of. */
function valueSlot(value: Value, entry: MappingEntry): Slot {
  return { node: entry.value, stack: undefined, start: -1, end: -1, value };
}

function literalList(texts: readonly string[], node: Node, stack: Stack, origins: readonly ValueOrigin[] | undefined): ListValue {
  return {
    kind: 'list',
    items: texts.map((text) => ({
      node,
      stack,
      start: -1,
      end: -1,
      value: { ...literal(text), ...(origins === undefined ? {} : { origins }) },
    })),
    ...(origins === undefined ? {} : { origins }),
  };
}

function operandKey(operand: Operand): string {
  return operand.kind === 'variable' ? operand.key : valueKey(operand.value);
}

const nodeTexts = new WeakMap<Node, string>();

/** The same for expressions of one stack that are written the same. */
function nodeKey(node: Node, stack: Stack): string {
  let text = nodeTexts.get(node);
  if (text === undefined) {
    text = JSON.stringify(node, (key, value: unknown) =>
      key === 'start' || key === 'end' || key === 'keyStart' || key === 'keyEnd' ? undefined : value,
    );
    nodeTexts.set(node, text);
  }
  return `${stack.path}|${text}`;
}
