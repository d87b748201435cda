import type { MappingNode, Node, Scalar } from './node.ts';

/**
 * What a property is after loading: a literal, a list, a map, or one of a small closed set of symbolic values.
 * Lists and maps hold unresolved slots; the evaluation resolves them when a rule reads them.
 */
export type Value =
  | LiteralValue
  | ListValue
  | MapValue
  | ReferenceValue
  | ParameterValue
  | ImportValue
  | DynamicValue
  | PartialValue
  | AbsentValue
  | UnknownValue;

export type ValueKind = Value['kind'];

/** Where a value was taken from, nearest first. */
export type ValueOrigin =
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly noEcho: boolean;
      /** Whether the template declares a default, used or not. */
      readonly hasDefault: boolean;
      readonly via: 'given' | 'default' | 'allowed-value' | 'parent' | 'none';
    }
  | { readonly kind: 'mapping'; readonly name: string }
  | { readonly kind: 'output'; readonly name: string };

export interface LiteralValue {
  readonly kind: 'literal';
  readonly value: Exclude<Scalar, null>;
  /** The value as text; `1.10` stays `1.10`. */
  readonly text: string;
  readonly origins?: readonly ValueOrigin[];
}

/** One item or entry that has not been resolved yet. `stack` is the stack instance whose names it uses. */
export interface Slot<Stack = unknown> {
  readonly node: Node;
  readonly stack: Stack;
  /** The offsets of the key, or of the item in a list; in the document of the resource they were found in. */
  readonly start: number;
  readonly end: number;
  /** A value that is known already and needs no resolving (a part of a split string, an entry of a parsed policy text). */
  readonly value?: Value;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Slot[];
  readonly origins?: readonly ValueOrigin[];
}

export interface MapValue {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Slot>;
  /** Set when a macro may add entries: a missing key is then unknown, not absent. */
  readonly open?: string;
  readonly node?: MappingNode;
  readonly origins?: readonly ValueOrigin[];
}

/** A reference to a resource of the deployment unit. */
export interface ReferenceValue {
  readonly kind: 'reference';
  /** The instance path of the resource. */
  readonly resource: string;
  readonly type: string;
  /** `Ref`, or the attribute of `Fn::GetAtt`. */
  readonly attribute: string;
  readonly origins?: readonly ValueOrigin[];
}

/** A parameter (or pseudo parameter, `AWS::Region`) without a value. */
export interface ParameterValue {
  readonly kind: 'parameter';
  readonly name: string;
  /** The path of the stack instance whose parameter it is; missing for what all stacks share, such as `AWS::Region`. */
  readonly stack?: string;
  readonly noEcho: boolean;
  readonly hasDefault: boolean;
  readonly origins?: readonly ValueOrigin[];
}

export interface ImportValue {
  readonly kind: 'import';
  /** The export's name where it is known. */
  readonly name: string;
  readonly origins?: readonly ValueOrigin[];
}

/** `{{resolve:…}}`, as a whole. */
export interface DynamicValue {
  readonly kind: 'dynamic';
  readonly service: string;
  readonly text: string;
  readonly origins?: readonly ValueOrigin[];
}

/** A text of which parts are known: strings and holes, in order; two strings never stand side by side. */
export interface PartialValue {
  readonly kind: 'partial';
  readonly pieces: readonly (string | Value)[];
  readonly origins?: readonly ValueOrigin[];
}

/** Not there: the key is missing, or `AWS::NoValue`. */
export interface AbsentValue {
  readonly kind: 'absent';
}

export interface UnknownValue {
  readonly kind: 'unknown';
  /** The expression that blocked it, for people: `Fn::FindInMap on AWS::Region`. */
  readonly because: string;
  /** Every text that it can turn out to be, where these are known: the values of a mapping whose key is not. */
  readonly candidates?: readonly string[];
  readonly origins?: readonly ValueOrigin[];
}

export const ABSENT: AbsentValue = { kind: 'absent' };
