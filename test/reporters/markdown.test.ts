import { expect, test } from 'vitest';
import { markdownReporter } from '../../src/reporters/markdown.ts';
import { tableCells } from './consumers.ts';
import { environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN, sourcesOf } from './sample-run.ts';

test('signs of Markdown, HTML and mathematics in a message are shown as they are', () => {
  const text = markdownReporter.render(
    runOf({ results: [result({ message: '*all* _of_ `this` <b>is</b> & $x$ [plain](text) | # ~~not~~ @team' })] }),
    environmentOf(),
  );
  expect(text).toContain(
    '\\*all\\* \\_of\\_ \\`this\\` &lt;b&gt;is&lt;/b&gt; &amp; \\$x\\$ \\[plain\\](text) \\| \\# \\~\\~not\\~\\~ @\u2060team',
  );
});

test('bars in names do not add cells to a table', () => {
  const text = markdownReporter.render(
    runOf({
      results: [
        result({
          status: 'unknown',
          ruleId: 'a|b',
          file: 'c\\|d',
          unknownBecause: 'e|f\\',
          resource: { id: 'g`|`h', type: 't', path: 'g`|`h' },
        }),
      ],
    }),
    environmentOf(),
  );
  const rows = text.split('\n').filter((line) => line.includes('a\\|b'));
  expect(rows).toHaveLength(1);
  for (const row of rows) expect(tableCells(row)).toBe(4);
});

test('list items do not begin another list', () => {
  const text = markdownReporter.render(
    runOf({ gate: { incomplete: true, reasons: ['- dash', '+ plus', '1. one', '2) two'] } }),
    environmentOf(),
  );
  expect(text).toContain('- \\- dash\n- \\+ plus\n- 1\\. one\n- 2\\) two');
});

test('the fence of a code block is longer than the backticks in it', () => {
  const text = markdownReporter.render(
    runOf({ results: [result({ file: 'f', location: { line: 1, column: 1, endLine: 1, endColumn: 2 } })] }),
    {
      ...environmentOf({ sources: sourcesOf({ f: 'x: "```` not the end"' }) }),
    },
  );
  expect(text).toContain('`````text\n> 1 | x: "```` not the end"\n`````');
});

test('passes only when asked for', () => {
  expect(markdownReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT)).not.toContain('## Passed');
  expect(markdownReporter.render(SAMPLE_RUN, { ...SAMPLE_ENVIRONMENT, includePassed: true })).toContain('## Passed');
});
