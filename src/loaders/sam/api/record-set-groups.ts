import type { TransformContext } from '../context.ts';
import type { CfnResource } from '../resource.ts';

/** The record sets of a hosted zone are one group, whichever APIs they are for: the groups of a template by logical id. */
export function recordSetGroups(context: TransformContext): Map<string, CfnResource> {
  return context.shared('record-set-groups', () => new Map<string, CfnResource>());
}
