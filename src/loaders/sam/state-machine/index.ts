import type { Macro, TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { linkEvents } from '../events/link.ts';
import { passOnAs } from '../function/pass-on.ts';
import { assumeRolePolicyDocument } from '../function/policy-documents.ts';
import { constructRole } from '../function/role.ts';
import { copy, get, getIn, isGiven, isList, type Json } from '../json.ts';
import { partitionName } from '../partition.ts';
import {
  checkProperties,
  IS_BOOLEAN,
  IS_MAP,
  IS_TEXT,
  listOf,
  mapOf,
  oneOf,
  optional,
  type PropertyTable,
  passThrough,
  strict,
} from '../properties.ts';
import { type CfnResource, cfn, getAtt, ownAttributes, passedOnAttributes, type SamResource } from '../resource.ts';
import { propagateTags, tagList } from '../tags.ts';
import { definitionProperties } from './definition.ts';
import { STATE_MACHINE_EVENT_PROPERTIES, STATE_MACHINE_SOURCES } from './events.ts';
import { trafficOf } from './traffic.ts';

const PROPERTIES: PropertyTable = {
  Definition: optional(IS_MAP),
  DefinitionUri: optional(oneOf(IS_TEXT, IS_MAP)),
  Logging: optional(IS_MAP),
  Role: optional(IS_TEXT),
  RolePath: passThrough(),
  DefinitionSubstitutions: optional(IS_MAP),
  Events: optional(mapOf(IS_MAP)),
  Name: optional(IS_TEXT),
  Type: optional(IS_TEXT),
  Tags: optional(IS_MAP),
  PropagateTags: optional(IS_BOOLEAN),
  Policies: optional(oneOf(IS_TEXT, listOf(oneOf(IS_TEXT, IS_MAP)))),
  Tracing: optional(IS_MAP),
  PermissionsBoundary: optional(IS_TEXT),
  AutoPublishAlias: passThrough(),
  DeploymentPreference: passThrough(),
  UseAliasAsEventTarget: strict(IS_BOOLEAN),
};

/** Properties of the generated state machine by the name that SAM has for them. */
const PASSED_ON = {
  Name: 'StateMachineName',
  Type: 'StateMachineType',
  Logging: 'LoggingConfiguration',
  Tracing: 'TracingConfiguration',
};

/** `AWS::Serverless::StateMachine`: a state machine of Step Functions, its role, its alias, and what starts it. */
export const stateMachineMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  const events = linkEvents(resource, context, STATE_MACHINE_SOURCES, STATE_MACHINE_EVENT_PROPERTIES);
  const stateMachine = stateMachineOf(resource);
  const role = roleOf(resource, context);
  if (role === undefined) passOnAs(stateMachine.properties, 'RoleArn', resource.properties, 'Role');
  else stateMachine.properties.RoleArn = getAtt(role.id, 'Arn');
  const traffic = trafficOf(resource);
  const target = isGiven(get(resource.properties, 'UseAliasAsEventTarget')) ? (traffic?.alias ?? stateMachine) : stateMachine;
  const permissionsBoundary = get(resource.properties, 'PermissionsBoundary');
  const resources = [
    stateMachine,
    ...(role === undefined ? [] : [role]),
    ...(traffic === undefined ? [] : [traffic.version, traffic.alias]),
    ...events.flatMap(({ expand }) => [...expand({ stateMachine: target, permissionsBoundary })]),
  ];
  propagateTags(resources, get(resource.properties, 'Tags'), get(resource.properties, 'PropagateTags'));
  return { resources };
};

function stateMachineOf(resource: SamResource): CfnResource {
  const made = cfn('AWS::StepFunctions::StateMachine', resource.id, {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: definitionProperties(resource),
  });
  made.properties.Tags = tagsOf(resource);
  for (const [name, as] of Object.entries(PASSED_ON)) passOnAs(made.properties, as, resource.properties, name);
  return made;
}

function tagsOf(resource: SamResource): Json[] {
  return [{ Key: 'stateMachine:createdBy', Value: 'SAM' }, ...tagList(get(resource.properties, 'Tags'))];
}

/** The role that is made for a state machine which comes without one. Throws `SamError`. */
function roleOf(resource: SamResource, context: TransformContext): CfnResource | undefined {
  const { properties } = resource;
  const policies = get(properties, 'Policies');
  if (isGiven(get(properties, 'Role'))) {
    if (!isGiven(policies)) return undefined;
    throw wrongProperty(resource.id, 'Policies', "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them");
  }
  const all = isList(policies) ? copy(policies) : isGiven(policies) ? [policies] : [];
  if (getIn(properties, 'Tracing', 'Enabled') === true) all.push(tracingPolicy(context.region));
  return constructRole(
    {
      resourceId: resource.id,
      attributes: passedOnAttributes(resource),
      assumeRolePolicyDocument: assumeRolePolicyDocument('states.amazonaws.com'),
      policies: all,
      path: get(properties, 'RolePath'),
      permissionsBoundary: get(properties, 'PermissionsBoundary'),
      tags: tagsOf(resource),
      from: { id: resource.id, path: isGiven(policies) ? ['Properties', 'Policies'] : [] },
    },
    context,
  );
}

function tracingPolicy(region: string): string {
  return partitionName(region) === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess';
}
