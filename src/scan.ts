import { resolve } from 'node:path';
import { type Judged, judge } from './judge.ts';
import { StackgateError } from './model/errors.ts';
import type { LedgerFile, Loosener, RunResult } from './model/result.ts';
import type { Settings } from './model/settings.ts';
import type { Reader, SuppliedFile } from './model/supply.ts';
import { checkRules, type JudgeOptions, settingsFrom } from './scan-template.ts';
import { supplyFromDisk } from './supply/disk.ts';
import { resolveRoot } from './supply/root.ts';
import { supplyFromStandardInput } from './supply/stdin.ts';

/** Where a scan finds its files. */
export interface ScanPlace {
  /** Files and folders; default: the current folder. `-` is standard input. */
  readonly paths?: readonly string[];
  /** What relative paths start from; default: the current folder of the process. */
  readonly cwd?: string;
  /** What paths in results are relative to; default: the git top level, else the current folder. */
  readonly root?: string;
  /** What is read where `paths` names `-`. */
  readonly standardInput?: { readonly bytes: Uint8Array; readonly filename?: string };
}

export interface ScanOptions extends JudgeOptions, ScanPlace {
  /** No templates found is no error. */
  readonly allowEmpty?: boolean;
}

/**
 * Judges templates on the disk, as `stackgate scan` does. The result says everything that the reports say; what could not be read is in
 * it, too (`gate.incomplete` and `ledger.files`).
 *
 * Throws a `StackgateError`: `PATH_MISSING`, `NO_TEMPLATES`, `UNKNOWN_RULE`, `UNKNOWN_PACK`.
 */
export async function scan(options: ScanOptions = {}): Promise<RunResult> {
  const settings = { ...settingsFrom(options), allowEmpty: options.allowEmpty ?? false };
  const cwd = resolve(options.cwd ?? '.');
  const supply = supplyFiles(
    { ...options, cwd, root: resolveRoot({ cwd, ...(options.root === undefined ? {} : { explicit: options.root }) }).path },
    settings,
  );
  return judge({
    ...supply,
    settings,
    customRules: options.customRules ?? [],
    ...checkRules(settings, options.customRules ?? []),
    clock: () => Date.now(),
  }).run;
}

export interface Supplied {
  readonly files: readonly SuppliedFile[];
  readonly reader: Reader;
  readonly skipped: readonly LedgerFile[];
  readonly looseners: readonly Loosener[];
  readonly refused: readonly Loosener[];
  readonly root: string;
}

/** Collects the files of a scan. Throws `NO_TEMPLATES` when there is nothing to judge, unless that is allowed. */
export function supplyFiles(
  place: ScanPlace & { readonly cwd: string; readonly root: string },
  settings: Pick<Settings, 'allowEmpty'>,
): Supplied {
  const { cwd, root, standardInput } = place;
  const paths = place.paths ?? [];
  const onDisk = paths.filter((path) => path !== '-');
  const piped =
    standardInput === undefined || !paths.includes('-')
      ? undefined
      : supplyFromStandardInput(standardInput.bytes, {
          root,
          cwd,
          ...(standardInput.filename === undefined ? {} : { filename: standardInput.filename }),
        });
  if (piped !== undefined && onDisk.length === 0)
    return { files: piped.files, reader: piped.reader, skipped: [], looseners: [], refused: [], root };
  const disk = supplyFromDisk({ root, cwd, paths: onDisk });
  const files = [...(piped?.files ?? []), ...disk.files];
  if (files.length === 0 && disk.failed.length === 0 && !settings.allowEmpty) throw noTemplates(disk.emptyPaths, disk.skipped);
  return {
    files,
    reader: piped?.reader ?? disk.reader,
    skipped: [...disk.skipped, ...disk.failed],
    looseners: disk.looseners,
    refused: disk.refused,
    root,
  };
}

function noTemplates(paths: readonly string[], skipped: readonly LedgerFile[]): StackgateError {
  const unevaluated = skipped.find((file) => file.status === 'not-evaluated');
  const hint =
    unevaluated?.reason === undefined
      ? 'Name a template or a folder that holds some; --allow-empty accepts that there are none.'
      : `${unevaluated.path}: ${unevaluated.reason}.`;
  return new StackgateError('NO_TEMPLATES', `no templates were found in ${paths.length === 0 ? 'the current folder' : paths.join(', ')}`, {
    hint,
  });
}

export type { Judged };
