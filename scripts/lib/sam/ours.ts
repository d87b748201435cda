import { parseDocument } from '../../../src/loaders/cloudformation/parse.ts';
import { type SamError, SamErrors } from '../../../src/loaders/sam/errors.ts';
import { samInput } from '../../../src/loaders/sam/input.ts';
import { isMap, type JsonMap } from '../../../src/loaders/sam/json.ts';
import { transformSam } from '../../../src/loaders/sam/transform.ts';
import { SourceText } from '../../../src/model/source.ts';
import type { SamAnswer, SamQuestion } from './oracle.ts';

/** The same as an answer of the oracle, with the resource and path of each error. */
export type OurAnswer =
  | Exclude<SamAnswer, { kind: 'refused' }>
  | { readonly kind: 'refused'; readonly messages: readonly string[]; readonly errors: readonly SamError[] };

/** Transforms a template with our own transform. */
export function askOurs({ template, parameters = {}, region = 'us-east-1', managedPolicies }: SamQuestion): OurAnswer {
  const { root } = parseDocument(new SourceText('template.yaml', template));
  const input = root === undefined ? undefined : samInput(root);
  if (!isMap(input)) return { kind: 'broken', message: 'the template cannot be parsed' };
  try {
    const options: { parameters: JsonMap; region: string; managedPolicies?: JsonMap } = { parameters, region };
    if (managedPolicies !== undefined) options.managedPolicies = managedPolicies;
    // What is left out is `undefined` here and missing in JSON.
    return { kind: 'transformed', output: JSON.parse(JSON.stringify(transformSam(input, options))) };
  } catch (error) {
    if (error instanceof SamErrors) return { kind: 'refused', messages: error.errors.map(({ message }) => message), errors: error.errors };
    return { kind: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
