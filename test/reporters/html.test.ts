import { expect, test } from 'vitest';
import { htmlReporter } from '../../src/reporters/html.ts';
import { xmlFaults } from './consumers.ts';
import { CLEAN_RUN, environmentOf, result, runOf, SAMPLE_ENVIRONMENT, SAMPLE_RUN } from './sample-run.ts';

test('is well-formed, to the last quoted attribute', async () => {
  const pages = [SAMPLE_RUN, CLEAN_RUN, runOf()].map((run) => htmlReporter.render(run, { ...SAMPLE_ENVIRONMENT, includePassed: true }));
  expect(await xmlFaults(...pages)).toEqual([]);
});

test('asks for nothing from outside and runs nothing', () => {
  const page = htmlReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT);
  expect(page).toContain("default-src 'none'");
  expect(page.replace('http://www.w3.org/1999/xhtml', '')).not.toMatch(/https?:|<script|<link|<img|@import|url\(/);
  expect(page).toContain('prefers-color-scheme: dark');
});

test('text stays text', () => {
  const attack = '<script>alert(1)</script><img src=x onerror="a()"> & \' "';
  const page = htmlReporter.render(runOf({ results: [result({ message: attack, file: attack, ruleId: attack })] }), environmentOf());
  expect(page).not.toContain('<script>');
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; &#39; &quot;');
});

test('shows the verdict, the line and how to fix it', () => {
  const page = htmlReporter.render(SAMPLE_RUN, SAMPLE_ENVIRONMENT);
  expect(page).toContain('<h1 class="failed">Gate failed: 3 findings block it (fail-on high); the run is incomplete</h1>');
  expect(page).toContain('<mark>      AccessControl: PublicRead</mark>');
  expect(page).toContain('<dt>Fix</dt><dd>Remove AccessControl and set PublicAccessBlockConfiguration.</dd>');
});
