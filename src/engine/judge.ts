import type { RuleOptions } from '../model/settings.ts';
import type { Severity } from '../model/severity.ts';
import type { Budget } from './evaluation.ts';
import type { Rule } from './rule.ts';
import { type Finding, runRule } from './runner.ts';
import type { ResourceInstance, Unit } from './stack.ts';

export interface JudgeOptions {
  /** The selected rules for a type of resource. */
  readonly rulesFor: (type: string) => readonly Rule[];
  readonly ruleOptions: Readonly<Record<string, RuleOptions>>;
  readonly severities: Readonly<Record<string, Severity>>;
  readonly budget: Budget;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Resource instances that a rule looked at, by the path of their file. */
  readonly evaluated: ReadonlyMap<string, number>;
  /** Resource instances of types that no selected rule looks at. */
  readonly withoutRule: number;
  readonly rulesRun: ReadonlySet<string>;
}

/** Judges every resource of a deployment unit by the selected rules for its type. */
export function judgeUnit(unit: Unit, options: JudgeOptions): Judgement {
  const findings: Finding[] = [];
  const evaluated = new Map<string, number>();
  const rulesRun = new Set<string>();
  let withoutRule = 0;
  for (const resource of unit.resources) {
    const rules = options.rulesFor(resource.declaration.type);
    // Rules for any type look at what all resources have; whether a type is covered is said by the rules that name it.
    if (rules.every((rule) => rule.resources.includes('*'))) withoutRule++;
    else count(evaluated, resource);
    for (const rule of rules) {
      rulesRun.add(rule.id);
      findings.push(
        ...runRule(rule, resource, unit, {
          options: options.ruleOptions[rule.id],
          severity: options.severities[rule.id],
          budget: options.budget,
        }),
      );
    }
  }
  return { findings, evaluated, withoutRule, rulesRun };
}

function count(byFile: Map<string, number>, resource: ResourceInstance): void {
  const { path } = resource.stack.template.source;
  byFile.set(path, (byFile.get(path) ?? 0) + 1);
}
