import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questionOf } from '../../../scripts/lib/sam/cases.ts';
import { compareAnswers, printDifferences } from '../../../scripts/lib/sam/compare.ts';
import { hasSamOracle, type SamOracle, startSamOracle } from '../../../scripts/lib/sam/oracle.ts';
import { askOurs } from '../../../scripts/lib/sam/ours.ts';

const files = (folder: string): readonly string[] => globSync(join(import.meta.dirname, folder, '*.yaml')).sort();

describe.skipIf(!hasSamOracle())("our SAM transform and AWS's own (skipped where `npm run tools -- sam` was not possible)", () => {
  let oracle: SamOracle;
  beforeAll(() => {
    oracle = startSamOracle();
  });
  afterAll(() => oracle.close());

  test.each(files('templates').map((path) => [basename(path), path] as const))('make the same of %s', async (_, path) => {
    const question = questionOf(path);
    const theirs = await oracle.ask(question);
    expect(theirs).toMatchObject({ kind: 'transformed' });
    expect(printDifferences(compareAnswers(askOurs(question), theirs))).toBe('');
  });

  test.each(files('refused').map((path) => [basename(path), path] as const))('refuse %s', async (_, path) => {
    const question = questionOf(path);
    const theirs = await oracle.ask(question);
    const ours = askOurs(question);
    expect(theirs.kind).not.toBe('transformed');
    expect(ours.kind).toBe('refused');
    expect(printDifferences(compareAnswers(ours, theirs))).toBe('');
  });
});
