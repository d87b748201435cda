import type { Macro, Resolver } from './context.ts';
import { expectGiven, type SamError, wrongProperty, wrongResource } from './errors.ts';
import { get, has, isGiven, isMap, type Json, type JsonMap } from './json.ts';
import { inherit } from './origins.ts';
import { checkProperties, IS_INTEGER, IS_MAP, IS_TEXT, listOf, oneOf, optional, type PropertyTable, required } from './properties.ts';
import { cfn, passedOnAttributes } from './resource.ts';
import { APPLICATION_ID_TAG, constructTagList, SEMANTIC_VERSION_TAG } from './tags.ts';
import { samResources } from './validate.ts';

const TYPE = 'AWS::Serverless::Application';

/** Regions that have the Serverless Application Repository. */
const REPOSITORY_REGIONS: ReadonlySet<string> = new Set([
  ...['ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'cn-north-1'],
  ...['cn-northwest-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'me-south-1', 'sa-east-1', 'us-east-1'],
  ...['us-east-2', 'us-gov-east-1', 'us-gov-west-1', 'us-west-1', 'us-west-2'],
]);

/** Puts values in place of references in what applications of the repository are found by, before anything else happens to the template. */
export function resolveApplicationLocations(template: JsonMap, resolvers: readonly Resolver[]): void {
  for (const { body } of samResources(template, TYPE)) {
    const location = get(get(body, 'Properties'), 'Location');
    if (!isMap(location) || !isSet(get(location, 'ApplicationId')) || !isSet(get(location, 'SemanticVersion'))) continue;
    for (const name of ['ApplicationId', 'SemanticVersion']) {
      let value = get(location, name);
      for (const resolver of resolvers) value = resolver.resolveParameterRefs(value);
      location[name] = value;
    }
  }
}

function isSet(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

/** Makes sure that an application says where its template is, before its properties are looked at. Throws `SamError`. */
export function locateApplication(id: string, properties: JsonMap, region: string): void {
  requireKeys(id, properties, ['Location'], []);
  const location = get(properties, 'Location');
  if (!isMap(location)) {
    properties.TemplateUrl = location;
    inherit(properties, 'TemplateUrl', properties, 'Location');
    return;
  }
  requireKeys(id, location, ['ApplicationId', 'SemanticVersion'], ['Location']);
  const application = expectGiven(get(location, 'ApplicationId'), id, 'Location.ApplicationId', "Property 'ApplicationId' is required.");
  const unresolved = (name: string): SamError =>
    wrongProperty(
      id,
      `Location.${name}`,
      `Property '${name}' cannot be resolved. Only FindInMap and Ref intrinsic functions are supported.`,
    );
  if (isMap(application)) throw unresolved('ApplicationId');
  const version = get(location, 'SemanticVersion');
  if (!isGiven(version)) throw wrongProperty(id, 'Location.SemanticVersion', "Property 'SemanticVersion' cannot be blank.");
  if (isMap(version)) throw unresolved('SemanticVersion');
  const texts = { ApplicationId: application, SemanticVersion: version };
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== 'string') throw wrongProperty(id, `Location.${name}`, `Property 'Location.${name}' should be a string.`);
  }
  if (!REPOSITORY_REGIONS.has(region)) {
    throw wrongProperty(id, 'Location', 'Serverless Application Repository is not available in this region.');
  }
  if (/\{\{resolve:ssm:[a-zA-Z0-9_.\-/]+(?::\d+)?\}\}/.test(String(application))) {
    throw wrongProperty(
      id,
      'Location.ApplicationId',
      "Serverless Application Repostiory does not support dynamic reference in 'ApplicationId' property.",
    );
  }
}

function requireKeys(id: string, map: JsonMap, keys: readonly string[], path: readonly string[]): void {
  for (const key of keys) {
    if (!has(map, key)) throw wrongResource(id, `Resource is missing the required [${key}] property.`, ['Properties', ...path, key]);
  }
}

const PROPERTIES: PropertyTable = {
  Location: required(oneOf(IS_TEXT, IS_MAP)),
  TemplateUrl: optional(IS_TEXT),
  Parameters: optional(IS_MAP),
  NotificationARNs: optional(listOf(oneOf(IS_TEXT, IS_MAP))),
  Tags: optional(IS_MAP),
  TimeoutInMinutes: optional(IS_INTEGER),
};

/** `AWS::Serverless::Application`: a nested stack. The template of one in the repository has no URL before AWS makes one, and is empty here. */
export const applicationMacro: Macro = (resource) => {
  checkProperties(resource, PROPERTIES);
  const { properties } = resource;
  const location = get(properties, 'Location');
  const repositoryTags: Record<string, Json> = {};
  for (const [tag, name] of [
    [APPLICATION_ID_TAG, 'ApplicationId'],
    [SEMANTIC_VERSION_TAG, 'SemanticVersion'],
  ] as const) {
    const value = get(location, name);
    if (isSet(value)) repositoryTags[tag] = value;
  }
  const url = get(properties, 'TemplateUrl');
  const stack = cfn('AWS::CloudFormation::Stack', resource.id, {
    attributes: passedOnAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: {
      TemplateURL: isGiven(url) ? url : '',
      Parameters: get(properties, 'Parameters'),
      NotificationARNs: get(properties, 'NotificationARNs'),
      Tags: constructTagList(resource, get(properties, 'Tags'), repositoryTags),
      TimeoutInMinutes: get(properties, 'TimeoutInMinutes'),
    },
  });
  return { resources: [stack] };
};
