import type { Value, ValueOrigin } from '../model/value.ts';
import { describeValue } from './value-text.ts';

/** Characters and holes of a text; texts that are put into each other grow with every level, and no property takes this many. */
const MAX_TEXT = 4_000_000;

/** A text made of strings and values: a literal when all is known, a dynamic reference when it is one as a whole, else partly known. */
export function textValue(parts: readonly (string | Value)[], origins?: readonly ValueOrigin[]): Value {
  const pieces: (string | Value)[] = [];
  const collected = new Set<ValueOrigin>(origins);
  let length = 0;
  const push = (piece: string | Value): void => {
    if (length > MAX_TEXT) return;
    length += typeof piece === 'string' ? piece.length : 1;
    if (typeof piece === 'string') {
      if (piece === '') return;
      const last = pieces.at(-1);
      if (typeof last === 'string') pieces[pieces.length - 1] = last + piece;
      else pieces.push(piece);
      return;
    }
    switch (piece.kind) {
      case 'literal':
        for (const origin of piece.origins ?? []) collected.add(origin);
        push(piece.text);
        return;
      case 'partial':
        for (const origin of piece.origins ?? []) collected.add(origin);
        for (const inner of piece.pieces) push(inner);
        return;
      case 'absent':
        return;
      default:
        pieces.push(piece);
    }
  };
  for (const part of parts) push(part);
  const extra = collected.size === 0 ? {} : { origins: [...collected] };
  if (length > MAX_TEXT) return { kind: 'unknown', because: 'a text that grows past all limits', ...extra };
  const first = pieces[0];
  const whole = pieces.length === 1 ? first : undefined;
  if (pieces.length === 0) return { kind: 'literal', value: '', text: '', ...extra };
  if (typeof first === 'string' && first.startsWith('{{resolve:')) {
    const last = pieces.at(-1);
    const text = pieces.map((piece) => (typeof piece === 'string' ? piece : `\${${describeValue(piece)}}`)).join('');
    if (typeof last === 'string' && last.endsWith('}}') && text.indexOf('}}') === text.length - 2) {
      return { kind: 'dynamic', service: /^\{\{resolve:([^:}]*)/.exec(first)?.[1] ?? '', text, ...extra };
    }
  }
  if (typeof whole === 'string') {
    if (!whole.includes('{{resolve:')) return { kind: 'literal', value: whole, text: whole, ...extra };
    return { kind: 'partial', pieces: splitDynamic(whole), ...extra };
  }
  if (whole !== undefined && typeof whole !== 'string') return whole;
  return { kind: 'partial', pieces: pieces.flatMap((piece) => (typeof piece === 'string' ? splitDynamic(piece) : [piece])), ...extra };
}

/** Dynamic references inside a text are holes: what they resolve to is not known here. */
function splitDynamic(text: string): (string | Value)[] {
  if (!text.includes('{{resolve:')) return [text];
  const pieces: (string | Value)[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{\{resolve:([^:}]*)[^}]*\}\}/g)) {
    if (match.index > at) pieces.push(text.slice(at, match.index));
    pieces.push({ kind: 'dynamic', service: match[1] ?? '', text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push(text.slice(at));
  return pieces;
}

/** Whether a partly known text can be the wanted one, whatever its holes turn out to be. */
export function partialMayBe(
  pieces: readonly (string | Value)[],
  wanted: string,
  fold: (text: string) => string = (text) => text,
): boolean {
  let at = 0;
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index];
    if (typeof piece !== 'string') continue;
    const text = fold(piece);
    if (index === 0) {
      if (!wanted.startsWith(text)) return false;
      at = text.length;
    } else if (index === pieces.length - 1) {
      if (!wanted.endsWith(text) || wanted.length - text.length < at) return false;
    } else {
      const found = wanted.indexOf(text, at);
      if (found < 0) return false;
      at = found + text.length;
    }
  }
  return true;
}
