import type { MapValue, Slot, Value } from '../model/value.ts';
import { textValue } from './evaluation.ts';
import type { Property } from './property.ts';
import { all, any, FALSE, not, type Truth, truth, unknownTruth } from './truth.ts';
import { describeValue } from './value-text.ts';

/** A policy document of IAM: parsed once for each value it has, and shared by the rules that read it. */
export interface PolicyDocument {
  readonly property: Property;
  readonly statements: readonly PolicyStatement[];
  /** Why statements may be missing: the document, or a part of it, is not known. */
  readonly open?: string;
}

/** One value of a statement with the way to it from the document. */
interface Item {
  readonly path: readonly string[];
  readonly value: Value;
}

interface Items {
  /** Whether the key is there at all. */
  readonly present: boolean;
  readonly items: readonly Item[];
  /** Why items may be missing. */
  readonly open?: string;
}

interface ConditionTest {
  /** In lower case, without `ForAnyValue:`. */
  readonly operator: string;
  readonly quantifier: '' | 'forallvalues' | 'foranyvalue';
  /** In lower case. */
  readonly key: string;
  readonly values: readonly Item[];
  readonly open?: string;
}

interface StatementData {
  readonly path: readonly string[];
  readonly effect: Item;
  readonly actions: Items;
  readonly notActions: Items;
  readonly resources: Items;
  readonly notResources: Items;
  readonly principal: Item;
  readonly notPrincipal: Item;
  /** The principals by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`; a bare text counts as `AWS`. */
  readonly principals: ReadonlyMap<string, Items>;
  readonly conditions: readonly ConditionTest[];
  readonly hasCondition: boolean;
  readonly conditionOpen?: string;
}

interface DocumentData {
  readonly statements: readonly StatementData[];
  readonly open?: string;
}

/** Parsed documents by the map they were read from; only those that depend on no decision of a scenario. */
const parsedDocuments = new WeakMap<MapValue, DocumentData>();

/** Reads a property as a policy document; a text is parsed as JSON first, holes in it and all. */
export function policyDocument(source: Property): PolicyDocument {
  const property =
    source.value.kind === 'literal' || source.value.kind === 'partial' ? source.withValue(parseJsonText(source.value)) : source;
  const { value } = property;
  if (value.kind === 'absent') return { property, statements: [] };
  if (value.kind !== 'map') return { property, statements: [], open: describeValue(value) };
  let data = parsedDocuments.get(value);
  if (data === undefined) {
    const before = property.evaluation.dependence;
    data = readDocument(property, value);
    if (property.evaluation.dependence === before) parsedDocuments.set(value, data);
  }
  return {
    property,
    statements: data.statements.map((statement) => new PolicyStatement(property, statement)),
    ...(data.open === undefined ? {} : { open: data.open }),
  };
}

function readDocument(document: Property, value: MapValue): DocumentData {
  const list = document.child('Statement');
  const statements = list.items().map((item) => readStatement(document, item));
  const open =
    value.open ?? list.open ?? (list.value.kind === 'reference' || list.value.kind === 'dynamic' ? describeValue(list.value) : undefined);
  return open === undefined ? { statements } : { statements, open };
}

function readStatement(document: Property, statement: Property): StatementData {
  const depth = document.pointer.length;
  const pathOf = (property: Property): string[] =>
    property.pointer
      .slice(depth)
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const item = (property: Property): Item => ({ path: pathOf(property), value: property.value });
  const items = (property: Property): Items => {
    const { open } = property;
    return { present: property.value.kind !== 'absent', items: property.items().map(item), ...(open === undefined ? {} : { open }) };
  };
  const principal = statement.child('Principal');
  const principals = new Map<string, Items>();
  if (principal.value.kind === 'map') for (const entry of principal.entries()) principals.set(entry.name, items(entry));
  else if (principal.value.kind !== 'absent') principals.set('AWS', items(principal));
  const condition = statement.child('Condition');
  const conditions: ConditionTest[] = [];
  for (const operator of condition.entries()) {
    for (const key of operator.entries()) {
      const match = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/i.exec(operator.name);
      const { open } = key;
      conditions.push({
        operator: (match?.[2] ?? '').toLowerCase(),
        quantifier: (match?.[1]?.toLowerCase() ?? '') as ConditionTest['quantifier'],
        key: key.name.toLowerCase(),
        values: key.items().map(item),
        ...(open === undefined ? {} : { open }),
      });
    }
  }
  const conditionOpen = condition.open;
  return {
    path: pathOf(statement),
    effect: item(statement.child('Effect')),
    actions: items(statement.child('Action')),
    notActions: items(statement.child('NotAction')),
    resources: items(statement.child('Resource')),
    notResources: items(statement.child('NotResource')),
    principal: item(principal),
    notPrincipal: item(statement.child('NotPrincipal')),
    principals,
    conditions,
    hasCondition: condition.value.kind !== 'absent',
    ...(conditionOpen === undefined ? {} : { conditionOpen }),
  };
}

/** One statement of a policy document, with the questions that rules ask of it. */
export class PolicyStatement {
  readonly document: Property;
  readonly #data: StatementData;

  constructor(document: Property, data: StatementData) {
    this.document = document;
    this.#data = data;
  }

  /** The statement as a property, for findings to point at. */
  get property(): Property {
    return this.#at(this.#data.path);
  }

  #at(path: readonly string[]): Property {
    let current = this.document;
    for (const key of path) current = current.child(key);
    return current;
  }

  isAllow(): Truth {
    return this.#is(this.#data.effect, 'Allow');
  }

  isDeny(): Truth {
    return this.#is(this.#data.effect, 'Deny');
  }

  #is(item: Item, wanted: string): Truth {
    const at = this.#at(item.path);
    return at.equals(wanted, { ignoreCase: true });
  }

  /** Whether the statement has the key at all: `NotAction`, `NotPrincipal`, `NotResource`, `Condition`. */
  has(key: 'Action' | 'NotAction' | 'Resource' | 'NotResource' | 'Principal' | 'NotPrincipal' | 'Condition'): Truth {
    return this.property.child(key).isSet();
  }

  /** Whether an action of the statement satisfies a test of its literal text, such as `text => text === '*'`. */
  someAction(test: (action: string) => boolean): Truth {
    return this.#some(this.#data.actions, test, 'Action');
  }

  /** Whether the statement's actions cover an action such as `iam:PassRole`, wildcards expanded, case ignored. */
  coversAction(action: string): Truth {
    return this.#some(this.#data.actions, (pattern) => wildcardMatches(pattern.toLowerCase(), action.toLowerCase()), 'Action');
  }

  /** Whether a resource of the statement satisfies a test of its literal text. */
  someResource(test: (resource: string) => boolean): Truth {
    return this.#some(this.#data.resources, test, 'Resource');
  }

  /** The resources of the statement as properties. */
  get resources(): readonly Property[] {
    return this.#data.resources.items.map((item) => this.#at(item.path));
  }

  /** The actions of the statement as properties. */
  get actions(): readonly Property[] {
    return this.#data.actions.items.map((item) => this.#at(item.path));
  }

  /** The principals of a kind (`AWS`, `Service`, `Federated`, `CanonicalUser`) as properties; a bare `"*"` counts as `AWS`. */
  principals(kind: string): readonly Property[] {
    return (this.#data.principals.get(kind)?.items ?? []).map((item) => this.#at(item.path));
  }

  #some(items: Items, test: (text: string) => boolean, key: string): Truth {
    let open: Truth | undefined = items.open === undefined ? undefined : unknownTruth(items.open, this.property.child(key));
    for (const item of items.items) {
      const answer = testPattern(item.value, test);
      if (answer === true) return truth(true, this.#at(item.path));
      if (answer !== false) open ??= unknownTruth(answer, this.#at(item.path));
    }
    return open ?? truth(false, this.property);
  }

  /** Whether anybody is allowed in by the principal alone: `"*"`, or an AWS principal that is or holds `"*"`. */
  hasPublicPrincipal(options: { readonly test?: (principal: string) => boolean } = {}): Truth {
    const test = options.test ?? ((text: string) => text === '*');
    const { principal, principals } = this.#data;
    if (principal.value.kind === 'map' && principal.value.open !== undefined)
      return unknownTruth(principal.value.open, this.#at(principal.path));
    if (principal.value.kind === 'unknown') return unknownTruth(principal.value.because, this.#at(principal.path));
    const aws = principals.get('AWS');
    if (aws === undefined) return truth(false, this.property);
    return this.#some(aws, test, 'Principal');
  }

  /**
   * Whether a condition narrows who is meant to a known group: one of the keys is compared, under an operator that is neither negated
   * nor `IfExists`, with values of which none stands for anybody.
   */
  isNarrowedBy(keys: readonly string[]): Truth {
    const { conditions, conditionOpen } = this.#data;
    const wanted = new Set(keys.map((key) => key.toLowerCase()));
    const answers = conditions.map((test): Truth => {
      if (test.quantifier === 'forallvalues') return FALSE;
      const comparesText = NARROWING_OPERATORS.has(test.operator) && wanted.has(test.key);
      const comparesAddress = test.operator === 'ipaddress' && test.key === 'aws:sourceip';
      if (!comparesText && !comparesAddress) return FALSE;
      if (test.open !== undefined) return unknownTruth(test.open, this.property.child('Condition'));
      if (test.values.length === 0) return FALSE;
      return all(
        ...test.values.map((item): Truth => {
          const anybody = testPattern(item.value, meansAnybody);
          return typeof anybody === 'boolean' ? truth(!anybody) : unknownTruth(anybody, this.#at(item.path));
        }),
      );
    });
    if (conditionOpen !== undefined) answers.push(unknownTruth(conditionOpen, this.property.child('Condition')));
    return any(...answers);
  }

  /** Whether a condition compares a key (in any case) under an operator with a literal value that satisfies the test. */
  hasCondition(operator: string, key: string, test: (value: string) => boolean): Truth {
    const answers = this.#data.conditions
      .filter(
        (condition) => condition.quantifier === '' && condition.operator === operator.toLowerCase() && condition.key === key.toLowerCase(),
      )
      .map((condition) =>
        this.#some(
          { present: true, items: condition.values, ...(condition.open === undefined ? {} : { open: condition.open }) },
          test,
          'Condition',
        ),
      );
    if (this.#data.conditionOpen !== undefined) answers.push(unknownTruth(this.#data.conditionOpen, this.property.child('Condition')));
    return any(...answers);
  }

  /** Allow, for anybody, and not narrowed by a condition on one of the keys. */
  isPublic(narrowingKeys: readonly string[] = NARROWING_KEYS): Truth {
    const answer = all(
      this.isAllow(),
      () => this.hasPublicPrincipal(),
      () => not(this.isNarrowedBy(narrowingKeys)),
    );
    if (answer.is !== true) return answer.at === undefined ? { ...answer, at: this.property } : answer;
    const principal = this.hasPublicPrincipal();
    return truth(true, principal.at ?? this.property);
  }
}

const NARROWING_OPERATORS: ReadonlySet<string> = new Set(['stringequals', 'stringequalsignorecase', 'stringlike', 'arnequals', 'arnlike']);

/** Condition keys that tie a request to an account, an organisation, a network or a source. */
export const NARROWING_KEYS: readonly string[] = [
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SourceOrgID',
  'aws:SourceOwner',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'aws:userid',
];

/** Stands in a partly known text for what is not known, while the text is taken apart. */
const HOLE = '\u0000';

/** `*`, an address block of the whole internet, or an ARN pattern that leaves the account open. */
function meansAnybody(text: string): boolean {
  if (text === '*' || text === '0.0.0.0/0' || text === '::/0') return true;
  if (!text.startsWith('arn:')) return false;
  const parts = text.split(':');
  return parts[4] === '*' || (parts[4] === '' && parts.slice(5).join(':') === '*');
}

/**
 * A test of a text that may be a pattern: true, false, or why it cannot be known. What a resource of the stack, or a pseudo parameter,
 * resolves to is an identifier and never a wildcard; it is tested as a hole that matches nothing.
 */
function testPattern(value: Value, test: (text: string) => boolean): boolean | string {
  switch (value.kind) {
    case 'literal':
      return test(value.text);
    case 'reference':
      return isArbitrary(value.type, value.attribute) ? describeValue(value) : test(HOLE);
    case 'parameter':
      return value.name.startsWith('AWS::') ? test(HOLE) : describeValue(value);
    case 'partial': {
      const arbitrary = value.pieces.find((piece) => typeof piece !== 'string' && typeof testPattern(piece, () => false) === 'string');
      const filled = value.pieces.map((piece) => (typeof piece === 'string' ? piece : HOLE)).join('');
      if (test(filled)) return true;
      // A hole could only add to the literal pieces, and what is known of them already rules most tests out.
      const known = value.pieces.some((piece) => typeof piece === 'string' && /[A-Za-z0-9]/.test(piece));
      return arbitrary === undefined || known ? false : describeValue(value);
    }
    case 'absent':
    case 'list':
    case 'map':
      return false;
    default:
      return describeValue(value);
  }
}

/** Attributes whose text is made by a user's code. */
function isArbitrary(type: string, attribute: string): boolean {
  return (
    (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource' || type === 'AWS::CloudFormation::Stack') &&
    attribute !== 'Ref'
  );
}

/** Whether an IAM pattern (`*` any text, `?` one character) matches a whole text. */
export function wildcardMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < pattern.length && pattern[p] === '*') p++;
  return p === pattern.length;
}

/** A JSON text as a value; holes stay holes. Unknown when it is no JSON. */
export function parseJsonText(value: Value): Value {
  if (value.kind !== 'literal' && value.kind !== 'partial') return value;
  const pieces = value.kind === 'literal' ? [value.text] : value.pieces;
  const holes: Value[] = [];
  const text = pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      holes.push(piece);
      return `\uE000${holes.length - 1}\uE001`;
    })
    .join('');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { kind: 'unknown', because: 'a text that is no JSON document' };
  }
  return fromJson(parsed, holes);
}

const NOWHERE = { kind: 'scalar', start: -1, end: -1, text: '', value: null } as const;

/** Deeper than any policy; a text that goes on is not followed. */
const MAX_JSON_DEPTH = 64;

function fromJson(json: unknown, holes: readonly Value[], depth = 0): Value {
  if (depth > MAX_JSON_DEPTH) return { kind: 'unknown', because: `a JSON text nested deeper than ${MAX_JSON_DEPTH} levels` };
  const slot = (inner: unknown): Slot => ({
    node: NOWHERE,
    stack: undefined,
    start: -1,
    end: -1,
    value: fromJson(inner, holes, depth + 1),
  });
  if (json === null || json === undefined) return { kind: 'absent' };
  if (typeof json === 'string') {
    if (!json.includes('\uE000')) return { kind: 'literal', value: json, text: json };
    const parts = json.split(/\uE000(\d+)\uE001/);
    return textValue(parts.map((part, index) => (index % 2 === 1 ? (holes[Number(part)] as Value) : part)));
  }
  if (typeof json === 'number' || typeof json === 'boolean') return { kind: 'literal', value: json, text: String(json) };
  if (Array.isArray(json)) return { kind: 'list', items: json.map(slot) };
  return { kind: 'map', entries: new Map(Object.entries(json).map(([key, inner]) => [key, slot(inner)])) };
}
