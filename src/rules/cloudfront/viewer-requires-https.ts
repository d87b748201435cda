import { defineRule, forEach, must, type Property, type Verdict } from '../../engine/rule-api.ts';

function requiresHttps(behavior: Property): Verdict<'http'> {
  return must(behavior.at('ViewerProtocolPolicy').oneOf(['https-only', 'redirect-to-https']), 'http');
}

export default defineRule({
  id: 'cloudfront/viewer-requires-https',
  title: 'CloudFront serves viewers over HTTPS only',
  severity: 'high',
  category: 'network',
  resources: ['AWS::CloudFront::Distribution'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_34'],
    cfnGuard: ['CLOUDFRONT_VIEWER_POLICY_HTTPS'],
    trivy: ['AVD-AWS-0012'],
    securityHub: ['CloudFront.3'],
  },
  rationale: 'Over plain HTTP everybody on the way can read and change what is sent, cookies and passwords included.',
  remediation: 'Set ViewerProtocolPolicy of the default and of every other cache behavior to redirect-to-https or https-only.',
  messages: { http: 'viewers may use plain HTTP (ViewerProtocolPolicy is {found}); it has to be redirect-to-https or https-only' },
  check: (distribution) => [
    requiresHttps(distribution.at('DistributionConfig.DefaultCacheBehavior')),
    ...forEach(distribution.at('DistributionConfig.CacheBehaviors'), requiresHttps),
  ],
  examples: {
    pass: [
      {
        name: 'redirected',
        properties: {
          DistributionConfig: {
            Enabled: true,
            DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'redirect-to-https' },
          },
        },
      },
      {
        name: 'HTTPS only, everywhere',
        properties: {
          DistributionConfig: {
            Enabled: true,
            DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'https-only' },
            CacheBehaviors: [
              { PathPattern: '/api/*', TargetOriginId: 'site', ViewerProtocolPolicy: 'https-only' },
              { PathPattern: '/old/*', TargetOriginId: 'site', ViewerProtocolPolicy: 'redirect-to-https' },
            ],
          },
        },
      },
    ],
    fail: [
      {
        name: 'plain HTTP',
        properties: {
          DistributionConfig: { Enabled: true, DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'allow-all' } },
        },
        expect: [{ message: 'http', path: '/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy' }],
      },
      {
        name: 'not set',
        properties: { DistributionConfig: { Enabled: true, DefaultCacheBehavior: { TargetOriginId: 'site' } } },
        expect: [{ message: 'http', path: '/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy' }],
      },
      {
        name: 'no cache behavior',
        properties: { DistributionConfig: { Enabled: true } },
        expect: [{ message: 'http', path: '/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy' }],
      },
      {
        name: 'plain HTTP for one path',
        properties: {
          DistributionConfig: {
            Enabled: true,
            DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'https-only' },
            CacheBehaviors: [
              { PathPattern: '/api/*', TargetOriginId: 'site', ViewerProtocolPolicy: 'https-only' },
              { PathPattern: '/old/*', TargetOriginId: 'site', ViewerProtocolPolicy: 'allow-all' },
            ],
          },
        },
        expect: [{ message: 'http', path: '/DistributionConfig/CacheBehaviors/1/ViewerProtocolPolicy' }],
      },
      {
        name: 'plain HTTP outside production',
        properties: {
          DistributionConfig: {
            Enabled: true,
            DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: { 'Fn::If': ['IsProd', 'https-only', 'allow-all'] } },
          },
        },
        template: { Parameters: { Env: { Type: 'String' } }, Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } } },
        expect: [{ message: 'http', path: '/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: {
          DistributionConfig: { Enabled: true, DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: { Ref: 'Value' } } },
        },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'other behaviors from a macro',
        properties: {
          DistributionConfig: {
            Enabled: true,
            DefaultCacheBehavior: { TargetOriginId: 'site', ViewerProtocolPolicy: 'https-only' },
            CacheBehaviors: { 'Fn::Transform': { Name: 'Paths' } },
          },
        },
      },
    ],
  },
});
