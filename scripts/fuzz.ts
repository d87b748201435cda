import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsOf, fixtureGround, mutated } from './lib/fuzz.ts';
import { PROJECT } from './lib/paths.ts';
import { randomFrom } from './lib/random.ts';

// `npm run fuzz -- --seconds 300 --seed 7`: templates of the fixtures, changed at random, until the time is over. What is found is kept
// below reports/; the same seed gives the same inputs.
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const seconds = Number(values.seconds);
if (!Number.isSafeInteger(seed) || !(seconds > 0)) {
  console.error('usage: npm run fuzz -- [--seconds <number>] [--seed <whole number>]');
  process.exitCode = 2;
} else {
  await fuzz();
}

async function fuzz(): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'stackgate-fuzz-'));
  const kept = join(PROJECT, 'reports/fuzz');
  const random = randomFrom(seed);
  const ground = await fixtureGround();
  const end = performance.now() + seconds * 1000;
  let inputs = 0;
  let found = 0;
  let slowest = { ms: 0, input: 0 };
  try {
    for (; performance.now() < end; inputs++) {
      const input = mutated(random, ground);
      const started = performance.now();
      const faults = await faultsOf(input, cwd, random);
      const ms = performance.now() - started;
      if (ms > slowest.ms) slowest = { ms, input: inputs };
      if (faults.length === 0) continue;
      found++;
      mkdirSync(kept, { recursive: true });
      const file = join(kept, `${seed}-${inputs}.txt`);
      writeFileSync(file, input);
      console.error(`${file}\n  ${faults.join('\n  ')}`);
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
  console.log(`seed ${seed}: ${inputs} inputs, ${found} with faults; the slowest (${slowest.input}) took ${Math.round(slowest.ms)} ms`);
  if (found > 0) process.exitCode = 1;
}
