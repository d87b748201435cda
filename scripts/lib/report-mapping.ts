import type { Result, RunResult, Status } from '../../src/model/result.ts';
import { SEVERITIES, type Severity } from '../../src/model/severity.ts';
import { loadReporter, type ReportEnvironment, type ReportFormat } from '../../src/reporters/index.ts';

/** Formats that a program reads and that make something else of a finding; what each makes is read out of a real report. */
export const MAPPED_FORMATS = ['junit', 'cucumber', 'sarif', 'github', 'gitlab'] as const satisfies readonly ReportFormat[];

type MappedFormat = (typeof MAPPED_FORMATS)[number];

/** What is looked up: a run that holds one thing. */
export interface Sample {
  readonly what: string;
  readonly run: RunResult;
}

const ENVIRONMENT: ReportEnvironment = {
  sources: new Map(),
  secrets: [],
  colour: false,
  includePassed: true,
  verbose: false,
  quiet: false,
};

const NONE = 'not in it';

function sampleResult(status: Status, severity: Severity, blocking: boolean): Result {
  return {
    ruleId: 'sample/rule',
    scanner: 'stackgate',
    status,
    severity,
    blocking,
    file: 'sample.yaml',
    location: { line: 1, column: 1, endLine: 1, endColumn: 2 },
    message: 'sample',
    fingerprint: '1:sample',
    ...(status === 'unknown' ? { unknownBecause: 'sample' } : {}),
    ...(status === 'excepted' ? { exception: { id: 'sample' } } : {}),
    ...(status === 'suppressed' ? { suppression: { kind: 'sample' } } : {}),
  };
}

function runOf(what: string, result: Result | undefined, isIncomplete = false): Sample {
  const failed = result?.blocking === true;
  return {
    what,
    run: {
      schemaVersion: 1,
      tool: { name: 'stackgate', version: '0.0.0', rules: '' },
      run: { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 0, root: '.', targets: [] },
      gate: { outcome: failed ? 'failed' : 'passed', incomplete: isIncomplete, failOn: 'high', reasons: [] },
      summary: {
        byStatus: { fail: 0, error: 0, unknown: 0, pass: 0, suppressed: 0, excepted: 0 },
        failuresBySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
        blocking: failed ? 1 : 0,
        assumptions: 0,
      },
      ledger: {
        files: [
          result === undefined
            ? { path: 'sample.yaml', status: 'failed', reason: 'sample' }
            : { path: 'sample.yaml', status: 'scanned', format: 'cloudformation' },
        ],
        scanners: [],
        rules: { selected: 1, run: 1, packs: [] },
        resources: { evaluated: 1, withoutRule: 0, opaque: {} },
        looseners: [],
        refused: [],
      },
      results: result === undefined ? [] : [result],
    },
  };
}

/** One of everything that can be said of a resource or a file. */
export const STATUS_SAMPLES: readonly Sample[] = [
  runOf('a failure that blocks', sampleResult('fail', 'high', true)),
  runOf('a failure that does not', sampleResult('fail', 'low', false)),
  runOf('unknown, and blocks', sampleResult('unknown', 'high', true)),
  runOf('unknown, and does not', sampleResult('unknown', 'high', false)),
  runOf('a rule that broke', sampleResult('error', 'high', false), true),
  runOf('excepted', sampleResult('excepted', 'high', false)),
  runOf('suppressed', sampleResult('suppressed', 'high', false)),
  runOf('a pass', sampleResult('pass', 'high', false)),
  runOf('a file that could not be read', undefined, true),
];

/** A failure of each severity. */
export const SEVERITY_SAMPLES: readonly Sample[] = SEVERITIES.map((severity) =>
  runOf(severity, sampleResult('fail', severity, severity === 'critical' || severity === 'high')),
);

/** What a format makes of a sample, in its own words. */
export async function mappedTo(format: MappedFormat, { run }: Sample): Promise<string> {
  const text = (await loadReporter(format)).render(run, ENVIRONMENT);
  switch (format) {
    case 'junit':
      return junitOutcome(text);
    case 'cucumber':
      return cucumberOutcome(text);
    case 'sarif':
      return sarifLevel(text);
    case 'github': {
      const level = /^::(\w+) [^\n]*file=sample\.yaml/m.exec(text)?.[1];
      return level === undefined ? NONE : `${level} annotation`;
    }
    case 'gitlab':
      return gitlabSeverity(text);
  }
}

function junitOutcome(xml: string): string {
  const [, body] = /<testcase name="[^"]*sample[^"]*"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/.exec(xml) ?? [];
  const found = ['failure', 'error', 'skipped'].find((element) => body?.includes(`<${element}`));
  return found === undefined ? 'passed' : `\`<${found}>\``;
}

function cucumberOutcome(json: string): string {
  const features: readonly {
    readonly elements: readonly { readonly name: string; readonly steps: readonly { readonly result: { readonly status: string } }[] }[];
  }[] = JSON.parse(json);
  const scenario = features.flatMap(({ elements }) => elements).find(({ name }) => name.includes('sample'));
  return scenario?.steps[0]?.result.status ?? NONE;
}

function sarifLevel(json: string): string {
  const log: {
    readonly runs: readonly {
      readonly results?: readonly { readonly kind?: string; readonly level?: string }[];
      readonly invocations?: readonly {
        readonly toolExecutionNotifications?: readonly { readonly level?: string }[];
      }[];
    }[];
  } = JSON.parse(json);
  const [run] = log.runs;
  const result = run?.results?.[0];
  if (result !== undefined)
    return result.kind === undefined || result.kind === 'fail' ? `${result.level}` : `${result.kind}, ${result.level}`;
  const notification = run?.invocations?.flatMap((invocation) => invocation.toolExecutionNotifications ?? [])[0];
  return notification === undefined ? NONE : `notification, ${notification.level}`;
}

function gitlabSeverity(json: string): string {
  const issues: readonly { readonly severity: string; readonly check_name: string }[] = JSON.parse(json);
  return (issues.find((issue) => issue.check_name === 'sample/rule') ?? issues[0])?.severity ?? NONE;
}
