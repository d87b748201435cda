import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadReporter, REPORT_FORMATS, type ReportFormat } from '../src/reporters/index.ts';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { table } from './lib/markdown.ts';
import { PROJECT } from './lib/paths.ts';
import { MAPPED_FORMATS, mappedTo, type Sample, SEVERITY_SAMPLES, STATUS_SAMPLES } from './lib/report-mapping.ts';

const DOCUMENT = 'docs/reports.md';

const READERS: Readonly<Record<ReportFormat, string>> = {
  pretty: 'people at a terminal, and build logs',
  json: 'programs: everything that is known of the run ([JSON Schema](../schemas/result.schema.json))',
  junit: 'AWS CodeBuild (`JUNITXML`), Jenkins, GitLab, CircleCI and most others',
  cucumber: 'AWS CodeBuild (`CUCUMBERJSON`), and everything that reads the JSON of cucumber-js',
  sarif: 'GitHub code scanning, and tools that read SARIF 2.1.0',
  markdown: 'comments on pull requests',
  html: 'people with a browser; one file that loads nothing',
  github: 'GitHub Actions: annotations on standard output, and the step summary',
  gitlab: 'GitLab Code Quality',
};

async function mappingTable(title: string, samples: readonly Sample[]): Promise<string> {
  const rows = await Promise.all(
    samples.map(async (sample) => [sample.what, ...(await Promise.all(MAPPED_FORMATS.map((format) => mappedTo(format, sample))))]),
  );
  return table([title, ...MAPPED_FORMATS.map((format) => `\`${format}\``)], rows);
}

const formats = await Promise.all(
  REPORT_FORMATS.map(async (format) => [`\`${format}\``, `\`.${(await loadReporter(format)).extension}\``, READERS[format]]),
);
let text = readFileSync(join(PROJECT, DOCUMENT), 'utf8');
text = replaceSection(text, 'formats', table(['format', 'file', 'for'], formats));
text = replaceSection(text, 'statuses', await mappingTable('what was found', STATUS_SAMPLES));
text = replaceSection(text, 'severities', await mappingTable('a failure of severity', SEVERITY_SAMPLES));
emitGenerated(new Map([[DOCUMENT, text]]));
