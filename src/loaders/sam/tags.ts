import { wrongProperty } from './errors.ts';
import { get, has, isGiven, isList, isMap, type Json, type JsonMap } from './json.ts';
import { inherit } from './origins.ts';
import type { CfnResource, SamResource } from './resource.ts';

/** Tags as CloudFormation wants them: `{ team: 'blue' }` is `[{ Key: 'team', Value: 'blue' }]`. */
export function tagList(tags: Json | undefined): Json[] {
  if (!isMap(tags)) return [];
  return Object.keys(tags).map((key) => {
    const tag: JsonMap = { Key: key, Value: get(tags, key) ?? '' };
    inherit(tag, 'Key', tags, key);
    inherit(tag, 'Value', tags, key);
    return tag;
  });
}

export const APPLICATION_ID_TAG = 'serverlessrepo:applicationId';
export const SEMANTIC_VERSION_TAG = 'serverlessrepo:semanticVersion';
const CREATED_BY_TAG = 'lambda:createdBy';

/** The tags of a resource with the one that says SAM made it before them. Throws `SamError` when a reserved one is set. */
export function constructTagList(
  resource: Pick<SamResource, 'id'>,
  tags: Json | undefined,
  additional: Readonly<Record<string, Json>> = {},
): Json[] {
  if (isGiven(tags) && !isMap(tags)) throw wrongProperty(resource.id, 'Tags', "Property 'Tags' should be a map.");
  for (const name of [CREATED_BY_TAG, APPLICATION_ID_TAG, SEMANTIC_VERSION_TAG]) {
    if (has(tags, name)) {
      throw wrongProperty(
        resource.id,
        'Tags',
        `${name} is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.`,
      );
    }
  }
  return [{ Key: CREATED_BY_TAG, Value: 'SAM' }, ...tagList({ ...additional }), ...tagList(tags)];
}

/** Types of generated resources that take a list of tags. */
const WITH_TAG_LIST: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::DomainNameAccessAssociation',
  'AWS::ApiGateway::DomainNameV2',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::AppSync::GraphQLApi',
  'AWS::CloudFormation::Stack',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::DynamoDB::Table',
  'AWS::IAM::Role',
  'AWS::IoT::TopicRule',
  'AWS::Lambda::CapacityProvider',
  'AWS::Lambda::Function',
  'AWS::Lambda::MicrovmImage',
  'AWS::Lambda::NetworkConnector',
  'AWS::Lambda::WebFunction',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
]);

const WITH_TAG_MAP: ReadonlySet<string> = new Set(['AWS::ApiGatewayV2::DomainName', 'AWS::ApiGatewayV2::Stage']);

function assignTags(resource: CfnResource, tags: Json): void {
  if (WITH_TAG_LIST.has(resource.type)) resource.properties.Tags = tagList(tags);
  else if (WITH_TAG_MAP.has(resource.type) || isWebSocketApi(resource)) resource.properties.Tags = tags;
}

/** Those of HTTP APIs have their tags in the definition. */
function isWebSocketApi(resource: CfnResource): boolean {
  return resource.type === 'AWS::ApiGatewayV2::Api' && resource.properties.ProtocolType !== undefined;
}

/** Puts tags on generated resources, in place of theirs, when the resource they are for says so. */
export function propagateTags(resources: readonly CfnResource[], tags: Json | undefined, propagate: Json | undefined): void {
  if (!isGiven(propagate) || !isGiven(tags)) return;
  for (const resource of resources) assignTags(resource, tags);
}

/** Puts tags on generated resources beside theirs, when the resource they are for says so. */
export function propagateTagsCombine(resources: readonly CfnResource[], tags: Json | undefined, propagate: Json | undefined): void {
  if (!isGiven(propagate) || !isGiven(tags)) return;
  for (const resource of resources) {
    const own = resource.properties.Tags;
    if (isList(own) && own.length > 0) resource.properties.Tags = combined([...own, ...tagList(tags)]);
    else assignTags(resource, tags);
  }
}

/** Of tags with one key the last, at the place of the first. */
function combined(tags: readonly Json[]): Json[] {
  const byKey = new Map<string, Json>();
  for (const tag of tags) byKey.set(String(get(tag, 'Key')), tag);
  return [...byKey.values()];
}
