import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Json, JsonMap } from '../../../src/loaders/sam/json.ts';
import { PROJECT } from '../paths.ts';
import { installedPython, PYTHON_TOOLS } from '../python-tools.ts';

/** What a SAM template is transformed with. */
export interface SamQuestion {
  /** YAML or JSON. */
  readonly template: string;
  readonly parameters?: JsonMap;
  readonly region?: string;
  readonly managedPolicies?: JsonMap;
}

/** What became of it: the template, the messages of what is wrong with it, or how the transform itself broke. */
export type SamAnswer =
  | { readonly kind: 'transformed'; readonly output: Json }
  | { readonly kind: 'refused'; readonly messages: readonly string[] }
  | { readonly kind: 'broken'; readonly message: string };

export interface SamOracle {
  ask(question: SamQuestion): Promise<SamAnswer>;
  close(): void;
}

/** Whether AWS's own transform is there: `npm run tools -- sam` installs it. */
export function hasSamOracle(): boolean {
  return installedPython(PYTHON_TOOLS.sam) !== undefined;
}

interface Waiting {
  readonly resolve: (answer: SamAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Starts AWS's own transform, which answers any number of questions until it is closed. Throws when it is not installed. */
export function startSamOracle(): SamOracle {
  const python = installedPython(PYTHON_TOOLS.sam);
  if (python === undefined) throw new Error("AWS's SAM transform is not installed: npm run tools -- sam");
  const child = spawn(python, [join(PROJECT, 'scripts/oracle/sam_oracle.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, Waiting>();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  const giveUp = (reason: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(`${reason}\n${complaints}`));
    waiting.clear();
  };
  child.on('error', (error) => giveUp(error.message));
  child.on('exit', (code) => giveUp(`the oracle ended with ${code}`));
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, ...reply }: Reply = JSON.parse(line);
    waiting.get(id)?.resolve(answerOf(reply));
    waiting.delete(id);
  });
  let last = 0;
  return {
    ask({ template, parameters = {}, region = 'us-east-1', managedPolicies }) {
      const id = ++last;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, template, parameters, region, managedPolicies })}\n`);
      });
    },
    close: () => child.stdin.end(),
  };
}

interface Reply {
  readonly id: number;
  readonly output?: Json;
  readonly error?: readonly string[];
  readonly crash?: string;
}

function answerOf({ output, error, crash }: Omit<Reply, 'id'>): SamAnswer {
  if (error !== undefined) return { kind: 'refused', messages: error };
  return output === undefined ? { kind: 'broken', message: crash ?? 'no answer' } : { kind: 'transformed', output };
}
