import { get, has, isGiven, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, cfn } from '../resource.ts';
import { type DeadLetterQueue, deadLetterQueueOfRule } from './dead-letter-queue.ts';
import { originOf, passOn, propertyOf, type SamEvent, wrong } from './event.ts';
import { arnOf, attributesFrom } from './target.ts';

const TARGET_ID_LENGTH = 64;

/** A rule of EventBridge and the queue it sends to what it could not deliver. */
export interface Rule {
  readonly rule: CfnResource;
  readonly deadLetterQueue: readonly CfnResource[];
}

export interface RuleOptions {
  /** What the id of the rule's target ends in. */
  readonly suffix: 'LambdaTarget' | 'StepFunctionsTarget';
  readonly roleArn?: Json | undefined;
  /** Whether the event may say how the target is called. */
  readonly namesTarget?: boolean;
  /** Properties of the rule by the name of the property of the event that they are. */
  readonly properties: Readonly<Record<string, string>>;
  /** Properties of the event that are those of the target. */
  readonly targetProperties: readonly string[];
}

/** The rule for an event that comes by schedule or by pattern. Throws `SamError`. */
export function eventRule(event: SamEvent, target: CfnResource, options: RuleOptions): Rule {
  const attributes = attributesFrom(target);
  const state = stateOf(event);
  const queue = deadLetterQueueOfRule(event, attributes);
  const rule = cfn('AWS::Events::Rule', event.id, { attributes, properties: { State: state }, from: originOf(event) });
  for (const [from, to] of Object.entries(options.properties)) passOn(event, from, rule.properties, to);
  rule.properties.Targets = [targetOf(event, target, options, queue)];
  return { rule, deadLetterQueue: queue?.resources ?? [] };
}

function stateOf(event: SamEvent): Json | undefined {
  const state = propertyOf(event, 'State');
  const enabled = propertyOf(event, 'Enabled');
  if (isGiven(state) && enabled !== undefined) throw wrong(event, 'State and Enabled Properties cannot both be specified.', 'State');
  if (enabled !== undefined) return isGiven(enabled) ? 'ENABLED' : 'DISABLED';
  return isGiven(state) ? state : undefined;
}

function targetOf(event: SamEvent, target: CfnResource, options: RuleOptions, queue: DeadLetterQueue | undefined): JsonMap {
  const named = propertyOf(event, 'Target');
  const id = options.namesTarget === true && has(named, 'Id') ? get(named, 'Id') : targetId(event.id, options.suffix);
  const made: JsonMap = { Arn: arnOf(target), Id: id };
  if (options.roleArn !== undefined) made.RoleArn = options.roleArn;
  for (const name of options.targetProperties) passOn(event, name, made);
  if (queue !== undefined) made.DeadLetterConfig = { Arn: queue.arn };
  return made;
}

function targetId(id: string, suffix: string): string {
  return id.slice(0, TARGET_ID_LENGTH - suffix.length) + suffix;
}
