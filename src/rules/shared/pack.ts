import type { CrossReferenceTool, RuleSummary } from '../../model/rule.ts';

/** A named, versioned set of rules. Which rules are in it, the rules say themselves. */
export interface Pack {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** What it is for and what it leaves out, in whole sentences. */
  readonly description: string;
  /** The controls of the standard behind the pack, with or without a rule. */
  readonly controls?: PackControls;
}

export interface PackControls {
  /** The cross-references of a rule that name the controls it evaluates. */
  readonly tool: Extract<CrossReferenceTool, 'cis' | 'securityHub'>;
  /** In natural order: `IAM.2` before `IAM.10`. */
  readonly ids: readonly string[];
}

export type PackMember = Pick<RuleSummary, 'id' | 'tier' | 'packs' | 'crossReferences'>;

export interface EvaluatedControl {
  readonly id: string;
  /** Ids of the rules that evaluate it; at least one. */
  readonly rules: readonly string[];
}

/** What a pack covers with the rules that there are. */
export interface PackCoverage {
  /** Ids of the rules in the pack, in the order given. */
  readonly rules: readonly string[];
  readonly evaluated: readonly EvaluatedControl[];
  /** Ids of the controls that no rule evaluates. */
  readonly notEvaluated: readonly string[];
}

export function isInPack(pack: Pick<Pack, 'name'>, rule: Pick<PackMember, 'tier' | 'packs'>): boolean {
  return pack.name === 'all' || (pack.name === 'recommended' && rule.tier === 1) || rule.packs.includes(pack.name);
}

/** Tells the controls of a pack that rules evaluate from those that none does. Only rules of the pack count. */
export function packCoverage(pack: Pack, rules: readonly PackMember[]): PackCoverage {
  const members = rules.filter((rule) => isInPack(pack, rule));
  const { controls } = pack;
  const evaluated: EvaluatedControl[] = [];
  const notEvaluated: string[] = [];
  for (const id of controls?.ids ?? []) {
    const evaluating = members.filter((rule) => controls !== undefined && rule.crossReferences[controls.tool].includes(id));
    if (evaluating.length === 0) notEvaluated.push(id);
    else evaluated.push({ id, rules: evaluating.map((rule) => rule.id) });
  }
  return { rules: members.map((rule) => rule.id), evaluated, notEvaluated };
}
