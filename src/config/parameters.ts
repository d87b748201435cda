import { posix } from 'node:path';
import { decode } from '../loaders/decode.ts';
import { parseParameterFile, splitSelector } from '../loaders/parameters/parameter-file.ts';
import { StackgateError, StackgateErrors } from '../model/errors.ts';
import type { Diagnostic } from '../model/result.ts';
import { SourceText } from '../model/source.ts';
import type { Reader } from '../model/supply.ts';
import type { GivenParameters } from './types.ts';
import { quote } from './validate.ts';

/**
 * Reads a parameter file; behind a samconfig file `#name` chooses the environment. `path` is a path of the reader. Throws
 * `PARAMETERS_INVALID`, all errors of the file at once.
 */
export function readParameters(reader: Reader, path: string): GivenParameters {
  const { file, selector } = splitSelector(path);
  const bytes = reader.read(file);
  if (bytes === undefined) {
    throw new StackgateError('PARAMETERS_INVALID', `the parameter file ${quote(file)} ${reader.problem(file) ?? 'cannot be read'}`, {
      file,
    });
  }
  const decoded = decode(bytes);
  if (decoded.kind === 'unreadable') throw errorOf(file, decoded.diagnostic);
  const { values, diagnostics } = parseParameterFile(new SourceText(file, decoded.text), selector);
  const errors = diagnostics.filter(({ level }) => level === 'error').map((diagnostic) => errorOf(file, diagnostic));
  const [only] = errors;
  if (only !== undefined) throw errors.length === 1 ? only : new StackgateErrors(errors);
  return { values, origin: path };
}

/** A path that a file names, as a path of the reader. */
export function pathBeside(file: string, named: string): string {
  return posix.isAbsolute(named) ? named : posix.normalize(posix.join(posix.dirname(file), named));
}

function errorOf(file: string, { message, hint, location }: Diagnostic): StackgateError {
  return new StackgateError('PARAMETERS_INVALID', message, {
    file,
    ...(location === undefined ? {} : { line: location.line, column: location.column }),
    ...(hint === undefined ? {} : { hint }),
  });
}
