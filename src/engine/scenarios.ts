import { byCodePoint } from '../model/order.ts';
import { Choices } from './choices.ts';
import { type Budget, BudgetExceeded, Evaluation } from './evaluation.ts';
import type { Stack, Unit } from './stack.ts';

/** Runs of one check over the scenarios of one resource; past it the verdict is unknown. */
export const MAX_SCENARIOS = 256;

/** One run through a check: its result and the decisions that led to it. */
export interface ScenarioRun<Result> {
  readonly result: Result;
  /** What was decided, by subject: `IsProd` → `IsProd is false`. */
  readonly labels: ReadonlyMap<string, string>;
  readonly taints: ReadonlySet<string>;
}

export interface Exploration<Result> {
  readonly runs: readonly ScenarioRun<Result>[];
  /** Why scenarios were left out, if any were. */
  readonly cutOff?: string;
}

/** Runs a check under every scenario that it can tell apart, and under no other. */
export function explore<Result>(unit: Unit, budget: Budget, check: (evaluation: Evaluation) => Result | undefined): Exploration<Result> {
  const runs: ScenarioRun<Result>[] = [];
  let script: readonly number[] | undefined = [];
  for (let count = 0; script !== undefined; count++) {
    if (count >= MAX_SCENARIOS) return { runs, cutOff: `too many scenarios: more than ${MAX_SCENARIOS} depend on open conditions` };
    const evaluation = new Evaluation(unit, new Choices(script), budget);
    try {
      const result = check(evaluation);
      if (result !== undefined && evaluation.isAllowed()) {
        runs.push({ result, labels: evaluation.trace.labels, taints: evaluation.trace.taints });
      }
    } catch (error) {
      if (error instanceof BudgetExceeded) return { runs, cutOff: 'the evaluation budget of the run is used up' };
      throw error;
    }
    script = evaluation.choices.next();
  }
  return { runs };
}

/** The stacks whose `Rules` refuse every scenario, so that the unit cannot be deployed with the parameters it has; mostly none. */
export function refusingStacks(unit: Unit, budget: Budget): readonly Stack[] {
  const canSatisfy = (stacks?: readonly Stack[]): boolean => {
    try {
      return new Evaluation(unit, new Choices(), budget).canSatisfyRules(stacks);
    } catch (error) {
      if (error instanceof BudgetExceeded) return true;
      throw error;
    }
  };
  if (!unit.hasRules || canSatisfy()) return [];
  const stacks = unit.stacks.filter((stack) => stack.template.rules.size > 0);
  const alone = stacks.filter((stack) => !canSatisfy([stack]));
  return alone.length === 0 ? stacks : alone;
}

/**
 * Tells scenarios apart in words. Of `chosen` (indexes of `runs`) each is described as briefly as tells it apart from all other runs and
 * from `besides`: a decision is left out when no other scenario agrees with the rest. Empty when there is nothing to tell apart.
 */
export function scenarioDescriber(
  runs: readonly ReadonlyMap<string, string>[],
  besides: readonly ReadonlyMap<string, string>[],
): (chosen: readonly number[]) => readonly string[] {
  const all = [...runs, ...besides];
  const words = Math.ceil(all.length / 32);
  /** For a decision, the scenarios that agree with it: those that decide it the same way, or not at all. */
  const agreeing = new Map<string, Uint32Array>();
  const agreeingWith = (subject: string, label: string): Uint32Array => {
    const key = `${subject}\n${label}`;
    let mask = agreeing.get(key);
    if (mask === undefined) {
      mask = new Uint32Array(words);
      for (const [index, labels] of all.entries()) if ((labels.get(subject) ?? label) === label) setBit(mask, index);
      agreeing.set(key, mask);
    }
    return mask;
  };
  return (chosen) => {
    const others = new Uint32Array(words);
    for (const index of all.keys()) setBit(others, index);
    for (const index of chosen) clearBit(others, index);
    const described = new Set<string>();
    for (const index of chosen) {
      const decisions = [...(runs[index] ?? [])];
      /** The other scenarios that agree with all decisions from one on. */
      const rest: Uint32Array[] = [others];
      for (const [subject, label] of decisions.toReversed()) rest.unshift(both(rest[0] ?? others, agreeingWith(subject, label)));
      const needed: string[] = [];
      let agreed: Uint32Array = others;
      for (const [at, [subject, label]] of decisions.entries()) {
        if (isEmpty(both(agreed, rest[at + 1] ?? others))) continue;
        agreed = both(agreed, agreeingWith(subject, label));
        needed.push(label);
      }
      if (needed.length === 0) return [];
      described.add(needed.sort(byCodePoint).join(' and '));
    }
    return [...described].sort(byCodePoint);
  };
}

function setBit(mask: Uint32Array, index: number): void {
  mask[index >> 5] = (mask[index >> 5] ?? 0) | (1 << (index & 31));
}

function clearBit(mask: Uint32Array, index: number): void {
  mask[index >> 5] = (mask[index >> 5] ?? 0) & ~(1 << (index & 31));
}

function both(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((word, index) => word & (b[index] ?? 0));
}

function isEmpty(mask: Uint32Array): boolean {
  return mask.every((word) => word === 0);
}
