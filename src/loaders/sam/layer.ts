import type { Macro, Resolver } from './context.ts';
import { SamError, wrongProperty } from './errors.ts';
import { get, isGiven, isList, isMap, type Json, type JsonMap } from './json.ts';
import { logicalId } from './logical-id.ts';
import { checkProperties, IS_BOOLEAN, IS_MAP, IS_TEXT, listOf, oneOf, optional, type PropertyTable, required } from './properties.ts';
import { cfn, isCall, ownAttributes, passedOnAttributes, type SamResource } from './resource.ts';
import { s3Location } from './s3-uri.ts';

const TEXT_OR_MAP = oneOf(IS_TEXT, IS_MAP);

const PROPERTIES: PropertyTable = {
  LayerName: optional(TEXT_OR_MAP),
  Description: optional(IS_TEXT),
  PublishLambdaVersion: optional(IS_BOOLEAN),
  ContentUri: required(TEXT_OR_MAP),
  CompatibleArchitectures: optional(listOf(TEXT_OR_MAP)),
  CompatibleRuntimes: optional(listOf(TEXT_OR_MAP)),
  LicenseInfo: optional(IS_TEXT),
  RetentionPolicy: optional(IS_TEXT),
};

/** `AWS::Serverless::LayerVersion`: a Lambda layer version whose logical id changes with all that is said of it. */
export const layerMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  const texts: JsonMap = {};
  for (const name of ['LayerName', 'LicenseInfo', 'Description', 'RetentionPolicy']) {
    const value = resolvedText(resource, context.parameterResolver, name);
    if (value !== undefined && value !== null) texts[name] = value;
  }
  const retention = retentionPolicy(resource, texts.RetentionPolicy);
  const attributes = passedOnAttributes(resource);
  if (!Object.hasOwn(attributes, 'DeletionPolicy')) attributes.DeletionPolicy = 'Retain';
  if (retention !== undefined) attributes.DeletionPolicy = retention;
  const newId = logicalId(resource.id, hashed(resource, texts));
  const layer = cfn('AWS::Lambda::LayerVersion', newId, {
    attributes,
    dependsOn: get(resource.body, 'DependsOn'),
    properties: {
      LayerName: isGiven(texts.LayerName) ? texts.LayerName : resource.id,
      Description: texts.Description,
      Content: ofAuthored(resource, () => s3Location(get(resource.properties, 'ContentUri'), newId, 'ContentUri')),
      CompatibleArchitectures: ofAuthored(resource, () => architectures(resource, newId)),
      CompatibleRuntimes: get(resource.properties, 'CompatibleRuntimes'),
      LicenseInfo: texts.LicenseInfo,
    },
  });
  return { resources: [layer], newId };
};

/** A property in which references to parameters are replaced. Throws `SamError` when that is no text. */
function resolvedText(resource: SamResource, resolver: Resolver, name: string): Json | undefined {
  const value = get(resource.properties, name);
  if (!isGiven(value)) return value;
  const resolved = resolver.resolveParameterRefs(value);
  if (typeof resolved === 'string' || isMap(resolved)) return resolved;
  throw wrongProperty(resource.id, name, `Could not resolve parameter for '${name}' or parameter is not a String.`);
}

const POLICIES = "['Retain', 'Delete']";

function retentionPolicy(resource: SamResource, policy: Json | undefined): string | undefined {
  const wrong = (detail: string): SamError => wrongProperty(resource.id, 'RetentionPolicy', detail);
  if (isCall(policy)) {
    throw wrong(`'RetentionPolicy' does not accept intrinsic functions, please use one of the following options: ${POLICIES}`);
  }
  if (policy === undefined) return undefined;
  if (typeof policy !== 'string') {
    throw wrong(`Invalid 'RetentionPolicy' type, please use one of the following options: ${POLICIES}`);
  }
  const known = ['Retain', 'Delete'].find((option) => option.toLowerCase() === policy.toLowerCase());
  if (known === undefined) throw wrong(`'RetentionPolicy' must be one of the following options: ${POLICIES}.`);
  return known;
}

/** What the logical id changes with: the whole resource, its texts resolved, but not what only says how to keep it. */
function hashed(resource: SamResource, texts: JsonMap): JsonMap {
  const body: JsonMap = { Type: resource.type };
  const dependsOn = get(resource.body, 'DependsOn');
  if (isGiven(dependsOn)) body.DependsOn = dependsOn;
  for (const [name, value] of Object.entries(ownAttributes(resource))) {
    if (!['DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'].includes(name)) body[name] = value;
  }
  const properties: JsonMap = {};
  for (const name of Object.keys(PROPERTIES)) {
    const value = get(texts, name) ?? get(resource.properties, name);
    if (value !== undefined && value !== null) properties[name] = value;
  }
  body.Properties = properties;
  return { [resource.id]: body };
}

/** AWS names a layer by its new logical id from here on; what is wrong is at the resource that people wrote. */
function ofAuthored<Value>(resource: SamResource, step: () => Value): Value {
  try {
    return step();
  } catch (error) {
    if (error instanceof SamError) throw new SamError(resource.id, error.message, error.path);
    throw error;
  }
}

function architectures(resource: SamResource, id: string): Json | undefined {
  const value = get(resource.properties, 'CompatibleArchitectures');
  // A map with one key passes for a call until here, and is none.
  const listed = isMap(value) && !isCall(value) ? Object.keys(value) : value;
  if (isList(listed)) {
    for (const architecture of listed) {
      if (!isCall(architecture) && architecture !== 'arm64' && architecture !== 'x86_64') {
        throw wrongProperty(id, 'CompatibleArchitectures', "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'");
      }
    }
  }
  return value;
}
