import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_NAMES } from '../../config/load.ts';
import { StackgateError } from '../../model/errors.ts';
import { visibleText } from '../../reporters/plain-text.ts';
import { resolveRoot } from '../../supply/root.ts';
import type { ParsedArguments } from '../arguments.ts';
import { writeAtomically } from '../output.ts';
import type { CommandResult, Surroundings } from './command.ts';

/** Every setting with its default, as comments: what is not uncommented changes nothing. */
export const CONFIGURATION_TEXT = `# Configuration of stackgate. Every setting is optional; all of them are commented out and show the default or an example.
# \`stackgate scan --print-config\` prints the settings in force and where each of them came from.

# The name of this project, for records that are kept outside of it.
# project: order-service

# Sets of rules. \`stackgate rules\` lists the rules of all packs; \`all\` is every rule.
# packs: [recommended]

# Rules beside the packs, and rules not to run, by id or with \`*\`.
# rules: ['s3/*']
# disable: [s3/bucket-access-logging-enabled]

# The mildest severity that fails the gate: critical, high, medium, low, info or none.
# failOn: high

# What a failure in only some scenarios (conditions of the template) means: fail or warn.
# conditional: fail

# What a verdict means that cannot be known: ignore, warn or fail. One word, or one for each severity.
# unknown: warn
# unknown: { critical: fail, high: fail, medium: warn, low: ignore, info: ignore }

# Severities and options of single rules. \`stackgate explain <rule>\` shows the options.
# severities:
#   s3/bucket-versioning-enabled: high
# options:
#   ec2/security-group-no-public-high-risk-ports: { ports: [21, 23, 3306] }

# Places to deploy to. Each is judged on its own, with its parameters.
# environments:
#   dev:
#     account: '111122223333'
#     region: eu-west-1
#     parameters: { Env: dev }
#   prod:
#     account: '444455556666'
#     region: eu-west-1
#     parametersFile: parameters/prod.json

# What a walk leaves out, in .gitignore syntax. What is left out is named in the report.
# ignore: ['examples/']

# Whether what is deliberately not evaluated (a cdk.json without cdk.out, .tf files without a plan) makes the run incomplete.
# strict: false

# Whether a run that finds no templates is in order.
# allowEmpty: false

# Reports when the command line asks for none. One without a file goes to stdout.
# reports:
#   - { format: cucumber, file: reports/cucumber.json }
#   - { format: junit, file: reports/junit.xml }

# Rules of your own: JSON Schema over the properties of a resource.
# customRules:
#   - id: acme/bucket-name-prefix
#     title: Bucket names start with acme-
#     severity: medium
#     resourceTypes: [AWS::S3::Bucket]
#     message: the name of the bucket does not start with acme-
#     schema: { properties: { BucketName: { type: string, pattern: '^acme-' } } }
`;

/** \`stackgate init\`: a commented configuration in the root. */
export function initCommand(args: ParsedArguments, { cwd }: Surroundings): CommandResult {
  const explicit = args.value('root');
  const { path: root } = resolveRoot({ cwd, ...(explicit === undefined ? {} : { explicit }) });
  const existing = CONFIG_NAMES.find((name) => existsSync(join(root, name)));
  const [name] = CONFIG_NAMES;
  if (existing !== undefined && !(existing === name && args.has('force'))) {
    const hint = existing === name ? 'Use --force to overwrite it.' : 'Only one configuration can be in force; remove it first.';
    throw new StackgateError('USAGE', `there is a configuration already: ${existing}`, { hint });
  }
  writeAtomically(join(root, name), CONFIGURATION_TEXT);
  return { exitCode: 0, stderr: `wrote ${visibleText(join(root, name))}; next: stackgate scan\n` };
}
