import { describeSettings } from '../../config/describe.ts';
import type { Flags } from '../../config/resolve-context.ts';
import { exitCodeOf } from '../../gate/decide.ts';
import { StackgateError } from '../../model/errors.ts';
import { parseReportSpec, type ReportSpec } from '../../reporters/index.ts';
import { type PreparedScan, prepareScan, runScan, type ScanRequest } from '../../scan.ts';
import type { ParsedArguments } from '../arguments.ts';
import { diedRun } from '../died.ts';
import { gitState } from '../git.ts';
import { progressTo } from '../progress.ts';
import { reportsFrom, writeReports } from '../reports.ts';
import { describeBug } from '../run-errors.ts';
import type { CommandResult, Surroundings } from './command.ts';

/** `stackgate scan`: judges, writes the reports, and gives the verdict as the exit code. */
export async function scanCommand(args: ParsedArguments, surroundings: Surroundings): Promise<CommandResult> {
  const [scanner] = args.list('scanner');
  if (scanner !== undefined) {
    throw new StackgateError('USAGE', `there is no scanner \`${scanner}\``, { hint: 'This version runs the built-in rules only.' });
  }
  const flagged = reportsFrom(args, []);
  const request = await requestFrom(args, surroundings);
  if (args.has('print-config')) return { exitCode: 0, stdout: describeSettings((await prepareScan(request)).resolved) };
  const startedAt = surroundings.clock();
  let reports: readonly ReportSpec[] = flagged;
  const progress = progressTo(surroundings, args.has('quiet'));
  try {
    const run = await runScan({ ...request, onProgress: progress.step, git: gitState });
    progress.end();
    reports = reportsFrom(args, configuredReports(run.prepared));
    const stderr = run.prepared.resolved.warnings.map((warning) => `warning: ${warning}\n`).join('');
    const stdout = await writeReports(run, reports, args, surroundings);
    return { exitCode: exitCodeOf(run.run.gate), stdout, ...(stderr === '' ? {} : { stderr }) };
  } catch (error) {
    progress.end();
    if (error instanceof StackgateError && error.code !== 'INTERNAL') throw error;
    const stdout = await writeReports(diedRun(error, startedAt, '.', 'high'), reports, args, surroundings);
    return { exitCode: 4, stdout, stderr: describeBug(error, surroundings.environment['STACKGATE_DEBUG'] !== undefined) };
  }
}

function configuredReports({ resolved }: PreparedScan): readonly ReportSpec[] {
  return resolved.reports.map(({ format, file }) => parseReportSpec(file === undefined ? format : `${format}=${file}`));
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
  const standardInput = args.operands.includes('-')
    ? { bytes: await surroundings.readStdin(), ...(filename === undefined ? {} : { filename }) }
    : undefined;
  if (filename !== undefined && standardInput === undefined) {
    throw new StackgateError('USAGE', '--stdin-filename goes with the path `-`', {
      hint: 'Write: stackgate scan - --stdin-filename template.yaml',
    });
  }
  if (args.has('no-config') && config !== undefined) throw new StackgateError('USAGE', '--config and --no-config cannot both be given');
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
    ...(standardInput === undefined ? {} : { standardInput }),
  };
}
