import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { inputsDigest } from './lib/build-state.ts';
import { bundle } from './lib/bundle.ts';
import { shakeDeclarations } from './lib/declarations.ts';
import { DOORS, type Door, PROGRAMS } from './lib/doors.ts';
import { PROJECT } from './lib/paths.ts';
import { moduleReferences, tokenize } from './lib/tokens.ts';

const started = performance.now();
const target = join(PROJECT, 'dist');
/** The build is made beside and then moved, so that a failed one leaves the old one, and nobody sees half of one. */
const stage = join(PROJECT, 'node_modules/.cache', `stackgate-build-${process.pid}`);
const retired = `${stage}-old`;

process.chdir(PROJECT);
try {
  const digest = inputsDigest();
  mkdirSync(stage, { recursive: true });
  await bundle({ project: PROJECT, entries: entries(), out: stage });
  emitTypes();
  for (const door of DOORS) writeDoor(door);
  writeFileSync(join(stage, '.inputs'), digest);
  swap();
  report();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(process.stderr.isTTY ? message : stripVTControlCharacters(message));
  process.exitCode = 1;
} finally {
  rmSync(stage, { recursive: true, force: true });
  rmSync(retired, { recursive: true, force: true });
}

/** Another build may be doing the same at this moment; whoever comes last wins. */
function swap(): void {
  for (let attempt = 1; ; attempt++) {
    try {
      rmSync(retired, { recursive: true, force: true });
      if (existsSync(target)) renameSync(target, retired);
      renameSync(stage, target);
      return;
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}

function entries(): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, source } of [...DOORS, ...PROGRAMS]) found[name] = source;
  for (const source of globSync('src/rules/*/index.ts').sort()) found[`rules/${basename(dirname(source))}`] = source;
  found['rules/catalogue'] = 'src/rules/catalogue.generated.ts';
  return found;
}

/** Declarations of what is public below `dist/types`, as CommonJS: what both kinds of consumers can import from. */
function emitTypes(): void {
  const types = join(stage, 'types');
  const tsc = spawnSync(process.execPath, [tscPath(), '-p', 'tsconfig.types.json', '--outDir', types], { encoding: 'utf8' });
  if (tsc.status !== 0) throw new Error(`tsc failed:\n${tsc.stdout}${tsc.stderr}`);
  const declarations = new Map<string, string>();
  for (const file of globSync('**/*.d.ts', { cwd: types }).sort()) {
    declarations.set(file.replaceAll('\\', '/'), withJsSpecifiers(readFileSync(join(types, file), 'utf8')));
  }
  rmSync(types, { recursive: true });
  const shown = shakeDeclarations(
    declarations,
    DOORS.map((door) => `${typesOf(door)}.d.ts`),
  );
  for (const [file, text] of shown) {
    mkdirSync(dirname(join(types, file)), { recursive: true });
    writeFileSync(join(types, file), text);
  }
  writeFileSync(join(types, 'package.json'), '{ "type": "commonjs" }\n');
}

function tscPath(): string {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const bin: unknown = JSON.parse(readFileSync(manifest, 'utf8')).bin.tsc;
  if (typeof bin !== 'string') throw new Error('the package typescript has no tsc');
  return join(dirname(manifest), bin);
}

/** `./value.ts` → `./value.js`: tsc leaves the specifiers in declarations as they are, and `.ts` ones need a flag of the consumer. */
function withJsSpecifiers(text: string): string {
  let result = text;
  for (const { specifier, start, end } of [...moduleReferences(tokenize(text))].reverse()) {
    if (specifier?.startsWith('.') && specifier.endsWith('.ts'))
      result = `${result.slice(0, start)}${specifier.slice(0, -3)}.js${result.slice(end)}`;
  }
  return result;
}

/** The declarations of an entry, below `dist/types` and without extension. */
function typesOf({ source }: Door): string {
  return source.replace(/^src\//, '').replace(/\.ts$/, '');
}

/** The ES module and the two faces of the types. The ES module hands on what the CommonJS one has, so that the code exists once. */
function writeDoor(door: Door): void {
  const { name } = door;
  const exported: unknown = createRequire(import.meta.url)(join(stage, `${name}.cjs`));
  const names = Object.keys(Object(exported)).filter((key) => key !== '__esModule');
  if (names.length === 0 || names.includes('default')) throw new Error(`${name} must have named exports and no default one`);
  writeFileSync(join(stage, `${name}.mjs`), `import door from './${name}.cjs';\n\nexport const { ${names.sort().join(', ')} } = door;\n`);
  for (const extension of ['d.mts', 'd.cts'])
    writeFileSync(join(stage, `${name}.${extension}`), `export * from './types/${typesOf(door)}.js';\n`);
}

function report(): void {
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.cjs'));
  const bytes = files.reduce((sum, file) => sum + statSync(join(target, file)).size, 0);
  console.log(`dist/: ${files.length} files of code, ${Math.round(bytes / 1024)} kB, in ${Math.round(performance.now() - started)} ms`);
}
