import type { TransformContext } from '../context.ts';
import { expectList, expectMap, SamError, wrongResource } from '../errors.ts';
import { asList, copy, get, has, isEqual, isList, isMap, isText, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, ref } from '../resource.ts';
import { tagList } from '../tags.ts';
import { type EventSource, type FunctionTarget, placeOf, propertyOf, type SamEvent, wrong } from './event.ts';
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
      else dependByTag(bucket, permission, condition);
      notify(event, bucket, lambda, condition);
      return [permission, existingResource('AWS::S3::Bucket', bucket.id, bucket.body)];
    };
  },
};

function bucketOf(event: SamEvent, context: TransformContext): Bucket {
  const id = get(propertyOf(event, 'Bucket'), 'Ref');
  if (id !== undefined && !isText(id)) throw wrong(event, "'Ref' value in S3 events is not a valid string.", 'Bucket');
  const body = id === undefined ? undefined : get(context.source['Resources'], id);
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
      placeOf(event, 'Bucket').path,
    );
  body['DependsOn'] = [...new Set([...ids, permission.id])];
}

/** `DependsOn` cannot depend on a condition; a reference in a tag can. */
function dependByTag({ id, body }: Bucket, permission: CfnResource, condition: Json): void {
  body['Properties'] ??= {};
  const properties = propertiesOf(id, body);
  const tags = expectList(properties['Tags'] ?? [], id, 'Tags');
  const dependency = { 'Fn::If': [condition, ref(permission.id), 'no dependency'] };
  properties['Tags'] = [...tags, ...tagList({ [`sam:ConditionalDependsOn:${permission.id}`]: dependency })];
}

function notify(event: SamEvent, { id, body }: Bucket, lambda: CfnResource, condition: Json | undefined): void {
  const properties = propertiesOf(id, body);
  properties['NotificationConfiguration'] ??= {};
  const configuration = expectMap(properties['NotificationConfiguration'], id, 'NotificationConfiguration');
  configuration['LambdaConfigurations'] ??= [];
  const notifications = configuration['LambdaConfigurations'];
  if (!isList(notifications))
    throw wrongResource(id, 'Invalid type for LambdaConfigurations. Must be a list.', [
      'Properties',
      'NotificationConfiguration',
      'LambdaConfigurations',
    ]);
  for (const name of asList(propertyOf(event, 'Events'))) {
    const notification: JsonMap = { Function: arnOf(lambda) };
    const filter = propertyOf(event, 'Filter');
    if (filter !== undefined) notification['Filter'] = copy(filter);
    notification['Event'] = name;
    const wanted = condition === undefined ? notification : { 'Fn::If': [condition, notification, ref('AWS::NoValue')] };
    if (!notifications.some((known) => isEqual(known, wanted))) notifications.push(wanted);
  }
}

function propertiesOf(id: string, body: JsonMap): JsonMap {
  if (!has(body, 'Properties')) body['Properties'] = {};
  const properties = body['Properties'];
  if (isMap(properties)) return properties;
  throw wrongResource(id, 'Properties should be a map.', ['Properties']);
}
