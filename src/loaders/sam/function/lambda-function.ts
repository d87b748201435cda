import type { TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { get, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import { pythonText } from '../python-text.ts';
import { type CfnResource, cfn, ownAttributes, type SamResource } from '../resource.ts';
import { imageCode, s3Location } from '../s3-uri.ts';
import { constructTagList } from '../tags.ts';
import { capacityProviderConfig } from './capacity-provider-config.ts';
import { passOn, passOnAs, passOnGiven, propertyOf } from './pass-on.ts';
import { resolveWithin } from './resolve.ts';

const PASSED_ON = [
  'Handler',
  'Runtime',
  'Description',
  'MemorySize',
  'Timeout',
  'VpcConfig',
  'Role',
  'Environment',
  'KmsKeyArn',
  'ReservedConcurrentExecutions',
  'Layers',
  'FileSystemConfigs',
  'ImageConfig',
  'PackageType',
  'Architectures',
  'SnapStart',
  'EphemeralStorage',
  'CodeSigningConfigArn',
  'RuntimeManagementConfig',
  'LoggingConfig',
  'TenancyConfig',
  'RecursiveLoop',
  'DurableConfig',
  'PublishToLatestPublished',
];

/** The function itself. Throws `SamError`. */
export function lambdaFunction(resource: SamResource, context: TransformContext): CfnResource {
  const { id, properties } = resource;
  const made: JsonMap = {};
  passOnGiven(made, 'FunctionName', properties);
  passOn(made, PASSED_ON, properties);
  made.Code = code(resource);
  inherit(made, 'Code', properties, codeProperty(properties));
  made.Tags = constructTagList(resource, properties.Tags);
  inherit(made, 'Tags', properties);
  if (isTraced(properties, context)) {
    const tracing: JsonMap = {};
    passOnAs(tracing, 'Mode', properties, 'Tracing');
    made.TracingConfig = tracing;
    inherit(made, 'TracingConfig', properties, 'Tracing');
  }
  const deadLetterQueue = propertyOf(properties, 'DeadLetterQueue');
  if (isMap(deadLetterQueue) && isGiven(deadLetterQueue)) {
    const config: JsonMap = {};
    passOn(config, ['TargetArn'], deadLetterQueue);
    made.DeadLetterConfig = config;
    inherit(made, 'DeadLetterConfig', properties, 'DeadLetterQueue');
  }
  const capacity = propertyOf(properties, 'CapacityProviderConfig');
  if (isGiven(capacity)) {
    made.CapacityProviderConfig = capacityProviderConfig(id, capacity);
    inherit(made, 'CapacityProviderConfig', properties);
  }
  passOnGiven(made, 'FunctionScalingConfig', properties);
  checkPackage(id, made);
  return cfn('AWS::Lambda::Function', id, {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: made,
  });
}

/** Whether property `Tracing` says more than that there is to be none. References in it are replaced. */
export function isTraced(properties: JsonMap, context: TransformContext): boolean {
  const tracing = propertyOf(properties, 'Tracing');
  const resolved = resolveWithin(tracing, context.parameterResolver);
  return isGiven(tracing) && resolved !== 'Disabled';
}

function code(resource: SamResource): JsonMap {
  const { id, properties } = resource;
  const packageType = packageTypeOf(properties);
  if (packageType === 'Image') {
    const imageUri = propertyOf(properties, 'ImageUri');
    if (imageUri === undefined) throw wrongProperty(id, 'ImageUri', "'ImageUri' must be set.");
    const made = imageCode(imageUri, id, 'ImageUri');
    inherit(made, 'ImageUri', properties);
    return made;
  }
  if (packageType !== 'Zip') throw wrongProperty(id, 'PackageType', `invalid 'PackageType' : ${pythonText(packageType)}`);
  const made = zipCode(id, properties);
  passOnGiven(made, 'SourceKMSKeyArn', properties);
  return made;
}

function zipCode(id: string, properties: JsonMap): JsonMap {
  switch (codeProperty(properties)) {
    case 'InlineCode': {
      const made: JsonMap = {};
      passOnAs(made, 'ZipFile', properties, 'InlineCode');
      return made;
    }
    case 'CodeUri': {
      const uri = propertyOf(properties, 'CodeUri');
      if (uri === undefined) throw wrongProperty(id, 'CodeUri', "Only one of 'InlineCode' or 'CodeUri' can be set.");
      return s3Location(uri, id, 'CodeUri');
    }
  }
}

/** Which property says where the code is. Inline code wins. */
function codeProperty(properties: JsonMap): 'InlineCode' | 'CodeUri' {
  return propertyOf(properties, 'InlineCode') === undefined ? 'CodeUri' : 'InlineCode';
}

function packageTypeOf(properties: JsonMap): Json {
  const packageType = propertyOf(properties, 'PackageType');
  return isGiven(packageType) ? packageType : 'Zip';
}

function checkPackage(id: string, made: JsonMap): void {
  const isGivenThere = (name: string): boolean => isGiven(get(made, name));
  if (packageTypeOf(made) === 'Image') {
    const wrong = ['Handler', 'Runtime', 'Layers'].find(isGivenThere);
    if (wrong === undefined) return;
    throw wrongProperty(id, wrong, 'Runtime, Handler, Layers cannot be present when PackageType is of type `Image`');
  }
  const missing = ['Runtime', 'Handler'].find((name) => !isGivenThere(name));
  if (missing !== undefined) {
    throw wrongProperty(id, missing, 'Runtime and Handler needs to be present when PackageType is of type `Zip`');
  }
  if (isGivenThere('ImageConfig')) {
    throw wrongProperty(id, 'ImageConfig', 'ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`');
  }
}
