import type { SamError } from '../../../src/loaders/sam/errors.ts';
import { isEqual, isList, isMap, type Json, type JsonMap } from '../../../src/loaders/sam/json.ts';
import type { SamAnswer } from './oracle.ts';
import type { OurAnswer } from './ours.ts';

export interface SamDifference {
  /** `Resources.Hello.Properties.Code`; empty for the answer as a whole. */
  readonly path: string;
  readonly ours: Json | undefined;
  readonly theirs: Json | undefined;
}

/**
 * The differences of two transformed templates, whatever the order of keys and of dependencies and alternatives of conditions, which AWS's
 * transform takes from sets. Deployments of REST APIs are named after a hash of their API's definition, which we calculate in another way: that
 * part of their id and description is left aside.
 */
export function compareTemplates(ours: Json, theirs: Json): readonly SamDifference[] {
  const differences: SamDifference[] = [];
  compare(withSortedSets(withoutHashes(ours)), withSortedSets(withoutHashes(theirs)), '', differences);
  return differences;
}

/**
 * The differences of two answers: both transform it to the same, or both refuse it, and we name the resource and property that the
 * oracle names.
 */
export function compareAnswers(ours: OurAnswer, theirs: SamAnswer): readonly SamDifference[] {
  if (ours.kind === 'transformed' && theirs.kind === 'transformed') return compareTemplates(ours.output, theirs.output);
  if (ours.kind === 'refused' && theirs.kind === 'refused') {
    const missed = theirs.messages.filter((message) => !names(ours.errors, message));
    const excessive = ours.errors.filter((error) => !isNamed(error, theirs.messages));
    return [
      ...missed.map((message) => ({ path: '', ours: [...ours.messages], theirs: message })),
      ...excessive.map(({ message }) => ({ path: '', ours: message, theirs: [...theirs.messages] })),
    ];
  }
  // Where AWS's transform breaks down, any error of ours is the better answer.
  if (ours.kind === 'refused' && theirs.kind === 'broken') return [];
  return [{ path: '', ours: summary(ours), theirs: summary(theirs) }];
}

function names(errors: Extract<OurAnswer, { kind: 'refused' }>['errors'], message: string): boolean {
  const [, kind, id] = /^(Resource|Event) with id \[(.*?)\] is invalid/.exec(message) ?? [];
  if (id === undefined) return errors.length > 0;
  // Ids that are no ids are printed in another way.
  if (/Logical ids must be/.test(message)) return errors.some((error) => /Logical ids must be/.test(error.message));
  // A list of resources, and an event without a resource, are named in the text only.
  const ofThem = errors.filter((error) => (kind === 'Resource' ? error.resource === id : false) || error.message.includes(`[${id}]`));
  return ofThem.some(
    (error) => error.resource !== undefined && (error.path.length > 0 || !/[Pp]ropert/.test(message.replace(/\[.*?\]/, ''))),
  );
}

/** Whether the oracle complains of the same. Where it complains of the template as a whole, we may know better. */
function isNamed({ resource, message }: SamError, theirs: readonly string[]): boolean {
  const ids = [resource, ...[...message.matchAll(/with id \[(.*?)\]/g)].map(([, id]) => id)].filter((id) => id !== undefined);
  return theirs.some(
    (their) => !/with id \[/.test(their) || /Logical ids must be/.test(their) || ids.some((id) => their.includes(`[${id}`)),
  );
}

function summary(answer: OurAnswer | SamAnswer): Json {
  switch (answer.kind) {
    case 'transformed':
      return 'transformed';
    case 'refused':
      return { refused: [...answer.messages] };
    case 'broken':
      return { broken: answer.message };
  }
}

const DEPLOYMENT_ID = /^(.*Deployment)[0-9a-f]{10}$/;

function withoutHashes(template: Json): Json {
  const resources = isMap(template) ? template.Resources : undefined;
  if (!isMap(resources)) return template;
  const names = new Map<string, string>();
  const descriptions = new Set<string>();
  for (const [id, resource] of Object.entries(resources)) {
    const stem = DEPLOYMENT_ID.exec(id)?.[1];
    if (stem === undefined || !isMap(resource) || resource.Type !== 'AWS::ApiGateway::Deployment') continue;
    names.set(id, `${stem}#`);
    const description = isMap(resource.Properties) ? resource.Properties.Description : undefined;
    if (typeof description === 'string' && /[0-9a-f]{40}$/.test(description)) descriptions.add(description);
  }
  const renamed = (value: Json): Json => {
    if (typeof value === 'string') return descriptions.has(value) ? value.replace(/[0-9a-f]{40}$/, '#') : renamedText(value, names);
    if (isList(value)) return value.map(renamed);
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [names.get(key) ?? key, renamed(item ?? null)]));
  };
  return renamed(template);
}

/** Ids stand alone, or in the text of an `Fn::Sub`. */
function renamedText(text: string, names: ReadonlyMap<string, string>): string {
  let made = text;
  for (const [id, name] of names) made = made.replaceAll(id, name);
  return made;
}

const SETS: ReadonlySet<string> = new Set(['DependsOn', 'Fn::Or']);

function withSortedSets(value: Json): Json {
  if (isList(value)) return value.map(withSortedSets);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const made = withSortedSets(item ?? null);
      return [key, SETS.has(key) && isList(made) ? made.toSorted((a, b) => compareTexts(JSON.stringify(a), JSON.stringify(b))) : made];
    }),
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compare(ours: Json | undefined, theirs: Json | undefined, path: string, differences: SamDifference[]): void {
  if (isMap(ours) && isMap(theirs)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      compare(ownValue(ours, key), ownValue(theirs, key), path === '' ? key : `${path}.${key}`, differences);
    }
  } else if (isList(ours) && isList(theirs) && ours.length === theirs.length) {
    for (const [index, item] of ours.entries()) compare(item, theirs[index], `${path}[${index}]`, differences);
  } else if (!isEqual(ours, theirs)) differences.push({ path, ours, theirs });
}

function ownValue(map: JsonMap, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Differences as text, one after the other. */
export function printDifferences(differences: readonly SamDifference[]): string {
  return differences
    .map(({ path, ours, theirs }) => `${path || '(the whole)'}\n    ours    ${shown(ours)}\n    theirs  ${shown(theirs)}`)
    .join('\n');
}

function shown(value: Json | undefined): string {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
