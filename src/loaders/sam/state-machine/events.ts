import { SwaggerEditor } from '../api/rest/swagger.ts';
import type { TransformContext } from '../context.ts';
import { type EventSource, originOf, propertyOf, type SamEvent, wrong } from '../events/event.ts';
import { noteMethod } from '../events/noted-method.ts';
import { addAuth, methodOf, type RestApi, restApiOf } from '../events/rest-api.ts';
import { startExecutionPolicy } from '../events/role-policies.ts';
import { eventRule, type RuleOptions } from '../events/rule.ts';
import { scheduleFor } from '../events/scheduler.ts';
import { SCHEDULE_V2_PROPERTIES } from '../events/tables.ts';
import { arnOf, attributesFrom, conditionOf } from '../events/target.ts';
import { assumeRolePolicyDocument } from '../function/policy-documents.ts';
import { get, isGiven, isMap, isText, type Json } from '../json.ts';
import { IS_BOOLEAN, IS_MAP, IS_TEXT, optional, type PropertyTable, required, strict } from '../properties.ts';
import { type CfnResource, cfn, getAtt, sub } from '../resource.ts';

/** What the events of a state machine start. */
export interface StateMachineTarget {
  /** The state machine or its alias. */
  readonly stateMachine: CfnResource;
  /** The boundary of roles that are made for events. */
  readonly permissionsBoundary: Json | undefined;
}

const SCHEDULE: EventSource<StateMachineTarget> = {
  prepare(event) {
    return (target) => {
      const given = propertyOf(event, 'RoleArn');
      const role = given === undefined ? roleFor(event, target, 'events.amazonaws.com') : undefined;
      const { rule, deadLetterQueue } = ruleFor(event, target, {
        roleArn: role === undefined ? given : getAtt(role.id, 'Arn'),
        properties: { Schedule: 'ScheduleExpression', Name: 'Name', Description: 'Description' },
        targetProperties: ['Input', 'RetryPolicy'],
      });
      return [rule, ...(role === undefined ? [] : [role]), ...deadLetterQueue];
    };
  },
};

const PATTERN: EventSource<StateMachineTarget> = {
  prepare(event) {
    return (target) => {
      const role = roleFor(event, target, 'events.amazonaws.com');
      const { rule, deadLetterQueue } = ruleFor(event, target, {
        roleArn: getAtt(role.id, 'Arn'),
        properties: { EventBusName: 'EventBusName', Pattern: 'EventPattern', RuleName: 'Name' },
        targetProperties: ['Input', 'InputPath', 'RetryPolicy', 'InputTransformer'],
      });
      return [rule, role, ...deadLetterQueue];
    };
  },
};

const API: EventSource<StateMachineTarget> = {
  prepare(event, context) {
    const api = restApiOf(event, context);
    return (target) => {
      const role = roleFor(event, target, 'apigateway.amazonaws.com');
      if (isGiven(get(api.properties, '__MANAGE_SWAGGER'))) addIntegration(event, target, role, api, context);
      return [role];
    };
  },
};

/** The event sources of state machines, by type. */
export const STATE_MACHINE_SOURCES = {
  Api: API,
  CloudWatchEvent: PATTERN,
  EventBridgeRule: PATTERN,
  Schedule: SCHEDULE,
  ScheduleV2: { prepare: (event: SamEvent) => (target: StateMachineTarget) => scheduleFor(event, target.stateMachine) },
} satisfies Record<string, EventSource<StateMachineTarget>>;

const PATTERN_PROPERTIES: PropertyTable = {
  EventBusName: optional(IS_TEXT),
  RuleName: optional(IS_TEXT),
  Pattern: optional(IS_MAP),
  Input: optional(IS_TEXT),
  InputPath: optional(IS_TEXT),
  DeadLetterConfig: optional(IS_MAP),
  RetryPolicy: optional(IS_MAP),
  State: optional(IS_TEXT),
  Target: strict(IS_MAP),
  InputTransformer: optional(IS_MAP),
};

/** The properties of the events of state machines, by the type of the event. */
export const STATE_MACHINE_EVENT_PROPERTIES: Readonly<Record<keyof typeof STATE_MACHINE_SOURCES, PropertyTable>> = {
  Api: {
    Path: required(IS_TEXT),
    Method: required(IS_TEXT),
    RestApiId: required(IS_TEXT),
    Stage: optional(IS_TEXT),
    Auth: optional(IS_MAP),
    UnescapeMappingTemplate: strict(IS_BOOLEAN),
  },
  CloudWatchEvent: PATTERN_PROPERTIES,
  EventBridgeRule: PATTERN_PROPERTIES,
  Schedule: {
    Schedule: required(IS_TEXT),
    Input: optional(IS_TEXT),
    Enabled: optional(IS_BOOLEAN),
    State: optional(IS_TEXT),
    Name: optional(IS_TEXT),
    Description: optional(IS_TEXT),
    DeadLetterConfig: optional(IS_MAP),
    RetryPolicy: optional(IS_MAP),
    Target: strict(IS_MAP),
    RoleArn: strict(IS_TEXT),
  },
  ScheduleV2: SCHEDULE_V2_PROPERTIES,
};

function ruleFor(event: SamEvent, { stateMachine }: StateMachineTarget, options: Omit<RuleOptions, 'suffix' | 'namesTarget'>) {
  return eventRule(event, stateMachine, { ...options, suffix: 'StepFunctionsTarget', namesTarget: true });
}

/** The role with which the service of an event starts the state machine. */
function roleFor(event: SamEvent, { stateMachine, permissionsBoundary }: StateMachineTarget, service: string): CfnResource {
  const id = `${event.id}Role`;
  return cfn('AWS::IAM::Role', id, {
    attributes: attributesFrom(stateMachine),
    properties: {
      AssumeRolePolicyDocument: assumeRolePolicyDocument(service),
      Policies: [startExecutionPolicy(id, arnOf(stateMachine))],
      PermissionsBoundary: isGiven(permissionsBoundary) ? permissionsBoundary : undefined,
    },
    from: originOf(event),
  });
}

function addIntegration(event: SamEvent, target: StateMachineTarget, role: CfnResource, api: RestApi, context: TransformContext): void {
  const { path, method } = methodOf(event);
  const definition = get(api.properties, 'DefinitionBody') ?? undefined;
  if (definition === undefined) return;
  const editor = new SwaggerEditor(definition, api.id, true);
  if (editor.hasIntegration(path, method))
    throw wrong(event, `API method "${method}" defined multiple times for path "${path}".`, 'Method');
  const condition = conditionOf(target.stateMachine);
  editor.addStateMachineIntegration(path, method, sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'), {
    credentials: getAtt(role.id, 'Arn'),
    requestTemplates: { 'application/json': sub(requestTemplate(event, target.stateMachine.id)) },
    condition: isText(condition) ? condition : undefined,
  });
  const auth = propertyOf(event, 'Auth');
  if (isMap(auth) && isGiven(auth)) addAuth(event, auth, api, propertyOf(event, 'Stage') ?? null, editor, context);
  noteMethod(event, editor.swagger, path, method);
  api.properties.DefinitionBody = editor.swagger;
}

/** What is sent to the state machine: the body of the request, whose apostrophes may need to be freed from escapes. */
function requestTemplate(event: SamEvent, stateMachine: string): string {
  const body = "$util.escapeJavaScript($input.json('$'))";
  const input = isGiven(propertyOf(event, 'UnescapeMappingTemplate')) ? `${body}.replaceAll("\\\\'","'")` : body;
  return `{"input": "${input}", "stateMachineArn": "\${${stateMachine}}"}`;
}
