import { parseArgs } from 'node:util';
import { questionOf } from './lib/sam/cases.ts';
import { compareAnswers, printDifferences } from './lib/sam/compare.ts';
import { startSamOracle } from './lib/sam/oracle.ts';
import { askOurs } from './lib/sam/ours.ts';

// `node scripts/compare-sam.ts template.yaml …`: where our SAM transform and AWS's differ. `--print` shows both outputs.
const { values, positionals } = parseArgs({
  options: { print: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('usage: node scripts/compare-sam.ts [--print] <template> …');
  process.exitCode = 2;
} else {
  const oracle = startSamOracle();
  for (const path of positionals) {
    const question = questionOf(path);
    const theirs = await oracle.ask(question);
    const ours = askOurs(question);
    const differences = compareAnswers(ours, theirs);
    console.log(differences.length === 0 ? `${path}: same (${theirs.kind})` : `${path}: ${differences.length} differences`);
    if (differences.length > 0) {
      process.exitCode = 1;
      console.log(printDifferences(differences));
    }
    if (ours.kind === 'refused' && theirs.kind === 'refused') {
      for (const error of ours.errors) console.log(`  ours    ${error.message}  [${[error.resource, ...error.path].join(' ')}]`);
      for (const message of theirs.messages) console.log(`  theirs  ${message}`);
    }
    if (values.print) {
      for (const [name, answer] of Object.entries({ ours, theirs })) {
        console.log(`── ${name}\n${answer.kind === 'transformed' ? JSON.stringify(answer.output, undefined, 2) : answer.kind}`);
      }
    }
  }
  oracle.close();
}
