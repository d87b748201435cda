import type { TransformContext } from '../context.ts';
import { expectMap, wrongResource } from '../errors.ts';
import { asList, get, has, isMap, isText, type JsonMap, put } from '../json.ts';
import { type CfnResource, getAtt } from '../resource.ts';
import { type EventSource, type FunctionTarget, noteEvent, presentOr, propertyOf, type SamEvent, wrong, wrongById } from './event.ts';
import { existingResource } from './existing-resource.ts';
import { invokePermission } from './permission.ts';
import { arnOf } from './target.ts';

interface UserPool {
  readonly id: string;
  readonly body: JsonMap;
}

/** Invokes the function for what happens in a user pool of the same template. */
export const COGNITO: EventSource<FunctionTarget> = {
  prepare(event, context) {
    const pool = userPoolOf(event, context);
    return ({ lambda }) => {
      const permission = invokePermission(event, lambda, 'cognito-idp.amazonaws.com', {
        sourceArn: getAtt(pool.id, 'Arn'),
        prefix: `${lambda.id}Cognito`,
      });
      setTriggers(event, pool, lambda);
      return [permission, existingResource('AWS::Cognito::UserPool', pool.id, pool.body)];
    };
  },
};

function userPoolOf(event: SamEvent, context: TransformContext): UserPool {
  const id = get(propertyOf(event, 'UserPool'), 'Ref');
  if (id !== undefined && !isText(id)) throw wrongById(event, 'Ref in Userpool is not a string.', 'UserPool');
  const body = id === undefined ? undefined : get(context.source.Resources, id);
  if (id === undefined || !isMap(body))
    throw wrong(event, 'Cognito events must reference a Cognito UserPool in the same template.', 'UserPool');
  return { id, body };
}

function setTriggers(event: SamEvent, { id, body }: UserPool, lambda: CfnResource): void {
  const properties = presentOr(event, body, 'Properties', {});
  if (!isMap(properties)) throw wrongResource(id, 'Properties of a resource must be an object.', ['Properties']);
  const config = expectMap(presentOr(event, properties, 'LambdaConfig', {}), id, 'LambdaConfig');
  for (const trigger of asList(propertyOf(event, 'Trigger')).filter(isText)) {
    if (has(config, trigger)) throw wrong(event, `Cognito trigger "${trigger}" defined multiple times.`, 'Trigger');
    put(config, trigger, arnOf(lambda));
    noteEvent(event, config, trigger);
  }
}
