import { isList, isMap, type Json, type JsonMap } from './json.ts';

/** What is wrong with a SAM template, where AWS would refuse it: the resource (if it is one), what is wrong, and below which keys. */
export class SamError extends Error {
  /** The logical id; missing when the template as a whole is wrong. */
  readonly resource: string | undefined;
  /** The keys below the resource: `['Properties', 'Events', 'Upload']`; below the root of the template without a resource. */
  readonly path: readonly string[];

  constructor(resource: string | undefined, message: string, path: readonly string[] = []) {
    super(message);
    this.name = 'SamError';
    this.resource = resource;
    this.path = path;
  }
}

/** Several errors at once. */
export class SamErrors extends Error {
  readonly errors: readonly SamError[];

  constructor(errors: readonly SamError[]) {
    super(errors.map((error) => error.message).join('; '));
    this.name = 'SamErrors';
    this.errors = errors;
  }
}

/** A wrong resource: `wrongResource('Api', 'Missing required property "StageName".', ['Properties'])`. */
export function wrongResource(id: string, detail: string, path: readonly string[] = []): SamError {
  return new SamError(id, `Resource with id [${id}] is invalid. ${detail}`, path);
}

/** A wrong event of a resource. */
export function wrongEvent(resource: string, event: string, detail: string, path: readonly string[] = []): SamError {
  return new SamError(resource, `Event with id [${event}] is invalid. ${detail}`, [
    'Properties',
    'Events',
    lastPart(resource, event),
    ...path,
  ]);
}

/** Events are known by the id of their resource and their own name together. */
function lastPart(resource: string, event: string): string {
  return event.startsWith(resource) ? event.slice(resource.length) : event;
}

/** A template whose structure is wrong. */
export function wrongTemplate(detail: string, path: readonly string[] = []): SamError {
  return new SamError(undefined, `Structure of the SAM template is invalid. ${detail}`, path);
}

export type ExpectedType = 'map' | 'list' | 'string' | 'integer' | 'boolean';

export function isOfType(value: Json | undefined, type: ExpectedType): boolean {
  switch (type) {
    case 'map':
      return isMap(value);
    case 'list':
      return isList(value);
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value) || typeof value === 'boolean';
    case 'boolean':
      return typeof value === 'boolean';
  }
}

/** The value as a map; throws that property `name` (dotted, below `Properties`) of the resource should be one. */
export function expectMap(value: Json | undefined, resource: string, name: string, detail?: string): JsonMap {
  if (isMap(value)) return value;
  throw wrongProperty(resource, name, detail ?? `Property '${name}' should be a map.`);
}

export function expectList(value: Json | undefined, resource: string, name: string, detail?: string): Json[] {
  if (isList(value)) return value;
  throw wrongProperty(resource, name, detail ?? `Property '${name}' should be a list.`);
}

export function expectText(value: Json | undefined, resource: string, name: string, detail?: string): string {
  if (typeof value === 'string') return value;
  throw wrongProperty(resource, name, detail ?? `Property '${name}' should be a string.`);
}

export function expectType(value: Json | undefined, type: ExpectedType, resource: string, name: string, detail?: string): Json {
  if (value !== undefined && isOfType(value, type)) return value;
  throw wrongProperty(resource, name, detail ?? `Property '${name}' should be a ${type}.`);
}

export function expectGiven<Value extends Json>(
  value: Value | undefined,
  resource: string,
  name: string,
  detail?: string,
): Exclude<Value, null> {
  if (value !== undefined && value !== null) return value as Exclude<Value, null>;
  throw wrongProperty(resource, name, detail ?? `Property '${name}' is required.`);
}

/** A wrong property of a resource, by its dotted name below `Properties`. */
export function wrongProperty(resource: string, name: string, detail: string): SamError {
  return wrongResource(resource, detail, ['Properties', ...name.split(/[.[\]]/).filter((part) => part !== '')]);
}
