import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderStepSummary } from '../../src/reporters/github.ts';
import { loadReporter, REPORT_FORMATS, type ReportEnvironment } from '../../src/reporters/index.ts';
import { CLEAN_RUN, environmentOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN } from './sample-run.ts';

const GOLDEN = new URL('__golden__/', import.meta.url);
const update = process.env.UPDATE_GOLDEN === '1';

/** Compares with the kept report, or rewrites it with UPDATE_GOLDEN=1, which is refused where nobody reads the difference. */
function expectGolden(name: string, text: string): void {
  const file = new URL(name, GOLDEN);
  if (update) {
    if (process.env.CI === 'true') throw new Error('UPDATE_GOLDEN is refused in CI: a changed report is read before it is kept');
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file), `${name} is missing: run once with UPDATE_GOLDEN=1 and read it`).toBe(true);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

for (const format of REPORT_FORMATS) {
  test(`${format}: a run with one of everything`, async () => {
    const reporter = await loadReporter(format);
    expectGolden(`everything.${format}.${reporter.extension}`, reporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT));
  });
}

for (const format of ['pretty', 'junit', 'cucumber', 'sarif', 'markdown', 'github', 'gitlab'] as const) {
  test(`${format}: a run in which everything is well`, async () => {
    const reporter = await loadReporter(format);
    expectGolden(`clean.${format}.${reporter.extension}`, reporter.render(CLEAN_RUN, environmentOf()));
  });
}

const PRETTY_VARIANTS: Readonly<Record<string, Partial<ReportEnvironment>>> = {
  colour: { colour: true, width: 100 },
  narrow: { width: 60 },
  quiet: { quiet: true },
  verbose: { verbose: true, includePassed: true },
};

for (const [name, changes] of Object.entries(PRETTY_VARIANTS)) {
  test(`pretty, ${name}`, async () => {
    const reporter = await loadReporter('pretty');
    expectGolden(`everything.pretty-${name}.txt`, reporter.render(SAMPLE_RUN, { ...SAMPLE_ENVIRONMENT, ...changes }));
  });
}

test('the step summary of GitHub', () => {
  expectGolden('everything.step-summary.md', renderStepSummary(SAMPLE_RUN, SAMPLE_ENVIRONMENT));
});
