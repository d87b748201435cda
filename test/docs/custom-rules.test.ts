import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';
import type { RunResult } from '../../src/model/result.ts';
import { blockOf, codeBlocks, inFolder, withoutRunner } from './code-blocks.ts';

const DOCUMENT = 'docs/custom-rules.md';

beforeAll(() => ensureBuilt(), 120_000);

/** The files of the document by name. */
function filesOf(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, blockOf(DOCUMENT, name).text]));
}

/** What the custom rules say of the template in a folder, sorted by resource. */
function verdicts(folder: string): readonly string[] {
  const args = [join(PROJECT, 'bin/stackgate.cjs'), 'scan', 'template.yaml', '--root', '.', '--format', 'json', '--include-passed'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  const { results }: RunResult = JSON.parse(stdout);
  return results
    .filter((result) => result.ruleId.startsWith('acme/'))
    .map(({ status, ruleId, resource }) => ({ line: `${status} ${ruleId} ${resource?.id}`, id: resource?.id ?? '' }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
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

test('the test of the rule passes', () => {
  const { status, stdout } = inFolder(filesOf('rules/queue-has-dead-letter.ts', 'rules/queue-has-dead-letter.test.ts'), (folder) =>
    spawnSync(process.execPath, ['--test', 'rules/queue-has-dead-letter.test.ts'], { cwd: folder, encoding: 'utf8', env: withoutRunner() }),
  );
  expect(stdout).toMatch(/pass 1\b/);
  expect(status).toBe(0);
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
