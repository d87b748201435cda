import type { TransformContext } from '../../context.ts';
import { wrongProperty, wrongTemplate } from '../../errors.ts';
import { get, has, isEqual, isGiven, isMap, isText, type Json, type JsonMap } from '../../json.ts';
import { type CfnResource, ref } from '../../resource.ts';
import { generated, handOn, property, type RestApi } from './rest-api.ts';

const PROPERTIES = ['CreateUsagePlan', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName'];
const KINDS = ['SHARED', 'PER_API', 'NONE'];
const SHARED_CONDITION = 'SharedUsagePlanCondition';

/** What the APIs that share a usage plan have brought to it so far. */
interface SharedPlan {
  readonly apis: string[];
  readonly stages: JsonMap[];
  readonly stageKeys: JsonMap[];
  readonly conditions: string[];
  hasApiWithoutCondition: boolean;
  deletionPolicy: Json | undefined;
  updateReplacePolicy: Json | undefined;
}

/** The usage plan of an API with its key, as `Auth.UsagePlan` wants it; `stageId` is the logical id of the stage. Throws `SamError`. */
export function usagePlan(api: RestApi, stageId: string, context: TransformContext): CfnResource[] {
  const declared = get(property(api, 'Auth'), 'UsagePlan');
  if (declared === undefined || declared === null) return [];
  if (!isMap(declared)) throw wrongProperty(api.id, 'Auth.UsagePlan', "'UsagePlan' must be a dictionary");
  const unknown = Object.keys(declared).find((key) => !PROPERTIES.includes(key));
  if (unknown !== undefined) throw wrongProperty(api.id, `Auth.UsagePlan.${unknown}`, "Invalid property for 'UsagePlan'");
  const kind = get(declared, 'CreateUsagePlan');
  const at = 'Auth.UsagePlan.CreateUsagePlan';
  if (kind === undefined || kind === null) throw wrongProperty(api.id, at, "'CreateUsagePlan' is a required field for UsagePlan.");
  if (!isText(kind) || !KINDS.includes(kind))
    throw wrongProperty(api.id, at, "'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE'].");
  if (kind === 'NONE') return [];
  const stage: JsonMap = { ApiId: ref(api.id), Stage: ref(stageId) };
  const stageKey: JsonMap = { RestApiId: ref(api.id), StageName: ref(stageId) };
  if (kind === 'PER_API')
    return resources(api, declared, {
      prefix: api.id,
      attributes: api.attributes,
      apis: [api.id],
      stages: [stage],
      stageKeys: [stageKey],
    });
  const plan = context.shared<SharedPlan>('shared-usage-plan', () => ({
    apis: [],
    stages: [],
    stageKeys: [],
    conditions: [],
    hasApiWithoutCondition: false,
    deletionPolicy: undefined,
    updateReplacePolicy: undefined,
  }));
  if (!plan.apis.includes(api.id)) plan.apis.push(api.id);
  addOnce(plan.stages, stage);
  addOnce(plan.stageKeys, stageKey);
  return resources(api, declared, {
    prefix: 'Serverless',
    attributes: sharedAttributes(plan, api, context),
    apis: [...plan.apis],
    stages: [...plan.stages],
    stageKeys: [...plan.stageKeys],
  });
}

function addOnce(list: JsonMap[], item: JsonMap): void {
  if (!list.some((other) => isEqual(other, item))) list.push(item);
}

interface Plan {
  /** What its logical ids begin with. */
  readonly prefix: string;
  readonly attributes: Readonly<Record<string, Json | undefined>>;
  readonly apis: string[];
  readonly stages: JsonMap[];
  readonly stageKeys: JsonMap[];
}

function resources(api: RestApi, declared: JsonMap, plan: Plan): CfnResource[] {
  const { attributes, prefix } = plan;
  const path = ['Auth', 'UsagePlan'];
  const properties: JsonMap = { ApiStages: plan.stages };
  for (const name of ['UsagePlanName', 'Description', 'Quota', 'Tags', 'Throttle']) handOn(properties, name, declared, name, isGiven);
  return [
    generated(api, 'AWS::ApiGateway::UsagePlan', `${prefix}UsagePlan`, path, { attributes, dependsOn: plan.apis, properties }),
    generated(api, 'AWS::ApiGateway::ApiKey', `${prefix}ApiKey`, path, {
      attributes,
      dependsOn: [`${prefix}UsagePlan`],
      properties: { Enabled: true, StageKeys: plan.stageKeys },
    }),
    generated(api, 'AWS::ApiGateway::UsagePlanKey', `${prefix}UsagePlanKey`, path, {
      attributes,
      dependsOn: [`${prefix}ApiKey`],
      properties: { KeyId: ref(`${prefix}ApiKey`), KeyType: 'API_KEY', UsagePlanId: ref(`${prefix}UsagePlan`) },
    }),
  ];
}

/** A shared plan is kept if one of its APIs is, and there if one of them is. */
function sharedAttributes(plan: SharedPlan, api: RestApi, context: TransformContext): Record<string, Json | undefined> {
  const { Condition: condition, DeletionPolicy: deletion, UpdateReplacePolicy: replace } = api.attributes;
  if (isGiven(deletion) && (!isGiven(plan.deletionPolicy) || deletion === 'Retain')) plan.deletionPolicy = deletion;
  if (isGiven(replace) && isStricter(replace, plan.updateReplacePolicy)) plan.updateReplacePolicy = replace;
  noteCondition(plan, condition, context);
  return {
    ...(isGiven(plan.deletionPolicy) ? { DeletionPolicy: plan.deletionPolicy } : {}),
    ...(isGiven(plan.updateReplacePolicy) ? { UpdateReplacePolicy: plan.updateReplacePolicy } : {}),
    ...(plan.conditions.length > 0 && !plan.hasApiWithoutCondition ? { Condition: SHARED_CONDITION } : {}),
  };
}

function isStricter(policy: Json, than: Json | undefined): boolean {
  return !isGiven(than) || policy === 'Retain' || (policy === 'Snapshot' && than === 'Delete');
}

function noteCondition(plan: SharedPlan, condition: Json | undefined, context: TransformContext): void {
  if (plan.hasApiWithoutCondition) return;
  if (isText(condition) && condition !== '' && !plan.conditions.includes(condition)) {
    if (!has(context.template, 'Conditions'))
      throw wrongTemplate("Can't have condition without having 'Conditions' section in the template");
    plan.conditions.push(condition);
    context.conditions[SHARED_CONDITION] =
      plan.conditions.length === 1 ? condition : { 'Fn::Or': plan.conditions.map((name) => ({ Condition: name })) };
  } else if (condition === undefined || condition === null) {
    plan.hasApiWithoutCondition = true;
    delete context.conditions[SHARED_CONDITION];
  }
}
