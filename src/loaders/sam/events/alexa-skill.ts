import { type EventSource, type FunctionTarget, propertyOf } from './event.ts';
import { invokePermission } from './permission.ts';

/** Lets a skill of Alexa invoke the function. */
export const ALEXA_SKILL: EventSource<FunctionTarget> = {
  prepare(event) {
    return ({ lambda }) => [invokePermission(event, lambda, 'alexa-appkit.amazon.com', { eventSourceToken: propertyOf(event, 'SkillId') })];
  },
};
