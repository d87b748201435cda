import type { ErrorObject } from 'ajv';
import type { ErrorCode, StackgateError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { errorAt, type Path, type SettingsDocument } from './document.ts';
import type { JsonSchema } from './schema.ts';

/** What is wrong at one place of the data. */
interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

/** Checks a document against a schema and gives all errors at once, each with its place and the nearest valid name. */
export async function validate(document: SettingsDocument, schema: JsonSchema, code: ErrorCode): Promise<readonly StackgateError[]> {
  // Only a run with a settings file pays for loading the validator.
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, logger: false });
  const check = ajv.compile(schema);
  if (check(document.data)) return [];
  return problemsOf(check.errors ?? []).map(({ path, message, hint }) => errorAt(code, document, path, message, hint));
}

function problemsOf(errors: readonly ErrorObject[]): readonly Problem[] {
  return reduceUnions(errors).flatMap((error) => problemOf(error) ?? []);
}

/**
 * A value that fits no branch of a union has the errors of all branches. Those of the branch that it was meant for are kept (the one whose
 * type it has); when it was meant for none, the union's own error stands for all.
 */
function reduceUnions(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const [union] = unions.sort((a, b) => a.schemaPath.length - b.schemaPath.length);
  if (union === undefined) return errors;
  const prefix = `${union.schemaPath}/`;
  const isBelow = (error: ErrorObject): boolean =>
    error.schemaPath.startsWith(prefix) &&
    (error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`));
  const branches = Map.groupBy(errors.filter(isBelow), (error) => error.schemaPath.slice(prefix.length).split('/', 1)[0]);
  const meant = [...branches.values()].find(
    (branch) => !branch.some((error) => error.keyword === 'type' && error.instancePath === union.instancePath),
  );
  const kept = errors.filter((error) => error !== union && !isBelow(error));
  const rest = reduceUnions(kept);
  return meant === undefined ? [...rest, { ...union, keyword: 'type' }] : [...rest, ...reduceUnions(meant)];
}

function problemOf(error: ErrorObject): Problem | undefined {
  const path = pathOf(error.instancePath);
  const schema = isRecord(error.parentSchema) ? error.parentSchema : {};
  const wanted = typeof schema.title === 'string' ? schema.title : undefined;
  const key = paramOf(error, 'additionalProperty') ?? paramOf(error, 'missingProperty') ?? '';
  switch (error.keyword) {
    case 'additionalProperties': {
      const hint = didYouMean(key, Object.keys(isRecord(schema.properties) ? schema.properties : {}));
      return { path: [...path, key], message: `${within(path)}unknown key ${quote(key)}`, ...(hint === undefined ? {} : { hint }) };
    }
    case 'required':
      return { path, message: `${within(path)}${quote(key)} is missing` };
    case 'enum': {
      const words = Array.isArray(schema.enum) ? schema.enum.map(String) : [];
      const hint = typeof error.data === 'string' ? didYouMean(error.data, words) : undefined;
      return {
        path,
        message: `${within(path)}${shown(error.data)} is none of ${words.join(', ')}`,
        ...(hint === undefined ? {} : { hint }),
      };
    }
    case 'propertyNames':
      // The error of the name itself is there too.
      return undefined;
    case 'type':
      return { path, message: `${within(path)}has to be ${wanted ?? typeWords(schema.type)}, and is ${kindOf(error.data)}` };
    case 'minItems':
    case 'minLength':
      return { path, message: `${within(path)}is empty` };
    default: {
      if (error.propertyName !== undefined) {
        return {
          path: [...path, error.propertyName],
          message: `${within(path)}${quote(error.propertyName)} is not ${wanted ?? 'a valid name'}`,
        };
      }
      return { path, message: `${within(path)}${shown(error.data)} is not ${wanted ?? `valid: it ${error.message ?? 'does not fit'}`}` };
    }
  }
}

/** `environments.prod: `, which goes before what is wrong there. */
function within(path: Path): string {
  return path.length === 0 ? '' : `${path.map(printable).join('.')}: `;
}

function printable(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text).slice(1, -1);
}

/** Text in a message: escaped, and not endless. */
export function quote(text: string): string {
  return `"${printable(text)}"`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object':
      return 'a map';
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a truth value';
    default:
      return `a ${typeof value}`;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number',
};

function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type : [type];
  return types.map((each) => (typeof each === 'string' ? (TYPE_WORDS[each] ?? each) : 'something else')).join(' or ');
}

function paramOf(error: ErrorObject, name: string): string | undefined {
  const params: unknown = error.params;
  const value = isRecord(params) ? params[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function pathOf(pointer: string): Path {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
