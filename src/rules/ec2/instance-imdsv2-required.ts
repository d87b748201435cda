import {
  any,
  defineRule,
  fail,
  must,
  notApplicable,
  type Property,
  pass,
  type Resource,
  type Truth,
  unknown,
  type Verdict,
} from '../../engine/rule-api.ts';

const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';

export default defineRule({
  id: 'ec2/instance-imdsv2-required',
  title: 'EC2 launches only accept session-token (IMDSv2) metadata calls',
  severity: 'high',
  category: 'identity',
  resources: ['AWS::EC2::Instance', LAUNCH_TEMPLATE, 'AWS::AutoScaling::LaunchConfiguration'],
  tier: 1,
  packs: ['security-core', 'aws-fsbp', 'cis', 'hipaa', 'nist-800-53'],
  crossReferences: {
    checkov: ['CKV_AWS_79'],
    cdkNag: ['EC2IMDSv2Enabled'],
    trivy: ['AVD-AWS-0028', 'AVD-AWS-0130'],
    securityHub: ['EC2.8', 'EC2.170', 'AutoScaling.3'],
    cis: ['v3.0.0/5.6', 'v5.0.0/5.7'],
  },
  rationale:
    'Without session tokens, one request that an attacker tricks a server into sending (SSRF) reads the credentials of its role from the metadata service.',
  remediation: 'Set MetadataOptions.HttpTokens to required, here or in the launch template, or MetadataOptions.HttpEndpoint to disabled.',
  messages: {
    optional: 'metadata can be read without a session token (HttpTokens is {found}, it has to be required)',
    inherited: 'metadata can be read without a session token: neither the instance nor its launch template {template} requires one',
  },
  check: (launch) => {
    const tokens = optionsOf(launch).child('HttpTokens');
    const inherits =
      launch.type === 'AWS::EC2::Instance' && tokens.value.kind === 'absent' && launch.at('LaunchTemplate').value.kind !== 'absent';
    return inherits ? inherited(launch) : must(needsToken(launch), 'optional', { at: tokens });
  },
  examples: {
    pass: [
      { name: 'tokens required', properties: { MetadataOptions: { HttpTokens: 'required' } } },
      { name: 'no metadata at all', properties: { MetadataOptions: { HttpEndpoint: 'disabled' } } },
      {
        name: 'tokens required by a launch template',
        type: LAUNCH_TEMPLATE,
        properties: { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } },
      },
      {
        name: 'tokens required by a launch configuration',
        type: 'AWS::AutoScaling::LaunchConfiguration',
        properties: { MetadataOptions: { HttpTokens: 'required' } },
      },
      {
        name: 'by the launch template it refers to',
        properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Web' }, Version: '1' } },
        others: { Web: { Type: LAUNCH_TEMPLATE, Properties: { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } } } },
      },
      {
        name: 'by the launch template of the same name',
        properties: { LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' } },
        others: {
          Web: {
            Type: LAUNCH_TEMPLATE,
            Properties: { LaunchTemplateName: 'web', LaunchTemplateData: { MetadataOptions: { HttpEndpoint: 'disabled' } } },
          },
        },
      },
      {
        name: 'the own value wins over the launch template',
        properties: { MetadataOptions: { HttpTokens: 'required' }, LaunchTemplate: { LaunchTemplateId: { Ref: 'Web' }, Version: '1' } },
        others: { Web: { Type: LAUNCH_TEMPLATE, Properties: { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'optional' } } } } },
      },
      {
        name: 'no metadata at all, whatever the launch template says',
        properties: { MetadataOptions: { HttpEndpoint: 'disabled' }, LaunchTemplate: { LaunchTemplateId: 'lt-12345678', Version: '1' } },
      },
    ],
    fail: [
      { name: 'not said', properties: {}, expect: [{ message: 'optional', path: '/MetadataOptions/HttpTokens' }] },
      {
        name: 'optional',
        properties: { MetadataOptions: { HttpTokens: 'optional' } },
        expect: [{ message: 'optional', path: '/MetadataOptions/HttpTokens' }],
      },
      {
        name: 'not said, with the endpoint on',
        properties: { MetadataOptions: { HttpEndpoint: 'enabled' } },
        expect: [{ message: 'optional', path: '/MetadataOptions/HttpTokens' }],
      },
      {
        name: 'not said by a launch template',
        type: LAUNCH_TEMPLATE,
        properties: { LaunchTemplateData: { ImageId: 'ami-12345678' } },
        expect: [{ message: 'optional', path: '/LaunchTemplateData/MetadataOptions/HttpTokens' }],
      },
      {
        name: 'optional in a launch configuration',
        type: 'AWS::AutoScaling::LaunchConfiguration',
        properties: { MetadataOptions: { HttpTokens: 'optional' } },
        expect: [{ message: 'optional', path: '/MetadataOptions/HttpTokens' }],
      },
      {
        name: 'not said by the launch template either',
        properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Web' }, Version: '1' } },
        others: { Web: { Type: LAUNCH_TEMPLATE, Properties: { LaunchTemplateData: {} } } },
        expect: [{ message: 'inherited', path: '/LaunchTemplate' }],
      },
      {
        name: 'the own value wins over the launch template',
        properties: { MetadataOptions: { HttpTokens: 'optional' }, LaunchTemplate: { LaunchTemplateId: { Ref: 'Web' }, Version: '1' } },
        others: { Web: { Type: LAUNCH_TEMPLATE, Properties: { LaunchTemplateData: { MetadataOptions: { HttpTokens: 'required' } } } } },
        expect: [{ message: 'optional', path: '/MetadataOptions/HttpTokens' }],
      },
    ],
    unknown: [
      {
        name: 'comes from a parameter',
        properties: { MetadataOptions: { HttpTokens: { Ref: 'Tokens' } } },
        template: { Parameters: { Tokens: { Type: 'String' } } },
      },
      {
        name: 'comes from a parameter of the launch template',
        properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'Web' }, Version: '1' } },
        others: {
          Web: { Type: LAUNCH_TEMPLATE, Properties: { LaunchTemplateData: { MetadataOptions: { HttpTokens: { Ref: 'Tokens' } } } } },
        },
        template: { Parameters: { Tokens: { Type: 'String' } } },
      },
    ],
    notApplicable: [
      {
        name: 'a launch template of another stack',
        properties: { LaunchTemplate: { LaunchTemplateId: 'lt-12345678', Version: '1' } },
      },
      {
        name: 'a launch template from a parameter',
        properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'TemplateId' }, Version: '1' } },
        template: { Parameters: { TemplateId: { Type: 'String' } } },
      },
    ],
  },
});

function optionsOf(launch: Resource): Property {
  return launch.at(launch.type === LAUNCH_TEMPLATE ? 'LaunchTemplateData.MetadataOptions' : 'MetadataOptions');
}

function needsToken(launch: Resource): Truth {
  const options = optionsOf(launch);
  return any(options.child('HttpTokens').equals('required'), options.child('HttpEndpoint').equals('disabled'));
}

/** The verdict of an instance that leaves the tokens to its launch template. */
function inherited(instance: Resource): Verdict<'inherited'> {
  const at = instance.at('LaunchTemplate');
  const own = needsToken(instance);
  const template =
    instance.target(at.child('LaunchTemplateId'), LAUNCH_TEMPLATE) ??
    instance.target(at.child('LaunchTemplateName'), LAUNCH_TEMPLATE, { names: ['LaunchTemplateName'] });
  if (own.is === true) return pass(at);
  if (template === undefined) return notApplicable();
  const answer = any(own, needsToken(template));
  if (answer.is === true) return pass(at);
  if (answer.is === 'unknown') return unknown(answer, at);
  const related = { subject: optionsOf(template).child('HttpTokens'), message: `the metadata options of ${template.id}` };
  return fail('inherited', at, { data: { template: template.id }, related: [related] });
}
