import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';
import { blockOf, codeBlocks, documents, inFolder, withoutRunner } from './code-blocks.ts';

beforeAll(() => ensureBuilt(), 120_000);

const configurations = documents()
  .flatMap(codeBlocks)
  .flatMap((block) => (block.file?.startsWith('stackgate.config.') ? [{ ...block, file: block.file }] : []));

/** What the configurations of the documents refer to. */
const BESIDE = {
  'parameters/prod.json': '{ "Env": "prod" }\n',
  'rules/own-rule.ts': blockOf('README.md', 'rules/queue-keeps-messages.ts').text.replace('export default', 'export const ownRule ='),
  'rules/functions.yaml': blockOf('docs/custom-rules.md', 'rules/functions.yaml').text,
  'rules/queue-has-dead-letter.ts': blockOf('docs/custom-rules.md', 'rules/queue-has-dead-letter.ts').text,
};

function printConfig(files: Readonly<Record<string, string>>, ...flags: readonly string[]) {
  const args = [join(PROJECT, 'bin/stackgate.cjs'), 'scan', '--print-config', '--root', '.', ...flags];
  const { status, stdout, stderr } = inFolder({ ...BESIDE, ...files }, (folder) =>
    spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: withoutRunner() }),
  );
  return { status, stdout, stderr };
}

test('there are configurations to look at', () => {
  expect(configurations.map(({ document, file }) => `${document} ${file}`)).toEqual(
    expect.arrayContaining(['README.md stackgate.config.yaml', 'docs/configuration.md stackgate.config.ts']),
  );
});

test.each(configurations)('the configuration at $document:$line is one that the program takes', ({ file, text }) => {
  expect(printConfig({ [file]: text })).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(file) });
});

test('so is the policy', () => {
  const { file, text } = { ...blockOf('docs/configuration.md', 'policy.yaml'), file: 'policy.yaml' };
  expect(printConfig({ [file]: text }, '--policy', file)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(file) });
});
