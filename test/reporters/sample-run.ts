import type { GateDecision, Ledger, LedgerFile, Result, RunResult, Status, Summary } from '../../src/model/result.ts';
import { STATUSES } from '../../src/model/result.ts';
import { SEVERITIES, type Severity } from '../../src/model/severity.ts';
import { type Location, SourceText } from '../../src/model/source.ts';
import type { ReportEnvironment } from '../../src/reporters/reporter.ts';

export function at(line: number, column: number, endColumn: number, endLine = line): Location {
  return { line, column, endLine, endColumn };
}

/** A failing, blocking result; everything can be overridden. */
export function result(changes: Partial<Result> = {}): Result {
  return {
    ruleId: 's3/bucket-public-read-prohibited',
    scanner: 'stackgate',
    status: 'fail',
    severity: 'critical',
    blocking: changes.status === undefined || changes.status === 'fail',
    file: 'templates/storage.yaml',
    location: at(8, 7, 20),
    message: 'the ACL PublicRead lets everybody read the objects',
    fingerprint: '1:8f14e45fceea167a',
    ...changes,
  };
}

const NO_LEDGER: Ledger = {
  files: [],
  scanners: [],
  rules: { selected: 0, run: 0, packs: [] },
  resources: { evaluated: 0, withoutRule: 0, opaque: {} },
  looseners: [],
  refused: [],
};

export interface RunParts {
  readonly results?: readonly Result[];
  readonly gate?: Partial<GateDecision>;
  readonly ledger?: Partial<Ledger>;
  readonly run?: Partial<RunResult['run']>;
}

/** A run around some results, with the gate and the counts that follow from them. */
export function runOf({ results = [], gate = {}, ledger = {}, run = {} }: RunParts = {}): RunResult {
  const blocking = results.filter((one) => one.blocking).length;
  const broken = results.some((one) => one.status === 'error');
  return {
    schemaVersion: 1,
    tool: { name: 'stackgate', version: '0.1.0', rules: 'c0ffee' },
    run: { startedAt: '2026-11-24T09:30:00.000Z', durationMs: 1234.5, root: '.', targets: [], ...run },
    gate: {
      outcome: blocking > 0 ? 'failed' : 'passed',
      incomplete: broken,
      failOn: 'high',
      reasons: [...(blocking > 0 ? [`${blocking} findings at or above high`] : []), ...(broken ? ['a rule could not be evaluated'] : [])],
      ...gate,
    },
    summary: summaryOf(results),
    ledger: { ...NO_LEDGER, ...ledger },
    results,
  };
}

function summaryOf(results: readonly Result[]): Summary {
  const count = (keep: (one: Result) => boolean) => results.filter(keep).length;
  const byStatus: Record<Status, number> = { fail: 0, error: 0, unknown: 0, pass: 0, suppressed: 0, excepted: 0 };
  for (const status of STATUSES) byStatus[status] = count((one) => one.status === status);
  const failuresBySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const severity of SEVERITIES) failuresBySeverity[severity] = count((one) => one.status === 'fail' && one.severity === severity);
  return {
    byStatus,
    failuresBySeverity,
    blocking: count((one) => one.blocking),
    assumptions: count((one) => one.status === 'pass' && (one.assumptions ?? []).length > 0),
  };
}

export function environmentOf(changes: Partial<ReportEnvironment> = {}): ReportEnvironment {
  return { sources: new Map(), secrets: [], colour: false, includePassed: false, verbose: false, quiet: false, ...changes };
}

export function sourcesOf(texts: Readonly<Record<string, string>>): ReadonlyMap<string, SourceText> {
  return new Map(Object.entries(texts).map(([path, text]) => [path, new SourceText(path, text)]));
}

const STORAGE = `Parameters:
  Env:
    Type: String
    Default: dev
Resources:
  AssetsBucket:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
      BucketName: !Sub assets-\${Env}
  LogsBucket:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: Suspended
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: correct-horse-battery
      PubliclyAccessible: !Ref Open
      StorageEncrypted: !ImportValue shared-encryption
`;

const BROKEN = `Resources:
  Queue:
    Type: AWS::SQS::Queue
   Properties: {}
`;

export const SAMPLE_SECRET = 'correct-horse-battery';

export const SAMPLE_SOURCES = sourcesOf({ 'templates/storage.yaml': STORAGE, 'templates/broken.yaml': BROKEN });

const TARGETS = [
  { id: 'dev', name: 'dev', account: '111122223333', region: 'eu-west-1', source: 'stackgate.config.yaml:4' },
  { id: 'prod', name: 'prod', account: '444455556666', region: 'eu-west-1', source: 'stackgate.config.yaml:8' },
];

const ASSETS = { id: 'AssetsBucket', type: 'AWS::S3::Bucket', path: 'AssetsBucket' };
const LOGS = { id: 'LogsBucket', type: 'AWS::S3::Bucket', path: 'LogsBucket' };
const DATABASE = { id: 'Database', type: 'AWS::RDS::DBInstance', path: 'Database' };

const publicRead = result({
  resource: ASSETS,
  property: '/AccessControl',
  location: at(9, 7, 20),
  remediation: 'Remove AccessControl and set PublicAccessBlockConfiguration.',
  reportedBy: ['stackgate', 'checkov'],
});

const SAMPLE_RESULTS: readonly Result[] = [
  { ...publicRead, target: 'dev' },
  { ...publicRead, target: 'prod' },
  result({
    ruleId: 's3/bucket-versioning-enabled',
    severity: 'medium',
    blocking: false,
    resource: LOGS,
    property: '/VersioningConfiguration/Status',
    location: at(15, 9, 15),
    message: 'versioning is Suspended and should be Enabled',
    remediation: 'Set VersioningConfiguration.Status to Enabled.',
    target: 'prod',
    fingerprint: '1:c9f0f895fb98ab91',
  }),
  result({
    ruleId: 'rds/instance-public-access-prohibited',
    severity: 'high',
    resource: DATABASE,
    property: '/PubliclyAccessible',
    location: at(20, 7, 25),
    message: 'the instance can be reached from the internet',
    scenarios: ['IsProd is false'],
    assumptions: ['the default of Env'],
    target: 'dev',
    fingerprint: '1:45c48cce2e2d7fbd',
    related: [{ file: 'templates/storage.yaml', location: at(2, 3, 6), message: 'Env has the default dev' }],
  }),
  result({
    ruleId: 'rds/instance-storage-encrypted',
    status: 'unknown',
    severity: 'high',
    resource: DATABASE,
    property: '/StorageEncrypted',
    location: at(21, 7, 23),
    message: 'whether storage is encrypted cannot be told',
    unknownBecause: 'Fn::ImportValue on shared-encryption',
    target: 'dev',
    fingerprint: '1:d3d9446802a44259',
  }),
  result({
    ruleId: 'rds/instance-no-plain-password',
    status: 'excepted',
    severity: 'critical',
    resource: DATABASE,
    property: '/MasterUserPassword',
    location: at(19, 7, 25),
    message: `the password stands in the template: ${SAMPLE_SECRET}`,
    exception: {
      id: 'EX-7',
      approvedBy: 'alice',
      expiresAt: '2027-01-31',
      ticket: 'SEC-123',
      reason: 'moved to Secrets Manager in January',
    },
    fingerprint: '1:6512bd43d9caa6e0',
  }),
  result({
    ruleId: 's3/bucket-logging-enabled',
    status: 'suppressed',
    severity: 'medium',
    resource: LOGS,
    location: at(11, 3, 13),
    message: 'access logging is not configured',
    suppression: { kind: 'comment', reason: 'this is the log bucket' },
    fingerprint: '1:c20ad4d76fe97759',
  }),
  result({
    ruleId: 's3/bucket-encryption-enabled',
    status: 'pass',
    severity: 'high',
    resource: LOGS,
    location: at(11, 3, 13),
    message: 'encrypted by default',
    assumptions: ['the default of Env'],
    fingerprint: '1:c51ce410c124a10e',
  }),
  result({
    ruleId: 's3/bucket-encryption-enabled',
    status: 'pass',
    severity: 'high',
    resource: ASSETS,
    location: at(6, 3, 15),
    message: 'encrypted by default',
    fingerprint: '1:aab3238922bcc25a',
  }),
  result({
    ruleId: 'cloudformation/stack-termination-protected',
    severity: 'low',
    blocking: false,
    file: 'cdk.out/Web.template.json',
    location: at(1, 1, 2),
    source: { file: 'lib/web-stack.ts', line: 12, column: 5 },
    message: 'the stack can be deleted by anybody who may deploy it',
    fingerprint: '1:9bf31c7ff062936a',
    baseline: 'known',
  }),
];

const SAMPLE_FILES: readonly LedgerFile[] = [
  { path: 'cdk.out/Web.template.json', status: 'scanned', format: 'cdk', sha256: 'ab12', resources: 0 },
  {
    path: 'templates/broken.yaml',
    status: 'failed',
    reason: 'the YAML is not well-formed',
    diagnostics: [
      {
        level: 'error',
        code: 'yaml-syntax',
        message: 'the indentation fits no open mapping',
        hint: 'indent Properties like Type',
        location: at(4, 4, 5),
      },
    ],
  },
  { path: 'templates/storage.yaml', status: 'scanned', format: 'cloudformation', sha256: 'cd34', resources: 6 },
  { path: 'infra/main.tf', status: 'not-evaluated', reason: 'Terraform sources are judged as a plan: terraform show -json' },
  { path: 'legacy/old.yaml', status: 'ignored', reason: '.stackgateignore:2' },
];

/** One of everything: blocking, lenient, unknown, excepted, suppressed, passed; a broken file, targets, a CDK stack. */
export const SAMPLE_RUN: RunResult = runOf({
  results: SAMPLE_RESULTS,
  run: { commit: '0123abc', dirty: true, targets: TARGETS },
  gate: {
    outcome: 'failed',
    incomplete: true,
    reasons: ['3 findings at or above high block the gate', 'templates/broken.yaml could not be read'],
  },
  ledger: {
    files: SAMPLE_FILES,
    scanners: [{ name: 'stackgate', version: '0.1.0', outcome: 'completed', durationMs: 87 }],
    rules: { selected: 61, run: 9, packs: ['recommended'] },
    resources: { evaluated: 6, withoutRule: 1, opaque: { 'Acme::Net::Vpc::MODULE': 1 } },
    looseners: [
      { kind: 'disabled-rule', subject: 's3/bucket-object-lock-enabled', origin: 'stackgate.config.yaml:12', reason: 'not for caches' },
      { kind: 'suppression', subject: 's3/bucket-logging-enabled', origin: 'templates/storage.yaml:11' },
    ],
    refused: [{ kind: 'fail-on', subject: 'none', origin: '--fail-on', reason: 'the policy locks it at high' }],
  },
});

/** A run in which everything is well. */
export const CLEAN_RUN: RunResult = runOf({
  results: [
    result({
      status: 'pass',
      severity: 'high',
      resource: ASSETS,
      ruleId: 's3/bucket-encryption-enabled',
      location: at(6, 3, 15),
      message: 'encrypted',
    }),
  ],
  ledger: {
    files: [{ path: 'templates/storage.yaml', status: 'scanned', format: 'cloudformation', sha256: 'cd34', resources: 1 }],
    scanners: [{ name: 'stackgate', version: '0.1.0', outcome: 'completed' }],
    rules: { selected: 61, run: 1, packs: ['recommended'] },
    resources: { evaluated: 1, withoutRule: 0, opaque: {} },
  },
});

export const SAMPLE_ENVIRONMENT: ReportEnvironment = environmentOf({
  sources: SAMPLE_SOURCES,
  secrets: [SAMPLE_SECRET],
  rules: new Map([
    [
      's3/bucket-public-read-prohibited',
      { title: 'Buckets are not readable by everybody', rationale: 'Objects of a public bucket are found within minutes.' },
    ],
  ]),
});
