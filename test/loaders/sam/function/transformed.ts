import { parseDocument } from '../../../../src/loaders/cloudformation/parse.ts';
import { type SamError, SamErrors } from '../../../../src/loaders/sam/errors.ts';
import { samInput } from '../../../../src/loaders/sam/input.ts';
import { get, getIn, isList, isMap, type Json, type JsonMap } from '../../../../src/loaders/sam/json.ts';
import { placeOf } from '../../../../src/loaders/sam/origins.ts';
import { transformSam } from '../../../../src/loaders/sam/transform.ts';
import { SourceText } from '../../../../src/model/source.ts';

export interface TransformedText {
  readonly template: JsonMap;
  /** The logical ids of a type. */
  ids(type: string): readonly string[];
  /** What is generated under a logical id, by a dotted path: `at('HelloRole', 'Properties.Policies.0')`. */
  at(id: string, path?: string): Json | undefined;
  /** What stands in the file where the key or item at the end of the path comes from. */
  written(id: string, path: string): string | undefined;
}

const HEADER = 'Transform: AWS::Serverless-2016-10-31\nConditions: { Always: !Equals [a, a] }\nParameters: { Stage: { Type: String } }\n';

function input(text: string): JsonMap {
  const { root } = parseDocument(new SourceText('template.yaml', text));
  const data = root === undefined ? undefined : samInput(root);
  if (!isMap(data)) throw new Error('no template');
  return data;
}

/** A template of which only the resources are given, transformed; parameter `Stage` is `prod`, condition `Always` is there. */
export function transformed(resources: string, region = 'us-east-1'): TransformedText {
  const text = `${HEADER}${resources}`;
  const template = transformSam(input(text), { parameters: { Stage: 'prod' }, region });
  const child = (at: Json | undefined, key: string): Json | undefined => (isList(at) ? at[Number(key)] : get(at, key));
  const at = (id: string, path = ''): Json | undefined =>
    path
      .split('.')
      .filter((key) => key !== '')
      .reduce(child, getIn(template, 'Resources', id));
  return {
    template,
    ids: (type) => Object.keys(get(template, 'Resources') ?? {}).filter((id) => at(id, 'Type') === type),
    at,
    written(id, path) {
      const keys = path.split('.');
      const last = keys.pop() ?? '';
      const container = at(id, keys.join('.'));
      const place = placeOf(container, isList(container) ? Number(last) : last);
      return place === undefined ? undefined : text.slice(place.start, place.end);
    },
  };
}

/** The errors of such a template, as `Hello Properties.CodeUri: …`. */
export function refused(resources: string): readonly string[] {
  try {
    transformSam(input(`${HEADER}${resources}`), { parameters: { Stage: 'prod' }, region: 'us-east-1' });
  } catch (error) {
    if (error instanceof SamErrors)
      return error.errors.map(({ resource, path, message }: SamError) => `${resource} ${path.join('.')}: ${message}`);
    throw error;
  }
  throw new Error('accepted');
}
