import type { RunResult } from '../model/result.ts';
import { cleanRun } from './clean-run.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import { type CaseOutcome, equalShares, RUN_SUITE, type SuiteName, type TestCase, type TestStep, testReport } from './test-cases.ts';

const STATUS_OF_OUTCOME = {
  failed: 'failed',
  error: 'failed',
  skipped: 'skipped',
  passed: 'passed',
} as const satisfies Record<CaseOutcome, string>;

/** Cucumber JSON as cucumber-js writes it: what CodeBuild takes as `CUCUMBERJSON`. */
export const cucumberReporter: Reporter = {
  name: 'cucumber',
  extension: 'json',
  render(run: RunResult, environment: ReportEnvironment): string {
    const clean = cleanRun(run, environment).run;
    const { suites } = testReport(clean);
    const count = suites.reduce((sum, suite) => sum + suite.cases.length, 0);
    const nanoseconds = equalShares(clean.run.durationMs * 1e6, count).values();
    const features = suites.map(({ name, cases }) => ({
      description: descriptionOf(name),
      elements: cases.map((one) => scenarioOf(name, one, nanoseconds.next().value ?? 0)),
      id: name,
      keyword: 'Feature',
      line: 1,
      name,
      tags: [{ line: 1, name: `@${name}` }],
      uri: `stackgate/${name}`,
    }));
    return `${JSON.stringify(features, undefined, 2)}\n`;
  },
};

function descriptionOf(name: SuiteName): string {
  return name === RUN_SUITE ? 'Whether everything was looked at' : `Rules of severity ${name}`;
}

function scenarioOf(suite: SuiteName, one: TestCase, duration: number) {
  const durations = equalShares(duration, one.steps.length);
  return {
    description: '',
    id: `${suite};${idOf(one.name)}`,
    keyword: 'Scenario',
    line: one.steps[0]?.line ?? 1,
    name: one.name,
    steps: one.steps.map((step, index) => stepOf(step, durations[index] ?? 0)),
    tags: [{ line: 1, name: `@${suite}` }],
    type: 'scenario',
  };
}

function stepOf(step: TestStep, duration: number) {
  const failed = step.outcome === 'failed' || step.outcome === 'error';
  return {
    arguments: [],
    keyword: 'Then ',
    line: step.line ?? 1,
    // A skipped step has no place for its reason but its name; of a failed one it stands in the error message.
    name: step.outcome === 'skipped' ? `${step.name}: ${step.message}` : step.name,
    match: { location: step.file === undefined ? 'stackgate' : `${step.file}:${step.line ?? 1}` },
    result: {
      status: STATUS_OF_OUTCOME[step.outcome],
      duration,
      ...(failed ? { error_message: step.detail } : {}),
    },
  };
}

/** Unique and without white space. */
function idOf(name: string): string {
  return encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%20', '+');
}
