import type { TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { get, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { pythonText } from '../python-text.ts';
import { isCall, type SamResource } from '../resource.ts';
import { propertyOf } from './pass-on.ts';
import { resolveWithin } from './resolve.ts';

/** Makes sure of what AWS's transform wants of a web function beyond the types of its properties. Throws `SamError`. */
export function checkWebFunction(resource: SamResource, context: TransformContext): void {
  const { id, properties } = resource;
  checkDeploymentMode(id, properties, context);
  checkTimeout(id, propertyOf(properties, 'Timeout'));
  checkWeights(id, propertyOf(properties, 'RevisionWeights'));
  checkVariables(id, propertyOf(properties, 'EnvironmentVariables'));
  checkConnector(id, propertyOf(properties, 'EgressNetworkConnectorArn'));
}

function checkDeploymentMode(id: string, properties: JsonMap, context: TransformContext): void {
  const given = resolveWithin(propertyOf(properties, 'AutoDeploymentMode'), context.parameterResolver);
  const mode = isGiven(given) ? given : 'LatestRevision';
  const modes = "['LatestRevision', 'Disabled']";
  if (isCall(mode)) {
    throw wrongProperty(
      id,
      'AutoDeploymentMode',
      `'AutoDeploymentMode' must resolve to one of ${modes} at transform time; unresolved intrinsic functions are not supported because it is not passed through to CloudFormation.`,
    );
  }
  if (mode !== 'LatestRevision' && mode !== 'Disabled') {
    throw wrongProperty(id, 'AutoDeploymentMode', `'AutoDeploymentMode' must be one of ${modes}, got '${pythonText(mode)}'.`);
  }
  if (!isGiven(propertyOf(properties, 'AuthType'))) {
    throw wrongProperty(
      id,
      'AuthType',
      "'AuthType' is required. Specify 'IamAuth' (Lambda authorizes requests with SigV4/IAM) or 'ApplicationManaged' (the endpoint is public and your function handles authorization).",
    );
  }
  const endpointType = resolveWithin(propertyOf(properties, 'EndpointType'), context.parameterResolver);
  const isRegional = endpointType === 'MultiRegion' || endpointType === 'PerRegion';
  const isWeighted = isGiven(propertyOf(properties, 'RevisionWeights'));
  if (mode === 'LatestRevision' && isWeighted) {
    throw wrongProperty(id, 'RevisionWeights', "'RevisionWeights' cannot be specified when 'AutoDeploymentMode' is 'LatestRevision'.");
  }
  if (isRegional && mode !== 'Disabled') {
    throw wrongProperty(id, 'AutoDeploymentMode', `'AutoDeploymentMode' must be 'Disabled' when 'EndpointType' is '${endpointType}'.`);
  }
  if (mode === 'Disabled' && !isRegional && !isWeighted) {
    throw wrongProperty(
      id,
      'RevisionWeights',
      "'RevisionWeights' must be specified when 'AutoDeploymentMode' is 'Disabled'. Set 'AutoDeploymentMode' to 'LatestRevision' to route all traffic to the latest revision.",
    );
  }
}

function checkTimeout(id: string, timeout: Json | undefined): void {
  if (!isInteger(timeout) || (Number(timeout) >= 3 && Number(timeout) <= 900)) return;
  throw wrongProperty(id, 'Timeout', "'Timeout' must be an integer between 3 and 900.");
}

function checkWeights(id: string, weights: Json | undefined): void {
  if (!isGiven(weights)) return;
  const wrong = (detail: string): Error => wrongProperty(id, 'RevisionWeights', `'RevisionWeights' ${detail}`);
  if (!isMap(weights)) throw wrong('must be a map of revision IDs to weights (e.g., {"rev-id": 100}).');
  if (isCall(weights)) {
    throw wrong(
      'does not support top-level intrinsic functions; provide a map of revision IDs to weights (e.g., {"rev-id": 100}). Intrinsic functions may be used for individual weight values.',
    );
  }
  const values = Object.keys(weights).map((key) => get(weights, key));
  for (const value of values) {
    if (isCall(value)) continue;
    if (!isInteger(value)) throw wrong('values must be integers or intrinsic functions.');
    if (Number(value) < 1 || Number(value) > 100) throw wrong(`values must be between 1 and 100, got ${pythonText(value)}.`);
  }
  if (values.length > 2) throw wrong('supports a maximum of 2 entries.');
  const sum = values.every(isInteger) ? values.reduce<number>((total, value) => total + Number(value), 0) : 100;
  if (sum !== 100) throw wrong(`values must sum to 100, got ${sum}.`);
}

/** As long as the value of a variable may be, in characters. */
const LONGEST_VALUE = 4096;

function checkVariables(id: string, variables: Json | undefined): void {
  if (!isMap(variables) || isCall(variables)) return;
  for (const key of Object.keys(variables)) {
    const value = get(variables, key);
    const wrong = (detail: string): Error => wrongProperty(id, `EnvironmentVariables.${key}`, `Environment variable ${detail}`);
    if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(key)) throw wrong(`key '${key}' must match pattern '^[a-zA-Z][a-zA-Z0-9_]*$'.`);
    if (value === '') throw wrong(`'${key}' value must not be empty.`);
    if (typeof value === 'string' && [...value].length > LONGEST_VALUE) {
      throw wrong(`'${key}' value exceeds maximum length of ${LONGEST_VALUE} characters.`);
    }
  }
}

function checkConnector(id: string, arn: Json | undefined): void {
  if (typeof arn !== 'string' || /^arn:[^:]+:lambda:[^:]*:[^:]*:network-connector:[^:]+:[^:]+$/.test(arn)) return;
  throw wrongProperty(
    id,
    'EgressNetworkConnectorArn',
    "'EgressNetworkConnectorArn' must be a version-qualified network-connector ARN (ending in ':<version>', e.g. the connector's LatestVersionArn).",
  );
}

function isInteger(value: Json | undefined): boolean {
  return Number.isInteger(value) || typeof value === 'boolean';
}
