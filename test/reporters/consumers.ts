import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { validateXML } from 'xmllint-wasm';

/** The readers that reports are made for, each as a function from a report to what it finds wrong with it. */

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

function faultsBy(validate: ValidateFunction): (text: string) => readonly string[] {
  return (text) => {
    if (validate(JSON.parse(text))) return [];
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  };
}

export const resultSchemaFaults = faultsBy(
  new Ajv2020({ allErrors: true }).compile(JSON.parse(textOf('../../schemas/result.schema.json'))),
);

export const cucumberFaults = faultsBy(new Ajv({ allErrors: true }).compile(JSON.parse(textOf('schemas/cucumber-js.schema.json'))));

export const sarifSchemaFaults = faultsBy(officialSarifSchema());

/** The schema as OASIS wrote it for draft 4, of which only `id` and the reference to the draft mean another thing today. */
function officialSarifSchema(): ValidateFunction {
  const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _draft, id: _id, ...schema }: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
  const known: AnySchema = schema;
  return new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(known);
}

/** What libxml2 says of JUnit XML against the strict xUnit schema; several documents at once cost little more than one. */
export async function junitFaults(...documents: readonly string[]): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `report-${index}.xml`, contents })),
    schema: [textOf('schemas/junit-strict.xsd')],
    initialMemoryPages: 512,
    maxMemoryPages: 4096,
  });
  return errors.map((error) => error.rawMessage);
}

/** What libxml2 says of documents that only have to be well-formed. */
export async function xmlFaults(...documents: readonly string[]): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `page-${index}.xml`, contents })),
    normalization: 'format',
    initialMemoryPages: 512,
    maxMemoryPages: 4096,
  });
  return errors.map((error) => error.rawMessage);
}

interface SarifText {
  readonly text: string;
}
interface SarifPlace {
  readonly physicalLocation?: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: { readonly startLine: number; readonly startColumn: number; readonly endLine: number; readonly endColumn: number };
  };
}
export interface SarifLog {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: SarifText;
          readonly fullDescription: SarifText;
          readonly help: SarifText;
          readonly properties: { readonly tags: readonly string[]; readonly 'security-severity': string };
        }[];
      };
    };
    readonly automationDetails: { readonly id: string };
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly exitCode: number;
      readonly toolExecutionNotifications: readonly (SarifPlace & {
        readonly level: string;
        readonly message: SarifText;
        readonly locations?: readonly SarifPlace[];
      })[];
    }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: SarifText;
      readonly locations: readonly SarifPlace[];
      readonly relatedLocations?: readonly SarifPlace[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions?: unknown;
      readonly occurrenceCount: number;
      readonly properties: { readonly blocking: boolean };
    }[];
    readonly properties: { readonly leftOut: number };
  }[];
}

/** What GitHub code scanning would refuse or silently ignore in a SARIF file. */
export function codeScanningFaults(text: string): readonly string[] {
  const log: SarifLog = JSON.parse(text);
  const faults: string[] = [];
  const demand = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  demand(log.version === '2.1.0' && log.$schema !== '', 'version and $schema');
  demand(log.runs.length <= 20, 'at most 20 runs');
  for (const run of log.runs) {
    demand(run.results.length <= 25_000, 'at most 25,000 results');
    demand(run.tool.driver.rules.length <= 25_000, 'at most 25,000 rules');
    demand(run.automationDetails.id.includes('/'), 'a category ends at a slash');
    for (const rule of run.tool.driver.rules) {
      demand(rule.shortDescription.text !== '' && rule.shortDescription.text.length <= 1024, `${rule.id}: shortDescription`);
      demand(rule.fullDescription.text !== '' && rule.fullDescription.text.length <= 1024, `${rule.id}: fullDescription`);
      demand(rule.help.text !== '', `${rule.id}: help`);
      demand(rule.properties.tags.length <= 10 && rule.properties.tags.includes('security'), `${rule.id}: tags`);
      const severity = Number(rule.properties['security-severity']);
      demand(severity > 0 && severity <= 10, `${rule.id}: security-severity`);
    }
    for (const result of run.results) {
      demand(run.tool.driver.rules[result.ruleIndex]?.id === result.ruleId, `${result.ruleId}: ruleIndex`);
      demand(result.message.text !== '', `${result.ruleId}: message`);
      demand(result.suppressions === undefined, `${result.ruleId}: suppressions are not supported`);
      demand(!('primaryLocationLineHash' in result.partialFingerprints), `${result.ruleId}: a line hash is computed by the upload`);
      demand(result.locations.length >= 1 && result.locations.length <= 1000, `${result.ruleId}: locations`);
      for (const place of result.locations) {
        const uri = place.physicalLocation?.artifactLocation.uri ?? '';
        const region = place.physicalLocation?.region;
        demand(uri !== '' && URL.canParse(uri, 'file:///checkout/'), `${result.ruleId}: uri ${uri}`);
        demand(region !== undefined && region.startLine >= 1 && region.startColumn >= 1, `${result.ruleId}: region start`);
        demand(
          region !== undefined &&
            (region.endLine > region.startLine || (region.endLine === region.startLine && region.endColumn > region.startColumn)),
          `${result.ruleId}: region end`,
        );
      }
    }
  }
  return faults;
}

/** The columns of a Markdown table row, by GitHub's rule: a bar divides unless a backslash stands before it. */
export function tableCells(row: string): number {
  let bars = 0;
  for (let index = 0; index < row.length; index++) {
    if (row[index] === '\\') index++;
    else if (row[index] === '|') bars++;
  }
  return bars - 1;
}
