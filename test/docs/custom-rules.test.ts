import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';
import type { Result, RunResult } from '../../src/model/result.ts';
import { blockOf, codeBlocks, inFolder, withoutRunner } from './code-blocks.ts';

const DOCUMENT = 'docs/custom-rules.md';

beforeAll(() => ensureBuilt(), 120_000);

/** The files of the document by name. */
function filesOf(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, blockOf(DOCUMENT, name).text]));
}

/** What the custom rules find in the template in a folder. */
function results(folder: string): readonly Result[] {
  const args = [join(PROJECT, 'bin/stackgate.cjs'), 'scan', 'template.yaml', '--root', '.', '--format', 'json', '--include-passed'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  const run: RunResult = JSON.parse(stdout);
  return run.results.filter((result) => result.ruleId.startsWith('acme/'));
}

/** The same in a line each, sorted by resource. */
function verdicts(folder: string): readonly string[] {
  return results(folder)
    .map(({ status, ruleId, resource, scenarios }) => ({
      line: `${status} ${ruleId} ${resource?.id}${scenarios === undefined ? '' : ` when ${scenarios.join(' or ')}`}`,
      key: `${resource?.id} ${ruleId}`,
    }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ line }) => line);
}

test('the rules written as JSON Schema say what the document says they say', () => {
  const files = filesOf('stackgate.config.yaml', 'rules/functions.yaml', 'template.yaml');
  const claimed = codeBlocks(DOCUMENT).find((block) => block.language === 'text' && block.text.includes(' acme/'));
  expect(inFolder(files, verdicts)).toEqual(claimed?.text.trim().split('\n'));
});

const TEMPLATE = `Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Failed: { Type: AWS::SQS::Queue, Properties: { RedriveAllowPolicy: { redrivePermission: allowAll } } }
`;
const EXPECTED = ['pass acme/queue-has-dead-letter Failed', 'fail acme/queue-has-dead-letter Jobs'];

test('the rule in TypeScript runs from a configuration in TypeScript', () => {
  const files = { ...filesOf('stackgate.config.ts', 'rules/queue-has-dead-letter.ts'), 'template.yaml': TEMPLATE };
  expect(inFolder(files, verdicts)).toEqual(EXPECTED);
});

test('the rule in TypeScript runs when a configuration in YAML names it', () => {
  const files = {
    ...filesOf('rules/queue-has-dead-letter.ts'),
    'stackgate.config.yaml': 'customRules: [rules/queue-has-dead-letter.ts]\n',
    'template.yaml': TEMPLATE,
  };
  expect(inFolder(files, verdicts)).toEqual(EXPECTED);
});

test('the tests of the rule pass in vitest', () => {
  const files = filesOf('rules/queue-has-dead-letter.ts', 'rules/queue-has-dead-letter.test.ts', 'rules/payments.test.ts');
  const report = inFolder(files, (folder) => {
    symlinkSync(join(PROJECT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'), 'junction');
    const args = [
      join(PROJECT, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--root',
      folder,
      '--reporter',
      'json',
      '--outputFile',
      'report.json',
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: withoutRunner() });
    expect(status, stdout + stderr).toBe(0);
    return readFileSync(join(folder, 'report.json'), 'utf8');
  });
  expect(JSON.parse(report)).toMatchObject({ numPassedTests: 2, numTotalTests: 2 });
});

test('a function without its stage has one finding, at the property that the rule names', () => {
  const functions = `Resources:
  Bare: { Type: AWS::Lambda::Function, Properties: { Timeout: 3 } }
  Other: { Type: AWS::Lambda::Function, Properties: { Timeout: 3, Environment: { Variables: { HOST: a } } } }
`;
  const files = { ...filesOf('stackgate.config.yaml', 'rules/functions.yaml'), 'template.yaml': functions };
  const found = inFolder(files, results).filter(({ status }) => status === 'fail');
  expect(found.map(({ resource, property, message }) => [resource?.id, property, message])).toEqual([
    ['Bare', '/Environment/Variables', 'the function does not know its stage (Environment.Variables is not set)'],
    ['Other', '/Environment/Variables', 'the function does not know its stage (Environment.Variables is a map)'],
  ]);
});

test('the rule written as JSON Schema in the README finds what it says', () => {
  const config = codeBlocks('README.md').find((block) => block.file === 'stackgate.config.yaml' && block.text.includes('customRules'));
  const files = {
    'stackgate.config.yaml': config?.text ?? '',
    'template.yaml':
      'Resources:\n  Bare: { Type: AWS::SNS::Topic }\n  Named: { Type: AWS::SNS::Topic, Properties: { TopicName: orders } }\n',
  };
  expect(inFolder(files, verdicts)).toEqual(['fail acme/topics-have-a-name Bare', 'pass acme/topics-have-a-name Named']);
});

test('the rule in TypeScript in the README keeps to its examples, and runs', () => {
  const { text } = blockOf('README.md', 'rules/queue-keeps-messages.ts');
  const files = {
    'rules/queue-keeps-messages.ts': text,
    'check.ts': `import { testRule } from 'stackgate';\nimport rule from './rules/queue-keeps-messages.ts';\nconsole.log(testRule(rule));\n`,
    'stackgate.config.yaml': 'customRules: [rules/queue-keeps-messages.ts]\n',
    'template.yaml': TEMPLATE,
  };
  inFolder(files, (folder) => {
    const { stdout } = spawnSync(process.execPath, ['check.ts'], { cwd: folder, encoding: 'utf8', env: withoutRunner() });
    expect(stdout).toBe('[]\n');
    expect(verdicts(folder)).toEqual(['fail acme/queue-keeps-messages Failed', 'fail acme/queue-keeps-messages Jobs']);
  });
});
