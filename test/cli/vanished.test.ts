import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { tempFolder } from '../supply/temp-folder.ts';
import { resultOf, stackgate } from './stackgate.ts';
import { FAILING, RULE } from './templates.ts';

/** What somebody deletes between the listing of a folder and the reading of its files. */
const gone = vi.hoisted((): { file: string | undefined } => ({ file: undefined }));

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs')>();
  return {
    ...original,
    readdirSync(...given: Parameters<typeof original.readdirSync>) {
      const entries = original.readdirSync(...given);
      if (gone.file !== undefined) original.rmSync(join(String(given[0]), gone.file), { force: true, recursive: true });
      return entries;
    },
  };
});

test('a template that vanishes while the folder is walked makes the run incomplete', async () => {
  const folder = tempFolder({ 'good.yaml': FAILING, 'bad.yaml': FAILING });
  gone.file = 'bad.yaml';
  const outcome = await stackgate(folder, ['scan', '--rule', RULE, '--format', 'json']);
  gone.file = undefined;
  expect(outcome).toMatchObject({ status: 3, stderr: '' });
  const { ledger, results } = resultOf(outcome);
  expect(ledger.files.find(({ path }) => path === 'bad.yaml')).toMatchObject({ status: 'failed', reason: expect.any(String) });
  expect(results.map(({ file }) => file)).toEqual(['good.yaml']);
});

test('so does a folder', async () => {
  const folder = tempFolder({ 'good.yaml': FAILING, 'infra/bad.yaml': FAILING });
  gone.file = 'infra';
  const outcome = await stackgate(folder, ['scan', '--rule', RULE, '--format', 'json']);
  gone.file = undefined;
  expect(outcome.status).toBe(3);
  expect(resultOf(outcome).ledger.files.find(({ path }) => path === 'infra/')).toMatchObject({ status: 'failed' });
});
