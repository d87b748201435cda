import { parseDocument } from '../../../../src/loaders/cloudformation/parse.ts';
import { SamErrors } from '../../../../src/loaders/sam/errors.ts';
import { samInput } from '../../../../src/loaders/sam/input.ts';
import { getIn, isMap, type Json, type JsonMap } from '../../../../src/loaders/sam/json.ts';
import { transformSam } from '../../../../src/loaders/sam/transform.ts';
import { SourceText } from '../../../../src/model/source.ts';

/** What becomes of resources, written in YAML below `Resources`. */
export function resourcesFrom(yaml: string, region = 'us-east-1'): JsonMap {
  const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n${yaml}`;
  const { root } = parseDocument(new SourceText('template.yaml', text));
  const template = root === undefined ? undefined : samInput(root);
  if (!isMap(template)) throw new Error('no template');
  const resources = getIn(transformSam(template, { parameters: {}, region }), 'Resources');
  if (!isMap(resources)) throw new Error('no resources');
  return resources;
}

/** The properties of one resource. */
export function propertiesOf(resources: JsonMap, id: string): Json | undefined {
  return getIn(resources, id, 'Properties');
}

/** Where what is refused is wrong: `Api.Properties.Auth`. */
export function refusalOf(yaml: string): string[] {
  try {
    resourcesFrom(yaml);
  } catch (error) {
    if (error instanceof SamErrors) return error.errors.map(({ resource, path }) => [resource ?? 'the template', ...path].join('.'));
    throw error;
  }
  return [];
}
