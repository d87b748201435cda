import { runRule } from '../../../src/engine/runner.ts';
import { instantiate } from '../../../src/engine/stack.ts';
import { Loader } from '../../../src/loaders/load.ts';
import type { SchemaCompiler } from '../../../src/rules/custom/schema-check.ts';
import { type SchemaRuleDeclaration, schemaRule } from '../../../src/rules/custom/schema-rule.ts';

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

export interface Judged {
  readonly status: 'fail' | 'pass' | 'unknown';
  readonly property: string | undefined;
  readonly because: string | undefined;
  readonly scenarios: readonly string[];
  readonly message: string;
}

export const DECLARATION: Omit<SchemaRuleDeclaration, 'schema'> = {
  id: 'team/things-are-right',
  title: 'Things are right',
  severity: 'high',
  resourceTypes: ['AWS::S3::Bucket'],
  message: 'the thing is not right',
};

const READER = { read: () => undefined, isFile: () => false, isFolder: () => false, problem: () => 'does not exist' };

/** The findings of a rule made of a schema on one resource with the properties. Parameters that are named are declared without a default. */
export function findings(
  declaration: Partial<SchemaRuleDeclaration> & Pick<SchemaRuleDeclaration, 'schema'>,
  properties: Json | undefined,
  compiler: SchemaCompiler,
  template: Readonly<Record<string, Json>> = {},
): readonly Judged[] {
  const document = {
    Parameters: { Hole: { Type: 'String' } },
    ...template,
    Resources: {
      Thing: { Type: 'AWS::S3::Bucket', ...(properties === undefined ? {} : { Properties: properties }) },
      Other: { Type: 'AWS::SNS::Topic' },
    },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const [unit] = new Loader([{ path: 'template.json', bytes, named: true }], READER).load({}).units;
  if (unit === undefined) throw new Error('the template does not load');
  const instance = instantiate(unit, { parameters: {} });
  const thing = instance.byKey.get('Thing');
  if (thing === undefined) throw new Error('the template has no resource');
  const rule = schemaRule({ ...DECLARATION, ...declaration }, compiler);
  return runRule(rule, thing, instance, { options: undefined, severity: undefined, budget: { steps: 1_000_000 } }).map((finding) => {
    if (finding.status === 'error') throw new Error(finding.message);
    const { status, property, unknownBecause: because, scenarios, message } = finding;
    return { status, property, because, scenarios, message };
  });
}

/** The worst that a rule made of a schema says. */
export function judge(schema: SchemaRuleDeclaration['schema'], properties: Json, compiler: SchemaCompiler): Judged['status'] {
  const statuses = findings({ schema }, properties, compiler).map((finding) => finding.status);
  return (['fail', 'unknown', 'pass'] as const).find((status) => statuses.includes(status)) ?? 'pass';
}
