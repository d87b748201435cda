import { assertNever, StackgateError } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { REPORT_FORMATS, type Reporter, type ReportFormat } from './reporter.ts';

export { REPORT_FORMATS, type ReportEnvironment, type Reporter, type ReportFormat, type RuleText } from './reporter.ts';

/** One `--report` of the command line. */
export interface ReportSpec {
  readonly format: ReportFormat;
  /** Where it goes; without it, to standard output. */
  readonly file?: string;
}

/**
 * Reads `format` or `format=file`: `parseReportSpec('junit=reports/junit.xml')`.
 * Throws a `StackgateError`: `UNKNOWN_REPORT` for a format that does not exist, `USAGE` for an empty file name.
 */
export function parseReportSpec(text: string): ReportSpec {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).trim();
  const format = REPORT_FORMATS.find((known) => known === name);
  if (format === undefined) {
    const close = nearest(name, REPORT_FORMATS);
    const known = `The formats are ${REPORT_FORMATS.join(', ')}.`;
    throw new StackgateError('UNKNOWN_REPORT', `there is no report format ${JSON.stringify(name)}`, {
      hint: close === undefined ? known : `Did you mean \`${close}\`? ${known}`,
    });
  }
  if (equals < 0) return { format };
  const file = text.slice(equals + 1).trim();
  if (file === '')
    throw new StackgateError('USAGE', `the report ${JSON.stringify(text)} names no file`, {
      hint: `write ${format}=<file>, or ${format} alone for standard output`,
    });
  return { format, file };
}

/** Loads the reporter of a format, and only that one. */
export async function loadReporter(format: ReportFormat): Promise<Reporter> {
  switch (format) {
    case 'pretty':
      return (await import('./pretty.ts')).prettyReporter;
    case 'json':
      return (await import('./json.ts')).jsonReporter;
    case 'junit':
      return (await import('./junit.ts')).junitReporter;
    case 'cucumber':
      return (await import('./cucumber.ts')).cucumberReporter;
    case 'sarif':
      return (await import('./sarif.ts')).sarifReporter;
    case 'markdown':
      return (await import('./markdown.ts')).markdownReporter;
    case 'html':
      return (await import('./html.ts')).htmlReporter;
    case 'github':
      return (await import('./github.ts')).githubReporter;
    case 'gitlab':
      return (await import('./gitlab.ts')).gitlabReporter;
    default:
      return assertNever(format);
  }
}
