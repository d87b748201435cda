import packaged, { type Builder } from 'junit-report-builder';
import { StackgateError } from '../model/errors.ts';
import type { RunResult } from '../model/result.ts';
import { cleanRun } from './clean-run.ts';
import { shortened } from './plain-text.ts';
import type { ReportEnvironment, Reporter } from './reporter.ts';
import { equalShares, RUN_SUITE, type TestCase, testReport } from './test-cases.ts';
import { verdictText } from './wording.ts';

const CDATA_END = ']]>';
/** A non-character that XML allows and cleaned text never holds. The builder escapes only the first end mark of a text. */
const CDATA_END_STAND_IN = '\ufdd0';

/** Characters of the text in a failure, error or output element. */
const BODY_LIMIT = 4500;

/** JUnit XML that CodeBuild, Jenkins, GitLab and CircleCI read, within the strict xUnit schema of Jenkins. */
export const junitReporter: Reporter = {
  name: 'junit',
  extension: 'xml',
  render(run: RunResult, environment: ReportEnvironment): string {
    const clean = cleanRun(run, environment).run;
    const { suites } = testReport(clean);
    const report = newBuilder().name('stackgate');
    const milliseconds = equalShares(
      clean.run.durationMs,
      suites.reduce((sum, suite) => sum + suite.cases.length, 0),
    ).values();
    const started = secondsOf(clean.run.startedAt);
    const skipMessages: string[] = [];
    for (const { name, cases } of suites) {
      const suite = report.testSuite().name(name);
      if (started !== undefined) suite.timestamp(started);
      if (name === RUN_SUITE) for (const [key, value] of Object.entries(runProperties(clean))) suite.property(key, value);
      let total = 0;
      for (const one of cases) {
        const time = milliseconds.next().value ?? 0;
        total += time;
        const element = suite
          .testCase()
          .name(one.name)
          .className(`stackgate.${name}`)
          .time(time / 1000);
        switch (one.outcome) {
          case 'failed':
            element.failure(one.message, 'fail').stacktrace(bodyOf(one));
            break;
          case 'error':
            element.error(one.message, 'error', bodyOf(one));
            break;
          case 'skipped':
            element.skipped().standardOutput(bodyOf(one));
            skipMessages.push(one.message);
            break;
          case 'passed':
            break;
        }
      }
      suite.time(total / 1000);
    }
    return completed(report.build(), skipMessages);
  },
};

/** The package exports the builder itself where its types promise a `default` member; bundlers do the one, Node the other. */
function newBuilder(): Builder {
  const exported: readonly unknown[] = [packaged, packaged.default];
  const builder = exported.find(isBuilder);
  if (builder === undefined) throw new StackgateError('INTERNAL', 'junit-report-builder has another shape than version 5');
  return builder.newBuilder();
}

function isBuilder(value: unknown): value is Builder {
  return typeof value === 'object' && value !== null && 'newBuilder' in value;
}

function bodyOf(one: TestCase): string {
  const steps = one.steps.map((step) => (step.outcome === 'passed' ? `${step.name}: ${step.message}` : step.detail));
  return shortened(steps.join('\n\n'), BODY_LIMIT).replaceAll(CDATA_END, CDATA_END_STAND_IN);
}

function runProperties(run: RunResult): Readonly<Record<string, string>> {
  return {
    'stackgate.version': run.tool.version,
    'stackgate.rules': run.tool.rules,
    'stackgate.verdict': verdictText(run),
    'stackgate.looseners': String(run.ledger.looseners.length),
    ...(run.run.commit === undefined ? {} : { 'stackgate.commit': run.run.commit }),
  };
}

/** ISO 8601 without fraction and zone, as the strict schemas want it. */
function secondsOf(startedAt: string): string | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(startedAt)?.[0];
}

/**
 * What the builder cannot say, put into its XML: the message of each `<skipped/>`, in document order; and what it says that the strict
 * schema does not know taken out: `skipped` on the root. In CDATA sections the stand-ins become end marks again, divided over two
 * sections; elsewhere the builder has escaped every `<` of a text, so that a tag found is a tag.
 */
function completed(xml: string, skipMessages: readonly string[]): string {
  const messages = skipMessages.values();
  return xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>|<skipped\/>|<testsuites\b[^>]*>/g, (match) => {
    if (match.startsWith('<![CDATA[')) return match.replaceAll(CDATA_END_STAND_IN, ']]]]><![CDATA[>');
    if (match.startsWith('<testsuites')) return match.replace(/ skipped="\d+"/, '');
    return `<skipped message="${attribute(messages.next().value ?? '')}"/>`;
  });
}

function attribute(text: string): string {
  return text.replace(/[&<>"\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}
