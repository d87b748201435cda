import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'lambda/function-url-requires-auth',
  title: 'Lambda function URLs require IAM authentication',
  severity: 'high',
  category: 'public-access',
  resources: ['AWS::Lambda::Url', 'AWS::Serverless::Function'],
  tier: 1,
  packs: ['security-core'],
  crossReferences: { checkov: ['CKV_AWS_258'], cdkNag: ['LambdaFunctionUrlAuth'] },
  rationale: 'A function URL with AuthType NONE can be called by anybody on the internet, and each call is billed.',
  remediation: 'Set AuthType to AWS_IAM, or put an API with an authorizer in front of the function.',
  messages: { open: 'anybody can call the function URL (AuthType is {found}, it has to be AWS_IAM)' },
  check: (url) => must(url.at('AuthType').equals('AWS_IAM'), 'open'),
  examples: {
    pass: [{ name: 'signed calls only', properties: { AuthType: 'AWS_IAM', TargetFunctionArn: 'orders' } }],
    fail: [
      {
        name: 'open to anybody',
        properties: { AuthType: 'NONE', TargetFunctionArn: 'orders' },
        expect: [{ message: 'open', path: '/AuthType' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { AuthType: { Ref: 'Auth' }, TargetFunctionArn: 'orders' },
        template: { Parameters: { Auth: { Type: 'String' } } },
      },
    ],
  },
});
