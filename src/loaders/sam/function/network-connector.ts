import type { Macro } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { get, isGiven, isList, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import { checkProperties, IS_BOOLEAN, IS_LIST, IS_MAP, IS_TEXT, oneOf, type PropertyTable, strict, strictRequired } from '../properties.ts';
import { cfn, getAtt, ownAttributes, type SamResource } from '../resource.ts';
import { propagateTagsCombine } from '../tags.ts';
import { checkedModel } from './checked-model.ts';
import { tagsCreatedBySam } from './created-by-sam.ts';
import { operatorRole } from './operator-role.ts';
import { passOn, passOnGiven, propertyOf } from './pass-on.ts';
import { anyMap, boolean, callOr, list, model, optionalField, requiredField, text, word } from './schema.ts';

const TEXT_OR_MAP = oneOf(IS_TEXT, IS_MAP);

const PROPERTIES: PropertyTable = {
  Name: strict(TEXT_OR_MAP),
  VpcConfig: strictRequired(IS_MAP),
  ComputeTypes: strict(IS_LIST),
  OperatorRole: strict(TEXT_OR_MAP),
  Tags: strict(IS_MAP),
  PropagateTags: strict(IS_BOOLEAN),
};

const COMPUTE_TYPES = ['MicroVm', 'WebFunction'] as const;

const MODEL = model({
  Name: optionalField(callOr(text)),
  VpcConfig: requiredField(
    model({
      SubnetIds: requiredField(list(callOr(text))),
      SecurityGroupIds: requiredField(list(callOr(text))),
      NetworkProtocol: requiredField(callOr(word('IPv4', 'DualStack'))),
    }),
  ),
  ComputeTypes: optionalField(list(callOr(word(...COMPUTE_TYPES)), { least: 1, most: 1 })),
  OperatorRole: optionalField(callOr(text)),
  Tags: optionalField(anyMap),
  PropagateTags: optionalField(boolean),
});

/** `AWS::Serverless::NetworkConnector`: the network connector, and its role if it names none. */
export const networkConnectorMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  checkComputeTypes(resource);
  checkedModel(resource, MODEL);
  const { id, properties } = resource;
  const made: JsonMap = {};
  passOnGiven(made, 'Name', properties);
  const egress: JsonMap = {};
  const network = propertyOf(properties, 'VpcConfig') ?? {};
  for (const name of Object.keys(network)) {
    egress[name] = get(network, name);
    inherit(egress, name, network);
  }
  egress.AssociatedComputeResourceTypes = propertyOf(properties, 'ComputeTypes') ?? ['MicroVm'];
  inherit(egress, 'AssociatedComputeResourceTypes', properties, 'ComputeTypes');
  made.Configuration = { VpcEgressConfiguration: egress };
  inherit(made, 'Configuration', properties, 'VpcConfig');
  const role = isGiven(propertyOf(properties, 'OperatorRole'))
    ? undefined
    : operatorRole(resource, 'AWSLambdaNetworkConnectorOperatorPolicy', context.region);
  if (role === undefined) passOn(made, ['OperatorRole'], properties);
  else made.OperatorRole = getAtt(role.id, 'Arn');
  made.Tags = tagsCreatedBySam(properties.Tags);
  inherit(made, 'Tags', properties);
  const connector = cfn('AWS::Lambda::NetworkConnector', id, {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: made,
  });
  const resources = [connector, ...(role === undefined ? [] : [role])];
  propagateTagsCombine(resources, properties.Tags, properties.PropagateTags);
  return { resources };
};

/** A connector is for one kind of compute resource. */
function checkComputeTypes({ id, properties }: SamResource): void {
  const types = propertyOf(properties, 'ComputeTypes');
  if (!isList(types)) return;
  if (types.length !== 1) throw wrongProperty(id, 'ComputeTypes', `'ComputeTypes' must contain exactly one value, got ${types.length}.`);
  const unknown = types.find((type) => typeof type === 'string' && !COMPUTE_TYPES.some((known) => known === type));
  if (unknown === undefined) return;
  const words = COMPUTE_TYPES.map((known) => `'${known}'`).join(', ');
  throw wrongProperty(id, 'ComputeTypes', `'ComputeTypes' values must be one of [${words}], got '${String(unknown)}'.`);
}
