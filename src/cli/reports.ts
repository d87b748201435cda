import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Judged } from '../judge.ts';
import { StackgateError } from '../model/errors.ts';
import { loadReporter, parseReportSpec, type ReportEnvironment, type ReportFormat, type ReportSpec } from '../reporters/index.ts';
import type { ParsedArguments } from './arguments.ts';
import type { Surroundings } from './commands/command.ts';
import { writeAtomically } from './output.ts';

/** A report that was asked for. */
export interface ReportOrder {
  readonly format: ReportFormat;
  /** Without it the report goes to stdout. */
  readonly file?: {
    readonly absolute: string;
    /** As it was given. */
    readonly shown: string;
  };
}

/** The reports that flags ask for, relative to the current folder. Throws `USAGE` and `UNKNOWN_REPORT`. */
export function flaggedReports(args: ParsedArguments, cwd: string): readonly ReportOrder[] {
  const specs = args.list('report').map(parseReportSpec);
  const format = args.value('format');
  const output = args.value('output');
  if (format !== undefined) specs.push(parseReportSpec(output === undefined ? format : `${format}=${output}`));
  else if (output !== undefined) throw new StackgateError('USAGE', '--output needs --format', { hint: 'Write --report <format>=<file>.' });
  return ordersOf(specs, cwd);
}

/** Orders for reports whose files are relative to a folder; `-` is stdout, as it is stdin where it stands for a path. */
export function ordersOf(specs: readonly ReportSpec[], folder: string): readonly ReportOrder[] {
  return specs.map(({ format, file }) =>
    file === undefined || file === '-' ? { format } : { format, file: { absolute: resolve(folder, file), shown: file } },
  );
}

/** The orders as they can be carried out: at most one goes to stdout, each file has one; `pretty` goes to stdout when nothing else does. */
export function checkedOrders(orders: readonly ReportOrder[]): readonly ReportOrder[] {
  const toStdout = orders.filter((order) => order.file === undefined);
  if (toStdout.length > 1) {
    throw new StackgateError('USAGE', `${toStdout.map((order) => order.format).join(' and ')} cannot both go to stdout`, {
      hint: 'Give all but one a file: --report junit=reports/junit.xml.',
    });
  }
  const files = orders.flatMap((order) => (order.file === undefined ? [] : [order.file]));
  const twice = files.find((file, index) => files.findIndex(({ absolute }) => absolute === file.absolute) !== index);
  if (twice !== undefined) throw new StackgateError('USAGE', `two reports go to the file ${JSON.stringify(twice.shown)}`);
  return toStdout.length === 0 ? [...orders, { format: 'pretty' }] : orders;
}

export interface WrittenReports {
  /** The report for stdout. */
  readonly stdout: string;
  /** What could not be written, or not even rendered. */
  readonly problems: readonly unknown[];
}

/** Renders and writes all reports; those that can be written are, also when others cannot. */
export async function writeReports(
  judged: Judged,
  orders: readonly ReportOrder[],
  args: ParsedArguments,
  surroundings: Surroundings,
): Promise<WrittenReports> {
  const environment = environmentFrom(judged, args, surroundings);
  const problems: unknown[] = [];
  let stdout = '';
  for (const { format, file } of orders) {
    try {
      const reporter = await loadReporter(format);
      const text = reporter.render(judged.run, { ...environment, colour: file === undefined && environment.colour });
      if (file === undefined) stdout = text;
      else writeAtomically(file.absolute, text, file.shown);
      if (format === 'github') await appendStepSummary(judged, environment, surroundings);
    } catch (problem) {
      problems.push(problem);
    }
  }
  return { stdout, problems };
}

async function appendStepSummary(judged: Judged, environment: ReportEnvironment, surroundings: Surroundings): Promise<void> {
  const summary = surroundings.environment.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === '') return;
  const { renderStepSummary } = await import('../reporters/github.ts');
  const text = renderStepSummary(judged.run, environment);
  try {
    appendFileSync(summary, text);
  } catch (error) {
    throw new StackgateError(
      'REPORT_NOT_WRITTEN',
      `the step summary cannot be written: ${error instanceof Error ? error.message : error}`,
      {
        hint: 'GITHUB_STEP_SUMMARY names the file.',
        cause: error,
      },
    );
  }
}

function environmentFrom(
  judged: Judged,
  args: ParsedArguments,
  { environment, stdoutIsTerminal, columns }: Surroundings,
): ReportEnvironment {
  const wanted = environment.FORCE_COLOR;
  const forced = wanted !== undefined && wanted !== '' && wanted !== '0';
  const refused = args.has('no-color') || (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return {
    sources: judged.sources,
    secrets: judged.secrets,
    rules: new Map(
      [...judged.rules].map(([id, rule]) => [id, { title: rule.title, rationale: rule.rationale, remediation: rule.remediation }]),
    ),
    colour: !refused && (forced || stdoutIsTerminal),
    ...(stdoutIsTerminal && columns !== undefined ? { width: columns } : {}),
    includePassed: args.has('include-passed'),
    verbose: args.has('verbose'),
    quiet: args.has('quiet'),
  };
}
