import { randomBytes } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StackgateError } from '../model/errors.ts';
import { codeOf, describeProblem } from '../supply/disk-reader.ts';

/** Writes a whole text to a file descriptor, also to a pipe that takes it in pieces; a reader that went away is no error. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        continue;
      }
      if (code === 'EPIPE') return;
      throw new StackgateError('REPORT_NOT_WRITTEN', `standard output ${problemOf(error)}`, { cause: error });
    }
  }
}

/**
 * Writes a file so that nobody ever sees half of it: beside its place first, then moved there. Makes its folder. A link is followed, and what
 * is no regular file (a pipe, /dev/null) is written to as it is. Throws `REPORT_NOT_WRITTEN`.
 *
 * @param shown what errors call the file
 */
export function writeAtomically(path: string, text: string, shown: string = path): void {
  let temporary: string | undefined;
  try {
    const target = realTarget(resolve(path));
    const there = statSync(target, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile()) {
      writeFileSync(target, text);
      return;
    }
    makeFolder(dirname(target));
    temporary = join(dirname(target), `.stackgate-${randomBytes(6).toString('hex')}.tmp`);
    writeFileSync(temporary, text, { flag: 'wx', ...(there === undefined ? {} : { mode: there.mode & 0o777 }) });
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new StackgateError('REPORT_NOT_WRITTEN', `${JSON.stringify(shown)} ${problemOf(error)}`, {
      hint: 'Check that its folder is there and can be written to.',
      cause: error,
    });
  }
}

/** Step by step: the recursive `mkdir` of Node never ends where a folder that is there takes no new ones (`/proc`). */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (codeOf(error) !== 'EEXIST' || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/** Where a link leads to, so that the link stays one. */
function realTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot be written: no space is left',
  EROFS: 'cannot be written: the file system is read-only',
  EACCES: 'may not be written (permission denied)',
  EPERM: 'may not be written (permission denied)',
  ENOTDIR: 'cannot be written: a part of its path is a file',
  EEXIST: 'cannot be written: a part of its path is a file',
};

function problemOf(error: unknown): string {
  const code = codeOf(error);
  return PROBLEMS[code] ?? describeProblem(error).replace('be read', 'be written');
}
