import type { RunResult } from '../model/result.ts';
import { cleanRun } from './clean-run.ts';
import { type FrameCutter, type FrameLine, frameCutter } from './code-frame.ts';
import { displayWidth, visibleSentence, visibleText, wrapped } from './plain-text.ts';
import type { ReportEnvironment } from './reporter.ts';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'blue' | 'magenta';

const STYLE_CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  blue: [34, 39],
  magenta: [35, 39],
} as const satisfies Record<Style, readonly [number, number]>;

/** Everything that one rendering needs. */
export interface Page {
  readonly run: RunResult;
  readonly environment: ReportEnvironment;
  readonly cutter: FrameCutter;
  /** Columns for running text, `undefined` for no limit. */
  readonly width: number | undefined;
  /** Columns for a line of code. */
  readonly frameWidth: number;
  paint(text: string, ...styles: readonly Style[]): string;
}

/** Entries below a heading unless `verbose`. */
export const COMPACT_LIMIT = 10;
/** The same where something more important stands beside them. */
export const BRIEF_LIMIT = 5;
const MIN_WIDTH = 40;
const FRAME_WIDTH = 140;
/** The columns before the code of a frame: indentation, sign, number, bar. */
const GUTTER = 10;

/** The page for a run, whose texts are cleaned and whose secrets are masked first. */
export function pageOf(run: RunResult, environment: ReportEnvironment): Page {
  const clean = cleanRun(run, environment);
  const width =
    environment.width === undefined || !(environment.width > 0) ? undefined : Math.max(MIN_WIDTH, Math.floor(environment.width));
  return {
    run: clean.run,
    environment,
    cutter: frameCutter(clean.sources, clean.mask),
    width,
    frameWidth: Math.min(FRAME_WIDTH, Math.max(MIN_WIDTH, (width ?? FRAME_WIDTH + GUTTER) - GUTTER)),
    paint: environment.colour ? painted : (text) => text,
  };
}

function painted(text: string, ...styles: readonly Style[]): string {
  return styles.reduce((inner, style) => `\x1b[${STYLE_CODES[style][0]}m${inner}\x1b[${STYLE_CODES[style][1]}m`, text);
}

/** Lines of code with their numbers, and carets below what is meant. */
export function frameLines(page: Page, frame: readonly FrameLine[]): string[] {
  const { paint } = page;
  const digits = Math.max(4, ...frame.map((line) => String(line.number).length));
  const lines: string[] = [];
  for (const line of frame) {
    const number = String(line.number).padStart(digits);
    const bar = paint('│', 'dim');
    if (line.mark === undefined) {
      lines.push(`    ${paint(number, 'dim')} ${bar} ${line.text}`.trimEnd());
      continue;
    }
    lines.push(`  ${paint('▸', 'red')} ${paint(number, 'bold')} ${bar} ${line.text}`.trimEnd());
    lines.push(`    ${' '.repeat(digits)} ${bar} ${' '.repeat(line.mark.start)}${paint('^'.repeat(line.mark.width), 'red')}`);
  }
  return lines;
}

/** `… and 7 more that do not block: 3 low, 4 info (--verbose shows all)`. */
export function moreLine(page: Page, what: string, detail?: string): string {
  return page.paint(`  … and ${what}${detail === undefined ? '' : `: ${detail}`} (--verbose shows all)`, 'dim');
}

/** A sentence as an item of a list. */
export function bulleted(page: Page, text: string): string[] {
  return wrapped(visibleSentence(text), page.width === undefined ? undefined : page.width - 4).map(
    (line, index) => `  ${index === 0 ? '-' : ' '} ${line}`,
  );
}

/** A text of one or more lines at the depth of a finding's body. */
export function indented(page: Page, text: string, ...styles: readonly Style[]): string[] {
  return text
    .split('\n')
    .map((line) => visibleText(line).trimEnd())
    .filter((line) => line !== '')
    .flatMap((line) => wrapped(line, page.width === undefined ? undefined : page.width - 4))
    .map((line) => `    ${page.paint(line, ...styles)}`);
}

const FACT_LABEL = 9;

/** `fix      Set MultiAZ to true.`, at the depth of a finding's body. */
export function factLines(page: Page, label: string, text: string): string[] {
  const lines = text.split('\n').map((line) => visibleText(line).trim());
  const shown = lines
    .filter((line) => line !== '')
    .flatMap((line) => wrapped(line, page.width === undefined ? undefined : page.width - 4 - FACT_LABEL));
  return shown.map((line, index) => {
    const head = index === 0 ? label : '';
    return `    ${page.paint(head, 'dim')}${' '.repeat(Math.max(1, FACT_LABEL - displayWidth(head)))}${line}`;
  });
}
