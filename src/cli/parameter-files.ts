import { resolve } from 'node:path';
import { decode } from '../loaders/decode.ts';
import { parseParameterFile, splitSelector } from '../loaders/parameters/parameter-file.ts';
import { type ErrorDetails, StackgateError, StackgateErrors } from '../model/errors.ts';
import type { Diagnostic } from '../model/result.ts';
import type { ParameterValues } from '../model/settings.ts';
import { SourceText } from '../model/source.ts';
import { readFile, statOf } from '../supply/disk-reader.ts';

/** Reads parameter files; a later one wins over an earlier one. Throws `PARAMETERS_INVALID` for everything wrong in them, all at once. */
export function parametersFrom(given: readonly string[], cwd: string): ParameterValues {
  const values: Record<string, string> = {};
  const errors: StackgateError[] = [];
  for (const name of given) {
    const { file, selector } = statOf(resolve(cwd, name)) === undefined ? splitSelector(name) : { file: name };
    const reading = readFile(resolve(cwd, file));
    if (reading.kind === 'problem') {
      errors.push(new StackgateError('PARAMETERS_INVALID', `the parameter file ${reading.problem}`, { file }));
      continue;
    }
    const decoded = decode(reading.bytes);
    if (decoded.kind === 'unreadable') {
      errors.push(asError(decoded.diagnostic, file));
      continue;
    }
    const parsed = parseParameterFile(new SourceText(file, decoded.text), selector);
    errors.push(...parsed.diagnostics.filter((diagnostic) => diagnostic.level === 'error').map((diagnostic) => asError(diagnostic, file)));
    Object.assign(values, parsed.values);
  }
  if (errors.length > 0) throw new StackgateErrors(errors);
  return values;
}

function asError(diagnostic: Diagnostic, file: string): StackgateError {
  const details: ErrorDetails = {
    file,
    ...(diagnostic.location === undefined ? {} : { line: diagnostic.location.line, column: diagnostic.location.column }),
    ...(diagnostic.hint === undefined ? {} : { hint: diagnostic.hint }),
  };
  return new StackgateError('PARAMETERS_INVALID', diagnostic.message, details);
}
