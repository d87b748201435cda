import { type Instance, type ListInstance, type MapInstance, type ScalarInstance, textInstance, type UnknownInstance } from './instance.ts';
import { knownPattern } from './known-pattern.ts';

/** The keys from the instance that was checked down to a part of it. */
export type Path = readonly string[];

/**
 * What a JSON Schema says of an instance: it fails at some places, it cannot be known at some, or neither, and it matches. With a
 * failure it fails whatever the unknown parts turn out to be; without a failure and with an unknown place it may go either way.
 */
export interface Outcome {
  readonly failures: readonly Path[];
  readonly open: readonly Open[];
}

export interface Open {
  readonly path: Path;
  /** The expression that blocked it. */
  readonly because: string;
}

/** The keywords that are looked at here, of any value: what they must be is the compiler's to check. */
export interface SchemaObject {
  readonly [keyword: string]: unknown;
  readonly $ref?: unknown;
  readonly $id?: unknown;
  readonly type?: unknown;
  readonly const?: unknown;
  readonly enum?: unknown;
  readonly allOf?: unknown;
  readonly anyOf?: unknown;
  readonly oneOf?: unknown;
  readonly not?: unknown;
  readonly if?: unknown;
  readonly then?: unknown;
  readonly else?: unknown;
  readonly items?: unknown;
  readonly additionalItems?: unknown;
  readonly pattern?: unknown;
  readonly minItems?: unknown;
  readonly maxItems?: unknown;
  readonly uniqueItems?: unknown;
  readonly contains?: unknown;
  readonly properties?: unknown;
  readonly patternProperties?: unknown;
  readonly additionalProperties?: unknown;
  readonly propertyNames?: unknown;
  readonly required?: unknown;
  readonly dependencies?: unknown;
  readonly minProperties?: unknown;
  readonly maxProperties?: unknown;
}

/** Makes a test of known data from a schema (draft 7); throws for a schema that is none. Ajv is one. */
export interface SchemaCompiler {
  compile(schema: SchemaObject): (data: unknown) => unknown;
}

/** Holds an instance against a schema. */
export type SchemaCheck = (instance: Instance) => Outcome;

const MATCHES: Outcome = { failures: [], open: [] };

const SCALAR_KEYWORDS = {
  number: ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  text: ['maxLength', 'minLength', 'pattern', 'format'],
} as const;
const LIST_KEYWORDS = ['items', 'additionalItems', 'maxItems', 'minItems', 'uniqueItems', 'contains'] as const;
const MAP_KEYWORDS = [
  'maxProperties',
  'minProperties',
  'required',
  'properties',
  'patternProperties',
  'additionalProperties',
  'dependencies',
  'propertyNames',
] as const;

/** One check in the making: the whole schema, for references, and the tests that were compiled so far. */
interface Checker {
  readonly root: SchemaObject;
  readonly compiler: SchemaCompiler;
  readonly scalarTests: WeakMap<SchemaObject, (data: unknown) => unknown>;
}

/** A place of the instance under check; `refs` are the references followed since it was reached. */
interface Place {
  readonly instance: Instance;
  readonly path: Path;
  readonly refs: readonly string[];
}

/** Makes a three-valued check of a JSON Schema (draft 7). Throws an `Error` that says what is wrong with the schema. */
export function schemaCheck(schema: SchemaObject, compiler: SchemaCompiler): SchemaCheck {
  // A copy, for Ajv does not look twice at an object that it has refused before.
  compiler.compile({ ...schema });
  refuseForeignReferences(schema);
  const checker: Checker = { root: schema, compiler, scalarTests: new WeakMap() };
  return (instance) => check(checker, schema, { instance, path: [], refs: [] });
}

function check(checker: Checker, schema: unknown, place: Place): Outcome {
  if (schema === false) return failsAt(place.path);
  if (!isSchemaObject(schema)) return MATCHES;
  const { instance } = place;
  return every([
    checkEquality(schema, place),
    checkType(schema, place),
    ...checkApplicators(checker, schema, place),
    ...(instance.kind === 'scalar' ? [checkScalar(checker, schema, instance, place)] : []),
    ...(instance.kind === 'list' ? checkList(checker, schema, instance, place) : []),
    ...(instance.kind === 'map' ? checkMap(checker, schema, instance, place) : []),
    ...(instance.kind === 'unknown' ? [checkUnknown(schema, instance, place)] : []),
  ]);
}

function checkApplicators(checker: Checker, schema: SchemaObject, place: Place): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const under = (sub: unknown): Outcome => check(checker, sub, place);
  if (typeof schema.$ref === 'string') outcomes.push(checkReference(checker, schema.$ref, place));
  if (Array.isArray(schema.allOf)) outcomes.push(...schema.allOf.map(under));
  if (Array.isArray(schema.anyOf)) outcomes.push(some(schema.anyOf.map(under), place.path));
  if (Array.isArray(schema.oneOf)) outcomes.push(exactlyOne(schema.oneOf.map(under), place.path));
  if ('not' in schema) outcomes.push(negated(under(schema.not), place.path));
  if ('if' in schema) {
    const condition = under(schema.if);
    const whenTrue = isFalse(condition) || !('then' in schema) ? MATCHES : under(schema.then);
    const whenFalse = isTrue(condition) || !('else' in schema) ? MATCHES : under(schema.else);
    if (isTrue(condition)) outcomes.push(whenTrue);
    else if (isFalse(condition)) outcomes.push(whenFalse);
    else if (isFalse(whenTrue) && isFalse(whenFalse)) outcomes.push(some([whenTrue, whenFalse], place.path));
    else if (!isTrue(whenTrue) || !isTrue(whenFalse))
      outcomes.push({ failures: [], open: [...condition.open, ...whenTrue.open, ...whenFalse.open] });
  }
  return outcomes;
}

function checkReference(checker: Checker, reference: string, place: Place): Outcome {
  // Ajv would never come back from a reference that leads to itself without going down in the instance.
  if (place.refs.includes(reference)) return opensAt(place.path, `a circular $ref ${reference} in the schema`);
  return check(checker, resolve(checker.root, reference), { ...place, refs: [...place.refs, reference] });
}

function resolve(root: SchemaObject, reference: string): unknown {
  let found: unknown = root;
  for (const step of decodeURIComponent(reference.slice(1)).split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = (Array.isArray(found) || isSchemaObject(found)) && Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined;
  }
  return found;
}

function checkEquality(schema: SchemaObject, { instance, path }: Place): Outcome {
  const allowed = 'const' in schema ? [schema.const] : [];
  const outcomes: Outcome[] = [];
  for (const candidates of [allowed, Array.isArray(schema.enum) ? schema.enum : []]) {
    if (candidates.length === 0) continue;
    const answers = candidates.map((candidate: unknown) => equals(instance, candidate));
    if (answers.includes(true)) continue;
    const because = answers.find((answer) => typeof answer === 'string');
    outcomes.push(because === undefined ? failsAt(path) : opensAt(path, because));
  }
  return every(outcomes);
}

function checkType(schema: SchemaObject, { instance, path }: Place): Outcome {
  const types = typesOf(schema);
  if (types.length === 0) return MATCHES;
  switch (instance.kind) {
    case 'scalar':
      return MATCHES;
    case 'list':
      return types.includes('array') ? MATCHES : failsAt(path);
    case 'map':
      return types.includes('object') ? MATCHES : failsAt(path);
    case 'unknown': {
      if (!instance.isText) return opensAt(path, instance.because);
      if (types.includes('string')) return MATCHES;
      const wants = wantsOf(schema);
      return !wants.text && (wants.number || wants.boolean) ? opensAt(path, instance.because) : failsAt(path);
    }
  }
}

/** What of a value that is not known can be said all the same: keywords about other kinds of values do not concern a text. */
function checkUnknown(schema: SchemaObject, instance: UnknownInstance, { path }: Place): Outcome {
  const concerned: readonly string[] = !instance.isText
    ? [...SCALAR_KEYWORDS.text, ...SCALAR_KEYWORDS.number, ...LIST_KEYWORDS, ...MAP_KEYWORDS]
    : wantsOf(schema).text
      ? SCALAR_KEYWORDS.text
      : SCALAR_KEYWORDS.number;
  return every(
    concerned.flatMap((keyword) => {
      if (!(keyword in schema)) return [];
      const matches = keyword === 'pattern' && instance.isText ? matchesPattern(schema.pattern, instance) : undefined;
      return matches === undefined ? [opensAt(path, instance.because)] : matches ? [] : [failsAt(path)];
    }),
  );
}

/** Whether a text of which a part is known matches a regular expression; `undefined` when that is not known. */
function matchesPattern(pattern: unknown, instance: UnknownInstance): boolean | undefined {
  if (typeof pattern !== 'string') return undefined;
  const { begins, ends, isAll } = knownPattern(pattern);
  const answers = [...(begins === undefined ? [] : [instance.begins(begins)]), ...(ends === undefined ? [] : [instance.ends(ends)])];
  if (answers.includes(false)) return false;
  return isAll && answers.length > 0 && answers.every((answer) => answer === true) ? true : undefined;
}

function checkScalar(checker: Checker, schema: SchemaObject, instance: ScalarInstance, { path }: Place): Outcome {
  let test = checker.scalarTests.get(schema);
  if (test === undefined) {
    const keywords: readonly string[] = ['type', ...SCALAR_KEYWORDS.text, ...SCALAR_KEYWORDS.number];
    const own = Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.includes(keyword)));
    test = Object.keys(own).length === 0 ? () => true : checker.compiler.compile(own);
    checker.scalarTests.set(schema, test);
  }
  return test(asWanted(instance, schema)) === true ? MATCHES : failsAt(path);
}

interface Wants {
  readonly text: boolean;
  readonly number: boolean;
  readonly boolean: boolean;
}

/** Which kinds of scalars the keywords of a schema are about. */
function wantsOf(schema: SchemaObject): Wants {
  const types = typesOf(schema);
  return {
    text: types.includes('string') || SCALAR_KEYWORDS.text.some((keyword) => keyword in schema),
    number: types.includes('number') || types.includes('integer') || SCALAR_KEYWORDS.number.some((keyword) => keyword in schema),
    boolean: types.includes('boolean'),
  };
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** CloudFormation takes `"true"` for true and `22` for "22": a scalar is tested as the kind that the schema is about, where it can be. */
function asWanted({ value, text }: ScalarInstance, schema: SchemaObject): string | number | boolean {
  const wants = wantsOf(schema);
  switch (typeof value) {
    case 'string':
      if (wants.text) return value;
      if (wants.number && NUMBER.test(value)) return Number(value);
      return wants.boolean && /^(?:true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value;
    case 'number':
      return wants.text && !wants.number ? text : value;
    case 'boolean':
      return wants.text && !wants.boolean ? text : value;
  }
}

function checkList(checker: Checker, schema: SchemaObject, list: ListInstance, place: Place): readonly Outcome[] {
  const { path } = place;
  const indices = Array.from({ length: list.length }, (_, index) => index);
  const at = (index: number, sub: unknown): Outcome =>
    check(checker, sub, { instance: list.item(index), path: [...path, String(index)], refs: [] });
  const outcomes: Outcome[] = [];
  const { items } = schema;
  if (Array.isArray(items)) {
    const subs: readonly unknown[] = items;
    for (const index of indices) outcomes.push(at(index, index < subs.length ? subs[index] : schema.additionalItems));
  } else if (items !== undefined) outcomes.push(...indices.map((index) => at(index, items)));
  if ('contains' in schema) {
    const found = indices.map((index) => at(index, schema.contains));
    if (!found.some(isTrue)) outcomes.push(found.every(isFalse) ? failsAt(path) : { failures: [], open: opensOf(found) });
  }
  const { minItems, maxItems } = schema;
  if ((typeof minItems === 'number' && list.length < minItems) || (typeof maxItems === 'number' && list.length > maxItems))
    outcomes.push(failsAt(path));
  if (schema.uniqueItems === true) outcomes.push(checkUnique(list, path));
  return outcomes;
}

function checkUnique(list: ListInstance, path: Path): Outcome {
  const texts = new Set<string>();
  const others: Instance[] = [];
  let because: string | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list.item(index);
    if (item.kind === 'scalar') {
      const text = scalarKey(item);
      if (texts.has(text)) return failsAt([...path, String(index)]);
      texts.add(text);
      continue;
    }
    for (const other of others) {
      const same = equalInstances(item, other);
      if (same === true) return failsAt([...path, String(index)]);
      if (typeof same === 'string') because ??= same;
    }
    others.push(item);
  }
  for (const item of others) if (item.kind === 'unknown' && mayBeAnyOf(item, texts)) because ??= item.because;
  return because === undefined ? MATCHES : opensAt(path, because);
}

function mayBeAnyOf(item: UnknownInstance, texts: ReadonlySet<string>): boolean {
  return texts.size > 0 && (!item.isText || [...texts].some((text) => item.mayBe(text, { ignoreCase: true })));
}

function checkMap(checker: Checker, schema: SchemaObject, map: MapInstance, place: Place): readonly Outcome[] {
  const { path } = place;
  const outcomes: Outcome[] = [];
  const below = (key: string): Path => [...path, key];

  /** A sub-schema at a key: what may be missing can only fail if it is there. */
  const at = (key: string, sub: unknown): Outcome => {
    const entry = map.entry(key);
    if (entry === undefined) return MATCHES;
    return doubted(check(checker, sub, { instance: entry.read(), path: below(key), refs: [] }), entry.doubt, below(key));
  };
  /** A sub-schema of the keys that a macro may add. */
  const ofAdded = (sub: unknown): Outcome =>
    map.open === undefined || sub === true || (isSchemaObject(sub) && Object.keys(sub).length === 0) ? MATCHES : opensAt(path, map.open);
  const mustHave = (key: string): Outcome => {
    const entry = map.entry(key);
    if (entry === undefined) return failsAt(below(key));
    return entry.doubt === undefined ? MATCHES : opensAt(below(key), entry.doubt);
  };

  const properties = isSchemaObject(schema.properties) ? schema.properties : {};
  for (const [key, sub] of Object.entries(properties)) outcomes.push(at(key, sub));

  const patterns = Object.entries(isSchemaObject(schema.patternProperties) ? schema.patternProperties : {}).map(([pattern, sub]) => ({
    expression: new RegExp(pattern, 'u'),
    sub,
  }));
  for (const { expression, sub } of patterns) {
    for (const key of map.names) if (expression.test(key)) outcomes.push(at(key, sub));
    outcomes.push(ofAdded(sub));
  }

  if ('additionalProperties' in schema) {
    const sub = schema.additionalProperties;
    for (const key of map.names)
      if (!Object.hasOwn(properties, key) && !patterns.some(({ expression }) => expression.test(key))) outcomes.push(at(key, sub));
    outcomes.push(ofAdded(sub));
  }

  if ('propertyNames' in schema) {
    for (const key of map.names) {
      const outcome = check(checker, schema.propertyNames, { instance: textInstance(key), path: below(key), refs: [] });
      // Whether the key is there matters only where its name does not match.
      if (isTrue(outcome)) continue;
      const entry = map.entry(key);
      if (entry !== undefined) outcomes.push(doubted(outcome, entry.doubt, below(key)));
    }
    outcomes.push(ofAdded(schema.propertyNames));
  }

  if (Array.isArray(schema.required)) outcomes.push(...schema.required.map(String).map(mustHave));

  for (const [key, dependency] of Object.entries(isSchemaObject(schema.dependencies) ? schema.dependencies : {})) {
    const entry = map.entry(key);
    if (entry === undefined) continue;
    const consequence = Array.isArray(dependency) ? every(dependency.map(String).map(mustHave)) : check(checker, dependency, place);
    outcomes.push(doubted(consequence, entry.doubt, path));
  }

  outcomes.push(checkCount(schema, map, path));
  return outcomes;
}

function checkCount({ minProperties, maxProperties }: SchemaObject, map: MapInstance, path: Path): Outcome {
  if (typeof minProperties !== 'number' && typeof maxProperties !== 'number') return MATCHES;
  const entries = map.names.flatMap((name) => map.entry(name) ?? []);
  const doubts = entries.flatMap(({ doubt }) => doubt ?? []);
  const least = entries.length - doubts.length;
  const most = map.open === undefined ? entries.length : Number.POSITIVE_INFINITY;
  const lower = typeof minProperties === 'number' ? minProperties : 0;
  const upper = typeof maxProperties === 'number' ? maxProperties : Number.POSITIVE_INFINITY;
  if (most < lower || least > upper) return failsAt(path);
  return least < lower || most > upper ? opensAt(path, map.open ?? doubts[0] ?? '') : MATCHES;
}

/** Whether two things are equal, or why that cannot be known. */
type Equality = boolean | string;

/** Whether an instance is what a schema names in `const` or `enum`; a scalar is when it reads the same. */
function equals(instance: Instance, wanted: unknown): Equality {
  switch (instance.kind) {
    case 'scalar':
      return readsAs(instance, wanted);
    case 'list': {
      if (!Array.isArray(wanted) || wanted.length !== instance.length) return false;
      return allEqual(wanted.map((item: unknown, index) => equals(instance.item(index), item)));
    }
    case 'map': {
      if (!isSchemaObject(wanted)) return false;
      const keys = Object.keys(wanted);
      const answers: Equality[] = keys.map((key) => {
        const entry = instance.entry(key);
        if (entry === undefined) return false;
        const answer = equals(entry.read(), wanted[key]);
        return answer === true ? (entry.doubt ?? true) : answer;
      });
      for (const key of instance.names) {
        const entry = keys.includes(key) ? undefined : instance.entry(key);
        if (entry !== undefined) answers.push(entry.doubt ?? false);
      }
      if (instance.open !== undefined) answers.push(instance.open);
      return allEqual(answers);
    }
    case 'unknown': {
      if (!instance.isText) return instance.because;
      if (typeof wanted === 'object') return false;
      // A number may be written in more ways than one.
      const mayBe = typeof wanted === 'number' || instance.mayBe(String(wanted), { ignoreCase: typeof wanted === 'boolean' });
      return mayBe ? instance.because : false;
    }
  }
}

function readsAs({ value, text }: ScalarInstance, wanted: unknown): boolean {
  switch (typeof wanted) {
    case 'string':
      return text === wanted || (typeof value === 'boolean' && String(value) === wanted.toLowerCase());
    case 'number':
      return NUMBER.test(text) && Number(text) === wanted;
    case 'boolean':
      return text.toLowerCase() === String(wanted);
    default:
      return false;
  }
}

function equalInstances(a: Instance, b: Instance): Equality {
  if (a.kind === 'unknown') return mayEqual(a, b) ? a.because : false;
  if (b.kind === 'unknown') return mayEqual(b, a) ? b.because : false;
  if (a.kind === 'scalar' && b.kind === 'scalar') return scalarKey(a) === scalarKey(b);
  if (a.kind === 'list' && b.kind === 'list') {
    if (a.length !== b.length) return false;
    return allEqual(Array.from({ length: a.length }, (_, index) => equalInstances(a.item(index), b.item(index))));
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const answers: Equality[] = [];
    for (const key of new Set([...a.names, ...b.names])) {
      const [left, right] = [a.entry(key), b.entry(key)];
      if (left === undefined && right === undefined) continue;
      const doubt = left?.doubt ?? right?.doubt;
      if (left === undefined || right === undefined) answers.push(doubt ?? false);
      else {
        const answer = equalInstances(left.read(), right.read());
        // Where both may be missing they are equal then, whatever they are otherwise.
        answers.push(doubt ?? answer);
      }
    }
    const open = a.open ?? b.open;
    if (open !== undefined) answers.push(open);
    return allEqual(answers);
  }
  return false;
}

function mayEqual(unknown: UnknownInstance, other: Instance): boolean {
  if (!unknown.isText || other.kind === 'unknown') return true;
  return other.kind === 'scalar' && unknown.mayBe(other.text, { ignoreCase: true });
}

function allEqual(answers: readonly Equality[]): Equality {
  if (answers.includes(false)) return false;
  return answers.find((answer) => typeof answer === 'string') ?? true;
}

function scalarKey({ value, text }: ScalarInstance): string {
  return typeof value === 'boolean' ? String(value) : text;
}

function failsAt(path: Path): Outcome {
  return { failures: [path], open: [] };
}

function opensAt(path: Path, because: string): Outcome {
  return { failures: [], open: [{ path, because }] };
}

function isTrue(outcome: Outcome): boolean {
  return outcome.failures.length === 0 && outcome.open.length === 0;
}

function isFalse(outcome: Outcome): boolean {
  return outcome.failures.length > 0;
}

function opensOf(outcomes: readonly Outcome[]): readonly Open[] {
  return outcomes.flatMap((outcome) => outcome.open);
}

/** Of sub-schemas that all have to match. */
function every(outcomes: readonly Outcome[]): Outcome {
  return { failures: outcomes.flatMap((outcome) => outcome.failures), open: opensOf(outcomes) };
}

/** Of sub-schemas of which one has to match. When none does, the failure is where all of theirs are. */
function some(outcomes: readonly Outcome[], path: Path): Outcome {
  if (outcomes.some(isTrue)) return MATCHES;
  if (outcomes.every(isFalse)) return failsAt(commonPath(outcomes.flatMap((outcome) => outcome.failures)) ?? path);
  return { failures: [], open: opensOf(outcomes.filter((outcome) => !isFalse(outcome))) };
}

/** Of sub-schemas of which exactly one has to match. */
function exactlyOne(outcomes: readonly Outcome[], path: Path): Outcome {
  const matching = outcomes.filter(isTrue).length;
  if (matching > 1) return failsAt(path);
  const open = opensOf(outcomes.filter((outcome) => !isFalse(outcome)));
  if (open.length > 0) return { failures: [], open };
  return matching === 1 ? MATCHES : some(outcomes, path);
}

function negated(outcome: Outcome, path: Path): Outcome {
  if (isTrue(outcome)) return failsAt(path);
  return isFalse(outcome) ? MATCHES : { failures: [], open: outcome.open };
}

/** Of something that may not be there at all: it cannot be known to fail. */
function doubted(outcome: Outcome, doubt: string | undefined, path: Path): Outcome {
  return doubt === undefined || !isFalse(outcome) ? outcome : opensAt(path, doubt);
}

function commonPath(paths: readonly Path[]): Path | undefined {
  const [first, ...others] = paths;
  if (first === undefined) return undefined;
  const end = first.findIndex((key, index) => others.some((other) => other[index] !== key));
  return end < 0 ? first : first.slice(0, end);
}

export function isSchemaObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typesOf(schema: SchemaObject): readonly unknown[] {
  const { type } = schema;
  return Array.isArray(type) ? type : type === undefined ? [] : [type];
}

/** References are followed inside of the schema only; anything else would need another document. */
function refuseForeignReferences(root: SchemaObject): void {
  const visit = (value: unknown, isRoot: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, false);
      return;
    }
    if (!isSchemaObject(value)) return;
    const { $ref, $id } = value;
    if (typeof $ref === 'string' && !/^#(?:\/|$)/.test($ref))
      throw new Error(`$ref ${$ref} leads out of the schema; it has to begin with #/`);
    if (typeof $id === 'string' && !isRoot)
      throw new Error(`$id ${$id} stands inside of the schema; only the schema as a whole may have one`);
    for (const [keyword, inner] of Object.entries(value)) if (keyword !== 'const' && keyword !== 'enum') visit(inner, false);
  };
  visit(root, true);
}
