/**
 * The choices of one run through a check. Every place where the outcome is open (which of the allowed values, is this condition
 * true) asks `choose`; replaying the run with other answers visits every combination that is ever asked for, and no other.
 */
export class Choices {
  readonly #script: readonly number[];
  readonly #taken: { answer: number; readonly options: number }[] = [];

  constructor(script: readonly number[] = []) {
    this.#script = script;
  }

  /** An answer from 0 to `options - 1`. */
  choose(options: number): number {
    const at = this.#taken.length;
    const answer = this.#script[at] ?? 0;
    this.#taken.push({ answer, options });
    return answer;
  }

  get count(): number {
    return this.#taken.length;
  }

  /** The script of the next run, depth first; `undefined` when all combinations were visited. */
  next(): readonly number[] | undefined {
    const taken = this.#taken.map((choice) => ({ ...choice }));
    for (let last = taken.pop(); last !== undefined; last = taken.pop()) {
      if (last.answer + 1 < last.options) return [...taken.map((choice) => choice.answer), last.answer + 1];
    }
    return undefined;
  }
}
