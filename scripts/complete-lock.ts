import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LockEntry, type LockFile, missingOptionals, platformEntry } from './lib/lock-file.ts';
import { PROJECT } from './lib/paths.ts';

// npm writes no entry for an optional package that the registry cannot offer at that moment (a mirror that lacks the binaries of other
// platforms), and later `npm ci` refuses the lock file for that gap, everywhere. This fills in name, version and platform.
const path = join(PROJECT, 'package-lock.json');
const lock: LockFile = JSON.parse(readFileSync(path, 'utf8'));
const added = new Map<string, LockEntry>();
for (const missing of missingOptionals(lock)) {
  const entry = platformEntry(missing);
  if (entry === undefined) {
    console.error(`${missing.name} says no platform: its entry has to be written by hand`);
    process.exitCode = 1;
  } else added.set(missing.path, entry);
}
const packages = Object.fromEntries(
  Object.entries({ ...lock.packages, ...Object.fromEntries(added) }).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
if (added.size > 0) writeFileSync(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(`${added.size} entries added to package-lock.json`);
