import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { VERSION } from '../../src/version.ts';
import type { Outcome } from './stackgate.ts';

const FOLDER = new URL('scenarios/', import.meta.url);

/** A command line and what comes of it. */
export interface Step {
  readonly command: string;
  readonly stdin: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly expected: Outcome;
}

export interface Scenario {
  readonly name: string;
  /** The first line of the file: what it shows. */
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** Whether the built program runs it, and not this process. */
  readonly isProgram: boolean;
}

interface Section {
  readonly head: string;
  readonly text: string;
}

export function scenarioNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => basename(file, '.txt'))
    .sort();
}

/**
 * Reads a scenario: a title, then sections that begin with a line `--- <what>`. `file <path>` is written before the first command; a step is
 * `command`, preceded by its `stdin` and `environment`, followed by `stdout`, `stderr` (both left out when empty) and `status`.
 */
export function readScenario(name: string): Scenario {
  const { title, sections } = takenApart(readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8'));
  const files: Record<string, string> = {};
  const steps: Step[] = [];
  let before: { stdin?: string; environment?: Record<string, string> } = {};
  let isProgram = false;
  for (const { head, text } of sections) {
    const [what, ...rest] = head.split(' ');
    const last = steps.at(-1);
    switch (what) {
      case 'file':
        files[rest.join(' ')] = text;
        break;
      case 'program':
        isProgram = true;
        break;
      case 'stdin':
        before = { ...before, stdin: text };
        break;
      case 'environment':
        before = { ...before, environment: Object.fromEntries(text.trim().split('\n').map(pair)) };
        break;
      case 'command':
        steps.push({
          command: text.trim(),
          stdin: before.stdin,
          environment: before.environment ?? {},
          expected: { status: 0, stdout: '', stderr: '' },
        });
        before = {};
        break;
      case 'stdout':
      case 'stderr':
      case 'status':
        if (last === undefined) throw new Error(`${name}: ${what} before any command`);
        steps[steps.length - 1] = { ...last, expected: { ...last.expected, [what]: what === 'status' ? Number(text) : text } };
        break;
      default:
        throw new Error(`${name}: there is no section \`${head}\``);
    }
  }
  return { name, title, files, steps, isProgram };
}

function takenApart(text: string): { readonly title: string; readonly sections: readonly Section[] } {
  const [title = '', ...parts] = text.split(/^--- /m);
  const sections = parts.map((part) => {
    const end = part.indexOf('\n');
    return { head: part.slice(0, end).trim(), text: part.slice(end + 1) };
  });
  return { title: title.trim(), sections };
}

function pair(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

/** The words of a command line; single quotes keep spaces. */
export function wordsOf(command: string): readonly string[] {
  const words = [...command.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
  if (words[0] !== 'stackgate') throw new Error(`not a command of this program: ${command}`);
  return words.slice(1);
}

/** What is not the same in every version, on every machine and at every time, replaced by what it is. */
export function placeheld(outcome: Outcome, folder: string): Outcome {
  const replaced = (text: string): string =>
    text
      .replaceAll(folder, '{folder}')
      .replaceAll(VERSION, '{version}')
      .replaceAll(process.versions.node, '{node}')
      .replaceAll(`${process.platform} ${process.arch}`, '{platform}')
      .replace(/\b[0-9a-f]{64}\b/g, '{sha256}')
      .replace(/\d+ of \d+ selected/g, '{n} of {n} selected')
      .replace(/\d+ rules of \d+ services, \d+ packs/g, '{n} rules of {n} services, {n} packs');
  return { status: outcome.status, stdout: replaced(outcome.stdout), stderr: replaced(outcome.stderr) };
}

/** Writes a scenario with what came of its steps. */
export function rewriteScenario(scenario: Scenario, outcomes: readonly Outcome[]): void {
  if (process.env.CI === 'true') throw new Error('UPDATE_GOLDEN is refused in CI: a changed output is read before it is kept');
  const parts = [`${scenario.title}\n`];
  if (scenario.isProgram) parts.push('--- program\n');
  for (const [path, text] of Object.entries(scenario.files)) parts.push(`--- file ${path}\n${text}`);
  for (const [index, step] of scenario.steps.entries()) {
    const { status, stdout, stderr } = outcomes[index] ?? step.expected;
    const environment = Object.entries(step.environment).map(([name, value]) => `${name}=${value}\n`);
    if (environment.length > 0) parts.push(`--- environment\n${environment.join('')}`);
    if (step.stdin !== undefined) parts.push(`--- stdin\n${step.stdin}`);
    parts.push(`--- command\n${step.command}\n`);
    if (stdout !== '') parts.push(`--- stdout\n${stdout}`);
    if (stderr !== '') parts.push(`--- stderr\n${stderr}`);
    parts.push(`--- status\n${status}\n`);
  }
  writeFileSync(new URL(`${scenario.name}.txt`, FOLDER), parts.join(''));
}
