import { posix } from 'node:path';
import { moduleReferences, type Token, tokenize } from './tokens.ts';

/** One name that an import or a re-export takes from a module; `*` is all of it. */
interface Specifier {
  readonly imported: string;
  readonly local: string;
  readonly text: string;
}

interface Statement {
  readonly kind: 'import' | 're-export' | 'export-list' | 'declaration' | 'augmentation';
  /** With the comment before it. */
  readonly text: string;
  /** Names that it declares. */
  readonly declares: readonly string[];
  readonly isExported: boolean;
  /** All names in it, its own and those of members too: more than it needs, never less. */
  readonly mentions: ReadonlySet<string>;
  readonly module?: string;
  readonly specifiers: readonly Specifier[];
  /** Modules of `import('…')` in types. */
  readonly inline: readonly string[];
}

/**
 * Leaves out of declarations what the entries do not show: declarations that nothing public mentions, the imports only they need, and files
 * that end up empty. What users do not see is not checked with their code, and they cannot come to depend on it.
 *
 * @param files texts as tsc writes them, by path with forward slashes; relative specifiers end in `.js`
 * @param entries paths of the files of which everything stays
 */
export function shakeDeclarations(files: ReadonlyMap<string, string>, entries: readonly string[]): ReadonlyMap<string, string> {
  const parsed = new Map([...files].map(([path, text]) => [path, parseStatements(text)]));
  const kept = new Set<Statement>();
  const usedSpecifiers = new Map<Statement, Set<Specifier>>();

  const targetOf = (path: string, module: string): string | undefined => {
    const target = resolveModule(path, module);
    if (target !== undefined && !parsed.has(target)) throw new Error(`${path} mentions ${module}, of which there are no declarations`);
    return target;
  };
  const useSpecifier = (path: string, statement: Statement, specifier: Specifier): void => {
    const used = usedSpecifiers.get(statement) ?? new Set();
    if (used.has(specifier)) return;
    usedSpecifiers.set(statement, used.add(specifier));
    kept.add(statement);
    const target = statement.module === undefined ? undefined : targetOf(path, statement.module);
    if (target === undefined) return;
    if (specifier.imported === '*') keepAll(target);
    else keepExport(target, specifier.imported);
  };
  const keepStatement = (path: string, statement: Statement): void => {
    if (kept.has(statement)) return;
    kept.add(statement);
    for (const name of statement.mentions) keepLocal(path, name);
    for (const module of statement.inline) {
      const target = targetOf(path, module);
      if (target !== undefined) keepAll(target);
    }
    for (const other of parsed.get(path) ?? []) if (other.kind === 'augmentation') keepStatement(path, other);
  };
  const keepLocal = (path: string, name: string): void => {
    for (const statement of parsed.get(path) ?? []) {
      if (statement.kind === 'declaration' && statement.declares.includes(name)) keepStatement(path, statement);
      if (statement.kind === 'import')
        for (const specifier of statement.specifiers) if (specifier.local === name) useSpecifier(path, statement, specifier);
    }
  };
  const keepExport = (path: string, name: string): void => {
    for (const statement of parsed.get(path) ?? []) {
      if (statement.kind === 'declaration' && statement.isExported && statement.declares.includes(name)) keepStatement(path, statement);
      if (statement.kind !== 're-export' && statement.kind !== 'export-list') continue;
      for (const specifier of statement.specifiers) {
        if (specifier.local === '*') {
          // Behind `export *` the name is looked for: it may be there or not.
          if (!exportedNames(files, targetOf(path, statement.module ?? '') ?? '', parsed).has(name)) continue;
          kept.add(statement);
          usedSpecifiers.set(statement, new Set([specifier]));
          const target = targetOf(path, statement.module ?? '');
          if (target !== undefined) keepExport(target, name);
          continue;
        }
        if (specifier.local !== name) continue;
        if (statement.kind === 'export-list') keepLocal(path, specifier.imported);
        useSpecifier(path, statement, specifier);
      }
    }
  };
  const whole = new Set<string>();
  const keepAll = (path: string): void => {
    if (whole.has(path)) return;
    whole.add(path);
    for (const statement of parsed.get(path) ?? []) {
      if (statement.kind === 'augmentation' || (statement.kind === 'declaration' && statement.isExported)) keepStatement(path, statement);
      if (statement.kind !== 're-export' && statement.kind !== 'export-list') continue;
      for (const specifier of statement.specifiers) {
        if (statement.kind === 'export-list') keepLocal(path, specifier.imported);
        useSpecifier(path, statement, specifier);
        // It may have been used for one name before.
        if (specifier.local === '*') keepAll(targetOf(path, statement.module ?? '') ?? path);
      }
    }
  };

  for (const entry of entries) {
    if (!parsed.has(entry)) throw new Error(`there are no declarations of ${entry}: is it in "files" of tsconfig.types.json?`);
    keepAll(entry);
  }
  const result = new Map<string, string>();
  for (const [path, statements] of parsed) {
    const texts = statements
      .filter((statement) => kept.has(statement))
      .map((statement) => textOf(statement, usedSpecifiers.get(statement)));
    // Without an import or export a file would declare for everybody.
    const isModule = statements.some((statement) => kept.has(statement) && (statement.isExported || statement.kind !== 'declaration'));
    if (texts.length > 0) result.set(path, `${texts.join('').trimStart()}${isModule ? '' : '\nexport {};'}\n`);
  }
  return result;
}

/** The names that a file exports, those behind `export *` included. */
export function exportedNames(
  files: ReadonlyMap<string, string>,
  path: string,
  parsed: ReadonlyMap<string, readonly Statement[]> = new Map([...files].map(([file, text]) => [file, parseStatements(text)])),
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of parsed.get(path) ?? []) {
    if (statement.kind === 'declaration' && statement.isExported) for (const name of statement.declares) names.add(name);
    if (statement.kind !== 're-export' && statement.kind !== 'export-list') continue;
    for (const { local } of statement.specifiers) {
      if (local !== '*') names.add(local);
      else for (const name of exportedNames(files, resolveModule(path, statement.module ?? '') ?? '', parsed)) names.add(name);
    }
  }
  return names;
}

function resolveModule(path: string, module: string): string | undefined {
  return module.startsWith('.') ? posix.join(posix.dirname(path), module).replace(/\.js$/, '.d.ts') : undefined;
}

function textOf(statement: Statement, used: ReadonlySet<Specifier> | undefined): string {
  if (used === undefined || used.size === statement.specifiers.length) return statement.text;
  const open = statement.text.indexOf('{');
  const close = statement.text.lastIndexOf('}');
  // A default import or a namespace beside the list stays: it costs a name.
  const list = statement.specifiers.filter((specifier) => used.has(specifier) && specifier.text !== '');
  return `${statement.text.slice(0, open)}{ ${list.map(({ text }) => text).join(', ')} ${statement.text.slice(close)}`;
}

function parseStatements(text: string): readonly Statement[] {
  const tokens = tokenize(text);
  const statements: Statement[] = [];
  let from = 0;
  let textStart = 0;
  for (let index = 0; index < tokens.length; index++) {
    index = endOfStatement(tokens, index);
    const end = tokens[index]?.end ?? text.length;
    statements.push(readStatement(text.slice(textStart, end), tokens.slice(from, index + 1)));
    textStart = end;
    from = index + 1;
  }
  return statements;
}

const BLOCKS = new Set(['class', 'interface', 'enum', 'namespace', 'module', 'global']);
const MODIFIERS = new Set(['export', 'declare', 'abstract', 'default', 'async']);

/** The index of the last token of the statement that begins at `start`. */
function endOfStatement(tokens: readonly Token[], start: number): number {
  let word = start;
  while (MODIFIERS.has(tokens[word]?.text ?? '')) word++;
  const isBlock = BLOCKS.has(tokens[word]?.text ?? '') && tokens[word + 1]?.text !== ':';
  let depth = 0;
  let angles = 0;
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.kind !== 'punctuator') continue;
    if ('{(['.includes(token.text) || token.text === '${') depth++;
    else if ('})]'.includes(token.text)) {
      depth--;
      if (isBlock && depth === 0 && angles === 0 && token.text === '}') return index;
    } else if (depth === 0 && token.text === '<') angles++;
    else if (depth === 0 && token.text === '>' && tokens[index - 1]?.text !== '=') angles--;
    else if (depth === 0 && token.text === ';') return index;
  }
  return tokens.length - 1;
}

function readStatement(text: string, tokens: readonly Token[]): Statement {
  const words = tokens.map((token) => (token.kind === 'string' ? '' : token.text));
  const references = moduleReferences(tokens);
  const base = {
    text,
    declares: [],
    isExported: words[0] === 'export',
    mentions: new Set(tokens.filter((token) => token.kind === 'name').map((token) => token.text)),
    specifiers: [],
    inline: [],
  };
  const [first] = references;
  const isFrom = words.includes('from') && first?.specifier !== undefined;
  if (words[0] === 'import') return { ...base, kind: 'import', ...moduleOf(first?.specifier), specifiers: readSpecifiers(tokens) };
  if (words[0] === 'export' && isFrom && ['{', '*', 'type'].includes(words[1] ?? '') && !words.includes('=')) {
    return { ...base, kind: 're-export', ...moduleOf(first?.specifier), specifiers: readSpecifiers(tokens) };
  }
  if (words[0] === 'export' && words[1] === '{') return { ...base, kind: 'export-list', specifiers: readSpecifiers(tokens) };
  const inline = references.flatMap(({ specifier }) => specifier ?? []);
  let at = 0;
  while (MODIFIERS.has(words[at] ?? '')) at++;
  const keyword = words[at] ?? '';
  if (keyword === 'global' || (keyword === 'module' && tokens[at + 1]?.kind === 'string')) return { ...base, kind: 'augmentation', inline };
  const declares =
    ['const', 'let', 'var'].includes(keyword) && words[at + 1] !== 'enum'
      ? variableNames(tokens, at)
      : [words[words[at + 1] === 'enum' ? at + 2 : at + 1] ?? ''];
  return { ...base, kind: 'declaration', declares, inline };
}

function moduleOf(specifier: string | undefined): { readonly module?: string } {
  return specifier === undefined ? {} : { module: specifier };
}

function variableNames(tokens: readonly Token[], at: number): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  for (let index = at; index < tokens.length; index++) {
    const { kind, text } = tokens[index] ?? { kind: 'number', text: '' };
    const before = tokens[index - 1]?.text;
    if (kind === 'name' && depth === 0 && (index === at + 1 || before === ',')) names.push(text);
    if (kind === 'punctuator' && '{([<'.includes(text)) depth++;
    if (kind === 'punctuator' && ('})]'.includes(text) || (text === '>' && before !== '='))) depth--;
  }
  return names;
}

/** The names between the braces, the default name and the namespace of an import or an export list. */
function readSpecifiers(tokens: readonly Token[]): readonly Specifier[] {
  const specifiers: Specifier[] = [];
  const words = tokens.map(({ text }) => text);
  const open = words.indexOf('{');
  const close = words.lastIndexOf('}');
  const head = words.slice(1, open === -1 ? words.indexOf('from') : open).filter((word) => word !== 'type' && word !== ',');
  if (head[0] === '*') specifiers.push({ imported: '*', local: head[1] === 'as' ? (head[2] ?? '*') : '*', text: '' });
  else if (head[0] !== undefined && words[0] === 'import') specifiers.push({ imported: 'default', local: head[0], text: '' });
  if (open === -1) return specifiers;
  for (const part of words
    .slice(open + 1, close)
    .join(' ')
    .split(',')) {
    const text = part.trim();
    const names = text
      .replace(/^type (?!as\b|$)/, '')
      .split(' as ')
      .map((name) => name.trim());
    const [imported = '', local = imported] = names;
    if (imported !== '') specifiers.push({ imported, local, text });
  }
  return specifiers;
}
