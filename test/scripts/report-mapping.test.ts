import { expect, test } from 'vitest';
import { MAPPED_FORMATS, mappedTo, STATUS_SAMPLES } from '../../scripts/lib/report-mapping.ts';

async function row(what: string): Promise<readonly string[]> {
  const sample = STATUS_SAMPLES.find((candidate) => candidate.what === what);
  if (sample === undefined) throw new Error(`there is no sample ${what}`);
  return Promise.all(MAPPED_FORMATS.map((format) => mappedTo(format, sample)));
}

test('what blocks is a failure in every format', async () => {
  expect(await row('a failure that blocks')).toEqual(['`<failure>`', 'failed', 'error', 'error annotation', 'critical']);
});

test('what was not looked at is in every format', async () => {
  const found = await row('a file that could not be read');
  expect(found).toHaveLength(MAPPED_FORMATS.length);
  expect(found).not.toContain('not in it');
});

test('a pass is a case of test reports only', async () => {
  expect(await row('a pass')).toEqual(['passed', 'passed', 'not in it', 'not in it', 'not in it']);
});
