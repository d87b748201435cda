import { describe, expect, it } from 'vitest';
import { blocks, decide, exitCodeOf, type GateSettings, summarise } from '../../src/gate/decide.ts';
import type { LedgerFile, Result, Status } from '../../src/model/result.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import { SEVERITIES, type Severity } from '../../src/model/severity.ts';

const settings = (changed: Partial<GateSettings> = {}): GateSettings => ({ ...DEFAULT_SETTINGS, ...changed });

const result = (status: Status, severity: Severity = 'high', more: Partial<Result> = {}): Result => ({
  ruleId: 's3/a',
  scanner: 'stackgate',
  status,
  severity,
  blocking: false,
  file: 't.yaml',
  location: { line: 1, column: 1, endLine: 1, endColumn: 1 },
  message: 'm',
  fingerprint: 'v1:0',
  ...more,
});

describe('what blocks', () => {
  it.each(SEVERITIES.flatMap((threshold) => SEVERITIES.map((severity) => [severity, threshold] as const)))(
    'a failure of severity %s at the threshold %s',
    (severity, threshold) => {
      expect(blocks(result('fail', severity), settings({ failOn: threshold }))).toBe(
        SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold),
      );
    },
  );

  it('nothing, when the threshold is none', () => {
    expect(blocks(result('fail', 'critical'), settings({ failOn: 'none' }))).toBe(false);
  });

  it('a failure in only some scenarios, unless that is only to be warned of', () => {
    const conditional = result('fail', 'high', { scenarios: ['IsProd is false'] });
    expect(blocks(conditional, settings())).toBe(true);
    expect(blocks(conditional, settings({ conditional: 'warn' }))).toBe(false);
    expect(blocks(result('fail'), settings({ conditional: 'warn' }))).toBe(true);
  });

  it('what is not known, only where that is asked for', () => {
    const strict = settings({ unknown: { critical: 'fail', high: 'warn', medium: 'ignore', low: 'warn', info: 'warn' } });
    expect(blocks(result('unknown', 'critical'), settings())).toBe(false);
    expect(blocks(result('unknown', 'critical'), strict)).toBe(true);
    expect(blocks(result('unknown', 'high'), strict)).toBe(false);
    expect(blocks(result('unknown', 'critical'), { ...strict, failOn: 'none' })).toBe(false);
  });

  it.each(['pass', 'error', 'suppressed', 'excepted'] as const)('never %s', (status) => {
    expect(blocks(result(status, 'critical'), settings({ failOn: 'info' }))).toBe(false);
  });
});

describe('the decision', () => {
  const files = (...statuses: LedgerFile['status'][]): LedgerFile[] =>
    statuses.map((status, index) => ({ path: `${index}.yaml`, status, reason: 'why' }));
  const evidence = (results: readonly Result[], ledger: readonly LedgerFile[] = []): Parameters<typeof decide>[0] => ({
    results,
    files: ledger,
    scanners: [],
    unmet: [],
  });

  it('passes without blocking results', () => {
    const gate = decide(evidence([result('fail', 'low')], files('scanned', 'ignored', 'not-a-template', 'not-evaluated')), settings());
    expect(gate).toEqual({ outcome: 'passed', incomplete: false, failOn: 'high', reasons: [] });
    expect(exitCodeOf(gate)).toBe(0);
  });

  it('fails with one', () => {
    const gate = decide(evidence([result('fail', 'high', { blocking: true })]), settings());
    expect(gate).toMatchObject({ outcome: 'failed', incomplete: false, reasons: ['1 failure of severity high or above'] });
    expect(exitCodeOf(gate)).toBe(1);
  });

  it.each([
    ['an unread file', evidence([], files('failed'))],
    ['an unsupported file', evidence([], files('unsupported'))],
    ['a rule that broke', evidence([result('error')])],
    ['a broken scanner', { ...evidence([]), scanners: [{ name: 'x', outcome: 'broken' as const }] }],
    ['an unmet demand', { ...evidence([]), unmet: ['the policy demands more'] }],
  ])('is incomplete for %s, whatever else', (_, given) => {
    const gate = decide(given, settings());
    expect(gate).toMatchObject({ outcome: 'passed', incomplete: true });
    expect(gate.reasons).toHaveLength(1);
    expect(exitCodeOf(gate)).toBe(3);
    const failing = decide({ ...given, results: [...given.results, result('fail', 'high', { blocking: true })] }, settings());
    expect(failing).toMatchObject({ outcome: 'failed', incomplete: true });
    expect(exitCodeOf(failing)).toBe(3);
  });

  it('is incomplete for what was deliberately not evaluated only when strict', () => {
    expect(decide(evidence([], files('not-evaluated')), settings({ strict: true })).incomplete).toBe(true);
    expect(decide(evidence([], files('not-evaluated')), settings()).incomplete).toBe(false);
  });

  it('counts by status and severity, and the passes that rest on an assumption', () => {
    const summary = summarise([
      result('fail', 'high', { blocking: true }),
      result('fail', 'low'),
      result('pass', 'high', { assumptions: ['the default of Env'] }),
      result('pass'),
      result('unknown'),
    ]);
    expect(summary).toMatchObject({
      byStatus: { fail: 2, pass: 2, unknown: 1, error: 0 },
      failuresBySeverity: { high: 1, low: 1, critical: 0 },
      blocking: 1,
      assumptions: 1,
    });
  });
});
