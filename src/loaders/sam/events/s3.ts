import type { TransformContext } from '../context.ts';
import { expectList, expectMap, SamError, wrongResource } from '../errors.ts';
import { asList, copy, get, has, isEqual, isList, isMap, isText, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, ref } from '../resource.ts';
import { tagList } from '../tags.ts';
import {
  type EventSource,
  type FunctionTarget,
  noteEvent,
  originOf,
  presentOr,
  propertyOf,
  type SamEvent,
  withAdded,
  wrong,
} from './event.ts';
import { existingResource } from './existing-resource.ts';
import { invokePermission } from './permission.ts';
import { arnOf, conditionOf } from './target.ts';

interface Bucket {
  readonly id: string;
  readonly body: JsonMap;
}

/** Invokes the function for what happens in a bucket of the same template. */
export const S3: EventSource<FunctionTarget> = {
  prepare(event, context) {
    const bucket = bucketOf(event, context);
    return ({ lambda }) => {
      const permission = invokePermission(event, lambda, 's3.amazonaws.com', { sourceAccount: ref('AWS::AccountId') });
      const condition = conditionOf(lambda);
      if (condition === undefined) dependOn(event, bucket, permission);
      else dependByTag(event, bucket, permission, condition);
      notify(event, bucket, lambda, condition);
      return [permission, existingResource('AWS::S3::Bucket', bucket.id, bucket.body)];
    };
  },
};

function bucketOf(event: SamEvent, context: TransformContext): Bucket {
  const id = get(propertyOf(event, 'Bucket'), 'Ref');
  if (id !== undefined && !isText(id)) throw wrong(event, "'Ref' value in S3 events is not a valid string.", 'Bucket');
  const body = id === undefined ? undefined : get(context.source.Resources, id);
  if (id === undefined || !isMap(body)) throw wrong(event, 'S3 events must reference an S3 bucket in the same template.', 'Bucket');
  return { id, body };
}

/** A bucket whose notifications are set checks at once whether it may invoke the function. */
function dependOn(event: SamEvent, { body }: Bucket, permission: CfnResource): void {
  const given = get(body, 'DependsOn');
  // The transform of AWS takes the keys of a map, too.
  const ids = isMap(given) ? Object.keys(given) : asList(given);
  if (given === null || ids.some((id) => isMap(id) || isList(id)))
    throw new SamError(
      event.owner.id,
      wrongResource(event.id, "Invalid type for field 'DependsOn'. Expected a string or list of strings.").message,
      originOf(event, 'Bucket').path,
    );
  const unique = new Set(ids).size === ids.length ? ids : [...new Set(ids)];
  body.DependsOn = unique.includes(permission.id) ? unique : withAdded(event, unique, permission.id);
}

/** `DependsOn` cannot depend on a condition; a reference in a tag can. */
function dependByTag(event: SamEvent, { id, body }: Bucket, permission: CfnResource, condition: Json): void {
  const properties = expectMap(presentOr(event, body, 'Properties', {}), id, '', 'Properties should be a map.');
  const tags = expectList(presentOr(event, properties, 'Tags', []), id, 'Tags');
  const dependency = { 'Fn::If': [condition, ref(permission.id), 'no dependency'] };
  properties.Tags = withAdded(event, tags, ...tagList({ [`sam:ConditionalDependsOn:${permission.id}`]: dependency }));
}

function notify(event: SamEvent, { id, body }: Bucket, lambda: CfnResource, condition: Json | undefined): void {
  // A bucket without properties gets some; one whose properties are empty is wrong.
  const given = has(body, 'Properties') ? body.Properties : presentOr(event, body, 'Properties', {});
  const properties = expectMap(given, id, '', 'Properties should be a map.');
  const configuration = expectMap(presentOr(event, properties, 'NotificationConfiguration', {}), id, 'NotificationConfiguration');
  const notifications = expectList(
    presentOr(event, configuration, 'LambdaConfigurations', []),
    id,
    'NotificationConfiguration.LambdaConfigurations',
    'Invalid type for LambdaConfigurations. Must be a list.',
  );
  for (const name of asList(propertyOf(event, 'Events'))) {
    const notification: JsonMap = { Function: arnOf(lambda) };
    const filter = propertyOf(event, 'Filter');
    if (filter !== undefined) notification.Filter = copy(filter);
    notification.Event = name;
    const wanted = condition === undefined ? notification : { 'Fn::If': [condition, notification, ref('AWS::NoValue')] };
    if (notifications.some((known) => isEqual(known, wanted))) continue;
    notifications.push(wanted);
    noteEvent(event, notifications, notifications.length - 1);
  }
}
