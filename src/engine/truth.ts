import type { Property } from './property.ts';

/**
 * A three-valued answer (Kleene): true, false, or unknown and why. `at` is the property that decided it, which is where a finding
 * points.
 */
export type Truth =
  | { readonly is: true; readonly at?: Property }
  | { readonly is: false; readonly at?: Property }
  | { readonly is: 'unknown'; readonly because: string; readonly at?: Property };

/** A truth, or one that is only computed when it is asked for. */
export type LazyTruth = Truth | (() => Truth);

export const TRUE: Truth = { is: true };
export const FALSE: Truth = { is: false };

/** A known answer, decided by a property. */
export function truth(value: boolean, at?: Property): Truth {
  return at === undefined ? (value ? TRUE : FALSE) : { is: value, at };
}

export function unknownTruth(because: string, at?: Property): Truth {
  return at === undefined ? { is: 'unknown', because } : { is: 'unknown', because, at };
}

export function isTrue(value: Truth): boolean {
  return value.is === true;
}

export function isFalse(value: Truth): boolean {
  return value.is === false;
}

const force = (value: LazyTruth): Truth => (typeof value === 'function' ? value() : value);

/** True when all are; false at the first that is false; otherwise unknown. Later ones are not computed after a false one. */
export function all(...values: readonly LazyTruth[]): Truth {
  let open: Truth | undefined;
  let last: Truth = TRUE;
  for (const value of values) {
    const current = force(value);
    if (current.is === false) return current;
    if (current.is === 'unknown') open ??= current;
    else last = current;
  }
  return open ?? last;
}

/** True when one is; false when all are, then at the first; otherwise unknown. Later ones are not computed after a true one. */
export function any(...values: readonly LazyTruth[]): Truth {
  let open: Truth | undefined;
  let first: Truth | undefined;
  for (const value of values) {
    const current = force(value);
    if (current.is === true) return current;
    if (current.is === 'unknown') open ??= current;
    else first ??= current;
  }
  return open ?? first ?? FALSE;
}

/** False for true, true for false; unknown stays unknown. */
export function not(value: Truth): Truth {
  if (value.is === 'unknown') return value;
  return value.at === undefined ? truth(!value.is) : { is: !value.is, at: value.at };
}
