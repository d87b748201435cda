import type { RunResult, Status } from '../model/result.ts';
import type { Severity } from '../model/severity.ts';
import { cleanRun } from './clean-run.ts';
import { type FrameCutter, type FrameLine, frameCutter, frameOf } from './code-frame.ts';
import { type Finding, groupedByFile } from './findings.ts';
import { briefReasons, type Gap, gapsOf, warningsOf } from './gaps.ts';
import { type FindingGroups, findingGroups, summaryLines } from './overview.ts';
import { compareText, counted, displayWidth, visibleSentence, visibleText, wrapped } from './plain-text.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import {
  circumstancesText,
  diagnosticText,
  exceptionText,
  leniencyText,
  loosenerText,
  placeText,
  resourceName,
  resourceText,
  sourceText,
  suppressionText,
  targetText,
  verdictText,
} from './wording.ts';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'blue' | 'magenta' | 'inverse';

const STYLE_CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  blue: [34, 39],
  magenta: [35, 39],
  inverse: [7, 27],
} as const satisfies Record<Style, readonly [number, number]>;

/** Everything that one rendering needs. */
interface Page {
  readonly run: RunResult;
  readonly environment: ReportEnvironment;
  readonly cutter: FrameCutter;
  /** Columns for running text, `undefined` for no limit. */
  readonly width: number | undefined;
  paint(text: string, ...styles: readonly Style[]): string;
}

/** What stands before a finding that does not block. */
const LENIENT_SIGN = {
  fail: ['▲', 'yellow'],
  error: ['✖', 'red'],
  unknown: ['?', 'magenta'],
  pass: ['✔', 'green'],
  suppressed: ['○', 'dim'],
  excepted: ['○', 'dim'],
} as const satisfies Record<Status, readonly [string, Style]>;

const SEVERITY_STYLE = {
  critical: ['red', 'bold'],
  high: ['red'],
  medium: ['yellow'],
  low: ['blue'],
  info: ['dim'],
} as const satisfies Record<Severity, readonly Style[]>;

/** Compact lines listed per heading unless `verbose`. */
const COMPACT_LIMIT = 10;
const MIN_WIDTH = 40;
const FRAME_WIDTH = 140;
/** The columns before the code of a frame: indentation, sign, number, bar. */
const GUTTER = 10;

/** The report for people at a terminal and for build logs: grouped by file, with the line and the fix; the verdict comes last. */
export const prettyReporter: Reporter = {
  name: 'pretty',
  extension: 'txt',
  render(run: RunResult, environment: ReportEnvironment): string {
    const clean = cleanRun(run, environment);
    const width =
      environment.width === undefined || !(environment.width > 0) ? undefined : Math.max(MIN_WIDTH, Math.floor(environment.width));
    const page: Page = {
      run: clean.run,
      environment,
      cutter: frameCutter(clean.sources, clean.mask),
      width,
      paint: environment.colour ? painted : (text) => text,
    };
    const groups = findingGroups(clean.run);
    const sections = [
      ...fileSections(page, groups),
      ...gapSections(page),
      ...(environment.quiet
        ? []
        : [...letThroughSection(page, groups), ...passedSections(page, groups), ...noticeSections(page), summarySection(page)]),
      verdictSection(page),
    ];
    return `${sections.map((section) => section.join('\n')).join('\n\n')}\n`;
  },
};

function painted(text: string, ...styles: readonly Style[]): string {
  return styles.reduce((inner, style) => `\x1b[${STYLE_CODES[style][0]}m${inner}\x1b[${STYLE_CODES[style][1]}m`, text);
}

function fileSections(page: Page, groups: FindingGroups): string[][] {
  const faults = page.environment.quiet
    ? groups.faults.filter(({ result }) => result.blocking || result.status === 'error')
    : groups.faults;
  const unknown = page.environment.quiet ? [] : groups.unknown;
  const unknownByFile = new Map(groupedByFile(unknown).map((group) => [group.file, group.findings]));
  const faultsByFile = new Map(groupedByFile(faults).map((group) => [group.file, group.findings]));
  const files = [...new Set([...faultsByFile.keys(), ...unknownByFile.keys()])].sort(compareText);
  return files.flatMap((file) => {
    const blocks = (faultsByFile.get(file) ?? []).map((finding) => findingBlock(page, finding));
    const compact = unknownBlock(page, unknownByFile.get(file) ?? []);
    const header = `${page.paint(visibleSentence(file), 'bold')}  ${page.paint(fileCounts(faultsByFile.get(file) ?? [], unknownByFile.get(file) ?? []), 'dim')}`;
    return [[header], ...blocks, ...(compact.length === 0 ? [] : [compact])];
  });
}

/** Every target counts, as it does in the verdict. */
function fileCounts(faults: readonly Finding[], unknown: readonly Finding[]): string {
  const sum = (findings: readonly Finding[]) => findings.reduce((total, { count }) => total + count, 0);
  const counts = [
    [sum(faults.filter(({ result }) => result.blocking)), 'blocking'],
    [sum(faults.filter(({ result }) => !result.blocking)), 'not blocking'],
    [sum(unknown), 'unknown'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

function findingBlock(page: Page, finding: Finding): string[] {
  const { run, paint } = page;
  const { result, targets } = finding;
  const [sign, signStyle] = result.blocking ? (['✖', 'red'] as const) : LENIENT_SIGN[result.status];
  const state = result.blocking ? '' : paint(`  ${leniencyText(result, run.gate.failOn)}`, 'dim');
  const unknown =
    result.status === 'unknown' ? paint(' unknown', 'magenta') : result.status === 'error' ? paint(' broken rule', 'red') : '';
  const lines = [
    `  ${paint(sign, signStyle)} ${paint(result.severity, ...SEVERITY_STYLE[result.severity])}${unknown}  ${paint(visibleSentence(result.ruleId), 'bold')}${state}`,
    ...indented(page, result.message),
    `    ${paint(placeText(result.file, result.location), 'blue')}  ${resourceText(result)}${result.property === undefined ? '' : paint(` ${visibleSentence(result.property)}`, 'dim')}`,
  ];
  const frame = frameOf(page.cutter, result, {
    before: page.environment.verbose ? 4 : 2,
    after: page.environment.verbose ? 4 : 1,
    width: Math.min(FRAME_WIDTH, Math.max(MIN_WIDTH, (page.width ?? FRAME_WIDTH + GUTTER) - GUTTER)),
  });
  if (frame !== undefined) lines.push('', ...frameLines(page, frame), '');
  const circumstances = circumstancesText(result);
  const facts: (readonly [string, string | undefined])[] = [
    ['because', result.status === 'unknown' ? result.unknownBecause : undefined],
    ['happens', circumstances],
    [
      targets.length === 1 ? 'target' : 'targets',
      targets.length === 0 ? undefined : targets.map((target) => targetText(run, target)).join(', '),
    ],
    ['source', result.source === undefined ? undefined : sourceText(result.source)],
    ['found by', (result.reportedBy ?? []).length > 1 ? (result.reportedBy ?? []).join(', ') : undefined],
    ['baseline', result.baseline === 'new' ? 'new since the baseline' : undefined],
    ['fix', result.remediation],
  ];
  for (const [label, text] of facts) if (text !== undefined) lines.push(...factLines(page, label, text));
  for (const place of (result.related ?? []).slice(0, page.environment.verbose ? undefined : 3))
    lines.push(...factLines(page, 'see', `${placeText(place.file, place.location)} ${place.message}`));
  return lines;
}

function frameLines(page: Page, frame: readonly FrameLine[]): string[] {
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

/** Unknown verdicts in a line each, those of one rule and reason together. */
function unknownBlock(page: Page, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const { paint } = page;
  const byReason = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.result.ruleId, finding.result.unknownBecause ?? finding.result.message]);
    const known = byReason.get(key);
    if (known === undefined) byReason.set(key, [finding]);
    else known.push(finding);
  }
  const limit = page.environment.verbose ? Number.POSITIVE_INFINITY : COMPACT_LIMIT;
  const groups = [...byReason.values()];
  const lines = groups.slice(0, limit).flatMap((group) => {
    const first = group[0]?.result;
    if (first === undefined) return [];
    const listed = group
      .slice(0, page.environment.verbose ? undefined : 3)
      .map(({ result }) => `${resourceName(result)}:${result.location.line}`);
    const more = group.length > listed.length ? ` and ${group.length - listed.length} more` : '';
    return [
      `  ${paint('?', 'magenta')} ${paint(`${first.severity} unknown`, 'magenta')}  ${visibleSentence(first.ruleId)}  ${listed.join(', ')}${more}`,
      ...indented(page, `because of ${first.unknownBecause ?? first.message}`, 'dim'),
    ];
  });
  if (groups.length > limit)
    lines.push(paint(`  … and ${counted(groups.length - limit, 'more unknown verdict')} (--verbose shows all)`, 'dim'));
  return lines;
}

function gapSections(page: Page): string[][] {
  const gaps = gapsOf(page.run);
  const sections: string[][] = [];
  const section = (title: string, style: Style, listed: readonly Gap[]) => {
    if (listed.length === 0) return;
    const limit = page.environment.verbose || style === 'red' ? listed.length : COMPACT_LIMIT;
    const lines = [page.paint(title, 'bold', style)];
    for (const gap of listed.slice(0, limit)) {
      lines.push(`  ${page.paint(style === 'red' ? '✖' : '▲', style)} ${page.paint(gap.subject, 'bold')}`);
      // The first line of the detail is the message in other words, unless there is more than one fault.
      const detail = gap.detail.split('\n');
      for (const line of detail.length === 1 ? [gap.message] : detail) lines.push(...indented(page, line));
      const location = gap.location;
      const frame =
        location === undefined ? undefined : page.cutter.cut(gap.subject, location, { before: 1, after: 1, width: FRAME_WIDTH - GUTTER });
      if (frame !== undefined) lines.push('', ...frameLines(page, frame), '');
    }
    if (lines.at(-1) === '') lines.pop();
    if (listed.length > limit) lines.push(page.paint(`  … and ${listed.length - limit} more (--verbose shows all)`, 'dim'));
    sections.push(lines);
  };
  section(
    'Not looked at',
    'red',
    gaps.filter((gap) => gap.serious),
  );
  if (!page.environment.quiet)
    section(
      'Not evaluated',
      'yellow',
      gaps.filter((gap) => !gap.serious),
    );
  return sections;
}

function letThroughSection(page: Page, groups: FindingGroups): string[][] {
  if (groups.letThrough.length === 0) return [];
  const { paint } = page;
  const limit = page.environment.verbose ? groups.letThrough.length : COMPACT_LIMIT;
  const lines = [paint('Let through', 'bold')];
  for (const { result } of groups.letThrough.slice(0, limit))
    lines.push(
      `  ${paint('○', 'dim')} ${result.severity}  ${visibleSentence(result.ruleId)}  ${paint(placeText(result.file, { line: result.location.line }), 'blue')}  ${resourceName(result)}`,
      ...indented(page, result.status === 'excepted' ? exceptionText(result) : suppressionText(result), 'dim'),
    );
  if (groups.letThrough.length > limit) lines.push(paint(`  … and ${groups.letThrough.length - limit} more (--verbose shows all)`, 'dim'));
  return [lines];
}

/** Passes when they are asked for; with `verbose`, those that rest on an assumption all the same. */
function passedSections(page: Page, groups: FindingGroups): string[][] {
  const { environment, paint } = page;
  const resting = groups.passed.filter(({ result }) => (result.assumptions ?? []).length > 0);
  const shown = environment.includePassed ? groups.passed : environment.verbose ? resting : [];
  if (shown.length === 0) return [];
  const lines = [paint(environment.includePassed ? 'Passed' : 'Passed, resting on an assumption', 'bold')];
  for (const { result } of shown) {
    const circumstances = circumstancesText(result);
    lines.push(
      `  ${paint('✔', 'green')} ${visibleSentence(result.ruleId)}  ${paint(placeText(result.file, { line: result.location.line }), 'blue')}  ${resourceName(result)}${circumstances === undefined ? '' : paint(`  ${circumstances}`, 'dim')}`,
    );
  }
  return [lines];
}

function noticeSections(page: Page): string[][] {
  const { ledger } = page.run;
  const section = (title: string, texts: readonly string[]) => {
    if (texts.length === 0) return [];
    const limit = page.environment.verbose ? texts.length : COMPACT_LIMIT;
    const more = texts.length > limit ? [page.paint(`  … and ${texts.length - limit} more (--verbose shows all)`, 'dim')] : [];
    return [[page.paint(title, 'bold'), ...texts.slice(0, limit).flatMap((text) => bulleted(page, text)), ...more]];
  };
  return [
    ...section(
      'Warnings',
      warningsOf(page.run).map(({ file, diagnostic }) => diagnosticText(file, diagnostic)),
    ),
    ...section('Loosened', ledger.looseners.map(loosenerText)),
    ...section('Refused by the policy', ledger.refused.map(loosenerText)),
  ];
}

function bulleted(page: Page, text: string): string[] {
  return wrapped(visibleSentence(text), page.width === undefined ? undefined : page.width - 4).map(
    (line, index) => `  ${index === 0 ? '-' : ' '} ${line}`,
  );
}

function summarySection(page: Page): string[] {
  const lines = summaryLines(page.run);
  const label = Math.max(...lines.map((line) => line.label.length));
  return [
    page.paint('─'.repeat(Math.min(page.width ?? 72, 72)), 'dim'),
    ...lines.flatMap((line) =>
      wrapped(visibleSentence(line.text), page.width === undefined ? undefined : page.width - label - 2).map(
        (text, index) => `${page.paint((index === 0 ? line.label : '').padEnd(label), 'dim')}  ${text}`,
      ),
    ),
  ];
}

function verdictSection(page: Page): string[] {
  const { run, paint } = page;
  const { gate } = run;
  const verdict = verdictText(run);
  const plainPass = gate.outcome === 'passed' && !gate.incomplete;
  const style: Style = gate.outcome === 'failed' ? 'red' : gate.incomplete ? 'yellow' : 'green';
  const reasons = plainPass
    ? gate.reasons
    : briefReasons(run, page.environment.verbose ? Number.POSITIVE_INFINITY : undefined).filter((reason) => reason !== verdict);
  return [...reasons.flatMap((reason) => bulleted(page, reason)), paint(`${plainPass ? '✔' : '✖'} ${verdict}`, 'bold', style)];
}

/** A text of one or more lines at the depth of a finding's body. */
function indented(page: Page, text: string, ...styles: readonly Style[]): string[] {
  return text
    .split('\n')
    .map((line) => visibleText(line).trimEnd())
    .filter((line) => line !== '')
    .flatMap((line) => wrapped(line, page.width === undefined ? undefined : page.width - 4))
    .map((line) => `    ${page.paint(line, ...styles)}`);
}

const FACT_LABEL = 9;

function factLines(page: Page, label: string, text: string): string[] {
  const lines = text.split('\n').map((line) => visibleText(line).trim());
  const shown = lines
    .filter((line) => line !== '')
    .flatMap((line) => wrapped(line, page.width === undefined ? undefined : page.width - 4 - FACT_LABEL));
  return shown.map((line, index) => {
    const head = index === 0 ? label : '';
    return `    ${page.paint(head, 'dim')}${' '.repeat(Math.max(1, FACT_LABEL - displayWidth(head)))}${line}`;
  });
}
