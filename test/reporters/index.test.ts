import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { StackgateError } from '../../src/model/errors.ts';
import { loadReporter, parseReportSpec, REPORT_FORMATS } from '../../src/reporters/index.ts';

function errorOf(action: () => unknown): StackgateError {
  try {
    action();
  } catch (error) {
    if (error instanceof StackgateError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('parseReportSpec', () => {
  test('a format alone goes to standard output', () => {
    expect(parseReportSpec('pretty')).toEqual({ format: 'pretty' });
  });

  test('a file follows the first equals sign', () => {
    expect(parseReportSpec('junit=reports/a=b.xml')).toEqual({ format: 'junit', file: 'reports/a=b.xml' });
  });

  test('an unknown format names the nearest one and all of them', () => {
    const error = errorOf(() => parseReportSpec('junitt=x.xml'));
    expect(error.code).toBe('UNKNOWN_REPORT');
    expect(error.message).toContain('junitt');
    expect(error.hint).toContain('Did you mean `junit`?');
    for (const format of REPORT_FORMATS) expect(error.hint).toContain(format);
  });

  test('a format that is like none lists them without a guess', () => {
    const error = errorOf(() => parseReportSpec('spreadsheet'));
    expect(error.code).toBe('UNKNOWN_REPORT');
    expect(error.hint).not.toContain('Did you mean');
    expect(error.hint).toContain('cucumber');
  });

  test('members of Object are no formats', () => {
    expect(errorOf(() => parseReportSpec('constructor')).code).toBe('UNKNOWN_REPORT');
    expect(errorOf(() => parseReportSpec('')).code).toBe('UNKNOWN_REPORT');
  });

  test('an empty file name is wrong use', () => {
    const error = errorOf(() => parseReportSpec('sarif='));
    expect(error.code).toBe('USAGE');
    expect(error.hint).toContain('sarif=<file>');
  });
});

describe('loadReporter', () => {
  test.each(REPORT_FORMATS)('%s has a reporter of that name', async (format) => {
    const reporter = await loadReporter(format);
    expect(reporter.name).toBe(format);
    expect(reporter.extension).toMatch(/^[a-z]+$/);
  });

  test('every format is a file of the folder', () => {
    const files = readdirSync(new URL('../../src/reporters/', import.meta.url));
    expect(files).toEqual(expect.arrayContaining(REPORT_FORMATS.map((format) => `${format}.ts`)));
  });
});
