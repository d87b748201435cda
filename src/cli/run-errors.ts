import { StackgateError, StackgateErrors } from '../model/errors.ts';
import { visibleText } from '../reporters/plain-text.ts';
import { VERSION } from '../version.ts';
import type { CommandResult, Surroundings } from './commands/command.ts';

/** What a user sees of an error: one line for each, with its place and a hint; of a bug, how to report it. */
export function failure(error: unknown, surroundings: Pick<Surroundings, 'environment'>): CommandResult {
  if (error instanceof StackgateErrors) return { exitCode: 2, stderr: `${error.errors.map(describeError).join('\n')}\n` };
  if (error instanceof StackgateError && error.code !== 'INTERNAL') return { exitCode: 2, stderr: `${describeError(error)}\n` };
  return { exitCode: 4, stderr: describeBug(error, surroundings.environment['STACKGATE_DEBUG'] !== undefined) };
}

export function describeError(error: StackgateError): string {
  const place = error.file === undefined ? '' : `${error.file}${error.line === undefined ? '' : `:${error.line}:${error.column ?? 1}`}: `;
  const hint = error.hint === undefined ? '' : `\n  ${visibleText(error.hint)}`;
  return `error: ${visibleText(`${place}${error.message}`)} [${error.code}]${hint}`;
}

/** A bug has no place in a template; its details are for whoever mends it, and shown on request only. */
export function describeBug(error: unknown, withDetails: boolean): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const details = withDetails && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  return `stackgate itself failed, which is a bug: ${visibleText(message)}${details}\n  Please report it with the command you ran, and the template if you can: stackgate ${VERSION}, Node ${process.versions.node}, ${process.platform}.\n  STACKGATE_DEBUG=1 shows where it happened.\n`;
}
