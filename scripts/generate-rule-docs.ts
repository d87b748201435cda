import { emitGenerated } from './lib/generated.ts';
import { ruleIndex, rulePage } from './lib/rule-page.ts';
import { loadRule, ruleIds } from './lib/rule-sources.ts';

// One page for each rule, and the list of all of them, from what stands in the rules.
const rules = await Promise.all(ruleIds().map(loadRule));
const pages = new Map(rules.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule)]));
emitGenerated(new Map([['docs/rules/README.md', ruleIndex(rules)], ...pages]), ['docs/rules/**/*.md']);
