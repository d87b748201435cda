import { DOORS } from './doors.ts';
import { type LockFile, missingOptionals } from './lock-file.ts';

const REGISTRY_URL = /"resolved":\s*"https?:/;
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** The parts of package.json that are held to rules. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

/**
 * What is wrong with package.json and package-lock.json, one sentence each: a lock file that names the registry of the machine it was
 * written on or has gaps that `npm ci` refuses, a version that is not exact, an entry of `exports` that the build does not make, or the other way round.
 */
export function packageFaults(manifest: Manifest, lockText: string): readonly string[] {
  const faults: string[] = [];
  if (REGISTRY_URL.test(lockText)) {
    faults.push(
      'package-lock.json names a registry: keep "omit-lockfile-registry-resolved=true" in .npmrc and run "npm install --package-lock-only"',
    );
  }
  const lock: LockFile = JSON.parse(lockText);
  for (const { name } of missingOptionals(lock))
    faults.push(`package-lock.json has no entry for ${name}, so "npm ci" refuses it: run "npm run lock"`);
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (!EXACT.test(range)) faults.push(`${name} is asked for as "${range}": pin one version`);
  }
  const expected = new Map(DOORS.map((door) => [door.name === 'index' ? '.' : `./${door.name}`, door.name]));
  for (const [path, name] of expected) {
    const wanted = {
      import: { types: `./dist/${name}.d.mts`, default: `./dist/${name}.mjs` },
      require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
    };
    if (JSON.stringify(manifest.exports?.[path]) !== JSON.stringify(wanted))
      faults.push(`exports["${path}"] must be ${JSON.stringify(wanted)}`);
  }
  for (const path of Object.keys(manifest.exports ?? {})) {
    if (!expected.has(path) && path !== './package.json' && path !== './schemas/*')
      faults.push(`exports["${path}"] is not in scripts/lib/doors.ts`);
  }
  return faults;
}
