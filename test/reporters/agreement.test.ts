import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/model/result.ts';
import { loadReporter, type ReportFormat } from '../../src/reporters/index.ts';
import type { SarifLog } from './consumers.ts';
import { CLEAN_RUN, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN } from './sample-run.ts';

/** What each format says to a reader who knows nothing else. */
interface Reading {
  /** Blocking statements, targets merged; `undefined` where a format counts cases instead. */
  readonly blocking: number;
  readonly failed: boolean;
  readonly incomplete: boolean;
}

type Reader = (text: string) => Reading;

function verdictReading(text: string, blocking: number): Reading {
  return { blocking, failed: text.includes('Gate failed'), incomplete: /the run is incomplete/i.test(text) };
}

function occurrences(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

const READERS: Readonly<Record<ReportFormat, Reader>> = {
  pretty: (text) => verdictReading(text, occurrences(text, /^ {2}✖ (critical|high|medium|low|info)(?! broken rule)/gm)),
  markdown: (text) => verdictReading(text, occurrences(text, /^- (unknown because of .*, )?blocks the gate$/gm)),
  html: (text) => verdictReading(text, occurrences(text, /<dd>blocks the gate<\/dd>/g)),
  github: (text) => verdictReading(text, occurrences(text, /^::error [^\n]*blocks the gate\)::/gm)),
  gitlab: (text) => ({
    blocking: occurrences(text, / — blocks the gate"/g),
    failed: text.includes('blocks the gate'),
    incomplete: /the run is incomplete/i.test(text),
  }),
  json(text) {
    const run: RunResult = JSON.parse(text);
    const merged = new Set(run.results.filter((one) => one.blocking).map((one) => one.fingerprint));
    expect(run.results.filter((one) => one.blocking)).toHaveLength(run.summary.blocking);
    return { blocking: merged.size, failed: run.gate.outcome === 'failed', incomplete: run.gate.incomplete };
  },
  sarif(text) {
    const log: SarifLog = JSON.parse(text);
    const run = log.runs[0];
    const blocking = run?.results.filter((one) => one.level === 'error') ?? [];
    expect(blocking.every((one) => one.properties.blocking)).toBe(true);
    return {
      blocking: blocking.length,
      failed: blocking.length > 0,
      incomplete: run?.invocations[0]?.executionSuccessful === false,
    };
  },
  junit: (text) => ({
    // The body of a failure has a place line per resource.
    blocking: [...text.matchAll(/<failure[^>]*><!\[CDATA\[([\s\S]*?)\]\]>/g)].reduce(
      (sum, [, body = '']) => sum + occurrences(body, /^MARK/gm),
      0,
    ),
    failed: /<testsuites [^>]*failures="[1-9]/.test(text),
    incomplete: /<testsuites [^>]*errors="[1-9]/.test(text),
  }),
  cucumber(text) {
    const features: readonly {
      readonly name: string;
      readonly elements: readonly {
        readonly steps: readonly { readonly result: { readonly status: string; readonly error_message?: string } }[];
      }[];
    }[] = JSON.parse(text);
    const failed = features.flatMap((feature) =>
      feature.elements.flatMap((element) =>
        element.steps.filter((step) => step.result.status === 'failed').map((step) => step.result.error_message ?? ''),
      ),
    );
    const blocking = failed.filter((message) => message.startsWith('MARK')).length;
    return { blocking, failed: blocking > 0, incomplete: failed.length > blocking };
  },
};

/** The same run with messages that a reader of text recognises in failures only. */
function marked(run: RunResult): RunResult {
  return { ...run, results: run.results.map((one) => (one.blocking ? { ...one, message: `MARK ${one.message}` } : one)) };
}

const blockingUnknown = result({ status: 'unknown', blocking: true, ruleId: 'u', unknownBecause: 'X', fingerprint: 'u' });

const RUNS: Readonly<Record<string, RunResult>> = {
  'one of everything': SAMPLE_RUN,
  'all well': CLEAN_RUN,
  'nothing at all': runOf(),
  'failures only': runOf({ results: [result(), result({ ruleId: 'b', fingerprint: 'b', severity: 'info' }), blockingUnknown] }),
  'a broken rule only': runOf({ results: [result({ status: 'error', message: 'it threw' })] }),
  'a broken rule beside a failure of the same rule': runOf({
    results: [result(), result({ status: 'error', message: 'it threw', fingerprint: 'e' })],
  }),
  'lenient findings only': runOf({
    results: [
      result({ blocking: false, severity: 'low' }),
      result({ status: 'unknown' }),
      result({ status: 'suppressed' }),
      result({ status: 'excepted' }),
      result({ blocking: false, severity: 'critical', baseline: 'known' }),
    ],
  }),
  'an unread file only': runOf({
    gate: { incomplete: true },
    ledger: { files: [{ path: 'x.yaml', status: 'failed', reason: 'cut off' }] },
  }),
};

describe.each(Object.entries(RUNS))('%s', (_name, original) => {
  const run = marked(original);
  const merged = new Set(run.results.filter((one) => one.blocking).map((one) => one.fingerprint)).size;

  test.each(Object.entries(READERS))('%s says what the gate says', async (name, read) => {
    const format = Object.keys(READERS).find((known): known is ReportFormat => known === name);
    if (format === undefined) throw new Error(name);
    const reporter = await loadReporter(format);
    const text = reporter.render(run, { ...SAMPLE_ENVIRONMENT, rules: new Map() });
    expect(read(text)).toEqual({ blocking: merged, failed: run.gate.outcome === 'failed', incomplete: run.gate.incomplete });
    expect(run.summary.blocking > 0).toBe(run.gate.outcome === 'failed');
  });

  test('also when only what blocks is shown', async () => {
    for (const name of ['pretty', 'markdown', 'html', 'github'] as const) {
      const text = (await loadReporter(name)).render(run, environmentOf({ quiet: true }));
      expect(READERS[name](text), name).toEqual({
        blocking: merged,
        failed: run.gate.outcome === 'failed',
        incomplete: run.gate.incomplete,
      });
    }
  });
});
