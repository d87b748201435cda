import type { DynamicValue, Value, ValueOrigin } from '../model/value.ts';
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
      case 'list':
      case 'map':
        pieces.push({ kind: 'unknown', because: `${describeValue(piece)} inside a text` });
        return;
      default:
        pieces.push(piece);
    }
  };
  for (const part of parts) push(part);
  const extra = collected.size === 0 ? {} : { origins: [...collected] };
  if (length > MAX_TEXT) return { kind: 'unknown', because: 'a text that grows past all limits', ...extra };
  const [first, ...others] = pieces.length === 0 ? [''] : withDynamic(pieces);
  if (others.length > 0 || first === undefined)
    return { kind: 'partial', pieces: first === undefined ? others : [first, ...others], ...extra };
  if (typeof first === 'string') return { kind: 'literal', value: first, text: first, ...extra };
  return first.kind === 'dynamic' ? { ...first, ...extra } : first;
}

const DYNAMIC = '{{resolve:';

/** Dynamic references inside a text are holes, those with holes of their own as well: what they resolve to is not known here. */
function withDynamic(pieces: readonly (string | Value)[]): readonly (string | Value)[] {
  const made: (string | Value)[] = [];
  /** The pieces of a reference that was begun and not ended yet. */
  let begun: (string | Value)[] | undefined;
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      (begun ?? made).push(piece);
      continue;
    }
    for (let rest = piece; rest !== ''; ) {
      const at = begun === undefined ? rest.indexOf(DYNAMIC) : rest.indexOf('}}') + 2;
      if (at < (begun === undefined ? 0 : 2)) {
        (begun ?? made).push(rest);
        break;
      }
      const head = rest.slice(0, at);
      rest = rest.slice(at);
      if (begun === undefined) {
        if (head !== '') made.push(head);
        begun = [];
      } else {
        made.push(dynamicValue([...begun, head]));
        begun = undefined;
      }
    }
  }
  // What is never ended is a text like any other.
  for (const piece of begun ?? []) {
    const last = made.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') made[made.length - 1] = last + piece;
    else made.push(piece);
  }
  return made;
}

function dynamicValue(pieces: readonly (string | Value)[]): DynamicValue {
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : `\${${describeValue(piece)}}`)).join('');
  const [head] = pieces;
  return { kind: 'dynamic', service: typeof head === 'string' ? (/^\{\{resolve:([^:}]*)/.exec(head)?.[1] ?? '') : '', text };
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
