import { describe, expect, it } from 'vitest';
import { judgeTexts } from '../support/judge-texts.ts';

const RULE = 'ec2/security-group-no-public-ssh';

const group = (rules: string): string => `Parameters:
  Cidr: { Type: String, Default: 0.0.0.0/0 }
  Free: { Type: String }
  Env: { Type: String, Default: prod }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: d
      SecurityGroupIngress:
${rules}`;

const ingress = (source: string): string => `        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: ${source} }\n`;

/** What the findings of the rule rest on, by property. */
function assumptions(text: string): Record<string, readonly string[] | undefined> {
  const { run } = judgeTexts({ 't.yaml': text }, { rules: [RULE] });
  return Object.fromEntries(run.results.map((result) => [`${result.status} ${result.property}`, result.assumptions]));
}

describe('what a finding rests on', () => {
  it('is told of the item of a list that reads it, and of no other', () => {
    expect(assumptions(group(ingress('!Ref Cidr') + ingress('0.0.0.0/0') + ingress('10.0.0.0/8')))).toEqual({
      'fail /SecurityGroupIngress/0/CidrIp': ['the default of Cidr'],
      'fail /SecurityGroupIngress/1/CidrIp': undefined,
      'pass /SecurityGroupIngress/2/CidrIp': undefined,
    });
  });

  it('is told of every item whose condition it decides, though that is decided once', () => {
    expect(assumptions(group(ingress('!If [IsProd, 0.0.0.0/0, 10.0.0.0/8]') + ingress('!If [IsProd, ::/0, 10.0.0.0/8]')))).toEqual({
      'fail /SecurityGroupIngress/0/CidrIp': ['the default of Env'],
      'fail /SecurityGroupIngress/1/CidrIp': ['the default of Env'],
    });
  });

  it('is told of all items when the list itself rests on it', () => {
    const text = group('').replace(
      'SecurityGroupIngress:\n',
      'SecurityGroupIngress: !If [IsProd, [{ IpProtocol: "-1", CidrIp: 0.0.0.0/0 }], !Ref AWS::NoValue]\n',
    );
    expect(assumptions(text)).toEqual({ 'fail /SecurityGroupIngress/0/CidrIp': ['the default of Env'] });
  });

  it('is told of a pass that takes what is not known for harmless, and counted', () => {
    const text = group(ingress('!Ref Free'));
    expect(assumptions(text)).toEqual({ 'pass /SecurityGroupIngress/0/CidrIp': ['the parameter Free not being open to every address'] });
    expect(judgeTexts({ 't.yaml': text }, { rules: [RULE] }).run.summary.assumptions).toBe(1);
  });
});
