import { assertNever } from '../model/errors.ts';
import { childOf, type MappingEntry, type Node } from '../model/node.ts';
import type { ListValue, Slot, Value } from '../model/value.ts';
import type { Evaluation } from './evaluation.ts';
import { bindingOf, candidatesOf, isSsmType, mayBeEmpty, parameterValue } from './parameters.ts';
import type { Stack } from './stack.ts';
import { partialMayBe } from './text-value.ts';
import { parameterKey, valueKey } from './value-text.ts';
import type { Variable } from './variables.ts';

/** Conditions within conditions that are decided in one go; those further down are decided first, so that the call stack stays small. */
const MAX_DEPTH = 300;

/** What became of a condition in a scenario. */
export interface Decision {
  /** `undefined` for what is malformed. */
  readonly truth: boolean | undefined;
  /** Whether it could have been decided the other way. */
  readonly open: boolean;
  /** Whether it depends on anything that differs from run to run. */
  readonly dependent: boolean;
  /** What it rests on that nobody stated. */
  readonly assumptions: readonly string[];
}

const MALFORMED: Decision = { truth: undefined, open: false, dependent: false, assumptions: [] };

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

/** The operand of a comparison: a value, or a variable that is not decided yet. */
type Operand = { readonly kind: 'value'; readonly value: DefiniteValue } | Variable;

type DefiniteValue = Extract<Value, { kind: 'literal' | 'list' | 'map' | 'absent' }>;

/** The conditions of one run: each is decided when it is first asked for, as far as nothing else has decided it. */
export class Conditions {
  readonly #evaluation: Evaluation;
  readonly #decisions = new Map<string, Decision>();
  /** The conditions that are being decided, each for the one before it. */
  readonly #deciding = new Set<string>();
  #depth = 0;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  /** Takes over what another run has decided. */
  inherit(from: Conditions): void {
    for (const [key, value] of from.#decisions) this.#decisions.set(key, value);
  }

  /** Decides a declared condition. */
  decide(name: string, stack: Stack): Decision {
    if (this.#deciding.size > 0) return this.#decide(name, stack);
    const deeper: DeepCondition[] = [];
    for (;;) {
      const last = deeper.at(-1);
      try {
        const decision = last === undefined ? this.#decide(name, stack) : this.#decide(last.condition, last.owner);
        if (deeper.pop() === undefined) return decision;
      } catch (error) {
        if (!(error instanceof DeepCondition)) throw error;
        this.#deciding.clear();
        this.#depth = 0;
        // In a circle there is nothing to decide first; the loader has told of it.
        if (deeper.some(({ condition, owner }) => condition === error.condition && owner === error.owner))
          this.#decisions.set(keyOf(error.owner, error.condition), MALFORMED);
        else deeper.push(error);
      }
    }
  }

  #decide(name: string, stack: Stack): Decision {
    const always = stack.truths.get(name);
    if (always !== undefined) return { truth: always, open: false, dependent: false, assumptions: [] };
    const { trace } = this.#evaluation;
    const key = keyOf(stack, name);
    const known = this.#decisions.get(key);
    if (known !== undefined) {
      for (const assumption of known.assumptions) trace.assume(assumption);
      if (known.open) trace.openRead();
      else if (known.dependent) trace.depend();
      return known;
    }
    const entry = stack.template.conditions.get(name);
    if (entry === undefined || this.#deciding.has(key)) return MALFORMED;
    if (this.#depth > MAX_DEPTH) throw new DeepCondition(name, stack);
    const { openReads, dependence, taken } = trace;
    this.#deciding.add(key);
    const truth = this.test(entry.value, stack);
    this.#deciding.delete(key);
    const decision: Decision = {
      truth,
      open: trace.openReads !== openReads,
      dependent: trace.dependence !== dependence,
      assumptions: trace.takenSince(taken),
    };
    this.#decisions.set(key, decision);
    if (truth !== undefined && !decision.dependent) stack.truths.set(name, truth);
    return decision;
  }

  /** The truth of a condition expression in this scenario; decides what is open. `undefined` only for what is malformed. */
  test(node: Node, stack: Stack): boolean | undefined {
    this.#evaluation.step();
    this.#depth++;
    const truth = this.#test(node, stack);
    this.#depth--;
    return truth;
  }

  #test(node: Node, stack: Stack): boolean | undefined {
    const entry = onlyEntry(node);
    if (entry === undefined) return this.#literalTruth(node, stack);
    const [first, second, ...others] = entry.value.kind === 'sequence' ? entry.value.items : [];
    switch (entry.key) {
      case 'Condition':
        return entry.value.kind === 'scalar' ? this.decide(entry.value.text, stack).truth : undefined;
      case 'Fn::Not': {
        const inner = first === undefined ? undefined : this.test(first, stack);
        return inner === undefined ? undefined : !inner;
      }
      case 'Fn::And':
        return this.#firstThatIsNot(true, entry.value, stack);
      case 'Fn::Or':
        return this.#firstThatIsNot(false, entry.value, stack);
      case 'Fn::Equals':
        if (first === undefined || second === undefined || others.length > 0) return undefined;
        return this.#equals(this.#operand(first, stack), this.#operand(second, stack));
      case 'Fn::Contains':
        return first === undefined || second === undefined ? undefined : this.#isOneOf(this.#operand(second, stack), first, stack);
      case 'Fn::EachMemberEquals':
        return this.#isTrueOfEach(node, first, stack, (member) =>
          second === undefined ? undefined : this.#equals(member, this.#operand(second, stack)),
        );
      case 'Fn::EachMemberIn':
        return this.#isTrueOfEach(node, first, stack, (member) =>
          second === undefined ? undefined : this.#isOneOf(member, second, stack),
        );
      default:
        return this.#literalTruth(node, stack);
    }
  }

  /** The first truth of a list that is not the expected one; the expected one when all are. */
  #firstThatIsNot(expected: boolean, list: Node, stack: Stack): boolean | undefined {
    for (const item of list.kind === 'sequence' ? list.items : []) {
      const truth = this.test(item, stack);
      if (truth !== expected) return truth;
    }
    return expected;
  }

  #isTrueOfEach(
    whole: Node,
    list: Node | undefined,
    stack: Stack,
    question: (member: Operand) => boolean | undefined,
  ): boolean | undefined {
    const members = list === undefined ? undefined : this.#evaluation.resolve(list, stack);
    if (members?.kind !== 'list') return this.#evaluation.variables.holds(nodeKey(whole, stack));
    for (const member of this.#evaluation.presentItems(members)) {
      const truth = question(this.#slotOperand(member));
      if (truth !== true) return truth;
    }
    return true;
  }

  #literalTruth(node: Node, stack: Stack): boolean | undefined {
    const value = this.#evaluation.resolve(node, stack);
    if (value.kind === 'literal') {
      const text = value.text.toLowerCase();
      return text === 'true' || text === 'false' ? text === 'true' : undefined;
    }
    return value.kind === 'absent' ? undefined : this.#evaluation.variables.holds(`${nodeKey(node, stack)} is true`);
  }

  #isOneOf(operand: Operand, list: Node, stack: Stack): boolean {
    const members = this.#evaluation.resolve(list, stack);
    if (members.kind !== 'list') return this.#evaluation.variables.holds(`${operandKey(operand)} in ${nodeKey(list, stack)}`);
    return this.#evaluation.presentItems(members).some((member) => this.#equals(this.#slotOperand(member), operand));
  }

  /** A value to compare. A parameter that is not decided stays a variable, so that only the comparison is decided and not its value. */
  #operand(node: Node, stack: Stack): Operand {
    const only = onlyEntry(node);
    if (only?.key === 'Ref' && only.value.kind === 'scalar') {
      const operand = this.#parameterOperand(only.value.text, stack);
      if (operand !== undefined) return operand;
    }
    if (only?.key === 'Fn::If' && only.value.kind === 'sequence' && only.value.items.length === 3) {
      const [condition, whenTrue, whenFalse] = only.value.items as [Node, Node, Node];
      const truth = condition.kind === 'scalar' ? this.#evaluation.condition(condition.text, stack) : undefined;
      if (truth !== undefined) return this.#operand(truth ? whenTrue : whenFalse, stack);
    }
    return operandOf(this.#evaluation.resolve(node, stack), () => nodeKey(node, stack));
  }

  #parameterOperand(name: string, stack: Stack): Operand | undefined {
    const parameter = stack.template.parameters.get(name);
    if (parameter === undefined || isSsmType(parameter.type)) return undefined;
    const bound = bindingOf(this.#evaluation, name, stack);
    if (bound !== undefined) {
      const operand = this.#slotOperand(bound);
      if (operand.kind === 'variable' || operand.value.kind !== 'absent') return operand;
    }
    const candidates = candidatesOf(parameter, stack);
    if (candidates !== undefined) return { kind: 'variable', mayBe: anything, ...candidates };
    const value = parameterValue(this.#evaluation, parameter, stack);
    return value.kind === 'parameter' && !mayBeEmpty(parameter)
      ? { kind: 'variable', key: parameterKey(value), mayBe: notEmpty }
      : operandOf(value);
  }

  #slotOperand(slot: Slot): Operand {
    return slot.value === undefined ? this.#operand(slot.node, slot.stack as Stack) : operandOf(slot.value);
  }

  #equals(left: Operand, right: Operand): boolean {
    const { variables } = this.#evaluation;
    if (left.kind === 'variable' && right.kind === 'variable') return variables.areSame(left, right);
    if (left.kind === 'variable') return right.kind === 'value' && this.#variableIs(left, right.value);
    if (right.kind === 'variable') return this.#variableIs(right, left.value);
    const [a, b] = [left.value, right.value];
    if (a.kind === 'literal' && b.kind === 'literal') return a.text === b.text;
    if (a.kind === 'list' && b.kind === 'list') return this.#sameList(a, b);
    if (a.kind === 'absent' || b.kind === 'absent') return a.kind === b.kind;
    const [keyA, keyB] = [valueKey(a), valueKey(b)];
    return keyA === keyB || variables.holds([keyA, keyB].sort().join(' equals '));
  }

  #variableIs(variable: Variable, value: DefiniteValue): boolean {
    const { variables } = this.#evaluation;
    if (value.kind === 'literal') return variables.is(variable, value.text);
    return value.kind !== 'absent' && variables.holds(`${variable.key} equals ${valueKey(value)}`);
  }

  #sameList(a: ListValue, b: ListValue): boolean {
    const [left, right] = [this.#evaluation.presentItems(a), this.#evaluation.presentItems(b)];
    if (left.length !== right.length) return false;
    return left.every((slot, index) => this.#equals(this.#slotOperand(slot), this.#slotOperand(right[index] as Slot)));
  }
}

function keyOf(stack: Stack, name: string): string {
  return parameterKey({ stack: stack.path, name });
}

function onlyEntry(node: Node): MappingEntry | undefined {
  return node.kind === 'mapping' && node.entries.length === 1 ? node.entries[0] : undefined;
}

function operandKey(operand: Operand): string {
  return operand.kind === 'variable' ? operand.key : valueKey(operand.value);
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

/** Whether the `Rules` of a stack hold in this scenario; decides what is open. */
export function satisfiesRules(conditions: Conditions, stack: Stack): boolean {
  for (const rule of stack.template.rules.values()) {
    const when = childOf(rule.value, 'RuleCondition');
    if (when !== undefined && conditions.test(when, stack) === false) continue;
    const assertions = childOf(rule.value, 'Assertions');
    for (const assertion of assertions?.kind === 'sequence' ? assertions.items : []) {
      const assert = childOf(assertion, 'Assert');
      if (assert !== undefined && conditions.test(assert, stack) === false) return false;
    }
  }
  return true;
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
