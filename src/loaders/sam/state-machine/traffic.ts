import { wrongProperty, wrongResource } from '../errors.ts';
import { copy, get, isGiven, isMap, type Json } from '../json.ts';
import { pythonText } from '../python-text.ts';
import { type CfnResource, cfn, getAtt, passedOnAttributes, ref, type SamResource } from '../resource.ts';

/** The version that is published when a state machine changes, and the alias that traffic is moved to it by. */
export interface Traffic {
  readonly version: CfnResource;
  readonly alias: CfnResource;
}

/** What `AutoPublishAlias` and `DeploymentPreference` ask for; `undefined` is nothing. Throws `SamError`. */
export function trafficOf(resource: SamResource): Traffic | undefined {
  const name = get(resource.properties, 'AutoPublishAlias');
  const preference = get(resource.properties, 'DeploymentPreference');
  if (!isGiven(name)) {
    for (const property of ['UseAliasAsEventTarget', 'DeploymentPreference']) {
      if (!isGiven(get(resource.properties, property))) continue;
      throw wrongProperty(resource.id, property, `'${property}' requires 'AutoPublishAlias' property to be specified.`);
    }
    return undefined;
  }
  const version = versionOf(resource);
  return { version, alias: aliasOf(resource, name, preference, version) };
}

/** It stays when it is replaced or taken out of the template: as long as traffic is moved there are two. */
function versionOf(resource: SamResource): CfnResource {
  return cfn('AWS::StepFunctions::StateMachineVersion', `${resource.id}Version`, {
    attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', ...passedOnAttributes(resource) },
    properties: { StateMachineArn: ref(resource.id), StateMachineRevisionId: getAtt(resource.id, 'StateMachineRevisionId') },
    from: { id: resource.id, path: ['Properties', 'AutoPublishAlias'] },
  });
}

function aliasOf(resource: SamResource, name: Json, given: Json | undefined, version: CfnResource): CfnResource {
  const id = `${resource.id}Alias${pythonText(name)}`;
  const path = ['Properties', 'AutoPublishAlias'];
  if (!/^[A-Za-z0-9]+$/.test(id))
    throw wrongResource(resource.id, `Resource with id [${id}] is invalid. Logical ids must be alphanumeric.`, path);
  const preference = isGiven(given) ? copy(given) : { Type: 'ALL_AT_ONCE' };
  if (!isMap(preference)) throw wrongProperty(resource.id, 'DeploymentPreference', "Property 'DeploymentPreference' should be a map.");
  preference.StateMachineVersionArn = ref(version.id);
  return cfn('AWS::StepFunctions::StateMachineAlias', id, {
    attributes: passedOnAttributes(resource),
    properties: { Name: name, DeploymentPreference: preference },
    from: { id: resource.id, path },
  });
}
