import { pathToFileURL } from 'node:url';
import { StackgateError } from '../model/errors.ts';

/** Whether a file holds code, which is only run when nobody forbids it. */
export function isCode(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

/**
 * Runs a module and gives what it exports by default; Node takes the types away by itself. Throws `CONFIG_UNREADABLE` when it cannot be
 * run or has no default export.
 *
 * @param absolute the path on this machine
 * @param file the path that errors name
 */
export async function importDefault(absolute: string, file: string): Promise<unknown> {
  let module: unknown;
  try {
    module = await import(pathToFileURL(absolute).href);
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new StackgateError('CONFIG_UNREADABLE', `cannot be run: ${reason}`, { file, cause });
  }
  const exported: unknown = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  if (exported === undefined) {
    throw new StackgateError('CONFIG_UNREADABLE', 'has no default export', { file, hint: 'Write `export default { … }`.' });
  }
  return exported;
}
