import { get, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, getAtt, ref, sub } from '../resource.ts';
import { apiIdOf, connect, type GraphQLApi, type NamesInApi, partOf, serviceRole } from './api.ts';

/** Makes `DataSources`, and notes their names. */
export function dataSources(api: GraphQLApi, names: NamesInApi): readonly CfnResource[] {
  const sources = get(api.properties, 'DataSources');
  return [
    ...entries(get(sources, 'DynamoDb')).flatMap(([name, source]) => dynamoDbSource(api, name, source, names)),
    ...entries(get(sources, 'Lambda')).flatMap(([name, source]) => lambdaSource(api, name, source, names)),
  ];
}

function entries(map: Json | undefined): readonly (readonly [name: string, value: Json])[] {
  return Object.entries(isMap(map) ? map : {}).map(([name, value]) => [name, value ?? null] as const);
}

function dynamoDbSource(api: GraphQLApi, name: string, source: Json, names: NamesInApi): readonly CfnResource[] {
  const region = given(get(source, 'Region')) ?? ref('AWS::Region');
  const table = get(source, 'TableName') ?? null;
  const config: JsonMap = { AwsRegion: region, TableName: table };
  for (const key of ['UseCallerCredentials', 'Versioned'] as const) {
    const value = get(source, key);
    if (isGiven(value)) config[key] = value;
  }
  const deltaSync = get(source, 'DeltaSync');
  if (deltaSync !== undefined) config.DeltaSyncConfig = deltaSync;
  const tableArn =
    given(get(source, 'TableArn')) ??
    sub('arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}', {
      __TableName__: table,
      __Region__: region,
    });
  const permissions = given(get(source, 'Permissions')) ?? ['Read', 'Write'];
  return dataSource(api, name, source, names, {
    kind: 'DynamoDB',
    path: ['DataSources', 'DynamoDb', name],
    properties: { Type: 'AMAZON_DYNAMODB', DynamoDBConfig: config },
    connector: 'ToTableConnector',
    destination: { Type: 'AWS::DynamoDB::Table', Arn: tableArn },
    permissions,
  });
}

function lambdaSource(api: GraphQLApi, name: string, source: Json, names: NamesInApi): readonly CfnResource[] {
  const lambda = get(source, 'FunctionArn') ?? null;
  return dataSource(api, name, source, names, {
    kind: 'Lambda',
    path: ['DataSources', 'Lambda', name],
    properties: { Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: lambda } },
    connector: 'ToLambdaConnector',
    destination: { Type: 'AWS::Lambda::Function', Arn: lambda },
    permissions: ['Write'],
  });
}

interface SourceOptions {
  readonly kind: 'DynamoDB' | 'Lambda';
  readonly path: readonly string[];
  readonly properties: JsonMap;
  /** What the logical id of the connector ends in. */
  readonly connector: string;
  readonly destination: JsonMap;
  readonly permissions: Json;
}

/** A data source, and the role it works with unless it is given one. */
function dataSource(api: GraphQLApi, name: string, source: Json, names: NamesInApi, options: SourceOptions): readonly CfnResource[] {
  const { path } = options;
  const id = `${api.resource.id}${name}${options.kind}DataSource`;
  const make = (role: Json): CfnResource =>
    partOf(api, 'AWS::AppSync::DataSource', id, {
      path,
      properties: {
        ...options.properties,
        ApiId: apiIdOf(api),
        Name: given(get(source, 'Name')) ?? name,
        Description: get(source, 'Description'),
        ServiceRoleArn: role,
      },
    });
  names.set(name, getAtt(id, 'Name'));
  const ownRole = get(source, 'ServiceRoleArn');
  if (isGiven(ownRole)) return [make(ownRole)];
  const roleId = `${id}Role`;
  const made = make(getAtt(roleId, 'Arn'));
  const role = serviceRole(api, roleId, path);
  const connector: JsonMap = {
    Source: { Type: 'AWS::AppSync::DataSource', Arn: getAtt(id, 'DataSourceArn'), RoleName: ref(roleId) },
    Destination: options.destination,
    Permissions: options.permissions,
  };
  return [made, role, ...connect(api, `${id}${options.connector}`, connector, path)];
}

/** The source of functions that need none, which are those that call it `none`. */
export function noneSource(api: GraphQLApi): CfnResource {
  const id = noneSourceId(api);
  return partOf(api, 'AWS::AppSync::DataSource', id, { path: ['Functions'], properties: { ApiId: apiIdOf(api), Name: id, Type: 'NONE' } });
}

export function noneSourceId(api: GraphQLApi): string {
  return `${api.resource.id}NoneDataSource`;
}

function given(value: Json | undefined): Json | undefined {
  return isGiven(value) ? value : undefined;
}
