import { describe, expect, it } from 'vitest';
import type { CustomRuleSource, SchemaRule } from '../src/config/types.ts';
import { customRules } from '../src/custom-rules.ts';
import { StackgateError, StackgateErrors } from '../src/model/errors.ts';
import versioning from '../src/rules/s3/bucket-versioning-enabled.ts';
import { scan } from '../src/scan.ts';
import { tempFolder } from './supply/temp-folder.ts';

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

  it('makes rules of declarations as a configuration holds them, each part of it', async () => {
    const files = {
      'stackgate.config.yaml': `customRules:
  - id: team/has-stage
    title: Functions know their stage
    severity: high
    category: operations
    resourceTypes: [AWS::Lambda::Function]
    schema: { properties: { Environment: { required: [Variables] } }, required: [Environment] }
    message: 'the function does not know its stage ({property} is {found})'
    property: Environment.Variables
    rationale: Code has to know where it runs.
    remediation: Set the variable STAGE.
`,
      'template.yaml': `Resources:
  Import:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        KMSKeyArn: alias/import
`,
    };
    const folder = tempFolder(files);
    const { results } = await scan({ cwd: folder, root: folder, rules: ['team/has-stage'] });
    expect(results).toMatchObject([
      {
        ruleId: 'team/has-stage',
        status: 'fail',
        property: '/Environment/Variables',
        location: { line: 5 },
        message: 'the function does not know its stage (Environment.Variables is not set)',
        remediation: 'Set the variable STAGE.',
      },
    ]);
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
