import { dump } from 'js-yaml';
import type { Example, Rule } from '../../engine/rule-api.ts';
import { StackgateError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { CROSS_REFERENCE_TOOLS, type RuleSummary } from '../../model/rule.ts';
import { loadCatalogue, loadService } from '../../rules/load-service.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CommandResult } from './command.ts';

/** Rules that have what was asked for in their id, so many at most. */
const MAX_SUGGESTIONS = 3;

/** `stackgate explain <rule>`: a rule by its id, an old id, or the id that another tool has for the same intent. */
export function explainCommand(args: ParsedArguments): CommandResult {
  const name = args.operands[0] ?? '';
  const found = findRules(name, loadCatalogue());
  return { exitCode: 0, stdout: found.map((summary) => explain(ruleOf(summary), name)).join('\n') };
}

function findRules(name: string, catalogue: readonly RuleSummary[]): readonly RuleSummary[] {
  const own = catalogue.filter((rule) => rule.id === name || rule.aliases?.includes(name) === true);
  if (own.length > 0) return own;
  const foreign = name.replace(/^[a-z-]+:/, '').toLowerCase();
  const same = catalogue.filter((rule) =>
    CROSS_REFERENCE_TOOLS.some((tool) => rule.crossReferences[tool].some((id) => id.toLowerCase() === foreign)),
  );
  if (same.length > 0) return same;
  const parts = catalogue.filter((rule) => rule.id.includes(name.toLowerCase())).slice(0, MAX_SUGGESTIONS);
  if (parts.length > 0) {
    throw new StackgateError('UNKNOWN_RULE', `there is no rule \`${name}\``, {
      hint: `Did you mean ${parts.map((rule) => `\`${rule.id}\``).join(' or ')}?`,
    });
  }
  const hint = didYouMean(name, [
    ...catalogue.map((rule) => rule.id),
    ...catalogue.flatMap((rule) => CROSS_REFERENCE_TOOLS.flatMap((tool) => rule.crossReferences[tool])),
  ]);
  throw new StackgateError('UNKNOWN_RULE', `there is no rule \`${name}\``, { hint: hint ?? '`stackgate rules` lists what there is.' });
}

function ruleOf(summary: RuleSummary): Rule {
  const rule = loadService(summary.id.slice(0, summary.id.indexOf('/'))).find((candidate) => candidate.id === summary.id);
  if (rule === undefined) throw new StackgateError('INTERNAL', `the rule ${summary.id} is listed and not there`);
  return rule;
}

function explain(rule: Rule, asked: string): string {
  const lines = [`${rule.id}  (${rule.severity}, ${rule.category})`, rule.title, ''];
  if (asked !== rule.id) lines.push(`\`${asked}\` has the same intent.`, '');
  lines.push(rule.rationale, '', `What to do: ${rule.remediation}`, '', `Looks at: ${rule.resources.join(', ')}`);
  const packs = [...(rule.tier === 1 ? ['recommended'] : []), ...rule.packs];
  lines.push(`In the packs: ${packs.length === 0 ? 'none but `all`' : packs.join(', ')}`);
  for (const tool of CROSS_REFERENCE_TOOLS) {
    const ids = rule.crossReferences[tool] ?? [];
    if (ids.length > 0) lines.push(`Same intent in ${tool}: ${ids.join(', ')}`);
  }
  const options = Object.entries(rule.options ?? {});
  if (options.length > 0) lines.push('', 'Options:');
  for (const [name, option] of options) lines.push(`  ${name} (default ${JSON.stringify(option.default)}): ${option.description}`);
  for (const [heading, examples] of [
    ['Passes', rule.examples.pass],
    ['Fails', rule.examples.fail],
    ['Not known', rule.examples.unknown ?? []],
  ] as const) {
    const [example] = examples;
    if (example !== undefined) lines.push('', `${heading}: ${example.name}`, indent(exampleYaml(rule, example)));
  }
  return `${lines.join('\n')}\n`;
}

function exampleYaml(rule: Rule, example: Example): string {
  const resource = {
    Type: example.type ?? rule.resources[0] ?? '',
    ...example.attributes,
    ...(example.properties === undefined ? {} : { Properties: example.properties }),
  };
  return dump({ ...example.template, Resources: { Subject: resource, ...example.others } }, { noRefs: true, lineWidth: 100 }).trimEnd();
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
