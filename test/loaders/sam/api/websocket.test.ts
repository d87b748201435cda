import { expect, test } from 'vitest';
import { getIn } from '../../../../src/loaders/sam/json.ts';
import { propertiesOf, refusalOf, resourcesFrom } from './transformed.ts';

const api = (properties: string): string =>
  `  Chat: { Type: AWS::Serverless::WebSocketApi, Condition: Live, Properties: { RouteSelectionExpression: a, ${properties} } }`;

test('each route gets an integration and a permission, and the stage waits for routes that it has settings for', () => {
  const resources = resourcesFrom(
    api('StageName: prod, RouteSettings: { sendMessage: {} }, Routes: { sendMessage: { FunctionArn: f }, $connect: { FunctionArn: f } }'),
  );
  expect(Object.keys(resources)).toEqual([
    'Chat',
    'ChatSendmessageRoute',
    'ChatSendmessageIntegration',
    'ChatSendmessagePermission',
    'ChatConnectRoute',
    'ChatConnectIntegration',
    'ChatConnectPermission',
    'ChatprodStage',
  ]);
  expect(getIn(resources, 'ChatprodStage', 'DependsOn')).toEqual(['ChatSendmessageRoute', 'ChatConnectRoute']);
  expect(propertiesOf(resources, 'ChatConnectPermission')).toMatchObject({
    FunctionName: 'f',
    SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat.ApiId}/prod/$connect' },
  });
});

test('nothing generated has the condition of the API', () => {
  const resources = resourcesFrom(api('Routes: { $default: { FunctionArn: f } }'));
  expect(Object.values(resources).filter((resource) => getIn(resource, 'Condition') !== undefined)).toEqual([]);
  expect(Object.keys(resources)).toContain('ChatDefaultStage');
});

test.each([
  ['AuthType: NONE', { AuthorizationType: 'NONE' }, []],
  ['AuthType: AWS_IAM', { AuthorizationType: 'AWS_IAM' }, []],
  [
    'AuthType: CUSTOM, AuthArn: f',
    { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'ChatConnectAuthorizer' } },
    ['ChatConnectAuthorizer', 'ChatAuthorizerPermission'],
  ],
  [
    'AuthType: CUSTOM, AuthArn: f, InvokeRole: r',
    { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'ChatConnectAuthorizer' } },
    ['ChatConnectAuthorizer'],
  ],
])('those who connect are authorized as { %s } says', (auth, route, generated) => {
  const resources = resourcesFrom(api(`Auth: { ${auth} }, Routes: { $connect: { FunctionArn: f }, a: { FunctionArn: f } }`));
  expect(propertiesOf(resources, 'ChatConnectRoute')).toMatchObject(route);
  expect(getIn(propertiesOf(resources, 'ChatARoute'), 'AuthorizationType')).toBeUndefined();
  expect(Object.keys(resources).filter((id) => id.includes('Authorizer'))).toEqual(generated);
});

test.each([
  ['Routes: {}', 'Chat.Properties.Routes'],
  ['Routes: { a: { OperationName: a } }', 'Chat.Properties.Routes.a'],
  ['Routes: { a: f }', 'Chat.Properties.Routes.a'],
  ['Routes: { a-b: { FunctionArn: f } }', 'Chat.Properties.Routes.a-b'],
  ['Routes: { a: { FunctionArn: f, RequestParameters: { a: b } } }', 'Chat.Properties.Routes.a.RequestParameters'],
  ['Routes: { a: { FunctionArn: f } }, StageName: $default', 'Chat.Properties.StageName'],
  ['Routes: { a: { FunctionArn: f } }, IpAddressType: ipv6', 'Chat.Properties.IpAddressType'],
  ['Routes: { a: { FunctionArn: f } }, Auth: { AuthType: NONE }', 'Chat.Properties.Auth'],
  ['Routes: { $connect: { FunctionArn: f } }, Auth: { AuthType: CUSTOM }', 'Chat.Properties.Auth.AuthArn'],
  ['Routes: { $connect: { FunctionArn: f } }, Auth: { AuthType: JWT }', 'Chat.Properties.Auth.AuthType'],
])('{ %s } is refused at %s', (properties, place) => {
  expect(refusalOf(api(properties))).toEqual([place]);
});
