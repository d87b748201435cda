import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, type Flag, usageLine } from '../src/cli/arguments.ts';
import { COMMAND_NAMES, COMMANDS } from '../src/cli/commands.ts';
import { ENVIRONMENT_VARIABLES } from '../src/config/environment.ts';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { prose, table } from './lib/markdown.ts';
import { PROJECT } from './lib/paths.ts';

const DOCUMENT = 'docs/cli.md';

function flagRow(flag: Flag): readonly string[] {
  const short = flag.short === undefined ? '' : `\`-${flag.short}\`, `;
  const value = flag.value === undefined ? '' : ` ${flag.value}`;
  return [`${short}\`--${flag.name}${value}\``, `${prose(flag.help)}${flag.repeatable === true ? '; can be repeated' : ''}`];
}

function commandSection(command: Command): string {
  return `### ${command.name}

${prose(command.summary)}

\`\`\`text
${usageLine(command).replace('Usage: ', '')}
\`\`\`

${table(['option', 'meaning'], command.flags.map(flagRow))}`;
}

const commands = COMMAND_NAMES.map((name) => commandSection(COMMANDS[name])).join('\n\n');
const variables = table(
  ['variable', 'meaning'],
  Object.entries(ENVIRONMENT_VARIABLES).map(([name, meaning]) => [`\`${name}\``, prose(meaning)]),
);
const text = readFileSync(join(PROJECT, DOCUMENT), 'utf8');
emitGenerated(new Map([[DOCUMENT, replaceSection(replaceSection(text, 'commands', commands), 'variables', variables)]]));
