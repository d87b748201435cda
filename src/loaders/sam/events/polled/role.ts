import { get, has, isEqual, isList, type Json, type JsonMap } from '../../json.ts';
import { managedPolicyArn } from '../../partition.ts';
import type { CfnResource } from '../../resource.ts';
import { type SamEvent, withAdded, wrong } from '../event.ts';

export interface Needed {
  /** One of the service roles that AWS manages. */
  readonly managedPolicy?: string | undefined;
  readonly policies: readonly JsonMap[];
  /** What lets the function send on what it could not handle. */
  readonly destinationPolicy?: JsonMap | undefined;
}

/** Adds to the role of a function what it needs to read from an event source. Throws `SamError`. */
export function letRead(event: SamEvent, role: CfnResource, region: string, { managedPolicy, policies, destinationPolicy }: Needed): void {
  if (managedPolicy !== undefined) addManagedPolicy(event, role, managedPolicyArn(region, `service-role/${managedPolicy}`));
  for (const policy of policies) {
    const known = policiesOf(role);
    // The transform of AWS fails on policies that depend on a condition here.
    if (!known.some((other) => isEqual(other, policy)) && !known.every((other) => has(other, 'PolicyDocument')))
      throw wrong(event, "The event source adds a policy to the role of the function, whose 'Policies' cannot have an Fn::If then.");
    addPolicy(event, role, policy);
  }
  if (destinationPolicy !== undefined) addPolicy(event, role, destinationPolicy);
}

function addManagedPolicy(event: SamEvent, role: CfnResource, arn: string): void {
  const arns = role.properties.ManagedPolicyArns;
  const known = isList(arns) ? arns : [];
  if (!known.includes(arn)) role.properties.ManagedPolicyArns = withAdded(event, known, arn);
}

function addPolicy(event: SamEvent, role: CfnResource, policy: JsonMap): void {
  const known = policiesOf(role);
  const isKnown = known.some((other) => isEqual(get(other, 'PolicyDocument'), policy.PolicyDocument));
  if (!isKnown) role.properties.Policies = withAdded(event, known, policy);
}

function policiesOf(role: CfnResource): Json[] {
  const policies = role.properties.Policies;
  return isList(policies) ? policies : [];
}
