import { instantiate, type Unit, type UnitTarget } from '../../src/engine/stack.ts';
import { Loader } from '../../src/loaders/load.ts';
import type { ParameterValues } from '../../src/model/settings.ts';
import type { Reader } from '../../src/model/supply.ts';

/** A reader over texts in memory. */
export function memoryReader(files: Readonly<Record<string, string>> = {}): Reader {
  const isFolder = (path: string): boolean => Object.keys(files).some((name) => name.startsWith(`${path}/`));
  return {
    read: (path) => (Object.hasOwn(files, path) ? new TextEncoder().encode(files[path]) : undefined),
    isFile: (path) => Object.hasOwn(files, path),
    isFolder,
    problem: (path) => (Object.hasOwn(files, path) ? undefined : 'does not exist'),
  };
}

/** The deployment unit of one template, given as an object or as text. Throws when it does not load without errors. */
export function loadUnit(
  template: Record<string, unknown> | string,
  parameters: ParameterValues = {},
  beside: Readonly<Record<string, string>> = {},
  place: Pick<UnitTarget, 'account' | 'region'> = {},
): Unit {
  const text = typeof template === 'string' ? template : JSON.stringify(template);
  const loader = new Loader([{ path: 'template.yaml', bytes: new TextEncoder().encode(text), named: true }], memoryReader(beside));
  const { units, files } = loader.load(parameters);
  const errors = files.flatMap((file) =>
    file.diagnostics.filter((diagnostic) => diagnostic.level === 'error').map((diagnostic) => `${file.path}: ${diagnostic.message}`),
  );
  const [unit] = units;
  if (unit === undefined || errors.length > 0) throw new Error(`does not load: ${errors.join('; ')}`);
  return instantiate(unit, { parameters, ...place });
}
