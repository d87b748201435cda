import { get, isGiven, isText, type Json, type JsonMap } from '../../json.ts';
import { hashOf, logicalId } from '../../logical-id.ts';
import { inherit } from '../../origins.ts';
import { type CfnResource, ref } from '../../resource.ts';
import { tagList } from '../../tags.ts';
import { generated, handedOn, isThere, property, type RestApi } from './rest-api.ts';

const PROPERTIES = [
  'StageName',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'Variables',
  'MethodSettings',
  'AccessLogSetting',
  'CanarySetting',
  'TracingEnabled',
];

/**
 * The deployment of an API and its stage. The id of the deployment changes with all that makes a new one necessary: the definition, its
 * version, the domain and the names of the functions behind it, `functionNames`.
 */
export function deploymentAndStage(
  api: RestApi,
  definition: Json | undefined,
  functionNames: string,
): { readonly deployment: CfnResource; readonly stage: CfnResource } {
  const version = property(api, 'OpenApiVersion');
  const hash = isGiven(definition)
    ? hashOf([definition, version ?? null, property(api, 'Domain') ?? null, functionNames, property(api, 'AlwaysDeploy') ?? null], 40)
    : '';
  const deploymentId = logicalId(`${api.id}Deployment`, undefined, hash);
  const deployment = generated(api, 'AWS::ApiGateway::Deployment', deploymentId, [], {
    properties: {
      ...(hash === '' ? {} : { Description: `RestApi deployment id: ${hash}` }),
      RestApiId: ref(api.id),
      // Without it no stage called `Stage` is made beside the one that was asked for; it stays for APIs that had it always.
      ...(isGiven(version) ? {} : { StageName: 'Stage' }),
    },
  });
  const properties: JsonMap = handedOn(api.properties, PROPERTIES, isThere);
  properties.RestApiId = ref(api.id);
  properties.DeploymentId = ref(deploymentId);
  const tags = property(api, 'Tags');
  if (tags !== undefined) {
    properties.Tags = tagList(tags);
    inherit(properties, 'Tags', api.properties);
  }
  const stage = generated(api, 'AWS::ApiGateway::Stage', stageId(api), [], { properties });
  return { deployment, stage };
}

function stageId(api: RestApi): string {
  const name = get(api.properties, 'StageName');
  const text = isText(name) ? name : '';
  return /^[\p{L}\p{N}]+$/u.test(text) ? `${api.id}${text}Stage` : logicalId(`${api.id}Stage`, text);
}
