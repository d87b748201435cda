import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type GeneratedTemplate, generateSamTemplate, mutateSamTemplate } from '../test/loaders/sam/generate.ts';
import { PROJECT } from './lib/paths.ts';
import { compareAnswers, printDifferences } from './lib/sam/compare.ts';
import { type SamAnswer, startSamOracle } from './lib/sam/oracle.ts';
import { askOurs } from './lib/sam/ours.ts';

// `npm run fuzz:sam -- --count 5000 --seed 1`: SAM templates drawn at random, transformed by us and by AWS's own transform. What differs
// is kept below reports/. `--mutate` changes values to odd ones, which is mostly refused.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    mutate: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
const first = Number(values.seed);
if (!Number.isSafeInteger(count) || !Number.isSafeInteger(first) || count < 1) {
  console.error('usage: npm run fuzz:sam -- [--count <number>] [--seed <whole number>] [--mutate]');
  process.exitCode = 2;
} else {
  await fuzz();
}

async function fuzz(): Promise<void> {
  const kept = join(PROJECT, 'reports/fuzz-sam');
  const oracle = startSamOracle();
  const answers: Record<SamAnswer['kind'], number> = { transformed: 0, refused: 0, broken: 0 };
  let different = 0;
  try {
    for (let seed = first; seed < first + count; seed++) {
      const { template, question }: GeneratedTemplate = values.mutate
        ? mutateSamTemplate(generateSamTemplate(seed), seed)
        : generateSamTemplate(seed);
      const theirs = oracle.ask(question);
      const ours = askOurs(question);
      const answer = await theirs;
      answers[answer.kind]++;
      const differences = compareAnswers(ours, answer);
      if (differences.length === 0) continue;
      different++;
      mkdirSync(kept, { recursive: true });
      const file = join(kept, `${values.mutate ? 'odd-' : ''}${seed}.yaml`);
      const header = `# region: ${question.region}\n# parameters: ${JSON.stringify(question.parameters)}\n`;
      writeFileSync(file, header + JSON.stringify(template, undefined, 1));
      console.log(`${file}\n${printDifferences(differences)}`);
    }
  } finally {
    oracle.close();
  }
  console.log(
    `${count} templates: ${Object.entries(answers)
      .map(([kind, number]) => `${number} ${kind}`)
      .join(', ')}; ${different} differ`,
  );
  if (different > 0) process.exitCode = 1;
}
