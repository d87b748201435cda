import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from '../../src/cli/commands/command.ts';
import { run } from '../../src/cli/run.ts';
import type { RunResult } from '../../src/model/result.ts';
import { REPORT_FORMATS } from '../../src/reporters/reporter.ts';
import { PROJECT } from './paths.ts';

function fixtureTemplates(): readonly Buffer[] {
  const paths = globSync('fixtures/**/*.{yaml,yml,json,template}', { cwd: PROJECT }).sort();
  return paths.map((path) => readFileSync(join(PROJECT, path))).filter((bytes) => bytes.length < 1 << 18);
}

type Mutation = (bytes: Buffer, pick: Pick) => Buffer;

interface Pick {
  /** A whole number from 0 up to a limit. */
  readonly below: (limit: number) => number;
  readonly of: <Item>(items: readonly Item[]) => Item;
  readonly other: () => Buffer;
}

/** Pieces that mean something to YAML, JSON or CloudFormation. */
const TOKENS: readonly string[] = [
  ...[
    '!If [',
    '!Sub ',
    "!Sub '${",
    '!Ref ',
    '!GetAtt .',
    '!FindInMap [a]',
    '!Join [',
    '!Select [99, []]',
    '!Split ',
    '!Foo x',
    '!!binary a',
    '!<tag:x> ',
  ],
  ...[
    '{"Ref": null}',
    '{"Fn::If": [{}, [], 0]}',
    '{"Fn::GetAtt": []}',
    '{"Fn::ForEach::X": [a, [b], {}]}',
    '{"Fn::Sub": ["${a}", {"a": {"Ref": "a"}}]}',
  ],
  ...[
    '{"Condition": {"Condition": "x"}}',
    'AWS::NoValue',
    '{{resolve:secretsmanager:',
    '{{resolve:ssm:x}}',
    '${',
    '}',
    '${AWS::Region}',
    '*',
    '/*',
  ],
  ...[
    '&a ',
    '*a',
    '<<: *a',
    '<<: ',
    '? ',
    '- ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '|\n',
    '>-\n',
    '# ',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    ': ',
    '\t',
    '\\',
    '\r',
  ],
  ...[
    'null',
    '~',
    'yes',
    'Off',
    '012',
    '0x1F',
    '1e999',
    '.inf',
    '.nan',
    '-0',
    '9007199254740993',
    '2012-10-17',
    '1:20:30',
    '=',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    'Resources:',
    'Parameters:',
    'Conditions:',
    'Rules:',
    'Transform: AWS::LanguageExtensions\n',
    'Transform: [x, y]\n',
    'Type: ',
    'Properties:',
    'DependsOn: ',
    'Condition: ',
  ],
  ...['\0', '\x1b[31m', '\ufeff', '\u2028', '\u202e', '\ud800', '😀', '\x85', 'a'.repeat(5_000)],
];

const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, pick) {
    const copy = Buffer.from(bytes);
    for (let times = 1 + pick.below(8); times > 0 && copy.length > 0; times--) {
      const at = pick.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << pick.below(8));
    }
    return copy;
  },
  function cutOff(bytes, pick) {
    return bytes.subarray(0, pick.below(bytes.length + 1));
  },
  function cutOut(bytes, pick) {
    const start = pick.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + pick.below(200))]);
  },
  function splice(bytes, pick) {
    const other = pick.other();
    return Buffer.concat([bytes.subarray(0, pick.below(bytes.length + 1)), other.subarray(pick.below(other.length + 1))]);
  },
  function insertTokens(bytes, pick) {
    let text = bytes;
    for (let times = 1 + pick.below(4); times > 0; times--) {
      const at = pick.below(text.length + 1);
      text = Buffer.concat([text.subarray(0, at), Buffer.from(pick.of(TOKENS)), text.subarray(at)]);
    }
    return text;
  },
  function replaceValues(bytes, pick) {
    return onLines(bytes, (lines) => {
      for (let times = 1 + pick.below(4); times > 0; times--) {
        const at = pick.below(lines.length);
        lines[at] = (lines[at] ?? '').replace(/:.*/, () => `: ${pick.of(TOKENS)}`);
      }
    });
  },
  function repeatLines(bytes, pick) {
    return onLines(bytes, (lines) => {
      const from = pick.below(lines.length);
      const piece = lines.slice(from, from + 1 + pick.below(8));
      for (let times = 1 + pick.below(30); times > 0; times--) lines.splice(from, 0, ...piece);
    });
  },
  function swapLines(bytes, pick) {
    return onLines(bytes, (lines) => {
      const [one, other] = [pick.below(lines.length), pick.below(lines.length)];
      [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
    });
  },
  function dropLines(bytes, pick) {
    return onLines(bytes, (lines) => {
      for (let times = 1 + pick.below(5); times > 0; times--) lines.splice(pick.below(lines.length), 1);
    });
  },
  function indentLines(bytes, pick) {
    return onLines(bytes, (lines) => {
      const from = pick.below(lines.length);
      const by = pick.of(['  ', ' ', '\t', '    ']);
      for (let at = from; at < Math.min(lines.length, from + 1 + pick.below(10)); at++) lines[at] = by + (lines[at] ?? '');
    });
  },
  function wrapDeep(bytes, pick) {
    const [open, close] = pick.of([
      ['[', ']'],
      ['{"a":', '}'],
      ['{"Fn::If":["c",', ',1]}'],
      ['{"Fn::Join":["",[', ']]}'],
      ['!Not [', ']'],
    ] as const);
    const depth = pick.of([5, 50, 399, 401, 3_000]);
    return onLines(bytes, (lines) => {
      const at = pick.below(lines.length);
      lines[at] = (lines[at] ?? '').replace(
        /(:\s*|-\s+)(\S.*)?$/,
        (_all, before: string, value = 'x') => `${before}${open.repeat(depth)}${value}${close.repeat(depth)}`,
      );
    });
  },
  function asUtf16(bytes, pick) {
    const encoded = Buffer.from(bytes.toString('utf8'), 'utf16le');
    return pick.below(2) === 0 ? Buffer.concat([Buffer.from([0xff, 0xfe]), encoded]) : encoded;
  },
];

function onLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  change(lines);
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** What the mutations start from: templates as they were written, and as trees in which all functions have their long form. */
export interface Ground {
  readonly texts: readonly Buffer[];
  readonly trees: readonly Tree[];
}

type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** The fixtures; what a scan cannot read has no tree. */
export async function fixtureGround(): Promise<Ground> {
  const texts = fixtureTemplates();
  const trees: Tree[] = [];
  for (const text of texts) {
    const { exitCode, stdout = '' } = await run(['expand', '-'], surroundingsOf(text, PROJECT));
    if (exitCode === 0) trees.push(JSON.parse(stdout));
  }
  return { texts, trees };
}

/** One of the templates, changed in one to four ways: its bytes, or values and names in it so that it can still be read. */
export function mutated(random: () => number, { texts, trees }: Ground): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  const of = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
  const pick: Pick = { below, of, other: () => of(texts) };
  if (below(3) > 0) return treeMutated(of(trees), of(trees), pick);
  let bytes = of(texts);
  for (let times = 1 + below(4); times > 0; times--) bytes = of(MUTATIONS)(bytes, pick);
  return bytes;
}

/** A value in a tree, and how to put another one in its place. */
interface Place {
  readonly value: Tree;
  readonly replace: (value: Tree) => void;
  readonly remove: () => void;
}

function placesIn(tree: Tree, found: Place[] = []): Place[] {
  if (Array.isArray(tree)) {
    tree.forEach((value, index) => {
      found.push({ value, replace: (other) => (tree[index] = other), remove: () => tree.splice(index, 1) });
      placesIn(value, found);
    });
  } else if (typeof tree === 'object' && tree !== null) {
    for (const [key, value] of Object.entries(tree)) {
      found.push({ value, replace: (other) => (tree[key] = other), remove: () => delete tree[key] });
      placesIn(value, found);
    }
  }
  return found;
}

/** Values that properties of another type have, and functions that wrap a value or stand for it. */
const STRANGERS: readonly ((value: Tree, names: Names) => Tree)[] = [
  () => null,
  () => true,
  () => 'false',
  () => -1,
  () => 1e21,
  () => '',
  () => '*',
  () => '0.0.0.0/0',
  () => [],
  () => ({}),
  (value) => [value, value],
  (value) => [[value]],
  (value) => ({ Value: value }),
  (value) => JSON.stringify(value),
  (value, { of }) => ({ 'Fn::If': [of('Conditions'), value, { Ref: 'AWS::NoValue' }] }),
  (value, { of }) => ({ 'Fn::If': [of('Conditions'), { 'Fn::If': [of('Conditions'), value, null] }, value] }),
  (_value, { of }) => ({ Ref: of('Parameters') }),
  (_value, { of }) => ({ Ref: of('Resources') }),
  (_value, { of }) => ({ 'Fn::GetAtt': [of('Resources'), 'Arn'] }),
  (_value, { of }) => ({ 'Fn::Sub': `a${'$'}{${of('Parameters')}}b${'$'}{${of('Resources')}.Arn}c` }),
  (value, { of }) => ({ 'Fn::Join': ['-', [value, { Ref: of('Parameters') }]] }),
  (value) => ({ 'Fn::Select': [0, { 'Fn::Split': [',', value] }] }),
  (_value, { of }) => ({ 'Fn::FindInMap': [of('Mappings'), { Ref: 'AWS::Region' }, of('Parameters')] }),
  () => ({ 'Fn::ImportValue': 'shared' }),
  () => ({ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } } }),
  () => '{{resolve:secretsmanager:name:SecretString:key}}',
  (value) => ({ 'Fn::Base64': value }),
  (value) => ({ 'Fn::ToJsonString': value }),
];

interface Names {
  /** A name that a section declares, or one that nobody does. */
  readonly of: (section: string) => string;
}

function treeMutated(from: Tree, donor: Tree, pick: Pick): Buffer {
  const tree = structuredClone(from);
  const names: Names = {
    of(section) {
      const declared = typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? tree[section] : undefined;
      const known = typeof declared === 'object' && declared !== null ? Object.keys(declared) : [];
      return pick.of([...known, 'AWS::Region', 'Missing']);
    },
  };
  for (let times = 1 + pick.below(6); times > 0; times--) {
    const places = placesIn(tree);
    if (places.length === 0) break;
    const place = pick.of(places);
    const way = pick.below(8);
    if (way === 0) place.remove();
    else if (way === 1) place.replace(structuredClone(pick.of(placesIn(donor)).value));
    else if (way === 2) place.replace(structuredClone(pick.of(places).value));
    else place.replace(pick.of(STRANGERS)(place.value, names));
  }
  return Buffer.from(JSON.stringify(tree));
}

/** What is wrong with how the command line takes an input: nothing, for any input. */
export async function faultsOf(input: Buffer, cwd: string, random: () => number): Promise<readonly string[]> {
  const other = REPORT_FORMATS[Math.floor(random() * REPORT_FORMATS.length)] ?? 'pretty';
  const faults: string[] = [];
  for (const words of [
    ['scan', '-', '--pack', 'all', '--format', 'json', '--include-passed', '--no-config'],
    ['scan', '-', '--format', other, '--verbose', '--fail-on', 'info', '--no-config'],
    ['expand', '-'],
  ]) {
    const {
      exitCode,
      stdout = '',
      stderr = '',
    } = await run(words, {
      cwd,
      environment: { STACKGATE_DEBUG: '1' },
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: undefined,
      clock: () => 0,
      readStdin: async () => input,
      tell: () => undefined,
    });
    const command = words.join(' ');
    const allowed = words[0] === 'expand' ? [0, 2] : [0, 1, 3];
    if (!allowed.includes(exitCode)) faults.push(`${command}: exit code ${exitCode}: ${stderr}`);
    if (words.includes('--include-passed')) faults.push(...resultFaults(stdout, exitCode).map((fault) => `${command}: ${fault}`));
    if (words[0] === 'expand' && exitCode === 0 && parsed(stdout) === undefined) faults.push(`${command}: the output is no JSON`);
    if (words.includes('pretty') && hasEscapes(stdout)) faults.push(`${command}: control characters in the output`);
  }
  return faults;
}

function surroundingsOf(input: Uint8Array, cwd: string): Surroundings {
  return {
    cwd,
    environment: { STACKGATE_DEBUG: '1' },
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: undefined,
    clock: () => 0,
    readStdin: async () => input,
    tell: () => undefined,
  };
}

function resultFaults(text: string, exitCode: number): readonly string[] {
  const run = parsed(text);
  if (run === undefined) return ['the output is no JSON'];
  const { gate, summary, results, ledger }: RunResult = run;
  const faults: string[] = [];
  if (exitCode !== (gate.incomplete ? 3 : gate.outcome === 'failed' ? 1 : 0))
    faults.push(`exit code ${exitCode} for ${JSON.stringify(gate)}`);
  if ((gate.outcome === 'failed') !== results.some(({ blocking }) => blocking)) faults.push('the gate and its results disagree');
  const counted = Object.values(summary.byStatus).reduce((sum, count) => sum + count, 0);
  if (counted !== results.length) faults.push(`${results.length} results, ${counted} of them counted`);
  if (!gate.incomplete && ledger.files.every(({ status }) => status !== 'scanned')) faults.push('nothing was looked at');
  const lines = results.filter(({ location }) => !(location.line >= 1 && location.column >= 1));
  if (lines.length > 0) faults.push(`${lines.length} results without a place`);
  return faults;
}

/** `undefined` when it is no JSON. */
function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasEscapes(text: string): boolean {
  return /[^\P{Cc}\n]/u.test(text);
}
