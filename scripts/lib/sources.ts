import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './paths.ts';

/** The TypeScript sources below `folder` (relative to the project), by path relative to the project with forward slashes, in order. */
export function readSources(folder: string): ReadonlyMap<string, string> {
  const paths = globSync(`${folder}/**/*.ts`, { cwd: PROJECT }).map((path) => path.replaceAll('\\', '/'));
  const sources = new Map<string, string>();
  for (const path of paths.sort()) {
    const absolute = join(PROJECT, path);
    if (existsSync(absolute)) sources.set(path, readFileSync(absolute, 'utf8'));
  }
  return sources;
}
