import { describe, expect, it } from 'vitest';
import { Choices } from '../../src/engine/choices.ts';
import { Evaluation } from '../../src/engine/evaluation.ts';
import { type PolicyStatement, policyDocument } from '../../src/engine/policy.ts';
import { Resource } from '../../src/engine/resource.ts';
import { loadUnit } from '../support/load-unit.ts';

/** The first statement of a policy that allows an action, written in JSON. */
function statementWith(action: unknown): PolicyStatement {
  const unit = loadUnit({
    Parameters: { Free: { Type: 'String' }, FreeList: { Type: 'CommaDelimitedList' } },
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue' },
      Policy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] } },
      },
    },
  });
  const policy = unit.byKey.get('Policy');
  if (policy === undefined) throw new Error('no policy');
  const evaluation = new Evaluation(unit, new Choices(), { steps: 100_000 });
  const [statement] = policyDocument(new Resource(policy, evaluation).at('PolicyDocument')).statements;
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

describe('actions of a statement', () => {
  it.each([
    ['iam:PassRole', true],
    ['IAM:PASSROLE', true],
    ['*', true],
    ['i*:*Role', true],
    ['iam:PassRol?', true],
    ['iam:PassRoles', false],
    ['iam:Get*', false],
    [['s3:GetObject', 'iam:Pass*'], true],
    [[], false],
    [{ Ref: 'Free' }, 'unknown'],
    [{ Ref: 'FreeList' }, 'unknown'],
    [['iam:PassRole', { Ref: 'Free' }], true],
    [{ 'Fn::Sub': 'iam:${Free}' }, 'unknown'],
    [{ 'Fn::Sub': '${Free}PassRole' }, 'unknown'],
    [{ 'Fn::Sub': 'iam:Pass${Free}*' }, 'unknown'],
    [{ 'Fn::Sub': 's3:${Free}' }, false],
    [{ 'Fn::Sub': 'iam:${AWS::Region}' }, false],
    [{ 'Fn::Sub': 'iam:*${Queue}' }, false],
  ] as const)('%j covers iam:PassRole: %s', (action, expected) => {
    expect(statementWith(action).coversAction('iam:PassRole').is).toBe(expected);
  });

  it.each([
    ['*', true],
    ['s3:*', false],
    [{ 'Fn::Sub': '${Free}*' }, 'unknown'],
    [{ 'Fn::Sub': 's3:${Free}' }, false],
    [{ 'Fn::Sub': '${AWS::Region}*' }, false],
  ] as const)('%j is the action of all actions: %s', (action, expected) => {
    expect(statementWith(action).someAction((text) => text === '*').is).toBe(expected);
  });

  it('points at the action that decided', () => {
    expect(statementWith(['s3:GetObject', 'iam:*']).coversAction('iam:PassRole').at?.pointer).toBe('/PolicyDocument/Statement/0/Action/1');
    expect(statementWith('iam:*').coversAction('iam:PassRole').at?.pointer).toBe('/PolicyDocument/Statement/0/Action');
  });
});
