import type { Macro } from '../context.ts';
import { get, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import {
  checkProperties,
  checkTogether,
  IS_BOOLEAN,
  IS_MAP,
  IS_TEXT,
  oneOf,
  type PropertyTable,
  strict,
  strictRequired,
} from '../properties.ts';
import { type CfnResource, cfn, getAtt, ownAttributes, type SamResource } from '../resource.ts';
import { propagateTagsCombine, tagList } from '../tags.ts';
import { checkedModel } from './checked-model.ts';
import { tagsCreatedBySam } from './created-by-sam.ts';
import { operatorRole } from './operator-role.ts';
import { passOn, passOnAs, passOnGiven, propertyOf } from './pass-on.ts';
import { anyMap, anything, boolean, callOr, decimal, integer, list, model, optionalField, requiredField, text } from './schema.ts';

const TEXT_OR_MAP = oneOf(IS_TEXT, IS_MAP);

const PROPERTIES: PropertyTable = {
  CapacityProviderName: strict(TEXT_OR_MAP),
  VpcConfig: strictRequired(IS_MAP),
  OperatorRole: strict(TEXT_OR_MAP),
  Tags: strict(IS_MAP),
  PropagateTags: strict(IS_BOOLEAN),
  InstanceRequirements: strict(IS_MAP),
  ScalingConfig: strict(IS_MAP),
  KmsKeyArn: strict(TEXT_OR_MAP),
  LoggingConfig: strict(IS_MAP),
  ManagedResourceTags: strict(IS_MAP),
};

const TEXTS = callOr(list(callOr(text)));

const MODEL = model({
  CapacityProviderName: optionalField(anything),
  VpcConfig: requiredField(model({ SecurityGroupIds: optionalField(TEXTS), SubnetIds: requiredField(TEXTS) })),
  OperatorRole: optionalField(anything),
  Tags: optionalField(anyMap),
  PropagateTags: optionalField(boolean),
  InstanceRequirements: optionalField(
    model({ Architectures: optionalField(TEXTS), AllowedTypes: optionalField(TEXTS), ExcludedTypes: optionalField(TEXTS) }),
  ),
  ScalingConfig: optionalField(
    model({ MaxVCpuCount: optionalField(callOr(integer)), AverageCPUUtilization: optionalField(callOr(decimal)) }),
  ),
  LoggingConfig: optionalField(anything),
  ManagedResourceTags: optionalField(model({ Tags: optionalField(anyMap) })),
  KmsKeyArn: optionalField(anything),
});

/** `AWS::Serverless::CapacityProvider`: the capacity provider, and its role if it names none. */
export const capacityProviderMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  const checked = checkedModel(resource, MODEL);
  checkTogether(resource, [
    { kind: 'not-together', properties: ['InstanceRequirements.AllowedTypes', 'InstanceRequirements.ExcludedTypes'] },
  ]);
  const role = isGiven(propertyOf(checked, 'OperatorRole'))
    ? undefined
    : operatorRole(resource, 'AWSLambdaManagedEC2ResourceOperator', context.region);
  const resources = [capacityProvider(resource, checked, role), ...(role === undefined ? [] : [role])];
  propagateTagsCombine(resources, propertyOf(checked, 'Tags'), resource.properties.PropagateTags);
  return { resources };
};

function capacityProvider(resource: SamResource, checked: JsonMap, role: CfnResource | undefined): CfnResource {
  const made: JsonMap = {};
  passOnGiven(made, 'CapacityProviderName', checked);
  passOn(made, ['VpcConfig'], checked);
  made.PermissionsConfig = { CapacityProviderOperatorRoleArn: role === undefined ? checked.OperatorRole : getAtt(role.id, 'Arn') };
  inherit(made, 'PermissionsConfig', checked, 'OperatorRole');
  made.Tags = tagsCreatedBySam(checked.Tags);
  inherit(made, 'Tags', checked);
  addGiven(made, 'InstanceRequirements', checked, 'InstanceRequirements', instanceRequirements);
  addGiven(made, 'CapacityProviderScalingConfig', checked, 'ScalingConfig', scalingConfig);
  passOnGiven(made, 'KmsKeyArn', checked);
  addGiven(made, 'TelemetryConfig', checked, 'LoggingConfig', (config) => ({ LoggingConfig: config }));
  addGiven(made, 'PropagateTags', checked, 'ManagedResourceTags', managedResourceTags);
  return cfn('AWS::Lambda::CapacityProvider', resource.id, {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: made,
  });
}

function addGiven(made: JsonMap, name: string, source: JsonMap, sourceName: string, convert: (value: JsonMap) => JsonMap): void {
  const value = propertyOf(source, sourceName);
  if (!isMap(value) || !isGiven(value)) return;
  made[name] = convert(value);
  inherit(made, name, source, sourceName);
}

function instanceRequirements(given: JsonMap): JsonMap {
  const made: JsonMap = {};
  passOnAs(made, 'Architectures', given, 'Architectures');
  passOnAs(made, 'AllowedInstanceTypes', given, 'AllowedTypes');
  passOnAs(made, 'ExcludedInstanceTypes', given, 'ExcludedTypes');
  return made;
}

function scalingConfig(given: JsonMap): JsonMap {
  const made: JsonMap = {};
  passOn(made, ['MaxVCpuCount'], given);
  const utilization: Json | undefined = propertyOf(given, 'AverageCPUUtilization');
  if (utilization === undefined) return { ...made, ScalingMode: 'Auto' };
  const policy: JsonMap = { PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization', TargetValue: utilization };
  inherit(policy, 'TargetValue', given, 'AverageCPUUtilization');
  return { ...made, ScalingMode: 'Manual', ScalingPolicies: [policy] };
}

function managedResourceTags(given: JsonMap): JsonMap {
  return { Mode: 'Explicit', ExplicitTags: tagList(given.Tags) };
}
