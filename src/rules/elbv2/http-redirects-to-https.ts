import { all, defineRule, must, some, when } from '../../engine/rule-api.ts';

export default defineRule({
  id: 'elbv2/http-redirects-to-https',
  title: 'HTTP listeners redirect to HTTPS',
  severity: 'high',
  category: 'encryption',
  resources: ['AWS::ElasticLoadBalancingV2::Listener'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'pci-dss', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_2', 'CKV2_AWS_20'],
    cdkNag: ['ALBHttpToHttpsRedirection'],
    trivy: ['AVD-AWS-0054'],
    securityHub: ['ELB.1'],
  },
  rationale: 'What a plain HTTP listener serves can be read and changed on its way; a redirect sends clients on to the encrypted one.',
  remediation: 'Make the default action a redirect with RedirectConfig.Protocol HTTPS (and Port 443), or remove the listener.',
  messages: { plain: 'the listener answers plain HTTP: no default action is a redirect to HTTPS' },
  check: (listener) => {
    const actions = listener.at('DefaultActions');
    return when(listener.at('Protocol').equals('HTTP'), () =>
      must(
        some(actions, (action) => all(action.child('Type').equals('redirect'), () => action.at('RedirectConfig.Protocol').equals('HTTPS'))),
        'plain',
        { at: actions },
      ),
    );
  },
  examples: {
    pass: [
      {
        name: 'redirects to HTTPS',
        properties: {
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }],
        },
      },
      {
        name: 'an action that is not in a list',
        properties: {
          Protocol: 'HTTP',
          DefaultActions: { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } },
        },
      },
    ],
    fail: [
      {
        name: 'forwards to a target group',
        properties: {
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'forward', TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/1' }],
        },
        expect: [{ message: 'plain', path: '/DefaultActions' }],
      },
      { name: 'no actions', properties: { Protocol: 'HTTP' }, expect: [{ message: 'plain', path: '/DefaultActions' }] },
      {
        name: 'redirects without a protocol, which keeps HTTP',
        properties: { Protocol: 'HTTP', DefaultActions: [{ Type: 'redirect', RedirectConfig: { Port: '443', StatusCode: 'HTTP_301' } }] },
        expect: [{ message: 'plain', path: '/DefaultActions' }],
      },
      {
        name: 'redirects to the protocol of the request',
        properties: {
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: '#{protocol}', StatusCode: 'HTTP_301' } }],
        },
        expect: [{ message: 'plain', path: '/DefaultActions' }],
      },
      {
        name: 'redirects to HTTP',
        properties: {
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTP', StatusCode: 'HTTP_301' } }],
        },
        expect: [{ message: 'plain', path: '/DefaultActions' }],
      },
      {
        name: 'HTTP where there is no certificate',
        properties: {
          Protocol: { 'Fn::If': ['HasCertificate', 'HTTPS', 'HTTP'] },
          DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
        },
        template: {
          Parameters: { Certificate: { Type: 'String' } },
          Conditions: { HasCertificate: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Certificate' }, ''] }] } },
        },
        expect: [{ message: 'plain', path: '/DefaultActions' }],
      },
    ],
    unknown: [
      {
        name: 'the protocol of the redirect comes from a parameter',
        properties: {
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: { Ref: 'To' }, StatusCode: 'HTTP_301' } }],
        },
        template: { Parameters: { To: { Type: 'String' } } },
      },
      {
        name: 'the protocol of the listener comes from a parameter',
        properties: { Protocol: { Ref: 'Protocol' }, DefaultActions: [{ Type: 'forward' }] },
        template: { Parameters: { Protocol: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'an HTTPS listener', properties: { Protocol: 'HTTPS', DefaultActions: [{ Type: 'forward' }] } },
      { name: 'a TCP listener', properties: { Protocol: 'TCP', DefaultActions: [{ Type: 'forward' }] } },
    ],
  },
});
