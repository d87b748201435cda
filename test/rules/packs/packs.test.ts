import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CROSS_REFERENCE_TOOLS, type CrossReferences } from '../../../src/model/rule.ts';
import { RULE_CATALOGUE } from '../../../src/rules/catalogue.generated.ts';
import { findPack, PACKS } from '../../../src/rules/packs/index.ts';
import { isInPack, type Pack, type PackMember, packCoverage } from '../../../src/rules/shared/pack.ts';

const names = PACKS.map((pack) => pack.name);

function member(
  id: string,
  rest: { readonly packs: readonly string[]; readonly cis?: readonly string[]; readonly tier?: 1 | 2 },
): PackMember {
  const none = Object.fromEntries(CROSS_REFERENCE_TOOLS.map((tool) => [tool, []])) as unknown as CrossReferences;
  return { id, tier: rest.tier ?? 2, packs: rest.packs, crossReferences: { ...none, cis: rest.cis ?? [] } };
}

describe('the packs', () => {
  it('are those of the folder', async () => {
    const files = readdirSync(join(import.meta.dirname, '../../../src/rules/packs')).filter((name) => name !== 'index.ts');
    expect(names.map((name) => `${name}.ts`).sort()).toEqual(files.sort());
    for (const file of files) {
      const module = (await import(/* @vite-ignore */ join(import.meta.dirname, '../../../src/rules/packs', file))) as { default: Pack };
      expect(`${module.default.name}.ts`).toBe(file);
    }
  });

  it('hold every pack that a rule names', () => {
    const named = new Set(RULE_CATALOGUE.flatMap((rule) => rule.packs));
    expect([...named].filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(PACKS)('$name says what it is', (pack) => {
    expect(pack.title).toMatch(/^[A-Z].*[^.]$/);
    expect(pack.description).toMatch(/^[A-Z].*\.$/);
    expect(pack.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('are found by name', () => {
    expect(findPack('cis')?.controls?.tool).toBe('cis');
    expect(findPack('CIS')).toBeUndefined();
  });
});

describe('controls', () => {
  const packs = PACKS.filter((pack) => pack.controls !== undefined);

  it('are listed by the packs of CIS and of Security Hub', () => {
    expect(packs.map((pack) => pack.name)).toEqual(['aws-fsbp', 'cis']);
  });

  it.each(packs)('of $name stand there once, in natural order', (pack) => {
    const ids = pack.controls?.ids ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    const padded = ids.map((id) => id.replaceAll(/\d+/g, (number) => number.padStart(6, '0')));
    expect(padded).toEqual(padded.toSorted());
  });

  it.each(packs)('of $name include all that its rules evaluate', (pack) => {
    const tool = pack.controls?.tool;
    const evaluated = RULE_CATALOGUE.filter((rule) => isInPack(pack, rule)).flatMap((rule) =>
      tool === undefined ? [] : rule.crossReferences[tool],
    );
    expect(evaluated.filter((id) => pack.controls?.ids.includes(id) !== true)).toEqual([]);
  });
});

describe('what a pack covers', () => {
  const pack: Pack = {
    name: 'cis',
    title: 'CIS',
    version: '1.0.0',
    description: 'Two controls.',
    controls: { tool: 'cis', ids: ['v1/1.1', 'v1/1.2', 'v1/1.3'] },
  };

  it('tells controls with rules from those without', () => {
    const rules = [
      member('s3/one', { packs: ['cis'], cis: ['v1/1.1', 'v1/1.3'] }),
      member('s3/two', { packs: ['cis', 'hipaa'], cis: ['v1/1.3'] }),
      member('s3/elsewhere', { packs: ['hipaa'], cis: ['v1/1.2'] }),
    ];
    expect(packCoverage(pack, rules)).toEqual({
      rules: ['s3/one', 's3/two'],
      evaluated: [
        { id: 'v1/1.1', rules: ['s3/one'] },
        { id: 'v1/1.3', rules: ['s3/one', 's3/two'] },
      ],
      notEvaluated: ['v1/1.2'],
    });
  });

  it('is nothing but its rules without controls', () => {
    const rules = [member('s3/one', { packs: ['cis'], tier: 1 }), member('s3/two', { packs: [] })];
    const coverageOf = (name: string): unknown => packCoverage({ name, title: 'T', version: '1.0.0', description: 'D.' }, rules);
    expect(coverageOf('recommended')).toEqual({ rules: ['s3/one'], evaluated: [], notEvaluated: [] });
    expect(coverageOf('all')).toEqual({ rules: ['s3/one', 's3/two'], evaluated: [], notEvaluated: [] });
    expect(coverageOf('hipaa')).toEqual({ rules: [], evaluated: [], notEvaluated: [] });
  });

  it('shows the controls of the real packs that no rule evaluates', () => {
    for (const name of ['cis', 'aws-fsbp']) {
      const real = findPack(name);
      if (real === undefined) throw new Error(`no pack ${name}`);
      const { evaluated, notEvaluated } = packCoverage(real, RULE_CATALOGUE);
      expect(evaluated.length + notEvaluated.length).toBe(real.controls?.ids.length);
      expect(evaluated.length).toBeGreaterThan(0);
    }
  });
});
