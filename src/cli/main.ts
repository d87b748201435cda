import { readStandardInput } from '../supply/stdin.ts';
import { writeAll } from './output.ts';
import { run } from './run.ts';
import { describeBug } from './run-errors.ts';

const die = (error: unknown): void => {
  writeAll(2, describeBug(error, process.env['STACKGATE_DEBUG'] !== undefined));
  process.exitCode = 4;
};
process.on('uncaughtException', die);
process.on('unhandledRejection', die);

async function start(): Promise<void> {
  const { exitCode, stdout, stderr } = await run(process.argv.slice(2), {
    cwd: process.cwd(),
    environment: process.env,
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns,
    clock: () => Date.now(),
    readStdin: () => readStandardInput(),
    tell: (text) => writeAll(2, text),
  });
  if (stderr !== undefined) writeAll(2, stderr);
  if (stdout !== undefined) writeAll(1, stdout);
  process.exitCode ??= exitCode;
}

start().catch(die);
