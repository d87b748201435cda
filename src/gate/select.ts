import { StackgateError, StackgateErrors } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import type { RuleSummary } from '../model/rule.ts';
import { rulePattern } from '../model/rule-pattern.ts';

/** Which rules a run applies. */
export interface RuleSelection {
  readonly packs: readonly string[];
  /** Ids or globs. */
  readonly rules: readonly string[];
  /** Ids or globs. */
  readonly disable: readonly string[];
}

/** What a selection needs to know of a rule. */
export type SelectableRule = Pick<RuleSummary, 'id' | 'tier' | 'packs' | 'aliases'>;

export const RECOMMENDED = 'recommended';
export const ALL_RULES = 'all';

/** Whether the selection is the plain default, for which no catalogue is needed. */
export function isDefaultSelection(selection: RuleSelection): boolean {
  return selection.packs.length === 0 && selection.rules.length === 0 && selection.disable.length === 0;
}

/** The packs that a selection applies: the recommended one when it names neither packs nor rules. */
export function packsOf(selection: RuleSelection): readonly string[] {
  return selection.packs.length === 0 && selection.rules.length === 0 ? [RECOMMENDED] : selection.packs;
}

/** Decides for one rule: packs unite, rules alone select and beside packs add, disabling wins. */
export function selector(selection: RuleSelection): (rule: SelectableRule) => boolean {
  const packs = new Set(packsOf(selection));
  const wanted = selection.rules.map(rulePattern);
  const disabled = selection.disable.map(rulePattern);
  return (rule) => {
    const names = [rule.id, ...(rule.aliases ?? [])];
    if (disabled.some((pattern) => names.some((name) => pattern(name)))) return false;
    if (wanted.some((pattern) => names.some((name) => pattern(name)))) return true;
    return packs.has(ALL_RULES) || (packs.has(RECOMMENDED) && rule.tier === 1) || rule.packs.some((pack) => packs.has(pack));
  };
}

/** Refuses packs and rules that nobody knows, all at once, each with the nearest name that is known. */
export function checkSelection(selection: RuleSelection, rules: readonly SelectableRule[], packNames: readonly string[]): void {
  const errors: StackgateError[] = [];
  for (const pack of selection.packs) {
    if (!packNames.includes(pack))
      errors.push(new StackgateError('UNKNOWN_PACK', `there is no pack \`${pack}\``, hintFor(pack, packNames)));
  }
  const names = rules.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])]);
  for (const id of [...selection.rules, ...selection.disable]) {
    const matches = rulePattern(id);
    if (!names.some((name) => matches(name)))
      errors.push(new StackgateError('UNKNOWN_RULE', `there is no rule \`${id}\``, hintFor(id, names)));
  }
  if (errors.length === 1) throw errors[0] as StackgateError;
  if (errors.length > 1) throw new StackgateErrors(errors);
}

function hintFor(name: string, known: readonly string[]): { readonly hint?: string } {
  const hint = didYouMean(name, known);
  return hint === undefined ? { hint: '`stackgate rules` lists what there is.' } : { hint };
}
