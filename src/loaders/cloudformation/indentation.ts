/** A text in which some lines were indented further. */
export interface Reindented {
  readonly text: string;
  /** The offset in the text as it was. */
  readonly originalOffset: (offset: number) => number;
}

/** Spaces that are added at most, so that no text makes much of little. */
const MAX_ADDED = 16 * 1024 * 1024;

/** A line that continues a value which began in an earlier one, and the column that the value began in. */
interface Continuation {
  readonly lineStart: number;
  readonly column: number;
}

/**
 * Indents the lines inside of brackets and quotes to where these began. YAML 1.1, which CloudFormation reads, lets such lines begin
 * anywhere (JSON that was pasted below a key ends in the column of that key); YAML 1.2, which our parser reads, does not. `undefined`
 * when there is nothing to indent, or a bracket or quote is never closed.
 */
export function indentContinuations(text: string): Reindented | undefined {
  const continuations = continuationsOf(text);
  if (continuations === undefined) return undefined;
  const pieces: string[] = [];
  /** Where spaces were added in the new text, and how many there are up to then. */
  const added: { readonly at: number; readonly total: number }[] = [];
  let total = 0;
  let copied = 0;
  for (const { lineStart, column } of continuations) {
    const first = skipSpaces(text, lineStart);
    const missing = column - (first - lineStart);
    if (missing <= 0 || isLineEnd(text, first)) continue;
    total += missing;
    if (total > MAX_ADDED) return undefined;
    pieces.push(text.slice(copied, lineStart), ' '.repeat(missing));
    copied = lineStart;
    added.push({ at: lineStart + total, total });
  }
  if (added.length === 0) return undefined;
  pieces.push(text.slice(copied));
  const originalOffset = (offset: number): number => {
    let low = 0;
    let high = added.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((added[middle]?.at ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset - (added[low - 1]?.total ?? 0);
  };
  return { text: pieces.join(''), originalOffset };
}

/** The lines inside of brackets and quotes; `undefined` when one of these is never closed. */
function continuationsOf(text: string): readonly Continuation[] | undefined {
  const found: Continuation[] = [];
  let at = 0;
  while (at < text.length) {
    const next = readBlockLine(text, at, found);
    if (next === undefined) return undefined;
    at = next;
  }
  return found;
}

/** Reads one line outside of brackets and quotes, with all lines that belong to its values; gives the start of the line after. */
function readBlockLine(text: string, lineStart: number, found: Continuation[]): number | undefined {
  let at = skipSpaces(text, lineStart);
  /** The column of the innermost key or dash so far; values in lines of their own stand further right. */
  let parent = at - lineStart - 1;
  if (text.startsWith('---', lineStart)) at = lineStart + 3;
  if (text[lineStart] === '%') return nextLine(text, lineStart);
  for (;;) {
    at = skipBlanks(text, at);
    if (isLineEnd(text, at)) return nextLine(text, at);
    const character = text[at];
    switch (character) {
      case '#':
        return nextLine(text, at);
      case '!':
      case '&':
      case '*':
        while (!isBlankOrEnd(text, at)) at++;
        continue;
      case '|':
      case '>':
        return afterIndented(text, nextLine(text, at), parent);
      case '"':
      case "'":
      case '{':
      case '[': {
        const column = at - lineStart;
        const end = character === '"' || character === "'" ? endOfQuoted(text, at, column, found) : endOfFlow(text, at, column, found);
        if (end === undefined) return undefined;
        if (text[skipBlanks(text, end)] === ':') parent = column;
        at = end;
        continue;
      }
      case '-':
      case '?':
      case ':':
        if (isBlankOrEnd(text, at + 1)) {
          if (character !== ':') parent = at - lineStart;
          at++;
          continue;
        }
    }
    const start = at;
    while (!isLineEnd(text, at) && !(text[at] === ':' && isBlankOrEnd(text, at + 1)) && !isComment(text, at)) at++;
    if (text[at] === ':') {
      parent = start - lineStart;
      at++;
      continue;
    }
    return isLineEnd(text, at) ? afterIndented(text, nextLine(text, at), parent) : nextLine(text, at);
  }
}

/** The start of the first line, from one on, that is not blank and not indented further than a column. */
function afterIndented(text: string, lineStart: number, column: number): number {
  let at = lineStart;
  while (at < text.length) {
    const first = skipSpaces(text, at);
    if (!isLineEnd(text, first) && first - at <= column) return at;
    at = nextLine(text, first);
  }
  return at;
}

function endOfQuoted(text: string, start: number, column: number, found: Continuation[]): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === quote) {
      if (quote === '"' || text[at + 1] !== quote) return at + 1;
      at++;
    } else if (character === '\\' && quote === '"' && !isLineEnd(text, at + 1)) at++;
    else if (isLineEnd(text, at)) {
      const lineStart = nextLine(text, at);
      found.push({ lineStart, column });
      at = lineStart - 1;
    }
  }
  return undefined;
}

function endOfFlow(text: string, start: number, column: number, found: Continuation[]): number | undefined {
  let depth = 0;
  /** Whether a value may begin here; quotes within a word are part of it. */
  let isFresh = true;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (isLineEnd(text, at)) {
      const lineStart = nextLine(text, at);
      found.push({ lineStart, column });
      at = lineStart - 1;
    } else if (isComment(text, at)) {
      at = lineEnd(text, at) - 1;
    } else if (character === '{' || character === '[') {
      depth++;
      isFresh = true;
    } else if (character === '}' || character === ']') {
      depth--;
      if (depth === 0) return at + 1;
      isFresh = false;
    } else if (character === ',') {
      isFresh = true;
    } else if (isFresh && (character === '"' || character === "'")) {
      const end = endOfQuoted(text, at, column, found);
      if (end === undefined) return undefined;
      at = end - 1;
      // What follows a quoted key directly is its value: {"a":"b"}.
      isFresh = text[at + 1] === ':';
      if (isFresh) at++;
    } else if (isFresh && (character === '!' || character === '&')) {
      while (!isBlankOrEnd(text, at + 1) && !',[]{}'.includes(text[at + 1] ?? ',')) at++;
    } else if (character === ':' && isBlankOrEnd(text, at + 1)) {
      isFresh = true;
    } else if (character !== ' ' && character !== '\t') {
      isFresh = false;
    }
  }
  return undefined;
}

function isComment(text: string, at: number): boolean {
  return text[at] === '#' && (at === 0 || isBlankOrEnd(text, at - 1));
}

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === '\n' || text[at] === '\r';
}

function isBlankOrEnd(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t' || isLineEnd(text, at);
}

function skipSpaces(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ') end++;
  return end;
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return end;
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (!isLineEnd(text, end)) end++;
  return end;
}

/** The start of the line after the one that an offset is in. */
function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  return Math.min(text.length, text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1);
}
