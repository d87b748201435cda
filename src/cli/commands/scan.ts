import { realpathSync } from 'node:fs';
import { describeSettings } from '../../config/describe.ts';
import type { Flags } from '../../config/resolve-context.ts';
import { exitCodeOf } from '../../gate/decide.ts';
import { StackgateError } from '../../model/errors.ts';
import type { FailOn } from '../../model/severity.ts';
import { parseReportSpec } from '../../reporters/index.ts';
import { visibleText } from '../../reporters/plain-text.ts';
import { type PreparedScan, prepareScan, runPrepared, type ScanRequest, type ScanRun } from '../../scan.ts';
import type { ParsedArguments } from '../arguments.ts';
import { diedRun } from '../died.ts';
import { gitState } from '../git.ts';
import { progressTo } from '../progress.ts';
import { checkedOrders, flaggedReports, ordersOf, type ReportOrder, writeReports } from '../reports.ts';
import { describeBug, describeFaults, faultsOf, wantsDetails } from '../run-errors.ts';
import type { CommandResult, ExitCode, Surroundings } from './command.ts';

/** `stackgate scan`: judges, writes the reports, and gives the verdict as the exit code. */
export async function scanCommand(args: ParsedArguments, surroundings: Surroundings): Promise<CommandResult> {
  const [scanner] = args.list('scanner');
  if (scanner !== undefined) {
    throw new StackgateError('USAGE', `there is no scanner \`${scanner}\``, { hint: 'This version runs the built-in rules only.' });
  }
  const flagged = flaggedReports(args, surroundings.cwd);
  let reports = checkedOrders(flagged);
  const request = await requestFrom(args, surroundings);
  if (args.has('print-config')) return { exitCode: 0, stdout: describeSettings((await prepareScan(request)).resolved) };
  const startedAt = surroundings.clock();
  const progress = progressTo(surroundings, args.has('quiet'));
  let root = '.';
  let failOn: FailOn = 'high';
  try {
    const prepared = await prepareScan(request);
    ({ root } = prepared);
    ({ failOn } = prepared.settings);
    if (flagged.length === 0) reports = configuredReports(prepared);
    const run = await runPrepared(prepared, { ...request, onProgress: progress.step, git: gitState });
    progress.end();
    assertNothingIsOverwritten(reports, run);
    const { stdout, problems } = await writeReports(run, reports, args, surroundings);
    const faults = problems.flatMap(faultsOf);
    const bug = problems.find((problem) => faultsOf(problem).length === 0);
    if (bug !== undefined) throw bug;
    const verdict = exitCodeOf(run.run.gate);
    const warnings = [...run.prepared.resolved.warnings, ...run.warnings].map((warning) => `warning: ${visibleText(warning)}\n`).join('');
    // A report that could not be written is a usage error, unless something worse happened.
    return result(faults.length > 0 && verdict < 2 ? 2 : verdict, stdout, warnings + describeFaults(faults));
  } catch (error) {
    progress.end();
    if (faultsOf(error).length > 0) throw error;
    const { stdout, problems } = await writeReports(diedRun(error, startedAt, root, failOn), reports, args, surroundings);
    return result(4, stdout, describeBug(error, wantsDetails(surroundings)) + describeFaults(problems.flatMap(faultsOf)));
  }
}

function result(exitCode: ExitCode, stdout: string, stderr: string): CommandResult {
  return { exitCode, stdout, ...(stderr === '' ? {} : { stderr }) };
}

function configuredReports({ resolved, root }: PreparedScan): readonly ReportOrder[] {
  const specs = resolved.reports.map(({ format, file }) => parseReportSpec(file === undefined ? format : `${format}=${file}`));
  return checkedOrders(ordersOf(specs, root));
}

/** A slip of the hand (`--output template.yaml`) must not cost somebody the template, nor a configuration the policy. */
function assertNothingIsOverwritten(reports: readonly ReportOrder[], { run, prepared }: ScanRun): void {
  const files = reports.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const places = new Map(files.map((file) => [realPath(file.absolute), file.shown]));
  const { configFile, policyFile } = prepared.resolved;
  const kept = [
    ...run.ledger.files.filter(({ format }) => format !== undefined).map(({ path }) => ({ path, what: 'a template that was scanned' })),
    ...(configFile === undefined ? [] : [{ path: configFile, what: 'the configuration' }]),
    ...(policyFile === undefined ? [] : [{ path: policyFile, what: 'the policy' }]),
  ];
  for (const { path, what } of kept) {
    const shown = places.get(realPath(prepared.reader.absolute(path)));
    if (shown === undefined) continue;
    throw new StackgateError('USAGE', `the report ${JSON.stringify(shown)} would overwrite ${what}`, {
      hint: 'Give the report another name.',
    });
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The request that a command line stands for; `doctor` asks for the same. */
export async function requestFrom(args: ParsedArguments, surroundings: Surroundings): Promise<ScanRequest> {
  const { cwd, environment, clock } = surroundings;
  const value = (name: string): string | undefined => args.value(name);
  const [account, region, root, policy, config, failOn, conditional] = [
    'account',
    'region',
    'root',
    'policy',
    'config',
    'fail-on',
    'conditional',
  ].map(value);
  const flags: Omit<Flags, 'parameters'> = {
    ...(args.list('pack').length === 0 ? {} : { packs: args.list('pack') }),
    ...(args.list('rule').length === 0 ? {} : { rules: args.list('rule') }),
    ...(args.list('disable').length === 0 ? {} : { disable: args.list('disable') }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(conditional === undefined ? {} : { conditional }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(args.has('strict') ? { strict: true } : {}),
    ...(args.has('allow-empty') ? { allowEmpty: true } : {}),
  };
  const filename = value('stdin-filename');
  const hasInput = args.operands.includes('-');
  if (filename !== undefined && !hasInput) {
    throw new StackgateError('USAGE', '--stdin-filename goes with the path `-`', {
      hint: 'Write: stackgate scan - --stdin-filename template.yaml',
    });
  }
  if (args.has('no-config') && config !== undefined) throw new StackgateError('USAGE', '--config and --no-config cannot both be given');
  const named = filename === undefined ? {} : { filename };
  const input = hasInput ? await inputFrom(surroundings) : undefined;
  return {
    cwd,
    clock,
    environmentVariables: environment,
    flags,
    paths: args.operands,
    parameterFiles: args.list('parameters'),
    ...(root === undefined ? {} : { root }),
    ...(policy === undefined ? {} : { policy }),
    ...(args.has('no-config') ? { config: false } : config === undefined ? {} : { config }),
    ...(input === undefined ? {} : { standardInput: { bytes: input.bytes, ...named } }),
    ...(input?.problem === undefined ? {} : { standardInputProblem: input.problem }),
  };
}

/** What was piped in; when there is too much of it, it is a template that could not be read. */
async function inputFrom({ readStdin }: Surroundings): Promise<{ readonly bytes: Uint8Array; readonly problem?: string }> {
  try {
    return { bytes: await readStdin() };
  } catch (error) {
    if (!(error instanceof StackgateError) || error.code !== 'TEMPLATE_UNREADABLE') throw error;
    return { bytes: new Uint8Array(), problem: error.message };
  }
}
