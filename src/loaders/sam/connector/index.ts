import { assertNever } from '../../../model/errors.ts';
import type { Macro, MacroResult, TransformContext } from '../context.ts';
import { wrongResource } from '../errors.ts';
import { copy, get, getIn, isGiven, isList, isMap, isText, type Json, type JsonMap, put } from '../json.ts';
import { checkProperties, IS_ANY, IS_TEXT, listOf, mapOf, oneOf, type PropertyTable, required } from '../properties.ts';
import { type CfnResource, cfn, ownAttributes, type SamResource } from '../resource.ts';
import { addDependency, eventSourceMappings, replaceDependency } from './dependencies.ts';
import { type ConnectorEnd, connectorEnd, UnusableEnd } from './end.ts';
import { fill, generatedFor, MissingVariable, type Profile, profileOf, type Variables } from './profile.ts';

const TABLE: PropertyTable = {
  Source: required(mapOf(IS_ANY)),
  Destination: required(oneOf(mapOf(IS_ANY), listOf(mapOf(IS_ANY)))),
  Permissions: required(listOf(IS_TEXT)),
};

/** Two resources, and what the one may do with the other. */
interface Link {
  readonly connector: SamResource;
  readonly source: ConnectorEnd;
  readonly destination: ConnectorEnd;
  readonly profile: Profile;
  readonly permissions: readonly string[];
  /** What logical ids end in: which of several destinations this is. */
  readonly suffix: string;
}

/** `AWS::Serverless::Connector`: policies and permissions that connect resources. They have to be transformed before. */
export const connectorMacro: Macro = (resource, context): MacroResult => {
  checkProperties(resource, TABLE);
  const { properties } = resource;
  const resources = resourcesOf(context);
  const destinations = get(properties, 'Destination');
  const made: CfnResource[] = [];
  for (const [index, destination] of (isList(destinations) ? destinations : [destinations]).entries()) {
    const link = linkTo(resource, destination, isList(destinations) ? `Destination${index}` : '', resources);
    const policies = policiesFor(link);
    for (const policy of policies) made.push(policy);
    delayDependents(link, policies, resources);
    addMetadata(link, policies, context);
  }
  replaceDependency(
    resources,
    resource.id,
    made.map(({ id }) => id),
  );
  if (made.length === 0) throw wrong(resource, "'Destination' is an empty list", 'Destination');
  return { resources: made };
};

function wrong(connector: SamResource, detail: string, property: string): Error {
  return wrongResource(connector.id, detail, ['Properties', property]);
}

function resourcesOf(context: TransformContext): JsonMap {
  const resources = get(context.template, 'Resources');
  return isMap(resources) ? resources : {};
}

function linkTo(connector: SamResource, to: Json | undefined, suffix: string, resources: JsonMap): Link {
  const from = get(connector.properties, 'Source');
  const ends = { Source: isMap(from) ? from : {}, Destination: isMap(to) ? to : {} };
  const end = (name: 'Source' | 'Destination', other: 'Source' | 'Destination'): ConnectorEnd => {
    try {
      return connectorEnd(ends[name], ends[other], resources);
    } catch (error) {
      throw error instanceof UnusableEnd ? wrong(connector, error.message, name) : error;
    }
  };
  const destination = end('Destination', 'Source');
  const source = end('Source', 'Destination');
  const between = `from ${source.type} to ${destination.type}`;
  const profile = profileOf(source.type, destination.type);
  if (profile === undefined) {
    throw wrong(connector, `Unable to create connector ${between}; it's not supported or the template is invalid.`, 'Destination');
  }
  const permissions = permissionsOf(connector, profile, between);
  return {
    connector,
    source,
    destination,
    profile: { ...profile, categories: filled(connector, profile, source, destination) },
    permissions,
    suffix,
  };
}

function permissionsOf(connector: SamResource, { categories, combinations }: Profile, between: string): readonly string[] {
  const given = get(connector.properties, 'Permissions');
  const permissions = [...new Set(isList(given) ? given.filter(isText) : Object.keys(isMap(given) ? given : {}))];
  const valid = Object.keys(categories).join(', ');
  if (permissions.length === 0) throw wrong(connector, `'Permissions' cannot be empty; valid values are: ${valid}.`, 'Permissions');
  const unsupported = `Unsupported 'Permissions' provided for connector ${between}`;
  if (permissions.some((permission) => !Object.hasOwn(categories, permission))) {
    throw wrong(connector, `${unsupported}; valid values are: ${valid}.`, 'Permissions');
  }
  const wanted = permissions.toSorted().join();
  if (combinations !== undefined && !combinations.some((names) => names.join() === wanted)) {
    const listed = combinations.map((names) => names.join(' + ')).join(', ');
    throw wrong(connector, `${unsupported}; valid combinations are: ${listed}.`, 'Permissions');
  }
  return permissions;
}

function filled(connector: SamResource, profile: Profile, source: ConnectorEnd, destination: ConnectorEnd): JsonMap {
  const variables: Variables = [
    ['Source.Arn', source.arn],
    ['Destination.Arn', destination.arn],
    ['Source.ResourceId', source.resourceId],
    ['Destination.ResourceId', destination.resourceId],
    ['Source.Name', source.name],
    ['Destination.Name', destination.name],
    ['Source.Qualifier', source.qualifier],
    ['Destination.Qualifier', destination.qualifier],
  ];
  try {
    const categories = fill(profile.categories, variables);
    return isMap(categories) ? categories : {};
  } catch (error) {
    if (!(error instanceof MissingVariable)) throw error;
    throw wrong(connector, error.message, error.message.startsWith('Source') ? 'Source' : 'Destination');
  }
}

/** What is to be generated for one destination. */
function policiesFor({ connector, source, destination, profile, permissions, suffix }: Link): readonly CfnResource[] {
  const holder = profile.holder === 'Source' ? source : destination;
  const { type, suffix: name } = generatedFor(profile.connection);
  const make = (id: string, properties: Readonly<Record<string, Json | undefined>>): CfnResource =>
    cfn(type, id, { attributes: ownAttributes(connector), dependsOn: get(connector.body, 'DependsOn'), properties });
  const needed = (value: Json | undefined, what: string): Json => {
    if (isGiven(value)) return value;
    throw wrong(connector, `Unable to get ${what} from '${profile.holder}' resource.`, profile.holder);
  };
  const granted = Object.keys(profile.categories).filter((category) => permissions.includes(category));
  const id = `${connector.id}${name}${suffix}`;
  const statement = granted.flatMap((category) => {
    const statements = getIn(profile.categories, category, 'Statement');
    return isList(statements) ? statements : [];
  });
  const document = { Version: '2012-10-17', Statement: statement };
  switch (profile.connection) {
    case 'managed-policy':
      return [make(id, { PolicyDocument: document, Roles: [needed(holder.roleName, 'IAM role name')] })];
    case 'queue-policy':
      return [make(id, { PolicyDocument: document, Queues: [needed(holder.queueUrl, 'SQS queue URL')] })];
    case 'topic-policy':
      return [make(id, { PolicyDocument: document, Topics: [needed(holder.arn, 'SNS topic ARN')] })];
    case 'lambda-permission': {
      const arn = needed(holder.arn, 'Lambda function ARN');
      return granted.map((category) => {
        const permission = profile.categories[category];
        return make(`${connector.id}${category}${name}${suffix}`, {
          Action: get(permission, 'Action'),
          FunctionName: arn,
          Principal: get(permission, 'Principal'),
          SourceArn: get(permission, 'SourceArn'),
          SourceAccount: get(permission, 'SourceAccount'),
        });
      });
    }
    default:
      return assertNever(profile.connection);
  }
}

/** What would fail without the policy waits for it. */
function delayDependents({ source, destination, profile }: Link, [policy]: readonly CfnResource[], resources: JsonMap): void {
  if (policy === undefined || profile.connection !== 'managed-policy') return;
  if (profile.dependent === 'event-source-mapping' && source.id !== undefined && destination.id !== undefined) {
    const [mapping, ...others] = eventSourceMappings(resources, source.id, destination.id);
    // A deployment with two mappings between the same resources fails anyway.
    if (mapping !== undefined && others.length === 0) addDependency(resources, mapping, policy.id);
  }
  if (profile.dependent === 'source' && source.id !== undefined) addDependency(resources, source.id, policy.id);
}

/** Tells in the template which types are connected, as SAM types where they were such. */
function addMetadata({ connector, source, destination }: Link, policies: readonly CfnResource[], context: TransformContext): void {
  const typeOf = (end: ConnectorEnd): JsonMap => {
    const type = end.id === undefined ? undefined : getIn(context.source, 'Resources', end.id, 'Type');
    return { Type: isGiven(type) ? type : end.type };
  };
  const entry: JsonMap = {};
  put(entry, connector.id, { Source: typeOf(source), Destination: typeOf(destination) });
  for (const policy of policies) {
    const metadata = policy.attributes.Metadata;
    if (metadata !== undefined && !isMap(metadata))
      throw wrongResource(connector.id, "Attribute 'Metadata' should be a map.", ['Metadata']);
    const own = copy(metadata ?? {});
    own['aws:sam:connectors'] = entry;
    policy.attributes.Metadata = own;
  }
}
