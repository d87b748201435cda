import { describe, expect, it } from 'vitest';
import { defineRule, mustNot } from '../../src/engine/rule-api.ts';
import { checkSelection, isDefaultSelection, packsOf, selector } from '../../src/gate/select.ts';
import { StackgateError, StackgateErrors } from '../../src/model/errors.ts';
import { scanTemplate } from '../../src/scan-template.ts';

const RULES = [
  { id: 's3/a', tier: 1, packs: ['cis'], aliases: ['s3/old-a'] },
  { id: 's3/b', tier: 2, packs: ['cis'] },
  { id: 'rds/c', tier: 1, packs: [] },
  { id: 'rds/d', tier: 3, packs: ['hipaa'] },
] as const;

const selected = (selection: { packs?: string[]; rules?: string[]; disable?: string[] }): string[] =>
  RULES.filter(selector({ packs: [], rules: [], disable: [], ...selection })).map((rule) => rule.id);

describe('which rules run', () => {
  it.each([
    ['the recommended ones without packs and rules', {}, ['s3/a', 'rds/c']],
    ['those of a pack', { packs: ['cis'] }, ['s3/a', 's3/b']],
    ['those of several packs together', { packs: ['cis', 'hipaa'] }, ['s3/a', 's3/b', 'rds/d']],
    ['all of them', { packs: ['all'] }, ['s3/a', 's3/b', 'rds/c', 'rds/d']],
    ['a rule alone', { rules: ['rds/d'] }, ['rds/d']],
    ['a rule beside a pack', { packs: ['cis'], rules: ['rds/d'] }, ['s3/a', 's3/b', 'rds/d']],
    ['a glob', { rules: ['s3/*'] }, ['s3/a', 's3/b']],
    ['an old name', { rules: ['s3/old-a'] }, ['s3/a']],
    ['but not a disabled one', { packs: ['all'], disable: ['s3/*'] }, ['rds/c', 'rds/d']],
    ['nor one that is named and disabled', { rules: ['s3/a', 's3/b'], disable: ['s3/a'] }, ['s3/b']],
    ['nor one disabled by an old name', { disable: ['s3/old-a'] }, ['rds/c']],
  ])('%s', (_, selection, expected) => {
    expect(selected(selection)).toEqual(expected);
  });

  it('names the packs that are applied', () => {
    expect(packsOf({ packs: [], rules: [], disable: [] })).toEqual(['recommended']);
    expect(packsOf({ packs: [], rules: ['s3/a'], disable: [] })).toEqual([]);
    expect(isDefaultSelection({ packs: [], rules: [], disable: [] })).toBe(true);
    expect(isDefaultSelection({ packs: [], rules: [], disable: ['s3/a'] })).toBe(false);
  });

  it('refuses what nobody knows, all at once, with the nearest name', () => {
    const check = (): void => checkSelection({ packs: ['cs'], rules: ['s3/z', 'rds/*'], disable: ['s4/*'] }, RULES, ['cis', 'hipaa']);
    expect(check).toThrow(StackgateErrors);
    try {
      check();
    } catch (error) {
      expect(error instanceof StackgateErrors && error.errors.map(({ code, message }) => [code, message])).toEqual([
        ['UNKNOWN_PACK', 'there is no pack `cs`'],
        ['UNKNOWN_RULE', 'there is no rule `s3/z`'],
        ['UNKNOWN_RULE', 'there is no rule `s4/*`'],
      ]);
    }
    expect(() => checkSelection({ packs: ['cs'], rules: [], disable: [] }, RULES, ['cis'])).toThrow(StackgateError);
  });
});

describe('custom rules', () => {
  const custom = defineRule({
    id: 'acme/no-buckets',
    title: 'There are no buckets',
    severity: 'low',
    category: 'operations',
    resources: ['AWS::S3::Bucket'],
    tier: 1,
    packs: [],
    crossReferences: {},
    rationale: 'A rule to test with.',
    remediation: 'Remove it.',
    messages: { there: 'there is a bucket' },
    check: (bucket) => mustNot(bucket.properties.isAbsent(), 'there'),
    examples: { pass: [], fail: [] },
  });
  const ran = (options: { packs?: string[]; rules?: string[]; disable?: string[] }): boolean =>
    scanTemplate({ Resources: { B: { Type: 'AWS::S3::Bucket' } } }, { ...options, customRules: [custom] }).results.some(
      (result) => result.ruleId === custom.id,
    );

  it.each([
    [{}, true],
    [{ packs: ['cis'] }, true],
    [{ rules: ['acme/no-buckets'] }, true],
    [{ rules: ['s3/*'] }, true],
    [{ packs: ['cis'], rules: ['s3/*'] }, true],
    [{ disable: ['acme/*'] }, false],
  ])('run beside every selection, but not when they are disabled: %o', (options, expected) => {
    expect(ran(options)).toBe(expected);
  });
});
