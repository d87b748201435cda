import { all, any, defineRule, must, not, when } from '../../engine/rule-api.ts';

/** How the names of the policies begin that offer TLS 1.2 and newer only. */
const MODERN_POLICIES = [
  'ELBSecurityPolicy-FS-1-2',
  'ELBSecurityPolicy-TLS-1-2',
  'ELBSecurityPolicy-TLS13-1-2',
  'ELBSecurityPolicy-TLS13-1-3',
];

export default defineRule({
  id: 'elbv2/listener-tls-policy',
  title: 'TLS listeners negotiate TLS 1.2 or newer',
  severity: 'high',
  category: 'encryption',
  resources: ['AWS::ElasticLoadBalancingV2::Listener'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp'],
  crossReferences: {
    checkov: ['CKV_AWS_103', 'CKV2_AWS_74'],
    cfnGuard: ['ELBV2_LISTENER_SSL_POLICY_RULE'],
    cfnNag: ['W55'],
    trivy: ['AVD-AWS-0047'],
    securityHub: ['ELB.17'],
  },
  rationale:
    'TLS 1.0 and 1.1 have known weaknesses. A listener without a policy of its own gets ELBSecurityPolicy-2016-08, which still offers both.',
  remediation: 'Set SslPolicy to a policy such as ELBSecurityPolicy-TLS13-1-2-2021-06.',
  messages: {
    old: 'the listener offers versions of TLS before 1.2 (SslPolicy is {found}; use one such as ELBSecurityPolicy-TLS13-1-2-2021-06)',
    weak: 'the listener offers weak ciphers (SslPolicy is {found}; use one without -Ext in its name)',
  },
  options: {
    strongCiphersOnly: { default: false, description: 'Whether policies with more and weaker ciphers (-Ext in the name) fail as well.' },
  },
  check: (listener, { options }) => {
    const policy = listener.at('SslPolicy');
    return when(listener.at('Protocol').oneOf(['HTTPS', 'TLS']), () => {
      const modern = any(...MODERN_POLICIES.map((prefix) => policy.startsWith(prefix)));
      if (!options.strongCiphersOnly || modern.is === false) return must(modern, 'old', { at: policy });
      return must(all(modern, not(policy.contains('-Ext'))), 'weak', { at: policy });
    });
  },
  examples: {
    pass: [
      { name: 'TLS 1.3 and 1.2', properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' } },
      { name: 'TLS 1.3 only', properties: { Protocol: 'TLS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' } },
      { name: 'TLS 1.2', properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS-1-2-2017-01' } },
      { name: 'TLS 1.2 with forward secrecy', properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-FS-1-2-Res-2020-10' } },
      { name: 'more ciphers', properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06' } },
      {
        name: 'strong ciphers, where only they will do',
        properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06' },
        options: { strongCiphersOnly: true },
      },
      {
        name: 'a date that is not known',
        properties: { Protocol: 'HTTPS', SslPolicy: { 'Fn::Sub': 'ELBSecurityPolicy-TLS13-1-2-${Date}' } },
        template: { Parameters: { Date: { Type: 'String' } } },
      },
    ],
    fail: [
      { name: 'not said', properties: { Protocol: 'HTTPS' }, expect: [{ message: 'old', path: '/SslPolicy' }] },
      {
        name: 'the old default',
        properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-2016-08' },
        expect: [{ message: 'old', path: '/SslPolicy' }],
      },
      {
        name: 'TLS 1.3 down to 1.0',
        properties: { Protocol: 'TLS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' },
        expect: [{ message: 'old', path: '/SslPolicy' }],
      },
      {
        name: 'forward secrecy with TLS 1.1',
        properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-FS-1-1-2019-08' },
        expect: [{ message: 'old', path: '/SslPolicy' }],
      },
      {
        name: 'old, where only strong ciphers will do',
        properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-2016-08' },
        options: { strongCiphersOnly: true },
        expect: [{ message: 'old', path: '/SslPolicy' }],
      },
      {
        name: 'more ciphers, where only strong ones will do',
        properties: { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06' },
        options: { strongCiphersOnly: true },
        expect: [{ message: 'weak', path: '/SslPolicy' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { Protocol: 'HTTPS', SslPolicy: { Ref: 'Policy' } },
        template: { Parameters: { Policy: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      { name: 'an HTTP listener', properties: { Protocol: 'HTTP' } },
      { name: 'a TCP listener', properties: { Protocol: 'TCP' } },
    ],
  },
});
