import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result, RunResult } from '../../src/model/result.ts';
import { renderStepSummary } from '../../src/reporters/github.ts';
import { loadReporter, REPORT_FORMATS, type ReportEnvironment, type ReportFormat } from '../../src/reporters/index.ts';
import {
  codeScanningFaults,
  cucumberFaults,
  junitFaults,
  resultSchemaFaults,
  sarifSchemaFaults,
  tableCells,
  xmlFaults,
} from './consumers.ts';
import { environmentOf, result, runOf, sourcesOf } from './sample-run.ts';

/** Pieces that break serialisers, terminals and report formats, among ordinary text. */
const piece = fc.oneof(
  fc.constantFrom(
    ']]>',
    '<![CDATA[',
    '</failure><skipped/>',
    '<script>alert(1)</script>',
    '&amp;',
    '"\'',
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\0',
    '\x07',
    '\x1b[31m',
    '\x1b]8;;http://example.test\x07',
    '\x9b1m',
    '\x7f',
    '\ud800',
    '\udc00',
    '\ud83d\ude00',
    '\u202e',
    '\u2066',
    '\u2028',
    '\ufeff',
    '\ufffe',
    '\uffff',
    '\u{e0041}',
    '\u{10ffff}',
    '|',
    '`',
    '```',
    '\\',
    '\\|',
    '* _x_',
    '# ',
    '- ',
    '@team',
    '$x$',
    '%0A',
    '::error::',
    '![x](y)',
    '漢字',
    'e\u0301',
    '__proto__',
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

const wild = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));

const place = fc.record({
  line: fc.integer({ min: 1, max: 9 }),
  column: fc.integer({ min: 1, max: 90 }),
  endLine: fc.integer({ min: 1, max: 9 }),
  endColumn: fc.integer({ min: 1, max: 90 }),
});

const wildResult: fc.Arbitrary<Result> = fc
  .record(
    {
      ruleId: wild,
      scanner: wild,
      status: fc.constantFrom(
        'fail' as const,
        'error' as const,
        'unknown' as const,
        'pass' as const,
        'suppressed' as const,
        'excepted' as const,
      ),
      severity: fc.constantFrom('critical' as const, 'high' as const, 'medium' as const, 'low' as const, 'info' as const),
      file: fc.oneof(fc.constantFrom('known.yaml', 'other.json'), wild),
      location: place,
      message: wild,
      fingerprint: wild,
      resource: fc.record({ id: wild, type: wild, path: wild }),
      property: wild,
      source: fc.record(
        { file: wild, line: fc.integer({ min: 1, max: 9 }), column: fc.integer({ min: 1, max: 9 }) },
        { requiredKeys: ['file'] },
      ),
      remediation: wild,
      target: wild,
      scenarios: fc.array(wild, { maxLength: 5 }),
      assumptions: fc.array(wild, { maxLength: 3 }),
      unknownBecause: wild,
      reportedBy: fc.array(wild, { maxLength: 3 }),
      exception: fc.record({ id: wild, approvedBy: wild, expiresAt: wild, ticket: wild, reason: wild }, { requiredKeys: ['id'] }),
      suppression: fc.record({ kind: wild, reason: wild, until: wild }, { requiredKeys: ['kind'] }),
      baseline: fc.constantFrom('new' as const, 'known' as const),
      related: fc.array(fc.record({ file: wild, location: place, message: wild }), { maxLength: 2 }),
    },
    { requiredKeys: ['ruleId', 'scanner', 'status', 'severity', 'file', 'location', 'message', 'fingerprint'] },
  )
  .chain((made) =>
    fc.boolean().map((blocks) => result({ ...made, blocking: blocks && (made.status === 'fail' || made.status === 'unknown') })),
  );

const wildRun: fc.Arbitrary<RunResult> = fc
  .record({
    results: fc.array(wildResult, { maxLength: 6 }),
    incomplete: fc.boolean(),
    reasons: fc.array(wild, { maxLength: 2 }),
    root: wild,
    commit: wild,
    targets: fc.array(fc.record({ id: wild, name: wild, account: wild, region: wild, source: wild }, { requiredKeys: ['id'] }), {
      maxLength: 2,
    }),
    files: fc.array(
      fc.record(
        {
          path: fc.oneof(fc.constant('known.yaml'), wild),
          status: fc.constantFrom(
            'scanned' as const,
            'failed' as const,
            'unsupported' as const,
            'not-evaluated' as const,
            'ignored' as const,
          ),
          reason: wild,
          diagnostics: fc.array(
            fc.record(
              { level: fc.constantFrom('error' as const, 'warning' as const), code: wild, message: wild, hint: wild, location: place },
              { requiredKeys: ['level', 'code', 'message'] },
            ),
            { maxLength: 2 },
          ),
        },
        { requiredKeys: ['path', 'status'] },
      ),
      { maxLength: 3 },
    ),
    scanners: fc.array(
      fc.record(
        { name: wild, version: wild, outcome: fc.constantFrom('completed' as const, 'broken' as const), reason: wild },
        { requiredKeys: ['name', 'outcome'] },
      ),
      { maxLength: 2 },
    ),
    looseners: fc.array(fc.record({ kind: fc.constant('setting' as const), subject: wild, origin: wild, reason: wild }), { maxLength: 2 }),
    opaque: fc.dictionary(wild, fc.integer({ min: 1, max: 5 }), { maxKeys: 2 }),
  })
  .map(({ results, incomplete, reasons, root, commit, targets, files, scanners, looseners, opaque }) =>
    runOf({
      results,
      run: { root, commit, targets },
      gate: { incomplete, reasons },
      ledger: { files, scanners, looseners, refused: looseners, resources: { evaluated: 1, withoutRule: 0, opaque } },
    }),
  );

const environment: fc.Arbitrary<ReportEnvironment> = fc
  .record({
    text: fc.array(wild, { maxLength: 9 }).map((lines) => lines.join('\n')),
    includePassed: fc.boolean(),
    verbose: fc.boolean(),
    quiet: fc.boolean(),
    width: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
  })
  .map(({ text, width, ...rest }) =>
    environmentOf({
      ...rest,
      ...(width === undefined ? {} : { width }),
      sources: sourcesOf({ 'known.yaml': text, 'other.json': '{"a":1}' }),
    }),
  );

/** Everything below 0x20 but the line feed, DEL, C1, marks that change the reading direction, and halves of characters. */
const STEERING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the reporter's own colours
const OWN_COLOURS = /\x1b\[(?:1|2|7|22|27|3[1-9])m/g;

async function renderers(): Promise<(format: ReportFormat, run: RunResult, env: ReportEnvironment) => string> {
  const reporters = new Map(await Promise.all(REPORT_FORMATS.map(async (format) => [format, await loadReporter(format)] as const)));
  return (format, run, env) => {
    const reporter = reporters.get(format);
    if (reporter === undefined) throw new Error(format);
    return reporter.render(run, env);
  };
}

test('whatever stands in a run, every JSON format parses and holds to its schema', async () => {
  const render = await renderers();
  fc.assert(
    fc.property(wildRun, environment, (run, env) => {
      expect(resultSchemaFaults(render('json', run, env))).toEqual([]);
      expect(cucumberFaults(render('cucumber', run, env))).toEqual([]);
      const sarif = render('sarif', run, env);
      expect(sarifSchemaFaults(sarif)).toEqual([]);
      expect(codeScanningFaults(sarif)).toEqual([]);
      const issues: readonly { readonly fingerprint: string }[] = JSON.parse(render('gitlab', run, env));
      expect(new Set(issues.map((issue) => issue.fingerprint)).size).toBe(issues.length);
    }),
    { numRuns: 150 },
  );
});

test('whatever stands in a run, JUnit is valid and HTML well-formed XML', async () => {
  const render = await renderers();
  const runs = fc.sample(fc.tuple(wildRun, environment), 60);
  expect(await junitFaults(...runs.map(([run, env]) => render('junit', run, env)))).toEqual([]);
  expect(await xmlFaults(...runs.map(([run, env]) => render('html', run, env)))).toEqual([]);
});

test('whatever stands in a run, nothing steers the terminal or the log', async () => {
  const render = await renderers();
  fc.assert(
    fc.property(wildRun, environment, (run, env) => {
      for (const format of ['pretty', 'markdown', 'html', 'github', 'junit'] as const)
        expect(render(format, run, env), format).not.toMatch(STEERING);
      expect(render('pretty', run, { ...env, colour: true }).replace(OWN_COLOURS, '')).toBe(render('pretty', run, env));
    }),
    { numRuns: 150 },
  );
});

test('whatever stands in a run, Markdown tables keep their columns and no HTML gets through', async () => {
  const render = await renderers();
  fc.assert(
    fc.property(wildRun, environment, (run, env) => {
      const text = render('markdown', run, env);
      expect(renderStepSummary(run, env)).toBe(text);
      let columns: number | undefined;
      let fence: string | undefined;
      for (const line of text.split('\n')) {
        const ticks = /^`{3,}/.exec(line)?.[0];
        if (fence !== undefined) {
          if (line === fence) fence = undefined;
          continue;
        }
        if (ticks !== undefined && line === `${ticks}text`) {
          fence = ticks;
          continue;
        }
        const isRow = line.startsWith('| ');
        if (isRow) {
          columns ??= tableCells(line);
          expect(tableCells(line), line).toBe(columns);
        } else columns = undefined;
        const withoutCode = line.replace(/(?<!\\)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
        expect(withoutCode, line).not.toMatch(/<[a-z!/]/i);
      }
      expect(fence).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

/** Letters that no format writes by itself, and signs that formats escape. */
const secretText = fc
  .tuple(
    fc.constantFrom('Qx7', 'hunter2-Zq', 'p"q\'Zx&<>', 'Zk\nWq\nYv0123456', 'Zx | Qy `', 'Q\u00e9Zx%0A'),
    fc.stringMatching(/^[QXZJ]{5,9}$/),
  )
  .map(([head, tail]) => `${head}${tail}`);

test('secrets appear in no format, wherever a value of the template may stand', async () => {
  const render = await renderers();
  fc.assert(
    fc.property(wildRun, environment, secretText, wild, (run, env, secret, around) => {
      const text = `${around}${secret}${around}`;
      const leaking: RunResult = {
        ...run,
        gate: { ...run.gate, incomplete: true, reasons: [text] },
        ledger: {
          ...run.ledger,
          files: [
            {
              path: 'known.yaml',
              status: 'failed',
              reason: text,
              diagnostics: [
                { level: 'error', code: 'c', message: text, hint: text, location: { line: 2, column: 3, endLine: 2, endColumn: 9 } },
              ],
            },
          ],
          scanners: [{ name: 's', outcome: 'broken', reason: text }],
        },
        results: run.results.map((one) => ({
          ...one,
          file: 'known.yaml',
          message: text,
          remediation: text,
          unknownBecause: text,
          property: `/${text}`,
          scenarios: [text],
          assumptions: [text],
          resource: { id: text, type: 'T', path: text },
          related: [{ file: 'known.yaml', location: one.location, message: text }],
        })),
      };
      const indented = secret.replaceAll('\n', '\n      ');
      const sources = sourcesOf({
        'known.yaml': `A:\n  Password: ${indented}\n  Json: ${JSON.stringify(secret)}\n  Quoted: '${secret.replaceAll("'", "''")}'\n`,
      });
      // The last part is letters only: no escaping could hide it.
      const tail = /[QXZJ]{5,9}$/.exec(secret)?.[0] ?? secret;
      for (const format of REPORT_FORMATS) {
        const shown = render(format, leaking, { ...env, sources, secrets: [secret], includePassed: true, quiet: false });
        expect(shown.includes(tail), `${format}: ${shown}`).toBe(false);
      }
    }),
    { numRuns: 100 },
  );
});
