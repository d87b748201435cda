import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from './paths.ts';

/**
 * Writes generated files, or with `--check` on the command line compares them with what is there and sets the exit code.
 *
 * @param files texts by path relative to the project
 * @param owned patterns of files that only this generator writes: others that match are left-overs and removed
 */
export function emitGenerated(files: ReadonlyMap<string, string>, owned: readonly string[] = []): void {
  const isCheck = process.argv.includes('--check');
  const stale: string[] = [];
  for (const [path, text] of files) {
    const absolute = join(PROJECT, path);
    if (existsSync(absolute) && readFileSync(absolute, 'utf8') === text) continue;
    stale.push(path);
    if (isCheck) continue;
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }
  for (const path of globSync([...owned], { cwd: PROJECT }).map((path) => path.replaceAll('\\', '/'))) {
    if (files.has(path)) continue;
    stale.push(path);
    if (!isCheck) rmSync(join(PROJECT, path), { recursive: true });
  }
  for (const path of stale) {
    if (isCheck) console.error(`${path} is not what its generator writes: run "npm run generate"`);
    else console.log(`wrote ${path}`);
  }
  if (isCheck && stale.length > 0) process.exitCode = 1;
}

/** Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`; throws if the markers are missing. */
export function replaceSection(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`no section ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n${content.trim()}\n${text.slice(to)}`;
}
