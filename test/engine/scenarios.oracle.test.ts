import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineRule, must, type Rule } from '../../src/engine/rule-api.ts';
import { type Finding, type RunRuleOptions, runRule } from '../../src/engine/runner.ts';
import { loadUnit } from '../support/load-unit.ts';
import { STATUS_RULE } from '../support/status-rule.ts';

/**
 * The oracle: every assignment of every parameter is enumerated by brute force and evaluated by a few lines that know nothing of
 * scenarios; the engine has to come to the same verdict, and to name exactly the assignments that fail.
 */

/** Every item of a list is to be `Enabled`. */
const itemsRule = defineRule({
  ...STATUS_RULE,
  id: 'test/items-enabled',
  check: (thing) =>
    thing
      .at('Items')
      .items()
      .map((item) => must(item.equals('Enabled'), 'off')),
});

const LITERALS = ['a', 'b', 'Enabled'] as const;

interface Parameter {
  readonly kind: 'allowed' | 'default' | 'free' | 'given';
  readonly values: readonly string[];
}

/** The last of the variables is the region, which is given or open like any parameter. */
const REGION = 3;

type Expression =
  | { readonly kind: 'equals'; readonly parameter: number; readonly literal: string }
  | { readonly kind: 'same'; readonly left: number; readonly right: number }
  | { readonly kind: 'mapped'; readonly parameter: number; readonly literal: string }
  | { readonly kind: 'not'; readonly inner: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'condition'; readonly index: number };

type Leaf =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'mapped'; readonly index: number }
  | { readonly kind: 'sub'; readonly prefix: string; readonly index: number }
  | { readonly kind: 'if'; readonly condition: number; readonly whenTrue: Leaf; readonly whenFalse: Leaf };

interface Model {
  readonly parameters: readonly Parameter[];
  readonly conditions: readonly Expression[];
  readonly status: Leaf;
  readonly items: readonly Leaf[];
  readonly condition: number | undefined;
  readonly assertion: Expression | undefined;
  /** When the assertion is asked for. */
  readonly when: Expression | undefined;
}

const parameter: fc.Arbitrary<Parameter> = fc.oneof(
  fc.record({ kind: fc.constant('allowed' as const), values: fc.uniqueArray(fc.constantFrom(...LITERALS), { minLength: 1 }) }),
  fc.record({ kind: fc.constant('default' as const), values: fc.tuple(fc.constantFrom(...LITERALS)) }),
  fc.record({ kind: fc.constant('given' as const), values: fc.tuple(fc.constantFrom(...LITERALS)) }),
  fc.record({ kind: fc.constant('free' as const), values: fc.constant([]) }),
);

const region: fc.Arbitrary<Parameter> = fc.oneof(
  fc.record({ kind: fc.constant('given' as const), values: fc.tuple(fc.constantFrom(...LITERALS)) }),
  fc.record({ kind: fc.constant('free' as const), values: fc.constant([]) }),
);

const { expression, leaf } = fc.letrec<{ expression: Expression; leaf: Leaf }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ kind: fc.constant('equals' as const), parameter: fc.nat(REGION), literal: fc.constantFrom(...LITERALS) }),
    fc.record({ kind: fc.constant('same' as const), left: fc.nat(REGION), right: fc.nat(REGION) }),
    fc.record({ kind: fc.constant('mapped' as const), parameter: fc.nat(REGION), literal: fc.constantFrom('Enabled', 'Suspended', 'x') }),
    fc.record({ kind: fc.constant('not' as const), inner: tie('expression') }),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('expression'), right: tie('expression') }),
    fc.record({ kind: fc.constant('condition' as const), index: fc.nat(2) }),
  ),
  leaf: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ kind: fc.constant('literal' as const), value: fc.constantFrom('Enabled', 'Suspended') }),
    fc.record({ kind: fc.constant('absent' as const) }),
    fc.record({ kind: fc.constantFrom('parameter' as const, 'mapped' as const), index: fc.nat(REGION) }),
    fc.record({ kind: fc.constant('sub' as const), prefix: fc.constantFrom('', 'x'), index: fc.nat(REGION) }),
    fc.record({ kind: fc.constant('if' as const), condition: fc.nat(2), whenTrue: tie('leaf'), whenFalse: tie('leaf') }),
  ),
}));

const model: fc.Arbitrary<Model> = fc.record({
  parameters: fc.tuple(parameter, parameter, parameter, region),
  conditions: fc.tuple(expression, expression, expression),
  status: leaf,
  items: fc.array(leaf, { maxLength: 3 }),
  condition: fc.option(fc.nat(2), { nil: undefined }),
  assertion: fc.option(expression, { nil: undefined }),
  when: fc.option(expression, { nil: undefined }),
});

// --- the template -------------------------------------------------------------------------------------------------------------

const nameOf = (variable: number): string => (variable === REGION ? 'AWS::Region' : `P${variable}`);

/** The status that a mapping has under each literal. */
const MAPPED: Readonly<Record<string, string>> = { a: 'Enabled', b: 'Suspended', Enabled: 'Enabled' };

const lookUp = (variable: number): unknown => ({ 'Fn::FindInMap': ['Statuses', { Ref: nameOf(variable) }, 'Status'] });

/** A condition names only conditions before it, so that there are no circles. */
function conditionNode(node: Expression, below: number): unknown {
  switch (node.kind) {
    case 'equals':
      return { 'Fn::Equals': [{ Ref: nameOf(node.parameter) }, node.literal] };
    case 'same':
      return { 'Fn::Equals': [{ Ref: nameOf(node.left) }, { Ref: nameOf(node.right) }] };
    case 'mapped':
      return { 'Fn::Equals': [lookUp(node.parameter), node.literal] };
    case 'not':
      return { 'Fn::Not': [conditionNode(node.inner, below)] };
    case 'and':
    case 'or':
      return { [node.kind === 'and' ? 'Fn::And' : 'Fn::Or']: [conditionNode(node.left, below), conditionNode(node.right, below)] };
    case 'condition':
      return below === 0 ? { 'Fn::Equals': ['x', 'x'] } : { Condition: `C${node.index % below}` };
  }
}

function leafNode(node: Leaf): unknown {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'absent':
      return { Ref: 'AWS::NoValue' };
    case 'parameter':
      return { Ref: nameOf(node.index) };
    case 'mapped':
      return lookUp(node.index);
    case 'sub':
      return { 'Fn::Sub': `${node.prefix}\${${nameOf(node.index)}}` };
    case 'if':
      return { 'Fn::If': [`C${node.condition}`, leafNode(node.whenTrue), leafNode(node.whenFalse)] };
  }
}

interface ThingTemplate extends Record<string, unknown> {
  readonly Resources: { readonly Thing: { readonly Properties: { readonly Status: unknown } } };
}

function templateOf(from: Model): { template: ThingTemplate; given: Record<string, string> } {
  const given: Record<string, string> = {};
  const parameters = from.parameters.slice(0, REGION).map((one, index) => {
    const [value = ''] = one.values;
    if (one.kind === 'given') given[`P${index}`] = value;
    return [
      `P${index}`,
      {
        Type: 'String',
        ...(one.kind === 'allowed' ? { AllowedValues: one.values } : {}),
        ...(one.kind === 'default' ? { Default: value } : {}),
      },
    ];
  });
  const template = {
    Parameters: Object.fromEntries(parameters),
    Conditions: Object.fromEntries(from.conditions.map((node, index) => [`C${index}`, conditionNode(node, index)])),
    Mappings: { Statuses: Object.fromEntries(Object.entries(MAPPED).map(([key, Status]) => [key, { Status }])) },
    ...(from.assertion === undefined
      ? {}
      : {
          Rules: {
            Only: {
              ...(from.when === undefined ? {} : { RuleCondition: conditionNode(from.when, 0) }),
              Assertions: [{ Assert: conditionNode(from.assertion, 0) }],
            },
          },
        }),
    Resources: {
      Thing: {
        Type: 'Test::Some::Thing',
        ...(from.condition === undefined ? {} : { Condition: `C${from.condition}` }),
        Properties: { Status: leafNode(from.status), Items: from.items.map(leafNode) },
      },
    },
  };
  return { template, given };
}

// --- brute force --------------------------------------------------------------------------------------------------------------

type Assignment = readonly string[];

/** Four fresh values are enough for four free variables to differ, or not, from every literal and from each other. */
const FRESH = ['fresh-0', 'fresh-1', 'fresh-2', 'fresh-3'];

function assignments(parameters: readonly Parameter[]): readonly Assignment[] {
  return parameters.reduce<readonly Assignment[]>(
    (made, one) => {
      const domain = one.kind === 'free' ? [...LITERALS, ...FRESH] : one.values;
      return made.flatMap((values) => domain.map((value) => [...values, value]));
    },
    [[]],
  );
}

function holds(node: Expression, below: number, from: Model, values: Assignment): boolean {
  switch (node.kind) {
    case 'equals':
      return values[node.parameter] === node.literal;
    case 'same':
      return values[node.left] === values[node.right];
    case 'mapped':
      return MAPPED[values[node.parameter] ?? ''] === node.literal;
    case 'not':
      return !holds(node.inner, below, from, values);
    case 'and':
      return holds(node.left, below, from, values) && holds(node.right, below, from, values);
    case 'or':
      return holds(node.left, below, from, values) || holds(node.right, below, from, values);
    case 'condition': {
      if (below === 0) return true;
      const index = node.index % below;
      return holds(from.conditions[index] as Expression, index, from, values);
    }
  }
}

const conditionHolds = (index: number, from: Model, values: Assignment): boolean =>
  holds(from.conditions[index] as Expression, index, from, values);

type Status = 'pass' | 'fail' | 'unknown' | 'absent';

/** What a value is: a text, nothing, or not known. */
function valueUnder(node: Leaf, from: Model, values: Assignment): { readonly text: string } | 'absent' | 'unknown' {
  switch (node.kind) {
    case 'literal':
      return { text: node.value };
    case 'absent':
      return 'absent';
    case 'parameter':
      return isFree(node.index, from) ? 'unknown' : { text: values[node.index] ?? '' };
    case 'mapped':
      return isFree(node.index, from) ? 'unknown' : { text: MAPPED[values[node.index] ?? ''] ?? '' };
    case 'sub':
      // However it goes on, what begins with an x is not `Enabled`.
      return node.prefix === '' && isFree(node.index, from) ? 'unknown' : { text: `${node.prefix}${values[node.index]}` };
    case 'if':
      return valueUnder(conditionHolds(node.condition, from, values) ? node.whenTrue : node.whenFalse, from, values);
  }
}

const isFree = (variable: number, from: Model): boolean => from.parameters[variable]?.kind === 'free';

function statusOf(node: Leaf, from: Model, values: Assignment): Status {
  const value = valueUnder(node, from, values);
  return typeof value === 'string' ? value : value.text === 'Enabled' ? 'pass' : 'fail';
}

/** Assignments that CloudFormation takes: the assertion holds. */
function isAllowed(from: Model, values: Assignment): boolean {
  if (from.assertion === undefined || (from.when !== undefined && !holds(from.when, 0, from, values))) return true;
  return holds(from.assertion, 0, from, values);
}

/** Whether the mapping is asked for what a free variable may be, which CloudFormation takes only where the mapping has it. */
function looksUpFree(node: Expression | undefined, from: Model): boolean {
  switch (node?.kind) {
    case 'mapped':
      return isFree(node.parameter, from);
    case 'not':
      return looksUpFree(node.inner, from);
    case 'and':
    case 'or':
      return looksUpFree(node.left, from) || looksUpFree(node.right, from);
    default:
      return false;
  }
}

const isDecidable = (from: Model): boolean => ![...from.conditions, from.assertion, from.when].some((node) => looksUpFree(node, from));

interface Outcome {
  readonly values: Assignment;
  readonly status: Exclude<Status, 'absent'> | 'not there';
}

/** What becomes of a value under every assignment; `whenAbsent` is what its absence means. */
function outcomes(from: Model, node: Leaf, whenAbsent: Outcome['status'] = 'fail'): readonly Outcome[] {
  return assignments(from.parameters)
    .filter((values) => isAllowed(from, values))
    .map((values) => {
      const exists = from.condition === undefined || conditionHolds(from.condition, from, values);
      const status = exists ? statusOf(node, from, values) : 'not there';
      return { values, status: status === 'absent' ? whenAbsent : status };
    });
}

/** Whether a scenario in words (`C0 is true and P1 is a`) is that of an assignment. */
function describes(scenario: string, from: Model, values: Assignment): boolean {
  return scenario.split(' and ').every((part) => {
    const condition = /^C(\d) is (true|false)$/.exec(part);
    if (condition !== null) return conditionHolds(Number(condition[1]), from, values) === (condition[2] === 'true');
    const decided = /^P(\d) is (.+)$/.exec(part);
    return decided !== null && values[Number(decided[1])] === decided[2];
  });
}

const options = (): RunRuleOptions => ({ options: undefined, severity: undefined, budget: { steps: 1_000_000 } });

function judge(from: Model, rule: Rule = STATUS_RULE): readonly Finding[] {
  const { template, given } = templateOf(from);
  const unit = loadUnit(template, given, {}, placeOf(from));
  const thing = unit.byKey.get('Thing') ?? expect.fail('the template has lost its resource');
  return runRule(rule, thing, unit, options());
}

function placeOf(from: Model): { readonly region?: string } {
  const region = from.parameters[REGION]?.values[0];
  return region === undefined ? {} : { region };
}

const WORST = ['fail', 'unknown', 'pass'] as const;

const worst = (of: readonly { readonly status: string }[]): string | undefined =>
  WORST.find((status) => of.some((one) => one.status === status));

/** The same model with the status handed to a nested stack as a parameter, which decides nothing itself. */
function judgeNested(from: Model): readonly Finding[] {
  const { template, given } = templateOf(from);
  const {
    Thing: {
      Properties: { Status },
      ...thing
    },
  } = template.Resources;
  const parent = {
    ...template,
    Resources: {
      Child: { ...thing, Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'child.json', Parameters: { Status } } },
    },
  };
  const child = {
    Parameters: { Status: { Type: 'String' } },
    Resources: { Thing: { Type: 'Test::Some::Thing', Properties: { Status: { Ref: 'Status' } } } },
  };
  const unit = loadUnit(parent, given, { 'child.json': JSON.stringify(child) }, placeOf(from));
  const inner = unit.byKey.get('Child/Thing') ?? expect.fail('the nested stack has lost its resource');
  return runRule(STATUS_RULE, inner, unit, options());
}

/** Holds what a finding says of its scenarios to what becomes of the value under every assignment. */
function expectScenarios(finding: Finding | undefined, from: Model, all: readonly Outcome[]): void {
  const scenarios = finding?.scenarios ?? [];
  for (const { values, status } of all) {
    // Where the resource does not exist there is nothing to name, and a scenario may leave it open.
    if (status === 'not there') continue;
    const named = scenarios.length === 0 || scenarios.some((scenario) => describes(scenario, from, values));
    expect(named, `${JSON.stringify(scenarios)} for ${values.join()}`).toBe(status === 'fail');
  }
}

describe('scenarios agree with brute force', () => {
  it('through the parameters of a nested stack', () => {
    fc.assert(
      fc.property(model, (from) => {
        fc.pre(isDecidable(from));
        // An absent binding leaves the parameter without a value.
        const all = outcomes(from, from.status, 'unknown');
        // Rules that nothing satisfies refuse every deployment; that is the loader's business, not this test's.
        fc.pre(all.length > 0);
        expect(worst(judgeNested(from))).toBe(worst(all));
      }),
      { numRuns: 1500 },
    );
  });

  it('comes to the worst verdict of all assignments', () => {
    fc.assert(
      fc.property(model, (from) => {
        fc.pre(isDecidable(from));
        const all = outcomes(from, from.status);
        fc.pre(all.length > 0);
        expect(worst(judge(from))).toBe(worst(all));
      }),
      { numRuns: 3000 },
    );
  });

  it('names the assignments that fail, and no other', () => {
    fc.assert(
      fc.property(model, (from) => {
        fc.pre(isDecidable(from));
        const all = outcomes(from, from.status);
        fc.pre(all.some((outcome) => outcome.status === 'fail'));
        const finding = judge(from).find(({ status }) => status === 'fail');
        expectScenarios(finding, from, all);
      }),
      { numRuns: 3000 },
    );
  });

  it('for every item of a list that is there', () => {
    fc.assert(
      fc.property(model, (from) => {
        fc.pre(isDecidable(from));
        const findings = judge(from, itemsRule);
        for (const [index, item] of from.items.entries()) {
          const all = outcomes(from, item, 'not there');
          if (all.length === 0) return;
          const found = findings.filter(({ property }) => property === `/Items/${index}`);
          expect(worst(found)).toBe(worst(all));
          if (worst(all) === 'fail') expectScenarios(found[0], from, all);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('over-estimates where a mapping is asked for something free: what fails under some assignment is found', () => {
    fc.assert(
      fc.property(model, (from) => {
        const { length } = from.parameters;
        const known = (values: Assignment): boolean =>
          Array.from({ length }, (_, index) => index).every((index) => !isFree(index, from) || Object.hasOwn(MAPPED, values[index] ?? ''));
        const all = outcomes(from, from.status).filter(({ values }) => known(values));
        fc.pre(all.some(({ status }) => status === 'fail'));
        expect(worst(judge(from))).toBe('fail');
      }),
      { numRuns: 1500 },
    );
  });
});
