import type { Macro, TransformContext } from '../context.ts';
import { expectMap, expectText, wrongProperty } from '../errors.ts';
import { generateFunctionEvents, linkFunctionEvents } from '../events/index.ts';
import { get, has, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { checkProperties, checkTogether, type TogetherRule } from '../properties.ts';
import { type CfnResource, isCall, passedOnAttributes, type SamResource } from '../resource.ts';
import { propagateTags } from '../tags.ts';
import { eventInvokeConfig } from './event-invoke-config.ts';
import { assignRole, DEAD_LETTER_ACTIONS, executionRole } from './execution-role.ts';
import { FUNCTION_PROPERTIES } from './function-properties.ts';
import { functionUrl } from './function-url.ts';
import { lambdaFunction } from './lambda-function.ts';
import { propertyOf } from './pass-on.ts';
import { resolveWithin } from './resolve.ts';
import { type Published, publish } from './version.ts';

const TOGETHER: readonly TogetherRule[] = [
  { kind: 'not-together', properties: ['CapacityProviderConfig', 'ProvisionedConcurrencyConfig'] },
  { kind: 'not-together', properties: ['CapacityProviderConfig', 'VpcConfig'] },
  { kind: 'needs', property: 'FunctionScalingConfig', needs: 'CapacityProviderConfig' },
  { kind: 'needs', property: 'VersionDeletionPolicy', needs: 'AutoPublishAlias' },
];

/** `AWS::Serverless::Function`: the function, its version and alias, its URL, its role, and what its events need. */
export const functionMacro: Macro = (resource, context) => {
  checkProperties(resource, FUNCTION_PROPERTIES);
  const { id, properties } = resource;
  const events = linkFunctionEvents(resource, context);
  checkTogether(resource, TOGETHER);
  checkDeadLetterQueue(id, properties);
  checkTenancy(id, properties);

  const lambda = lambdaFunction(resource, context);
  const resources: CfnResource[] = [lambda];
  if (isGiven(propertyOf(properties, 'ProvisionedConcurrencyConfig')) && !isGiven(propertyOf(properties, 'AutoPublishAlias'))) {
    throw wrongProperty(
      id,
      'ProvisionedConcurrencyConfig',
      'To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function',
    );
  }
  const published = publish(resource, lambda, context);
  if (published !== undefined) resources.push(published.version, published.alias);
  const urlConfig = propertyOf(properties, 'FunctionUrlConfig');
  if (isMap(urlConfig) && isGiven(urlConfig)) resources.push(...functionUrl(resource, urlConfig, published?.alias));
  deployGradually(resource, published, context);

  const invokeConfig = propertyOf(properties, 'EventInvokeConfig');
  const invoke =
    isMap(invokeConfig) && isGiven(invokeConfig)
      ? eventInvokeConfig(resource, invokeConfig, published, context)
      : { resources: [], policies: [] };
  resources.push(...invoke.resources);

  const role = executionRole(resource, invoke.policies, context);
  if (assignRole(lambda, role, context)) resources.push(role);
  resources.push(...generateFunctionEvents(events, { lambda: published?.alias ?? lambda, role }));
  propagateTags(resources, properties.Tags, properties.PropagateTags);
  return {
    resources,
    referable: {
      Alias: 'AWS::Lambda::Alias',
      Version: 'AWS::Lambda::Version',
      DestinationTopic: 'AWS::SNS::Topic',
      DestinationQueue: 'AWS::SQS::Queue',
    },
  };
};

function checkDeadLetterQueue(id: string, properties: JsonMap): void {
  const queue = propertyOf(properties, 'DeadLetterQueue');
  if (!isGiven(queue)) return;
  const type = get(queue, 'Type');
  if (!isGiven(type) || !isGiven(get(queue, 'TargetArn'))) {
    const missing = isGiven(type) ? 'TargetArn' : 'Type';
    throw wrongProperty(id, `DeadLetterQueue.${missing}`, "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
  }
  if (Object.hasOwn(DEAD_LETTER_ACTIONS, expectText(type, id, 'DeadLetterQueue.Type'))) return;
  const words = Object.keys(DEAD_LETTER_ACTIONS).map((word) => `'${word}'`);
  throw wrongProperty(id, 'DeadLetterQueue.Type', `'DeadLetterQueue' requires Type of [${words.join(', ')}]`);
}

const NOT_WITH_TENANCY: Readonly<Record<string, string>> = {
  ProvisionedConcurrencyConfig: 'Provisioned concurrency',
  FunctionUrlConfig: 'Function URL',
  SnapStart: 'SnapStart',
};

function checkTenancy(id: string, properties: JsonMap): void {
  if (!isGiven(propertyOf(properties, 'TenancyConfig'))) return;
  for (const [name, words] of Object.entries(NOT_WITH_TENANCY)) {
    if (!isGiven(propertyOf(properties, name))) continue;
    throw wrongProperty(id, name, `${words} is not supported for functions enabled with tenancy configuration.`);
  }
  const events = propertyOf(properties, 'Events');
  for (const [name, event] of Object.entries(isMap(events) ? events : {})) {
    const type = get(event, 'Type');
    if (type === 'Api' || type === 'HttpApi') continue;
    throw wrongProperty(
      id,
      `Events.${name}.Type`,
      `Event source '${String(type)}' is not supported for functions enabled with tenancy configuration. Only Api and HttpApi event sources are supported.`,
    );
  }
}

/** Notes how new versions of a function take over, and says so at its alias. */
function deployGradually(resource: SamResource, published: Published | undefined, context: TransformContext): void {
  const { id, properties } = resource;
  const declared = propertyOf(properties, 'DeploymentPreference');
  if (!isGiven(declared)) return;
  const preference = expectMap(declared, id, 'DeploymentPreference');
  for (const name of ['Enabled', 'Type']) {
    if (has(preference, name)) preference[name] = resolved(preference[name], context);
  }
  preference.PassthroughCondition = has(preference, 'PassthroughCondition')
    ? passThroughCondition(id, preference.PassthroughCondition, context)
    : false;
  const isPropagated = isGiven(propertyOf(properties, 'PropagateTags'));
  const tags = isPropagated ? propertyOf(properties, 'Tags') : undefined;
  context.deploymentPreferences.add(id, preference, passedOnAttributes(resource).Condition, tags);
  if (!context.deploymentPreferences.isEnabled(id)) return;
  if (published === undefined) {
    throw wrongProperty(id, 'DeploymentPreference', "'DeploymentPreference' requires AutoPublishAlias property to be specified.");
  }
  published.alias.attributes.UpdatePolicy = context.deploymentPreferences.updatePolicy(id);
}

/** What stands for a value once references to parameters and mappings are replaced. */
function resolved(value: Json | undefined, context: TransformContext): Json | undefined {
  return resolveWithin(resolveWithin(value, context.parameterResolver), context.mappingResolver);
}

function passThroughCondition(id: string, value: Json | undefined, context: TransformContext): boolean {
  const made = resolved(value, context);
  switch (made) {
    case true:
    case 1:
    case 'true':
    case 'True':
      return true;
    case false:
    case 0:
    case 'false':
    case 'False':
      return false;
  }
  const name = 'DeploymentPreference.PassthroughCondition';
  throw wrongProperty(
    id,
    name,
    isCall(made)
      ? 'Unsupported intrinsic: the only intrinsic functions supported for property PassthroughCondition are FindInMap and parameter Refs.'
      : 'Invalid value for property PassthroughCondition.',
  );
}
