import type { TransformContext } from '../context.ts';
import type { CfnResource, SamResource } from '../resource.ts';
import type { Expand, FunctionTarget, SamEvent } from './event.ts';

export type { FunctionTarget } from './event.ts';

/** An event that is known to be right, as far as that can be told before the function is made. */
export interface LinkedEvent {
  readonly event: SamEvent;
  readonly expand: Expand<FunctionTarget>;
}

/** Reads the `Events` of a function and finds what they concern. To be called before anything else is made of the function. Throws `SamError`. */
export function linkFunctionEvents(resource: SamResource, context: TransformContext): readonly LinkedEvent[] {
  throw new Error(`${resource.id} ${context.region}`);
}

/**
 * What the events of a function become: `generateFunctionEvents(linked, { lambda: alias ?? lambda, role })`.
 * Changes the role, and what the events concern in `context.source` (buckets, user pools, APIs). Throws `SamError`.
 */
export function generateFunctionEvents(events: readonly LinkedEvent[], target: FunctionTarget): CfnResource[] {
  return events.flatMap(({ expand }) => [...expand(target)]);
}
