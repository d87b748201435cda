import { assertNever } from '../model/errors.ts';
import type { Value } from '../model/value.ts';

/** A value in words for people, such as `the parameter Env` or `Fn::GetAtt Queue.Arn`; never more than a short line. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'literal':
      if (isSecret(value)) return 'a secret';
      return value.text.trim() === '' ? 'empty' : shorten(value.text);
    case 'list':
      return value.items.length === 0 ? 'an empty list' : 'a list';
    case 'map':
      return value.open ?? 'a map';
    case 'reference':
      return value.attribute === 'Ref' ? `Ref ${idOf(value.resource)}` : `Fn::GetAtt ${idOf(value.resource)}.${value.attribute}`;
    case 'parameter':
      return value.name.startsWith('AWS::') ? value.name : `the parameter ${value.name}`;
    case 'import':
      return `Fn::ImportValue ${shorten(value.name)}`;
    case 'dynamic':
      return shorten(value.text);
    case 'partial':
      return shorten(value.pieces.map((piece) => (typeof piece === 'string' ? piece : `\${${describeValue(piece)}}`)).join(''));
    case 'absent':
      return 'not set';
    case 'unknown':
      return value.because;
    default:
      return assertNever(value);
  }
}

/** Whether a value was taken from a parameter that must not be shown. */
export function isSecret(value: Value): boolean {
  return value.kind !== 'absent' && (value.origins?.some((origin) => origin.kind === 'parameter' && origin.noEcho) ?? false);
}

function idOf(resource: string): string {
  return resource.slice(resource.lastIndexOf('/') + 1);
}

function shorten(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}

/** A key that two values share when they are certainly the same; lists and maps are compared by identity of their parts. */
export function valueKey(value: Value): string {
  switch (value.kind) {
    case 'literal':
      return `"${value.text}`;
    case 'list':
      return `list:${value.items.map((slot) => (slot.value === undefined ? slotKey(slot) : valueKey(slot.value))).join(',')}`;
    case 'map':
      return `map:${[...value.entries].map(([key, slot]) => `${key}=${slotKey(slot)}`).join(',')}`;
    case 'reference':
      return `ref:${value.resource}.${value.attribute}`;
    case 'parameter':
      return parameterKey(value);
    case 'import':
      return `import:${value.name}`;
    case 'dynamic':
      return `dynamic:${value.text}`;
    case 'partial':
      return `partial:${value.pieces.map((piece) => (typeof piece === 'string' ? `"${piece}` : valueKey(piece))).join('|')}`;
    case 'absent':
      return 'absent';
    case 'unknown':
      return `unknown:${value.because}`;
    default:
      return assertNever(value);
  }
}

/** The key of a parameter without a value: two stacks may each have one of the same name. */
export function parameterKey(parameter: { readonly stack?: string; readonly name: string }): string {
  return `${parameter.stack ?? ''}|${parameter.name}`;
}

function slotKey(slot: { readonly start: number; readonly end: number }): string {
  return `${slot.start}-${slot.end}`;
}
