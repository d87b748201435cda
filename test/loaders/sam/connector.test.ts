import { describe, expect, test } from 'vitest';
import { askOurs } from '../../../scripts/lib/sam/ours.ts';
import { CONNECTOR_PROFILES } from '../../../src/loaders/sam/data/connector-profiles.generated.ts';
import { getIn, type Json, type JsonMap } from '../../../src/loaders/sam/json.ts';

const SURROUNDINGS: JsonMap = {
  Queue: { Type: 'AWS::SQS::Queue' },
  Other: { Type: 'AWS::SQS::Queue' },
  Topic: { Type: 'AWS::SNS::Topic' },
  Work: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['WorkRole', 'Arn'] } } },
};

function resourcesWith(resources: JsonMap): Json | undefined {
  const answer = askOurs({ template: JSON.stringify({ Resources: { ...SURROUNDINGS, ...resources } }) });
  if (answer.kind !== 'transformed') throw new Error(JSON.stringify(answer));
  return getIn(answer.output, 'Resources');
}

const connector = (properties: JsonMap, attributes: JsonMap = {}): JsonMap => ({
  Type: 'AWS::Serverless::Connector',
  ...attributes,
  Properties: properties,
});

describe('a connector', () => {
  test('gives a policy to the role of the source', () => {
    const made = resourcesWith({ Send: connector({ Source: { Id: 'Work' }, Destination: { Id: 'Queue' }, Permissions: ['Write'] }) });
    expect(getIn(made, 'Send')).toBeUndefined();
    expect(getIn(made, 'SendPolicy')).toMatchObject({
      Type: 'AWS::IAM::ManagedPolicy',
      Metadata: {
        'aws:sam:connectors': { Send: { Source: { Type: 'AWS::Lambda::Function' }, Destination: { Type: 'AWS::SQS::Queue' } } },
      },
      Properties: {
        Roles: [{ Ref: 'WorkRole' }],
        PolicyDocument: { Statement: [{ Effect: 'Allow', Resource: [{ 'Fn::GetAtt': ['Queue', 'Arn'] }] }] },
      },
    });
  });

  test('makes one policy for each destination, which what depends on it waits for', () => {
    const made = resourcesWith({
      Send: connector(
        { Source: { Id: 'Topic' }, Destination: [{ Id: 'Queue' }, { Id: 'Other' }], Permissions: ['Write'] },
        { DependsOn: 'Work', Condition: 'Always' },
      ),
      Last: { Type: 'AWS::SNS::Topic', DependsOn: ['Send', 'Work'] },
    });
    expect(getIn(made, 'SendQueuePolicyDestination1')).toMatchObject({
      DependsOn: 'Work',
      Condition: 'Always',
      Properties: { Queues: [{ Ref: 'Other' }] },
    });
    expect(getIn(made, 'Last', 'DependsOn')).toEqual(['Work', 'SendQueuePolicyDestination0', 'SendQueuePolicyDestination1']);
  });

  test('lets the mapping of events wait for the policy that it needs', () => {
    const made = resourcesWith({
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        DependsOn: 'Topic',
        Properties: { FunctionName: { Ref: 'Work' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      },
      Read: connector({ Source: { Id: 'Queue' }, Destination: { Id: 'Work' }, Permissions: ['Write', 'Read'] }),
    });
    expect(getIn(made, 'Mapping', 'DependsOn')).toEqual(['Topic', 'ReadPolicy']);
  });

  test('stands within its source, too', () => {
    const embedded = { Properties: { SourceReference: { Qualifier: 'x' }, Destination: { Id: 'Queue' }, Permissions: ['Write'] } };
    const made = resourcesWith({ News: { Type: 'AWS::SNS::Topic', Connectors: { ToQueue: embedded } } });
    expect(getIn(made, 'News')).toEqual({ Type: 'AWS::SNS::Topic' });
    expect(getIn(made, 'NewsToQueueQueuePolicy', 'Properties', 'Queues')).toEqual([{ Ref: 'Queue' }]);
  });

  const described = (type: string): JsonMap => ({
    Type: type,
    Arn: 'arn:x',
    RoleName: 'role',
    QueueUrl: 'https://queue.example.com',
    ResourceId: 'id',
    Name: 'name',
    Qualifier: '*',
  });
  const pairs = Object.entries(CONNECTOR_PROFILES).flatMap(([source, all]) => Object.keys(all).map((destination) => [source, destination]));

  test.each(pairs)('leaves no variable when it goes from %s to %s', (source = '', destination = '') => {
    const categories = getIn(CONNECTOR_PROFILES[source]?.[destination], 'Properties', 'AccessCategories');
    const Permissions = Object.keys(categories ?? {});
    const made = resourcesWith({ Link: connector({ Source: described(source), Destination: described(destination), Permissions }) });
    expect(Object.keys(made ?? {}).length).toBeGreaterThan(Object.keys(SURROUNDINGS).length);
    expect(JSON.stringify(made)).not.toContain('%{');
  });
});

describe('a wrong connector is refused at the property', () => {
  test.each<[name: string, properties: JsonMap, path: readonly string[], message: string]>([
    [
      'nothing at the end',
      { Source: { Id: 'Work' }, Destination: { Id: 'None' }, Permissions: ['Write'] },
      ['Destination'],
      'Unable to find',
    ],
    [
      'no role',
      { Source: { Type: 'AWS::Lambda::Function', Arn: 'a' }, Destination: { Id: 'Queue' }, Permissions: ['Write'] },
      ['Source'],
      'role name',
    ],
    ['no pair', { Source: { Id: 'Queue' }, Destination: { Id: 'Topic' }, Permissions: ['Write'] }, ['Destination'], 'not supported'],
    [
      'half of a pair of permissions',
      { Source: { Id: 'Queue' }, Destination: { Id: 'Work' }, Permissions: ['Read'] },
      ['Permissions'],
      'Read + Write',
    ],
    ['no permission', { Source: { Id: 'Queue' }, Destination: { Id: 'Work' }, Permissions: [] }, ['Permissions'], 'cannot be empty'],
    ['no destination', { Source: { Id: 'Queue' }, Destination: [], Permissions: ['Write'] }, ['Destination'], 'empty list'],
  ])('%s', (_, properties, path, message) => {
    const answer = askOurs({ template: JSON.stringify({ Resources: { ...SURROUNDINGS, Link: connector(properties) } }) });
    const [error] = answer.kind === 'refused' ? answer.errors : [];
    expect(error).toMatchObject({ resource: 'Link', path: ['Properties', ...path] });
    expect(error?.message).toContain(message);
  });
});
