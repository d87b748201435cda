import { dump } from 'js-yaml';
import type { Example, Rule } from '../../engine/rule-api.ts';
import { StackgateError } from '../../model/errors.ts';
import { didYouMean } from '../../model/nearest.ts';
import { CROSS_REFERENCE_NAMES, CROSS_REFERENCE_TOOLS, type RuleSummary } from '../../model/rule.ts';
import { displayWidth, wrapped } from '../../reporters/plain-text.ts';
import { loadCatalogue, loadService } from '../../rules/load-service.ts';
import { exampleFindings } from '../../testing/example-findings.ts';
import { type ExampleKind, templateOf } from '../../testing/rule-tester.ts';
import type { ParsedArguments } from '../arguments.ts';
import { optionText } from '../rule-text.ts';
import type { CommandResult } from './command.ts';

/** Rules that have what was asked for in their id, so many at most. */
const MAX_SUGGESTIONS = 3;

/** `stackgate explain <rule>`: a rule by its id, an old id, or the id that another tool has for the same intent. */
export function explainCommand(args: ParsedArguments): CommandResult {
  const name = args.operands[0] ?? '';
  const found = findRules(name, loadCatalogue());
  return { exitCode: 0, stdout: found.map((summary) => explanation(ruleOf(summary), name)).join('\n') };
}

function findRules(name: string, catalogue: readonly RuleSummary[]): readonly RuleSummary[] {
  const own = catalogue.filter((rule) => rule.id === name || rule.aliases?.includes(name) === true);
  if (own.length > 0) return own;
  const foreign = foreignId(name);
  const same = catalogue.filter((rule) =>
    CROSS_REFERENCE_TOOLS.some((tool) => rule.crossReferences[tool].some((id) => id.toLowerCase() === foreign)),
  );
  if (same.length > 0) return same;
  const parts = catalogue.filter((rule) => rule.id.includes(name.toLowerCase()));
  if (parts.length > 0) {
    throw new StackgateError('UNKNOWN_RULE', `there is no rule \`${name}\``, {
      hint:
        parts.length > MAX_SUGGESTIONS
          ? `${parts.length} ids hold it; \`stackgate rules --rule '*${name.toLowerCase()}*'\` lists them.`
          : `Did you mean ${parts.map((rule) => `\`${rule.id}\``).join(' or ')}?`,
    });
  }
  const hint = didYouMean(name, [
    ...catalogue.map((rule) => rule.id),
    ...catalogue.flatMap((rule) => CROSS_REFERENCE_TOOLS.flatMap((tool) => rule.crossReferences[tool])),
  ]);
  throw new StackgateError('UNKNOWN_RULE', `there is no rule \`${name}\``, { hint: hint ?? '`stackgate rules` lists what there is.' });
}

/** The id that another tool has for a rule, in lower case, without the name of the tool in front (`checkov:CKV_AWS_21`). */
function foreignId(name: string): string {
  return name.replace(/^[a-z_-]+:/, '').toLowerCase();
}

function ruleOf(summary: RuleSummary): Rule {
  const rule = loadService(summary.id.slice(0, summary.id.indexOf('/'))).find((candidate) => candidate.id === summary.id);
  if (rule === undefined) throw new StackgateError('INTERNAL', `the rule ${summary.id} is listed and not there`);
  return rule;
}

/** What a terminal shows without breaking words; the lines of examples are left as they are. */
const WIDTH = 100;

/** What a rule wants and why, its options, and an example of each verdict; `asked` is the id that it was asked for by. */
export function explanation(rule: Rule, asked: string): string {
  const lines = [`${rule.id}  (${rule.severity}, ${rule.category})`, rule.title, ''];
  const same = sameAs(rule, asked);
  if (same !== undefined) lines.push(...wrapped(same, WIDTH), '');
  if (rule.deprecated !== undefined) {
    const { reason, replacedBy } = rule.deprecated;
    lines.push(...wrapped(`Deprecated: ${reason}${replacedBy === undefined ? '' : ` Use ${replacedBy} instead.`}`, WIDTH), '');
  }
  lines.push(...wrapped(rule.rationale, WIDTH), '', ...wrapped(`What to do: ${rule.remediation}`, WIDTH), '');
  lines.push(...listed('Looks at', rule.resources));
  lines.push(...listed('In the packs', [...(rule.tier === 1 ? ['recommended'] : []), ...rule.packs], 'none but `all`'));
  lines.push(...crossReferences(rule), ...options(rule));
  for (const kind of KINDS) {
    const [example] = rule.examples[kind] ?? [];
    if (example !== undefined) lines.push('', `${HEADINGS[kind]}: ${example.name}`, ...exampleLines(rule, example));
  }
  return `${lines.join('\n')}\n`;
}

const KINDS = ['pass', 'fail', 'unknown', 'notApplicable'] as const;

const HEADINGS: Readonly<Record<ExampleKind, string>> = {
  pass: 'Passes',
  fail: 'Fails',
  unknown: 'Cannot be known',
  notApplicable: 'Does not apply',
};

/** Why this rule is shown, when it was asked for by another id. */
function sameAs(rule: Rule, asked: string): string | undefined {
  if (asked === rule.id) return undefined;
  if (rule.aliases?.includes(asked) === true) return `\`${asked}\` is an earlier id of this rule.`;
  const foreign = foreignId(asked);
  const tools = CROSS_REFERENCE_TOOLS.filter((tool) => rule.crossReferences[tool]?.some((id) => id.toLowerCase() === foreign));
  return `\`${asked}\` of ${tools.map((tool) => CROSS_REFERENCE_NAMES[tool]).join(' and ')} has the same intent.`;
}

function crossReferences(rule: Rule): readonly string[] {
  const named = CROSS_REFERENCE_TOOLS.flatMap((tool) => {
    const ids = rule.crossReferences[tool] ?? [];
    return ids.length === 0 ? [] : [{ name: CROSS_REFERENCE_NAMES[tool], ids }];
  });
  const width = Math.max(0, ...named.map(({ name }) => name.length));
  const rows = named.flatMap(({ name, ids }) => hanging(`  ${name.padEnd(width)}  `, ids.join(', ')));
  return rows.length === 0 ? [] : ['', 'Other tools that check the same:', ...rows];
}

function options(rule: Rule): readonly string[] {
  const declared = Object.entries(rule.options ?? {});
  if (declared.length === 0) return [];
  const settings = declared.flatMap(([name, option]) => [
    ...hanging('      # ', option.description, '      # '),
    `      ${name}: ${optionText(option.default)}`,
  ]);
  return ['', 'Its options in stackgate.config.yaml, with their defaults:', '  options:', `    ${rule.id}:`, ...settings];
}

/** An example, and what is said of it beyond that it passes. */
function exampleLines(rule: Rule, example: Example): readonly string[] {
  const { AWSTemplateFormatVersion: _, ...template } = templateOf(rule, example);
  const findings = exampleFindings(rule, example)
    .filter((finding) => finding.status !== 'pass')
    .map(({ property, message, scenarios }) => {
      const where = property === undefined ? '' : `${property}: `;
      return `${where}${message}${scenarios.length === 0 ? '' : `, when ${scenarios.join('; or when ')}`}`;
    });
  return [
    ...indented(dump(template, { noRefs: true, lineWidth: WIDTH }).trimEnd()),
    ...(example.options === undefined ? [] : ['  with the options', ...Object.entries(example.options).map(optionLine)]),
    ...findings.flatMap((finding) => hanging('  → ', finding)),
  ];
}

function optionLine([name, value]: readonly [string, unknown]): string {
  return `    ${name}: ${optionText(value)}`;
}

function listed(label: string, items: readonly string[], none = 'none'): readonly string[] {
  return hanging(`${label}: `, items.length === 0 ? none : items.join(', '));
}

/** A text behind a label; what further lines begin with is as wide as the label where nothing else is given. */
function hanging(label: string, text: string, rest = ' '.repeat(displayWidth(label))): readonly string[] {
  return wrapped(text, WIDTH - displayWidth(label)).map((line, index) => `${index === 0 ? label : rest}${line}`);
}

function indented(text: string): readonly string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
