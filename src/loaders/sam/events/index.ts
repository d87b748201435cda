import { byCodePoint } from '../../../model/order.ts';
import type { TransformContext } from '../context.ts';
import { get, isText } from '../json.ts';
import type { CfnResource, SamResource } from '../resource.ts';
import { ALEXA_SKILL } from './alexa-skill.ts';
import { API } from './api.ts';
import { COGNITO } from './cognito.ts';
import type { EventSource, FunctionTarget } from './event.ts';
import { HTTP_API } from './http-api.ts';
import { IOT_RULE } from './iot-rule.ts';
import { type LinkedEvents, linkEvents } from './link.ts';
import { CLOUD_WATCH_LOGS } from './logs.ts';
import { POLLED_SOURCES } from './polled/index.ts';
import { S3 } from './s3.ts';
import { PATTERN, SCHEDULE } from './schedule.ts';
import { scheduleFor } from './scheduler.ts';
import { SNS } from './sns.ts';
import { FUNCTION_EVENT_PROPERTIES } from './tables.ts';

export type { FunctionTarget } from './event.ts';

const SOURCES: Readonly<Record<keyof typeof FUNCTION_EVENT_PROPERTIES, EventSource<FunctionTarget>>> = {
  ...POLLED_SOURCES,
  AlexaSkill: ALEXA_SKILL,
  Api: API,
  CloudWatchEvent: PATTERN,
  CloudWatchLogs: CLOUD_WATCH_LOGS,
  Cognito: COGNITO,
  EventBridgeRule: PATTERN,
  HttpApi: HTTP_API,
  IoTRule: IOT_RULE,
  S3,
  SNS,
  Schedule: SCHEDULE,
  ScheduleV2: {
    prepare:
      (event) =>
      ({ lambda }) =>
        scheduleFor(event, lambda),
  },
};

/** The events of a function that are known to be right, as far as that can be told before the function is made. */
export type FunctionEvents = LinkedEvents<FunctionTarget>;

/** Reads the `Events` of a function and finds what they concern. To be called before anything else is made of the function. Throws `SamError`. */
export function linkFunctionEvents(resource: SamResource, context: TransformContext): FunctionEvents {
  return linkEvents(resource, context, SOURCES, FUNCTION_EVENT_PROPERTIES);
}

/**
 * What the events of a function become: `generateFunctionEvents(linked, { lambda: alias ?? lambda, role })`.
 * Changes the role, and what the events concern in `context.source` (buckets, user pools, APIs). Throws `SamError`.
 */
export function generateFunctionEvents(events: FunctionEvents, target: FunctionTarget): CfnResource[] {
  // The default route of an HTTP API (`$default`) comes before others, whose permissions it makes superfluous.
  return [...events].sort((a, b) => byCodePoint(sortKey(a), sortKey(b))).flatMap(({ expand }) => [...expand(target)]);
}

function sortKey({ event }: FunctionEvents[number]): string {
  const path = get(event.properties, 'Path');
  return isText(path) ? path : event.name;
}
