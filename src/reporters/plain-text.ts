/**
 * Characters that could steer a terminal, turn the reading direction, hide themselves or break a serialiser: C0 and C1 controls,
 * bidirectional and zero-width marks, line separators, tag characters, lone surrogates and non-characters.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not get through
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;

const UNSAFE_ONE = new RegExp(UNSAFE.source);

/** Foreign text without a character that does anything but show: each unsafe one is written as an escape, `\x1b` or `\u202e`. */
export function visibleText(text: string): string {
  return UNSAFE_ONE.test(text) ? text.replace(UNSAFE, visibleEscape) : text;
}

/** Like `visibleText`, for a sentence: line breaks and tabs become single spaces. */
export function visibleSentence(text: string): string {
  return visibleText(text.replace(/[\t\n\v\f\r\u2028\u2029]+/g, ' ')).trim();
}

function visibleEscape(match: string): string {
  let escapes = '';
  for (let index = 0; index < match.length; index++) {
    const code = match.charCodeAt(index);
    if (code === 10) escapes += '\\n';
    else if (code === 13) escapes += '\\r';
    else if (code === 9) escapes += '\\t';
    else escapes += code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return escapes;
}

/** The text, cut to at most `limit` UTF-16 code units with an ellipsis and never within a character. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\ud800-\udbff]$/, '')}…`;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NARROW_LESS = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Columns that a text takes in a terminal; it must be visible text already. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Columns of one code point: 0 for combining marks, 2 for East Asian wide characters and emoji. */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (NARROW_LESS.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Breaks a sentence at spaces into lines of at most `width` columns; a longer word stands alone. Without a width it stays one line. */
export function wrapped(text: string, width: number | undefined): readonly string[] {
  if (width === undefined || displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ')) {
    const columns = displayWidth(word);
    if (line !== '' && used + 1 + columns > width) {
      lines.push(line);
      line = word;
      used = columns;
    } else {
      used += line === '' ? columns : columns + 1;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** `1 file`, `2 files`; a plural that is not made with an s is given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
