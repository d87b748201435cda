import { get, isList, type Json, type JsonMap } from './json.ts';
import { isCall, ref } from './resource.ts';

export const NO_VALUE = 'AWS::NoValue';

/** `Fn::If`; without a second value that of a missing property. */
export function makeConditional(condition: Json, whenTrue: Json, whenFalse?: Json): JsonMap {
  return { 'Fn::If': [condition, whenTrue, whenFalse === undefined || whenFalse === null ? ref(NO_VALUE) : whenFalse] };
}

export function makeNotConditional(condition: Json): JsonMap {
  return { 'Fn::Not': [{ Condition: condition }] };
}

export function makeOrCondition(conditions: readonly Json[]): JsonMap {
  return { 'Fn::Or': conditions.map((condition) => ({ Condition: condition })) };
}

export function makeAndCondition(conditions: readonly Json[]): JsonMap {
  return { 'Fn::And': conditions.map((condition) => ({ Condition: condition })) };
}

/** As many as `Fn::Or` takes. */
const MOST_CONDITIONS = 10;

/**
 * Conditions that are together the alternative of many, by name: several when `Fn::Or` cannot hold all of them, numbered
 * downwards so that the one without a number is the last. `undefined` for fewer than two.
 */
export function makeCombinedCondition(conditions: readonly Json[], name: string): JsonMap | undefined {
  if (conditions.length < 2) return undefined;
  const made: JsonMap = {};
  let open = conditions;
  let number = Math.floor((conditions.length - 2) / (MOST_CONDITIONS - 1));
  while (open.length > 1) {
    const newName = number > 0 ? `${name}${number}` : name;
    number--;
    made[newName] = makeOrCondition(open.slice(0, MOST_CONDITIONS));
    open = [...open.slice(MOST_CONDITIONS), newName];
  }
  return made;
}

/** How `Fn::Sub` writes a `Ref` or `Fn::GetAtt`: `${Orders.Arn}`. Throws for other functions. */
export function makeShorthand(call: JsonMap): string {
  const name = get(call, 'Ref');
  if (name !== undefined) return `\${${String(name)}}`;
  const attribute = get(call, 'Fn::GetAtt');
  if (isList(attribute)) return `\${${attribute.map(String).join('.')}}`;
  // What the transform of AWS makes of it, which nobody can use: a text is taken for the list of its letters.
  if (typeof attribute === 'string') return `\${${[...attribute].join('.')}}`;
  throw new TypeError('Only Ref and Fn::GetAtt have a short form.');
}

export function isIntrinsicIf(value: Json | undefined): value is JsonMap {
  return isCall(value) && Object.keys(value)[0] === 'Fn::If';
}

/** The condition and the two values of an `Fn::If`; `undefined` when there are not three. */
export function ifItems(items: Json | undefined): readonly [condition: Json, whenTrue: Json, whenFalse: Json] | undefined {
  if (!isList(items)) return undefined;
  const [condition, whenTrue, whenFalse] = items;
  if (items.length !== 3 || condition === undefined || whenTrue === undefined || whenFalse === undefined) return undefined;
  return [condition, whenTrue, whenFalse];
}

/** What is wrong with the arguments of an `Fn::If`, if anything. */
export function validateIfItems(items: Json | undefined): string | undefined {
  return ifItems(items) === undefined ? 'Fn::If requires 3 arguments' : undefined;
}

export function isNoValue(value: Json | undefined): boolean {
  return isCall(value) && get(value, 'Ref') === NO_VALUE;
}

/** The logical id that a `Ref` or `Fn::GetAtt` names; `undefined` for anything else. */
export function logicalIdOf(value: Json | undefined): string | undefined {
  if (!isCall(value)) return undefined;
  const name = get(value, 'Ref');
  if (typeof name === 'string') return name;
  const attribute = get(value, 'Fn::GetAtt');
  const parts = typeof attribute === 'string' ? attribute.split('.') : attribute;
  const [id] = isList(parts) && parts.length === 2 ? parts : [];
  return typeof id === 'string' ? id : undefined;
}
