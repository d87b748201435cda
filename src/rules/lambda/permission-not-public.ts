import { all, any, defineRule, mustNot, not, type Resource, type Truth } from '../../engine/rule-api.ts';
import { withIdentifiers } from '../shared/identifiers.ts';

export default defineRule({
  id: 'lambda/permission-not-public',
  title: 'Lambda functions and layers are not open to everyone',
  severity: 'critical',
  category: 'public-access',
  resources: ['AWS::Lambda::Permission', 'AWS::Lambda::LayerVersionPermission'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_301'],
    cfnGuard: ['LAMBDA_NO_WILDCARD_PRINCIPALS', 'LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED'],
    cdkNag: ['LambdaFunctionPublicAccessProhibited'],
    cfnNag: ['F13'],
    securityHub: ['Lambda.1'],
  },
  rationale:
    'A grant to everybody lets any AWS account, or with a public function URL any caller at all, run the function or use the layer.',
  remediation:
    'Name the account or service in Principal, or narrow the grant: PrincipalOrgID, SourceAccount or SourceArn for a function, OrganizationId for a layer.',
  messages: {
    function: 'everybody may invoke the function (Principal is {found}); narrow the grant with PrincipalOrgID, SourceAccount or SourceArn',
    layer: 'everybody may use the layer (Principal is {found}); name an account, or an organisation in OrganizationId',
  },
  check: (permission) => {
    const principal = permission.at('Principal');
    const isLayer = permission.type === 'AWS::Lambda::LayerVersionPermission';
    const isPublic = all(withIdentifiers(principal).equals('*'), () =>
      not(isLayer ? permission.at('OrganizationId').isNonEmpty() : isNarrowed(permission)),
    );
    return mustNot(isPublic, isLayer ? 'layer' : 'function', { at: principal });
  },
  examples: {
    pass: [
      { name: 'a service', properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' } },
      {
        name: 'a role of the template',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: { 'Fn::GetAtt': ['Caller', 'Arn'] } },
        others: { Caller: { Type: 'AWS::IAM::Role' } },
      },
      {
        name: 'everybody in the organisation',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: '*', PrincipalOrgID: 'o-a1b2c3d4e5' },
      },
      {
        name: 'everybody, by way of one account',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: '*', SourceAccount: { Ref: 'AWS::AccountId' } },
      },
      {
        name: 'everybody, by way of one resource',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: '*', SourceArn: { Ref: 'Source' } },
        template: { Parameters: { Source: { Type: 'String' } } },
      },
      {
        name: 'a function URL that asks for signed calls',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'AWS_IAM' },
      },
      { name: 'a layer for one account', type: 'AWS::Lambda::LayerVersionPermission', properties: { Principal: '123456789012' } },
      {
        name: 'a layer for an organisation',
        type: 'AWS::Lambda::LayerVersionPermission',
        properties: { Principal: '*', OrganizationId: 'o-a1b2c3d4e5' },
      },
    ],
    fail: [
      {
        name: 'everybody',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: '*' },
        expect: [{ message: 'function', path: '/Principal' }],
      },
      {
        name: 'a public function URL',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' },
        expect: [{ message: 'function', path: '/Principal' }],
      },
      {
        name: 'the account is AWS::NoValue',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: '*', SourceAccount: { Ref: 'AWS::NoValue' } },
        expect: [{ message: 'function', path: '/Principal' }],
      },
      {
        name: 'the account is empty by the default of a parameter',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: '*', SourceAccount: { Ref: 'Account' } },
        template: { Parameters: { Account: { Type: 'String', Default: '' } } },
        expect: [{ message: 'function', path: '/Principal' }],
      },
      {
        name: 'a layer for everybody',
        type: 'AWS::Lambda::LayerVersionPermission',
        properties: { Principal: '*' },
        expect: [{ message: 'layer', path: '/Principal' }],
      },
    ],
    unknown: [
      {
        name: 'the principal comes from a parameter',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunction', Principal: { Ref: 'Caller' } },
        template: { Parameters: { Caller: { Type: 'String' } } },
      },
      {
        name: 'the authentication comes from a parameter',
        properties: { FunctionName: 'orders', Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: { Ref: 'Auth' } },
        template: { Parameters: { Auth: { Type: 'String' } } },
      },
    ],
  },
});

function isNarrowed(permission: Resource): Truth {
  return any(
    permission.at('PrincipalOrgID').isNonEmpty(),
    permission.at('SourceAccount').isNonEmpty(),
    permission.at('SourceArn').isNonEmpty(),
    permission.at('FunctionUrlAuthType').equals('AWS_IAM'),
  );
}
