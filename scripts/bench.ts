import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildWithManyRules } from './lib/bench/many-rules.ts';
import { type Command, type Measurement, measureAll, median } from './lib/bench/measure.ts';
import { PEERS } from './lib/bench/peers.ts';
import { generateCorpus, generateTemplate } from './lib/bench/templates.ts';
import { ensureBuilt } from './lib/build-state.ts';
import { PROJECT } from './lib/paths.ts';

const HELP = `npm run bench -- [options]

Measures whole processes: from the start of the program to its end. Every figure is the median of several runs, taken in turns; the ratio is to an
empty Node process.

  --corpus <folder>   templates to take instead of 300 generated ones (2.7 MB)
  --peers             measures every peer that is installed on the same files as well (npm run tools installs two of them)
  --rounds <n>        runs of each command (default 7); commands that take long are run less often
  --only <text>       only cases whose name has this text in it
  --json              prints JSON in place of the table
`;

/** Time after which a command is not run again, in milliseconds. */
const BUDGET_MS = 20_000;

interface Case {
  readonly name: string;
  readonly command: Command;
  /** What it is compared with beside the empty process: the name of another case, and a short one for the table. */
  readonly against?: { readonly name: string; readonly label: string };
}

const EMPTY = 'an empty Node process';
const MANY = 'one template, with 750 more rules';
const GROWTH = [125, 250, 500, 1000, 2000] as const;

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string' },
    peers: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
if (options.help) console.log(HELP);
else if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a whole number from 1 on');
  process.exitCode = 2;
} else if (options.corpus !== undefined && !existsSync(options.corpus)) {
  console.error(`${options.corpus} does not exist`);
  process.exitCode = 2;
} else await main();

async function main(): Promise<void> {
  ensureBuilt();
  const work = mkdtempSync(join(tmpdir(), 'stackgate-bench-'));
  try {
    const { cases, skipped } = makeCases(work);
    const wanted = cases.filter(({ name }) => options.only === undefined || name.includes(options.only));
    const compared = new Set([EMPTY, ...wanted.flatMap(({ against }) => against?.name ?? [])]);
    const selected = cases.filter((one) => wanted.includes(one) || compared.has(one.name));
    const commands = new Map(selected.map(({ name, command }) => [name, command]));
    const measured = await measureAll(commands, rounds, BUDGET_MS, (name, round) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${round}/${rounds} ${name}`);
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    const rows = selected.map((one) => toRow(one, measured));
    if (options.json) console.log(JSON.stringify({ machine: machine(), rounds, cases: rows, skipped }, null, 2));
    else print(rows, skipped);
    if (rows.some((row) => row.failure !== undefined)) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function makeCases(work: string): { readonly cases: readonly Case[]; readonly skipped: readonly string[] } {
  const write = (name: string, text: string): string => {
    const path = join(work, name);
    writeFileSync(path, text);
    return path;
  };
  const bin = join(PROJECT, 'bin/stackgate.cjs');
  const node = (...args: readonly string[]): Command => ({ program: process.execPath, args, cwd: work, accepts: [0] });
  // 3 is accepted: a corpus may hold files that nobody can read.
  const scan = (program: string, ...paths: readonly string[]): Command => ({
    ...node(program, 'scan', '--no-config', ...paths),
    accepts: [0, 1, 3],
  });

  const small = write('small.yaml', generateTemplate(8, 0, 'yaml', 3));
  const large = write('large.yaml', generateTemplate(500, 1_000_000, 'yaml'));
  const largeJson = write('large.json', generateTemplate(500, 1_000_000, 'json'));
  const corpus = options.corpus === undefined ? join(work, 'corpus') : resolve(options.corpus);
  if (options.corpus === undefined) {
    mkdirSync(corpus);
    for (const [name, text] of generateCorpus(300)) writeFileSync(join(corpus, name), text);
  }

  const cases: Case[] = [
    { name: EMPTY, command: node(join(import.meta.dirname, 'lib/bench/empty.cjs')) },
    { name: 'stackgate --version', command: node(bin, '--version') },
    { name: 'one template, 8 resources', command: scan(bin, small) },
    { name: 'one template, 500 resources, 1 MB of YAML', command: scan(bin, large) },
    { name: 'one template, 500 resources, 1 MB of JSON', command: scan(bin, largeJson) },
    { name: corpusName(corpus), command: scan(bin, '--pack', 'all', corpus) },
  ];
  const skipped: string[] = [];
  const fixtures = join(PROJECT, 'fixtures');
  if (globSync('**/*.{yaml,yml,json,template}', { cwd: fixtures }).length > 0) {
    // A copy: the project's own ignore files say nothing about a benchmark.
    cpSync(fixtures, join(work, 'fixtures'), { recursive: true });
    cases.push({ name: 'all fixtures', command: scan(bin, join(work, 'fixtures')) });
  } else skipped.push('all fixtures: there are none');
  for (const count of GROWTH) {
    cases.push({
      name: `growth: ${count} resources`,
      command: scan(bin, write(`growth-${count}.yaml`, generateTemplate(count, 0, 'yaml'))),
    });
  }
  if (options.only === undefined || MANY.includes(options.only)) {
    const copy = buildWithManyRules();
    cases.push({
      name: MANY,
      command: scan(join(copy, 'bin/stackgate.cjs'), small),
      against: { name: 'one template, 8 resources', label: 'without' },
    });
  }

  if (options.peers) {
    const sets = [
      { name: 'one template, 8 resources', files: [small] },
      { name: 'one template, 500 resources, 1 MB of YAML', files: [large] },
      { name: corpusName(corpus), files: templatesIn(corpus) },
    ];
    for (const peer of PEERS) {
      for (const { name, files } of sets) {
        const readable = peer.canRead?.(files) ?? files;
        const command = peer.command(readable);
        if (readable.length < files.length)
          skipped.push(`${peer.name}: ${files.length - readable.length} of ${files.length} files, because each of them ends its run`);
        if (typeof command === 'string') skipped.push(`${peer.name}: ${command}`);
        else cases.push({ name: `${peer.name}: ${name}`, command: { cwd: work, ...command }, against: { name, label: 'stackgate' } });
      }
    }
  }
  return { cases, skipped: [...new Set(skipped)] };
}

function corpusName(corpus: string): string {
  return `corpus, ${templatesIn(corpus).length} templates, all rules`;
}

/** The files of a folder that have a `Resources` section: what every tool can be given. */
function templatesIn(folder: string): readonly string[] {
  return globSync('**/*.{yaml,yml,json,template,txt}', { cwd: folder })
    .sort()
    .map((path) => join(folder, path))
    .filter((path) => /^\s*["']?Resources["']?\s*:/m.test(readFileSync(path, 'utf8')));
}

interface Row {
  readonly name: string;
  readonly medianMs?: number;
  readonly fastestMs?: number;
  readonly runs: number;
  /** To the empty process. */
  readonly ratio?: number;
  /** To stackgate on the same files, or to the same scan without what this case adds. */
  readonly against?: { readonly name: string; readonly label: string; readonly ratio: number };
  readonly peakMemoryKb?: number;
  readonly failure?: string;
}

function toRow({ name, against }: Case, measured: ReadonlyMap<string, Measurement>): Row {
  const own = measured.get(name) ?? { times: [] };
  if (own.failure !== undefined) return { name, runs: own.times.length, failure: own.failure };
  const ms = median(own.times);
  const empty = median(measured.get(EMPTY)?.times ?? []);
  const other = against === undefined ? undefined : measured.get(against.name);
  return {
    name,
    medianMs: round(ms),
    fastestMs: round(Math.min(...own.times)),
    runs: own.times.length,
    ratio: round(ms / empty),
    ...(against === undefined || other === undefined || other.times.length === 0
      ? {}
      : { against: { ...against, ratio: round(ms / median(other.times)) } }),
    ...(own.peakMemory === undefined ? {} : { peakMemoryKb: own.peakMemory }),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function machine(): string {
  const processors = cpus();
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`;
}

function print(rows: readonly Row[], skipped: readonly string[]): void {
  const cells = rows.map((row) => [
    row.name,
    row.medianMs === undefined ? (row.failure ?? '') : row.medianMs.toFixed(0),
    row.fastestMs === undefined ? '' : row.fastestMs.toFixed(0),
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    row.against === undefined ? '' : `${row.against.ratio.toFixed(2)} × ${row.against.label}`,
    row.peakMemoryKb === undefined ? '' : (row.peakMemoryKb / 1024).toFixed(0),
    String(row.runs),
  ]);
  const header = ['case', 'median ms', 'fastest ms', '× empty', 'compared', 'peak MB', 'runs'];
  const widths = header.map((title, column) =>
    Math.max(
      title.length,
      ...cells.filter((_, index) => column !== 1 || rows[index]?.failure === undefined).map((row) => (row[column] ?? '').length),
    ),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 || column === 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  console.log(`${machine()}\n`);
  console.log(line(header));
  for (const row of cells) console.log(line(row));
  const growth = growthSentence(rows);
  if (growth !== undefined) console.log(`\n${growth}`);
  for (const reason of skipped) console.log(`not measured: ${reason}`);
}

/** The cost of one more resource, at the small and at the large end; equal when growth is linear. */
function growthSentence(rows: readonly Row[]): string | undefined {
  const at = (count: number): number | undefined => rows.find((row) => row.name === `growth: ${count} resources`)?.medianMs;
  const steps = GROWTH.slice(1).flatMap((count, index) => {
    const before = GROWTH[index];
    const from = before === undefined ? undefined : at(before);
    const to = at(count);
    return before === undefined || from === undefined || to === undefined
      ? []
      : [`${before}–${count}: ${((1000 * (to - from)) / (count - before)).toFixed(0)}`];
  });
  return steps.length === 0 ? undefined : `microseconds for each further resource: ${steps.join(', ')}`;
}
