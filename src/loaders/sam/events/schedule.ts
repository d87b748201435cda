import { getAtt } from '../resource.ts';
import type { EventSource, FunctionTarget } from './event.ts';
import { invokePermission } from './permission.ts';
import { eventRule } from './rule.ts';

const PRINCIPAL = 'events.amazonaws.com';

/** Invokes the function by schedule, by a rule of EventBridge. */
export const SCHEDULE: EventSource<FunctionTarget> = {
  prepare(event) {
    return ({ lambda }) => {
      const { rule, deadLetterQueue } = eventRule(event, lambda, {
        suffix: 'LambdaTarget',
        properties: { Schedule: 'ScheduleExpression', Name: 'Name', Description: 'Description' },
        targetProperties: ['Input', 'RetryPolicy'],
      });
      return [rule, ...deadLetterQueue, invokePermission(event, lambda, PRINCIPAL, { sourceArn: getAtt(rule.id, 'Arn') })];
    };
  },
};

/** Invokes the function for what matches a pattern: `CloudWatchEvent` and `EventBridgeRule`. */
export const PATTERN: EventSource<FunctionTarget> = {
  prepare(event) {
    return ({ lambda }) => {
      const { rule, deadLetterQueue } = eventRule(event, lambda, {
        suffix: 'LambdaTarget',
        namesTarget: true,
        properties: { EventBusName: 'EventBusName', Pattern: 'EventPattern', RuleName: 'Name' },
        targetProperties: ['Input', 'InputPath', 'RetryPolicy', 'InputTransformer'],
      });
      return [...deadLetterQueue, rule, invokePermission(event, lambda, PRINCIPAL, { sourceArn: getAtt(rule.id, 'Arn') })];
    };
  },
};
