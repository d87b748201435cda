import { ALL_RULES, checkSelection, isDefaultSelection, RECOMMENDED, selector } from '../../gate/select.ts';
import type { RuleSummary } from '../../model/rule.ts';
import { loadCatalogue, loadPacks } from '../../rules/load-service.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CommandResult } from './command.ts';

/** `stackgate rules`: the rules that a selection holds; all of them without one. */
export function rulesCommand(args: ParsedArguments): CommandResult {
  const catalogue = loadCatalogue();
  const given = { packs: args.list('pack'), rules: args.list('rule'), disable: args.list('disable') };
  const selection = isDefaultSelection(given) || given.packs.length + given.rules.length === 0 ? { ...given, packs: [ALL_RULES] } : given;
  checkSelection(
    selection,
    catalogue,
    loadPacks().map((pack) => pack.name),
  );
  const rules = catalogue.filter(selector(selection));
  switch (args.value('format')) {
    case 'json':
      return { exitCode: 0, stdout: `${JSON.stringify(rules.map(toJson), undefined, 2)}\n` };
    case 'markdown':
      return { exitCode: 0, stdout: markdown(rules) };
    default:
      return { exitCode: 0, stdout: table(rules) };
  }
}

function toJson(rule: RuleSummary): Record<string, unknown> {
  const { id, title, severity, category, resourceTypes, packs, crossReferences, ...rest } = rule;
  return { id, title, severity, category, resourceTypes, packs, crossReferences, ...rest };
}

function table(rules: readonly RuleSummary[]): string {
  const width = Math.max(...rules.map((rule) => rule.id.length), 0) + 2;
  const lines = rules.map((rule) => `${rule.id.padEnd(width)}${rule.severity.padEnd(10)}${rule.title}`);
  return `${lines.map((line) => `${line}\n`).join('')}${lines.length === 0 ? '' : '\n'}${rules.length} rules, ${rules.filter((rule) => rule.tier === 1).length} of them in the pack ${RECOMMENDED}; \`stackgate explain <rule>\` says more.\n`;
}

function markdown(rules: readonly RuleSummary[]): string {
  const lines = rules.map(
    (rule) => `| \`${rule.id}\` | ${rule.severity} | ${rule.title.replaceAll('|', '\\|')} | ${rule.packs.join(', ')} |`,
  );
  return `| rule | severity | what it wants | packs |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}
