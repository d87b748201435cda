import { byCodePoint } from '../model/order.ts';
import type { Result, RunResult, Status } from '../model/result.ts';
import { isAtLeast, SEVERITIES, type Severity, severityRank } from '../model/severity.ts';
import { frameOf } from './code-frame.ts';
import { type Finding, groupedByFile } from './findings.ts';
import type { FindingGroups } from './overview.ts';
import { counted, visibleSentence } from './plain-text.ts';
import { BRIEF_LIMIT, COMPACT_LIMIT, factLines, frameLines, indented, moreLine, type Page, type Style } from './pretty-page.ts';
import {
  circumstancesText,
  leniencyText,
  placeText,
  resourceName,
  resourceText,
  severityCounts,
  sourceText,
  targetText,
} from './wording.ts';

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

/** Resources and rules named in one line. */
const LISTED_PLACES = 3;
const SEVERITY_WIDTH = Math.max(...SEVERITIES.map((severity) => severity.length));

/** The findings of each file: what blocks with its code, the rest in brief. */
export function fileSections(page: Page, groups: FindingGroups): string[][] {
  const { quiet } = page.environment;
  const byFile = (findings: readonly Finding[]) => new Map(groupedByFile(findings).map((group) => [group.file, group.findings]));
  const faultsByFile = byFile(quiet ? groups.faults.filter(isUrgent) : groups.faults);
  const unknownByFile = byFile(quiet ? [] : groups.unknown);
  const files = [...new Set([...faultsByFile.keys(), ...unknownByFile.keys()])].sort(byCodePoint);
  return files.flatMap((file) => fileSection(page, file, faultsByFile.get(file) ?? [], unknownByFile.get(file) ?? []));
}

/** What blocks comes first and with its code; the rest follows in brief, so that it buries nothing. */
function fileSection(page: Page, file: string, faults: readonly Finding[], unknown: readonly Finding[]): string[][] {
  const urgent = faults.filter(isUrgent);
  const mild = faults
    .filter((finding) => !isUrgent(finding))
    .sort((left, right) => severityRank(left.result.severity) - severityRank(right.result.severity));
  const shared = sharedTargets([...faults, ...unknown]);
  const header = [
    page.paint(visibleSentence(file), 'bold'),
    page.paint([fileCounts(faults, unknown), targetsNote(page.run, shared)].join(''), 'dim'),
  ].join('  ');
  const limit = urgent.length > 0 ? BRIEF_LIMIT : COMPACT_LIMIT;
  const groups = grouped(urgent, causeKey);
  const blocks = groups.map((group, index) => findingBlock(page, group, groups[index - 1]?.[0]));
  const rest = page.environment.verbose
    ? [...mild, ...unknown].map((finding) => findingBlock(page, [finding]))
    : [mildBlock(page, mild, limit, shared.length > 0), unknownBlock(page, unknown, limit)];
  return [[header], ...blocks, ...rest].filter((section) => section.length > 0);
}

/** The targets that all findings have; empty when they differ. */
function sharedTargets(findings: readonly Finding[]): readonly string[] {
  const [first, ...others] = findings.map(({ targets }) => targets);
  return first !== undefined && others.every((targets) => JSON.stringify(targets) === JSON.stringify(first)) ? first : [];
}

/** `; for dev (111122223333/eu-west-1), prod`, or nothing. */
function targetsNote(run: RunResult, targets: readonly string[]): string {
  return targets.length === 0 ? '' : `; for ${targets.map((target) => targetText(run, target)).join(', ')}`;
}

/** What the reader has to act on: it blocks, or makes the run incomplete. */
function isUrgent({ result }: Finding): boolean {
  return result.blocking || result.status === 'error';
}

/** Findings with the same key together, in the order of the first of them. */
function grouped(findings: readonly Finding[], keyOf: (finding: Finding, index: number) => unknown): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const [index, finding] of findings.entries()) {
    const key = JSON.stringify(keyOf(finding, index));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  return [...groups.values()];
}

/** One value that nobody knows leaves many rules undecided, which is one thing to do; every other finding stands alone. */
function causeKey({ result, targets }: Finding, index: number): unknown {
  if (result.status !== 'unknown' || result.unknownBecause === undefined) return index;
  return [result.resource?.path, result.unknownBecause, targets];
}

/** Every target counts, as it does in the verdict. */
function fileCounts(faults: readonly Finding[], unknown: readonly Finding[]): string {
  const counts = [
    [sumOf(faults.filter(({ result }) => result.blocking)), 'blocking'],
    [sumOf(faults.filter(({ result }) => !result.blocking)), 'not blocking'],
    [sumOf(unknown), 'unknown'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** A finding with its lines of code, unless the one above shows the same; of several with one cause, the first stands for all. */
function findingBlock(page: Page, group: readonly Finding[], above?: Finding): string[] {
  const { run, paint } = page;
  const [finding] = group;
  if (finding === undefined) return [];
  const { result, targets } = finding;
  const [sign, signStyle] = result.blocking ? (['✖', 'red'] as const) : LENIENT_SIGN[result.status];
  const state = result.blocking || result.status === 'unknown' ? '' : paint(`  ${leniencyText(result, run.gate.failOn)}`, 'dim');
  const unknown =
    result.status === 'unknown' ? paint(' unknown', 'magenta') : result.status === 'error' ? paint(' broken rule', 'red') : '';
  const severity = worstOf(group);
  const lines = [
    `  ${paint(sign, signStyle)} ${paint(severity, ...SEVERITY_STYLE[severity])}${unknown}  ${paint(group.length === 1 ? visibleSentence(result.ruleId) : counted(group.length, 'rule'), 'bold')}${state}`,
    ...indented(page, group.length === 1 ? result.message : `cannot be decided: ${listed(ruleIds(group), page)}`),
    `    ${paint(placeText(result.file, result.location), 'blue')}  ${resourceText(result)}${result.property === undefined ? '' : paint(` ${visibleSentence(result.property)}`, 'dim')}`,
  ];
  const isShown = above !== undefined && samePlace(above.result, result);
  const frame = isShown
    ? undefined
    : frameOf(page.cutter, result, {
        before: page.environment.verbose ? 4 : 2,
        after: page.environment.verbose ? 4 : 1,
        width: page.frameWidth,
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
    ['fix', group.length === 1 ? result.remediation : undefined],
  ];
  for (const [label, text] of facts) if (text !== undefined) lines.push(...factLines(page, label, text));
  for (const place of (result.related ?? []).slice(0, page.environment.verbose ? undefined : LISTED_PLACES))
    lines.push(...factLines(page, 'see', `${placeText(place.file, place.location)} ${place.message}`));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Whether both point at the same characters, in the file and where people edit. */
function samePlace(left: Result, right: Result): boolean {
  return JSON.stringify([left.file, left.location, left.source]) === JSON.stringify([right.file, right.location, right.source]);
}

/** Failures that do not block: one line of rule and places, one of the message; those that say the same together. */
function mildBlock(page: Page, findings: readonly Finding[], limit: number, targetsAreKnown: boolean): string[] {
  const { run, paint } = page;
  const textOf = ({ result, targets }: Finding) => `${mildText(run, result)}${targetsAreKnown ? '' : targetsNote(run, targets)}`;
  const groups = grouped(findings, (finding) => [finding.result.ruleId, textOf(finding)]);
  const lines = groups.slice(0, limit).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { result } = first;
    const [sign, signStyle] = LENIENT_SIGN[result.status];
    return [
      `  ${paint(sign, signStyle)} ${paint(result.severity.padEnd(SEVERITY_WIDTH), ...SEVERITY_STYLE[result.severity])}  ${visibleSentence(result.ruleId)}  ${placesText(page, group)}`,
      ...indented(page, textOf(first)),
    ];
  });
  const hidden = groups.slice(limit).flat();
  return hidden.length === 0 ? lines : [...lines, moreLine(page, `${sumOf(hidden)} more that do not block`, severitiesOf(hidden))];
}

/** The message with what one has to know beside it, when it is not simply below the threshold. */
function mildText(run: RunResult, result: Result): string {
  const { failOn } = run.gate;
  const isBelow = result.baseline !== 'known' && (failOn === 'none' || !isAtLeast(result.severity, failOn));
  const notes = [circumstancesText(result), isBelow ? undefined : leniencyText(result, failOn)].filter((note) => note !== undefined);
  return [result.message, ...notes].join('; ');
}

/** Unknown verdicts: all that one reason leaves undecided in a file is one entry. */
function unknownBlock(page: Page, findings: readonly Finding[], limit: number): string[] {
  const { paint } = page;
  const groups = [...grouped(findings, ({ result }) => result.unknownBecause ?? result.message)].sort(
    (left, right) => severityRank(worstOf(left)) - severityRank(worstOf(right)),
  );
  const lines = groups.slice(0, limit).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { result } = first;
    const rules = ruleIds(group);
    const severity = worstOf(group);
    const subject =
      rules.length === 1
        ? `${paint(`${severity} unknown`, 'magenta')}  ${visibleSentence(result.ruleId)}`
        : paint(`${rules.length} rules unknown, ${severity} the worst`, 'magenta');
    return [
      `  ${paint('?', 'magenta')} ${subject}  ${placesText(page, group)}`,
      ...indented(page, result.unknownBecause === undefined ? result.message : `because of ${result.unknownBecause}`, 'dim'),
    ];
  });
  const hidden = groups.slice(limit).flat();
  return hidden.length === 0 ? lines : [...lines, moreLine(page, counted(sumOf(hidden), 'more unknown verdict'), severitiesOf(hidden))];
}

/** `39:8 Database, 52:8 Replica and 2 more`: each resource once, with the line that people edit where it is another. */
function placesText(page: Page, findings: readonly Finding[]): string {
  const places = new Map<string, string>();
  for (const { result } of findings) {
    const name = resourceName(result);
    if (places.has(name)) continue;
    const source = result.source === undefined ? '' : ` (${visibleSentence(sourceText(result.source))})`;
    places.set(name, `${page.paint(`${result.location.line}:${result.location.column}`, 'blue')} ${name}${source}`);
  }
  return listed([...places.values()], page);
}

/** The first few, and how many more there are. */
function listed(texts: readonly string[], page: Page): string {
  if (page.environment.verbose || texts.length <= LISTED_PLACES) return texts.join(', ');
  return `${texts.slice(0, LISTED_PLACES).join(', ')} and ${texts.length - LISTED_PLACES} more`;
}

function ruleIds(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ result }) => result.ruleId))];
}

function worstOf(findings: readonly Finding[]): Severity {
  return SEVERITIES.find((severity) => findings.some(({ result }) => result.severity === severity)) ?? 'info';
}

/** Every target counts. */
function sumOf(findings: readonly Finding[]): number {
  return findings.reduce((total, { count }) => total + count, 0);
}

function severitiesOf(findings: readonly Finding[]): string {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 } satisfies Record<Severity, number>;
  for (const { result, count } of findings) counts[result.severity] += count;
  return severityCounts(counts);
}
