import { visibleText } from './plain-text.ts';

/** What stands where a secret stood. */
export const MASK = '•••••';

/** A part of a text, in UTF-16 code units; the end is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface SecretMask {
  /** The text with every secret replaced. */
  mask(text: string): string;
  /** Where secrets stand, in order and without overlaps. */
  ranges(text: string): readonly TextRange[];
}

/** Below this, a secret is masked only where it stands as a word of its own: masking every `a` would tell which letter it is. */
const SHORT = 4;
/** A line of a secret of several lines is a secret too, from this length. */
const TELLING_LINE = 8;

/** Finds secrets as they are, as a JSON or YAML string writes them, spread over indented lines, and each longer line of theirs. */
export function secretMask(secrets: readonly string[]): SecretMask {
  const needles = new Set<string>();
  for (const secret of secrets) {
    for (const form of writtenForms(secret)) {
      const pattern = patternOf(form);
      if (pattern !== undefined) needles.add(pattern);
    }
  }
  if (needles.size === 0) return { mask: (text) => text, ranges: () => [] };
  const patterns = [...needles].map((pattern) => new RegExp(pattern, 'g'));
  const any = new RegExp([...needles].map((pattern) => `(?:${pattern})`).join('|'));
  const ranges = (text: string) => (any.test(text) ? united(patterns.flatMap((pattern) => occurrences(pattern, text))) : []);
  const mask = (text: string) => {
    const found = ranges(text);
    if (found.length === 0) return text;
    let masked = '';
    let from = 0;
    for (const range of found) {
      masked += text.slice(from, range.start) + MASK;
      from = range.end;
    }
    return masked + text.slice(from);
  };
  return { mask, ranges };
}

function writtenForms(secret: string): readonly string[] {
  const trimmed = secret.trim();
  const lines = trimmed.split(/[\r\n]+/).map((line) => line.trim());
  const forms = lines.length > 1 ? [trimmed, ...lines.filter((line) => line.length >= TELLING_LINE)] : [trimmed];
  return forms.flatMap((form) => [form, JSON.stringify(form).slice(1, -1), form.replaceAll("'", "''"), visibleText(form)]);
}

function patternOf(form: string): string | undefined {
  const words = form.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const pattern = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('(?:\\s|\\\\[nrt])+');
  return form.length < SHORT ? `(?<![A-Za-z0-9])${pattern}(?![A-Za-z0-9])` : pattern;
}

function occurrences(pattern: RegExp, text: string): TextRange[] {
  const found: TextRange[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    found.push({ start: match.index, end: match.index + match[0].length });
    // Not past the match: the next occurrence may overlap with this one.
    pattern.lastIndex = match.index + 1;
  }
  return found;
}

function united(ranges: readonly TextRange[]): readonly TextRange[] {
  const sorted = [...ranges].sort((left, right) => left.start - right.start || left.end - right.end);
  const result: TextRange[] = [];
  for (const range of sorted) {
    const last = result.at(-1);
    if (last !== undefined && range.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else result.push(range);
  }
  return result;
}
