import { StackgateError } from '../model/errors.ts';
import { readStandardInput } from '../supply/stdin.ts';
import { writeAll } from './output.ts';
import { run } from './run.ts';
import { failure } from './run-errors.ts';

/** For what still wants to end by itself. */
const GRACE_MS = 100;

let verdict: number | undefined;

/** What is worse of the verdict and of what came after it; code of a configuration has no say in it. */
function endWith(exitCode: number): void {
  verdict = Math.max(exitCode, verdict ?? 0);
}

const die = (error: unknown): void => {
  const { exitCode, stderr } = failure(error, { environment: process.env });
  endWith(exitCode);
  if (stderr !== undefined) writeAll(2, stderr);
};
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
process.on('exit', () => {
  process.exitCode = verdict ?? 4;
  // Code of a configuration that calls `process.exit`, or waits for what never comes, must not end in a 0 that looks like a verdict.
  if (verdict === undefined)
    writeAll(2, 'error: the run ended before there was a verdict; code of the configuration may have ended it [INTERNAL]\n');
});
// stdout carries the report and nothing else, whatever code of a configuration prints.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

async function start(): Promise<void> {
  const { exitCode, stdout, stderr } = await run(process.argv.slice(2), {
    cwd: currentFolder(),
    environment: process.env,
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns,
    clock: () => Date.now(),
    readStdin: () => readStandardInput(),
    tell: (text) => writeAll(2, text),
  });
  endWith(exitCode);
  if (stderr !== undefined) writeAll(2, stderr);
  if (stdout !== undefined) writeAll(1, stdout);
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new StackgateError('PATH_MISSING', 'the current folder does not exist any more', { cause });
  }
}

// What code of a configuration left running (a timer, a connection) does not hold up a pipeline.
start()
  .catch(die)
  .finally(() => setTimeout(() => process.exit(), GRACE_MS).unref());
