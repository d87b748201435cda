/** A property of a resource, by the resource's key and the pointer. */
export interface ReadingPlace {
  readonly resource: string;
  readonly pointer: string;
}

/** The assumptions that were taken at a place, and below it. */
interface Reading {
  readonly here: Set<string>;
  readonly below: Set<string>;
  /** All that was taken at or below the items of a list. */
  readonly inItems: Set<string>;
  readonly items: Map<string, Reading>;
  readonly entries: Map<string, Reading>;
}

/**
 * What a run rests on that nobody stated, by what was read when it was taken. A statement about one item of a list rests on nothing that
 * only other items read; on everything else it may.
 */
export class Assumptions {
  readonly #everywhere = new Set<string>();
  readonly #byResource = new Map<string, Reading>();

  add(assumption: string, { resource, pointer }: ReadingPlace): void {
    if (resource === '' || pointer === '') {
      this.#everywhere.add(assumption);
      return;
    }
    let reading = childOf(this.#byResource, resource);
    for (const step of stepsOf(pointer)) {
      reading.below.add(assumption);
      if (isIndex(step)) reading.inItems.add(assumption);
      reading = childOf(isIndex(step) ? reading.items : reading.entries, step);
    }
    reading.here.add(assumption);
    reading.below.add(assumption);
  }

  /** What a statement about one property of a resource rests on. */
  of({ resource, pointer }: ReadingPlace): readonly string[] {
    if (this.#byResource.size === 0) return [...this.#everywhere];
    const found = new Set(this.#everywhere);
    const take = (assumptions: ReadonlySet<string>): void => {
      for (const assumption of assumptions) found.add(assumption);
    };
    for (const [key, reading] of this.#byResource) if (key !== resource) take(reading.below);
    let reading = this.#byResource.get(resource);
    for (const step of pointer === '' ? [] : stepsOf(pointer)) {
      if (reading === undefined) break;
      take(reading.here);
      for (const [key, entry] of reading.entries) if (key !== step) take(entry.below);
      if (!isIndex(step)) take(reading.inItems);
      reading = (isIndex(step) ? reading.items : reading.entries).get(step);
    }
    if (reading !== undefined) take(reading.below);
    return [...found];
  }
}

function childOf(children: Map<string, Reading>, step: string): Reading {
  let child = children.get(step);
  if (child === undefined) {
    child = { here: new Set(), below: new Set(), inItems: new Set(), items: new Map(), entries: new Map() };
    children.set(step, child);
  }
  return child;
}

function stepsOf(pointer: string): readonly string[] {
  return pointer.slice(1).split('/');
}

function isIndex(step: string): boolean {
  return /^\d+$/.test(step);
}
