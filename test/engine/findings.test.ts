import { describe, expect, it } from 'vitest';
import { defineRule, fail, forEach, mustNot, type Property, pass, type Verdicts } from '../../src/engine/rule-api.ts';
import { type Finding, runRule } from '../../src/engine/runner.ts';
import { loadUnit } from '../support/load-unit.ts';

const isOpen = (item: Property): Verdicts<'open'> => mustNot(item.child('Open').isTrue(), 'open');

const rule = defineRule({
  id: 'test/no-open-item',
  title: 'No item is open',
  severity: 'high',
  category: 'operations',
  resources: ['Test::Some::Thing'],
  tier: 1,
  packs: [],
  crossReferences: {},
  rationale: 'A rule to test with.',
  remediation: 'Close it.',
  messages: { open: 'it is open' },
  check: (thing) => {
    const items = thing.at('Items');
    const verdicts = forEach(items, isOpen);
    return verdicts.length === 0 ? pass(items) : verdicts;
  },
  examples: { pass: [], fail: [] },
});

function judge(items: unknown): readonly string[] {
  const unit = loadUnit({
    Parameters: { Env: { Type: 'String' } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
    Resources: { Thing: { Type: 'Test::Some::Thing', Properties: { Items: items } } },
  });
  const thing = unit.byKey.get('Thing');
  if (thing === undefined) throw new Error('no resource');
  const findings = runRule(rule, thing, unit, { options: undefined, severity: undefined, budget: { steps: 10_000 } });
  return findings.map(({ status, property, scenarios }) => [status, property ?? '', ...scenarios].join(' ')).sort();
}

const inProd = (value: unknown): unknown => ({ 'Fn::If': ['IsProd', value, { Ref: 'AWS::NoValue' }] });

describe('findings about a list that is not known', () => {
  it('what a macro alone makes is said once, at the list', () => {
    expect(judge({ 'Fn::Transform': { Name: 'MakeItems' } })).toEqual(['unknown /Items']);
  });

  it('a map is a list of one, and what a macro adds to it may be more', () => {
    expect(judge({ Open: true, 'Fn::Transform': { Name: 'AddItems' } })).toEqual(['fail /Items/Open', 'unknown /Items']);
  });
});

describe('findings of several scenarios', () => {
  it('an item is one finding, whether or not those before it are there', () => {
    expect(judge([inProd({ Open: false }), { Open: true }])).toEqual(['fail /Items/1/Open', 'pass /Items/0/Open']);
  });

  it('what passes as a whole in one scenario is no pass when a part of it fails in another', () => {
    expect(judge(inProd([{ Open: true }]))).toEqual(['fail /Items/0/Open IsProd is true']);
    expect(judge([inProd({ Open: true })])).toEqual(['fail /Items/0/Open IsProd is true']);
    expect(judge(inProd({ 'Fn::ImportValue': 'items' }))).toEqual(['unknown /Items IsProd is true']);
  });

  it('what is not known of the whole in one scenario is no pass of its parts in another', () => {
    expect(judge({ 'Fn::If': ['IsProd', [{ Open: false }], { 'Fn::ImportValue': 'items' }] })).toEqual(['unknown /Items IsProd is false']);
  });

  it('what passes beside something that fails is a pass', () => {
    expect(judge([{ Open: true }, { Open: false }])).toEqual(['fail /Items/0/Open', 'pass /Items/1/Open']);
    expect(judge([inProd({ Open: true }), { Open: false }])).toEqual(['fail /Items/0/Open IsProd is true', 'pass /Items/1/Open']);
  });

  it('names a condition that follows from what another one decided', () => {
    const unit = loadUnit({
      Parameters: { One: { Type: 'String' }, Two: { Type: 'String' }, Three: { Type: 'String' } },
      Conditions: {
        IsAlike: { 'Fn::Equals': [{ Ref: 'One' }, { Ref: 'Two' }] },
        IsWanted: { 'Fn::Or': [{ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Three' }, 'a'] }] }, { Condition: 'IsAlike' }] },
        IsOpen: { 'Fn::Equals': [{ Ref: 'Two' }, { Ref: 'One' }] },
      },
      Resources: {
        Thing: {
          Type: 'Test::Some::Thing',
          Condition: 'IsWanted',
          Properties: { Items: [{ Open: { 'Fn::If': ['IsOpen', true, false] } }] },
        },
      },
    });
    const thing = unit.byKey.get('Thing');
    if (thing === undefined) throw new Error('no resource');
    const [finding] = runRule(rule, thing, unit, { options: undefined, severity: undefined, budget: { steps: 10_000 } });
    expect([finding?.status, finding?.scenarios]).toEqual(['fail', ['IsOpen is true and IsWanted is true']]);
  });

  it('what passes in all scenarios is a pass', () => {
    expect(judge(inProd([{ Open: false }]))).toEqual(['pass /Items', 'pass /Items/0/Open']);
  });
});

describe('scenarios in words', () => {
  const stack = (properties: unknown, more: object = {}): object => ({
    Type: 'AWS::CloudFormation::Stack',
    Properties: properties,
    ...more,
  });
  const thing = (items: unknown): object => ({ Type: 'Test::Some::Thing', Properties: { Items: items } });

  it('name the condition of the stack around a resource', () => {
    const unit = loadUnit(
      {
        Parameters: { Env: { Type: 'String' } },
        Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
        Resources: { Child: stack({ TemplateURL: 'child.json' }, { Condition: 'IsProd' }) },
      },
      {},
      { 'child.json': JSON.stringify({ Resources: { Thing: thing([{ Open: true }]) } }) },
    );
    const inner = unit.byKey.get('Child/Thing') ?? expect.fail('no resource');
    expect(runRule(rule, inner, unit, { options: undefined, severity: undefined, budget: { steps: 10_000 } })).toMatchObject([
      { status: 'fail', scenarios: ['IsProd is true'] },
    ]);
  });

  it('leave open what was not looked at: beside a failure, what passed so far is unknown', () => {
    const names = Array.from({ length: 12 }, (_, index) => `C${index}`);
    const items = names.map((name) => ({ Open: { 'Fn::If': [name, false, { Ref: 'AWS::NoValue' }] } }));
    const unit = loadUnit({
      Parameters: Object.fromEntries(names.map((name) => [`P${name}`, { Type: 'String' }])),
      Conditions: Object.fromEntries(names.map((name) => [name, { 'Fn::Equals': [{ Ref: `P${name}` }, 'x'] }])),
      Resources: { Thing: thing([{ Open: true }, ...items]) },
    });
    const found = unit.byKey.get('Thing') ?? expect.fail('no resource');
    const findings = runRule(rule, found, unit, { options: undefined, severity: undefined, budget: { steps: 1_000_000 } });
    expect(findings.filter((finding) => finding.status === 'fail').map((finding) => finding.property)).toEqual(['/Items/0/Open']);
    expect(new Set(findings.slice(1).map((finding) => finding.status))).toEqual(new Set(['unknown']));
  });
});

describe('one finding of several scenarios that fail', () => {
  const graded = defineRule({
    ...rule,
    id: 'test/no-mode',
    messages: { open: 'the mode is {found}' },
    check: (thing) => {
      const mode = thing.at('Mode');
      if (mode.text === undefined) return pass(mode);
      return fail('open', mode, { severity: mode.text === 'mild' ? 'low' : 'critical', secret: true, secrets: [mode.text] });
    },
  });

  const judged = (mode: unknown, allowed: readonly string[], by = graded): readonly Finding[] => {
    const unit = loadUnit({
      Parameters: { Mode: { Type: 'String', AllowedValues: allowed } },
      Resources: { Thing: { Type: 'Test::Some::Thing', Properties: { Mode: mode } } },
    });
    const thing = unit.byKey.get('Thing') ?? expect.fail('no resource');
    return runRule(by, thing, unit, { options: undefined, severity: undefined, budget: { steps: 10_000 } });
  };

  it('has the worst severity of them, whichever comes first, and hides the secrets of all', () => {
    for (const allowed of [
      ['mild', 'bad'],
      ['bad', 'mild'],
    ]) {
      const findings = judged({ Ref: 'Mode' }, allowed);
      expect(findings).toMatchObject([{ status: 'fail', severity: 'critical', scenarios: [] }]);
      expect([...(findings[0]?.secrets ?? [])].sort()).toEqual(['bad', 'mild']);
    }
  });

  it('keeps its fingerprint when values are listed in another order, and changes it with the values', () => {
    const plain = defineRule({ ...graded, check: (thing) => fail('open', thing.at('Mode')) });
    const fingerprint = (...allowed: readonly string[]): string | undefined => judged({ Ref: 'Mode' }, allowed, plain)[0]?.fingerprint;
    expect(fingerprint('a', 'b')).toBe(fingerprint('b', 'a'));
    expect(fingerprint('a', 'b')).not.toBe(fingerprint('a', 'c'));
    expect(fingerprint('a')).toBe(judged('a', ['x'], plain)[0]?.fingerprint);
  });
});
