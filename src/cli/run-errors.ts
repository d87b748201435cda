import { StackgateError, StackgateErrors } from '../model/errors.ts';
import { visibleText } from '../reporters/plain-text.ts';
import { VERSION } from '../version.ts';
import type { CommandResult, Surroundings } from './commands/command.ts';

/** What a user sees of an error: one line for each, with its place and a hint; of a bug, how to report it. */
export function failure(error: unknown, surroundings: Pick<Surroundings, 'environment'>): CommandResult {
  const faults = faultsOf(error);
  if (faults.length > 0) return { exitCode: 2, stderr: describeFaults(faults) };
  return { exitCode: 4, stderr: describeBug(error, wantsDetails(surroundings)) };
}

/** What an error tells a user to mend; nothing of a bug. */
export function faultsOf(error: unknown): readonly StackgateError[] {
  if (error instanceof StackgateErrors) return error.errors;
  return error instanceof StackgateError && error.code !== 'INTERNAL' ? [error] : [];
}

export function describeFaults(faults: readonly StackgateError[]): string {
  return faults.map((fault) => `${describeError(fault)}\n`).join('');
}

export function wantsDetails({ environment }: Pick<Surroundings, 'environment'>): boolean {
  return (environment.STACKGATE_DEBUG ?? '') !== '';
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
