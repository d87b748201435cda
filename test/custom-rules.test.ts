import { describe, expect, it } from 'vitest';
import type { CustomRuleSource, SchemaRule } from '../src/config/types.ts';
import { customRules } from '../src/custom-rules.ts';
import { StackgateError, StackgateErrors } from '../src/model/errors.ts';
import versioning from '../src/rules/s3/bucket-versioning-enabled.ts';

const declared = (id: string, schema: SchemaRule['schema'], line = 4): CustomRuleSource => ({
  kind: 'schema',
  id,
  file: 'stackgate.config.yaml',
  origin: `stackgate.config.yaml:${line}`,
  rule: { id, title: 'Buckets have an owner', severity: 'high', resourceTypes: ['AWS::S3::Bucket'], schema, message: 'no owner' },
});

const coded = (rule: object): CustomRuleSource => ({ kind: 'code', id: 'team/coded', rule, file: 'rules.ts', origin: 'rules.ts' });

async function problem(sources: readonly CustomRuleSource[]): Promise<StackgateError> {
  try {
    await customRules(sources);
  } catch (error) {
    if (error instanceof StackgateError) return error;
  }
  throw new Error('no error of ours was thrown');
}

describe('customRules', () => {
  it('makes rules of schemas and takes those in code as they are', async () => {
    const rules = await customRules([declared('team/has-owner', { required: ['Owner'] }), coded(versioning)]);
    expect(rules.map((rule) => rule.id)).toEqual(['team/has-owner', 's3/bucket-versioning-enabled']);
    expect(rules[1]).toBe(versioning);
  });

  it('gives none for none', async () => {
    expect(await customRules([])).toEqual([]);
  });

  it('says where a schema is wrong', async () => {
    const error = await problem([declared('team/has-owner', { requird: ['Owner'] }, 12)]);
    expect(error).toMatchObject({ code: 'RULE_INVALID', file: 'stackgate.config.yaml', line: 12 });
    expect(error.message).toContain('requird');
  });

  it('says what code lacks', async () => {
    const { messages: _, ...rest } = versioning;
    const error = await problem([coded({ ...rest, severity: 'urgent' })]);
    expect(error).toMatchObject({ code: 'RULE_INVALID', file: 'rules.ts' });
    expect(error.message).toContain('lacks severity, messages');
  });

  it('names everything that is wrong at once', async () => {
    const error = await problem([declared('team/one', { type: 'text' }), coded({}), declared('team/two', { $ref: '#/none' })]);
    expect(error).toBeInstanceOf(StackgateErrors);
    expect(error instanceof StackgateErrors ? error.errors.map(({ code }) => code) : []).toEqual([
      'RULE_INVALID',
      'RULE_INVALID',
      'RULE_INVALID',
    ]);
  });
});
