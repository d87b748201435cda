import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../scripts/lib/build-state.ts';
import { PROJECT } from '../../scripts/lib/paths.ts';
import { blockOf, type CodeBlock, codeBlocks, inFolder, withoutRunner } from './code-blocks.ts';

const DOCUMENTS = ['README.md', 'docs/library.md'];

beforeAll(() => ensureBuilt(), 120_000);

/** Examples that are tests of their own, in any document. */
const tests = DOCUMENTS.flatMap(codeBlocks).filter((block): block is CodeBlock & { readonly file: string } =>
  /\.test\.\w+$/.test(block.file ?? ''),
);

test('there are examples', () => {
  expect(tests.map(({ document }) => document)).toEqual(expect.arrayContaining(DOCUMENTS));
});

test.each(tests)(
  'the example $file of $document passes',
  ({ file, text }) => {
    const { status, stdout, stderr } = inFolder({ [file]: text }, (folder) => {
      for (const name of ['aws-cdk-lib', 'constructs'])
        symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
      return spawnSync(process.execPath, ['--test', file], { cwd: folder, encoding: 'utf8', env: withoutRunner() });
    });
    expect(`${stdout}${stderr}`).toMatch(/pass [1-9]/);
    expect(status).toBe(0);
  },
  60_000,
);

test('the script prints what fails and ends with the exit code of the gate', () => {
  const files = {
    'check.ts': blockOf('docs/library.md', 'check.ts').text,
    'templates/queue.yaml': 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n',
  };
  const { status, stdout } = inFolder(files, (folder) =>
    spawnSync(process.execPath, ['check.ts'], { cwd: folder, encoding: 'utf8', env: withoutRunner() }),
  );
  expect(stdout.split('\n')).toContain('templates/queue.yaml:2 s3/bucket-blocks-public-access');
  expect(status).toBe(1);
});
