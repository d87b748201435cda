import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Judged } from '../judge.ts';
import { StackgateError, StackgateErrors } from '../model/errors.ts';
import { loadReporter, parseReportSpec, type ReportEnvironment, type ReportSpec } from '../reporters/index.ts';
import type { ParsedArguments } from './arguments.ts';
import type { Surroundings } from './commands/command.ts';
import { writeAtomically } from './output.ts';

/** The reports that flags ask for, else those of the configuration; `pretty` on stdout when nothing else goes there. */
export function reportsFrom(args: ParsedArguments, configured: readonly ReportSpec[]): readonly ReportSpec[] {
  const flagged = args.list('report').map(parseReportSpec);
  const format = args.value('format');
  const output = args.value('output');
  if (format !== undefined) flagged.push(parseReportSpec(output === undefined ? format : `${format}=${output}`));
  else if (output !== undefined) throw new StackgateError('USAGE', '--output needs --format', { hint: 'Write --report <format>=<file>.' });
  const asked = flagged.length > 0 ? flagged : configured;
  const toStdout = asked.filter((report) => report.file === undefined);
  if (toStdout.length > 1) {
    throw new StackgateError('USAGE', `${toStdout.map((report) => report.format).join(' and ')} cannot both go to stdout`, {
      hint: 'Give all but one a file: --report junit=reports/junit.xml.',
    });
  }
  const files = asked.flatMap((report) => (report.file === undefined ? [] : [report.file]));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw new StackgateError('USAGE', `two reports go to the file ${twice}`);
  return toStdout.length === 0 ? [...asked, { format: 'pretty' }] : asked;
}

/** Renders and writes all reports; gives the text for stdout. Reports that can be written are, also when others cannot. */
export async function writeReports(
  judged: Judged,
  reports: readonly ReportSpec[],
  args: ParsedArguments,
  surroundings: Surroundings,
): Promise<string> {
  const environment = environmentFrom(judged, args, surroundings);
  const errors: StackgateError[] = [];
  let stdout = '';
  for (const { format, file } of reports) {
    const reporter = await loadReporter(format);
    const text = reporter.render(judged.run, { ...environment, colour: file === undefined && environment.colour });
    if (file === undefined) {
      stdout = text;
    } else {
      try {
        writeAtomically(resolve(surroundings.cwd, file), text);
      } catch (error) {
        if (!(error instanceof StackgateError)) throw error;
        errors.push(error);
      }
    }
    const summary = surroundings.environment['GITHUB_STEP_SUMMARY'];
    if (format === 'github' && summary !== undefined && summary !== '') {
      const { renderStepSummary } = await import('../reporters/github.ts');
      appendFileSync(summary, renderStepSummary(judged.run, environment));
    }
  }
  if (errors.length > 0) throw new StackgateErrors(errors);
  return stdout;
}

function environmentFrom(
  judged: Judged,
  args: ParsedArguments,
  { environment, stdoutIsTerminal, columns }: Surroundings,
): ReportEnvironment {
  const wanted = environment['FORCE_COLOR'];
  const forced = wanted !== undefined && wanted !== '' && wanted !== '0';
  const refused = args.has('no-color') || (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
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
