import { childOf } from '../model/node.ts';
import { ABSENT, type Slot, type Value } from '../model/value.ts';
import type { Evaluation } from './evaluation.ts';
import { Property } from './property.ts';
import { possibleReferrers, possibleTargets } from './relations.ts';
import type { ResourceInstance } from './stack.ts';
import { type Truth, truth } from './truth.ts';
import { valueKey } from './value-text.ts';

export interface RelationOptions {
  /** Properties of the resource referred to whose literal value is its name: an equal literal is then a reference as well. */
  readonly names?: readonly string[];
}

/** A resource as a rule sees it: its properties in one scenario, and its neighbours in the deployment unit. */
export class Resource {
  readonly instance: ResourceInstance;
  readonly evaluation: Evaluation;
  #properties: Property | undefined;
  #body: Property | undefined;

  constructor(instance: ResourceInstance, evaluation: Evaluation) {
    this.instance = instance;
    this.evaluation = evaluation;
  }

  /** The logical id. */
  get id(): string {
    return this.instance.declaration.id;
  }

  get type(): string {
    return this.instance.declaration.type;
  }

  /** All properties, as one. */
  get properties(): Property {
    if (this.#properties === undefined) {
      const entry = this.instance.declaration.properties;
      const slot =
        entry === undefined ? undefined : { node: entry.value, stack: this.instance.stack, start: entry.keyStart, end: entry.keyEnd };
      this.#properties = new Property(this.instance, this.evaluation, '', undefined, '', slot, this.#hidden(slot));
    }
    return this.#properties;
  }

  /** What stands for properties that cannot be looked into, or may be completed by a macro beside them. */
  #hidden(slot: Slot | undefined): Value | undefined {
    const { opaque, body } = this.instance.declaration;
    if (opaque !== undefined) return { kind: 'unknown', because: opaque };
    if (childOf(body, 'Fn::Transform') === undefined) return undefined;
    const beside = this.evaluation.resolve(body, this.instance.stack);
    const open = beside.kind === 'map' ? beside.open : undefined;
    if (open === undefined) return undefined;
    const known = slot === undefined ? ABSENT : this.evaluation.resolveSlot(slot);
    return known.kind === 'map' ? { ...known, open: known.open ?? open } : { kind: 'map', entries: new Map(), open };
  }

  /** A property by its dotted path, missing or not: `BucketEncryption.ServerSideEncryptionConfiguration`. */
  at(path: string): Property {
    return this.properties.at(path);
  }

  /** What stands beside the properties: `DeletionPolicy`, `Metadata`. */
  attribute(name: string): Property {
    if (this.#body === undefined) {
      const { entry, body } = this.instance.declaration;
      const slot = { node: body, stack: this.instance.stack, start: entry.keyStart, end: entry.keyEnd };
      this.#body = new Property(this.instance, this.evaluation, '..', undefined, '', slot);
    }
    return this.#body.child(name);
  }

  /** All resources of a type in the deployment unit that exist in this scenario. */
  others(type: string): readonly Resource[] {
    const found: Resource[] = [];
    for (const instance of this.evaluation.unit.byType.get(type) ?? []) {
      if (instance !== this.instance && this.evaluation.exists(instance)) found.push(new Resource(instance, this.evaluation));
    }
    return found;
  }

  /**
   * The resources of a type whose property (a dotted path, `*` for every item of a list) refers to this one: by `Ref`, `Fn::GetAtt`,
   * inside a text, by the same literal name, or by the same expression as the name.
   */
  referrers(type: string, path: string, options: RelationOptions = {}): readonly Resource[] {
    const found: Resource[] = [];
    for (const instance of possibleReferrers(this.evaluation.unit, type, path, this.instance, options.names ?? [])) {
      if (instance === this.instance) continue;
      const other = new Resource(instance, this.evaluation);
      if (!select(other.properties, path).some((property) => refersTo(property, this, options).is === true)) continue;
      if (this.evaluation.exists(instance)) found.push(other);
    }
    return found;
  }

  /** The resource of the unit that a property refers to, of one of the types; `undefined` when it is elsewhere or not known. */
  target(property: Property, types: string | readonly string[], options: RelationOptions = {}): Resource | undefined {
    const wanted = typeof types === 'string' ? [types] : types;
    for (const type of wanted) {
      for (const instance of possibleTargets(this.evaluation.unit, type, property.value, options.names ?? [])) {
        const other = new Resource(instance, this.evaluation);
        if (refersTo(property, other, options).is === true && this.evaluation.exists(instance)) return other;
      }
    }
    return undefined;
  }
}

/** The properties at a dotted path in which `*` stands for every item of a list. */
export function select(from: Property, path: string): readonly Property[] {
  let found: readonly Property[] = [from];
  for (const key of path.split('.')) found = found.flatMap((property) => (key === '*' ? property.items() : [property.child(key)]));
  return found;
}

/** Whether a property refers to a resource; false also when that cannot be known, as it is then no relation of the template. */
export function refersTo(property: Property, resource: Resource, options: RelationOptions = {}): Truth {
  const { value } = property;
  const { key } = resource.instance;
  switch (value.kind) {
    case 'reference':
      if (value.resource === key) return truth(true, property);
      break;
    case 'partial':
      if (
        value.pieces.some(
          (piece, index) =>
            typeof piece !== 'string' && piece.kind === 'reference' && piece.resource === key && standsAlone(value.pieces, index),
        )
      )
        return truth(true, property);
      break;
    case 'absent':
    case 'list':
    case 'map':
      return truth(false, property);
    default:
      break;
  }
  for (const name of options.names ?? []) {
    const own = resource.at(name).value;
    if (own.kind === 'absent' || own.kind === 'unknown') continue;
    if (own.kind === 'literal' && value.kind === 'literal') {
      if (
        own.text !== '' &&
        (value.text === own.text ||
          (value.text.startsWith('arn:') &&
            /[:/]/.test(value.text.charAt(value.text.length - own.text.length - 1)) &&
            value.text.endsWith(own.text)))
      ) {
        return truth(true, property);
      }
    } else if (valueKey(own) === valueKey(value)) return truth(true, property);
  }
  return truth(false, property);
}

/** Whether a hole is a whole name within its text: `arn:aws:s3:::${Bucket}/*` names the bucket, `${Bucket}-logs` another one. */
function standsAlone(pieces: readonly (string | Value)[], index: number): boolean {
  const [before, after] = [pieces[index - 1], pieces[index + 1]];
  const isPart = /[A-Za-z0-9._-]/;
  return !(typeof before === 'string' && isPart.test(before.slice(-1))) && !(typeof after === 'string' && isPart.test(after.slice(0, 1)));
}
