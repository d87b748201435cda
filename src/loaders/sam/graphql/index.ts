import type { Macro, MacroResult } from '../context.ts';
import { checkModel } from '../function/schema.ts';
import { copy, get, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import { checkProperties } from '../properties.ts';
import { type CfnResource, getAtt, ref, type SamResource, sub } from '../resource.ts';
import { tagList } from '../tags.ts';
import { apiIdOf, type GraphQLApi, type NamesInApi, partOf, serviceRole, wrongPart } from './api.ts';
import { authorizationOf, authorizerPermissions } from './auth.ts';
import { dataSources, noneSource } from './data-sources.ts';
import { MODEL, TABLE } from './model.ts';
import { pipelineFunctions, resolvers } from './pipeline.ts';

/** `AWS::Serverless::GraphQLApi`: an API of AppSync with its schema, keys, cache, data sources, functions and resolvers. */
export const graphQLApiMacro: Macro = (resource, context): MacroResult => {
  checkProperties(resource, TABLE, { allowUnknown: true });
  const { value: properties, problems } = checkModel(MODEL, knownProperties(resource));
  const api: GraphQLApi = { resource, properties, context };
  const [problem] = problems;
  if (problem !== undefined) throw wrongPart(api, resource.id, `Property '${problem.path.join('.')}' is invalid.`, ...problem.path);

  const { properties: authorization, lambdas } = authorizationOf(api);
  const permissions = authorizerPermissions(api, lambdas);
  const logging = loggingOf(api);
  const graphQLApi = theApi(api, authorization, logging.config);
  const schema = theSchema(api);
  const rest: CfnResource[] = [...logging.roles, ...apiKeys(api), ...cache(api)];
  const sourceNames: NamesInApi = new Map();
  rest.push(...dataSources(api, sourceNames), ...domain(api));
  const functionIds: NamesInApi = new Map();
  const functions = pipelineFunctions(api, sourceNames, functionIds);
  rest.push(...functions.resources, ...resolvers(api, functionIds, schema.id));
  if (functions.needNoneSource) rest.push(noneSource(api));
  return { resources: [graphQLApi, schema, ...permissions, ...rest] };
};

/** AWS refuses unknown properties everywhere but here. */
function knownProperties(resource: SamResource): JsonMap {
  const known: JsonMap = {};
  for (const name of Object.keys(TABLE)) {
    if (!Object.hasOwn(resource.properties, name)) continue;
    known[name] = resource.properties[name];
    inherit(known, name, resource.properties);
  }
  return known;
}

const PASSED_ON = ['Visibility', 'OwnerContact', 'IntrospectionConfig', 'QueryDepthLimit', 'ResolverCountLimit'] as const;

function theApi(api: GraphQLApi, authorization: JsonMap, logConfig: JsonMap | undefined): CfnResource {
  const { id } = api.resource;
  const name = get(api.properties, 'Name');
  const tags = get(api.properties, 'Tags');
  const allTags = isMap(tags) ? copy(tags) : {};
  allTags['graphqlapi:createdBy'] = 'SAM';
  const properties: Record<string, Json | undefined> = {
    Name: isGiven(name) ? name : id,
    XrayEnabled: get(api.properties, 'XrayEnabled'),
    ...authorization,
    Tags: tagList(allTags),
    LogConfig: logConfig,
  };
  for (const each of PASSED_ON) {
    const value = get(api.properties, each);
    if (isGiven(value)) properties[each] = value;
  }
  return partOf(api, 'AWS::AppSync::GraphQLApi', id, { path: [], properties });
}

interface Logging {
  readonly config: JsonMap | undefined;
  readonly roles: readonly CfnResource[];
}

/** Everything is logged unless `Logging` says otherwise. */
function loggingOf(api: GraphQLApi): Logging {
  const logging = get(api.properties, 'Logging');
  if (logging === false) return { config: undefined, roles: [] };
  const config: JsonMap = {};
  const verbose = get(logging, 'ExcludeVerboseContent');
  if (isGiven(verbose)) config.ExcludeVerboseContent = verbose;
  const level = get(logging, 'FieldLogLevel');
  config.FieldLogLevel = isGiven(level) ? level : 'ALL';
  const ownRole = get(logging, 'CloudWatchLogsRoleArn');
  if (isGiven(ownRole)) {
    config.CloudWatchLogsRoleArn = ownRole;
    return { config, roles: [] };
  }
  const id = `${api.resource.id}CloudWatchRole`;
  config.CloudWatchLogsRoleArn = getAtt(id, 'Arn');
  const policies = [sub('arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs')];
  return { config, roles: [serviceRole(api, id, ['Logging'], policies)] };
}

function theSchema(api: GraphQLApi): CfnResource {
  const inline = get(api.properties, 'SchemaInline');
  const uri = get(api.properties, 'SchemaUri');
  const { id } = api.resource;
  if (!isGiven(inline) && !isGiven(uri)) throw wrongPart(api, id, "One of 'SchemaInline' or 'SchemaUri' must be set.");
  if (isGiven(inline) && isGiven(uri)) {
    throw wrongPart(api, id, "Both 'SchemaInline' and 'SchemaUri' cannot be defined at the same time.", 'SchemaUri');
  }
  return partOf(api, 'AWS::AppSync::GraphQLSchema', `${id}Schema`, {
    path: [isGiven(inline) ? 'SchemaInline' : 'SchemaUri'],
    properties: { ApiId: apiIdOf(api), Definition: inline, DefinitionS3Location: uri },
  });
}

function apiKeys(api: GraphQLApi): readonly CfnResource[] {
  const keys = get(api.properties, 'ApiKeys');
  return Object.entries(isMap(keys) ? keys : {}).map(([name, key]) =>
    partOf(api, 'AWS::AppSync::ApiKey', `${api.resource.id}${name}`, {
      path: ['ApiKeys', name],
      properties: {
        ApiId: apiIdOf(api),
        ApiKeyId: get(key, 'ApiKeyId'),
        Description: get(key, 'Description'),
        Expires: get(key, 'ExpiresOn'),
      },
    }),
  );
}

function cache(api: GraphQLApi): readonly CfnResource[] {
  const settings = get(api.properties, 'Cache');
  if (!isMap(settings)) return [];
  const properties = { ...settings, ApiId: apiIdOf(api) };
  return [partOf(api, 'AWS::AppSync::ApiCache', `${api.resource.id}ApiCache`, { path: ['Cache'], properties })];
}

function domain(api: GraphQLApi): readonly CfnResource[] {
  const settings = get(api.properties, 'DomainName');
  if (!isMap(settings)) return [];
  const path = ['DomainName'];
  const id = `${api.resource.id}DomainName`;
  return [
    partOf(api, 'AWS::AppSync::DomainName', id, { path, properties: settings }),
    partOf(api, 'AWS::AppSync::DomainNameApiAssociation', `${id}ApiAssociation`, {
      path,
      properties: { ApiId: apiIdOf(api), DomainName: ref(id) },
    }),
  ];
}
