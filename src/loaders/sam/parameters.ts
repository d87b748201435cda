import { copy, get, has, isMap, type JsonMap, put } from './json.ts';
import { partitionName } from './partition.ts';

/**
 * The values of parameters as the transform sees them: those given, the defaults of the template for the others, region and partition;
 * none for the secret ones.
 */
export function parameterValues(template: JsonMap, given: JsonMap, region: string, secrets: ReadonlySet<string> = new Set()): JsonMap {
  const values = copy(given);
  const declared = get(template, 'Parameters');
  if (isMap(declared)) {
    for (const name of Object.keys(declared)) {
      const fallback = get(get(declared, name), 'Default');
      if (!has(values, name) && fallback !== undefined) put(values, name, copy(fallback));
    }
  }
  for (const name of secrets) delete values[name];
  for (const [name, value] of [
    ['AWS::Region', region],
    ['AWS::Partition', partitionName(region)],
  ] as const) {
    if (!has(values, name)) put(values, name, value);
  }
  return values;
}

/** The names of parameters that are declared as secret. */
export function secretParameters(template: JsonMap): ReadonlySet<string> {
  const declared = get(template, 'Parameters');
  if (!isMap(declared)) return new Set();
  return new Set(Object.keys(declared).filter((name) => String(get(get(declared, name), 'NoEcho') ?? false).toLowerCase() === 'true'));
}
