import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export const TEMPLATE = 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n';

/** A folder with these files, removed when the test ends; a path that ends in `/` is an empty folder. */
export function tempFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stackgate-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(root, path);
    if (path.endsWith('/')) {
      mkdirSync(absolute, { recursive: true });
      continue;
    }
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }
  return root;
}

/** Sets the time of last change of a file, in seconds since 1970. */
export function touch(path: string, seconds: number): void {
  utimesSync(path, seconds, seconds);
}
