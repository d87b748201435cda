import { all, any, defineRule, must, not } from '../../engine/rule-api.ts';

export default defineRule({
  id: 's3/bucket-event-notifications-configured',
  title: 'S3 buckets publish event notifications',
  severity: 'info',
  category: 'logging',
  resources: ['AWS::S3::Bucket'],
  tier: 1,
  packs: ['nist-800-53'],
  crossReferences: { checkov: ['CKV2_AWS_62'], securityHub: ['S3.11'] },
  rationale: 'Notifications let other systems see, in time, that objects were added or deleted.',
  remediation: 'Add a topic, a queue or a function to NotificationConfiguration, or turn on EventBridge.',
  messages: { none: 'the bucket publishes no events; add a topic, a queue, a function or EventBridge to NotificationConfiguration' },
  check: (bucket) => {
    const notifications = bucket.at('NotificationConfiguration');
    const eventBridge = notifications.at('EventBridgeConfiguration');
    return must(
      any(
        notifications.at('TopicConfigurations').isNonEmpty(),
        notifications.at('QueueConfigurations').isNonEmpty(),
        notifications.at('LambdaConfigurations').isNonEmpty(),
        all(eventBridge.isSet(), () => not(eventBridge.at('EventBridgeEnabled').isFalse())),
      ),
      'none',
      { at: notifications },
    );
  },
  examples: {
    pass: [
      {
        name: 'to a topic',
        properties: { NotificationConfiguration: { TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: { Ref: 'Value' } }] } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      {
        name: 'to a queue',
        properties: {
          NotificationConfiguration: {
            QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:us-east-1:111122223333:uploads' }],
          },
        },
      },
      {
        name: 'to a function',
        properties: {
          NotificationConfiguration: {
            LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: 'arn:aws:lambda:us-east-1:111122223333:function:uploads' }],
          },
        },
      },
      { name: 'to EventBridge', properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } } },
      { name: 'to EventBridge by default', properties: { NotificationConfiguration: { EventBridgeConfiguration: {} } } },
    ],
    fail: [
      { name: 'not configured', properties: {}, expect: [{ message: 'none', path: '/NotificationConfiguration' }] },
      {
        name: 'no receiver',
        properties: { NotificationConfiguration: { TopicConfigurations: [] } },
        expect: [{ message: 'none', path: '/NotificationConfiguration' }],
      },
      {
        name: 'EventBridge turned off',
        properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: 'false' } } },
        expect: [{ message: 'none', path: '/NotificationConfiguration' }],
      },
    ],
    unknown: [
      {
        name: 'EventBridge from a parameter',
        properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: { Ref: 'Value' } } } },
        template: { Parameters: { Value: { Type: 'String' } } },
      },
      { name: 'from a macro', properties: { NotificationConfiguration: { 'Fn::Transform': { Name: 'Events' } } } },
    ],
  },
});
