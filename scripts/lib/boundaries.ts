import { posix } from 'node:path';
import { CAPABILITIES, type Capability, FOLDERS, type FolderRule } from './folder-table.ts';
import { isMember, type ModuleReference, moduleReferences, type Token, tokenize } from './tokens.ts';

/** A breach of the folder table. */
export interface Breach {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  readonly message: string;
}

/** Node's own modules, by what they let code do; the ones that are missing here and in `HARMLESS` are refused until somebody decides. */
const MODULE_CAPABILITIES: Readonly<Record<string, Capability>> = {
  fs: 'files',
  'fs/promises': 'files',
  process: 'process',
  os: 'process',
  timers: 'clock',
  'timers/promises': 'clock',
  perf_hooks: 'clock',
  console: 'print',
  readline: 'print',
  tty: 'print',
  net: 'network',
  tls: 'network',
  dns: 'network',
  http: 'network',
  https: 'network',
  http2: 'network',
  dgram: 'network',
  child_process: 'spawn',
  worker_threads: 'spawn',
  cluster: 'spawn',
  module: 'load',
  vm: 'load',
};

const HARMLESS = new Set(['assert', 'buffer', 'crypto', 'events', 'path', 'path/posix', 'stream', 'string_decoder', 'url', 'util', 'zlib']);

const GLOBAL_CAPABILITIES: Readonly<Record<string, Capability>> = {
  process: 'process',
  performance: 'clock',
  setTimeout: 'clock',
  setInterval: 'clock',
  setImmediate: 'clock',
  console: 'print',
  fetch: 'network',
  WebSocket: 'network',
  eval: 'load',
  Function: 'load',
  __dirname: 'files',
  __filename: 'files',
};

interface Analysed {
  readonly path: string;
  readonly tokens: readonly Token[];
  readonly references: readonly ModuleReference[];
  readonly text: string;
  readonly rule: FolderRule | undefined;
}

/**
 * Holds sources to the folder table.
 *
 * @param sources texts by path relative to the project (`src/model/value.ts`), with forward slashes
 * @returns breaches sorted by file and position; empty when all is well
 */
export function findBreaches(sources: ReadonlyMap<string, string>, folders: readonly FolderRule[] = FOLDERS): readonly Breach[] {
  const breaches: Breach[] = [];
  const files: Analysed[] = [...sources].map(([path, text]) => {
    const tokens = tokenize(text);
    return { path, text, tokens, references: moduleReferences(tokens), rule: ruleOf(path, folders) };
  });

  for (const file of files) {
    const report = (start: number, message: string): void => {
      breaches.push({ file: file.path, ...position(file.text, start), message });
    };
    if (file.rule === undefined) {
      report(0, `${folderOf(file.path)} is not in scripts/lib/folder-table.ts: say there what it holds and what it may not do`);
      continue;
    }
    const allowed = new Set(
      file.rule.may.filter((may) => may.only === undefined || may.only.includes(inSource(file.path))).map((may) => may.capability),
    );
    for (const reference of file.references) {
      const message = checkReference(file, file.rule, reference, allowed, sources, folders);
      if (message !== undefined) report(reference.start, message);
    }
    for (const use of globalUses(file.tokens)) {
      if (!allowed.has(use.capability)) report(use.start, `${use.what}: ${nameOf(file.rule)} may not ${verb(use.capability)}`);
    }
  }
  for (const cycle of findCycles(files)) {
    const [first, second] = cycle;
    const file = files.find((candidate) => candidate.path === first);
    const reference = file?.references.find((candidate) => targetOf(first ?? '', candidate) === second);
    if (file !== undefined) {
      breaches.push({
        file: file.path,
        ...position(file.text, reference?.start ?? 0),
        message: `import cycle: ${[...cycle, first].join(' → ')}`,
      });
    }
  }
  return breaches.sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message));
}

function checkReference(
  file: Analysed,
  rule: FolderRule,
  reference: ModuleReference,
  allowed: ReadonlySet<Capability>,
  sources: ReadonlyMap<string, string>,
  folders: readonly FolderRule[],
): string | undefined {
  const { specifier } = reference;
  if (specifier === undefined) {
    return allowed.has('load')
      ? undefined
      : `a computed ${reference.kind === 'require' ? 'require' : 'import'}: ${nameOf(rule)} may not load code whose name is computed`;
  }
  if (!specifier.startsWith('.')) {
    const bare = specifier.replace(/^node:/, '');
    const capability = MODULE_CAPABILITIES[bare];
    const isTypeOnly = reference.kind === 'type';
    if (capability !== undefined)
      return isTypeOnly || allowed.has(capability) ? undefined : `${specifier}: ${nameOf(rule)} may not ${verb(capability)}`;
    if (HARMLESS.has(bare)) return specifier.startsWith('node:') ? undefined : `write node:${bare}`;
    if (specifier.startsWith('node:')) return `${specifier} is not known to scripts/lib/boundaries.ts: say there what it lets code do`;
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    return allowed.has('process') || rule.packages.includes(name) ? undefined : `${nameOf(rule)} may not import the package ${name}`;
  }
  const target = targetOf(file.path, reference);
  if (target === undefined) return undefined;
  if (!target.startsWith('src/')) return target === 'package.json' ? undefined : `${target} is outside src/`;
  if (!sources.has(target))
    return `${target} does not exist${/\.ts$|\.json$/.test(specifier) ? '' : ' (relative imports carry their .ts)'}`;
  const targetRule = ruleOf(target, folders);
  if (targetRule === undefined) return undefined;
  if (targetRule.folder === rule.folder) return checkSeparate(file.path, target, rule);
  const path = inSource(target);
  const matches = (entry: string): boolean =>
    entry === path || entry === targetRule.folder || (entry === '*' && !(rule.except ?? []).includes(targetRule.folder));
  if (rule.imports.some(matches)) return undefined;
  if (reference.kind === 'type' && (rule.types ?? []).some(matches)) return undefined;
  return `${nameOf(rule)} may not import ${target}; it may import ${describeImports(rule)}`;
}

function checkSeparate(from: string, to: string, rule: FolderRule): string | undefined {
  if (rule.separate === undefined) return undefined;
  const source = subFolder(from);
  const target = subFolder(to);
  if (source === undefined || source === target || (target !== undefined && rule.separate.includes(target))) return undefined;
  const others = rule.separate.map((name) => `src/${rule.folder}/${name}`).join(', ');
  return `src/${rule.folder}/${source} may not import ${to}; of its own folder's neighbours it may import ${others}`;
}

/** `src/rules/s3/x.ts` → `s3`; a file directly in the folder has none. */
function subFolder(path: string): string | undefined {
  const parts = path.split('/');
  return parts.length > 3 ? parts[2] : undefined;
}

/** What a folder may import, in words. */
export function describeImports(rule: FolderRule): string {
  if (rule.imports.length === 0) return 'nothing outside itself';
  const except = (rule.except ?? []).map((folder) => `\`${folder}\``).join(', ');
  const imports = rule.imports.map((entry) => (entry === '*' ? `everything${except === '' ? '' : ` but ${except}`}` : `\`${entry}\``));
  const types = (rule.types ?? []).map((entry) => `types of \`${entry}\``);
  return [...imports, ...types].join(', ');
}

interface GlobalUse {
  readonly capability: Capability;
  readonly what: string;
  readonly start: number;
}

function globalUses(tokens: readonly Token[]): readonly GlobalUse[] {
  const uses: GlobalUse[] = [];
  tokens.forEach((token, index) => {
    if (token.kind !== 'name') return;
    const next = tokens[index + 1];
    const member = tokens[index + 2];
    const onGlobal = tokens[index - 2]?.text === 'globalThis';
    if (isMember(tokens, index) && !onGlobal) return;
    const use = (capability: Capability, what: string): void => {
      uses.push({ capability, what, start: token.start });
    };
    if (token.text === 'Date') {
      if (next?.text === '.' && member?.text === 'now') use('clock', 'Date.now');
      else if (tokens[index - 1]?.text === 'new' && (next?.text !== '(' || member?.text === ')') && !isTypeUse(tokens, index))
        use('clock', 'new Date()');
      else if (tokens[index - 1]?.text !== 'new' && next?.text === '(') use('clock', 'Date()');
    } else if (token.text === 'Math' && next?.text === '.' && member?.text === 'random') use('random', 'Math.random');
    else if (token.text === 'crypto' && next?.text === '.' && /^random|^getRandom/.test(member?.text ?? ''))
      use('random', `crypto.${member?.text}`);
    else if (/^random(UUID|Bytes|Int|FillSync|Fill)$/.test(token.text) && next?.text === '(') use('random', token.text);
    else {
      const capability = Object.hasOwn(GLOBAL_CAPABILITIES, token.text) ? GLOBAL_CAPABILITIES[token.text] : undefined;
      // A key of an object or a name in an import clause is no use: `{ process: 1 }`, `function process(`.
      if (capability === undefined || isDeclaration(tokens, index) || isLocal(tokens, token.text)) return;
      if (token.text === 'Function' && next?.text !== '(') return;
      use(capability, token.text);
    }
  });
  return uses;
}

function isTypeUse(tokens: readonly Token[], index: number): boolean {
  return tokens[index - 2]?.text === 'extends';
}

function isDeclaration(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1]?.text;
  const before = tokens[index - 1]?.text;
  if (next === ':' || (next === '?' && tokens[index + 2]?.text === ':'))
    return before === '{' || before === ',' || before === ';' || before === '(' || before === 'readonly' || before === '}';
  return before === 'function' || before === 'interface' || before === 'type';
}

/** Whether the source declares the name itself, so that it means something else there. */
function isLocal(tokens: readonly Token[], name: string): boolean {
  return tokens.some(
    (token, index) => token.kind === 'name' && token.text === name && ['const', 'let', 'function'].includes(tokens[index - 1]?.text ?? ''),
  );
}

/**
 * Cycles among the imports that run when a file is loaded, each once, beginning with its first file by name. Types of one folder may
 * refer to each other; between folders the table has no way back.
 */
function findCycles(files: readonly Analysed[]): readonly (readonly string[])[] {
  const edges = new Map<string, readonly string[]>(
    files.map((file) => [
      file.path,
      [
        ...new Set(
          file.references
            .filter((reference) => reference.kind === 'static')
            .map((reference) => targetOf(file.path, reference))
            .filter((target) => target !== undefined),
        ),
      ],
    ]),
  );
  const cycles = new Map<string, readonly string[]>();
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      const cycle = trail.slice(at);
      const first = [...cycle].sort(compare)[0] ?? path;
      const turned = [...cycle.slice(cycle.indexOf(first)), ...cycle.slice(0, cycle.indexOf(first))];
      cycles.set(turned.join(' '), turned);
      return;
    }
    if (done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of [...edges.keys()].sort(compare)) visit(path, []);
  return [...cycles.values()];
}

function targetOf(from: string, reference: ModuleReference): string | undefined {
  if (reference.specifier === undefined || !reference.specifier.startsWith('.')) return undefined;
  return posix.normalize(posix.join(posix.dirname(from), reference.specifier));
}

function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? `src/${parts[1]}` : 'src';
}

function inSource(path: string): string {
  return path.replace(/^src\//, '');
}

function ruleOf(path: string, folders: readonly FolderRule[]): FolderRule | undefined {
  const parts = path.split('/');
  const folder = parts.length > 2 ? parts[1] : '.';
  return folders.find((rule) => rule.folder === folder);
}

function nameOf(rule: FolderRule): string {
  return rule.folder === '.' ? 'src' : `src/${rule.folder}`;
}

function verb(capability: Capability): string {
  return CAPABILITIES[capability];
}

function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
