import { Assumptions, type ReadingPlace } from './assumptions.ts';

const ANYWHERE: ReadingPlace = { resource: '', pointer: '' };

/** What one run of a check read and decided on its way: all that makes its result differ from that of another run. */
export class Trace {
  /** The decisions of this run in words, by what was decided: `IsProd` → `IsProd is false`. */
  readonly labels = new Map<string, string>();
  /** Why a pass of this run is not certain: a macro that may change what was read. */
  readonly taints = new Set<string>();
  /** What is being read: a place inside the list of one resource rests on nothing that only another item of the list reads. */
  reading: ReadingPlace = ANYWHERE;
  readonly #assumptions = new Assumptions();
  /** In the order that they were taken; a condition that is decided once carries its own. */
  readonly #taken: string[] = [];
  #dependence = 0;
  #openReads = 0;

  /** Counts everything that makes a value depend on this run: what was computed between two equal readings holds for other runs too. */
  get dependence(): number {
    return this.#dependence;
  }

  /** Counts reads of variables that are not decided from outside. */
  get openReads(): number {
    return this.#openReads;
  }

  /** Something was read that differs from run to run. */
  depend(): void {
    this.#dependence++;
  }

  /** Something was read that can be decided in several ways. */
  openRead(): void {
    this.#openReads++;
    this.#dependence++;
  }

  assume(assumption: string): void {
    this.#dependence++;
    this.#taken.push(assumption);
    this.#assumptions.add(assumption, this.reading);
  }

  /** How many assumptions were taken so far, each as often as it was. */
  get taken(): number {
    return this.#taken.length;
  }

  /** The assumptions that were taken since there were so many of them. */
  takenSince(count: number): readonly string[] {
    return this.#taken.length === count ? [] : [...new Set(this.#taken.slice(count))];
  }

  /** What a statement about one property of a resource rests on. */
  assumptionsOf(place: ReadingPlace): readonly string[] {
    return this.#assumptions.of(place);
  }

  taint(because: string): void {
    this.#dependence++;
    this.taints.add(because);
  }
}
