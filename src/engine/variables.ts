import type { Choices } from './choices.ts';
import type { Trace } from './trace.ts';

/** Something to compare that is not known, but the same whenever it is asked for. */
export interface Variable {
  readonly kind: 'variable';
  readonly key: string;
  /** All that it can be, where that is known. */
  readonly candidates?: readonly string[];
  /** What to call it in the words of a scenario; missing for what has no name, or must not be shown. */
  readonly name?: string;
  /** Whether it can be a text, as far as its form tells. */
  readonly mayBe: (text: string) => boolean;
}

/** A variable of which all is known that it can be. */
export type Candidates = Pick<Variable, 'key' | 'name'> & { readonly candidates: readonly string[] };

/** What a free variable is known to be or not to be, or which of its allowed values are left. */
interface Knowledge {
  readonly candidates?: readonly string[];
  readonly is?: string;
  readonly isNot?: readonly string[];
  /** Variables that it is known to differ from. */
  readonly differsFrom?: readonly string[];
  /** Known to be equal to another variable. */
  readonly sameAs?: string;
}

/** What one run has decided of the variables that it met. Only what is asked for is decided, and never twice in different ways. */
export class Variables {
  readonly #choices: Choices;
  readonly #trace: Trace;
  readonly #knowledge = new Map<string, Knowledge>();
  readonly #statements = new Map<string, boolean>();

  constructor(choices: Choices, trace: Trace) {
    this.#choices = choices;
    this.#trace = trace;
  }

  /** Takes over what another run has decided. */
  inherit(from: Variables): void {
    for (const [key, value] of from.#knowledge) this.#knowledge.set(key, value);
    for (const [key, value] of from.#statements) this.#statements.set(key, value);
  }

  /** Decides which of its candidates a variable is. */
  choose({ key, name, candidates }: Candidates): string {
    const left = this.#knowledge.get(key)?.candidates ?? candidates;
    if (candidates.length > 1) this.#trace.openRead();
    const value = left[left.length === 1 ? 0 : this.#choices.choose(left.length)] as string;
    this.#knowledge.set(key, { candidates: [value] });
    if (candidates.length > 1 && name !== undefined) this.#trace.labels.set(key, `${name} is ${value === '' ? 'empty' : value}`);
    return value;
  }

  /** Whether a variable is a text; decides no more of it than that. */
  is(variable: Variable, text: string): boolean {
    if (!variable.mayBe(text)) return false;
    const key = this.#representative(variable.key);
    const known = this.#knowledge.get(key) ?? (variable.candidates === undefined ? {} : { candidates: variable.candidates });
    const decidable = variable.candidates === undefined || variable.candidates.length > 1;
    if (decidable) this.#trace.openRead();
    if (known.candidates !== undefined) {
      if (!known.candidates.includes(text)) return false;
      if (known.candidates.length === 1) return true;
      const truth = this.#decide();
      this.#knowledge.set(key, { candidates: truth ? [text] : known.candidates.filter((candidate) => candidate !== text) });
      return truth;
    }
    if (known.is !== undefined) return known.is === text;
    if (known.isNot?.includes(text) === true) return false;
    const taken = known.differsFrom?.some((other) => this.#knowledge.get(this.#representative(other))?.is === text) === true;
    const truth = !taken && this.#decide();
    this.#knowledge.set(key, { ...known, ...(truth ? { is: text } : { isNot: [...(known.isNot ?? []), text] }) });
    return truth;
  }

  /** Whether two variables are the same. */
  areSame(a: Variable, b: Variable): boolean {
    const [keyA, keyB] = [this.#representative(a.key), this.#representative(b.key)];
    if (keyA === keyB) {
      // That two are one was decided in this scenario, unless they are the same from the start.
      if (a.key !== b.key) this.#trace.openRead();
      return true;
    }
    if (a.candidates !== undefined) return this.is(b, this.choose({ ...a, candidates: a.candidates }));
    if (b.candidates !== undefined) return this.is(a, this.choose({ ...b, candidates: b.candidates }));
    const [knownA, knownB] = [this.#knowledge.get(keyA) ?? {}, this.#knowledge.get(keyB) ?? {}];
    if (knownA.is !== undefined) return this.is({ ...b, key: keyB }, knownA.is);
    if (knownB.is !== undefined) return this.is({ ...a, key: keyA }, knownB.is);
    this.#trace.openRead();
    const [differA, differB] = [knownA.differsFrom ?? [], knownB.differsFrom ?? []];
    if (differA.some((other) => this.#representative(other) === keyB) || differB.some((other) => this.#representative(other) === keyA))
      return false;
    const truth = this.#decide();
    if (truth) {
      this.#knowledge.set(keyA, { isNot: [...(knownA.isNot ?? []), ...(knownB.isNot ?? [])], differsFrom: [...differA, ...differB] });
      this.#knowledge.set(keyB, { sameAs: keyA });
    } else {
      this.#knowledge.set(keyA, { ...knownA, differsFrom: [...differA, keyB] });
      this.#knowledge.set(keyB, { ...knownB, differsFrom: [...differB, keyA] });
    }
    return truth;
  }

  /** Whether a statement holds that nothing is known of: decided one way or the other, and the same way for the rest of the run. */
  holds(statement: string): boolean {
    this.#trace.openRead();
    const known = this.#statements.get(statement);
    if (known !== undefined) return known;
    const truth = this.#decide();
    this.#statements.set(statement, truth);
    return truth;
  }

  #decide(): boolean {
    return this.#choices.choose(2) === 0;
  }

  #representative(key: string): string {
    const known = this.#knowledge.get(key);
    return known?.sameAs === undefined ? key : this.#representative(known.sameAs);
  }
}
