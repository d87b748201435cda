import { dump } from 'js-yaml';
import type { Example, FailingExample, Rule } from '../engine/rule.ts';
import { type Finding, runRule } from '../engine/runner.ts';
import { instantiate } from '../engine/stack.ts';
import { Loader } from '../loaders/load.ts';

/** The logical id of the resource that an example is about. */
export const SUBJECT = 'Subject';

export type ExampleKind = 'pass' | 'fail' | 'unknown' | 'notApplicable';

/** One thing that is wrong with a rule or one of its examples. */
export interface RuleProblem {
  readonly example?: string;
  readonly problem: string;
}

/** Formats that the examples of a rule are run in. */
const FORMATS = ['yaml', 'json'] as const;

type Format = (typeof FORMATS)[number];

/** Steps that one example may take; far more than any needs. */
const EXAMPLE_STEPS = 2_000_000;

/**
 * Runs a rule on its own examples, in YAML and in JSON, and checks what a rule has to keep to. Gives what is wrong; nothing when all
 * is right.
 */
export function testRule(rule: Rule): readonly RuleProblem[] {
  const problems: RuleProblem[] = [...checkMetadata(rule)];
  const usedMessages = new Set<string>();
  const seen = new Map<string, string>();
  for (const { kind, example } of examplesOf(rule)) {
    const name = `${kind}: ${example.name}`;
    const report = (problem: string): void => void problems.push({ example: name, problem });
    const text = JSON.stringify([templateOf(rule, example), example.options ?? {}]);
    const twin = seen.get(text);
    if (twin !== undefined) report(`is the same as "${twin}"`);
    seen.set(text, name);
    for (const option of Object.keys(example.options ?? {}))
      if (rule.options?.[option] === undefined) report(`sets the option ${option}, which the rule does not declare`);
    const type = example.type ?? rule.resources[0] ?? '';
    if (!rule.resources.includes('*') && !rule.resources.includes(type)) report(`is of type ${type}, which the rule does not look at`);
    const outcomes = FORMATS.map((format) => ({ format, ...runExample(rule, example, format) }));
    for (const outcome of outcomes) {
      for (const problem of outcome.problems) report(`${outcome.format}: ${problem}`);
      for (const finding of outcome.findings) if (finding.messageKey !== undefined) usedMessages.add(finding.messageKey);
      for (const problem of judge(rule, kind, example, outcome.findings)) report(`${outcome.format}: ${problem}`);
    }
    const [first, second] = outcomes;
    if (first !== undefined && second !== undefined && outline(first.findings) !== outline(second.findings))
      report('differs between YAML and JSON');
  }
  for (const key of Object.keys(rule.messages))
    if (!usedMessages.has(key)) problems.push({ problem: `no example shows the message "${key}"` });
  return problems;
}

/** All examples of a rule with the verdict that they show. */
export function examplesOf(rule: Rule): readonly { readonly kind: ExampleKind; readonly example: FailingExample }[] {
  const kinds = ['pass', 'fail', 'unknown', 'notApplicable'] as const;
  return kinds.flatMap((kind) => (rule.examples[kind] ?? []).map((example) => ({ kind, example })));
}

/** The template that an example stands for. */
export function templateOf(rule: Rule, example: Example): Record<string, unknown> {
  const subject = {
    Type: example.type ?? rule.resources[0] ?? '',
    ...example.attributes,
    ...(example.properties === undefined ? {} : { Properties: example.properties }),
  };
  return { AWSTemplateFormatVersion: '2010-09-09', ...example.template, Resources: { [SUBJECT]: subject, ...example.others } };
}

function runExample(
  rule: Rule,
  example: Example,
  format: Format,
): { readonly findings: readonly Finding[]; readonly problems: readonly string[] } {
  const template = templateOf(rule, example);
  const text = format === 'json' ? JSON.stringify(template, undefined, 2) : dump(template, { noRefs: true, lineWidth: -1 });
  const path = `example.${format}`;
  const loader = new Loader([{ path, bytes: new TextEncoder().encode(text), named: true }], {
    read: () => undefined,
    isFile: () => false,
    isFolder: () => false,
    problem: () => 'does not exist',
  });
  const { units, files } = loader.load({});
  const problems: string[] = [];
  for (const file of files) {
    for (const diagnostic of file.diagnostics) {
      if (diagnostic.level === 'error') problems.push(`does not load: ${diagnostic.message}`);
    }
  }
  const [unit] = units;
  if (unit === undefined) return { findings: [], problems: ['does not load', ...problems] };
  deepFreeze(unit.stacks[0]?.template.root);
  const instance = instantiate(unit, { parameters: {} });
  const subject = instance.byKey.get(SUBJECT);
  if (subject === undefined) return { findings: [], problems: ['has no subject', ...problems] };
  const findings = runRule(rule, subject, instance, { options: example.options, severity: undefined, budget: { steps: EXAMPLE_STEPS } });
  for (const finding of findings) problems.push(...checkPlace(finding, template, text));
  return { findings, problems };
}

function judge(rule: Rule, kind: ExampleKind, example: FailingExample, findings: readonly Finding[]): readonly string[] {
  const problems: string[] = [];
  const statuses = new Set(findings.map((finding) => finding.status));
  const got =
    findings.length === 0
      ? 'no finding'
      : findings.map((finding) => `${finding.status} at "${finding.property ?? ''}" (${finding.message})`).join('; ');
  for (const finding of findings) {
    if (/\{[A-Za-z]+\}/.test(finding.message) && finding.status === 'fail')
      problems.push(`has an unfilled placeholder: ${finding.message}`);
    if (finding.status === 'error') problems.push(finding.message);
  }
  switch (kind) {
    case 'pass':
      if (!statuses.has('pass') || statuses.has('fail') || statuses.has('unknown')) problems.push(`should pass, got ${got}`);
      break;
    case 'fail': {
      if (!statuses.has('fail')) problems.push(`should fail, got ${got}`);
      if (example.expect !== undefined) {
        const expected = example.expect.map((one) => `${one.message} ${one.path}`).sort();
        const actual = findings
          .filter((finding) => finding.status === 'fail')
          .map((finding) => `${finding.messageKey ?? ''} ${finding.property ?? ''}`)
          .sort();
        if (expected.join('\n') !== actual.join('\n'))
          problems.push(`should fail with [${expected.join(', ')}], failed with [${actual.join(', ')}]`);
        for (const one of example.expect)
          if (rule.messages[one.message] === undefined) problems.push(`expects the message "${one.message}", which the rule does not have`);
      }
      break;
    }
    case 'unknown':
      if (!statuses.has('unknown') || statuses.has('fail')) problems.push(`should be unknown, got ${got}`);
      break;
    case 'notApplicable':
      if (findings.length > 0) problems.push(`should not apply, got ${got}`);
      break;
  }
  return problems;
}

/** A finding points at the key of its property, or of the nearest ancestor that is there. */
function checkPlace(finding: Finding, template: Record<string, unknown>, text: string): readonly string[] {
  const lines = text.split('\n');
  const line = lines[finding.location.line - 1];
  if (line === undefined) return [`points to line ${finding.location.line}, which is not there`];
  const there = line.slice(finding.location.column - 1).replace(/^["']/, '');
  const resources = template.Resources;
  if (finding.property === undefined || !isRecord(resources)) return [];
  let current: unknown = resources[SUBJECT];
  let key = SUBJECT;
  for (const step of ['Properties', ...finding.property.split('/').slice(1)]) {
    if (Array.isArray(current)) {
      current = current[Number(step)];
      if (current === undefined) break;
      key = '';
      continue;
    }
    // Below a function call or a JSON text the way in the file is another one.
    if (!isRecord(current) || !Object.hasOwn(current, step)) {
      if (isRecord(current) && Object.keys(current).some((name) => name === 'Ref' || name.startsWith('Fn::'))) return [];
      break;
    }
    current = current[step];
    key = step;
  }
  return key === '' || there.startsWith(key) ? [] : [`points to "${there.slice(0, 40)}", not to the key ${key} (${finding.property})`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkMetadata(rule: Rule): readonly RuleProblem[] {
  const problems: string[] = [];
  if (!/^[a-z0-9]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/.test(rule.id)) problems.push(`the id ${rule.id} is not of the form service/kebab-case`);
  if (rule.title.endsWith('.') || !/^[A-Z0-9]/.test(rule.title))
    problems.push('the title starts with a capital letter and has no full stop');
  for (const [name, text] of [
    ['rationale', rule.rationale],
    ['remediation', rule.remediation],
  ] as const) {
    if (!text.endsWith('.')) problems.push(`the ${name} is made of whole sentences`);
  }
  for (const [key, message] of Object.entries(rule.messages)) {
    if (message.endsWith('.')) problems.push(`the message "${key}" ends with a full stop`);
    if (message.trim() === '') problems.push(`the message "${key}" is empty`);
  }
  if (rule.resources.length === 0) problems.push('names no resource type');
  if (rule.examples.pass.length === 0) problems.push('has no passing example');
  if (rule.examples.fail.length === 0) problems.push('has no failing example');
  return problems.map((problem) => ({ problem }));
}

function outline(findings: readonly Finding[]): string {
  return findings
    .map((finding) =>
      [
        finding.status,
        finding.property,
        finding.message,
        finding.unknownBecause,
        finding.scenarios.join(),
        finding.assumptions.join(),
      ].join('|'),
    )
    .sort()
    .join('\n');
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
