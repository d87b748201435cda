import type { TransformContext } from '../context.ts';
import { SamError } from '../errors.ts';
import { passOnAs } from '../function/pass-on.ts';
import { get, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import type { CfnResource, From, SamResource } from '../resource.ts';

/** One entry of `Events` of a function or a state machine. */
export interface SamEvent {
  /** Where its logical ids begin: the id of the resource and the name together. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** The map of the template: what events note in it is seen by those that share it. */
  readonly properties: JsonMap;
  readonly owner: SamResource;
}

/** What the events of a function invoke. */
export interface FunctionTarget {
  /** The alias, if the function has one, else the function. */
  readonly lambda: CfnResource;
  /** The role generated for the function, whether or not it is put into the template: event sources that are polled add policies to it. */
  readonly role: CfnResource;
}

/** What an event becomes, once it is known what it invokes. Throws `SamError`. */
export type Expand<Target> = (target: Target) => readonly CfnResource[];

/** A kind of event source. */
export interface EventSource<Target> {
  /** Finds what else in the template the event concerns (its bucket, its API). Throws `SamError`. */
  prepare(event: SamEvent, context: TransformContext): Expand<Target>;
}

/** Where an event stands in the template, or one of its properties. */
export function originOf(event: SamEvent, ...path: readonly string[]): From {
  return {
    id: event.owner.id,
    path: ['Properties', 'Events', event.name, ...(path.length === 0 ? [] : ['Properties', ...path])],
  };
}

/** The value of a property; `undefined` when it is missing or empty. */
export function propertyOf(event: SamEvent, name: string): Json | undefined {
  return get(event.properties, name) ?? undefined;
}

/** A wrong event, or a wrong property of it: `wrong(event, 'Both are given.', 'State')`. */
export function wrong(event: SamEvent, detail: string, ...path: readonly string[]): SamError {
  return wrongNamed(event, event.name, detail, path);
}

/** The same by the logical id of the event, where AWS names that. */
export function wrongById(event: SamEvent, detail: string, ...path: readonly string[]): SamError {
  return wrongNamed(event, event.id, detail, path);
}

function wrongNamed(event: SamEvent, name: string, detail: string, path: readonly string[]): SamError {
  const message = `Resource with id [${event.owner.id}] is invalid. Event with id [${name}] is invalid. ${detail}`;
  return new SamError(event.owner.id, message, originOf(event, ...path).path);
}

/** Notes that something is there for an event: a key of a map, an item of a list. */
export function noteEvent(event: SamEvent, container: JsonMap | Json[], key: string | number): void {
  inherit(container, key, get(event.owner.properties, 'Events'), event.name);
}

/** The value under a key; where there is none, `otherwise` is put there for the event. */
export function presentOr(event: SamEvent, container: JsonMap, key: string, otherwise: Json): Json {
  const present = container[key];
  if (present !== undefined && present !== null) return present;
  container[key] = otherwise;
  noteEvent(event, container, key);
  return otherwise;
}

/** The list with items that are there for an event; the others stand where they stood. */
export function withAdded(event: SamEvent, list: Json[], ...items: readonly Json[]): Json[] {
  const made = [...list, ...items];
  for (const index of list.keys()) inherit(made, index, list);
  for (const index of items.keys()) noteEvent(event, made, list.length + index);
  return made;
}

/** Gives a property of the event to what is made of it; nothing when it is missing. */
export function passOn(event: SamEvent, name: string, made: JsonMap, as = name): void {
  passOnAs(made, as, event.properties, name);
}
