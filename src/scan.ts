import { dirname, resolve } from 'node:path';

import { loadConfig, loadPolicy } from './config/load.ts';
import { readParameters } from './config/parameters.ts';
import { mayRunCode, policyPath, type ResolvedSettings, resolveSettings } from './config/resolve.ts';
import type { Flags } from './config/resolve-context.ts';
import type { LoadedPolicy } from './config/types.ts';
import { customRules } from './custom-rules.ts';
import type { Rule } from './engine/rule-api.ts';
import { hidden } from './hidden-texts.ts';
import { type Judged, judge } from './judge.ts';
import { splitSelector } from './loaders/parameters/parameter-file.ts';
import { StackgateError } from './model/errors.ts';
import type { LedgerFile, RunResult } from './model/result.ts';
import type { Settings } from './model/settings.ts';
import { loadCatalogue, loadPacks } from './rules/load-service.ts';
import { type CheckedSelection, checkRules, type JudgeOptions, settingsFrom } from './scan-template.ts';
import { type DiskSupply, supplyFromDisk } from './supply/disk.ts';
import { type DiskReader, diskReader } from './supply/disk-reader.ts';
import { liesInside, pathFromRoot, resolveRoot } from './supply/root.ts';
import { STDIN_NAME, supplyFromStandardInput } from './supply/stdin.ts';

/** Where a scan finds its files. */
export interface ScanPlace {
  /** Files and folders; default: the current folder. `-` is standard input. */
  readonly paths?: readonly string[];
  /** What relative paths start from; default: the current folder of the process. */
  readonly cwd?: string;
  /** What paths in results are relative to; default: the git top level, else the folder of the configuration, else the current folder. */
  readonly root?: string;
  /** What is read where `paths` names `-`. */
  readonly standardInput?: { readonly bytes: Uint8Array; readonly filename?: string };
  /** A configuration file, instead of `stackgate.config.*` in the root; `false`: none. */
  readonly config?: string | false;
  /** The organisation's policy, which nothing else can loosen. */
  readonly policy?: string;
}

/** What a scan goes by: the settings of the judgement, and where its files are. */
export interface ScanOptions extends JudgeOptions, ScanPlace {
  /** No templates found is no error. */
  readonly allowEmpty?: boolean;
  /** Parameter files; the values of `parameters` win over them. */
  readonly parameterFiles?: readonly string[];
}

/** A scan as the command line asks for it. */
export interface ScanRequest extends ScanPlace {
  readonly cwd: string;
  readonly flags: Omit<Flags, 'parameters'>;
  readonly parameterFiles?: readonly string[];
  /** Why standard input could not be read, where `paths` names `-`; the run is incomplete for it. */
  readonly standardInputProblem?: string;
  /** Settings of the caller beside the flags; refused beside a policy, which could not be held against them. */
  readonly override?: Partial<Settings>;
  readonly customRules?: readonly Rule[];
  readonly environmentVariables?: Readonly<Record<string, string | undefined>>;
  readonly clock: () => number;
  /** Called before each deployment unit is judged. */
  readonly onProgress?: (done: number, total: number, unit: string) => void;
  /** The commit of the root and whether its work tree differs from it. */
  readonly git?: (root: string) => Promise<{ readonly commit?: string; readonly dirty?: boolean }>;
}

/** The settings of a scan, and where they came from. */
export interface PreparedScan {
  readonly root: string;
  readonly reader: DiskReader;
  readonly resolved: ResolvedSettings;
  readonly settings: Settings;
  readonly customRules: readonly Rule[];
  readonly selection: CheckedSelection;
}

export interface ScanRun extends Judged {
  readonly prepared: PreparedScan;
}

/**
 * Judges templates on the disk, as `stackgate scan` does, with the configuration of the project. The result says everything that the
 * reports say; what could not be read is in it, too (`gate.incomplete` and `ledger.files`).
 *
 * Throws a `StackgateError`: `PATH_MISSING`, `NO_TEMPLATES`, `UNKNOWN_RULE`, `UNKNOWN_PACK`, `CONFIG_INVALID`, `POLICY_INVALID`,
 * `PARAMETERS_INVALID`.
 *
 * @example
 * const { gate, results } = await scan({ paths: ['templates'], failOn: 'medium' });
 */
export async function scan(options: ScanOptions = {}): Promise<RunResult> {
  const { parameters, unknown, severities, ruleOptions, account, region, failOn, conditional } = options;
  const base = settingsFrom(options);
  const override: Partial<Settings> = {
    ...(unknown === undefined ? {} : { unknown: base.unknown }),
    ...(severities === undefined ? {} : { severities }),
    ...(ruleOptions === undefined ? {} : { ruleOptions }),
    ...(parameters === undefined ? {} : { targets: base.targets }),
  };
  const run = await runScan({
    ...options,
    cwd: resolve(options.cwd ?? '.'),
    flags: {
      ...(options.packs === undefined ? {} : { packs: options.packs }),
      ...(options.rules === undefined ? {} : { rules: options.rules }),
      ...(options.disable === undefined ? {} : { disable: options.disable }),
      ...(failOn === undefined ? {} : { failOn }),
      ...(conditional === undefined ? {} : { conditional }),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      ...(options.strict === undefined ? {} : { strict: options.strict }),
      ...(options.allowEmpty === undefined ? {} : { allowEmpty: options.allowEmpty }),
    },
    override,
    clock: () => Date.now(),
  });
  return run.run;
}

/** Reads policy and configuration and merges them with the flags. */
export async function prepareScan(request: ScanRequest): Promise<PreparedScan> {
  const { cwd } = request;
  const variables = request.environmentVariables ?? {};
  const namedConfig = request.config === undefined ? variables.STACKGATE_CONFIG || undefined : request.config;
  const root = resolveRoot({
    cwd,
    ...(request.root === undefined ? {} : { explicit: request.root }),
    ...(typeof namedConfig === 'string' ? { configFolder: dirname(resolve(cwd, namedConfig)) } : {}),
  }).path;
  const policyFile = policyPath(request.policy, variables);
  const given = [
    ...(typeof namedConfig === 'string' ? [namedConfig] : []),
    ...(policyFile === undefined ? [] : [policyFile]),
    // What follows a `#` chooses an environment of the file.
    ...(request.parameterFiles ?? []).map((file) => splitSelector(file).file),
  ];
  const reader = diskReader({ root, cwd, given });
  const known = (): { rules: ReturnType<typeof loadCatalogue>; packs: readonly string[] } => ({
    rules: loadCatalogue(),
    packs: loadPacks().map((pack) => pack.name),
  });
  const policy = policyFile === undefined ? undefined : await readPolicy(policyFile, root, cwd, reader, known);
  const config =
    namedConfig === false
      ? undefined
      : await loadConfig({
          reader,
          absolute: (path) => reader.absolute(path),
          known,
          allowCode: mayRunCode(policy),
          ...(namedConfig === undefined ? {} : { path: pathFromRoot(root, cwd, namedConfig) }),
        });
  const resolved = resolveSettings({
    flags: {
      ...request.flags,
      parameters: (request.parameterFiles ?? []).map((file) => readParameters(reader, pathFromRoot(root, cwd, file))),
    },
    environmentVariables: variables,
    known,
    ...(config === undefined ? {} : { config }),
    ...(policy === undefined ? {} : { policy }),
  });
  const override = request.override ?? {};
  if (policy !== undefined && Object.keys(override).length > 0) {
    throw new StackgateError('POLICY_CONFLICT', `${Object.keys(override).join(', ')} cannot be given beside a policy`, {
      hint: 'Set them in the configuration, where the policy is held against them.',
    });
  }
  const settings = { ...resolved.settings, ...override };
  const ownRules = [...(request.customRules ?? []), ...(await customRules(resolved.customRuleSources))];
  const selection = checkRules(settings, ownRules, {
    origins: resolved.provenance,
    mayLackRules: resolved.refused.some(({ kind }) => kind === 'code'),
  });
  return { root, reader, resolved, settings, customRules: ownRules, selection };
}

function readPolicy(
  file: string,
  root: string,
  cwd: string,
  reader: DiskReader,
  known: Parameters<typeof loadPolicy>[0]['known'],
): Promise<LoadedPolicy> {
  const path = pathFromRoot(root, cwd, file);
  return loadPolicy({ reader, path, known, isInsideRoot: liesInside(root, resolve(cwd, file)) });
}

/** Prepares and judges. */
export async function runScan(request: ScanRequest): Promise<ScanRun> {
  return runPrepared(await prepareScan(request), request);
}

/** Judges with settings that `prepareScan` made of the same request. */
export async function runPrepared(prepared: PreparedScan, request: ScanRequest): Promise<ScanRun> {
  const { root, resolved, settings } = prepared;
  const git = request.git?.(root);
  // A promise that nobody awaits yet must not end the process when the judgement throws.
  git?.catch(() => undefined);
  const supply = supplyFiles(request, prepared);
  const state = (await git) ?? {};
  const judged = judge({
    files: supply.files,
    reader: supply.reader,
    skipped: [...supply.skipped, ...supply.failed],
    settings,
    customRules: prepared.customRules,
    ...prepared.selection,
    looseners: [...resolved.looseners, ...supply.looseners],
    refused: [...resolved.refused, ...supply.refused],
    unmet: resolved.unmet,
    root,
    ...state,
    ...(resolved.configDigest === undefined ? {} : { configDigest: resolved.configDigest }),
    ...(resolved.policyDigest === undefined ? {} : { policyDigest: resolved.policyDigest }),
    clock: request.clock,
    ...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
  });
  return { ...judged, ...hidden(judged), prepared };
}

type Supply = Pick<DiskSupply, 'files' | 'skipped' | 'failed' | 'looseners' | 'refused'> & Pick<DiskSupply, 'reader'>;

/** Collects the files of a scan. Throws `NO_TEMPLATES` when there is nothing to judge, unless that is allowed. */
function supplyFiles(request: ScanRequest, { root, resolved, settings }: PreparedScan): Supply {
  const { cwd, standardInput, standardInputProblem } = request;
  const paths = request.paths ?? [];
  const onDisk = paths.filter((path) => path !== '-');
  const policy = resolved.policyIgnore;
  const hasInput = paths.includes('-') && standardInput !== undefined;
  const none: Omit<Supply, 'reader'> = { files: [], skipped: [], failed: [], looseners: [], refused: [] };
  const disk: Supply & { readonly emptyPaths?: readonly string[] } =
    hasInput && onDisk.length === 0
      ? { ...none, reader: diskReader({ root, cwd }) }
      : supplyFromDisk({ root, cwd, paths: onDisk, ignore: resolved.ignore, ...(policy === undefined ? {} : { policy }) });
  if (hasInput) {
    const { bytes, filename } = standardInput;
    if (standardInputProblem !== undefined) {
      const path = filename === undefined ? STDIN_NAME : pathFromRoot(root, cwd, filename);
      return { ...disk, failed: [...disk.failed, { path, status: 'failed', reason: standardInputProblem }] };
    }
    const piped = supplyFromStandardInput(bytes, { root, cwd, ...(filename === undefined ? {} : { filename }) });
    const names = new Set(piped.files.map((file) => file.path));
    // What is piped in stands for the file of that name.
    return { ...disk, files: [...piped.files, ...disk.files.filter((file) => !names.has(file.path))] };
  }
  if (disk.files.length === 0 && disk.failed.length === 0 && !settings.allowEmpty) throw noTemplates(disk.emptyPaths ?? [], disk.skipped);
  return disk;
}

function noTemplates(paths: readonly string[], skipped: readonly LedgerFile[]): StackgateError {
  const unevaluated = skipped.find((file) => file.status === 'not-evaluated' || file.status === 'ignored');
  const hint =
    unevaluated?.reason === undefined
      ? 'Name a template or a folder that holds some; --allow-empty accepts that there are none.'
      : `${unevaluated.path}: ${unevaluated.reason}.`;
  const where = paths.length === 0 || (paths.length === 1 && paths[0] === '.') ? 'the current folder' : paths.join(', ');
  return new StackgateError('NO_TEMPLATES', `no templates were found in ${where}`, { hint });
}
