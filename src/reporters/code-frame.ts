import type { Result } from '../model/result.ts';
import type { SourceText } from '../model/source.ts';
import { characterWidth, displayWidth, visibleText } from './plain-text.ts';
import { MASK, type SecretMask, type TextRange } from './secrets.ts';

/** One line of a code frame, safe to show. */
export interface FrameLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  /** The part that is meant, in display columns from 0; on the line of the finding only. */
  readonly mark?: { readonly start: number; readonly width: number };
}

export interface FrameOptions {
  /** Lines shown before and after the line that is meant. */
  readonly before: number;
  readonly after: number;
  /** Display columns that a line may take; longer ones are cut around the part that is meant. */
  readonly width: number;
}

/** Frames cut from the sources of one run; secrets are searched once per file. */
export interface FrameCutter {
  /** `undefined` when the source is not at hand or has no such line. */
  cut(file: string, place: FramePlace, options: FrameOptions): readonly FrameLine[] | undefined;
}

/** A place in a file; without an end, one character is meant. */
export interface FramePlace {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Makes a cutter over the sources, by path. */
export function frameCutter(sources: ReadonlyMap<string, SourceText>, mask: SecretMask): FrameCutter {
  const secretRanges = new Map<string, readonly TextRange[]>();
  const rangesOf = (source: SourceText) => {
    const known = secretRanges.get(source.path);
    if (known !== undefined) return known;
    const found = mask.ranges(source.text);
    secretRanges.set(source.path, found);
    return found;
  };
  return {
    cut(file, place, options) {
      const source = sources.get(file);
      if (source === undefined || !(place.line >= 1) || place.line > source.lineStarts.length) return undefined;
      const secrets = rangesOf(source);
      const line = Math.floor(place.line);
      const meant = lineBounds(source, line);
      if (meant.end === meant.start) return undefined;
      const from = meant.start + Math.max(0, Math.min(place.column - 1, meant.end - meant.start));
      const endsHere = place.endLine === undefined || place.endLine === line;
      const to = endsHere ? meant.start + Math.max(0, (place.endColumn ?? place.column + 1) - 1) : meant.end;
      const marked: TextRange = { start: from, end: Math.min(Math.max(to, from + 1), meant.end) };
      const first = Math.max(1, line - options.before);
      const last = Math.min(source.lineStarts.length, line + options.after);
      const frame: FrameLine[] = [];
      for (let number = first; number <= last; number++) {
        const bounds = lineBounds(source, number);
        frame.push(shownLine(source.text, number, bounds, number === line ? marked : undefined, secrets, options.width));
      }
      while ((frame.at(-1)?.number ?? 0) > line && frame.at(-1)?.text.trim() === '') frame.pop();
      while ((frame[0]?.number ?? line) < line && frame[0]?.text.trim() === '') frame.shift();
      return frame;
    },
  };
}

/** The frame of a result: of the place that people edit where that file is at hand, else of the template. */
export function frameOf(cutter: FrameCutter, result: Result, options: FrameOptions): readonly FrameLine[] | undefined {
  const source = result.source;
  if (source?.line !== undefined) {
    const frame = cutter.cut(source.file, { line: source.line, column: source.column ?? 1 }, options);
    if (frame !== undefined) return frame;
  }
  return cutter.cut(result.file, result.location, options);
}

function lineBounds(source: SourceText, line: number): TextRange {
  const start = source.lineStarts[line - 1] ?? source.text.length;
  let end = source.lineStarts[line] ?? source.text.length;
  while (end > start && (source.text[end - 1] === '\n' || source.text[end - 1] === '\r')) end--;
  return { start, end };
}

/** Room kept before the meant part of a line that is too long. */
const LEAD = 24;

function shownLine(
  text: string,
  number: number,
  bounds: TextRange,
  marked: TextRange | undefined,
  secrets: readonly TextRange[],
  width: number,
): FrameLine {
  // A minified template is one line of a megabyte: only a window of it is looked at.
  let start = bounds.start;
  if (marked !== undefined && marked.end - bounds.start > width) start = Math.max(bounds.start, marked.start - LEAD);
  if (start > bounds.start && isLowSurrogate(text, start)) start--;
  let shown = start > bounds.start ? '…' : '';
  let columns = displayWidth(shown);
  let markStart: number | undefined;
  let markEnd = 0;
  let at = start;
  let secret = 0;
  while (at < bounds.end) {
    let range = secrets[secret];
    while (range !== undefined && range.end <= at) range = secrets[++secret];
    let piece: string;
    let next: number;
    if (range !== undefined && range.start <= at) {
      piece = MASK;
      next = Math.min(range.end, bounds.end);
    } else {
      const code = text.codePointAt(at) ?? 0;
      const character = String.fromCodePoint(code);
      piece = character === '\t' ? '  ' : visibleText(character);
      next = at + character.length;
    }
    const pieceWidth = piece.length === 1 ? characterWidth(piece) : displayWidth(piece);
    if (columns + pieceWidth > (next < bounds.end ? width - 1 : width)) {
      shown += '…';
      columns++;
      break;
    }
    if (marked !== undefined && next > marked.start && at < marked.end) {
      markStart ??= columns;
      markEnd = columns + pieceWidth;
    }
    shown += piece;
    columns += pieceWidth;
    at = next;
  }
  if (marked === undefined) return { number, text: shown.trimEnd() };
  const from = markStart ?? columns;
  return { number, text: shown.trimEnd(), mark: { start: from, width: Math.max(1, markEnd - from) } };
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
