import { describe, expect, test } from 'vitest';
import { getIn, isMap } from '../../../../src/loaders/sam/json.ts';
import { propertiesOf, refusalOf, resourcesFrom } from './transformed.ts';

const api = (properties: string): string => `  Shop: { Type: AWS::Serverless::HttpApi, Properties: { ${properties} } }`;

test.each([
  ['', 'ShopApiGatewayDefaultStage'],
  ['StageName: $default', 'ShopApiGatewayDefaultStage'],
  ['StageName: prod', 'ShopprodStage'],
  ['StageName: pre-prod', 'ShopStage89703f297c'],
  ['StageName: { Ref: AWS::StackName }', 'ShopStage'],
])('the stage of an API with { %s } is %s', (properties, id) => {
  const resources = resourcesFrom(api(properties));
  expect(Object.keys(resources)).toEqual(['Shop', id]);
  expect(propertiesOf(resources, id)).toMatchObject({ ApiId: { Ref: 'Shop' }, AutoDeploy: true, Tags: { 'httpapi:createdBy': 'SAM' } });
});

test.each([
  ['openapi: 3.0', 1],
  ['openapi: 3.0.1', 1],
  ["openapi: '3.1'", 1],
  ['openapi: 3', 0],
  ["swagger: '2.0'", 0],
])('a definition that begins with %s gets %i tags', (version, count) => {
  const body = getIn(propertiesOf(resourcesFrom(api(`DefinitionBody: { ${version}, paths: {} }`)), 'Shop'), 'Body');
  expect(getIn(body, 'tags') ?? []).toHaveLength(count);
});

describe('CORS', () => {
  const cors = (value: string) =>
    getIn(propertiesOf(resourcesFrom(api(`CorsConfiguration: ${value}`)), 'Shop'), 'Body', 'x-amazon-apigateway-cors');

  test('that is switched on is for all origins', () => {
    expect(cors('true')).toEqual({ allowOrigins: ['*'] });
  });

  test('is written with the names of OpenAPI, without what is empty', () => {
    expect(cors('{ AllowOrigins: [a], AllowHeaders: [], MaxAge: 0, AllowCredentials: false }')).toEqual({ allowOrigins: ['a'], maxAge: 0 });
  });

  test('that depends on a condition has these names in both cases', () => {
    expect(cors('{ Fn::If: [A, { AllowOrigins: [a] }, { AllowOrigins: [b], MaxAge: 5 }] }')).toEqual({
      'Fn::If': ['A', { allowOrigins: ['a'] }, { allowOrigins: ['b'], maxAge: 5 }],
    });
  });
});

describe('authorizers', () => {
  test('of functions are named in the partition, and permitted to be called only when asked for', () => {
    const check = (more: string): string => `{ FunctionArn: arn, AuthorizerPayloadFormatVersion: '2.0'${more} }`;
    const resources = resourcesFrom(
      api(`Auth: { Authorizers: { Quiet: ${check('')}, Loud: ${check(', EnableFunctionDefaultPermissions: true')} } }`),
      'cn-north-1',
    );
    expect(Object.keys(resources)).toEqual(['Shop', 'ShopLoudAuthorizerPermission', 'ShopApiGatewayDefaultStage']);
    expect(getIn(propertiesOf(resources, 'Shop'), 'Body', 'components', 'securitySchemes', 'Quiet')).toEqual({
      type: 'apiKey',
      name: 'Unused',
      in: 'header',
      'x-amazon-apigateway-authorizer': {
        type: 'request',
        authorizerUri: {
          'Fn::Sub': [
            'arn:aws-cn:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations',
            { __FunctionArn__: 'arn' },
          ],
        },
        authorizerPayloadFormatVersion: '2.0',
      },
    });
  });

  test('that are the default are put before methods with an integration and without security', () => {
    const integration = 'x-amazon-apigateway-integration: { uri: a }';
    const methods = `get: { ${integration} }, put: { ${integration}, security: [{ Own: [] }] }, options: { ${integration} }, post: {}`;
    const resources = resourcesFrom(
      api(
        `Auth: { EnableIamAuthorizer: true, DefaultAuthorizer: AWS_IAM }, DefinitionBody: { openapi: 3.0.1, paths: { /a: { ${methods} } } }`,
      ),
    );
    const item = getIn(propertiesOf(resources, 'Shop'), 'Body', 'paths', '/a');
    const security = isMap(item) ? Object.entries(item).map(([method, definition]) => [method, getIn(definition, 'security')]) : [];
    expect(Object.fromEntries(security)).toEqual({
      get: [{ AWS_IAM: [] }],
      put: [{ Own: [] }],
      options: undefined,
      post: undefined,
    });
  });
});

describe('domains', () => {
  const domain = (name: string, more = ''): string => `Domain: { DomainName: ${name}, CertificateArn: c${more} }`;

  test('map each base path', () => {
    const resources = resourcesFrom(api(domain('a.example.com', ', BasePath: [/v1/, a_b/c-d]')));
    expect(propertiesOf(resources, 'Shopv1ApiMapping')).toMatchObject({
      ApiMappingKey: 'v1',
      Stage: { Ref: 'ShopApiGatewayDefaultStage' },
    });
    expect(propertiesOf(resources, 'ShopabcdApiMapping')).toMatchObject({ ApiMappingKey: 'a_b/c-d' });
  });

  test('of one hosted zone share their record sets', () => {
    const zone = ', Route53: { HostedZoneId: Z1, IpV6: true }';
    const first = api(domain('a.example.com', zone));
    const second = first.replace('Shop:', 'Store:').replace('a.example.com', 'b.example.com');
    const resources = resourcesFrom(`${first}\n${second}`);
    const groups = Object.values(resources).filter((resource) => getIn(resource, 'Type') === 'AWS::Route53::RecordSetGroup');
    const sets = groups.map((group) => getIn(group, 'Properties', 'RecordSets'));
    expect(sets).toMatchObject([
      [
        { Name: 'a.example.com', Type: 'A' },
        { Name: 'a.example.com', Type: 'AAAA' },
        { Name: 'b.example.com', Type: 'A' },
        { Name: 'b.example.com', Type: 'AAAA' },
      ],
    ]);
  });
});

test.each([
  ['Colour: blue', 'Shop.Properties.Colour'],
  ['StageName: 3', 'Shop.Properties.StageName'],
  ['DefinitionUri: s3://a/b, DefinitionBody: { openapi: 3.0.1, paths: {} }', 'Shop.Properties.DefinitionUri'],
  ['DefinitionUri: local.yaml', 'Shop.Properties.DefinitionUri'],
  ['DefinitionUri: s3://a/b, Tags: { a: b }', 'Shop.Properties.Tags'],
  ['CorsConfiguration: { Origins: [a], MaxAge: 1 }', 'Shop.Properties.CorsConfiguration.Origins'],
  ["CorsConfiguration: { AllowOrigins: ['*'], AllowCredentials: true }", 'Shop.Properties.CorsConfiguration.AllowCredentials'],
  ['Auth: { DefaultAuthorizer: Jwt }', 'Shop.Properties.Auth.DefaultAuthorizer'],
  ['Auth: { Authorizers: { Jwt: { JwtConfiguration: { issuer: i } } } }', 'Shop.Properties.Auth.Authorizers.Jwt'],
  ['Auth: { Authorizers: { Check: { FunctionArn: a, IdentitySource: s } } }', 'Shop.Properties.Auth.Authorizers.Check.IdentitySource'],
  ['Domain: { DomainName: a }', 'Shop.Properties.Domain'],
  ['Domain: { DomainName: a, CertificateArn: a, BasePath: a.b }', 'Shop.Properties.Domain.BasePath'],
  ['Domain: { DomainName: a, CertificateArn: a, Route53: { IpV6: true } }', 'Shop.Properties.Domain.Route53'],
  [
    'DisableExecuteApiEndpoint: true, DefinitionBody: { openapi: 3.0.1, paths: {}, servers: [a] }',
    'Shop.Properties.DefinitionBody.servers',
  ],
  ['Name: a, DefinitionBody: { openapi: 3.0.1, paths: {}, info: { title: b } }', 'Shop.Properties.Name'],
])('{ %s } is refused at %s', (properties, place) => {
  expect(refusalOf(api(properties))).toEqual([place]);
});
