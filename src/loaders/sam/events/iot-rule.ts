import { isGiven, type JsonMap } from '../json.ts';
import { arn, partitionName } from '../partition.ts';
import { cfn, ref, sub } from '../resource.ts';
import { type EventSource, type FunctionTarget, originOf, passOn, propertyOf } from './event.ts';
import { invokePermission } from './permission.ts';
import { arnOf, attributesFrom } from './target.ts';

/** Invokes the function for messages that a statement of IoT selects. */
export const IOT_RULE: EventSource<FunctionTarget> = {
  prepare(event, context) {
    return ({ lambda }) => {
      const ruleArn = arn({ partition: partitionName(context.region), service: 'iot', resource: 'rule/${RuleName}' });
      const permission = invokePermission(event, lambda, 'iot.amazonaws.com', {
        sourceArn: sub(ruleArn, { RuleName: ref(event.id) }),
        sourceAccount: sub('${AWS::AccountId}'),
      });
      const payload: JsonMap = { RuleDisabled: false, Actions: [{ Lambda: { FunctionArn: arnOf(lambda) } }] };
      passOn(event, 'Sql', payload);
      if (isGiven(propertyOf(event, 'AwsIotSqlVersion'))) passOn(event, 'AwsIotSqlVersion', payload);
      const rule = cfn('AWS::IoT::TopicRule', event.id, {
        attributes: attributesFrom(lambda),
        properties: { TopicRulePayload: payload },
        from: originOf(event),
      });
      return [permission, rule];
    };
  },
};
