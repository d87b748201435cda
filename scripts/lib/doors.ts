/**
 * A module that users import: `stackgate`, `stackgate/vitest`. A new one is a line here, an entry in `exports` of package.json
 * and one in `files` of tsconfig.types.json.
 */
export interface Door {
  /** The file name in `dist/`, without extension. */
  readonly name: string;
  readonly source: string;
}

export const DOORS: readonly Door[] = [{ name: 'index', source: 'src/index.ts' }];

/** Programs and not libraries: no types, no ES module. */
export const PROGRAMS: readonly Door[] = [{ name: 'cli', source: 'src/cli/main.ts' }];
