import { defineRule, fail, type Property, pass, type Rule, unknown, type Verdict } from '../../engine/rule-api.ts';
import { StackgateError } from '../../model/errors.ts';
import type { Category } from '../../model/rule.ts';
import type { Severity } from '../../model/severity.ts';
import { rootInstance } from './instance.ts';
import { type Path, type SchemaCheck, type SchemaCompiler, type SchemaObject, schemaCheck } from './schema-check.ts';

/** A rule that is written as data: a JSON Schema (draft 7) that the properties of a resource have to match. */
export interface SchemaRuleDeclaration {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category?: Category;
  readonly resourceTypes: readonly string[];
  readonly schema: SchemaObject;
  /** What a finding says; `{found}` and `{property}` are filled in, as in any rule. */
  readonly message: string;
  readonly rationale?: string;
  readonly remediation?: string;
  /** A dotted path that findings point at, in place of the property that does not match. */
  readonly property?: string;
}

/**
 * Makes a rule of a declaration. What of the properties is not known counts as anything that it may turn out to be: the rule fails and
 * passes only where that makes no difference. Throws `RULE_INVALID` for a schema that is none.
 */
export function schemaRule(declaration: SchemaRuleDeclaration, compiler: SchemaCompiler): Rule {
  const { id, title, severity, resourceTypes, message } = declaration;
  const matches = compiled(declaration, compiler);
  return defineRule({
    id,
    title,
    severity,
    category: declaration.category ?? 'operations',
    resources: resourceTypes,
    tier: 1,
    packs: [],
    crossReferences: {},
    rationale: declaration.rationale ?? title,
    remediation: declaration.remediation ?? `Change the properties so that they match the schema of ${id}.`,
    messages: { mismatch: message },
    check(resource): readonly Verdict<'mismatch'>[] {
      const { properties } = resource;
      const { failures, open } = matches(rootInstance(properties));
      const at = (path: Path): Property =>
        declaration.property === undefined
          ? path.reduce((property, key) => property.child(key), properties)
          : resource.at(declaration.property);
      const verdicts = [
        ...failures.map((path) => fail('mismatch', at(path))),
        ...open.map(({ path, because }) => unknown(because, at(path))),
      ];
      return verdicts.length === 0 ? [pass()] : verdicts;
    },
    examples: { pass: [], fail: [] },
  });
}

function compiled({ id, schema }: SchemaRuleDeclaration, compiler: SchemaCompiler): SchemaCheck {
  try {
    return schemaCheck(schema, compiler);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new StackgateError('RULE_INVALID', `the schema of the rule ${id} is not valid: ${problem}`, {
      hint: 'It has to be a JSON Schema of draft 7.',
      cause,
    });
  }
}
