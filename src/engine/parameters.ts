import { childOf } from '../model/node.ts';
import type { ParameterDeclaration } from '../model/template.ts';
import type { ParameterValue, Slot, Value, ValueOrigin } from '../model/value.ts';
import type { Evaluation } from './evaluation.ts';
import type { Stack } from './stack.ts';
import { textValue } from './text-value.ts';
import { describeValue, parameterKey } from './value-text.ts';
import { literalList, unknown, withOrigin } from './values.ts';
import type { Candidates } from './variables.ts';

export function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

export function isSsmType(type: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value<');
}

/**
 * The value of a parameter: what the stack around binds it to, else what it is given from outside, else one of its allowed values, else
 * its default.
 */
export function parameterValue(evaluation: Evaluation, parameter: ParameterDeclaration, stack: Stack): Value {
  const { name } = parameter;
  const common = { kind: 'parameter', name, noEcho: parameter.noEcho, hasDefault: parameter.defaultValue !== undefined } as const;
  const origin = (via: Extract<ValueOrigin, { kind: 'parameter' }>['via']): ValueOrigin => ({ ...common, via });
  const free: ParameterValue = { ...common, stack: stack.path, origins: [origin('none')] };
  // Whatever it is given is the name under which its value stands somewhere else.
  if (isSsmType(parameter.type)) return free;
  const bound = bindingOf(evaluation, name, stack);
  if (bound !== undefined) {
    const value = evaluation.resolveSlot(bound);
    if (value.kind !== 'absent') return withOrigin(isListType(parameter.type) ? asList(value) : value, origin('parent'));
  }
  const given = Object.hasOwn(stack.given, name) ? stack.given[name] : undefined;
  if (given !== undefined) return parameterLiteral(given, parameter, origin('given'));
  const candidates = candidatesOf(parameter, stack);
  if (candidates !== undefined) return parameterLiteral(evaluation.variables.choose(candidates), parameter, origin('allowed-value'));
  if (parameter.defaultValue !== undefined) {
    evaluation.trace.assume(`the default of ${name}`);
    return parameterLiteral(parameter.defaultValue, parameter, origin('default'));
  }
  return free;
}

/** What the stack around binds a parameter to; it may turn out to be absent, and then the parameter has its own value. */
export function bindingOf(evaluation: Evaluation, name: string, stack: Stack): Slot | undefined {
  const { parent } = stack;
  const properties = parent?.resource.properties;
  if (parent === undefined || properties === undefined) return undefined;
  const within = (value: Value, key: string): Slot | undefined => {
    if (value.kind === 'map') {
      const slot = value.entries.get(key);
      if (slot !== undefined || value.open === undefined) return slot;
    }
    if (value.kind === 'absent') return undefined;
    return { node: properties.value, stack: parent.stack, start: -1, end: -1, value: unknown(describeValue(value)) };
  };
  const parameters = within(evaluation.resolve(properties.value, parent.stack), 'Parameters');
  return parameters === undefined ? undefined : within(evaluation.resolveSlot(parameters), name);
}

/** The allowed values of a parameter that nobody gave a value; `undefined` when it has none. */
export function candidatesOf(parameter: ParameterDeclaration, stack: Stack): Candidates | undefined {
  const { name, type, allowedValues, noEcho } = parameter;
  if (allowedValues === undefined || isListType(type) || isSsmType(type) || Object.hasOwn(stack.given, name)) return undefined;
  const key = parameterKey({ stack: stack.path, name });
  return { key, candidates: [...new Set(allowedValues)], ...(noEcho ? {} : { name }) };
}

/** Whether an empty text is a value that CloudFormation takes for a parameter. */
export function mayBeEmpty(parameter: ParameterDeclaration): boolean {
  if (parameter.type === 'Number' || parameter.type.startsWith('AWS::')) return false;
  const minimum = childOf(parameter.entry.value, 'MinLength');
  if (minimum?.kind === 'scalar' && Number(minimum.text) > 0) return false;
  const pattern = childOf(parameter.entry.value, 'AllowedPattern');
  if (pattern?.kind !== 'scalar') return true;
  try {
    return new RegExp(`^(?:${pattern.text})$`).test('');
  } catch {
    // A pattern that only Java reads says nothing here.
    return true;
  }
}

function parameterLiteral(text: string, parameter: ParameterDeclaration, origin: ValueOrigin): Value {
  return isListType(parameter.type)
    ? literalList(itemsOf(text), { node: parameter.entry.value }, [origin])
    : withOrigin(textValue([text]), origin);
}

/** A list that is written as a text, as the parameters of a nested stack are. */
function asList(value: Value): Value {
  if (value.kind !== 'literal') return value;
  const node = { kind: 'scalar', start: 0, end: 0, text: value.text, value: value.text } as const;
  return literalList(itemsOf(value.text), { node }, value.origins);
}

function itemsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}
