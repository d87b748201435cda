import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { explainCommand, explanation } from '../../src/cli/commands/explain.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { defineRule, must } from '../../src/engine/rule-api.ts';
import { loadCatalogue, loadService } from '../../src/rules/load-service.ts';

const rule = defineRule({
  id: 'tea/pot-has-lid',
  title: 'Pots have a lid',
  severity: 'low',
  category: 'operations',
  resources: ['Test::Tea::Pot'],
  tier: 2,
  packs: [],
  crossReferences: { checkov: ['CKV_TEA_1'], cfnGuard: ['TEA_LID'] },
  rationale: 'Tea gets cold.',
  remediation: 'Set Lid to true.',
  messages: { open: 'the pot is open, {sort} is better' },
  options: { sorts: { default: ['*tight', 'loose'], description: `What the message asks for; ${'a long text '.repeat(12).trim()}.` } },
  aliases: ['tea/lid'],
  deprecated: { reason: 'There are cosies now.', replacedBy: 'tea/pot-has-cosy' },
  check: (pot, { options }) => must(pot.at('Lid').isTrue(), 'open', { data: { sort: options.sorts[0] ?? '' } }),
  examples: {
    pass: [{ name: 'closed', properties: { Lid: true } }],
    fail: [
      {
        name: 'open at night',
        properties: { Lid: { 'Fn::If': ['Night', false, true] } },
        template: { Parameters: { Hour: { Type: 'String' } }, Conditions: { Night: { 'Fn::Equals': [{ Ref: 'Hour' }, '23'] } } },
        options: { sorts: ['shut'] },
        expect: [{ message: 'open', path: '/Lid' }],
      },
    ],
    unknown: [{ name: 'asks a parameter', properties: { Lid: { Ref: 'Lid' } }, template: { Parameters: { Lid: { Type: 'String' } } } }],
  },
});

test('everything that is known of a rule is said', () => {
  const text = explanation(rule, rule.id);
  expect(text).toContain(
    'tea/pot-has-lid  (low, operations)\nPots have a lid\n\nDeprecated: There are cosies now. Use tea/pot-has-cosy instead.\n',
  );
  expect(text).toContain('Looks at: Test::Tea::Pot\nIn the packs: none but `all`\n');
  expect(text).toContain('  Checkov                   CKV_TEA_1\n  AWS Guard rules registry  TEA_LID\n');
  expect(text).toContain('          Fn::If:\n            - Night\n');
  expect(text).toContain('  with the options\n    sorts: ["shut"]\n  → /Lid: the pot is open, shut is better, when Night is true\n');
  expect(text).toContain('  → /Lid: Pots have a lid: not known because of the parameter Lid\n');
  expect(text).not.toContain('Does not apply');
});

test('options are shown as they are written in the configuration', () => {
  const lines = explanation(rule, rule.id).split('\n');
  const start = lines.indexOf('  options:');
  const setting = lines.slice(start, lines.indexOf('', start)).join('\n');
  expect(load(setting)).toEqual({ options: { 'tea/pot-has-lid': { sorts: ['*tight', 'loose'] } } });
  expect(setting).toContain('      # What the message asks for;');
});

test('a rule that was asked for by another id says what that id is', () => {
  expect(explanation(rule, 'tea/lid')).toContain('`tea/lid` is an earlier id of this rule.');
  expect(explanation(rule, 'checkov:CKV_TEA_1')).toContain('`checkov:CKV_TEA_1` of Checkov has the same intent.');
  expect(explanation(rule, rule.id)).not.toContain('same intent');
});

test.each(loadCatalogue().map(({ id }) => id))('%s is explained with what it asks, a pass, a failure and its message', (id) => {
  const { exitCode, stdout = '' } = explainCommand(parseArguments(COMMANDS.explain, [id]));
  const explained = loadService(id.slice(0, id.indexOf('/'))).find((candidate) => candidate.id === id);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`${id}  (${explained?.severity}, `);
  expect(stdout).toMatch(/^Passes: \S/m);
  expect(stdout).toMatch(/^Fails: \S[\s\S]*^ {2}→ \S/m);
  for (const option of Object.keys(explained?.options ?? {})) expect(stdout).toMatch(new RegExp(`^ {6}${option}: \\S`, 'm'));
});
