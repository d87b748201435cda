import { copy, get, has, isMap, type JsonMap, put } from './json.ts';
import { partitionName } from './partition.ts';

/** The values of parameters as the transform sees them: those given, the defaults of the template for the others, region and partition. */
export function parameterValues(template: JsonMap, given: JsonMap, region: string): JsonMap {
  const values = copy(given);
  const declared = get(template, 'Parameters');
  if (isMap(declared)) {
    for (const name of Object.keys(declared)) {
      const fallback = get(get(declared, name), 'Default');
      if (!has(values, name) && fallback !== undefined) put(values, name, copy(fallback));
    }
  }
  for (const [name, value] of [
    ['AWS::Region', region],
    ['AWS::Partition', partitionName(region)],
  ] as const) {
    if (!has(values, name)) put(values, name, value);
  }
  return values;
}
