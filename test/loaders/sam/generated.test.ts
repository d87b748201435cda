import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareAnswers, printDifferences } from '../../../scripts/lib/sam/compare.ts';
import { hasSamOracle, type SamOracle, startSamOracle } from '../../../scripts/lib/sam/oracle.ts';
import { askOurs } from '../../../scripts/lib/sam/ours.ts';
import { POLICY_TEMPLATES } from '../../../src/loaders/sam/data/policy-templates.generated.ts';
import { type GeneratedTemplate, generateSamTemplate, mutateSamTemplate, REACHABLE } from './generate.ts';

const SEEDS = Array.from({ length: 400 }, (_, index) => index + 1);
const generated = SEEDS.map(generateSamTemplate);
const mutated = generated.slice(0, 200).map((template, index) => mutateSamTemplate(template, index));

describe('generated SAM templates', () => {
  test('hold everything that SAM has', () => {
    const reached = new Set(generated.flatMap((template) => [...template.reached]));
    const wanted = [...REACHABLE, ...Object.keys(POLICY_TEMPLATES).map((name) => `policy template ${name}`)];
    expect(wanted.filter((what) => !reached.has(what))).toEqual([]);
  });

  test('are transformed or refused, whatever is in them', () => {
    const broken = [...generated, ...mutated].map(({ question }) => askOurs(question)).filter(({ kind }) => kind === 'broken');
    expect(broken).toEqual([]);
  });

  test('are refused with a resource that is there, and a place', () => {
    for (const { question, template } of mutated) {
      const ours = askOurs(question);
      for (const { resource, path } of ours.kind === 'refused' ? ours.errors : []) {
        if (resource === undefined) expect(path).not.toEqual([]);
        else expect(Object.keys(template.Resources ?? {})).toContain(resource);
      }
    }
  });

  test('become the same each time', () => {
    for (const { question } of generated.slice(0, 50)) expect(askOurs(question)).toEqual(askOurs(question));
  });
});

describe.skipIf(!hasSamOracle())(
  'generated SAM templates, compared with AWS (skipped where `npm run tools -- sam` was not possible)',
  () => {
    let oracle: SamOracle;
    beforeAll(() => {
      oracle = startSamOracle();
    });
    afterAll(() => oracle.close());

    async function differences(templates: readonly GeneratedTemplate[], seedOf: (index: number) => string): Promise<readonly string[]> {
      const answers = await Promise.all(templates.map(({ question }) => oracle.ask(question)));
      return answers.flatMap((theirs, index) => {
        const template = templates[index];
        // Where AWS's transform breaks down there is nothing to compare with.
        if (template === undefined || theirs.kind === 'broken') return [];
        const found = compareAnswers(askOurs(template.question), theirs);
        return found.length === 0 ? [] : [`${seedOf(index)}\n${printDifferences(found)}`];
      });
    }

    test('become the same', async () => {
      expect(await differences(generated, (index) => `seed ${index + 1}`)).toEqual([]);
    });

    test('become the same or are refused with odd values in them', async () => {
      expect(await differences(mutated, (index) => `mutation ${index} of seed ${index + 1}`)).toEqual([]);
    });
  },
);
