import type { TransformContext } from '../context.ts';
import { SamError, wrongProperty, wrongResource } from '../errors.ts';
import { logicalIdOf } from '../intrinsics.ts';
import { get, getIn, isGiven, isList, isMap, type Json, type JsonMap } from '../json.ts';
import { logicalId } from '../logical-id.ts';
import { type CfnResource, cfn, getAtt, passedOnAttributes, ref, type SamResource } from '../resource.ts';
import { passOn, passOnAs, passOnGiven, propertyOf } from './pass-on.ts';
import { resolveWithin } from './resolve.ts';

/** What `AutoPublishAlias` makes of a function. */
export interface Published {
  readonly version: CfnResource;
  readonly alias: CfnResource;
  readonly aliasName: string;
}

/**
 * The version of a function, which is another one whenever its code is, and the alias that points to it; `undefined` without
 * `AutoPublishAlias`. Resolves references in the code of the function. Throws `SamError`.
 */
export function publish(resource: SamResource, lambda: CfnResource, context: TransformContext): Published | undefined {
  const { id, properties } = resource;
  const wanted = propertyOf(properties, 'AutoPublishAlias');
  if (!isGiven(wanted)) return undefined;
  const aliasName = resolveWithin(wanted, context.parameterResolver);
  if (typeof aliasName !== 'string') {
    throw wrongProperty(id, 'AutoPublishAlias', "'AutoPublishAlias' must be a string or a Ref to a template parameter");
  }
  const codeHash = givenCodeHash(resource, context);
  if (codeHash !== undefined) describeByHash(properties, lambda, codeHash, context);
  const version = versionOf(resource, lambda, codeHash, context);
  return { version, alias: aliasOf(resource, lambda, version, aliasName), aliasName };
}

function givenCodeHash({ id, properties }: SamResource, context: TransformContext): string | undefined {
  const given = propertyOf(properties, 'AutoPublishCodeSha256');
  if (!isGiven(given)) return undefined;
  const hash = resolveWithin(given, context.parameterResolver);
  if (typeof hash !== 'string') throw wrongProperty(id, 'AutoPublishCodeSha256', 'AutoPublishCodeSha256 must be a string');
  return hash;
}

// Lambda makes no new version when CloudFormation sees no difference in the function: the description makes one.
function describeByHash(properties: JsonMap, lambda: CfnResource, hash: string, context: TransformContext): void {
  const description = resolveWithin(propertyOf(properties, 'Description'), context.parameterResolver);
  if (!isGiven(description)) lambda.properties.Description = hash;
  else if (typeof description === 'string') lambda.properties.Description = `${description} ${hash}`;
  else lambda.properties.Description = { 'Fn::Join': [' ', [description, hash]] };
}

function versionOf(resource: SamResource, lambda: CfnResource, hash: string | undefined, context: TransformContext): CfnResource {
  const { properties } = resource;
  const code = lambda.properties.Code;
  // A parameter with another value is other code.
  const resolvedCode = resolveWithin(code, context.parameterResolver);
  const id = logicalId(`${resource.id}Version`, versionData(resource, lambda, resolvedCode, context), hash);
  if (!/^[A-Za-z0-9]+$/.test(id)) {
    throw new SamError(resource.id, wrongResource(id, 'Logical ids must be alphanumeric.').message, [
      'Properties',
      'AutoPublishCodeSha256',
    ]);
  }
  const made: JsonMap = { FunctionName: ref(resource.id) };
  passOnAs(made, 'Description', properties, 'VersionDescription');
  if (propertyOf(properties, 'CapacityProviderConfig') !== undefined)
    passOnAs(made, 'FunctionScalingConfig', properties, 'FunctionScalingConfig');
  return cfn('AWS::Lambda::Version', id, {
    attributes: { DeletionPolicy: defaultDeletionPolicy(properties), ...passedOnAttributes(resource) },
    properties: made,
    from: { id: resource.id, path: ['Properties', 'AutoPublishAlias'] },
  });
}

function defaultDeletionPolicy(properties: JsonMap): Json {
  const given = propertyOf(properties, 'VersionDeletionPolicy');
  if (given !== undefined) return given;
  return propertyOf(properties, 'CapacityProviderConfig') === undefined ? 'Retain' : 'Delete';
}

/** What makes another version when it changes. */
function versionData(resource: SamResource, lambda: CfnResource, code: Json | undefined, context: TransformContext): JsonMap {
  if (isGiven(propertyOf(resource.properties, 'AutoPublishAliasAllProperties'))) return allProperties(lambda, context);
  const data: JsonMap = { ...(isMap(code) ? code : {}) };
  const { Environment: environment, SnapStart: snapStart } = lambda.properties;
  if (isMap(environment)) Object.assign(data, environment);
  passOnGiven(data, 'MemorySize', lambda.properties);
  const applyOn = get(snapStart, 'ApplyOn');
  if (isGiven(snapStart) && applyOn !== undefined && applyOn !== 'None') data.SnapStart = snapStart;
  return data;
}

function allProperties(lambda: CfnResource, context: TransformContext): JsonMap {
  const data: JsonMap = {};
  passOn(data, Object.keys(lambda.properties), lambda.properties);
  const layers = lambda.properties.Layers;
  for (const layer of isList(layers) ? layers : []) {
    const id = logicalIdOf(layer);
    const properties = id === undefined ? undefined : getIn(context.template, 'Resources', id, 'Properties');
    if (id !== undefined && properties !== undefined && isGiven(get(properties, 'PublishLambdaVersion'))) data[id] = properties;
  }
  return data;
}

function aliasOf(resource: SamResource, lambda: CfnResource, version: CfnResource, name: string): CfnResource {
  const { id, properties } = resource;
  if (name === '') throw wrongProperty(id, 'AutoPublishAlias', 'Alias name is required to create an alias');
  if (!/^(?![0-9]+$)[a-zA-Z0-9\-_]+$/.test(name)) {
    throw wrongProperty(
      id,
      'AutoPublishAlias',
      `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`,
    );
  }
  const made: JsonMap = { Name: name, FunctionName: ref(lambda.id), FunctionVersion: getAtt(version.id, 'Version') };
  passOnGiven(made, 'ProvisionedConcurrencyConfig', properties);
  return cfn('AWS::Lambda::Alias', `${id}Alias${name.replaceAll('-', 'D').replaceAll('_', 'U')}`, {
    attributes: passedOnAttributes(resource),
    properties: made,
    from: { id, path: ['Properties', 'AutoPublishAlias'] },
  });
}
