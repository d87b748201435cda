import { createRequire } from 'node:module';
import type { Rule } from '../engine/rule-api.ts';
import type { RuleSummary } from '../model/rule.ts';
import type { Pack } from './shared/pack.ts';
import { SERVICES_BY_TYPE } from './types.generated.ts';

/** Set by the build, in which every service is a file of its own beside the bundle. */
declare const __STACKGATE_BUNDLED__: boolean | undefined;

const require = createRequire(import.meta.url);
const loaded = new Map<string, readonly Rule[]>();

/** The rules of one service, loaded when they are first asked for. */
export function loadService(service: string): readonly Rule[] {
  const known = loaded.get(service);
  if (known !== undefined) return known;
  const path = isBundled() ? `./rules/${service}.cjs` : `./${service}/index.ts`;
  const { rules } = require(path) as { readonly rules: readonly Rule[] };
  loaded.set(service, rules);
  return rules;
}

/** The services that have rules for a type of resource; those for any type are always among them. */
export function servicesFor(type: string): readonly string[] {
  const own = Object.hasOwn(SERVICES_BY_TYPE, type) ? (SERVICES_BY_TYPE[type] ?? []) : [];
  const any = SERVICES_BY_TYPE['*'] ?? [];
  return any.length === 0 ? own : [...new Set([...own, ...any])];
}

/** What is known of every rule without its code; loaded when it is first asked for. */
export function loadCatalogue(): readonly RuleSummary[] {
  const path = isBundled() ? './rules/catalogue.cjs' : './catalogue.generated.ts';
  const { RULE_CATALOGUE } = require(path) as { readonly RULE_CATALOGUE: readonly RuleSummary[] };
  return RULE_CATALOGUE;
}

/** Every pack with its controls; loaded when they are first asked for. */
export function loadPacks(): readonly Pack[] {
  const { PACKS } = require(isBundled() ? './rules/packs.cjs' : './packs/index.ts') as { readonly PACKS: readonly Pack[] };
  return PACKS;
}

function isBundled(): boolean {
  return typeof __STACKGATE_BUNDLED__ === 'boolean' && __STACKGATE_BUNDLED__;
}
