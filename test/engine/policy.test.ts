import { describe, expect, it } from 'vitest';
import { Choices } from '../../src/engine/choices.ts';
import { Evaluation } from '../../src/engine/evaluation.ts';
import {
  NARROWING_KEYS,
  type PolicyDocument,
  type PolicyStatement,
  parseJsonText,
  policyDocument,
  wildcardMatches,
} from '../../src/engine/policy.ts';
import { Resource } from '../../src/engine/resource.ts';
import { explore } from '../../src/engine/scenarios.ts';
import type { Unit } from '../../src/engine/stack.ts';
import { loadUnit } from '../support/load-unit.ts';

const BUDGET = 1_000_000;

/** A template with one bucket policy and the things that its document may refer to. */
function unitWith(document: unknown): Unit {
  return loadUnit({
    Parameters: {
      Free: { Type: 'String' },
      FreeList: { Type: 'CommaDelimitedList' },
      Anybody: { Type: 'String', Default: '*' },
      Accounts: { Type: 'CommaDelimitedList', Default: '111122223333, *' },
    },
    Mappings: {
      Owners: { 'us-east-1': { Account: '111122223333', Mixed: '*' }, 'eu-west-1': { Account: '444455556666', Mixed: '444455556666' } },
    },
    Conditions: { IsOpen: { 'Fn::Equals': [{ Ref: 'Free' }, 'open'] }, IsOther: { 'Fn::Equals': [{ Ref: 'Free' }, 'other'] } },
    Resources: {
      Role: { Type: 'AWS::IAM::Role' },
      Topic: { Type: 'AWS::SNS::Topic' },
      Lookup: { Type: 'Custom::Lookup' },
      Setting: { Type: 'AWS::SSM::Parameter' },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: 'logs', ...(document === undefined ? {} : { PolicyDocument: document }) },
      },
    },
  });
}

function read(document: unknown): PolicyDocument {
  const unit = unitWith(document);
  const policy = unit.byKey.get('Policy');
  if (policy === undefined) throw new Error('no policy');
  return policyDocument(new Resource(policy, new Evaluation(unit, new Choices(), { steps: BUDGET })).at('PolicyDocument'));
}

function statement(properties: unknown): PolicyStatement {
  const { statements } = read({ Statement: [properties] });
  const [first] = statements;
  if (first === undefined) throw new Error('no statement');
  return first;
}

const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' } as const;
const allow = (principal: unknown): PolicyStatement => statement({ ...open, Principal: principal });
const narrowed = (condition: unknown): PolicyStatement => statement({ ...open, Condition: condition });

describe('policyDocument', () => {
  it('reads a list of statements and a single one', () => {
    expect(read({ Statement: [open, open] }).statements).toHaveLength(2);
    expect(read({ Statement: open }).statements).toHaveLength(1);
    expect(read({ Statement: open }).statements[0]?.property.pointer).toBe('/PolicyDocument/Statement');
    expect(read({ Statement: [open, open] }).statements[1]?.property.pointer).toBe('/PolicyDocument/Statement/1');
  });

  it.each([
    ['missing', undefined],
    ['an empty object', {}],
    ['without statements', { Statement: [] }],
    ['AWS::NoValue', { Ref: 'AWS::NoValue' }],
  ])('has no statements and nothing open when %s', (_, document) => {
    const { statements, open: because } = read(document);
    expect(statements).toEqual([]);
    expect(because).toBeUndefined();
  });

  it.each([
    ['a parameter', { Ref: 'Free' }, 'the parameter Free'],
    ['an import', { 'Fn::ImportValue': 'policy' }, 'Fn::ImportValue policy'],
    ['a dynamic reference', '{{resolve:ssm:/policy}}', '{{resolve:ssm:/policy}}'],
    ['a macro', { 'Fn::Transform': { Name: 'Policy' } }, 'Fn::Transform Policy'],
    ['statements from a parameter', { Statement: { Ref: 'FreeList' } }, 'the parameter FreeList'],
    ['statements from a dynamic reference', { Statement: '{{resolve:ssm:/statements}}' }, '{{resolve:ssm:/statements}}'],
    ['statements from a custom resource', { Statement: { 'Fn::GetAtt': ['Lookup', 'Statements'] } }, 'Fn::GetAtt Lookup.Statements'],
    ['statements that a macro adds', { Version: '2012-10-17', 'Fn::Transform': { Name: 'Policy' } }, 'Fn::Transform Policy'],
    ['a text that is no JSON', 'Allow everybody', 'a text that is no JSON document'],
    ['an empty text', '', 'a text that is no JSON document'],
    ['a text with statements that are not known', { 'Fn::Sub': '{"Statement": ${Free}}' }, '{"Statement": ${the parameter Free}}'],
    ['a list', [1, 2], 'a list instead of a policy document'],
    ['a statement that is a text', { Statement: 'Allow' }, 'a text instead of a statement'],
    ['statements that are texts', { Statement: ['Allow', 5] }, 'a text instead of a statement'],
    ['a list among the statements', { Statement: [open, [open]] }, 'a list instead of a statement'],
    ['a JSON text that is a number', '5', '5'],
    ['a JSON text that is no object', '[1, 2]', 'a list instead of a policy document'],
  ])('is open when it is %s', (_, document, because) => {
    expect(read(document).open).toBe(because);
  });

  it('keeps the statements that are known beside one that is not', () => {
    const { statements, open: because } = read({ Statement: [open, { Ref: 'Free' }, { 'Fn::Transform': { Name: 'Statement' } }] });
    expect(because).toBeUndefined();
    expect(statements.map((one) => one.isPublic().is)).toEqual([true, 'unknown', 'unknown']);
  });

  it('leaves out a statement that is AWS::NoValue, and the others keep the index they are written at', () => {
    const { statements } = read({ Statement: [{ Ref: 'AWS::NoValue' }, open] });
    expect(statements.map((one) => one.property.pointer)).toEqual(['/PolicyDocument/Statement/1']);
    expect(statements[0]?.isPublic().is).toBe(true);
  });

  it('gives each scenario its own statements, and shares what is the same in all', () => {
    const unit = unitWith({
      Statement: [
        { Effect: 'Allow', Action: 's3:*', Resource: '*', Principal: { 'Fn::If': ['IsOpen', '*', { AWS: '111122223333' }] } },
        { 'Fn::If': ['IsOther', open, { Ref: 'AWS::NoValue' }] },
      ],
    });
    const policy = unit.byKey.get('Policy');
    if (policy === undefined) throw new Error('no policy');
    const { runs } = explore(unit, { steps: BUDGET }, (evaluation) => {
      const document = policyDocument(new Resource(policy, evaluation).at('PolicyDocument'));
      return document.statements.map((one) => one.isPublic().is);
    });
    expect(runs.map((run) => [...run.labels.values(), ...run.result]).sort()).toEqual(
      [
        ['IsOther is false', 'IsOpen is false', false].sort(),
        ['IsOther is false', 'IsOpen is true', true].sort(),
        ['IsOther is true', 'IsOpen is false', false, true].sort(),
      ].map((wanted) => expect.arrayContaining(wanted)),
    );
  });

  it('opens no scenario for a part that nobody asks for', () => {
    const unit = unitWith({
      Statement: [
        { ...open, Resource: { 'Fn::If': ['IsOpen', '*', 'arn:aws:s3:::logs'] }, Action: { 'Fn::If': ['IsOther', '*', 's3:Get*'] } },
      ],
    });
    const policy = unit.byKey.get('Policy');
    if (policy === undefined) throw new Error('no policy');
    const ask = (question: (one: PolicyStatement) => unknown): number =>
      explore(unit, { steps: BUDGET }, (evaluation) =>
        policyDocument(new Resource(policy, evaluation).at('PolicyDocument')).statements.map(question),
      ).runs.length;
    expect(ask((one) => one.isPublic().is)).toBe(1);
    expect(ask((one) => one.someResource((text) => text === '*').is)).toBe(2);
  });
});

describe('a policy that is a JSON text', () => {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...open, Principal: { AWS: ['111122223333', '*'] } }] });

  it('is read like an object, with pointers into it', () => {
    const [first] = read(text).statements;
    const answer = first?.isPublic();
    expect(answer?.is).toBe(true);
    expect(answer?.at?.pointer).toBe('/PolicyDocument/Statement/0/Principal/AWS/1');
  });

  it('keeps the holes of Fn::Sub as references', () => {
    const document = (principal: string): unknown => ({
      'Fn::Sub': `{"Statement": {"Effect": "Allow", "Action": "sns:*", "Resource": "\${Topic}", "Principal": {"AWS": "${principal}"}}}`,
    });
    const isPublic = (principal: string): unknown => read(document(principal)).statements[0]?.isPublic().is;
    expect(isPublic('${Role.Arn}')).toBe(false);
    expect(isPublic('arn:aws:iam::${AWS::AccountId}:root')).toBe(false);
    expect(isPublic('${Anybody}')).toBe(true);
    expect(isPublic('${Free}')).toBe('unknown');
  });

  it('is open where the key of an entry is not known', () => {
    const document = read({
      'Fn::Sub': '{"Statement": {"Effect": "Allow", "Principal": "*", "Condition": {"StringEquals": {"${Free}": "111122223333"}}}}',
    });
    expect(document.statements[0]?.isPublic().is).toBe('unknown');
  });

  it('comes out of Fn::ToJsonString', () => {
    const document = read({
      'Fn::ToJsonString': { Statement: [{ ...open, Principal: { AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } } }, open] },
    });
    expect(document.statements.map((one) => one.isPublic().is)).toEqual([false, true]);
  });

  it('is not followed for ever', () => {
    const deep = `{"Statement": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    expect(() => read(deep).statements.map((one) => one.isPublic())).not.toThrow();
  });

  it('takes marks of its own for what they are', () => {
    const literal = { kind: 'literal', value: '', text: '"\uE0007\uE001"' } as const;
    expect(parseJsonText(literal)).toEqual({ kind: 'literal', value: '\uE0007\uE001', text: '\uE0007\uE001' });
    const free = { kind: 'parameter', name: 'Free', noEcho: false, hasDefault: false } as const;
    expect(parseJsonText({ kind: 'partial', pieces: ['"\uE0007\uE001', free, '"'] })).toEqual(free);
  });

  it('has a key __proto__ like any other', () => {
    const [first] = read('{"Statement": {"__proto__": {"Effect": "Allow", "Principal": "*"}}}').statements;
    expect(first?.isPublic().is).toBe(false);
  });
});

describe('Effect', () => {
  it.each([
    ['Allow', true, false],
    ['Deny', false, true],
    [undefined, false, false],
    [{ Ref: 'Free' }, 'unknown', 'unknown'],
    [['Allow'], false, false],
  ])('%j', (effect, isAllow, isDeny) => {
    const one = statement({ ...(effect === undefined ? {} : { Effect: effect }), Action: '*' });
    expect([one.isAllow().is, one.isDeny().is]).toEqual([isAllow, isDeny]);
  });
});

describe('has', () => {
  it('tells a key that is there from one that is not', () => {
    const one = statement({
      Effect: 'Allow',
      NotPrincipal: { AWS: { Ref: 'Free' } },
      NotAction: 's3:*',
      Condition: { Ref: 'AWS::NoValue' },
    });
    const keys = ['Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal', 'Condition'] as const;
    expect(keys.filter((key) => one.has(key).is === true)).toEqual(['NotAction', 'NotPrincipal']);
  });
});

describe('principals', () => {
  it.each([
    ['*', true, '/PolicyDocument/Statement/0/Principal'],
    [['*'], true, '/PolicyDocument/Statement/0/Principal/0'],
    [{ AWS: '*' }, true, '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: ['111122223333', '*'] }, true, '/PolicyDocument/Statement/0/Principal/AWS/1'],
    [{ AWS: { Ref: 'Anybody' } }, true, '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: { Ref: 'Accounts' } }, true, '/PolicyDocument/Statement/0/Principal/AWS/1'],
    [{ AWS: [{ Ref: 'Accounts' }] }, true, '/PolicyDocument/Statement/0/Principal/AWS/0/1'],
    [{ AWS: [{ Ref: 'Free' }, '*'] }, true, '/PolicyDocument/Statement/0/Principal/AWS/1'],
    [{ 'Fn::Transform': { Name: 'More' }, AWS: '*' }, true, '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: '111122223333' }, false, undefined],
    [{ AWS: 111122223333 }, false, undefined],
    [{ AWS: 'arn:aws:iam::111122223333:root' }, false, undefined],
    [{ AWS: [] }, false, undefined],
    [{ AWS: { Ref: 'AWS::AccountId' } }, false, undefined],
    [{ AWS: { 'Fn::GetAtt': ['Role', 'Arn'] } }, false, undefined],
    [{ AWS: { Ref: 'Lookup' } }, false, undefined],
    [{ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, false, undefined],
    [{ AWS: { 'Fn::Sub': 'arn:aws:iam::${Free}:root' } }, false, undefined],
    [{ AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'Free' }, ':root']] } }, false, undefined],
    [{ Service: '*' }, false, undefined],
    [{ Service: 'sns.amazonaws.com', Federated: '*', CanonicalUser: '*' }, false, undefined],
    [{}, false, undefined],
    [{ AWS: { 'Fn::FindInMap': ['Owners', { Ref: 'AWS::Region' }, 'Account'] } }, false, undefined],
    [{ AWS: { 'Fn::FindInMap': ['Owners', { Ref: 'AWS::Region' }, 'Mixed'] } }, 'unknown', undefined],
    [
      { AWS: { 'Fn::Join': ['', [{ 'Fn::FindInMap': ['Owners', { Ref: 'AWS::Region' }, 'Account'] }, { Ref: 'AWS::URLSuffix' }]] } },
      false,
      undefined,
    ],
    [
      { AWS: { 'Fn::Join': ['', [{ 'Fn::FindInMap': ['Owners', { Ref: 'AWS::Region' }, 'Mixed'] }, { Ref: 'Free' }]] } },
      'unknown',
      undefined,
    ],
    [{ AWS: { Ref: 'Free' } }, 'unknown', '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: { Ref: 'FreeList' } }, 'unknown', undefined],
    [{ AWS: ['111122223333', { Ref: 'Free' }] }, 'unknown', '/PolicyDocument/Statement/0/Principal/AWS/1'],
    [{ AWS: { 'Fn::Sub': '${Free}${Free}' } }, 'unknown', '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: { 'Fn::Sub': '*${Free}' } }, 'unknown', '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: { 'Fn::ImportValue': 'role' } }, 'unknown', undefined],
    [{ AWS: '{{resolve:ssm:/role}}' }, 'unknown', '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: { 'Fn::GetAtt': ['Lookup', 'Principal'] } }, 'unknown', '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ AWS: { 'Fn::GetAtt': ['Setting', 'Value'] } }, 'unknown', '/PolicyDocument/Statement/0/Principal/AWS'],
    [{ Ref: 'Free' }, 'unknown', undefined],
    [{ 'Fn::Transform': { Name: 'More' }, Service: 'sns.amazonaws.com' }, 'unknown', '/PolicyDocument/Statement/0/Principal'],
    [{ 'Fn::Transform': { Name: 'More' }, AWS: '111122223333' }, 'unknown', '/PolicyDocument/Statement/0/Principal'],
  ])('%j: anybody %s', (principal, expected, pointer) => {
    const answer = allow(principal).hasPublicPrincipal();
    expect(answer.is).toBe(expected);
    if (pointer !== undefined) expect(answer.at?.pointer).toBe(pointer);
  });

  it('may be looked at by another test', () => {
    const everyAccount = (text: string): boolean => text === '*' || text.startsWith('arn:aws:iam::*');
    expect(allow({ AWS: 'arn:aws:iam::*:root' }).hasPublicPrincipal({ test: everyAccount }).is).toBe(true);
    expect(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Free}:root' } }).hasPublicPrincipal({ test: everyAccount }).is).toBe('unknown');
    expect(allow({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }).hasPublicPrincipal({ test: everyAccount }).is).toBe(false);
  });

  it('of other kinds are found by their kind', () => {
    const one = allow({ Service: ['sns.amazonaws.com', 'logging.s3.amazonaws.com'] });
    expect(one.somePrincipal('Service', (text) => text === 'logging.s3.amazonaws.com').is).toBe(true);
    expect(one.somePrincipal('AWS', () => true).is).toBe(false);
    expect(one.principals('Service').map((principal) => principal.text)).toEqual(['sns.amazonaws.com', 'logging.s3.amazonaws.com']);
    expect(one.principals('Federated')).toEqual([]);
  });

  it('that are excepted by NotPrincipal are no public principal', () => {
    const one = statement({ Effect: 'Allow', NotPrincipal: { AWS: '*' }, Action: '*', Resource: '*' });
    expect(one.isPublic().is).toBe(false);
    expect(one.principals('AWS')).toEqual([]);
  });
});

describe('isPublic', () => {
  it.each([
    ['allowed', open, true],
    ['denied', { ...open, Effect: 'Deny' }, false],
    ['allowed or denied', { ...open, Effect: { Ref: 'Free' } }, 'unknown'],
    ['not for anybody, whatever the effect', { ...open, Effect: { Ref: 'Free' }, Principal: { AWS: '111122223333' } }, false],
    ['without a principal', { Effect: 'Allow', Action: '*', Resource: '*' }, false],
  ])('%s', (_, properties, expected) => {
    const answer = statement(properties).isPublic();
    expect(answer.is).toBe(expected);
    expect(answer.at).toBeDefined();
  });
});

describe('conditions that narrow', () => {
  const account = { 'aws:SourceAccount': '111122223333' } as const;
  it.each([
    ['no condition', undefined, false],
    ['an empty condition', {}, false],
    ['StringEquals', { StringEquals: account }, true],
    ['an operator and a key in another case', { stringequals: { 'AWS:sourceaccount': '111122223333' } }, true],
    ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: account }, true],
    ['StringLike', { StringLike: account }, true],
    ['ArnEquals', { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:topic' } }, true],
    ['ArnLike', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:*' } }, true],
    ['ForAnyValue', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-1234567890/*'] } }, true],
    ['one test of several', { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 's3:x-amz-acl': 'private', ...account } }, true],
    ['a list of values', { StringEquals: { 'aws:SourceAccount': ['111122223333', '444455556666'] } }, true],
    ['a reference', { ArnEquals: { 'aws:SourceArn': { Ref: 'Topic' } } }, true],
    ['the own account', { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }, true],
    ['an ARN of the own account', { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:aws:sns:*:${AWS::AccountId}:*' } } }, true],
    ['a bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } }, true],
    ['an address block', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
    ['a user id', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }, true],
    ['a negated operator', { StringNotEquals: account }, false],
    ['a negated address', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
    ['IfExists', { StringEqualsIfExists: account }, false],
    ['ForAllValues', { 'ForAllValues:StringEquals': account }, false],
    ['Null', { Null: { 'aws:SourceAccount': 'false' } }, false],
    ['another key', { StringEquals: { 'aws:PrincipalTag/team': 'a' } }, false],
    ['an address under a text operator', { StringEquals: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
    ['no value', { StringEquals: { 'aws:SourceAccount': [] } }, false],
    ['a wildcard', { StringLike: { 'aws:PrincipalOrgID': '*' } }, false],
    ['wildcards', { StringLike: { 'aws:userid': '*:*' } }, false],
    ['a wildcard among others', { StringLike: { 'aws:SourceAccount': ['111122223333', '*'] } }, false],
    ['an ARN of any account', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:topic' } }, false],
    ['an ARN of any role', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }, false],
    ['any bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }, false],
    ['a short pattern of ARNs', { StringLike: { 'aws:SourceArn': 'arn:aws:sns*' } }, false],
    ['every address', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/0'] } }, false],
    ['every IPv6 address', { IpAddress: { 'aws:SourceIp': '::/0' } }, false],
    ['a parameter', { StringEquals: { 'aws:SourceAccount': { Ref: 'Free' } } }, 'unknown'],
    ['a list parameter', { StringEquals: { 'aws:SourceAccount': { Ref: 'FreeList' } } }, 'unknown'],
    ['a parameter beside a wildcard', { StringLike: { 'aws:SourceAccount': [{ Ref: 'Free' }, '*'] } }, false],
    ['an account that is not known', { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:aws:sns:*:${Free}:topic' } } }, 'unknown'],
    ['a bucket that is not known', { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:aws:s3:::${Free}' } } }, 'unknown'],
    ['a topic that is not known', { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:aws:sns:*:111122223333:${Free}' } } }, true],
    ['conditions that are not known', { Ref: 'Free' }, 'unknown'],
    ['tests that are not known', { StringEquals: { Ref: 'Free' } }, 'unknown'],
    ['tests that a macro adds', { Bool: { 'aws:SecureTransport': 'true' }, 'Fn::Transform': { Name: 'More' } }, 'unknown'],
    ['one that is known beside some that are not', { StringEquals: account, 'Fn::Transform': { Name: 'More' } }, true],
    ['AWS::NoValue', { 'Fn::If': ['IsOpen', { Ref: 'AWS::NoValue' }, { Ref: 'AWS::NoValue' }] }, false],
  ])('%s', (_, condition, expected) => {
    const one = condition === undefined ? statement(open) : narrowed(condition);
    expect(one.isNarrowedBy(NARROWING_KEYS).is).toBe(expected);
    expect(one.isPublic().is).toBe(expected === 'unknown' ? 'unknown' : !expected);
  });

  it('are on the keys that were asked for', () => {
    const one = narrowed({ StringEquals: { 'kms:CallerAccount': '111122223333' } });
    expect(one.isPublic().is).toBe(true);
    expect(one.isPublic(['kms:CallerAccount']).is).toBe(false);
    const address = narrowed({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
    expect(address.isPublic(['aws:SourceAccount']).is).toBe(true);
  });
});

describe('hasCondition', () => {
  const isOff = (text: string): boolean => text.toLowerCase() === 'false';
  it.each([
    [{ Bool: { 'aws:SecureTransport': false } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, true],
    [{ bool: { 'AWS:securetransport': ['false'] } }, true],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, false],
    [{ BoolIfExists: { 'aws:SecureTransport': 'false' } }, false],
    [{ 'ForAnyValue:Bool': { 'aws:SecureTransport': 'false' } }, false],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, false],
    [{ Bool: { 'aws:SecureTransport': { Ref: 'Free' } } }, 'unknown'],
    [{ Ref: 'Free' }, 'unknown'],
    [{}, false],
  ])('%j', (condition, expected) => {
    expect(narrowed(condition).hasCondition('Bool', 'aws:SecureTransport', isOff).is).toBe(expected);
  });
});

describe('actions and resources', () => {
  it('are single values or lists', () => {
    const one = statement({ ...open, Action: ['s3:GetObject', 's3:Put*'], Resource: { 'Fn::Sub': '${Topic}/*' } });
    expect(one.actions.map((action) => action.pointer)).toEqual([
      '/PolicyDocument/Statement/0/Action/0',
      '/PolicyDocument/Statement/0/Action/1',
    ]);
    expect(one.resources.map((resource) => resource.pointer)).toEqual(['/PolicyDocument/Statement/0/Resource']);
    expect(one.someResource((text) => text.endsWith('/*')).is).toBe(true);
    expect(one.someResource((text) => text === '*').is).toBe(false);
  });

  it('are unknown only where a parameter could make them so', () => {
    const one = statement({ ...open, Resource: [{ 'Fn::Sub': 'arn:aws:s3:::${Free}' }, { Ref: 'Topic' }] });
    expect(one.someResource((text) => text === '*').is).toBe(false);
    expect(one.someResource((text) => text === 'arn:aws:s3:::*').is).toBe('unknown');
  });
});

describe('wildcardMatches', () => {
  it.each([
    ['*', '', true],
    ['*', 'anything', true],
    ['**', 'a', true],
    ['', '', true],
    ['', 'a', false],
    ['s3:*', 's3:', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get?bject', 's3:Getbject', false],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['a*b', 'ab', true],
    ['a*b', 'abc', false],
    ['a.c', 'abc', false],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(wildcardMatches(pattern, text)).toBe(expected);
  });

  it('takes no more than a product of the lengths', () => {
    expect(wildcardMatches(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});
