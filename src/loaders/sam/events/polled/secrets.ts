import { get, isGiven, isList, isMap, isText, type Json, type JsonMap } from '../../json.ts';
import { sub } from '../../resource.ts';
import { propertyOf, type SamEvent, wrong } from '../event.ts';
import { allow } from '../role-policies.ts';

const PROPERTY = 'SourceAccessConfigurations';

export function readSecret(secret: Json | undefined): JsonMap {
  return allow(['secretsmanager:GetSecretValue'], secret);
}

/** What lets a function use the network interfaces by which it reaches a source in a VPC. */
export function useNetworkInterfaces(): JsonMap {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeVpcs',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
  ];
  return allow(actions, '*');
}

/** What lets a function decrypt the secret, if it has a key of its own. Throws `SamError`. */
export function decryptSecret(event: SamEvent, action: Json = ['kms:Decrypt']): JsonMap[] {
  const key = propertyOf(event, 'SecretsManagerKmsKeyId');
  if (!isGiven(key)) return [];
  if (!isText(key)) throw wrong(event, "Property 'SecretsManagerKmsKeyId' should be a string.", 'SecretsManagerKmsKeyId');
  return [allow(action, sub(`arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:key/${key}`))];
}

/** The secret that `SourceAccessConfigurations` names for `required`. Throws `SamError` when there is not exactly one, or another type. */
export function secretOf(event: SamEvent, types: readonly string[], required: string): Json {
  const configurations = propertyOf(event, PROPERTY);
  if (!isGiven(configurations)) throw wrong(event, `No ${PROPERTY} for Amazon ${event.type} event provided.`, PROPERTY);
  if (!isList(configurations)) throw wrong(event, `Provided ${PROPERTY} cannot be parsed into a list.`, PROPERTY);
  let secret: Json | undefined;
  for (const [index, configuration] of configurations.entries()) {
    const name = `${PROPERTY}[${index}]`;
    const path = [PROPERTY, String(index)];
    if (!isMap(configuration)) throw wrong(event, `Property '${name}' should be a map.`, ...path);
    const type = get(configuration, 'Type');
    if (!isText(type)) throw wrong(event, `Property '${name}.Type' should be a string.`, ...path, 'Type');
    if (!types.includes(type)) {
      const known = `[${types.map((each) => `'${each}'`).join(', ')}]`;
      throw wrong(event, `Invalid property Type specified in ${PROPERTY}. The supported values are: ${known}.`, ...path, 'Type');
    }
    if (type !== required) continue;
    if (secret !== undefined) throw wrong(event, `Multiple ${required} properties specified in ${PROPERTY}.`, ...path);
    secret = get(configuration, 'URI');
    if (!isGiven(secret)) throw wrong(event, `No ${required} URI property specified in ${PROPERTY}.`, ...path, 'URI');
  }
  if (secret === undefined) throw wrong(event, `No ${required} property specified in ${PROPERTY}.`, PROPERTY);
  return secret;
}
