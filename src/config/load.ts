import { createHash } from 'node:crypto';
import { StackgateError, StackgateErrors } from '../model/errors.ts';
import type { Loosener } from '../model/result.ts';
import type { ParameterValues, TargetSettings } from '../model/settings.ts';
import type { Reader } from '../model/supply.ts';
import { CODE_REFUSED, type CodeRule, checkIds, gatherCustomRules } from './custom-rules.ts';
import { errorAt, originOf, parseSettings, type SettingsDocument } from './document.ts';
import { importDefault, isCode } from './load-typescript.ts';
import { checkNames } from './names.ts';
import { pathBeside, readParameters } from './parameters.ts';
import { configSchema, policySchema } from './schema.ts';
import type {
  ConfigDocument,
  ConfigOutcome,
  EnvironmentDocument,
  Known,
  LoadContext,
  LoadedConfig,
  LoadedPolicy,
  PolicyDocument,
} from './types.ts';
import { isRecord, quote, validate } from './validate.ts';

/** The names that a configuration is looked for under, in the root. */
export const CONFIG_NAMES = [
  'stackgate.config.yaml',
  'stackgate.config.yml',
  'stackgate.config.json',
  'stackgate.config.ts',
  'stackgate.config.mjs',
] as const;

export interface LoadConfigOptions extends LoadContext {
  /** What `--config` names, as a path of the reader; otherwise the configuration is looked for in the root. */
  readonly path?: string;
}

/**
 * Finds and reads the configuration with everything that it refers to. Code is run only when `allowCode` is set; when it may not, the refusal
 * is recorded and a YAML or JSON configuration beside it counts. Throws all errors at once: `CONFIG_INVALID`, `CONFIG_UNREADABLE`,
 * `PARAMETERS_INVALID`.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ConfigOutcome> {
  const found = options.path === undefined ? CONFIG_NAMES.filter((name) => options.reader.isFile(name)) : [options.path];
  const refused: Loosener[] = [];
  const usable = found.filter((file) => {
    if (!isCode(file) || options.allowCode) return true;
    refused.push({ kind: 'code', subject: file, origin: file, reason: CODE_REFUSED });
    return false;
  });
  const [file, second] = usable;
  if (file === undefined) return { refused };
  if (second !== undefined) {
    throw new StackgateError('CONFIG_INVALID', `there are several configurations: ${usable.join(', ')}`, {
      file: second,
      hint: 'Keep one of them, or name one with --config.',
    });
  }
  const loaded = await load(file, options);
  return { config: loaded.config, refused: [...refused, ...loaded.refused] };
}

async function load(file: string, context: LoadContext): Promise<{ readonly config: LoadedConfig; readonly refused: readonly Loosener[] }> {
  const bytes = readSettings(context.reader, file, 'CONFIG_UNREADABLE', 'configuration');
  const { document, codeRules } = isCode(file)
    ? documentOfCode(await importDefault(context.absolute(file), file), file)
    : { document: parsed(bytes, file, { invalid: 'CONFIG_INVALID', unreadable: 'CONFIG_UNREADABLE' }), codeRules: [] };
  const errors: StackgateError[] = [...(await validate(document, configSchema, 'CONFIG_INVALID'))];
  const rules = await gatherCustomRules(document, codeRules, context);
  errors.push(...rules.errors);
  if (rules.sources.length > 0) {
    const taken = new Set(context.known().rules.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])]));
    errors.push(...checkIds(rules.sources, (id) => taken.has(id)));
  }
  // The id of a rule whose code was not run is not known: what is said of it is not an error then.
  const isIncomplete = rules.refused.length > 0;
  if (!isIncomplete)
    errors.push(
      ...checkNames(
        document,
        'CONFIG_INVALID',
        context.known,
        rules.sources.map(({ id }) => id),
      ),
    );
  const environments = readEnvironments(document, context.reader);
  errors.push(...environments.errors);
  throwAll(errors);
  const config: LoadedConfig = {
    file,
    // The schema has seen it.
    document: document.data as ConfigDocument,
    targets: environments.targets,
    customRules: rules.sources,
    digest: digestOf([bytes, ...rules.files, ...environments.files]),
    origin: (path) => originOf(document, path),
  };
  return { config, refused: rules.refused };
}

export interface LoadPolicyOptions {
  readonly reader: Reader;
  /** A path of the reader. */
  readonly path: string;
  readonly known: () => Known;
  /** Whether the file lies in the checkout that is judged. */
  readonly isInsideRoot: boolean;
}

/** Reads a policy (YAML or JSON). Throws `POLICY_INVALID`, all errors at once. */
export async function loadPolicy({ reader, path, known, isInsideRoot }: LoadPolicyOptions): Promise<LoadedPolicy> {
  if (isCode(path)) throw new StackgateError('POLICY_INVALID', 'a policy is YAML or JSON, not code', { file: path });
  const bytes = readSettings(reader, path, 'POLICY_INVALID', 'policy');
  const document = parsed(bytes, path, { invalid: 'POLICY_INVALID', unreadable: 'POLICY_INVALID' });
  const errors = await validate(document, policySchema, 'POLICY_INVALID');
  throwAll([...errors, ...checkNames(document, 'POLICY_INVALID', known, [])]);
  return {
    file: path,
    // The schema has seen it.
    document: document.data as PolicyDocument,
    digest: digestOf([bytes]),
    origin: (keys) => originOf(document, keys),
    isInsideRoot,
  };
}

function readSettings(reader: Reader, file: string, code: 'CONFIG_UNREADABLE' | 'POLICY_INVALID', what: string): Uint8Array {
  const bytes = reader.read(file);
  if (bytes !== undefined) return bytes;
  throw new StackgateError(code, `the ${what} ${quote(file)} ${reader.problem(file) ?? 'cannot be read'}`, { file });
}

function parsed(bytes: Uint8Array, file: string, codes: Parameters<typeof parseSettings>[2]): SettingsDocument {
  const document = parseSettings(bytes, file, codes);
  if ('data' in document) return document;
  throwAll(document);
  throw new StackgateError('INTERNAL', 'a document without data and without errors');
}

/** Throws what there is, in the order in which it stands in the files. */
function throwAll(errors: readonly StackgateError[]): void {
  const [first] = errors;
  if (first === undefined) return;
  if (errors.length === 1) throw first;
  const files = [...new Set(errors.map(({ file }) => file))];
  throw new StackgateErrors(
    [...errors].sort(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    ),
  );
}

/** What code exported as plain data, copied, with the rules in it taken out: they are functions, which no schema can see. */
function documentOfCode(exported: unknown, file: string): { readonly document: SettingsDocument; readonly codeRules: readonly CodeRule[] } {
  const codeRules: CodeRule[] = [];
  const errors: StackgateError[] = [];
  const copy = (value: unknown, path: readonly string[]): unknown => {
    if (path.length > 100) {
      errors.push(new StackgateError('CONFIG_INVALID', `${path.slice(0, 3).join('.')}: is nested too deep, or in a circle`, { file }));
      return null;
    }
    if (Array.isArray(value)) {
      return value.flatMap((item: unknown, index) => {
        if (path.length === 1 && path[0] === 'customRules' && isRecord(item) && typeof item.check === 'function') {
          codeRules.push({ rule: item, origin: file });
          return [];
        }
        return [copy(item, [...path, String(index)])];
      });
    }
    if (isRecord(value)) {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      return Object.fromEntries(entries.map(([key, item]) => [key, copy(item, [...path, key])]));
    }
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
      errors.push(
        new StackgateError(
          'CONFIG_INVALID',
          `${path.length === 0 ? '' : `${path.join('.')}: `}has to be plain data, and is a ${typeof value}`,
          { file },
        ),
      );
      return null;
    }
    return value;
  };
  const data = copy(exported, []);
  throwAll(errors);
  return { document: { file, data, place: () => undefined, text: () => undefined }, codeRules };
}

interface Environments {
  readonly targets: readonly TargetSettings[];
  readonly errors: readonly StackgateError[];
  readonly files: readonly Uint8Array[];
}

/** Reads the targets of a configuration; what the schema refuses is passed over. */
function readEnvironments(document: SettingsDocument, reader: Reader): Environments {
  const targets: TargetSettings[] = [];
  const errors: StackgateError[] = [];
  const files: Uint8Array[] = [];
  const environments = isRecord(document.data) ? document.data.environments : undefined;
  for (const [name, environment] of Object.entries(isRecord(environments) ? environments : {})) {
    if (!isRecord(environment)) continue;
    const path = ['environments', name];
    const { account, region, parametersFile, parameters } = environment as EnvironmentDocument;
    let values: ParameterValues = {};
    if (typeof parametersFile === 'string' && parametersFile !== '') {
      const file = pathBeside(document.file, parametersFile);
      try {
        values = readParameters(reader, file).values;
        files.push(reader.read(file) ?? new Uint8Array());
      } catch (error) {
        if (!(error instanceof StackgateError)) throw error;
        // A file that cannot be read is an error of the line that names it, one with faults is an error of the file.
        errors.push(
          error.line === undefined ? errorAt(error.code, document, [...path, 'parametersFile'], error.message, error.hint) : error,
        );
      }
    }
    const own = Object.entries(isRecord(parameters) ? parameters : {}).map(
      ([key, value]) => [key, textOf(document, [...path, 'parameters', key], value)] as const,
    );
    targets.push({
      name,
      ...(typeof account === 'string' || typeof account === 'number' ? { account: String(account) } : {}),
      ...(typeof region === 'string' ? { region } : {}),
      parameters: Object.fromEntries([...Object.entries(values), ...own]),
      source: originOf(document, path),
    });
  }
  return { targets, errors, files };
}

/** A value as CloudFormation takes it: as it was written, a list joined by commas. */
function textOf(document: SettingsDocument, path: readonly string[], value: unknown): string {
  if (Array.isArray(value)) return value.map((item, index) => textOf(document, [...path, String(index)], item)).join(',');
  return document.text(path) ?? String(value);
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    // The length before each part keeps two files from being taken for one.
    hash.update(`${part.length}:`);
    hash.update(part);
  }
  return hash.digest('hex');
}
