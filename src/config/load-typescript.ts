import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { StackgateError } from '../model/errors.ts';

/** Set by the build, in which all code lies in one folder. */
declare const __STACKGATE_BUNDLED__: boolean | undefined;

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
  offerOwnPackage();
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

let isOffered = false;

/** Code that imports this package gets the one it has installed, else the one that runs: a pipeline installs it for itself alone. */
function offerOwnPackage(): void {
  if (isOffered) return;
  isOffered = true;
  const isBundled = typeof __STACKGATE_BUNDLED__ === 'boolean' && __STACKGATE_BUNDLED__;
  const own = new URL(isBundled ? './index.mjs' : '../index.ts', import.meta.url).href;
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (specifier !== 'stackgate') throw error;
        return { url: own, shortCircuit: true };
      }
    },
  });
}
