import { assumeRolePolicyDocument } from '../function/policy-documents.ts';
import { isGiven, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, cfn, getAtt } from '../resource.ts';
import { type DeadLetterQueue, deadLetterQueue } from './dead-letter-queue.ts';
import { originOf, passOn, propertyOf, type SamEvent, wrongById } from './event.ts';
import { invokeFunctionPolicy, sendMessagePolicy, startExecutionPolicy } from './role-policies.ts';
import { arnOf, attributesFrom } from './target.ts';

const PASSED_ON = ['Description', 'StartDate', 'EndDate', 'ScheduleExpressionTimezone', 'GroupName', 'KmsKeyArn'];

/** The schedule of EventBridge Scheduler for a `ScheduleV2` event of a function or a state machine, and the role it needs. Throws `SamError`. */
export function scheduleFor(event: SamEvent, target: CfnResource): CfnResource[] {
  const schedule = scheduleWithoutTarget(event, target);
  const queue = deadLetterQueue(event, attributesFrom(target));
  const made = [schedule, ...(queue?.resources ?? [])];
  let roleArn = propertyOf(event, 'RoleArn');
  if (!isGiven(roleArn)) {
    const role = executionRole(event, target, queue);
    made.push(role);
    roleArn = getAtt(role.id, 'Arn');
  }
  const targetOfSchedule: JsonMap = { Arn: arnOf(target), RoleArn: roleArn };
  passOn(event, 'Input', targetOfSchedule);
  if (queue !== undefined) targetOfSchedule.DeadLetterConfig = { Arn: queue.arn };
  passOn(event, 'RetryPolicy', targetOfSchedule);
  schedule.properties.Target = targetOfSchedule;
  return made;
}

function scheduleWithoutTarget(event: SamEvent, target: CfnResource): CfnResource {
  const schedule = cfn('AWS::Scheduler::Schedule', event.id, { attributes: attributesFrom(target), from: originOf(event) });
  passOn(event, 'ScheduleExpression', schedule.properties);
  if (isGiven(propertyOf(event, 'State'))) passOn(event, 'State', schedule.properties);
  const isNamed = isGiven(propertyOf(event, 'Name'));
  if (isGiven(propertyOf(event, 'OmitName'))) {
    if (isNamed) throw wrongById(event, 'Name cannot be set when OmitName is True', 'Name');
  } else if (isNamed) passOn(event, 'Name', schedule.properties);
  else schedule.properties.Name = event.id;
  if (isGiven(propertyOf(event, 'FlexibleTimeWindow'))) passOn(event, 'FlexibleTimeWindow', schedule.properties);
  else schedule.properties.FlexibleTimeWindow = { Mode: 'OFF' };
  for (const name of PASSED_ON) passOn(event, name, schedule.properties);
  return schedule;
}

function executionRole(event: SamEvent, target: CfnResource, queue: DeadLetterQueue | undefined): CfnResource {
  const isFunction = target.type.startsWith('AWS::Lambda::');
  const policies: Json[] = [(isFunction ? invokeFunctionPolicy : startExecutionPolicy)(event.id, arnOf(target))];
  if (isGiven(queue?.arn)) policies.push(sendMessagePolicy(event.id, queue?.arn));
  const role = cfn('AWS::IAM::Role', `${event.id}Role`, {
    attributes: attributesFrom(target),
    properties: { AssumeRolePolicyDocument: assumeRolePolicyDocument('scheduler.amazonaws.com'), Policies: policies },
    from: originOf(event),
  });
  if (isGiven(propertyOf(event, 'PermissionsBoundary'))) passOn(event, 'PermissionsBoundary', role.properties);
  return role;
}
