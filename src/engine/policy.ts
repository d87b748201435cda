import type { MapValue, Slot, Value } from '../model/value.ts';
import { agreedAnswer, type Property } from './property.ts';
import { textValue } from './text-value.ts';
import { all, any, FALSE, not, type Truth, truth, unknownTruth } from './truth.ts';
import { describeValue } from './value-text.ts';

/** A policy document of IAM: parsed once for each value it has, and shared by the rules that read it. */
export interface PolicyDocument {
  readonly property: Property;
  readonly statements: readonly PolicyStatement[];
  /** Why statements may be missing: the document, or a part of it, is not known. */
  readonly open?: string;
}

/** One value of a statement with the way to it from the statement. */
interface Item {
  readonly path: readonly string[];
  readonly value: Value;
}

interface Items {
  readonly items: readonly Item[];
  /** Why items may be missing. */
  readonly open?: string;
}

interface Principals {
  /** By kind: `AWS`, `Service`, `Federated`, `CanonicalUser`; a bare text counts as `AWS`. */
  readonly kinds: ReadonlyMap<string, Items>;
  /** Why kinds may be missing. */
  readonly open?: string;
}

interface ConditionTest extends Items {
  /** In lower case, without `ForAnyValue:`. */
  readonly operator: string;
  readonly quantifier: '' | 'forallvalues' | 'foranyvalue';
  /** In lower case. */
  readonly key: string;
}

interface Conditions {
  readonly tests: readonly ConditionTest[];
  /** Why tests may be missing. */
  readonly open?: string;
}

/** What is read of a statement, each part when a rule first asks for it: a part that is not read opens no scenario. */
interface StatementParts {
  readonly actions: Items;
  readonly resources: Items;
  readonly principals: Principals;
  readonly conditions: Conditions;
}

/** The parts of a statement that are the same in every scenario. */
type SharedParts = { -readonly [Part in keyof StatementParts]?: StatementParts[Part] };

interface StatementData {
  /** The way from the document. */
  readonly path: readonly string[];
  readonly shared: SharedParts;
}

interface DocumentData {
  readonly statements: readonly StatementData[];
  readonly open?: string;
}

/** Parsed documents by the map they were read from; only those that depend on no decision of a scenario. */
const parsedDocuments = new WeakMap<MapValue, DocumentData>();

/** Texts that were parsed already. */
const parsedTexts = new WeakMap<Value, Value>();

/** Reads a property as a policy document; a text is parsed as JSON first, holes in it and all. */
export function policyDocument(source: Property): PolicyDocument {
  const property = isText(source.value) ? source.withValue(parsedText(source.value)) : source;
  const { value } = property;
  if (value.kind === 'absent') return { property, statements: [] };
  if (value.kind !== 'map')
    return { property, statements: [], open: value.kind === 'list' ? 'a list instead of a policy document' : describeValue(value) };
  let data = parsedDocuments.get(value);
  if (data === undefined) {
    const before = property.evaluation.trace.dependence;
    data = readDocument(property);
    if (property.evaluation.trace.dependence === before) parsedDocuments.set(value, data);
  }
  return {
    property,
    statements: data.statements.map((statement) => new PolicyStatement(property, statement)),
    ...(data.open === undefined ? {} : { open: data.open }),
  };
}

function isText(value: Value): boolean {
  return value.kind === 'literal' || value.kind === 'partial';
}

function parsedText(text: Value): Value {
  let parsed = parsedTexts.get(text);
  if (parsed === undefined) {
    parsed = parseJsonText(text);
    parsedTexts.set(text, parsed);
  }
  return parsed;
}

function readDocument(document: Property): DocumentData {
  const list = document.child('Statement');
  const items = list.items();
  const statements = items.filter((item) => !isStray(item.value)).map((item) => ({ path: pathBelow(document, item), shared: {} }));
  const stray = items.find((item) => isStray(item.value));
  const open =
    openMap(document) ??
    list.open ??
    (list.value.kind === 'list' ? undefined : openMap(list)) ??
    (stray === undefined ? undefined : `a ${stray.value.kind === 'list' ? 'list' : 'text'} instead of a statement`);
  return open === undefined ? { statements } : { statements, open };
}

/** Whether something stands where a statement should that is none. */
function isStray(value: Value): boolean {
  return isText(value) || value.kind === 'list';
}

/** Why entries of what should be a map may be missing. */
function openMap(property: Property): string | undefined {
  const { value } = property;
  switch (value.kind) {
    case 'map':
      return value.open;
    case 'absent':
    case 'literal':
    case 'list':
      return undefined;
    default:
      return describeValue(value);
  }
}

function pathBelow(from: Property, property: Property): readonly string[] {
  return property.pointer
    .slice(from.pointer.length)
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function itemsOf(statement: Property, list: Property): Items {
  const open = list.value.kind === 'map' ? list.open : undefined;
  // What is not known counts as one item, which is tested like the others; a parameter that is a list may stand inside a list.
  const isWhole = list.open !== undefined && open === undefined;
  const items = isWhole ? [list] : list.items().flatMap((item) => (item.value.kind === 'list' ? item.items() : [item]));
  return {
    items: items.map((item) => ({ path: pathBelow(statement, item), value: item.value })),
    ...(open === undefined ? {} : { open }),
  };
}

function readPrincipals(statement: Property): Principals {
  const principal = statement.child('Principal');
  if (principal.value.kind === 'absent') return { kinds: new Map() };
  if (principal.value.kind !== 'map') return { kinds: new Map([['AWS', itemsOf(statement, principal)]]) };
  const kinds = new Map(principal.entries().map((entry) => [entry.name, itemsOf(statement, entry)]));
  const open = openMap(principal);
  return open === undefined ? { kinds } : { kinds, open };
}

function readConditions(statement: Property): Conditions {
  const condition = statement.child('Condition');
  const tests: ConditionTest[] = [];
  let open = openMap(condition);
  for (const operator of condition.entries()) {
    open ??= openMap(operator);
    const name = operator.name.toLowerCase();
    const quantifier = (['forallvalues', 'foranyvalue'] as const).find((word) => name.startsWith(`${word}:`)) ?? '';
    for (const key of operator.entries()) {
      tests.push({
        operator: quantifier === '' ? name : name.slice(quantifier.length + 1),
        quantifier,
        key: key.name.toLowerCase(),
        ...itemsOf(statement, key),
      });
    }
  }
  return open === undefined ? { tests } : { tests, open };
}

/** One statement of a policy document, with the questions that rules ask of it. */
export class PolicyStatement {
  readonly document: Property;
  readonly #data: StatementData;
  #property: Property | undefined;

  constructor(document: Property, data: StatementData) {
    this.document = document;
    this.#data = data;
  }

  /** The statement as a property, for findings to point at. */
  get property(): Property {
    this.#property ??= descend(this.document, this.#data.path);
    return this.#property;
  }

  #at(path: readonly string[]): Property {
    return descend(this.property, path);
  }

  #part<Part extends keyof StatementParts>(name: Part, read: (statement: Property) => StatementParts[Part]): StatementParts[Part] {
    const known: StatementParts[Part] | undefined = this.#data.shared[name];
    if (known !== undefined) return known;
    const { evaluation } = this.document;
    const before = evaluation.trace.dependence;
    const part = read(this.property);
    if (evaluation.trace.dependence === before) this.#data.shared[name] = part;
    return part;
  }

  get #actions(): Items {
    return this.#part('actions', (statement) => itemsOf(statement, statement.child('Action')));
  }

  get #resources(): Items {
    return this.#part('resources', (statement) => itemsOf(statement, statement.child('Resource')));
  }

  get #principals(): Principals {
    return this.#part('principals', readPrincipals);
  }

  get #conditions(): Conditions {
    return this.#part('conditions', readConditions);
  }

  isAllow(): Truth {
    return this.property.child('Effect').equals('Allow', { ignoreCase: true });
  }

  isDeny(): Truth {
    return this.property.child('Effect').equals('Deny', { ignoreCase: true });
  }

  /** Whether the statement has the key at all: `NotAction`, `NotPrincipal`, `NotResource`, `Condition`. */
  has(key: 'Action' | 'NotAction' | 'Resource' | 'NotResource' | 'Principal' | 'NotPrincipal' | 'Condition'): Truth {
    return this.property.child(key).isSet();
  }

  /** Whether an action of the statement satisfies a test of its literal text, such as `text => text === '*'`. */
  someAction(test: (action: string) => boolean): Truth {
    return this.#some(this.#actions, test, 'Action');
  }

  /** Whether the statement's actions cover an action such as `iam:PassRole`, wildcards expanded, case ignored. */
  coversAction(action: string): Truth {
    const wanted = action.toLowerCase();
    return this.#some(this.#actions, (pattern) => wildcardMatches(pattern.toLowerCase(), wanted), 'Action');
  }

  /** Whether a resource of the statement satisfies a test of its literal text. */
  someResource(test: (resource: string) => boolean): Truth {
    return this.#some(this.#resources, test, 'Resource');
  }

  /** The resources of the statement as properties; a list that is not known is one of them. */
  get resources(): readonly Property[] {
    return this.#resources.items.map((item) => this.#at(item.path));
  }

  /** The actions of the statement as properties; a list that is not known is one of them. */
  get actions(): readonly Property[] {
    return this.#actions.items.map((item) => this.#at(item.path));
  }

  /** The principals of a kind (`AWS`, `Service`, `Federated`, `CanonicalUser`) as properties; a bare `"*"` counts as `AWS`. */
  principals(kind: string): readonly Property[] {
    return (this.#principals.kinds.get(kind)?.items ?? []).map((item) => this.#at(item.path));
  }

  /** Whether a principal of a kind (`AWS`, `Service`, …) satisfies a test of its literal text; a bare `"*"` counts as `AWS`. */
  somePrincipal(kind: string, test: (principal: string) => boolean): Truth {
    const { kinds, open } = this.#principals;
    const known = this.#some(kinds.get(kind) ?? NO_ITEMS, test, 'Principal');
    return known.is === false && open !== undefined ? unknownTruth(open, this.property.child('Principal')) : known;
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
    return this.somePrincipal('AWS', options.test ?? ((text) => text === '*'));
  }

  /**
   * Whether a condition narrows who is meant to a known group: one of the keys is compared, under an operator that is neither negated
   * nor `IfExists`, with values of which none stands for anybody.
   */
  isNarrowedBy(keys: readonly string[]): Truth {
    const { tests, open } = this.#conditions;
    const wanted = new Set(keys.map((key) => key.toLowerCase()));
    const answers = tests.map((test): Truth => {
      // `ForAllValues` is true of a request without the key.
      if (test.quantifier === 'forallvalues') return FALSE;
      const isAddress = test.key === 'aws:sourceip';
      if (!wanted.has(test.key) || !(isAddress ? test.operator === 'ipaddress' : NARROWING_OPERATORS.has(test.operator))) return FALSE;
      const isAnybody = this.#some(test, meansAnybody, 'Condition');
      return isAnybody.is === false && test.items.length === 0 ? FALSE : not(isAnybody);
    });
    if (open !== undefined) answers.push(unknownTruth(open, this.property.child('Condition')));
    return any(...answers);
  }

  /** Whether a condition compares a key (in any case) under an operator with a literal value that satisfies the test. */
  hasCondition(operator: string, key: string, test: (value: string) => boolean): Truth {
    const { tests, open } = this.#conditions;
    const answers = tests
      .filter(
        (condition) => condition.quantifier === '' && condition.operator === operator.toLowerCase() && condition.key === key.toLowerCase(),
      )
      .map((condition) => this.#some(condition, test, 'Condition'));
    if (open !== undefined) answers.push(unknownTruth(open, this.property.child('Condition')));
    return any(...answers, truth(false, this.property));
  }

  /**
   * Allow, for anybody, and not narrowed by a condition on one of the keys; `isPublicPrincipal` is a test of other principals that stand
   * for anybody.
   */
  isPublic(
    narrowingKeys: readonly string[] = NARROWING_KEYS,
    options: { readonly isPublicPrincipal?: (principal: string) => boolean } = {},
  ): Truth {
    const test = options.isPublicPrincipal;
    const isPublicPrincipal = this.hasPublicPrincipal(test === undefined ? {} : { test });
    const answer = all(
      this.isAllow(),
      () => isPublicPrincipal,
      () => not(this.isNarrowedBy(narrowingKeys)),
    );
    if (answer.is === true) return truth(true, isPublicPrincipal.at ?? this.property);
    return answer.at === undefined ? { ...answer, at: this.property } : answer;
  }
}

const NO_ITEMS: Items = { items: [] };

function descend(from: Property, path: readonly string[]): Property {
  let current = from;
  for (const key of path) current = current.child(key);
  return current;
}

const NARROWING_OPERATORS: ReadonlySet<string> = new Set(['stringequals', 'stringequalsignorecase', 'stringlike', 'arnequals', 'arnlike']);

/** Condition keys that tie a request to an account, an organisation, a network or a source; an address is compared by `IpAddress`. */
export const NARROWING_KEYS: readonly string[] = [
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SourceIp',
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
  if (/^[*:]*\*[*:]*$/.test(text) || /^[0-9a-f.:]+\/0$/i.test(text)) return true;
  if (!text.startsWith('arn:')) return false;
  const parts = text.split(':');
  // A wildcard at the end of a shorter pattern stands for the account as well.
  if (parts.length <= 5) return text.endsWith('*');
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
      const open = value.pieces.filter(isOpenPiece);
      const filled = (fill: (piece: string | Value) => string): string =>
        value.pieces.map((piece) => (typeof piece === 'string' ? piece : open.includes(piece) ? fill(piece) : HOLE)).join('');
      if (test(filled(() => HOLE))) return true;
      // What is open may turn out to be empty or a wildcard; rules look for patterns, which nothing else completes.
      const mayBe = ['', '*', ...open].some((wild) => test(filled((piece) => (piece === wild || wild === '*' ? '*' : ''))));
      return open.length > 0 && mayBe ? describeValue(value) : false;
    }
    case 'absent':
    case 'list':
    case 'map':
      return false;
    case 'unknown':
      return agreedAnswer(value, test) ?? describeValue(value);
    default:
      return describeValue(value);
  }
}

/** A piece of a text that may turn out to be any text, a wildcard or nothing. */
function isOpenPiece(piece: string | Value): boolean {
  if (typeof piece === 'string') return false;
  if (piece.kind === 'unknown' && piece.candidates !== undefined) return !piece.candidates.every((text) => /^[^*?]+$/.test(text));
  return typeof testPattern(piece, () => false) === 'string';
}

/** Attributes whose text is made by a user or a user's code. */
function isArbitrary(type: string, attribute: string): boolean {
  if (attribute === 'Ref') return false;
  return !type.startsWith('AWS::') || type.startsWith('AWS::CloudFormation::') || type === 'AWS::SSM::Parameter';
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
    return { kind: 'unknown', because: holes.length === 0 ? 'a text that is no JSON document' : describeValue(value) };
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
  if (typeof json === 'string') return withHoles(json, holes);
  if (typeof json === 'number' || typeof json === 'boolean') return { kind: 'literal', value: json, text: String(json) };
  if (Array.isArray(json)) return { kind: 'list', items: json.map(slot) };
  const entries = new Map<string, Slot>();
  let open: string | undefined;
  for (const [text, inner] of Object.entries(json)) {
    const key = withHoles(text, holes);
    // A key that is not known in full may be the one that is asked for.
    if (key.kind !== 'literal') open ??= describeValue(key);
    entries.set(key.kind === 'literal' ? key.text : describeValue(key), slot(inner));
  }
  return open === undefined ? { kind: 'map', entries } : { kind: 'map', entries, open };
}

/** The text of a JSON string with its holes put back. */
function withHoles(text: string, holes: readonly Value[]): Value {
  if (holes.length === 0 || !text.includes('\uE000')) return { kind: 'literal', value: text, text };
  const parts = text.split(/\uE000(\d+)\uE001/);
  return textValue(parts.map((part, index) => (index % 2 === 1 ? (holes[Number(part)] ?? '') : part)));
}
