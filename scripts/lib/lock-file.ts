/** An entry of `packages` in package-lock.json, as far as it is read here. */
export interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** An optional dependency that the lock file has no entry for, with the path of the entry it should have. */
export interface MissingEntry {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly dependent: LockEntry;
}

/** Optional dependencies with an exact version that have no entry: `npm ci` refuses a lock file with such gaps. */
export function missingOptionals({ packages }: LockFile): readonly MissingEntry[] {
  const missing: MissingEntry[] = [];
  for (const [path, dependent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(dependent.optionalDependencies ?? {})) {
      const places = [path === '' ? '' : `${path}/`, ...ancestors(path)].map((prefix) => `${prefix}node_modules/${name}`);
      if (places.some((place) => packages[place] !== undefined)) continue;
      if (/^\d/.test(version) && !missing.some((entry) => entry.name === name))
        missing.push({ path: `node_modules/${name}`, name, version, dependent });
    }
  }
  return missing;
}

/** `node_modules/a/node_modules/b` → the prefixes at which its dependencies are looked for above it. */
function ancestors(path: string): readonly string[] {
  const parts = path.split('node_modules/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('node_modules/'));
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'aix', 'sunos', 'netbsd', 'openbsd'];
const MACHINES: Readonly<Record<string, string>> = {
  x64: 'x64',
  arm64: 'arm64',
  arm: 'arm',
  ia32: 'ia32',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  wasm32: 'wasm32',
};

/** The entry of a package for one platform, read from its name (`@x/binding-linux-x64-musl`); `undefined` when the name says no platform. */
export function platformEntry({ name, version, dependent }: MissingEntry): LockEntry | undefined {
  const words = (name.split('/').at(-1) ?? name).split('-');
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.flatMap((word) => MACHINES[word] ?? []);
  if (cpu.length === 0) return undefined;
  const libc = words.includes('musl') ? ['musl'] : os.includes('linux') ? ['glibc'] : undefined;
  return {
    version,
    cpu,
    ...(dependent.dev === true ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc }),
    optional: true,
    ...(os.length === 0 ? {} : { os }),
  };
}
