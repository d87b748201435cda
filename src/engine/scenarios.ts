import { Choices } from './choices.ts';
import { type Budget, BudgetExceeded, Evaluation } from './evaluation.ts';
import type { Unit } from './stack.ts';

/** Runs of one check over the scenarios of one resource; past it the verdict is unknown. */
export const MAX_SCENARIOS = 256;

/** One run through a check: its result and the decisions that led to it. */
export interface ScenarioRun<Result> {
  readonly result: Result;
  /** What was decided, by subject: `IsProd` → `IsProd is false`. */
  readonly labels: ReadonlyMap<string, string>;
  readonly assumptions: ReadonlySet<string>;
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
        runs.push({ result, labels: evaluation.labels, assumptions: evaluation.assumptions, taints: evaluation.taints });
      }
    } catch (error) {
      if (error instanceof BudgetExceeded) return { runs, cutOff: 'the evaluation budget of the run is used up' };
      throw error;
    }
    script = evaluation.choices.next();
  }
  return { runs };
}

/** Whether the `Rules` of a unit refuse every scenario, so that it cannot be deployed with the parameters it has. */
export function refusesEverything(unit: Unit, budget: Budget): boolean {
  if (!unit.hasRules) return false;
  try {
    return !new Evaluation(unit, new Choices(), budget).canSatisfyRules();
  } catch (error) {
    if (error instanceof BudgetExceeded) return false;
    throw error;
  }
}

/**
 * Describes the scenarios of `chosen` as briefly as tells them apart from `others`: a decision is left out when no other scenario
 * agrees with the rest. Empty when there is nothing to tell apart.
 */
export function describeScenarios(
  chosen: readonly ReadonlyMap<string, string>[],
  others: readonly ReadonlyMap<string, string>[],
): readonly string[] {
  const described = new Set<string>();
  for (const labels of chosen) {
    const needed = new Map(labels);
    for (const subject of labels.keys()) {
      const label = needed.get(subject) as string;
      needed.delete(subject);
      if (others.some((other) => agrees(other, needed))) needed.set(subject, label);
    }
    if (needed.size === 0) return [];
    described.add([...needed.values()].sort(compareText).join(' and '));
  }
  return [...described].sort(compareText);
}

function agrees(scenario: ReadonlyMap<string, string>, labels: ReadonlyMap<string, string>): boolean {
  for (const [subject, label] of labels) {
    const other = scenario.get(subject);
    if (other !== undefined && other !== label) return false;
  }
  return true;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
