import { SamError, wrongResource } from '../errors.ts';
import type { JsonMap } from '../json.ts';
import type { SamResource } from '../resource.ts';
import { passOn } from './pass-on.ts';
import { checkModel, type Shape } from './schema.ts';

/** The properties as the model of AWS takes them; throws `SamError` with all that is wrong. */
export function checkedModel(resource: SamResource, shape: Shape): JsonMap {
  const { value, problems } = checkModel(shape, withoutNull(resource.properties));
  const [first] = problems;
  if (first === undefined) return value;
  const { message } = wrongResource(resource.id, problems.map((problem) => problem.message).join(' '));
  throw new SamError(resource.id, message, ['Properties', ...first.path]);
}

function withoutNull(properties: JsonMap): JsonMap {
  const made: JsonMap = {};
  passOn(made, Object.keys(properties), properties);
  return made;
}
