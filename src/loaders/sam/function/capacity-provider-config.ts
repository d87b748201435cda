import { wrongProperty } from '../errors.ts';
import { get, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import { passOnAs } from './pass-on.ts';
import { callOr, checkModel, decimal, integer, model, optionalField, requiredField, text, union } from './schema.ts';

const CONFIG = model({
  Arn: requiredField(callOr(text)),
  PerExecutionEnvironmentMaxConcurrency: optionalField(callOr(integer)),
  ExecutionEnvironmentMemoryGiBPerVCpu: optionalField(callOr(union(integer, decimal))),
});

/** Property `CapacityProviderConfig` of a function, in the form of CloudFormation. Throws `SamError`. */
export function capacityProviderConfig(functionId: string, config: Json): JsonMap {
  const { value, problems } = checkModel(CONFIG, config);
  const [problem] = problems;
  if (problem !== undefined) {
    throw wrongProperty(
      functionId,
      ['CapacityProviderConfig', ...problem.path].join('.'),
      `Invalid CapacityProviderConfig: ${problems.map(({ message }) => message).join(' ')}`,
    );
  }
  const made: JsonMap = { CapacityProviderArn: get(value, 'Arn') };
  inherit(made, 'CapacityProviderArn', config, 'Arn');
  for (const name of ['PerExecutionEnvironmentMaxConcurrency', 'ExecutionEnvironmentMemoryGiBPerVCpu']) passOnAs(made, name, value, name);
  return { LambdaManagedInstancesCapacityProviderConfig: made };
}
