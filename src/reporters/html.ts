import type { RunResult, Status } from '../model/result.ts';
import { cleanRun } from './clean-run.ts';
import { type FrameCutter, type FrameLine, frameCutter, frameOf } from './code-frame.ts';
import { type Finding, groupedByFile } from './findings.ts';
import { briefReasons, gapsOf, warningsOf } from './gaps.ts';
import { findingGroups, summaryLines } from './overview.ts';
import { visibleText } from './plain-text.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import {
  circumstancesText,
  diagnosticText,
  leniencyText,
  loosenerText,
  placeText,
  resourceText,
  STATUS_WORDS,
  sourceText,
  targetText,
  unknownText,
  verdictText,
} from './wording.ts';

const FRAME = { before: 2, after: 2, width: 140 } as const;

/** The class that colours a finding which does not block. */
const LENIENT_CLASS = {
  fail: 'lenient',
  error: 'blocking',
  unknown: 'unknown',
  pass: 'passed',
  suppressed: 'quiet',
  excepted: 'quiet',
} as const satisfies Record<Status, string>;

/** One page without scripts or anything from outside, well-formed as XML too, in the reader's light or dark scheme. */
export const htmlReporter: Reporter = {
  name: 'html',
  extension: 'html',
  render(run: RunResult, environment: ReportEnvironment): string {
    const clean = cleanRun(run, environment);
    const cutter = frameCutter(clean.sources, clean.mask);
    return `${[...pageHead(clean.run), ...overview(clean.run), ...findingSections(clean.run, environment, cutter), '</main>', '</body>', '</html>'].join('\n')}\n`;
  },
};

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #59636e; --paper: #fff; --card: #f6f8fa; --line: #d1d9e0; --bad: #b3261e; --warn: #8a5a00; --good: #1a7f37; --mark: #ffd7d5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9198a1; --paper: #0d1117; --card: #151b23; --line: #3d444d; --bad: #ff7b72; --warn: #e3b341; --good: #3fb950; --mark: #67221d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; border-left: .4rem solid var(--good); padding-left: .8rem; }
h1.failed { border-color: var(--bad); } h1.incomplete { border-color: var(--warn); }
h2 { font-size: 1.05rem; margin: 2rem 0 .6rem; overflow-wrap: anywhere; } h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0; } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
article, details { background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--dim); border-radius: .4rem; padding: .7rem 1rem; margin: .6rem 0; }
.blocking { border-left-color: var(--bad); } .lenient, .unknown { border-left-color: var(--warn); } .passed { border-left-color: var(--good); }
.severity { font-weight: 600; text-transform: uppercase; font-size: .8rem; } .blocking .severity { color: var(--bad); } .lenient .severity, .unknown .severity { color: var(--warn); }
code, pre { font: 13px/1.45 ui-monospace, monospace; } p { margin: .4rem 0; white-space: pre-line; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; margin: .5rem 0; } pre .number { color: var(--dim); user-select: none; } mark { background: var(--mark); color: inherit; }
summary { cursor: pointer; } footer { color: var(--dim); margin-top: 2rem; font-size: .85rem; overflow-wrap: anywhere; }
`;

function pageHead(run: RunResult): readonly string[] {
  const mood = run.gate.outcome === 'failed' ? 'failed' : run.gate.incomplete ? 'incomplete' : 'passed';
  return [
    '<!DOCTYPE html>',
    '<html xmlns="http://www.w3.org/1999/xhtml" lang="en">',
    '<head>',
    '<meta charset="utf-8"/>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    `<title>${escaped(`stackgate: ${verdictText(run)}`)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1 class="${mood}">${escaped(verdictText(run))}</h1>`,
  ];
}

function overview(run: RunResult): readonly string[] {
  const parts: string[] = [];
  if (run.gate.reasons.length > 0 || run.gate.incomplete) parts.push(list(briefReasons(run)));
  parts.push(facts(summaryLines(run).map((line) => [line.label, line.text])));
  const gaps = gapsOf(run);
  for (const [title, kind, serious] of [
    ['Not looked at', 'blocking', true],
    ['Not evaluated', 'lenient', false],
  ] as const) {
    const listed = gaps.filter((gap) => gap.serious === serious);
    if (listed.length === 0) continue;
    parts.push(`<h2>${title}</h2>`);
    for (const gap of listed)
      parts.push(
        `<article class="${kind}"><h3><code>${escaped(gap.subject)}</code></h3><p>${escaped(`${gap.message}\n${gap.detail}`)}</p></article>`,
      );
  }
  const warnings = warningsOf(run).map(({ file, diagnostic }) => diagnosticText(file, diagnostic));
  if (warnings.length > 0) parts.push('<h2>Warnings</h2>', list(warnings));
  if (run.ledger.looseners.length > 0) parts.push('<h2>Loosened</h2>', list(run.ledger.looseners.map(loosenerText)));
  if (run.ledger.refused.length > 0) parts.push('<h2>Refused by the policy</h2>', list(run.ledger.refused.map(loosenerText)));
  return parts;
}

function findingSections(run: RunResult, environment: ReportEnvironment, cutter: FrameCutter): readonly string[] {
  const groups = findingGroups(run);
  const faults = environment.quiet ? groups.faults.filter(({ result }) => result.blocking || result.status === 'error') : groups.faults;
  const parts: string[] = [];
  for (const { file, findings } of groupedByFile(faults)) {
    parts.push(`<h2><code>${escaped(file)}</code></h2>`);
    for (const finding of findings) parts.push(article(run, finding, cutter));
  }
  if (!environment.quiet) {
    parts.push(...folded('Unknown', run, groups.unknown), ...folded('Let through', run, groups.letThrough));
    if (environment.includePassed) parts.push(...folded('Passed', run, groups.passed));
  }
  const commit = run.run.commit === undefined ? '' : `, commit ${run.run.commit}${run.run.dirty === true ? ' with changes' : ''}`;
  parts.push(`<footer>${escaped(`stackgate ${run.tool.version}, ${run.run.startedAt}${commit}, rules ${run.tool.rules}`)}</footer>`);
  return parts;
}

function folded(title: string, run: RunResult, findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  return [
    `<h2>${title}</h2>`,
    ...groupedByFile(findings).map(
      (group) =>
        `<details class="${LENIENT_CLASS[group.findings[0]?.result.status ?? 'pass']}"><summary><code>${escaped(group.file)}</code> (${group.findings.length})</summary>\n${group.findings.map((finding) => article(run, finding, undefined)).join('\n')}\n</details>`,
    ),
  ];
}

function article(run: RunResult, finding: Finding, cutter: FrameCutter | undefined): string {
  const { result, targets } = finding;
  const rows: (readonly [string, string])[] = [
    ['Place', placeText(result.file, result.location)],
    ['Resource', resourceText(result)],
  ];
  if (result.property !== undefined) rows.push(['Property', result.property]);
  if (result.source !== undefined) rows.push(['Source', sourceText(result.source)]);
  const circumstances = circumstancesText(result);
  if (circumstances !== undefined) rows.push(['Happens', circumstances]);
  if (targets.length > 0) rows.push(['For', targets.map((target) => targetText(run, target)).join(', ')]);
  if (result.status === 'unknown') rows.push(['Verdict', unknownText(result)]);
  rows.push(['Gate', result.blocking ? 'blocks the gate' : leniencyText(result, run.gate.failOn)]);
  if (result.reportedBy !== undefined && result.reportedBy.length > 0) rows.push(['Reported by', result.reportedBy.join(', ')]);
  if (result.remediation !== undefined) rows.push(['Fix', result.remediation]);
  const frame = cutter === undefined ? undefined : frameOf(cutter, result, FRAME);
  const kind = result.blocking ? 'blocking' : LENIENT_CLASS[result.status];
  return [
    `<article class="${kind}"><h3><span class="severity">${result.severity}</span> <code>${escaped(result.ruleId)}</code> ${STATUS_WORDS[result.status]}</h3>`,
    `<p>${escaped(result.message)}</p>`,
    ...(frame === undefined ? [] : [frameHtml(frame)]),
    facts(rows),
    '</article>',
  ].join('\n');
}

function frameHtml(frame: readonly FrameLine[]): string {
  const digits = Math.max(...frame.map((line) => String(line.number).length));
  const lines = frame.map((line) => {
    const text = line.mark === undefined ? escaped(line.text) : `<mark>${escaped(line.text)}</mark>`;
    return `<span class="number">${String(line.number).padStart(digits)}  </span>${text}`;
  });
  return `<pre>${lines.join('\n')}</pre>`;
}

function facts(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.map(([label, text]) => `<dt>${escaped(label)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe as text and within a quoted attribute; line breaks stay. */
function escaped(text: string): string {
  return text
    .split('\n')
    .map(visibleText)
    .join('\n')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
