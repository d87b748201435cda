import { SEVERITIES } from '../model/severity.ts';
import { REPORT_FORMATS } from '../reporters/reporter.ts';
import type { Command, Flag } from './arguments.ts';

const HELP: Flag = { name: 'help', short: 'h', help: 'print this help' };

const CONFIGURATION: readonly Flag[] = [
  {
    name: 'config',
    value: '<file>',
    completes: 'file',
    help: 'the configuration, instead of stackgate.config.{yaml,json,ts,mjs} in the root',
  },
  { name: 'no-config', help: 'read no configuration' },
  { name: 'policy', value: '<file>', completes: 'file', help: "the organisation's policy, which nothing here can loosen" },
  { name: 'root', value: '<folder>', completes: 'folder', help: 'what paths are relative to; default: the git top level' },
];

const SELECTION: readonly Flag[] = [
  { name: 'pack', value: '<name>', repeatable: true, completes: 'pack', help: 'a set of rules; default: recommended; `all` is every rule' },
  { name: 'rule', value: '<id|glob>', repeatable: true, completes: 'rule', help: 'rules to run; beside --pack they are added to it' },
  { name: 'disable', value: '<id|glob>', repeatable: true, completes: 'rule', help: 'rules not to run; wins over --pack and --rule' },
];

const PARAMETERS: Flag = {
  name: 'parameters',
  value: '<file>',
  repeatable: true,
  completes: 'file',
  help: 'values of template parameters (CloudFormation CLI form, CodePipeline template configuration, samconfig.toml)',
};

const TARGET: readonly Flag[] = [
  PARAMETERS,
  { name: 'account', value: '<id>', help: 'the AWS account to deploy to; inside CodeBuild: its own' },
  { name: 'region', value: '<name>', help: 'the region to deploy to; inside CodeBuild: its own' },
];

/** Every command with its flags: help, parsing, shell completion and the documentation come from here. */
export const COMMANDS = {
  scan: {
    name: 'scan',
    operands: '[paths…]',
    maxOperands: Number.POSITIVE_INFINITY,
    completes: 'path',
    summary: 'Judge templates and decide. Formats are recognised by content; the default is the current folder.',
    flags: [
      {
        name: 'report',
        value: '<format>[=<file>]',
        repeatable: true,
        completes: 'report',
        help: `a report: ${REPORT_FORMATS.join(', ')}; one without a file goes to stdout`,
      },
      { name: 'format', value: '<format>', choices: REPORT_FORMATS, help: 'with --output, short for one --report' },
      { name: 'output', value: '<file>', completes: 'file', help: 'where the report of --format goes' },
      ...SELECTION,
      {
        name: 'fail-on',
        value: '<severity|none>',
        choices: [...SEVERITIES, 'none'],
        help: 'the mildest severity that fails the gate; default: high',
      },
      {
        name: 'conditional',
        value: '<fail|warn>',
        choices: ['fail', 'warn'],
        help: 'what a failure in only some scenarios means; default: fail',
      },
      { name: 'scanner', value: '<name>', repeatable: true, help: 'a third-party scanner to run beside the built-in rules' },
      ...TARGET,
      ...CONFIGURATION,
      { name: 'strict', help: 'what is deliberately not evaluated makes the run incomplete' },
      { name: 'stdin-filename', value: '<path>', completes: 'file', help: 'the name of what is read from stdin (path `-`)' },
      { name: 'include-passed', help: 'list passes too' },
      { name: 'allow-empty', help: 'no templates found is no error' },
      { name: 'print-config', help: 'print the settings in force and where each came from, and stop' },
      { name: 'no-color', help: 'no colour, on a terminal either' },
      { name: 'quiet', short: 'q', help: 'only what blocks or is missing, and the verdict' },
      { name: 'verbose', short: 'v', help: 'more of everything' },
      HELP,
    ],
  },
  rules: {
    name: 'rules',
    operands: '',
    maxOperands: 0,
    summary: 'List the rules.',
    flags: [
      { name: 'format', value: '<format>', choices: ['pretty', 'json', 'markdown'], help: 'pretty, json or markdown; default: pretty' },
      ...SELECTION,
      HELP,
    ],
  },
  explain: {
    name: 'explain',
    operands: '<rule>',
    maxOperands: 1,
    minOperands: 1,
    completes: 'rule',
    summary: 'Say what a rule wants, why, and show its examples. Ids of other tools (CKV_AWS_21) are understood.',
    flags: [HELP],
  },
  expand: {
    name: 'expand',
    operands: '<template>',
    maxOperands: 1,
    minOperands: 1,
    completes: 'path',
    summary: 'Print a template as AWS would see it: loops expanded, as JSON on stdout.',
    flags: [
      PARAMETERS,
      { name: 'root', value: '<folder>', completes: 'folder', help: 'what paths are relative to' },
      { name: 'stdin-filename', value: '<path>', completes: 'file', help: 'the name of what is read from stdin (path `-`)' },
      HELP,
    ],
  },
  init: {
    name: 'init',
    operands: '',
    maxOperands: 0,
    summary: 'Write a commented stackgate.config.yaml.',
    flags: [
      { name: 'root', value: '<folder>', completes: 'folder', help: 'where to write it; default: the git top level' },
      { name: 'force', help: 'overwrite a configuration that is there' },
      HELP,
    ],
  },
  doctor: {
    name: 'doctor',
    operands: '',
    maxOperands: 0,
    summary: 'Check the installation and the configuration, and say what would be used.',
    flags: [...CONFIGURATION, HELP],
  },
  completion: {
    name: 'completion',
    operands: '<bash|zsh|fish>',
    maxOperands: 1,
    minOperands: 1,
    completes: 'shell',
    summary: 'Print a completion script for a shell.',
    flags: [HELP],
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS).filter((name): name is CommandName => name in COMMANDS);

export function overview(): string {
  const width = Math.max(...COMMAND_NAMES.map((name) => name.length)) + 2;
  const lines = COMMAND_NAMES.map((name) => `  ${name.padEnd(width)}${COMMANDS[name].summary}`);
  return `Usage: stackgate <command> [options]\n\nA policy gate for AWS infrastructure templates.\n\nCommands:\n${lines.join('\n')}\n\n\`stackgate <command> --help\` lists the options of a command, \`stackgate --version\` prints the version.\nExit codes: 0 gate passed, 1 gate failed, 2 wrong use, 3 incomplete, 4 a bug in stackgate.\n`;
}
