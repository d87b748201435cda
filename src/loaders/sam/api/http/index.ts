import type { Macro, TransformContext } from '../../context.ts';
import { expectMap, wrongProperty, wrongResource } from '../../errors.ts';
import { copy, get, getIn, isGiven, isMap, type Json, type JsonMap } from '../../json.ts';
import { logicalId } from '../../logical-id.ts';
import { partitionName } from '../../partition.ts';
import { checkProperties, IS_BOOLEAN, IS_MAP, IS_TEXT, oneOf, optional, type PropertyTable, passThrough } from '../../properties.ts';
import { type CfnResource, cfn, ownAttributes, passedOnAttributes, ref, type SamResource } from '../../resource.ts';
import { parseS3Uri } from '../../s3-uri.ts';
import { propagateTags } from '../../tags.ts';
import { recordSetGroups } from '../record-set-groups.ts';
import { type HttpAuthorizer, type HttpAuthorizers, IAM_AUTHORIZER, readAuthorizer } from './authorizer.ts';
import { definitionOf } from './definition.ts';
import { domainResources } from './domain.ts';
import { type GatewayApi, generated, handedOn } from './generated.ts';
import { OpenApiEditor } from './open-api.ts';
import { authorizerPermission } from './permission.ts';

const PROPERTIES: PropertyTable = {
  __MANAGE_SWAGGER: optional(IS_BOOLEAN),
  Name: passThrough(),
  StageName: optional(oneOf(IS_TEXT, IS_MAP)),
  Tags: optional(IS_MAP),
  PropagateTags: optional(IS_BOOLEAN),
  DefinitionBody: optional(IS_MAP),
  DefinitionUri: optional(oneOf(IS_TEXT, IS_MAP)),
  StageVariables: optional(IS_MAP),
  CorsConfiguration: optional(oneOf(IS_BOOLEAN, IS_MAP)),
  AccessLogSettings: optional(IS_MAP),
  DefaultRouteSettings: optional(IS_MAP),
  Auth: optional(IS_MAP),
  RouteSettings: optional(IS_MAP),
  Domain: optional(IS_MAP),
  FailOnWarnings: optional(IS_BOOLEAN),
  Description: optional(IS_TEXT),
  DisableExecuteApiEndpoint: optional(IS_BOOLEAN),
};

const DEFAULT_STAGE = '$default';
const TAG = 'httpapi:createdBy';

/** `AWS::Serverless::HttpApi`. */
export const httpApiMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  const { id, properties } = resource;
  const api: GatewayApi = { id, attributes: passedOnAttributes(resource) };
  const authorizers = readAuthorizers(resource, partitionName(context.region));
  const tags = tagsOf(properties);
  const httpApi = apiResource(resource, context, authorizers, tags);
  const resources = [
    httpApi,
    ...permissions(api, authorizers, getIn(properties, 'Auth', 'Authorizers')),
    ...domainResources(api, context.parameterResolver.resolveParameterRefs(get(properties, 'Domain')), {
      tag: TAG,
      recordSetGroups: recordSetGroups(context),
    }),
    stageResource(api, properties, tags),
  ];
  propagateTags(resources, tags, isGiven(get(properties, 'Tags')) && isGiven(get(properties, 'DefinitionBody')));
  return { resources, referable: { Stage: 'AWS::ApiGatewayV2::Stage', DomainName: 'AWS::ApiGatewayV2::DomainName' } };
};

/** The tags with the one that says SAM made it, if they can be written into a definition. */
function tagsOf(properties: JsonMap): JsonMap | undefined {
  const given = get(properties, 'Tags');
  if (!OpenApiEditor.isValid(get(properties, 'DefinitionBody'))) return isMap(given) ? given : undefined;
  const tags = isMap(given) ? copy(given) : {};
  tags[TAG] = 'SAM';
  return tags;
}

function readAuthorizers({ id, properties }: SamResource, partition: string): HttpAuthorizers {
  const auth = get(properties, 'Auth');
  const builtIn = get(auth, 'EnableIamAuthorizer') === true ? { AWS_IAM: IAM_AUTHORIZER } : {};
  const declared = get(auth, 'Authorizers');
  if (!isGiven(declared)) return builtIn;
  const map = expectMap(declared, id, 'Auth.Authorizers');
  const authorizers = Object.keys(map).map((name) => [name, declaredAuthorizer(id, name, get(map, name), partition)] as const);
  return { ...builtIn, ...Object.fromEntries(authorizers) };
}

function declaredAuthorizer(api: string, name: string, declaration: Json | undefined, partition: string): HttpAuthorizer {
  const config = expectMap(declaration, api, `Auth.Authorizers.${name}`);
  if (Object.hasOwn(config, 'OpenIdConnectUrl')) {
    const detail = `'OpenIdConnectUrl' is no longer a supported property for authorizer '${name}'. Please refer to the AWS SAM documentation.`;
    throw wrongProperty(api, `Auth.Authorizers.${name}.OpenIdConnectUrl`, detail);
  }
  return readAuthorizer(api, name, config, partition);
}

function permissions(api: GatewayApi, authorizers: HttpAuthorizers, declared: Json | undefined): CfnResource[] {
  return Object.entries(authorizers).flatMap(([name, { needsPermission }]) => {
    const declaration = get(declared, name);
    if (!needsPermission || !isMap(declaration)) return [];
    const id = `${api.id}${name}AuthorizerPermission`;
    return [authorizerPermission(api, id, declaration, 'FunctionArn', ['Auth', 'Authorizers', name])];
  });
}

function apiResource(
  resource: SamResource,
  context: TransformContext,
  authorizers: HttpAuthorizers,
  tags: JsonMap | undefined,
): CfnResource {
  const { id, properties } = resource;
  const uri = get(properties, 'DefinitionUri');
  if (isGiven(uri) && isGiven(get(properties, 'DefinitionBody')))
    throw wrongProperty(id, 'DefinitionUri', "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.");
  const body = definitionOf(resource, context, authorizers, tags);
  if (body === undefined && !isGiven(uri))
    throw wrongResource(
      id,
      "'DefinitionUri' or 'DefinitionBody' are required properties of an 'AWS::Serverless::HttpApi'. Add a value for one of these properties or add a 'HttpApi' event to an 'AWS::Serverless::Function'.",
      ['Properties'],
    );
  const made = isGiven(get(properties, 'FailOnWarnings')) ? handedOn(properties, 'FailOnWarnings') : {};
  return cfn('AWS::ApiGatewayV2::Api', id, {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: Object.assign(made, { BodyS3Location: isGiven(uri) ? bodyLocation(id, uri) : undefined, Body: body }),
  });
}

function bodyLocation(id: string, uri: Json): JsonMap {
  if (isMap(uri) && !(isGiven(get(uri, 'Bucket')) && isGiven(get(uri, 'Key'))))
    throw wrongProperty(id, 'DefinitionUri', "'DefinitionUri' requires Bucket and Key properties to be specified.");
  if (isMap(uri)) return handedOn(uri, 'Bucket', 'Key', 'Version');
  const location = parseS3Uri(uri);
  if (location !== undefined) return { ...location };
  throw wrongProperty(
    id,
    'DefinitionUri',
    "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
  );
}

function stageResource(api: GatewayApi, properties: JsonMap, tags: JsonMap | undefined): CfnResource {
  const given = get(properties, 'StageName');
  const name = isGiven(given) ? given : DEFAULT_STAGE;
  const made = handedOn(properties, 'StageName', 'StageVariables', 'AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings');
  return generated(
    api,
    'AWS::ApiGatewayV2::Stage',
    stageId(api.id, typeof name === 'string' ? name : ''),
    [],
    Object.assign(made, { ApiId: ref(api.id), StageName: name, Tags: tags, AutoDeploy: true }),
  );
}

function stageId(api: string, name: string): string {
  if (name === DEFAULT_STAGE) return `${api}ApiGatewayDefaultStage`;
  return /^[\p{L}\p{N}]+$/u.test(name) ? `${api}${name}Stage` : logicalId(`${api}Stage`, name);
}
