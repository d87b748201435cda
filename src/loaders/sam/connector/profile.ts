import { assertNever } from '../../../model/errors.ts';
import { CONNECTED_RESOURCES, CONNECTOR_PROFILES } from '../data/connector-profiles.generated.ts';
import { get, getIn, isList, isMap, type Json, type JsonMap, put } from '../json.ts';
import { sub } from '../resource.ts';

/** What connects resources of two types. */
export type Connection = 'managed-policy' | 'queue-policy' | 'topic-policy' | 'lambda-permission';

export interface Profile {
  readonly connection: Connection;
  /** The end that gets the policy or permission. */
  readonly holder: 'Source' | 'Destination';
  /** What is permitted, by the name of the permission. */
  readonly categories: JsonMap;
  /** The sets of permissions that may be asked for; all when missing. */
  readonly combinations: readonly (readonly string[])[] | undefined;
  /** What has to wait for the policy. */
  readonly dependent: 'source' | 'event-source-mapping' | undefined;
}

const CONNECTIONS: Readonly<Record<string, Connection>> = {
  AWS_IAM_ROLE_MANAGED_POLICY: 'managed-policy',
  AWS_SQS_QUEUE_POLICY: 'queue-policy',
  AWS_SNS_TOPIC_POLICY: 'topic-policy',
  AWS_LAMBDA_PERMISSION: 'lambda-permission',
};

/** How resources of two types are connected; `undefined` when they cannot be. */
export function profileOf(sourceType: string, destinationType: string): Profile | undefined {
  const destinations = Object.hasOwn(CONNECTOR_PROFILES, sourceType) ? CONNECTOR_PROFILES[sourceType] : undefined;
  const profile = destinations !== undefined && Object.hasOwn(destinations, destinationType) ? destinations[destinationType] : undefined;
  const connection = CONNECTIONS[String(get(profile, 'Type'))];
  const categories = getIn(profile, 'Properties', 'AccessCategories');
  if (connection === undefined || !isMap(categories)) return undefined;
  const combinations = getIn(profile, 'Properties', 'ValidAccessCategories');
  const dependent = getIn(profile, 'Properties', 'DependedBy');
  return {
    connection,
    holder: getIn(profile, 'Properties', 'SourcePolicy') === true ? 'Source' : 'Destination',
    categories,
    combinations: isList(combinations) ? combinations.map((names) => (isList(names) ? names.map(String).sort() : [])) : undefined,
    dependent: dependent === 'SOURCE' ? 'source' : dependent === undefined ? undefined : 'event-source-mapping',
  };
}

/** What can be said of a resource that stands in the template, by its type: `Inputs` and `Outputs`. */
export function connectedResource(type: string, id: string): JsonMap {
  const known = Object.hasOwn(CONNECTED_RESOURCES, type) ? CONNECTED_RESOURCES[type] : undefined;
  const filled = known === undefined ? {} : fill(known, [['logicalId', id]]);
  return isMap(filled) ? filled : {};
}

/** A variable of a profile has no value. */
export class MissingVariable extends Error {
  constructor(name: string) {
    super(`${name} is missing.`);
    this.name = 'MissingVariable';
  }
}

export type Variables = readonly (readonly [name: string, value: Json | undefined])[];

/** Puts values in place of `%{name}`. A text that holds more than the variable becomes an `Fn::Sub`. Throws `MissingVariable`. */
export function fill(template: Json, variables: Variables): Json {
  if (isList(template)) return template.map((item) => fill(item, variables));
  if (isMap(template)) {
    const made: JsonMap = {};
    for (const [key, value] of Object.entries(template)) if (value !== undefined) put(made, key, fill(value, variables));
    return made;
  }
  return typeof template === 'string' ? fillText(template, variables) : template;
}

function fillText(template: string, variables: Variables): Json {
  let text = template;
  const substitutes: JsonMap = {};
  for (const [name, value] of variables) {
    const pattern = `%{${name}}`;
    if (!text.includes(pattern)) continue;
    if (value === undefined || value === null) throw new MissingVariable(name);
    if (text === pattern) return value;
    // Names in Fn::Sub take no dots.
    const plainName = name.replaceAll('.', '');
    text = text.replaceAll(pattern, () => `\${${plainName}}`);
    substitutes[plainName] = value;
  }
  if (!/\$\{.+\}/.test(text)) return text;
  return Object.keys(substitutes).length > 0 ? sub(text, substitutes) : sub(text);
}

/** What is generated for a connection: its type, and what its logical id ends in. */
export function generatedFor(connection: Connection): { readonly type: string; readonly suffix: string } {
  switch (connection) {
    case 'managed-policy':
      return { type: 'AWS::IAM::ManagedPolicy', suffix: 'Policy' };
    case 'queue-policy':
      return { type: 'AWS::SQS::QueuePolicy', suffix: 'QueuePolicy' };
    case 'topic-policy':
      return { type: 'AWS::SNS::TopicPolicy', suffix: 'TopicPolicy' };
    case 'lambda-permission':
      return { type: 'AWS::Lambda::Permission', suffix: 'LambdaPermission' };
    default:
      return assertNever(connection);
  }
}
