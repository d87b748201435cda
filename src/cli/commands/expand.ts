import { resolve } from 'node:path';
import { readParameters } from '../../config/parameters.ts';
import { expandedTemplate } from '../../loaders/cloudformation/expanded.ts';
import { Loader } from '../../loaders/load.ts';
import { StackgateError, StackgateErrors } from '../../model/errors.ts';
import type { ParameterValues } from '../../model/settings.ts';
import { supplyFromDisk } from '../../supply/disk.ts';
import { diskReader } from '../../supply/disk-reader.ts';
import { pathFromRoot, resolveRoot } from '../../supply/root.ts';
import { supplyFromStandardInput } from '../../supply/stdin.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CommandResult, Surroundings } from './command.ts';

/** `stackgate expand <template>`: the template as AWS would see it, as JSON. A NoEcho parameter's default is masked. */
export async function expandCommand(args: ParsedArguments, surroundings: Surroundings): Promise<CommandResult> {
  const [path = '-'] = args.operands;
  const { cwd } = surroundings;
  const explicit = args.value('root');
  const root = resolveRoot({ cwd, ...(explicit === undefined ? {} : { explicit }) }).path;
  const parameters: ParameterValues = Object.fromEntries(
    args
      .list('parameters')
      .flatMap((file) => Object.entries(readParameters(diskReader({ root, cwd, given: [file] }), pathFromRoot(root, cwd, file)).values)),
  );
  const filename = args.value('stdin-filename');
  const supply =
    path === '-'
      ? supplyFromStandardInput(await surroundings.readStdin(), { root, cwd, ...(filename === undefined ? {} : { filename }) })
      : supplyFromDisk({ root, cwd, paths: [resolve(cwd, path)] });
  const { units, files } = new Loader(supply.files, supply.reader).load(parameters);
  const errors = files.flatMap((file) =>
    file.diagnostics
      .filter((diagnostic) => diagnostic.level === 'error')
      .map(
        (diagnostic) =>
          new StackgateError('TEMPLATE_UNREADABLE', diagnostic.message, {
            file: file.path,
            ...(diagnostic.location === undefined ? {} : { line: diagnostic.location.line, column: diagnostic.location.column }),
            ...(diagnostic.hint === undefined ? {} : { hint: diagnostic.hint }),
          }),
      ),
  );
  if (errors.length > 0) throw new StackgateErrors(errors);
  const stacks = units.flatMap((unit) => unit.stacks);
  const [stack] = stacks;
  if (stack === undefined) throw new StackgateError('TEMPLATE_UNREADABLE', 'there is no template to expand', { file: path });
  const printed =
    stacks.length === 1
      ? expandedTemplate(stack.template)
      : Object.fromEntries(stacks.map((one) => [one.identity, expandedTemplate(one.template)]));
  return { exitCode: 0, stdout: `${JSON.stringify(printed, undefined, 2)}\n` };
}
