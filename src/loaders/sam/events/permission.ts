import type { Json } from '../json.ts';
import { logicalId } from '../logical-id.ts';
import { type CfnResource, cfn, ref } from '../resource.ts';
import { originOf, type SamEvent, wrong } from './event.ts';
import { attributesFrom } from './target.ts';

export interface PermissionOptions {
  readonly sourceArn?: Json | undefined;
  readonly sourceAccount?: Json | undefined;
  /** What the logical id begins with; the id of the event when missing. */
  readonly prefix?: string;
  /** What the logical id ends in, or a hash of it when it has more than letters and digits. */
  readonly suffix?: string;
}

/** Lets the service of an event invoke the function. */
export function invokePermission(
  event: SamEvent,
  lambda: CfnResource,
  principal: string,
  { sourceArn, sourceAccount, prefix = event.id, suffix = '' }: PermissionOptions = {},
): CfnResource {
  const isPlain = /^[\p{L}\p{N}]+$/u.test(suffix);
  const id = isPlain ? `${prefix}Permission${suffix}` : logicalId(`${prefix}Permission`, suffix);
  return cfn('AWS::Lambda::Permission', checkedId(event, id), {
    attributes: attributesFrom(lambda),
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref(lambda.id),
      Principal: principal,
      SourceAccount: sourceAccount,
      SourceArn: sourceArn,
    },
    from: originOf(event),
  });
}

/** A logical id that is made of, or is, what a template says. Throws `SamError` when it has other than letters and digits. */
export function checkedId(event: SamEvent, id: string, ...path: readonly string[]): string {
  if (/^[A-Za-z0-9]+$/.test(id)) return id;
  throw wrong(event, `Resource with id [${id}] is invalid. Logical ids must be alphanumeric.`, ...path);
}
