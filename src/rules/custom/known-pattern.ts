/** What of a regular expression can be said of a text of which only the beginning or the end is known. */
export interface KnownPattern {
  /** Every text that matches begins so. */
  readonly begins?: string;
  /** Every text that matches ends so. */
  readonly ends?: string;
  /** Whether a text that begins or ends so matches, whatever else is in it. */
  readonly isAll: boolean;
}

const NOTHING: KnownPattern = { isAll: false };

const LITERAL = String.raw`(?:[\w\-/:@ ,=#%&~!;<>'"]|\\[\^$\\.*+?()[\]{}|/])`;
const BEGINNING = new RegExp(`^\\^(${LITERAL}*)(.*)$`, 's');
const LAST = new RegExp(`${LITERAL}$`);
const WHOLE_END = new RegExp(`^(${LITERAL}+)\\$$`);

/** Reads `^acme-`, `^acme-[a-z]+$` and `-logs$`; of other patterns nothing is said. */
export function knownPattern(pattern: string): KnownPattern {
  const end = WHOLE_END.exec(pattern)?.[1];
  if (end !== undefined) return { ends: unescaped(end), isAll: true };
  const [, literal = '', rest = ''] = BEGINNING.exec(pattern) ?? [];
  if (literal === '' || hasBranches(rest)) return NOTHING;
  // A quantifier belongs to the last character, which may then be missing.
  const begins = /^[*+?{]/.test(rest) ? literal.replace(LAST, '') : literal;
  return { begins: unescaped(begins), isAll: rest === '' || rest === '.*' };
}

function unescaped(literal: string): string {
  return literal.replaceAll(/\\(.)/g, '$1');
}

/** Whether an expression has alternatives outside of its groups, which need not begin as the first one does. */
function hasBranches(expression: string): boolean {
  const bare = expression.replaceAll(/\\./gs, '').replaceAll(/\[[^\]]*\]/g, '');
  let depth = 0;
  for (const character of bare) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
