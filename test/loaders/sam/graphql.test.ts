import { describe, expect, test } from 'vitest';
import { askOurs } from '../../../scripts/lib/sam/ours.ts';
import { getIn, type Json, type JsonMap } from '../../../src/loaders/sam/json.ts';

const RUNTIME = { Name: 'APPSYNC_JS', Version: '1.0.0' };

function ask(properties: JsonMap): ReturnType<typeof askOurs> {
  const api = {
    Type: 'AWS::Serverless::GraphQLApi',
    Properties: { SchemaInline: 'type Query { a: String }', Auth: { Type: 'API_KEY' }, ...properties },
  };
  return askOurs({ template: JSON.stringify({ Resources: { Graph: api } }) });
}

function resourcesWith(properties: JsonMap): Json | undefined {
  const answer = ask(properties);
  if (answer.kind !== 'transformed') throw new Error(JSON.stringify(answer));
  return getIn(answer.output, 'Resources');
}

describe('a GraphQL API', () => {
  test('is logged unless it says otherwise', () => {
    expect(resourcesWith({})).toMatchObject({
      Graph: {
        Type: 'AWS::AppSync::GraphQLApi',
        Properties: {
          Name: 'Graph',
          AuthenticationType: 'API_KEY',
          LogConfig: { FieldLogLevel: 'ALL', CloudWatchLogsRoleArn: { 'Fn::GetAtt': ['GraphCloudWatchRole', 'Arn'] } },
          Tags: [{ Key: 'graphqlapi:createdBy', Value: 'SAM' }],
        },
      },
      GraphSchema: { Type: 'AWS::AppSync::GraphQLSchema' },
      GraphCloudWatchRole: { Type: 'AWS::IAM::Role' },
    });
    expect(Object.keys(resourcesWith({ Logging: false }) ?? {})).toEqual(['Graph', 'GraphSchema']);
  });

  test('may call the functions that authorize its callers', () => {
    const lambda = { Type: 'AWS_LAMBDA', LambdaAuthorizer: { AuthorizerUri: 'arn:one' } };
    const other = { Type: 'AWS_LAMBDA', LambdaAuthorizer: { AuthorizerUri: 'arn:two' } };
    const pool = { Type: 'AMAZON_COGNITO_USER_POOLS', UserPool: { UserPoolId: 'pool', DefaultAction: 'ALLOW' } };
    const made = resourcesWith({ Auth: { ...lambda, Additional: [pool, other] } });
    expect(getIn(made, 'GraphToLambdaAuthConnector2WriteLambdaPermission', 'Properties')).toMatchObject({
      FunctionName: 'arn:two',
      Principal: 'appsync.amazonaws.com',
    });
    expect(getIn(made, 'Graph', 'Properties', 'AdditionalAuthenticationProviders')).toEqual([
      { AuthenticationType: 'AMAZON_COGNITO_USER_POOLS', UserPoolConfig: { UserPoolId: 'pool' } },
      { AuthenticationType: 'AWS_LAMBDA', LambdaAuthorizerConfig: { AuthorizerUri: 'arn:two' } },
    ]);
  });

  test('reads tables with a role of its own', () => {
    const made = resourcesWith({ DataSources: { DynamoDb: { Orders: { TableName: 'orders', Permissions: ['Read'] } } } });
    expect(made).toMatchObject({
      GraphOrdersDynamoDBDataSource: {
        Properties: { Type: 'AMAZON_DYNAMODB', ServiceRoleArn: { 'Fn::GetAtt': ['GraphOrdersDynamoDBDataSourceRole', 'Arn'] } },
      },
      GraphOrdersDynamoDBDataSourceToTableConnectorPolicy: { Properties: { Roles: [{ Ref: 'GraphOrdersDynamoDBDataSourceRole' }] } },
    });
  });

  test('runs functions one after the other, with one source for those that need none', () => {
    const made = resourcesWith({
      Functions: {
        first: { DataSource: 'none', InlineCode: 'code', Runtime: RUNTIME },
        second: { DataSource: 'NONE', CodeUri: 's3://bucket/code', Runtime: RUNTIME },
        third: { Id: 'existing' },
      },
      Resolvers: { Query: { a: { Pipeline: ['second', 'first', 'third'] } } },
    });
    expect(getIn(made, 'Graphfirst', 'Properties', 'DataSourceName')).toEqual({ 'Fn::GetAtt': ['GraphNoneDataSource', 'Name'] });
    expect(getIn(made, 'GraphNoneDataSource', 'Properties', 'Type')).toBe('NONE');
    expect(getIn(made, 'GraphQuerya')).toMatchObject({
      DependsOn: ['GraphSchema'],
      Properties: {
        FieldName: 'a',
        PipelineConfig: {
          Functions: [{ 'Fn::GetAtt': ['Graphsecond', 'FunctionId'] }, { 'Fn::GetAtt': ['Graphfirst', 'FunctionId'] }, 'existing'],
        },
        Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
      },
    });
  });
});

describe('a wrong GraphQL API is refused at the property', () => {
  test.each<[name: string, properties: JsonMap, path: readonly string[]]>([
    ['no authorizer', { Auth: { Type: 'AWS_LAMBDA' } }, ['Auth', 'LambdaAuthorizer']],
    ['two schemas', { SchemaUri: 's3://bucket/schema' }, ['SchemaUri']],
    ['an unknown setting', { Cache: { Ttl: 1, Size: 1 } }, ['Cache', 'ApiCachingBehavior']],
    ['an unknown data source', { Functions: { f: { DataSource: 'Nothing', InlineCode: 'x' } } }, ['Functions', 'f', 'DataSource']],
    ['an unknown function', { Resolvers: { Query: { a: { Pipeline: ['f'] } } } }, ['Resolvers', 'Query', 'a', 'Pipeline']],
    ['no pipeline', { Resolvers: { Query: { a: {} } } }, ['Resolvers', 'Query', 'a', 'Pipeline']],
    ['a name that is no id', { ApiKeys: { 'a-b': {} } }, ['ApiKeys', 'a-b']],
  ])('%s', (_, properties, path) => {
    const answer = ask(properties);
    expect(answer.kind === 'refused' ? answer.errors : []).toMatchObject([{ resource: 'Graph', path: ['Properties', ...path] }]);
  });
});
