import type { TransformContext } from '../../context.ts';
import { get, has, isGiven, isList, isMap, isText, type Json, type JsonMap } from '../../json.ts';
import { sub } from '../../resource.ts';
import { propertyOf, type SamEvent, wrong } from '../event.ts';
import { allow } from '../role-policies.ts';
import { readSecret } from './secrets.ts';

const PROPERTY = 'SchemaRegistryConfig';

/** What lets a function read from the schema registry of an event, if it has one. Throws `SamError`. */
export function readSchemaRegistry(event: SamEvent, context: TransformContext): JsonMap[] {
  const config = propertyOf(event, PROPERTY);
  if (!isGiven(config)) return [];
  if (!isMap(config)) throw wrong(event, `Property '${PROPERTY}' should be a map.`, PROPERTY);
  const secrets = checkedSecrets(event, config);
  const { uri, arn } = registryOf(event, config, context);
  return [...secrets.map(readSecret), ...readRegistry(uri, arn)];
}

/** The secrets by which a registry is entered. */
function checkedSecrets(event: SamEvent, config: JsonMap): (Json | undefined)[] {
  for (const name of ['SchemaRegistryURI', 'EventRecordFormat', 'SchemaValidationConfigs'])
    if (!has(config, name)) throw wrong(event, `Missing required field ${name} in ${PROPERTY}`, PROPERTY, name);
  const format = get(config, 'EventRecordFormat');
  if (format !== 'JSON' && format !== 'SOURCE')
    throw wrong(event, `EventRecordFormat in ${PROPERTY} must be either 'JSON' or 'SOURCE'`, PROPERTY, 'EventRecordFormat');
  if (!isList(get(config, 'SchemaValidationConfigs')))
    throw wrong(event, 'SchemaValidationConfigs must be a list', PROPERTY, 'SchemaValidationConfigs');
  const access = get(config, 'AccessConfigs');
  if (!isGiven(access)) return [];
  if (!isList(access)) throw wrong(event, `AccessConfigs in ${PROPERTY} must be a list`, PROPERTY, 'AccessConfigs');
  if (!access.every((item) => has(item, 'Type') && has(item, 'URI')))
    throw wrong(event, "Each AccessConfig must be a dict with 'Type' and 'URI' fields", PROPERTY, 'AccessConfigs');
  return access.map((item) => get(item, 'URI'));
}

function readRegistry(uri: Json | undefined, arn: Json | undefined): JsonMap[] {
  const name = registryName(arn);
  if (name === undefined) return [];
  const schemas = sub(`arn:\${AWS::Partition}:glue:\${AWS::Region}:\${AWS::AccountId}:schema/${name}/*`);
  return [allow(['glue:GetRegistry'], uri), allow(['glue:GetSchemaVersion'], [schemas])];
}

interface Registry {
  readonly uri: Json | undefined;
  /** What is known of its ARN. */
  readonly arn: Json | undefined;
}

function registryOf(event: SamEvent, config: JsonMap, context: TransformContext): Registry {
  const uri = get(config, 'SchemaRegistryURI');
  if (!isMap(uri)) return { uri, arn: uri };
  const resolved = context.parameterResolver.resolveParameterRefs(uri);
  if (!isMap(resolved))
    throw wrong(event, 'SchemaRegistryURI cannot be a reference to a parameter with a value.', PROPERTY, 'SchemaRegistryURI');
  // AWS puts the values of parameters into the lists and maps of a call for good, but not into the text of an Fn::Sub.
  for (const name of Object.keys(uri)) if (isMap(uri[name]) || isList(uri[name])) uri[name] = resolved[name];
  return { uri, arn: get(resolved, 'Fn::Sub') };
}

/** The name of a registry of Glue: `orders` of `arn:aws:glue:eu-west-1:123456789012:registry/orders`. */
function registryName(arn: Json | undefined): string | undefined {
  if (!isText(arn) || !arn.startsWith('arn')) return undefined;
  const part = arn.split(':')[5];
  return part?.startsWith('registry/') === true ? part.slice('registry/'.length) : undefined;
}
