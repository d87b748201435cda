import type { RunResult } from '../model/result.ts';
import { briefReasons, type Gap, gapsOf, warningsOf } from './gaps.ts';
import { type FindingGroups, findingGroups, summaryLines } from './overview.ts';
import { counted, visibleSentence, wrapped } from './plain-text.ts';
import { fileSections } from './pretty-findings.ts';
import { BRIEF_LIMIT, bulleted, COMPACT_LIMIT, frameLines, indented, moreLine, type Page, pageOf, type Style } from './pretty-page.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import {
  circumstancesText,
  diagnosticText,
  exceptionText,
  loosenerText,
  placeText,
  resourceName,
  suppressionText,
  verdictText,
} from './wording.ts';

/** Up to so many unread files are shown with the line at fault. */
const FRAMED_GAPS = 3;

/** The report for people at a terminal and for build logs: grouped by file, with the line and the fix; the verdict comes last. */
export const prettyReporter: Reporter = {
  name: 'pretty',
  extension: 'txt',
  render(run: RunResult, environment: ReportEnvironment): string {
    const page = pageOf(run, environment);
    const groups = findingGroups(page.run);
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

function gapSections(page: Page): string[][] {
  const gaps = gapsOf(page.run);
  const serious = gaps.filter((gap) => gap.serious);
  const knowing = page.environment.quiet ? [] : gaps.filter((gap) => !gap.serious);
  return [gapSection(page, 'Not looked at', 'red', serious), gapSection(page, 'Not evaluated', 'yellow', knowing)].filter(
    (section) => section.length > 0,
  );
}

/** What was not looked at: of a file the first fault and how many more there are; its line while they are few. */
function gapSection(page: Page, title: string, style: Style, gaps: readonly Gap[]): string[] {
  if (gaps.length === 0) return [];
  const { verbose } = page.environment;
  const limit = verbose ? gaps.length : COMPACT_LIMIT;
  const lines = [page.paint(title, 'bold', style)];
  for (const gap of gaps.slice(0, limit)) {
    lines.push(`  ${page.paint(style === 'red' ? '✖' : '▲', style)} ${page.paint(gap.subject, 'bold')}`);
    // The first line of the detail is the message in other words, unless there is more than one fault.
    const detail = gap.detail.split('\n');
    const faults = detail.length === 1 ? [gap.message] : detail.slice(1);
    for (const fault of verbose ? faults : faults.slice(0, 1)) lines.push(...indented(page, withoutPath(fault, gap.subject)));
    if (!verbose && faults.length > 1) lines.push(page.paint(`    and ${counted(faults.length - 1, 'more error')} in this file`, 'dim'));
    if (gap.location === undefined || (!verbose && gaps.length > FRAMED_GAPS)) continue;
    const frame = page.cutter.cut(gap.subject, gap.location, { before: 1, after: 1, width: page.frameWidth });
    if (frame !== undefined) lines.push('', ...frameLines(page, frame), '');
  }
  if (lines.at(-1) === '') lines.pop();
  return gaps.length > limit ? [...lines, moreLine(page, `${gaps.length - limit} more`)] : lines;
}

/** `3:1 duplicate-key: …`: the path stands in the line above. */
function withoutPath(fault: string, path: string): string {
  return fault.startsWith(`${path}:`) ? fault.slice(path.length + 1) : fault;
}

function letThroughSection(page: Page, groups: FindingGroups): string[][] {
  if (groups.letThrough.length === 0) return [];
  const { paint } = page;
  const limit = page.environment.verbose ? groups.letThrough.length : BRIEF_LIMIT;
  const lines = [paint('Let through', 'bold')];
  for (const { result } of groups.letThrough.slice(0, limit))
    lines.push(
      `  ${paint('○', 'dim')} ${result.severity}  ${visibleSentence(result.ruleId)}  ${paint(placeText(result.file, { line: result.location.line }), 'blue')}  ${resourceName(result)}`,
      ...indented(page, result.status === 'excepted' ? exceptionText(result) : suppressionText(result), 'dim'),
    );
  if (groups.letThrough.length > limit) lines.push(moreLine(page, `${groups.letThrough.length - limit} more`));
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
    const limit = page.environment.verbose ? texts.length : BRIEF_LIMIT;
    const more = texts.length > limit ? [moreLine(page, `${texts.length - limit} more`)] : [];
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
    : briefReasons(run, page.environment.verbose ? Number.POSITIVE_INFINITY : BRIEF_LIMIT).filter((reason) => reason !== verdict);
  return [...reasons.flatMap((reason) => bulleted(page, reason)), paint(`${plainPass ? '✔' : '✖'} ${verdict}`, 'bold', style)];
}
