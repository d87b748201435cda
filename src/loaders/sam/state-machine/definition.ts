import { byCodePoint } from '../../../model/order.ts';
import { isDynamicReference } from '../dynamic-reference.ts';
import { wrongProperty } from '../errors.ts';
import { passOnAs } from '../function/pass-on.ts';
import { copy, get, isGiven, isList, isMap, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';
import { isCall, type SamResource } from '../resource.ts';
import { parseS3Uri } from '../s3-uri.ts';
import { pythonJson } from './python-json.ts';

/** Where a state machine has its definition from: properties of the generated resource. Throws `SamError`. */
export function definitionProperties(resource: SamResource): JsonMap {
  const definition = get(resource.properties, 'Definition');
  const uri = get(resource.properties, 'DefinitionUri');
  const given = get(resource.properties, 'DefinitionSubstitutions');
  const made: JsonMap = {};
  if (isGiven(given)) passOnAs(made, 'DefinitionSubstitutions', resource.properties, 'DefinitionSubstitutions');
  if (isGiven(definition) && isGiven(uri))
    throw wrongProperty(resource.id, 'Definition', "Specify either 'Definition' or 'DefinitionUri' property and not both.");
  if (isGiven(definition)) {
    const { text, substitutions } = definitionText(definition);
    if (isGiven(substitutions)) made.DefinitionSubstitutions = merged(given, substitutions);
    made.DefinitionString = text;
    inherit(made, 'DefinitionString', resource.properties, 'Definition');
  } else if (isGiven(uri)) {
    passOnAs(made, 'DefinitionS3Location', resource.properties, 'DefinitionUri');
    made.DefinitionS3Location = definitionLocation(resource, uri);
  } else {
    throw wrongProperty(resource.id, 'Definition', "Either 'Definition' or 'DefinitionUri' property must be specified.");
  }
  return made;
}

function merged(given: Json | undefined, added: JsonMap): JsonMap {
  const made = isMap(given) ? copy(given) : {};
  for (const name of Object.keys(added)) {
    put(made, name, added[name]);
    inherit(made, name, added);
  }
  return made;
}

/** The definition as a text, in which what is known only at deployment is replaced by substitutions. */
function definitionText(definition: Json): { readonly text: JsonMap; readonly substitutions: JsonMap } {
  const document = copy(definition);
  const substitutions: JsonMap = {};
  substitute(document, substitutions);
  return { text: { 'Fn::Join': ['\n', pythonJson(document).split('\n')] }, substitutions };
}

/** Replaces calls of functions and dynamic references, in the order of their keys, in place. */
function substitute(value: Json, substitutions: JsonMap): void {
  const replaced = (container: JsonMap | Json[], key: string | number, item: Json): string | undefined => {
    if (!isCall(item) && !isDynamicReference(item)) {
      substitute(item, substitutions);
      return undefined;
    }
    const name = `definition_substitution_${Object.keys(substitutions).length + 1}`;
    substitutions[name] = item;
    inherit(substitutions, name, container, key);
    return `\${${name}}`;
  };
  if (isList(value)) {
    for (const [index, item] of value.entries()) value[index] = replaced(value, index, item) ?? item;
  } else if (isMap(value)) {
    for (const key of Object.keys(value).sort(byCodePoint)) {
      const item = get(value, key);
      if (item !== undefined) put(value, key, replaced(value, key, item) ?? item);
    }
  }
}

function definitionLocation(resource: SamResource, uri: Json): JsonMap {
  if (isMap(uri)) return locationOf(resource, uri);
  const parsed = parseS3Uri(uri);
  if (parsed !== undefined) return { ...parsed };
  const detail = "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.";
  throw wrongProperty(resource.id, 'DefinitionUri', detail);
}

function locationOf(resource: SamResource, uri: JsonMap): JsonMap {
  const location: JsonMap = {};
  for (const name of ['Bucket', 'Key', 'Version']) {
    const value = get(uri, name);
    if (value === undefined && name === 'Version') continue;
    if (!isGiven(value) && name !== 'Version')
      throw wrongProperty(resource.id, 'DefinitionUri', "'DefinitionUri' requires Bucket and Key properties to be specified.");
    location[name] = value;
    inherit(location, name, uri);
  }
  return location;
}
