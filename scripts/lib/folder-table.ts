/** What code outside of `src/cli` needs a permission for. */
export const CAPABILITIES = {
  files: 'read or write files',
  process: 'touch the process, its environment or the current folder',
  clock: 'read the clock',
  random: 'draw random numbers',
  print: 'print',
  network: 'open a connection',
  spawn: 'start a program',
  load: 'load code whose name is computed',
} as const;

export type Capability = keyof typeof CAPABILITIES;

export interface FolderRule {
  /** Below `src/`; `.` is the files directly in `src/`. */
  readonly folder: string;
  readonly holds: string;
  /** What it must not do, in words; what follows from the other fields is not repeated here. */
  readonly mayNot: string;
  /** Folders (or single files) below `src/` that it may import from, beside itself; `*` is all but those in `except`. */
  readonly imports: readonly string[];
  readonly except?: readonly string[];
  /** Folders and files it may import types from, beside `imports`. */
  readonly types?: readonly string[];
  readonly packages: readonly string[];
  /** Capabilities of the whole folder, or of single files in it. */
  readonly may: readonly { readonly capability: Capability; readonly only?: readonly string[] }[];
  /** Sub-folders see only themselves, the named ones and what `imports` says. */
  readonly separate?: readonly string[];
}

const everything: FolderRule['may'] = (['files', 'process', 'clock', 'random', 'print', 'network', 'spawn', 'load'] as const).map(
  (capability) => ({ capability }),
);

/**
 * The architecture as a table, in the order of the data flow: `npm run check` holds the sources to it and docs/architecture.md prints it.
 * A folder that is missing in the table fails the check.
 */
export const FOLDERS: readonly FolderRule[] = [
  {
    folder: 'model',
    holds: 'the nouns as types and plain data: templates, values, resources, findings, results, settings, errors',
    mayNot: 'know how anything is loaded, judged or shown',
    imports: [],
    packages: [],
    may: [],
  },
  {
    folder: 'supply',
    holds: 'the suppliers of files: disk with ignore files, standard input; `{ path, bytes }` out',
    mayNot: 'judge, or change what it read',
    imports: ['model', 'loaders'],
    packages: ['ignore'],
    may: [{ capability: 'files' }],
  },
  {
    folder: 'loaders',
    holds: 'one sub-folder per format, and format detection: bytes in, a template with positions and diagnostics out',
    mayNot: 'throw for a bad file, guess a value, or reach for a file that the given reader does not hand out',
    imports: ['model'],
    packages: ['js-yaml', 'smol-toml'],
    may: [],
  },
  {
    folder: 'engine',
    holds: 'intrinsic resolution, conditions and scenarios, the reference graph, the rule runner',
    mayNot: 'know a file format or a single rule',
    imports: ['model'],
    packages: [],
    may: [],
  },
  {
    folder: 'rules',
    holds: 'one file per rule, one sub-folder per service, packs, the generated index',
    mayNot: 'know a file format, find positions, filter by type, apply exceptions or choose a severity; a service may not import another',
    imports: ['model', 'engine/rule-api.ts'],
    packages: [],
    may: [{ capability: 'load', only: ['rules/load-service.ts'] }],
    separate: ['shared'],
  },
  {
    folder: 'scanners',
    holds: 'one contract and one adapter per third-party scanner',
    mayNot: 'tell "found problems" from "did not work" by the exit code alone',
    imports: ['model'],
    packages: [],
    may: [],
  },
  {
    folder: 'exceptions',
    holds: 'the exception record, its states, matching',
    mayNot: 'remove a finding: it marks',
    imports: ['model'],
    packages: [],
    may: [],
  },
  {
    folder: 'gate',
    holds: 'correlate, suppress, except, compare with the baseline, decide',
    mayNot: 'lose a finding, or pass over something that was not looked at',
    imports: ['model', 'engine', 'exceptions'],
    packages: [],
    may: [],
  },
  {
    folder: 'reporters',
    holds: 'one file per report format, one contract: a run in, text out',
    mayNot: 'decide anything: what blocks is in the result',
    imports: ['model'],
    packages: ['junit-report-builder'],
    may: [],
  },
  {
    folder: 'config',
    holds: 'configuration and policy: reading, checking against the schema, merging, and where each setting came from',
    mayNot: 'let a repository loosen what a policy locks, or run code of a repository that the policy does not allow',
    imports: ['model', 'loaders', 'engine/rule-api.ts'],
    packages: ['ajv', 'ajv-formats', 'js-yaml', 'smol-toml'],
    may: [{ capability: 'load', only: ['config/load-typescript.ts'] }],
  },
  {
    folder: 'server',
    holds: 'the central validation API: one app, two entries (Node server, AWS Lambda)',
    mayNot: 'use the command line',
    imports: ['*'],
    except: ['cli'],
    packages: [],
    may: everything,
  },
  {
    folder: 'testing',
    holds: 'matchers, the rule tester, policy tests',
    mayNot: 'print or use the command line: a test runner shows the outcome',
    imports: ['*'],
    except: ['cli', 'server'],
    packages: ['js-yaml'],
    may: [{ capability: 'files' }],
  },
  {
    folder: 'integrations',
    holds: 'entries for other tools: CDK validation plugin, CloudFormation Hook, test runners',
    mayNot: 'hold logic of their own',
    imports: ['*'],
    except: ['cli', 'server'],
    packages: [],
    may: [{ capability: 'files' }, { capability: 'process' }, { capability: 'clock' }],
  },
  {
    folder: '.',
    holds: 'the library root: `index.ts` is the only public door, `scan.ts` joins the folders into a run',
    mayNot: 'use the command line',
    imports: ['*'],
    except: ['cli', 'server'],
    packages: [],
    may: [{ capability: 'clock', only: ['scan.ts', 'scan-template.ts'] }],
  },
  {
    folder: 'cli',
    holds: 'flags, wiring, printing, the exit code',
    mayNot: 'hold logic that the library lacks',
    imports: ['*'],
    packages: [],
    may: everything,
  },
];
