import type { Severity } from './severity.ts';

/** The tools and benchmarks whose checks can have the same intent as one of our rules. */
export const CROSS_REFERENCE_TOOLS = ['checkov', 'cfnGuard', 'cdkNag', 'cfnNag', 'trivy', 'securityHub', 'cis', 'conformity'] as const;

export type CrossReferenceTool = (typeof CROSS_REFERENCE_TOOLS)[number];

/** What people call them. */
export const CROSS_REFERENCE_NAMES: Readonly<Record<CrossReferenceTool, string>> = {
  checkov: 'Checkov',
  cfnGuard: 'AWS Guard rules registry',
  cdkNag: 'cdk-nag',
  cfnNag: 'cfn_nag',
  trivy: 'Trivy',
  securityHub: 'AWS Security Hub',
  cis: 'CIS AWS Foundations Benchmark',
  conformity: 'Trend Micro Conformity',
};

/** Checks of other tools with the same intent, by tool. */
export type CrossReferences = Readonly<Record<CrossReferenceTool, readonly string[]>>;

export const CATEGORIES = [
  'backup',
  'cost',
  'encryption',
  'identity',
  'logging',
  'network',
  'operations',
  'public-access',
  'resilience',
  'secrets',
  'supply-chain',
] as const;

/** What a rule is about. */
export type Category = (typeof CATEGORIES)[number];

/** What is known of a rule without loading its code: the generated rule index holds one of these per rule. */
export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly resourceTypes: readonly string[];
  readonly packs: readonly string[];
  readonly crossReferences: CrossReferences;
  /** 1 = in the `recommended` pack. */
  readonly tier: 1 | 2 | 3;
  readonly aliases?: readonly string[];
  readonly deprecated?: { readonly replacedBy?: string; readonly reason: string };
}
