import { type MappingNode, type Node, textOf } from '../model/node.ts';
import { ABSENT, type ListValue, type Slot, type Value } from '../model/value.ts';
import { Choices } from './choices.ts';
import { Conditions, satisfiesRules } from './conditions.ts';
import { callFunction, describeTransform, macroName } from './functions.ts';
import { type ResourceInstance, resourceKey, type Stack, type Unit } from './stack.ts';
import { textValue } from './text-value.ts';
import { Trace } from './trace.ts';
import { literal, mayBeAbsent, unknown } from './values.ts';
import { Variables } from './variables.ts';

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

/** Completions of a scenario that are tried before the `Rules` section is taken to allow it. */
const MAX_RULE_COMPLETIONS = 512;

const CONDITION_FUNCTIONS: ReadonlySet<string> = new Set(['Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals']);

/**
 * One run through one check: resolves nodes to values under one scenario, which it decides step by step, as the check reads what
 * depends on it.
 */
export class Evaluation {
  readonly unit: Unit;
  readonly choices: Choices;
  /** @internal */
  readonly trace = new Trace();
  /** @internal */
  readonly variables: Variables;
  readonly #conditions: Conditions;
  readonly #budget: Budget;
  #depth = 0;

  constructor(unit: Unit, choices: Choices, budget: Budget) {
    this.unit = unit;
    this.choices = choices;
    this.#budget = budget;
    this.variables = new Variables(choices, this.trace);
    this.#conditions = new Conditions(this);
  }

  /** Counts one step of work. Throws `BudgetExceeded` when none is left. */
  step(cost = 1): void {
    this.#budget.steps -= cost;
    if (this.#budget.steps < 0) throw new BudgetExceeded();
  }

  resolveSlot(slot: Slot): Value {
    if (slot.value !== undefined) return slot.value;
    return this.resolve(slot.node, slot.stack as Stack);
  }

  resolve(node: Node, stack: Stack): Value {
    const cached = stack.cache.get(node);
    if (cached !== undefined) return cached;
    this.step();
    const before = this.trace.dependence;
    this.#depth++;
    try {
      const value = this.#depth > MAX_REFERENCE_DEPTH ? unknown('a circular reference') : this.#evaluate(node, stack);
      if (this.trace.dependence === before) stack.cache.set(node, value);
      return value;
    } finally {
      this.#depth--;
    }
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
      if (CONDITION_FUNCTIONS.has(key)) {
        const truth = this.#conditions.test(node, stack);
        return truth === undefined ? unknown(key) : literal(truth);
      }
      if (key === 'Ref' || key.startsWith('Fn::') || key.startsWith('!')) return callFunction(this, only, stack);
    }
    const entries = new Map<string, Slot>();
    let open: string | undefined;
    for (const entry of node.entries) {
      if (entry.key === 'Fn::Transform') {
        open = describeTransform(entry.value);
        if (macroName(entry.value) !== 'AWS::Include') this.trace.taint(open);
        continue;
      }
      entries.set(entry.key, { node: entry.value, stack, start: entry.keyStart, end: entry.keyEnd });
    }
    return { kind: 'map', entries, node, ...(open === undefined ? {} : { open }) };
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

  /** Whether a resource exists in this scenario. */
  exists(resource: Pick<ResourceInstance, 'stack' | 'declaration'>): boolean {
    let stack: Stack | undefined = resource.stack;
    let declaration: ResourceInstance['declaration'] | undefined = resource.declaration;
    while (stack !== undefined && declaration !== undefined) {
      if (declaration.condition !== undefined && this.condition(declaration.condition, stack) === false) return false;
      for (const name of declaration.loopDefaults ?? []) this.trace.assume(`the default of ${name}`);
      declaration = stack.parent?.resource;
      stack = stack.parent?.stack;
    }
    return true;
  }

  /** The truth of a declared condition in this scenario; `undefined` when it is not declared, or malformed. */
  condition(name: string, stack: Stack): boolean | undefined {
    const { truth, open } = this.#conditions.decide(name, stack);
    if (truth !== undefined && open) {
      const scoped = resourceKey(stack, name);
      this.trace.labels.set(scoped, `${scoped} is ${truth}`);
      this.trace.depend();
    }
    return truth;
  }

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
    copy.variables.inherit(this.variables);
    copy.#conditions.inherit(this.#conditions);
    return copy;
  }

  #satisfiesRules(stack: Stack): boolean {
    const { parent } = stack;
    if (parent !== undefined && !this.exists({ stack: parent.stack, declaration: parent.resource })) return true;
    return satisfiesRules(this.#conditions, stack);
  }
}
