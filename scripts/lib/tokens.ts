/** A lexical token of a TypeScript source, as far as finding imports and names needs it. */
export interface Token {
  readonly kind: 'name' | 'string' | 'punctuator' | 'number' | 'regexp';
  /** The name, the punctuator, or the contents of the string without its quotes. */
  readonly text: string;
  /** Offsets in the source; of a string, quotes included. */
  readonly start: number;
  readonly end: number;
}

const NAME_START = /[\p{ID_Start}$_#]/u;
const NAME_PART = /[\p{ID_Continue}$\u200c\u200d]/u;
/** After these words a slash begins a regular expression; after any other name it divides. */
const WORDS_BEFORE_REGEXP = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'delete',
  'void',
  'throw',
  'new',
  'do',
  'else',
  'yield',
  'await',
  'instanceof',
]);

/**
 * Splits a TypeScript source into tokens, leaving out comments and white space. A template literal without holes is a string; one with
 * holes gives a `string` for each piece and the tokens of the holes between them, all inside `` ` `` punctuators.
 */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  /** Depth of open braces at each template hole that is being read. */
  const holes: number[] = [];
  let braces = 0;
  let at = 0;

  const push = (kind: Token['kind'], text: string, start: number, end: number): void => {
    tokens.push({ kind, text, start, end });
  };

  /** Reads the text of a template from `from` up to its end or its next hole. */
  const readTemplate = (from: number, isHead: boolean): void => {
    let end = from;
    while (end < source.length) {
      const char = source[end];
      if (char === '\\') end += 2;
      else if (char === '`') {
        const text = source.slice(from, end);
        if (isHead) push('string', text, from - 1, end + 1);
        else {
          push('string', text, from, end);
          push('punctuator', '`', end, end + 1);
        }
        at = end + 1;
        return;
      } else if (char === '$' && source[end + 1] === '{') {
        if (isHead) push('punctuator', '`', from - 1, from);
        push('string', source.slice(from, end), from, end);
        push('punctuator', '${', end, end + 2);
        holes.push(braces);
        braces++;
        at = end + 2;
        return;
      } else end++;
    }
    at = source.length;
  };

  const regexpMayStart = (): boolean => {
    const last = tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === 'name') return WORDS_BEFORE_REGEXP.has(last.text);
    return last.kind === 'punctuator' && last.text !== ')' && last.text !== ']' && last.text !== '}' && last.text !== '`';
  };

  while (at < source.length) {
    const char = source[at] ?? '';
    const start = at;
    if (/\s/.test(char)) at++;
    else if (char === '/' && source[at + 1] === '/') {
      const newline = source.indexOf('\n', at);
      at = newline === -1 ? source.length : newline;
    } else if (char === '/' && source[at + 1] === '*') {
      const close = source.indexOf('*/', at + 2);
      at = close === -1 ? source.length : close + 2;
    } else if (start === 0 && char === '#' && source[1] === '!') {
      const newline = source.indexOf('\n');
      at = newline === -1 ? source.length : newline;
    } else if (char === "'" || char === '"') {
      at++;
      while (at < source.length && source[at] !== char && source[at] !== '\n') at += source[at] === '\\' ? 2 : 1;
      at++;
      push('string', source.slice(start + 1, at - 1), start, at);
    } else if (char === '`') readTemplate(at + 1, true);
    else if (/[0-9]/.test(char)) {
      while (at < source.length && /[0-9a-zA-Z_.]/.test(source[at] ?? '')) at++;
      push('number', source.slice(start, at), start, at);
    } else if (NAME_START.test(char)) {
      at++;
      while (at < source.length && NAME_PART.test(source[at] ?? '')) at++;
      push('name', source.slice(start, at), start, at);
    } else if (char === '/' && regexpMayStart()) {
      let inClass = false;
      at++;
      while (at < source.length && source[at] !== '\n' && (inClass || source[at] !== '/')) {
        if (source[at] === '\\') at++;
        else if (source[at] === '[') inClass = true;
        else if (source[at] === ']') inClass = false;
        at++;
      }
      at++;
      while (at < source.length && NAME_PART.test(source[at] ?? '')) at++;
      push('regexp', source.slice(start, at), start, at);
    } else {
      if (char === '{') braces++;
      if (char === '}') {
        braces--;
        if (holes.at(-1) === braces) {
          holes.pop();
          push('punctuator', '}', at, at + 1);
          readTemplate(at + 1, false);
          continue;
        }
      }
      at++;
      if (char === '?' && source[at] === '.') at++;
      push('punctuator', source.slice(start, at), start, at);
    }
  }
  return tokens;
}

/** One mention of another module. */
export interface ModuleReference {
  /** `dynamic` is `import(…)` in code; `type` also covers `import('…')` in a type and a `typeof import(…)`. */
  readonly kind: 'static' | 'type' | 'dynamic' | 'require';
  /** Left out when what is imported is computed. */
  readonly specifier?: string;
  /** Offset of the specifier (without quotes), or of the word `import` or `require` when it is computed. */
  readonly start: number;
  readonly end: number;
}

/** Finds every import, re-export, `import()` and `require()` in a source; `createRequire(…)(…)` counts as a `require`. */
export function moduleReferences(tokens: readonly Token[]): readonly ModuleReference[] {
  const found: ModuleReference[] = [];
  const reference = (kind: ModuleReference['kind'], token: Token | undefined, word: Token): void => {
    if (token?.kind === 'string') found.push({ kind, specifier: token.text, start: token.start + 1, end: token.end - 1 });
    else found.push({ kind, start: word.start, end: word.end });
  };
  const requires = requireNames(tokens);

  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.kind !== 'name' || isMember(tokens, index)) continue;
    const next = tokens[index + 1];
    if (token.text === 'import') {
      if (next?.text === '.' && next.kind === 'punctuator') continue;
      if (next?.text === '(' && next.kind === 'punctuator')
        reference(isTypePosition(tokens, index) ? 'type' : 'dynamic', tokens[index + 2], token);
      else if (next?.kind === 'string') reference('static', next, token);
      else readClause(index);
    } else if (
      token.text === 'export' &&
      (isText(next, '*') || isText(next, '{') || (isText(next, 'type') && isOneOf(tokens[index + 2], ['{', '*'])))
    )
      readClause(index);
    else if (requires.has(token.text) && isText(next, '(')) {
      if (!isText(tokens[index - 1], 'function')) reference('require', tokens[index + 2], token);
    } else if (token.text === 'createRequire' && isText(next, '(')) {
      const close = matching(tokens, index + 1);
      if (isText(tokens[close + 1], '(')) reference('require', tokens[close + 2], token);
    }
  }
  return found;

  /** `import … from 'x'` and `export … from 'x'`; an export without `from` names no module. */
  function readClause(index: number): void {
    const word = tokens[index];
    if (word === undefined) return;
    const isType = isText(tokens[index + 1], 'type') && !isOneOf(tokens[index + 2], ['from', ',']);
    let depth = 0;
    for (let ahead = index + 1; ahead < tokens.length; ahead++) {
      const token = tokens[ahead];
      if (token?.kind === 'punctuator') {
        if (token.text === '{') depth++;
        else if (token.text === '}') {
          depth--;
          if (depth === 0 && word.text === 'export' && !isText(tokens[ahead + 1], 'from')) return;
        } else if (token.text === ';' || token.text === '(') return;
      } else if (token?.kind === 'name' && token.text === 'from' && depth === 0 && tokens[ahead + 1]?.kind === 'string') {
        reference(isType ? 'type' : 'static', tokens[ahead + 1], word);
        return;
      } else if (token?.kind === 'name' && token.text === 'require' && isText(tokens[ahead + 1], '(')) return;
    }
  }
}

/** Whether the name at `index` is a member (`a.name`) or a key (`name:`), and not a thing of its own. */
export function isMember(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (before?.kind !== 'punctuator') return false;
  if (before.text === '?.') return true;
  // `...name` is three dots and a thing of its own.
  return before.text === '.' && !isText(tokens[index - 2], '.');
}

function isText(token: Token | undefined, text: string): boolean {
  return token !== undefined && token.kind !== 'string' && token.text === text;
}

function isOneOf(token: Token | undefined, texts: readonly string[]): boolean {
  return texts.some((text) => isText(token, text));
}

/** The words that load a module in this source: `require`, and what `createRequire` was assigned to. */
function requireNames(tokens: readonly Token[]): ReadonlySet<string> {
  const names = new Set(['require']);
  tokens.forEach((token, index) => {
    if (token.kind !== 'name' || token.text !== 'createRequire' || !isText(tokens[index - 1], '=')) return;
    const close = matching(tokens, index + 1);
    const name = tokens[index - 2];
    if (name?.kind === 'name' && !isText(tokens[close + 1], '(')) names.add(name.text);
  });
  return names;
}

function matching(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (isText(tokens[index], '(')) depth++;
    else if (isText(tokens[index], ')') && --depth === 0) return index;
  }
  return tokens.length;
}

/** `import('x').Name` after a colon, `typeof`, `<`, `|`, `&`, `=>` of a type … : told from code by what may stand before each. */
function isTypePosition(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (isText(before, 'typeof')) return true;
  const close = matching(tokens, index + 1);
  const after = tokens[close + 1];
  const isQualified = isText(after, '.') && tokens[close + 2]?.kind === 'name' && !isOneOf(tokens[close + 2], ['then', 'catch', 'finally']);
  return isQualified && isOneOf(before, [':', '<', '|', '&', ',', '=', '>', 'extends', 'keyof']);
}
