import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { decode, decodeLoosely } from '../loaders/decode.ts';
import { sniff } from '../loaders/detect.ts';
import { StackgateError, StackgateErrors } from '../model/errors.ts';
import { nearest } from '../model/nearest.ts';
import { byCodePoint } from '../model/order.ts';
import type { LedgerFile, Loosener } from '../model/result.ts';
import type { SuppliedFile } from '../model/supply.ts';
import { type DiskReader, describeProblem, diskReader, MAX_FILE_BYTES, readFile, readHead, statOf } from './disk-reader.ts';
import { type IgnoredBy, type IgnoreLayer, type IgnorePattern, ignoreLayer, parseIgnoreFile } from './ignore-rules.ts';
import { isInside, pathFromRoot, toPosix } from './root.ts';

export interface DiskSupplyOptions {
  /** Absolute. */
  readonly root: string;
  /** Absolute; relative `paths` start here. */
  readonly cwd: string;
  /** Files and folders as they were given; empty: the current folder. */
  readonly paths: readonly string[];
  /** Patterns of the configuration, relative to the root. */
  readonly ignore?: readonly IgnorePattern[];
  /** Set when a policy is in force: what the repository leaves out is then looked at all the same, but for what the policy allows. */
  readonly policy?: {
    /** Patterns that the policy itself leaves out, relative to the root. */
    readonly ignore: readonly IgnorePattern[];
    /** Paths that the repository may leave out, in .gitignore syntax, relative to the root. */
    readonly allowIgnore: readonly string[];
  };
  /** Bytes. */
  readonly maxFileBytes?: number;
}

export interface DiskSupply {
  /** By path, in code point order. */
  readonly files: readonly SuppliedFile[];
  readonly reader: DiskReader;
  /** What was met and not supplied: `ignored`, `not-a-template`, `not-evaluated`. */
  readonly skipped: readonly LedgerFile[];
  /** What should have been supplied and could not be read: status `failed`. */
  readonly failed: readonly LedgerFile[];
  readonly looseners: readonly Loosener[];
  readonly refused: readonly Loosener[];
  /** Named folders without anything to judge, as they were given. */
  readonly emptyPaths: readonly string[];
}

/** Of other extensions only small files are read, to see whether they are templates. */
const TEMPLATE_EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json', '.template', '.cfn', '.cform', '.tmpl']);

/** Source code, documents and binary data, which hold templates as examples at most. */
const OTHER_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    '.7z .adoc .avi .bash .bat .bin .bmp .bz2 .c .cc .cjs .class .cmd .cpp .cs .csproj .css .csv .cts .dart .db .diff .dll .doc .docx .dylib .ear ' +
    '.ejs .env .eot .exe .ex .exs .fs .gif .go .gradle .gz .h .hcl .hpp .htm .html .ico .ini .ipynb .jar .java .jpeg .jpg .js .jsonl .jsx .kt .kts ' +
    '.less .lock .log .lua .map .md .mdx .mjs .mov .mp3 .mp4 .mts .ndjson .o .ods .odt .ogg .otf .out .pack .parquet .patch .pdf .pem .php .pl .png .ppt ' +
    '.pptx .properties .proto .ps1 .psd .py .pyc .pyd .pyi .pyo .r .rar .rb .rs .rst .sass .scala .scss .sh .sln .snap .so .sql .sqlite .svelte .svg .swift ' +
    '.tar .tfstate .tfvars .tgz .tif .tiff .toml .ts .tsbuildinfo .tsv .tsx .ttf .vue .war .wasm .wav .webm .webp .whl .woff .woff2 .xls .xlsx .xml .xz .zip .zsh .zst'
  ).split(' '),
);

/** Inputs of text generators: what they make is a template, they are not. */
const GENERATOR_EXTENSIONS: ReadonlySet<string> = new Set([
  '.j2',
  '.jinja',
  '.jinja2',
  '.erb',
  '.hbs',
  '.mustache',
  '.tpl',
  '.tftpl',
  '.gotmpl',
]);

/** What the age of a cloud assembly is compared with. */
const SOURCE_EXTENSIONS: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs', '.py', '.java', '.kt', '.cs', '.fs', '.go']);

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '.jj']);

const HEAD_BYTES = 65_536;

const MAX_UNKNOWN_BYTES = 1 << 20;

const MAX_IGNORE_FILE_BYTES = 1 << 20;

/** How far one ignored folder is looked through for templates to name in the ledger. */
const MAX_IGNORED_ENTRIES = 5_000;

interface FolderState {
  readonly layers: readonly IgnoreLayer[];
  /** Why everything here is left out. */
  readonly ignoredBy?: IgnoredBy;
  /** Set below an ignored folder: how much of it may still be looked at. */
  readonly budget?: { left: number; readonly folder: string };
  /** Below a build output .gitignore does not count. */
  readonly isBuildOutput: boolean;
}

interface Link {
  readonly absolute: string;
  readonly path: string;
  readonly state: FolderState;
}

interface Walk {
  readonly options: DiskSupplyOptions;
  readonly maxFileBytes: number;
  /** The real paths of the root and of the named folders: links are followed inside of them. */
  readonly realBases: readonly string[];
  /** Folders that a cdk.json names as its output. */
  readonly outputs: Set<string>;
  readonly own: readonly IgnoreLayer[];
  readonly allow: IgnoreLayer | undefined;
  readonly files: Map<string, SuppliedFile>;
  readonly skipped: Map<string, LedgerFile>;
  readonly failed: Map<string, LedgerFile>;
  /** The pattern by which a template was left out, or was to be. */
  readonly leftOut: Map<string, IgnoredBy>;
  readonly refused: Map<string, IgnoredBy>;
  /** Real paths of the folders of the walk that is under way. */
  visited: Set<string>;
  readonly links: Link[];
  readonly terraform: Map<string, number>;
  readonly plans: string[];
  readonly cdkApps: { readonly absolute: string; readonly path: string }[];
  readonly sources: { readonly absolute: string; readonly path: string }[];
}

/**
 * Reads the named files, and of the named folders everything that may be a template. Links that lead in circles are walked once. Throws
 * `PATH_MISSING` for paths that do not exist, all of them at once.
 */
export function supplyFromDisk(options: DiskSupplyOptions): DiskSupply {
  const { root, cwd } = options;
  const given = options.paths.length === 0 ? ['.'] : options.paths;
  assertExist(cwd, given);
  const maxFileBytes = options.maxFileBytes ?? MAX_FILE_BYTES;
  const walk: Walk = {
    options,
    maxFileBytes,
    realBases: [root, ...given.map((path) => resolve(cwd, path))].map(realPath),
    outputs: new Set(),
    own: [ignoreLayer('', false, options.policy?.ignore ?? []), ignoreLayer('', false, options.ignore ?? [])],
    allow:
      options.policy === undefined
        ? undefined
        : ignoreLayer(
            '',
            false,
            options.policy.allowIgnore.map((pattern) => ({ pattern, origin: '' })),
          ),
    files: new Map(),
    skipped: new Map(),
    failed: new Map(),
    leftOut: new Map(),
    refused: new Map(),
    visited: new Set(),
    links: [],
    terraform: new Map(),
    plans: [],
    cdkApps: [],
    sources: [],
  };
  const folders: { readonly given: string; readonly shown: string }[] = [];
  for (const path of given) {
    const absolute = resolve(cwd, path);
    const shown = pathFromRoot(root, cwd, path);
    if (statOf(absolute)?.isDirectory() === true) {
      walkNamed(walk, absolute, shown);
      folders.push({ given: path, shown });
    } else {
      addNamed(walk, absolute, shown);
    }
  }
  nameUnplanned(walk);
  nameUnsynthesized(walk);
  const found = [...walk.files.keys(), ...walk.failed.keys()];
  return {
    files: sorted(walk.files),
    reader: diskReader({ root, cwd, given, maxFileBytes }),
    skipped: sorted(walk.skipped),
    failed: sorted(walk.failed),
    looseners: byPattern(
      [...walk.leftOut].filter(([path]) => !walk.files.has(path)),
      'leaves out',
    ),
    refused: byPattern([...walk.refused], 'the policy does not let the repository leave out'),
    emptyPaths: folders.filter(({ shown }) => !found.some((path) => contains(shown, path))).map((folder) => folder.given),
  };
}

function sorted<Entry extends { readonly path: string }>(entries: ReadonlyMap<string, Entry>): readonly Entry[] {
  return [...entries.values()].sort((a, b) => byCodePoint(a.path, b.path));
}

/** One entry per pattern, however many templates it concerns. */
function byPattern(paths: readonly (readonly [string, IgnoredBy])[], what: string): readonly Loosener[] {
  const groups = Map.groupBy(paths, ([, { pattern, origin }]) => `${origin}\n${pattern}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { pattern, origin } = first[1];
    return [{ kind: 'ignored-path', subject: pattern, origin, reason: `${what} ${listed(group.map(([path]) => path))}` }];
  });
}

function listed(paths: readonly string[]): string {
  const shown = [...paths].sort(byCodePoint).slice(0, 5).join(', ');
  return paths.length > 5 ? `${shown} and ${paths.length - 5} more` : shown;
}

function assertExist(cwd: string, given: readonly string[]): void {
  const errors: StackgateError[] = [];
  for (const path of given) {
    const problem = missing(resolve(cwd, path));
    if (problem === undefined) continue;
    const hint = /[*?[]/.test(path) ? 'Patterns are expanded by the shell, not here; name the folder instead.' : nearestSibling(cwd, path);
    errors.push(new StackgateError('PATH_MISSING', `${JSON.stringify(path)} ${problem}`, hint === undefined ? {} : { hint }));
  }
  const [only] = errors;
  if (only !== undefined) throw errors.length === 1 ? only : new StackgateErrors(errors);
}

function missing(absolute: string): string | undefined {
  try {
    realpathSync(absolute);
    return undefined;
  } catch (error) {
    const problem = describeProblem(error);
    // That it may not be read is found out by reading; it is there, and goes into the ledger.
    return problem.includes('permission') ? undefined : problem;
  }
}

function nearestSibling(cwd: string, path: string): string | undefined {
  const absolute = resolve(cwd, path);
  const folder = dirname(absolute);
  let names: string[];
  try {
    names = readdirSync(folder).sort(byCodePoint);
  } catch {
    return `There is no folder ${JSON.stringify(toPosix(dirname(path)))}.`;
  }
  const close = nearest(basename(absolute), names);
  if (close === undefined) return undefined;
  return `Did you mean \`${toPosix(join(dirname(path), close))}\`?`;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function addNamed(walk: Walk, absolute: string, path: string): void {
  const reading = readFile(absolute, walk.maxFileBytes);
  if (reading.kind === 'problem') {
    walk.failed.set(path, { path, status: 'failed', reason: reading.problem });
    return;
  }
  walk.failed.delete(path);
  addFile(walk, path, reading.bytes, true);
}

function addFile(walk: Walk, path: string, bytes: Uint8Array, named: boolean): void {
  if (walk.files.get(path)?.named === true) return;
  walk.skipped.delete(path);
  walk.files.set(path, { path, bytes, named });
}

function walkNamed(walk: Walk, absolute: string, path: string): void {
  const layers = [...walk.own.map((layer) => layer.without(path)), ...layersAbove(walk, absolute, path)];
  const state: FolderState = { layers, isBuildOutput: isBuildOutput(walk, toPosix(absolute)) };
  walk.visited = new Set();
  walkFolder(walk, absolute, path, realPath(absolute), state, true);
  for (let link = walk.links.shift(); link !== undefined; link = walk.links.shift()) followLink(walk, link);
}

/** The ignore files between the root and a named folder; patterns that leave out the folder itself do not count: it was named. */
function layersAbove(walk: Walk, absolute: string, path: string): readonly IgnoreLayer[] {
  const inside = relative(walk.options.root, absolute);
  if (inside === '' || !isInside(inside)) return [];
  const layers: IgnoreLayer[] = [];
  const parts = toPosix(inside).split('/');
  for (let depth = 0; depth < parts.length; depth++) {
    const base = parts.slice(0, depth).join('/');
    for (const layer of layersOf(walk, join(walk.options.root, base), base)) layers.push(layer.without(path));
  }
  return layers;
}

function layersOf(walk: Walk, absolute: string, path: string): readonly IgnoreLayer[] {
  const layers: IgnoreLayer[] = [];
  for (const [name, byGit] of [
    ['.gitignore', true],
    ['.stackgateignore', false],
  ] as const) {
    const file = join(absolute, name);
    if (statOf(file)?.isFile() !== true) continue;
    const shown = path === '' ? name : `${path}/${name}`;
    const reading = readFile(file, MAX_IGNORE_FILE_BYTES);
    const text = reading.kind === 'bytes' ? decode(reading.bytes) : undefined;
    if (text?.kind === 'text') layers.push(ignoreLayer(path, byGit, parseIgnoreFile(text.text, shown)));
    else walk.skipped.set(shown, { path: shown, status: 'not-evaluated', reason: `is not followed: it ${problemOf(reading, text)}` });
  }
  return layers;
}

function problemOf(reading: ReturnType<typeof readFile>, text: ReturnType<typeof decode> | undefined): string {
  if (reading.kind === 'problem') return reading.problem;
  return text?.kind === 'unreadable' ? text.diagnostic.message : 'cannot be read';
}

function isBuildOutput(walk: Walk, path: string): boolean {
  return walk.outputs.has(path) || /(?:^|\/)(?:cdk\.out|\.serverless|\.aws-sam\/build)$/.test(path);
}

/** What the patterns say of a path: this tool's own before git's, the deepest file before those above it. */
function judge(state: FolderState, path: string): IgnoredBy | 'kept' | undefined {
  for (const byGit of [false, true]) {
    if (byGit && state.isBuildOutput) return undefined;
    for (let index = state.layers.length - 1; index >= 0; index--) {
      const layer = state.layers[index];
      if (layer === undefined || layer.byGit !== byGit) continue;
      const verdict = layer.judge(path);
      if (verdict.kind === 'ignored') return verdict.by;
      if (verdict.kind === 'kept') return byGit ? undefined : 'kept';
    }
  }
  return undefined;
}

/** The state of what is at `path`, given that of the folder around it. */
function below(walk: Walk, state: FolderState, path: string, isFolder: boolean): FolderState {
  const isBuild = state.isBuildOutput || (isFolder && isBuildOutput(walk, path));
  const here: FolderState = isBuild === state.isBuildOutput ? state : { ...state, isBuildOutput: isBuild };
  const verdict = judge(here, isFolder ? `${path}/` : path);
  const inherited = verdict === 'kept' || (isBuild && here.ignoredBy?.byGit === true) ? undefined : here.ignoredBy;
  const ignoredBy = typeof verdict === 'object' ? verdict : inherited;
  const { ignoredBy: _before, budget: _budget, ...others } = here;
  if (ignoredBy === undefined) return others;
  return { ...others, ignoredBy, budget: state.budget ?? { left: MAX_IGNORED_ENTRIES, folder: path } };
}

function walkFolder(walk: Walk, absolute: string, path: string, real: string, state: FolderState, isNamed: boolean): void {
  if (walk.visited.has(real)) return;
  walk.visited.add(real);
  let entries: Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    if (state.ignoredBy === undefined || walk.allow !== undefined)
      walk.failed.set(`${path}/`, { path: `${path}/`, status: 'failed', reason: describeProblem(error) });
    return;
  }
  entries.sort((a, b) => byCodePoint(a.name, b.name));
  const prefix = path === '' ? '' : `${path}/`;
  if (isAssembly(absolute, entries)) {
    addMet(walk, join(absolute, 'manifest.json'), `${prefix}manifest.json`, below(walk, state, `${prefix}manifest.json`, false), isNamed);
    return;
  }
  if (entries.some(({ name }) => name === 'cdk.json')) walk.outputs.add(prefix + outputOf(join(absolute, 'cdk.json')));
  const hasOwnPatterns = entries.some(({ name }) => name === '.gitignore' || name === '.stackgateignore');
  const inside: FolderState = hasOwnPatterns ? { ...state, layers: [...state.layers, ...layersOf(walk, absolute, path)] } : state;
  for (const entry of entries) {
    const childPath = prefix + entry.name;
    const childAbsolute = join(absolute, entry.name);
    let isFolder = entry.isDirectory();
    let isLink = false;
    if (entry.isSymbolicLink()) {
      const target = statOf(childAbsolute);
      if (target === undefined) {
        if (TEMPLATE_EXTENSIONS.has(extensionOf(entry.name))) {
          walk.skipped.set(childPath, { path: childPath, status: 'not-a-template', reason: 'a link that leads nowhere' });
        }
        continue;
      }
      isFolder = target.isDirectory();
      isLink = true;
      if (!isFolder && !target.isFile()) {
        sayNoFile(walk, childPath);
        continue;
      }
    } else if (!isFolder && !entry.isFile()) {
      sayNoFile(walk, childPath);
      continue;
    }
    const childState = below(walk, inside, childPath, isFolder);
    if (isFolder && SKIPPED_FOLDERS.has(entry.name)) {
      if (entry.name === 'node_modules' && childState.ignoredBy === undefined && !/(?:^|\/)node_modules\//.test(childPath))
        saySkipped(walk, childPath);
      continue;
    }
    // What is ignored is looked through so that the ledger can name templates in it; with a policy there is no end to that.
    if (childState.ignoredBy !== undefined && childState.budget !== undefined && walk.allow === undefined) {
      if (childState.budget.left <= 0) {
        sayCutOff(walk, childState.budget.folder, childState.ignoredBy);
        return;
      }
      childState.budget.left--;
    }
    if (!isFolder) addMet(walk, childAbsolute, childPath, childState, false);
    else if (isLink) walk.links.push({ absolute: childAbsolute, path: childPath, state: childState });
    else walkFolder(walk, childAbsolute, childPath, join(real, entry.name), childState, false);
  }
}

/** Pipes, sockets and devices are not opened on a walk: they could wait for ever. */
function sayNoFile(walk: Walk, path: string): void {
  if (TEMPLATE_EXTENSIONS.has(extensionOf(path))) walk.skipped.set(path, { path, status: 'not-a-template', reason: 'is no regular file' });
}

/** What git keeps out of a repository is nobody's concern; a folder that may be part of it is passed over with a word. */
function saySkipped(walk: Walk, path: string): void {
  const reason = 'folders of this name are not walked, and no ignore file keeps this one out of the repository; name it to have it scanned';
  walk.skipped.set(`${path}/`, { path: `${path}/`, status: 'ignored', reason });
}

function sayCutOff(walk: Walk, folder: string, by: IgnoredBy): void {
  const reason = `ignored by ${by.origin} (${by.pattern}), with more than ${MAX_IGNORED_ENTRIES} entries: not all of them were looked at for templates`;
  walk.skipped.set(`${folder}/`, { path: `${folder}/`, status: 'ignored', reason });
}

/** Links to folders come last, so that a file has its own path and not one through a link whenever it has one. */
function followLink(walk: Walk, link: Link): void {
  const real = realPath(link.absolute);
  if (walk.visited.has(real)) return;
  const around = relative(real, realPath(dirname(link.absolute)));
  if (isInside(around)) return;
  if (!walk.realBases.some((base) => isInside(relative(base, real)))) {
    if (link.state.ignoredBy === undefined) {
      walk.skipped.set(link.path, {
        path: link.path,
        status: 'not-evaluated',
        reason: 'a link to a folder outside the root; name it on the command line to have it scanned',
      });
    }
    return;
  }
  walkFolder(walk, link.absolute, link.path, real, link.state, false);
}

/** A cloud assembly is one thing: its manifest stands for all that lies beside it. */
function isAssembly(absolute: string, entries: readonly Dirent[]): boolean {
  if (!entries.some(({ name }) => name === 'manifest.json')) return false;
  if (entries.some((entry) => entry.name === 'cdk.out' && entry.isFile())) return true;
  return sniff(decodeLoosely(readHead(join(absolute, 'manifest.json'), HEAD_BYTES))).kind === 'cdk-manifest';
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

/** A file that was met on a walk. */
function addMet(walk: Walk, absolute: string, path: string, state: FolderState, isNamed: boolean): void {
  const name = basename(path);
  const extension = extensionOf(name);
  const isRefused =
    state.ignoredBy !== undefined && walk.allow !== undefined && !walk.allow.covers(path) && !isPolicyPattern(walk, state.ignoredBy);
  const isIgnored = state.ignoredBy !== undefined && !isRefused;
  if (extension === '.tf' || name.endsWith('.tf.json')) {
    if (!isIgnored) countTerraform(walk, path);
    return;
  }
  if (!isIgnored && name === 'cdk.json' && !state.isBuildOutput) walk.cdkApps.push({ absolute, path });
  if (!isIgnored && SOURCE_EXTENSIONS.has(extension)) walk.sources.push({ absolute, path });
  if (OTHER_EXTENSIONS.has(extension)) return;
  const isUsual = TEMPLATE_EXTENSIONS.has(extension);
  if (isIgnored) {
    if (isUsual && isTemplateHead(absolute)) leaveOut(walk, path, state.ignoredBy);
    return;
  }
  const stats = statOf(absolute);
  if (stats === undefined) {
    if (isUsual) walk.failed.set(path, { path, status: 'failed', reason: 'cannot be found under the name that its folder lists' });
    return;
  }
  if (!isUsual && (stats.size > MAX_UNKNOWN_BYTES || !isTemplateHead(absolute))) return;
  if (GENERATOR_EXTENSIONS.has(extension)) {
    walk.skipped.set(path, { path, status: 'not-evaluated', reason: 'the input of a text generator; scan what it makes of it' });
    return;
  }
  if (stats.size > walk.maxFileBytes && !isTemplateHead(absolute)) {
    walk.skipped.set(path, {
      path,
      status: 'not-a-template',
      reason: 'no mark of a template or plan in its beginning, and too large to be read',
    });
    return;
  }
  const reading = readFile(absolute, walk.maxFileBytes);
  if (reading.kind === 'problem') {
    walk.failed.set(path, { path, status: 'failed', reason: reading.problem });
    return;
  }
  const decoded = decode(reading.bytes);
  const detection = sniff(decoded.kind === 'text' ? decoded.text : decodeLoosely(reading.bytes));
  if (detection.kind === 'not-a-template' && !isNamed) {
    const reason = decoded.kind === 'text' ? detection.reason : decoded.diagnostic.message;
    if (!walk.files.has(path)) walk.skipped.set(path, { path, status: 'not-a-template', reason });
    return;
  }
  if (detection.kind === 'terraform-plan') walk.plans.push(folderOf(path));
  if (isRefused && state.ignoredBy !== undefined) walk.refused.set(path, state.ignoredBy);
  addFile(walk, path, reading.bytes, isNamed);
}

function isPolicyPattern(walk: Walk, by: IgnoredBy): boolean {
  return walk.options.policy?.ignore.some((pattern) => pattern.pattern === by.pattern && pattern.origin === by.origin) === true;
}

function isTemplateHead(absolute: string): boolean {
  return sniff(decodeLoosely(readHead(absolute, HEAD_BYTES))).kind !== 'not-a-template';
}

function leaveOut(walk: Walk, path: string, by: IgnoredBy | undefined): void {
  if (by === undefined || walk.files.has(path)) return;
  walk.skipped.set(path, { path, status: 'ignored', reason: `ignored by ${by.origin} (${by.pattern})` });
  walk.leftOut.set(path, by);
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function countTerraform(walk: Walk, path: string): void {
  const folder = folderOf(path);
  walk.terraform.set(folder, (walk.terraform.get(folder) ?? 0) + 1);
}

/** A plan covers the folder it lies in, the folders around it and the modules below it. */
function nameUnplanned(walk: Walk): void {
  for (const [folder, count] of walk.terraform) {
    if (walk.plans.some((plan) => contains(plan, folder) || contains(folder, plan))) continue;
    const path = folder === '' ? '*.tf' : `${folder}/*.tf`;
    const what = count === 1 ? '1 Terraform file' : `${count} Terraform files`;
    walk.skipped.set(path, {
      path,
      status: 'not-evaluated',
      reason: `${what} without a plan: write one with \`terraform show -json <plan> > plan.json\` and scan it`,
    });
  }
}

function contains(folder: string, path: string): boolean {
  return folder === '' || folder === path || path.startsWith(`${folder}/`);
}

function nameUnsynthesized(walk: Walk): void {
  for (const app of walk.cdkApps) {
    const folder = folderOf(app.path);
    const output = outputOf(app.absolute);
    const shown = folder === '' ? output : `${folder}/${output}`;
    const manifest = statOf(resolve(dirname(app.absolute), output, 'manifest.json'));
    if (manifest === undefined) {
      const reason = `a CDK app without ${shown}: run \`cdk synth\` before the scan`;
      walk.skipped.set(app.path, { path: app.path, status: 'not-evaluated', reason });
      continue;
    }
    const newer = [app, ...walk.sources.filter(({ path }) => contains(folder, path) && isAppSource(path, shown))].find(
      (source) => (statOf(source.absolute)?.mtimeMs ?? 0) > manifest.mtimeMs,
    );
    if (newer === undefined) continue;
    const reason = `${shown} is older than ${newer.path}: run \`cdk synth\` again before the scan`;
    walk.skipped.set(app.path, { path: app.path, status: 'not-evaluated', reason });
  }
}

function outputOf(cdkJson: string): string {
  try {
    const parsed: unknown = JSON.parse(decodeLoosely(readHead(cdkJson, HEAD_BYTES)));
    if (typeof parsed === 'object' && parsed !== null && 'output' in parsed && typeof parsed.output === 'string' && parsed.output !== '') {
      return toPosix(parsed.output).replace(/\/+$/, '');
    }
  } catch {
    // A cdk.json that cannot be read has no output of its own.
  }
  return 'cdk.out';
}

function isAppSource(path: string, output: string): boolean {
  return !contains(output, path) && !/(?:^|\/)(?:tests?|__tests__)\/|\.(?:test|spec)\.[a-z]+$|\.d\.[mc]?ts$/.test(path);
}
