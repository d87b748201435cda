import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../../src/engine/rule-api.ts';
import { PROJECT } from './paths.ts';

const RULES = join(PROJECT, 'src/rules');

/** The ids of all rules, by the files that are there, in the order of code points. */
export function ruleIds(): readonly string[] {
  return services()
    .flatMap((service) => readdirSync(join(RULES, service)).map((name) => `${service}/${name}`))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('/index.ts'))
    .map((path) => path.slice(0, -'.ts'.length))
    .sort();
}

/** The services that have a folder of rules. */
export function services(): readonly string[] {
  return readdirSync(RULES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['custom', 'packs', 'shared'].includes(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** Loads a rule from its source. */
export async function loadRule(id: string): Promise<Rule> {
  const module = (await import(pathToFileURL(join(RULES, `${id}.ts`)).href)) as { readonly default: Rule };
  return module.default;
}
