import type { LiteralValue, MapValue, Slot, UnknownValue, Value, ValueOrigin } from '../model/value.ts';
import type { Evaluation } from './evaluation.ts';
import type { ResourceInstance, Stack } from './stack.ts';
import { partialMayBe } from './text-value.ts';
import { type Truth, truth, unknownTruth } from './truth.ts';
import { describeValue } from './value-text.ts';

/** Where a property stands: a stretch of the file of the resource. Below values that stand elsewhere it is that of their parent. */
export interface Place {
  readonly stack: Stack;
  readonly start: number;
  readonly end: number;
}

export interface TextOptions {
  readonly ignoreCase?: boolean;
}

/**
 * A property of a resource in one scenario: its value, its place, and questions about it that answer true, false or unknown.
 * Properties are read lazily; a missing one can be asked as well.
 */
export class Property {
  readonly resource: ResourceInstance;
  readonly evaluation: Evaluation;
  /** A JSON pointer below `Properties`; `..` in front of what stands beside them. */
  readonly pointer: string;
  readonly #parent: Property | undefined;
  readonly #key: string;
  readonly #slot: Slot | undefined;
  #value: Value | undefined;

  constructor(
    resource: ResourceInstance,
    evaluation: Evaluation,
    pointer: string,
    parent: Property | undefined,
    key: string,
    slot: Slot | undefined,
    value?: Value,
  ) {
    this.resource = resource;
    this.evaluation = evaluation;
    this.pointer = pointer;
    this.#parent = parent;
    this.#key = key;
    this.#slot = slot;
    this.#value = value;
  }

  /** The last step of the path: `SSEAlgorithm`, or the index of an item. */
  get name(): string {
    return this.#key;
  }

  get value(): Value {
    if (this.#value === undefined) {
      this.evaluation.step();
      const before = this.evaluation.trace.reading;
      this.evaluation.trace.reading = { resource: this.resource.key, pointer: this.pointer };
      this.#value = this.#slot === undefined ? this.#missing() : this.evaluation.resolveSlot(this.#slot);
      this.evaluation.trace.reading = before;
    }
    return this.#value;
  }

  /** What stands for a key that is not there: below something unknown it is unknown, in a map that a macro completes as well. */
  #missing(): Value {
    const above = this.#parent?.value;
    if (above === undefined) return { kind: 'absent' };
    switch (above.kind) {
      case 'map':
        return above.open === undefined ? { kind: 'absent' } : { kind: 'unknown', because: above.open };
      case 'absent':
      case 'list':
      case 'literal':
        return { kind: 'absent' };
      default:
        return { kind: 'unknown', because: describeValue(above) };
    }
  }

  /** Its place: that of its key, or of the nearest ancestor's key when it is missing. */
  get place(): Place {
    const slot = this.#slot;
    if (slot !== undefined && slot.start >= 0 && (slot.stack === this.resource.stack || slot.stack === undefined)) {
      return { stack: this.resource.stack, start: slot.start, end: slot.end };
    }
    if (this.#parent !== undefined) return this.#parent.place;
    const { entry } = this.resource.declaration;
    return { stack: this.resource.stack, start: entry.keyStart, end: entry.keyEnd };
  }

  /** A property below this one, by a dotted path: `Rules.0.Status`. */
  at(path: string): Property {
    let current: Property = this;
    for (const key of path.split('.')) current = current.child(key);
    return current;
  }

  /** The property under one key, which may contain dots. */
  child(key: string): Property {
    const { value } = this;
    const pointer = `${this.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (value.kind === 'map') {
      const slot = value.entries.get(key);
      return new Property(this.resource, this.evaluation, pointer, this, key, slot);
    }
    if (value.kind === 'list') {
      const slot = /^\d+$/.test(key) ? value.items[Number(key)] : undefined;
      return new Property(this.resource, this.evaluation, pointer, this, key, slot);
    }
    return new Property(this.resource, this.evaluation, pointer, this, key, undefined);
  }

  /** A property with a value of its own at the place of this one, such as a policy document parsed from its text. */
  withValue(value: Value): Property {
    return new Property(this.resource, this.evaluation, this.pointer, this.#parent, this.#key, this.#slot, value);
  }

  /** The items of a list; a single value counts as a list of one, what is absent or unknown as none (see `open`). */
  items(): readonly Property[] {
    const { value } = this;
    switch (value.kind) {
      case 'list': {
        const present = this.evaluation.presentItems(value);
        let next = 0;
        // An item keeps the index it is written at, so that it is the same in scenarios with and without those before it.
        return value.items.flatMap((slot, index) => {
          if (slot !== present[next]) return [];
          next++;
          return [new Property(this.resource, this.evaluation, `${this.pointer}/${index}`, this, String(index), slot)];
        });
      }
      case 'map':
        // A macro alone may as well become a list.
        return value.open !== undefined && value.entries.size === 0 ? [] : [this];
      case 'literal':
      case 'partial':
      case 'reference':
      case 'dynamic':
        return [this];
      default:
        return [];
    }
  }

  /** The entries of a map, without those that are absent. */
  entries(): readonly Property[] {
    const { value } = this;
    if (value.kind !== 'map') return [];
    const entries: Property[] = [];
    for (const key of value.entries.keys()) {
      const child = this.child(key);
      if (child.value.kind !== 'absent') entries.push(child);
    }
    return entries;
  }

  /** Why items or entries may be missing from what `items` and `entries` give: the value, or a part of it, is not known. */
  get open(): string | undefined {
    const { value } = this;
    switch (value.kind) {
      case 'map':
        return value.open;
      case 'parameter':
      case 'import':
      case 'unknown':
        return describeValue(value);
      default:
        return undefined;
    }
  }

  // --- questions --------------------------------------------------------------------------------------------------------------

  #unknown(): Truth {
    return unknownTruth(describeValue(this.value), this);
  }

  /** Whether it is there. A reference, an import, a dynamic reference and a parameter are; what a macro may add is unknown. */
  isSet(): Truth {
    const { value } = this;
    if (value.kind === 'unknown' && this.#slot === undefined) return this.#unknown();
    if (value.kind === 'map' && value.open !== undefined && value.entries.size === 0) return this.#unknown();
    return truth(value.kind !== 'absent', this);
  }

  isAbsent(): Truth {
    const set = this.isSet();
    return set.is === 'unknown' ? set : truth(!set.is, this);
  }

  /** Set, and neither an empty text nor an empty list or map. */
  isNonEmpty(): Truth {
    const { value } = this;
    if (value.kind === 'literal') return truth(value.text !== '', this);
    if (value.kind === 'list') return truth(this.evaluation.presentItems(value).length > 0, this);
    if (value.kind === 'map' && value.open === undefined) return truth(this.entries().length > 0, this);
    return this.isSet();
  }

  /** Whether it is the boolean true, or a text that says so; `default` is what its absence means. */
  isTrue(options: { readonly default?: boolean } = {}): Truth {
    return this.#isBoolean('true', options.default ?? false);
  }

  /** Whether it is the boolean false, or a text that says so; `default` is what its absence means. */
  isFalse(options: { readonly default?: boolean } = {}): Truth {
    return this.#isBoolean('false', !(options.default ?? true));
  }

  #isBoolean(word: string, whenAbsent: boolean): Truth {
    const { value } = this;
    if (value.kind === 'absent') return truth(whenAbsent, this);
    return this.test((text) => text.toLowerCase() === word);
  }

  /** Whether it is this text (a number or boolean by its text); false when it is absent. */
  equals(expected: string | number | boolean, options: TextOptions = {}): Truth {
    return this.oneOf([String(expected)], options);
  }

  oneOf(expected: readonly string[], options: TextOptions = {}): Truth {
    const fold = (text: string): string => (options.ignoreCase === true ? text.toLowerCase() : text);
    const wanted = expected.map(fold);
    const { value } = this;
    if (value.kind === 'partial' && !wanted.some((text) => partialMayBe(value.pieces, text, fold))) return truth(false, this);
    return this.test((text) => wanted.includes(fold(text)));
  }

  /**
   * A test of the text of a literal. Absent, a list and a map are false; what is not known is unknown, unless all that it can turn out
   * to be give one answer.
   */
  test(predicate: (text: string) => boolean): Truth {
    const { value } = this;
    switch (value.kind) {
      case 'literal':
        return truth(predicate(value.text), this);
      case 'absent':
      case 'list':
        return truth(false, this);
      case 'map':
        return value.open === undefined ? truth(false, this) : this.#unknown();
      case 'unknown': {
        const answer = agreedAnswer(value, predicate);
        return answer === undefined ? this.#unknown() : truth(answer, this);
      }
      default:
        return this.#unknown();
    }
  }

  /** A test of a number, or of a text that is one; false for any other text and when it is absent. */
  testNumber(predicate: (number: number) => boolean): Truth {
    return this.test((text) => text.trim() !== '' && Number.isFinite(Number(text)) && predicate(Number(text)));
  }

  startsWith(prefix: string, options: TextOptions = {}): Truth {
    const fold = (text: string): string => (options.ignoreCase === true ? text.toLowerCase() : text);
    const { value } = this;
    const first = value.kind === 'partial' ? value.pieces[0] : undefined;
    if (typeof first === 'string') {
      if (fold(first).startsWith(fold(prefix))) return truth(true, this);
      if (!fold(prefix).startsWith(fold(first))) return truth(false, this);
    }
    return this.test((text) => fold(text).startsWith(fold(prefix)));
  }

  endsWith(suffix: string, options: TextOptions = {}): Truth {
    const fold = (text: string): string => (options.ignoreCase === true ? text.toLowerCase() : text);
    const { value } = this;
    const last = value.kind === 'partial' ? value.pieces.at(-1) : undefined;
    if (typeof last === 'string') {
      if (fold(last).endsWith(fold(suffix))) return truth(true, this);
      if (!fold(suffix).endsWith(fold(last))) return truth(false, this);
    }
    return this.test((text) => fold(text).endsWith(fold(suffix)));
  }

  contains(part: string, options: TextOptions = {}): Truth {
    const fold = (text: string): string => (options.ignoreCase === true ? text.toLowerCase() : text);
    const { value } = this;
    if (value.kind === 'partial' && value.pieces.some((piece) => typeof piece === 'string' && fold(piece).includes(fold(part))))
      return truth(true, this);
    return this.test((text) => fold(text).includes(fold(part)));
  }

  /** The number, where it is one. */
  get number(): number | undefined {
    const { value } = this;
    if (value.kind !== 'literal' || value.text.trim() === '') return undefined;
    const number = Number(value.text);
    return Number.isFinite(number) ? number : undefined;
  }

  /** The text of a literal; `undefined` for anything else. */
  get text(): string | undefined {
    return this.value.kind === 'literal' ? (this.value as LiteralValue).text : undefined;
  }

  /** The literal pieces of a text, the holes left out: what can be read of it without knowing the rest. */
  get knownText(): readonly string[] {
    const { value } = this;
    if (value.kind === 'literal') return [value.text];
    if (value.kind === 'partial') return value.pieces.filter((piece) => typeof piece === 'string');
    return [];
  }

  /** Where the value was taken from, nearest first: parameters, mappings, outputs. */
  get origins(): readonly ValueOrigin[] {
    const { value } = this;
    return value.kind === 'absent' ? [] : (value.origins ?? []);
  }

  /** The value in words, for messages. */
  describe(): string {
    return describeValue(this.value);
  }
}

/** What a test says of all texts that a value can turn out to be; `undefined` when they differ or are not known. */
export function agreedAnswer(value: UnknownValue, test: (text: string) => boolean): boolean | undefined {
  const [first, ...others] = (value.candidates ?? []).map(test);
  return others.every((answer) => answer === first) ? first : undefined;
}

export type { MapValue };
