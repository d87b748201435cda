/** The version of the package; written by scripts/generate-version.ts from package.json. */
export const VERSION = '0.1.0';
