import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule-api.ts';
import { type Finding, runRule } from '../../src/engine/runner.ts';
import type { ParameterValues } from '../../src/model/settings.ts';
import { loadCatalogue, loadService } from '../../src/rules/load-service.ts';
import { examplesOf, SUBJECT, templateOf } from '../../src/testing/rule-tester.ts';
import { loadUnit } from '../support/load-unit.ts';

/**
 * The examples of every rule, spoilt: anything may stand in place of a value. What a rule then says is its own affair; but it says it,
 * and the same every time, in YAML as in JSON.
 */

const rules: readonly Rule[] = [...new Set(loadCatalogue().map((rule) => rule.id.split('/')[0] ?? ''))].flatMap(loadService);

const PARAMETERS = {
  Decider: { Type: 'String' },
  Text: { Type: 'String' },
  Choice: { Type: 'String', AllowedValues: ['true', 'false', '*'] },
  Given: { Type: 'String', Default: '0' },
  Numbers: { Type: 'CommaDelimitedList' },
};

const CONDITIONS = { IsOther: { 'Fn::Equals': [{ Ref: 'Decider' }, 'other'] } };

/** What a value is replaced by, made of the value itself. */
type Change = (value: unknown) => unknown;

const LITERALS = [null, '', ' ', 'x', '*', 'true', 'false', '0', '-1', '{"Statement":[{"Effect":"Allow"}]}', 'arn:aws:s3:::x', 'arn:::::'];

const FUNCTIONS = [
  { Ref: 'Text' },
  { Ref: 'Choice' },
  { Ref: 'Given' },
  { Ref: 'Numbers' },
  { Ref: 'AWS::NoValue' },
  { Ref: 'AWS::AccountId' },
  { Ref: SUBJECT },
  { Ref: 'Nothing' },
  { 'Fn::Sub': '${Text}' },
  { 'Fn::Sub': 'a${AWS::Region}-${Choice}*' },
  { 'Fn::Join': [',', { Ref: 'Numbers' }] },
  { 'Fn::Split': [',', { Ref: 'Text' }] },
  { 'Fn::Select': [9, ['a']] },
  { 'Fn::GetAtt': [SUBJECT, 'Arn'] },
  { 'Fn::GetAtt': 'Nothing.Arn' },
  { 'Fn::ImportValue': { 'Fn::Sub': '${Text}-x' } },
  { 'Fn::FindInMap': ['Some', { Ref: 'Text' }, 'Key'] },
  { 'Fn::Transform': { Name: 'Macro' } },
  { 'Fn::If': ['IsOther', 'x'] },
  { 'Fn::Base64': { 'Fn::Sub': ['${Text}', {}] } },
  '{{resolve:ssm:name}}',
  '{{resolve:secretsmanager:name}}x',
];

const word = fc.string({ unit: fc.constantFrom(...'aZ09-_.*?:/ ~'), maxLength: 6 });

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<unknown>(...LITERALS, true, false, 0, -1, 1.5).map((literal) => () => literal),
  fc.constantFrom<unknown>(...FUNCTIONS).map((call) => () => call),
  fc.constantFrom<Change>(
    () => [],
    () => ({}),
    () => [null, [[]], {}, ''],
    (value) => [value],
    (value) => [value, { Ref: 'AWS::NoValue' }, value],
    (value) => ({ Key: value }),
    (value) => (Array.isArray(value) ? value[0] : value),
    (value) => (typeof value === 'object' ? JSON.stringify(value) : [String(value)]),
    (value) => (typeof value === 'boolean' || typeof value === 'number' ? String(value) : { 'Fn::ToJsonString': value }),
  ),
  fc
    .tuple(fc.constantFrom<unknown>({ Ref: 'AWS::NoValue' }, [], {}, 'x', { Ref: 'Text' }), fc.boolean())
    .map(([other, isFirst]) => (value: unknown) => ({ 'Fn::If': isFirst ? ['IsOther', value, other] : ['IsOther', other, value] })),
  // Fractions are written in other ways in YAML, and stay as they are written.
  fc.anything({ maxDepth: 2, key: word, values: [word, fc.integer(), fc.boolean(), fc.constant(null)] }).map((json) => () => json),
);

type Path = readonly string[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function changed(value: unknown, path: Path, by: Change): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by(value);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? changed(item, rest, by) : item));
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, inner]) => [name, name === key ? changed(inner, rest, by) : inner]));
}

/** The template of an example with some of its values changed; those of other resources as well. */
function spoilt(rule: Rule, pick: number, changes: readonly (readonly [number, Change])[]): Record<string, unknown> {
  const examples = examplesOf(rule);
  const { example } = examples[pick % examples.length] ?? {};
  if (example === undefined) throw new Error(`${rule.id} has no examples`);
  const template = templateOf(rule, example);
  let resources: unknown = template.Resources;
  for (const [at, by] of changes) {
    const inside = pathsOf(resources).filter((path) => path.length >= 2 && path[1] !== 'Type');
    const path = inside[at % inside.length];
    if (path !== undefined) resources = changed(resources, path, by);
  }
  return {
    ...template,
    Parameters: { ...PARAMETERS, ...(template.Parameters as object | undefined) },
    Conditions: { ...CONDITIONS, ...(template.Conditions as object | undefined) },
    Resources: resources,
  };
}

function judge(rule: Rule, text: string, parameters: ParameterValues = {}): readonly Finding[] | undefined {
  let unit: ReturnType<typeof loadUnit>;
  try {
    unit = loadUnit(text, parameters);
  } catch {
    // What cannot be loaded is not judged.
    return undefined;
  }
  const subject = unit.byKey.get(SUBJECT);
  return subject === undefined
    ? undefined
    : runRule(rule, subject, unit, { options: undefined, severity: undefined, budget: { steps: 1_000_000 } });
}

/** What a finding says, without the place, which is another one in every format. */
function said(findings: readonly Finding[] | undefined): readonly string[] | undefined {
  return findings?.map(({ status, severity, property, message, unknownBecause, scenarios, assumptions, fingerprint }) =>
    JSON.stringify([status, severity, property, message, unknownBecause, scenarios, assumptions, fingerprint]),
  );
}

const STATUSES = ['none', 'pass', 'unknown', 'fail', 'error'] as const;

function worst(findings: readonly Finding[] | undefined): number {
  return Math.max(0, ...(findings ?? []).map(({ status }) => STATUSES.indexOf(status)));
}

const changes = fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 });

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s, its examples spoilt', (_, rule) => {
  it('has an answer, and the same one every time, in YAML as in JSON', () => {
    let judged = 0;
    const property = fc.property(fc.nat(), changes, (pick, made) => {
      const template = spoilt(rule, pick, made);
      const json = JSON.stringify(template, undefined, 1);
      const findings = judge(rule, json);
      expect(said(judge(rule, json))).toEqual(said(findings));
      expect(said(judge(rule, dump(template, { noRefs: true, lineWidth: -1, forceQuotes: true })))).toEqual(said(findings));
      if (findings !== undefined) judged++;
      const lines = json.split('\n');
      for (const { status, message, location } of findings ?? []) {
        expect(status, message).not.toBe('error');
        expect(message).not.toMatch(/\{[a-z]+\}|undefined|\[object|\bis [,;)]/);
        expect(lines[location.line - 1]?.length ?? 0).toBeGreaterThanOrEqual(location.column - 1);
      }
    });
    fc.assert(property, { numRuns: 30 });
    expect(judged).toBeGreaterThan(0);
  });

  it('comes to the worse of two verdicts where a condition decides between two values', () => {
    const property = fc.property(fc.nat(), fc.nat(), change, (pick, at, by) => {
      const between = (value: unknown): unknown => ({ 'Fn::If': ['IsOther', value, by(value)] });
      const json = JSON.stringify(spoilt(rule, pick, [[at, between]]));
      const both = judge(rule, json);
      if (both === undefined) return;
      const each = ['other', 'another'].map((value) => worst(judge(rule, json, { Decider: value })));
      expect(STATUSES[worst(both)]).toBe(STATUSES[Math.max(...each)]);
    });
    fc.assert(property, { numRuns: 30 });
  });
});
