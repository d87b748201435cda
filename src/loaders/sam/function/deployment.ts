import type { DeploymentPreferences } from '../context.ts';
import { SamError, wrongProperty } from '../errors.ts';
import { ifItems, isIntrinsicIf, isNoValue, makeCombinedCondition } from '../intrinsics.ts';
import { copy, get, has, isGiven, isList, isMap, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';
import { managedPolicyArn, partitionName } from '../partition.ts';
import { type CfnResource, cfn, type From, getAtt, isCall, ref, sub } from '../resource.ts';
import { tagList } from '../tags.ts';
import { passOnAs, propertyOf } from './pass-on.ts';
import { assumeRolePolicyDocument } from './policy-documents.ts';

const APPLICATION_ID = 'ServerlessDeploymentApplication';
const SERVICE_ROLE_ID = 'CodeDeployServiceRole';
const CONDITION_NAME = 'ServerlessCodeDeployCondition';

/** Deployment configurations that CodeDeploy has under a longer name. */
const PREDEFINED: ReadonlySet<Json> = new Set([
  'Canary10Percent5Minutes',
  'Canary10Percent10Minutes',
  'Canary10Percent15Minutes',
  'Canary10Percent30Minutes',
  'Linear10PercentEvery1Minute',
  'Linear10PercentEvery2Minutes',
  'Linear10PercentEvery3Minutes',
  'Linear10PercentEvery10Minutes',
  'AllAtOnce',
]);

/** What a function that is deployed gradually declares. */
interface Preference {
  readonly functionId: string;
  readonly declared: JsonMap;
  readonly hooks: JsonMap;
  readonly condition: Json | undefined;
  readonly tags: Json | undefined;
}

/** The gradual deployments of a template that has none yet. */
export function makeDeploymentPreferences({ region }: { readonly region: string }): DeploymentPreferences {
  const enabled = new Map<string, Preference>();
  return {
    add(functionId, declared, condition, tags) {
      const preference = preferenceOf(functionId, declared, condition, tags);
      if (preference !== undefined) enabled.set(functionId, preference);
    },
    isEnabled: (functionId) => enabled.has(functionId),
    updatePolicy(functionId) {
      const preference = enabled.get(functionId);
      return preference === undefined ? {} : updatePolicy(preference);
    },
    finish: () => finish([...enabled.values()], region),
  };
}

function preferenceOf(functionId: string, declared: JsonMap, condition: Json | undefined, tags: Json | undefined): Preference | undefined {
  const switched = has(declared, 'Enabled') ? get(declared, 'Enabled') : true;
  if (!isGiven(switched) || switched === 'false' || switched === 'False') return undefined;
  if (!has(declared, 'Type')) {
    throw wrongProperty(functionId, 'DeploymentPreference.Type', "'DeploymentPreference' is missing required Property 'Type'");
  }
  const hooks = has(declared, 'Hooks') ? get(declared, 'Hooks') : {};
  if (!isMap(hooks)) {
    throw wrongProperty(functionId, 'DeploymentPreference.Hooks', "'Hooks' property of 'DeploymentPreference' must be a dictionary");
  }
  return {
    functionId,
    declared,
    hooks,
    condition: isGiven(get(declared, 'PassthroughCondition')) ? condition : undefined,
    tags: isGiven(tags) ? tags : undefined,
  };
}

function fromOf({ functionId }: Preference): From {
  return { id: functionId, path: ['Properties', 'DeploymentPreference'] };
}

function groupId(functionId: string): string {
  return `${functionId}DeploymentGroup`;
}

function updatePolicy(preference: Preference): JsonMap {
  // Alarms that are none are found here, where the function is known to be wrong.
  deploymentGroup(preference);
  const update: JsonMap = { ApplicationName: ref(APPLICATION_ID), DeploymentGroupName: ref(groupId(preference.functionId)) };
  passOnHook(update, 'BeforeAllowTrafficHook', preference.hooks, 'PreTraffic');
  passOnHook(update, 'AfterAllowTrafficHook', preference.hooks, 'PostTraffic');
  return { CodeDeployLambdaAliasUpdate: update };
}

function passOnHook(update: JsonMap, name: string, hooks: JsonMap, hook: string): void {
  const value = get(hooks, hook);
  if (isMap(value) && Object.keys(value).length === 1 && get(value, 'Ref') === null) return;
  passOnAs(update, name, hooks, hook);
}

function finish(preferences: readonly Preference[], region: string): ReturnType<DeploymentPreferences['finish']> {
  const [first] = preferences;
  if (first === undefined) return { resources: [], conditions: {} };
  // Application and role are there when one of the functions is.
  const isConditional = preferences.every(({ condition }) => isGiven(condition));
  const names: readonly Json[] = [
    ...new Set(preferences.flatMap(({ condition }) => (condition === undefined || condition === null ? [] : [condition]))),
  ];
  const shared = {
    attributes: isConditional ? { Condition: names.length > 1 ? CONDITION_NAME : names[0] } : {},
    from: fromOf(first),
  };
  const tags = mergedTags(preferences);
  const application = cfn('AWS::CodeDeploy::Application', APPLICATION_ID, {
    ...shared,
    properties: { ComputePlatform: 'Lambda', Tags: tags },
  });
  const needsRole = preferences.some(({ declared }) => !isGiven(get(declared, 'Role')));
  return {
    resources: [application, ...(needsRole ? [serviceRole(region, tags, shared)] : []), ...preferences.flatMap(groupIfRight)],
    conditions: (isConditional ? makeCombinedCondition(names, CONDITION_NAME) : undefined) ?? {},
  };
}

function mergedTags(preferences: readonly Preference[]): Json[] | undefined {
  const merged: JsonMap = {};
  for (const { tags } of preferences) {
    for (const [key, value] of Object.entries(isMap(tags) ? tags : {})) {
      put(merged, key, value);
      inherit(merged, key, tags);
    }
  }
  return Object.keys(merged).length === 0 ? undefined : tagList(merged);
}

function serviceRole(
  region: string,
  tags: Json[] | undefined,
  shared: { readonly attributes: Readonly<Record<string, Json | undefined>>; readonly from: From },
): CfnResource {
  const suffix = ['aws-iso', 'aws-iso-b'].includes(partitionName(region)) ? 'Limited' : '';
  return cfn('AWS::IAM::Role', SERVICE_ROLE_ID, {
    ...shared,
    properties: {
      AssumeRolePolicyDocument: assumeRolePolicyDocument('codedeploy.amazonaws.com'),
      ManagedPolicyArns: [managedPolicyArn(region, `service-role/AWSCodeDeployRoleForLambda${suffix}`)],
      Tags: tags,
    },
  });
}

/** Nothing for a group that is wrong: its function said so when it was transformed. */
function groupIfRight(preference: Preference): readonly CfnResource[] {
  try {
    return [deploymentGroup(preference)];
  } catch (error) {
    if (error instanceof SamError) return [];
    throw error;
  }
}

function deploymentGroup(preference: Preference): CfnResource {
  const { functionId, declared, condition, tags } = preference;
  const role = propertyOf(declared, 'Role');
  const triggers = propertyOf(declared, 'TriggerConfigurations');
  const properties: JsonMap = {
    AlarmConfiguration: alarmConfiguration(functionId, propertyOf(declared, 'Alarms')),
    ApplicationName: ref(APPLICATION_ID),
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
    DeploymentConfigName: withLongNames(copy(get(declared, 'Type')) ?? null),
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ServiceRoleArn: isGiven(role) ? role : getAtt(SERVICE_ROLE_ID, 'Arn'),
    TriggerConfigurations: isGiven(triggers) ? triggers : undefined,
    Tags: tags === undefined ? undefined : tagList(tags),
  };
  inherit(properties, 'AlarmConfiguration', declared, 'Alarms');
  inherit(properties, 'DeploymentConfigName', declared, 'Type');
  inherit(properties, 'ServiceRoleArn', declared, 'Role');
  inherit(properties, 'TriggerConfigurations', declared);
  return cfn('AWS::CodeDeploy::DeploymentGroup', groupId(functionId), {
    attributes: isGiven(condition) ? { Condition: condition } : {},
    properties,
    from: fromOf(preference),
  });
}

function alarmConfiguration(functionId: string, alarms: Json | undefined): JsonMap | undefined {
  if (!isGiven(alarms) || isNoValue(alarms)) return undefined;
  if (!isIntrinsicIf(alarms)) return alarmsOf(functionId, alarms);
  const items = ifItems(get(alarms, 'Fn::If'));
  if (items === undefined) throw wrongProperty(functionId, 'DeploymentPreference.Alarms', 'Fn::If requires 3 arguments');
  const [condition, whenTrue, whenFalse] = items;
  return { 'Fn::If': [copy(condition), alarmsOf(functionId, whenTrue), alarmsOf(functionId, whenFalse)] };
}

function alarmsOf(functionId: string, alarms: Json): JsonMap {
  if (!isList(alarms)) throw wrongProperty(functionId, 'DeploymentPreference.Alarms', 'Alarms must be a list');
  if (alarms.length === 0 || isNoValue(alarms[0])) return {};
  const named = alarms.map((alarm, index) => {
    const made: JsonMap = { Name: alarm };
    inherit(made, 'Name', alarms, index);
    return made;
  });
  return { Enabled: true, Alarms: named };
}

/** A deployment type with the names that CodeDeploy has for it, also within calls of functions. */
function withLongNames(value: Json, key?: string): Json {
  if (isList(value)) return value.map((item) => withLongNames(item));
  if (isCall(value)) {
    for (const name of Object.keys(value)) put(value, name, withLongNames(get(value, name) ?? null, name));
    return value;
  }
  if (!PREDEFINED.has(value)) return value;
  const text = 'CodeDeployDefault.Lambda${ConfigName}';
  // No `Fn::Sub` in another.
  return key === 'Fn::Sub' ? [text, { ConfigName: value }] : sub(text, { ConfigName: value });
}
