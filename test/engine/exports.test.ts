import { describe, expect, it } from 'vitest';
import { Choices } from '../../src/engine/choices.ts';
import { Evaluation } from '../../src/engine/evaluation.ts';
import { Resource } from '../../src/engine/resource.ts';
import { instantiate } from '../../src/engine/stack.ts';
import { describeValue } from '../../src/engine/value-text.ts';
import { Loader } from '../../src/loaders/load.ts';
import type { StackTemplate } from '../../src/model/template.ts';
import { memoryReader } from '../support/load-unit.ts';

/** The stack of a template, as an assembly places it. */
function stack(path: string, text: string, place: Pick<StackTemplate, 'account' | 'region' | 'stackName'> = {}): StackTemplate {
  const { units } = new Loader([{ path, bytes: new TextEncoder().encode(text), named: true }], memoryReader()).load({});
  const made = units[0]?.stacks[0] ?? expect.fail('does not load');
  return { ...made, ...place, path };
}

const exporter = (value: string, name = 'shared-key'): string => `
Resources: { Topic: { Type: AWS::SNS::Topic } }
Outputs: { Key: { Value: ${value}, Export: { Name: ${name} } } }
`;

const IMPORTER = `
Resources:
  Thing: { Type: Test::Some::Thing, Properties: { Key: !ImportValue shared-key } }
`;

/** What the importing stack, the last of them, gets. */
function imported(...stacks: readonly StackTemplate[]): string {
  const unit = instantiate({ id: 'app', stacks }, { parameters: {} });
  const thing = unit.resources.find(({ declaration }) => declaration.id === 'Thing') ?? expect.fail('no thing');
  return describeValue(new Resource(thing, new Evaluation(unit, new Choices(), { steps: 10_000 })).at('Key').value);
}

describe('Fn::ImportValue', () => {
  const eu = { account: '111122223333', region: 'eu-west-1' };
  const us = { account: '111122223333', region: 'us-east-1' };

  it('finds the export of another stack of the unit', () => {
    expect(imported(stack('a', exporter('one')), stack('b', IMPORTER))).toBe('one');
    expect(imported(stack('a', exporter('one', '!Sub "shared-${AWS::StackName}"'), { stackName: 'key' }), stack('b', IMPORTER))).toBe(
      'one',
    );
  });

  it('finds it in its own account and region', () => {
    const stacks = [stack('us', exporter('american'), us), stack('eu', exporter('european'), eu)];
    expect(imported(...stacks, stack('b', IMPORTER, eu))).toBe('european');
    expect(imported(...stacks, stack('b', IMPORTER, us))).toBe('american');
    expect(imported(...stacks, stack('b', IMPORTER, { ...us, region: 'sa-east-1' }))).toBe('Fn::ImportValue shared-key');
  });

  it('does not know an export of the same stack, or of none', () => {
    expect(imported(stack('a', `${IMPORTER}${exporter('own').replace(/Resources.*\n/, '')}`))).toBe('Fn::ImportValue shared-key');
    expect(imported(stack('b', IMPORTER))).toBe('Fn::ImportValue shared-key');
  });
});
