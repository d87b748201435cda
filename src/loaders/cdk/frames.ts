/** A place in a file as a stack trace tells it. */
export interface Frame {
  /** With forward slashes; absolute as a rule. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column?: number;
}

/** Longer frames are no places that anybody could open. */
const MAX_FRAME_LENGTH = 4_096;

/** Code that is not the user's: libraries, Node itself, and the kernel that runs CDK apps written in other languages. */
const FOREIGN =
  /(?:^|\/)node_modules\/|^(?:node|internal|webpack|webpack-internal|evalmachine):|^internal\/|^<|^eval at |(?:^|\/)jsii-(?:kernel|runtime)[^/]*(?:\/|$)|(?:^|\/)@jsii\/|\/site-packages\/|\/tmp[^/]*\/(?:[^/]+\/)*lib\/program\.js$/;

/** The first frame of a trace, innermost first, that is the user's own code; `undefined` when none is. */
export function userFrame(trace: unknown): Frame | undefined {
  if (!Array.isArray(trace)) return typeof trace === 'string' ? userFrame(trace.split('\n')) : undefined;
  for (const item of trace) {
    const frame = typeof item === 'string' ? parseFrame(item) : frameOfRecord(item);
    if (frame !== undefined && !FOREIGN.test(frame.file)) return frame;
  }
  return undefined;
}

/** One line of a trace: `at new X (/app/lib/x.ts:12:5)`, `new X (file:///app/lib/x.ts:12:5)`, `/app/app.ts:9:1`. */
function parseFrame(text: string): Frame | undefined {
  if (text.length > MAX_FRAME_LENGTH) return undefined;
  const line = text.trim().replace(/^at (?:async )?/, '');
  const open = line.indexOf(' (');
  if (open >= 0 && line.endsWith(')')) {
    // What could not be split into line and column is written as `app.ts:9 (:)`.
    return parsePlace(line.slice(open + 2, -1)) ?? parsePlace(line.slice(0, open));
  }
  return parsePlace(line.replace(/^async /, ''));
}

function parsePlace(text: string): Frame | undefined {
  const match = /^(.+?):(\d{1,9})(?::\+?(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  return makeFrame(match[1] ?? '', Number(match[2]), match[3] === undefined ? undefined : Number(match[3]));
}

function frameOfRecord(item: unknown): Frame | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(item));
  const first = (...names: readonly string[]): unknown => names.map((name) => values.get(name)).find((value) => value !== undefined);
  const file = first('fileName', 'filename', 'file');
  const line = first('lineNumber', 'line');
  const column = first('columnNumber', 'column');
  if (typeof file !== 'string' || file.length > MAX_FRAME_LENGTH || typeof line !== 'number') return undefined;
  return makeFrame(file, line, typeof column === 'number' ? column : undefined);
}

function makeFrame(file: string, line: number, column: number | undefined): Frame | undefined {
  const path = plainPath(file);
  if (path === '' || path.startsWith(':') || !Number.isSafeInteger(line) || line < 1) return undefined;
  return { file: path, line, ...(column === undefined || !Number.isSafeInteger(column) || column < 1 ? {} : { column }) };
}

/** A path out of a `file:` address, with forward slashes. */
function plainPath(file: string): string {
  if (!file.startsWith('file://')) return file.replaceAll('\\', '/');
  const path = file.slice('file://'.length).replace(/^\/(?=[A-Za-z]:)/, '');
  try {
    return decodeURIComponent(path).replaceAll('\\', '/');
  } catch {
    return path;
  }
}
