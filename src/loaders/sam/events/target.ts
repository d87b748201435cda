import { get, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, getAtt, ref } from '../resource.ts';

/** How to name what an event invokes: the ARN of a function, of its alias, of a state machine or of its alias. */
export function arnOf(target: CfnResource): JsonMap {
  return target.type === 'AWS::Lambda::Function' ? getAtt(target.id, 'Arn') : ref(target.id);
}

/** What everything generated for a target takes over from it. */
export function attributesFrom(target: CfnResource): Record<string, Json | undefined> {
  const names = ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy'].filter((name) => target.attributes[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, target.attributes[name]]));
}

/** The condition under which a target exists, if there is one. */
export function conditionOf(target: CfnResource): Json | undefined {
  return get(target.attributes, 'Condition');
}
