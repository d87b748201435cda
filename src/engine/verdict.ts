import { Property } from './property.ts';
import { Resource } from './resource.ts';
import type { Truth } from './truth.ts';

/** Words for the placeholders of a message: `{found}`. */
export type MessageData = Readonly<Record<string, string | number>>;

/** Where a verdict points: a property, or the resource as a whole. */
export type Subject = Property | Resource;

/** Another place that belongs to a finding, such as the policy of a bucket. */
export interface Related {
  readonly subject: Subject;
  readonly message: string;
}

/** What a check says about one property of one resource. */
export type Verdict<Key extends string = string> =
  | {
      readonly kind: 'pass';
      readonly at?: Subject;
      /** What it rests on that nobody stated, in words: `Cidr is not open to every address`. */
      readonly assumption?: string;
    }
  | {
      readonly kind: 'fail';
      readonly message: Key;
      readonly at?: Subject;
      readonly data?: MessageData;
      /** The value is a secret: it is neither fingerprinted nor shown. */
      readonly secret?: boolean;
      /** The texts that must not be shown, where they are only a part of the value. */
      readonly secrets?: readonly string[];
      /** Milder or worse than the rule's own severity, for this case. */
      readonly severity?: 'critical' | 'high' | 'medium' | 'low' | 'info';
      readonly related?: readonly Related[];
    }
  | { readonly kind: 'unknown'; readonly because: string; readonly at?: Subject }
  | { readonly kind: 'not-applicable' };

/** One verdict, or one for each thing that was looked at. */
export type Verdicts<Key extends string = string> = Verdict<Key> | readonly Verdict<Key>[];

export interface FailOptions {
  readonly data?: MessageData;
  readonly secret?: boolean;
  readonly secrets?: readonly string[];
  readonly severity?: 'critical' | 'high' | 'medium' | 'low' | 'info';
  readonly related?: readonly Related[];
}

export interface MustOptions extends FailOptions {
  /** Where the finding points, when that is not the property that decided. */
  readonly at?: Subject;
}

const NOT_APPLICABLE: Verdict<never> = { kind: 'not-applicable' };

/** All is well; `at` says with what. */
export function pass(at?: Subject, assumption?: string): Verdict<never> {
  return { kind: 'pass', ...(at === undefined ? {} : { at }), ...(assumption === undefined ? {} : { assumption }) };
}

/** A breach: the key of its message, and the property or resource it points at. */
export function fail<Key extends string>(message: Key, at?: Subject, options: FailOptions = {}): Verdict<Key> {
  return { kind: 'fail', message, ...(at === undefined ? {} : { at }), ...options };
}

/** The verdict for what cannot be known; takes the reason, or the truth that is unknown. */
export function unknown(because: string | Truth, at?: Subject): Verdict<never> {
  if (typeof because === 'string') return { kind: 'unknown', because, ...(at === undefined ? {} : { at }) };
  const place = at ?? because.at;
  return {
    kind: 'unknown',
    because: because.is === 'unknown' ? because.because : 'it cannot be decided',
    ...(place === undefined ? {} : { at: place }),
  };
}

/** The rule has nothing to say about this resource. */
export function notApplicable(): Verdict<never> {
  return NOT_APPLICABLE;
}

/** Pass when true, fail with the message when false, unknown when unknown; at the property that decided. */
export function must<Key extends string>(truth: Truth, message: Key, options: MustOptions = {}): Verdict<Key> {
  const { at = truth.at, ...rest } = options;
  if (truth.is === true) return pass(at);
  if (truth.is === false) return fail(message, at, rest);
  return unknown(truth.because, at);
}

/** Fail with the message when true, pass when false, unknown when unknown; at the property that decided. */
export function mustNot<Key extends string>(truth: Truth, message: Key, options: MustOptions = {}): Verdict<Key> {
  const { at = truth.at, ...rest } = options;
  if (truth.is === true) return fail(message, at, rest);
  if (truth.is === false) return pass(at);
  return unknown(truth.because, at);
}

/**
 * A verdict that holds only where the rule applies: not applicable when that is false. When that is not known, what would fail is
 * unknown, and what would pass passes either way.
 */
export function when<Key extends string>(applies: Truth, verdicts: () => Verdicts<Key>): Verdicts<Key> {
  if (applies.is === false) return NOT_APPLICABLE;
  const inner = verdicts();
  if (applies.is === true) return inner;
  const open = (verdict: Verdict<Key>): Verdict<Key> => (verdict.kind === 'fail' ? unknown(applies, verdict.at) : verdict);
  return isSingle(inner) ? open(inner) : inner.map(open);
}

function isSingle<Key extends string>(verdicts: Verdicts<Key>): verdicts is Verdict<Key> {
  return !Array.isArray(verdicts);
}

export function toList<Key extends string>(verdicts: Verdicts<Key>): readonly Verdict<Key>[] {
  return isSingle(verdicts) ? [verdicts] : verdicts;
}

/** One verdict for each item of a list; unknown as well where the list, or a part of it, is not known. */
export function forEach<Key extends string>(list: Property, check: (item: Property) => Verdicts<Key>): readonly Verdict<Key>[] {
  const verdicts: Verdict<Key>[] = list.items().flatMap((item) => toList(check(item)));
  const { open } = list;
  if (open !== undefined) verdicts.push(unknown(open, list));
  return verdicts;
}

/** Whether a question is true of every item of a list; true of an empty one, unknown where items may be missing. */
export function every(list: Property, question: (item: Property) => Truth): Truth {
  let open: Truth | undefined = list.open === undefined ? undefined : { is: 'unknown', because: list.open, at: list };
  for (const item of list.items()) {
    const answer = question(item);
    if (answer.is === false) return answer;
    if (answer.is === 'unknown') open ??= answer;
  }
  return open ?? { is: true, at: list };
}

/** Whether a question is true of some item of a list; false of an empty one (at the list), unknown where items may be missing. */
export function some(list: Property, question: (item: Property) => Truth): Truth {
  let open: Truth | undefined = list.open === undefined ? undefined : { is: 'unknown', because: list.open, at: list };
  for (const item of list.items()) {
    const answer = question(item);
    if (answer.is === true) return answer;
    if (answer.is === 'unknown') open ??= answer;
  }
  return open ?? { is: false, at: list };
}

export function isResource(subject: Subject): subject is Resource {
  return subject instanceof Resource;
}

export { Property, Resource };
