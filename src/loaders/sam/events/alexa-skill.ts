import { type EventSource, type FunctionTarget, passOn } from './event.ts';
import { invokePermission } from './permission.ts';

/** Lets a skill of Alexa invoke the function. */
export const ALEXA_SKILL: EventSource<FunctionTarget> = {
  prepare(event) {
    return ({ lambda }) => {
      const permission = invokePermission(event, lambda, 'alexa-appkit.amazon.com');
      passOn(event, 'SkillId', permission.properties, 'EventSourceToken');
      return [permission];
    };
  },
};
