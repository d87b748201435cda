import { describe, expect, it } from 'vitest';
import { type Finding, runRule } from '../../../src/engine/runner.ts';
import rule from '../../../src/rules/rds/master-password-not-plaintext.ts';
import { loadUnit } from '../../support/load-unit.ts';

/** What is found in a nested stack whose password is a parameter that the parent binds. */
function judgeChild(child: string, parent: string, bound: string, given: Readonly<Record<string, string>> = {}): Finding | undefined {
  const unit = loadUnit(
    `
Parameters:
  Other: { Type: String }
  ${parent}
Resources:
  Generated: { Type: Custom::Password }
  Database:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: child.yaml, Parameters: { Password: ${bound} } }
`,
    given,
    {
      'child.yaml': `
Parameters:
  Password: ${child}
Resources:
  Orders: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: !Ref Password } }
`,
    },
  );
  const orders = unit.byKey.get('Database/Orders');
  if (orders === undefined) throw new Error('the child is not there');
  const findings = runRule(rule, orders, unit, { options: undefined, severity: undefined, budget: { steps: 100_000 } });
  expect(findings).toHaveLength(1);
  return findings[0];
}

const SECRET = '{ Type: String, NoEcho: true }';
const PLAIN = '{ Type: String }';

describe('the password of a nested stack is judged by where it finally comes from', () => {
  it.each([
    ['a parameter of the parent with NoEcho', SECRET, `Password: ${SECRET}`, '!Ref Password', 'pass'],
    [
      'the same, though the child has a default',
      '{ Type: String, NoEcho: true, Default: x }',
      `Password: ${SECRET}`,
      '!Ref Password',
      'pass',
    ],
    ['a parameter of the parent without NoEcho', SECRET, `Password: ${PLAIN}`, '!Ref Password', 'fail'],
    ['a parameter of the parent with a default', SECRET, 'Password: { Type: String, NoEcho: true, Default: x }', '!Ref Password', 'fail'],
    ['a literal in the parent', SECRET, '', 'correct-horse', 'fail'],
    ['a reference to Secrets Manager in the parent', SECRET, '', "'{{resolve:secretsmanager:orders}}'", 'pass'],
    ['an attribute of a resource of the parent', PLAIN, '', '!GetAtt Generated.Password', 'pass'],
  ])('%s', (_, child, parent, bound, status) => {
    expect(judgeChild(child, parent, bound)?.status).toBe(status);
  });

  it('comes to the same verdict when the value is given', () => {
    expect(judgeChild(SECRET, `Password: ${SECRET}`, '!Ref Password', { Password: 'correct-horse' })?.status).toBe('pass');
    expect(judgeChild(SECRET, `Password: ${PLAIN}`, '!Ref Password', { Password: 'correct-horse' })?.status).toBe('fail');
  });
});

it('shows neither a literal password nor one that was given', () => {
  const literal = judgeChild(SECRET, '', 'correct-horse');
  const given = judgeChild(SECRET, `Password: ${PLAIN}`, '!Ref Password', { Password: 'correct-horse' });
  for (const finding of [literal, given]) {
    expect(finding?.status).toBe('fail');
    expect(JSON.stringify([finding?.message, finding?.scenarios, finding?.assumptions, finding?.related])).not.toContain('correct-horse');
  }
  expect(given?.message).toBe('MasterUserPassword can be read: the parameter Password it comes from has no NoEcho');
});

it('gives both passwords the same fingerprint, so that it tells nothing about them', () => {
  expect(judgeChild(SECRET, '', 'correct-horse')?.fingerprint).toBe(judgeChild(SECRET, '', 'battery-staple')?.fingerprint);
});
