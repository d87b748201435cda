import type { RunResult } from '../model/result.ts';
import { cleanRun } from './clean-run.ts';
import { type FrameCutter, frameCutter, frameOf } from './code-frame.ts';
import { type Finding, groupedByFile } from './findings.ts';
import { briefReasons, gapsOf, warningsOf } from './gaps.ts';
import { findingGroups, summaryLines } from './overview.ts';
import { counted, visibleSentence } from './plain-text.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import {
  circumstancesText,
  diagnosticText,
  exceptionText,
  leniencyText,
  loosenerText,
  placeText,
  resourceName,
  sourceText,
  suppressionText,
  targetText,
  unknownText,
  verdictText,
} from './wording.ts';

/** GitHub takes a step summary of 1 MiB; the rest of the room is for other steps' mistakes in counting. */
const STEP_SUMMARY_LIMIT = 1_000_000;

const FRAME = { before: 1, after: 1, width: 120 } as const;

/** A summary table and the findings by file, for merge requests and wikis. */
export const markdownReporter: Reporter = {
  name: 'markdown',
  extension: 'md',
  render(run: RunResult, environment: ReportEnvironment): string {
    return documentOf(run, environment, Number.POSITIVE_INFINITY);
  },
};

/** The Markdown for `$GITHUB_STEP_SUMMARY`: the same document, cut to what GitHub takes, and saying so. */
export function renderStepSummary(run: RunResult, environment: ReportEnvironment): string {
  return documentOf(run, environment, STEP_SUMMARY_LIMIT);
}

/** `limit` is in bytes; whole blocks are left out from the end. */
function documentOf(run: RunResult, environment: ReportEnvironment, limit: number): string {
  const clean = cleanRun(run, environment);
  const cutter = frameCutter(clean.sources, clean.mask);
  const blocks = [...headBlocks(clean.run), ...findingBlocks(clean.run, environment, cutter)];
  const kept: string[] = [];
  const reserve = 200;
  let bytes = 0;
  for (const [index, block] of blocks.entries()) {
    bytes += Buffer.byteLength(block) + 2;
    if (bytes > limit - reserve) {
      kept.push(`_${counted(blocks.length - index, 'more block')} left out: the summary may not be longer. Other reports have all of it._`);
      break;
    }
    kept.push(block);
  }
  return `${kept.join('\n\n')}\n`;
}

function headBlocks(run: RunResult): readonly string[] {
  const icon = run.gate.outcome === 'failed' ? '❌' : run.gate.incomplete ? '⚠️' : '✅';
  const blocks = [`# ${icon} ${plain(verdictText(run))}`];
  if (run.gate.reasons.length > 0 || run.gate.incomplete) blocks.push(list(briefReasons(run).map(plain)));
  const gaps = gapsOf(run);
  const serious = gaps.filter((gap) => gap.serious);
  const knowing = gaps.filter((gap) => !gap.serious);
  if (serious.length > 0) blocks.push('## Not looked at', list(serious.map((gap) => `${code(gap.subject)}: ${plain(gap.message)}`)));
  blocks.push(
    table(
      ['', ''],
      summaryLines(run).map((line) => [`**${line.label}**`, plain(line.text)]),
    ),
  );
  if (knowing.length > 0) blocks.push('## Not evaluated', list(knowing.map((gap) => `${code(gap.subject)}: ${plain(gap.message)}`)));
  const warnings = warningsOf(run).map(({ file, diagnostic }) => plain(diagnosticText(file, diagnostic)));
  if (warnings.length > 0) blocks.push('## Warnings', list(warnings));
  if (run.ledger.looseners.length > 0)
    blocks.push('## Loosened', list(run.ledger.looseners.map((loosener) => plain(loosenerText(loosener)))));
  if (run.ledger.refused.length > 0)
    blocks.push('## Refused by the policy', list(run.ledger.refused.map((loosener) => plain(loosenerText(loosener)))));
  return blocks;
}

function findingBlocks(run: RunResult, environment: ReportEnvironment, cutter: FrameCutter): readonly string[] {
  const groups = findingGroups(run);
  const blocks: string[] = [];
  const faults = environment.quiet ? groups.faults.filter(({ result }) => result.blocking || result.status === 'error') : groups.faults;
  for (const { file, findings } of groupedByFile(faults)) {
    blocks.push(`## ${code(file)}`);
    for (const finding of findings) blocks.push(findingBlock(run, finding, cutter));
  }
  if (environment.quiet) return blocks;
  const place = ({ result }: Finding) => cell(placeText(result.file, { line: result.location.line }));
  if (groups.unknown.length > 0)
    blocks.push(
      '## Unknown',
      table(
        ['Rule', 'Resource', 'Place', 'Because'],
        groups.unknown.map((finding) => [
          cell(finding.result.ruleId),
          cell(resourceName(finding.result)),
          place(finding),
          plain(finding.result.unknownBecause ?? finding.result.message),
        ]),
      ),
    );
  if (groups.letThrough.length > 0)
    blocks.push(
      '## Let through',
      table(
        ['Rule', 'Resource', 'Place', 'By'],
        groups.letThrough.map((finding) => [
          cell(finding.result.ruleId),
          cell(resourceName(finding.result)),
          place(finding),
          plain(finding.result.status === 'excepted' ? exceptionText(finding.result) : suppressionText(finding.result)),
        ]),
      ),
    );
  if (environment.includePassed && groups.passed.length > 0)
    blocks.push(
      '## Passed',
      table(
        ['Rule', 'Resource', 'Place', 'Rests on'],
        groups.passed.map((finding) => [
          cell(finding.result.ruleId),
          cell(resourceName(finding.result)),
          place(finding),
          plain((finding.result.assumptions ?? []).join(', ')),
        ]),
      ),
    );
  return blocks;
}

function findingBlock(run: RunResult, finding: Finding, cutter: FrameCutter): string {
  const { result, targets } = finding;
  const state = result.blocking ? 'blocks the gate' : leniencyText(result, run.gate.failOn);
  const lines = [
    `### ${result.severity} — ${code(result.ruleId)}`,
    `**${code(resourceName(result))}** line ${result.location.line}: ${plain(result.message)}`,
  ];
  const facts = [
    plain(result.status === 'unknown' && result.blocking ? `${unknownText(result)}, ${state}` : state),
    result.property === undefined ? undefined : `property ${code(result.property)}`,
    circumstancesText(result) === undefined ? undefined : plain(circumstancesText(result) ?? ''),
    targets.length === 0
      ? undefined
      : `${targets.length === 1 ? 'target' : 'targets'}: ${targets.map((target) => plain(targetText(run, target))).join(', ')}`,
    result.source === undefined ? undefined : `source ${code(sourceText(result.source))}`,
    (result.reportedBy ?? []).length === 0 ? undefined : `reported by ${plain((result.reportedBy ?? []).join(', '))}`,
    result.remediation === undefined ? undefined : `**fix:** ${plain(result.remediation)}`,
  ].filter((fact) => fact !== undefined);
  lines.push(list(facts));
  const frame = frameOf(cutter, result, FRAME);
  if (frame !== undefined) {
    const digits = Math.max(...frame.map((line) => String(line.number).length));
    lines.push(
      fenced(
        frame.map((line) => `${line.mark === undefined ? ' ' : '>'} ${String(line.number).padStart(digits)} | ${line.text}`.trimEnd()),
      ),
    );
  }
  return lines.join('\n\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A code block whose fence is longer than any run of backticks in it. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}

/** Text without any Markdown, HTML, mathematics or mention in it. */
function plain(text: string): string {
  return visibleSentence(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]|~#$!^=]/g, '\\$&')
    .replaceAll('@', '@\u2060')
    .replace(/^([-+])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

function code(text: string): string {
  const shown = visibleSentence(text);
  if (shown === '') return '—';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A code span within a table: a bar would end the cell even there, so that such a text is shown plain. */
function cell(text: string): string {
  return /[|`]/.test(text) ? plain(text) : code(text);
}
