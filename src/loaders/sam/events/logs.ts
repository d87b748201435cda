import { arn, partitionName } from '../partition.ts';
import { cfn, sub } from '../resource.ts';
import { type EventSource, type FunctionTarget, originOf, passOn, propertyOf } from './event.ts';
import { invokePermission } from './permission.ts';
import { arnOf, attributesFrom } from './target.ts';

/** Invokes the function for what is written to a log group. */
export const CLOUD_WATCH_LOGS: EventSource<FunctionTarget> = {
  prepare(event, context) {
    return ({ lambda }) => {
      const resource = 'log-group:${__LogGroupName__}:*';
      const sourceArn = sub(arn({ partition: partitionName(context.region), service: 'logs', resource }), {
        __LogGroupName__: propertyOf(event, 'LogGroupName'),
      });
      const permission = invokePermission(event, lambda, 'logs.amazonaws.com', { sourceArn });
      const filter = cfn('AWS::Logs::SubscriptionFilter', event.id, {
        attributes: attributesFrom(lambda),
        dependsOn: [permission.id],
        properties: { DestinationArn: arnOf(lambda) },
        from: originOf(event),
      });
      passOn(event, 'LogGroupName', filter.properties);
      passOn(event, 'FilterPattern', filter.properties);
      return [permission, filter];
    };
  },
};
