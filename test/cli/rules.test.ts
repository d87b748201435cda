import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { CATEGORIES, CROSS_REFERENCE_TOOLS, type RuleSummary } from '../../src/model/rule.ts';
import { loadCatalogue } from '../../src/rules/load-service.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { stackgate } from './stackgate.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/rules.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

async function listed(...words: readonly string[]): Promise<readonly RuleSummary[]> {
  const outcome = await stackgate(tempFolder({}), ['rules', '--format', 'json', ...words]);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(outcome.stdout);
}

describe('stackgate rules', () => {
  test('lists every rule as its schema says', async () => {
    const rules = await listed();
    expect(rules.map(({ id }) => id)).toEqual(loadCatalogue().map(({ id }) => id));
    expect(validate(rules), JSON.stringify(validate.errors)).toBe(true);
    expect(Object.keys(rules[0] ?? {}).slice(0, 7)).toEqual([
      'id',
      'title',
      'severity',
      'category',
      'resourceTypes',
      'packs',
      'crossReferences',
    ]);
  });

  test('the schema knows the words of the model', () => {
    expect(schema.$defs.rule.properties.category.enum).toEqual(CATEGORIES);
    expect(schema.$defs.rule.properties.crossReferences.required).toEqual(CROSS_REFERENCE_TOOLS);
  });

  test('the schema refuses what is no list of rules', async () => {
    const [rule] = await listed();
    for (const wrong of [
      {},
      [{ ...rule, severity: 'fatal' }],
      [{ ...rule, id: 'No Id' }],
      [{ ...rule, crossReferences: {} }],
      [{ id: rule?.id }],
    ]) {
      expect(validate(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });

  test('selects as a scan does', async () => {
    const ids = async (...words: readonly string[]): Promise<readonly string[]> => (await listed(...words)).map(({ id }) => id);
    const catalogue = loadCatalogue();
    const all = catalogue.map(({ id }) => id);
    expect(await ids('--pack', 'all')).toEqual(all);
    expect(await ids('--pack', 'recommended')).toEqual(catalogue.filter(({ tier }) => tier === 1).map(({ id }) => id));
    expect(await ids('--rule', 's3/*')).toEqual(all.filter((id) => id.startsWith('s3/')));
    expect(await ids('--disable', 's3/*')).toEqual(all.filter((id) => !id.startsWith('s3/')));
    expect(await ids('--rule', 's3/bucket-*', '--rule', 'rds/multi-az', '--disable', 's3/*')).toEqual(['rds/multi-az']);
    const cis = await ids('--pack', 'cis');
    expect(await ids('--pack', 'cis', '--rule', 'rds/multi-az')).toEqual(all.filter((id) => cis.includes(id) || id === 'rds/multi-az'));
  });
});

describe('stackgate explain', () => {
  test('explains every rule, by its id and by the ids that others have for it', async () => {
    for (const rule of loadCatalogue()) {
      const { status, stdout } = await stackgate('/', ['explain', rule.id]);
      expect(status, rule.id).toBe(0);
      for (const part of [rule.id, rule.title, rule.severity, 'What to do: ', 'Passes: ', 'Fails: '])
        expect(stdout, rule.id).toContain(part);
      const [foreign] = CROSS_REFERENCE_TOOLS.flatMap((tool) => rule.crossReferences[tool]);
      if (foreign === undefined) continue;
      const byOther = await stackgate('/', ['explain', foreign.toLowerCase()]);
      expect(byOther.stdout, foreign).toContain(`${rule.id}  (${rule.severity}`);
    }
  });

  test('an id that two tools use for several rules gives all of them', async () => {
    const uses = Map.groupBy(
      loadCatalogue().flatMap((rule) => rule.crossReferences.securityHub.map((id) => ({ id, rule: rule.id }))),
      ({ id }) => id,
    );
    const [shared] = [...uses].filter(([, rules]) => rules.length > 1);
    if (shared === undefined) throw new Error('no id is shared by two rules any more: choose another list');
    const { stdout } = await stackgate('/', ['explain', shared[0]]);
    for (const { rule } of shared[1]) expect(stdout).toContain(`${rule}  (`);
  });

  test('an unknown id is a usage error, whatever is in it', async () => {
    for (const name of ['s3/nothing', 'CKV_AWS_99999', '../../package.json', '__proto__', '\x1b[31m']) {
      const outcome = await stackgate('/', ['explain', name]);
      expect(outcome, name).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('[UNKNOWN_RULE]') });
      expect(outcome.stderr).not.toContain('\x1b');
    }
  });
});
