import { readParameters } from '../../config/parameters.ts';
import { ALL_RULES } from '../../gate/select.ts';
import { hidden } from '../../hidden-texts.ts';
import { type Judged, judge } from '../../judge.ts';
import { expandedTemplate } from '../../loaders/cloudformation/expanded.ts';
import { Loader } from '../../loaders/load.ts';
import { splitSelector } from '../../loaders/parameters/parameter-file.ts';
import { StackgateError, StackgateErrors } from '../../model/errors.ts';
import type { Diagnostic } from '../../model/result.ts';
import { DEFAULT_SETTINGS, type ParameterValues } from '../../model/settings.ts';
import type { Reader, SuppliedFile } from '../../model/supply.ts';
import { visibleText } from '../../reporters/plain-text.ts';
import { secretMask } from '../../reporters/secrets.ts';
import { supplyFromDisk } from '../../supply/disk.ts';
import { diskReader } from '../../supply/disk-reader.ts';
import { pathFromRoot, resolveRoot } from '../../supply/root.ts';
import { supplyFromStandardInput } from '../../supply/stdin.ts';
import type { ParsedArguments } from '../arguments.ts';
import type { CommandResult, Surroundings } from './command.ts';

/** `stackgate expand <template>`: the template as AWS would see it, as JSON, without secrets. */
export async function expandCommand(args: ParsedArguments, surroundings: Surroundings): Promise<CommandResult> {
  const [path = '-'] = args.operands;
  const { cwd } = surroundings;
  const explicit = args.value('root');
  const root = resolveRoot({ cwd, ...(explicit === undefined ? {} : { explicit }) }).path;
  const parameters: ParameterValues = Object.fromEntries(
    args
      .list('parameters')
      .flatMap((file) =>
        Object.entries(readParameters(diskReader({ root, cwd, given: [splitSelector(file).file] }), pathFromRoot(root, cwd, file)).values),
      ),
  );
  const filename = args.value('stdin-filename');
  if (filename !== undefined && path !== '-') throw new StackgateError('USAGE', '--stdin-filename goes with the path `-`');
  const supply =
    path === '-'
      ? supplyFromStandardInput(await surroundings.readStdin(), { root, cwd, ...(filename === undefined ? {} : { filename }) })
      : supplyFromDisk({ root, cwd, paths: [path] });
  const { units } = new Loader(supply.files, supply.reader).load(parameters);
  const judged = judgedForSecrets(supply.files, supply.reader, parameters, surroundings);
  const { mask } = secretMask(hidden(judged).secrets);
  const diagnostics = judged.run.ledger.files.flatMap((file) => (file.diagnostics ?? []).map((diagnostic) => ({ file, diagnostic })));
  const errors = diagnostics
    .filter(({ diagnostic }) => diagnostic.level === 'error')
    .map(({ file, diagnostic }) => unreadable(file.path, diagnostic, mask));
  if (errors.length > 0) throw new StackgateErrors(errors);
  const stacks = units.flatMap((unit) => unit.stacks);
  const [stack] = stacks;
  if (stack === undefined) throw new StackgateError('TEMPLATE_UNREADABLE', 'there is no template to expand', { file: path });
  const printed =
    stacks.length === 1
      ? expandedTemplate(stack.template)
      : Object.fromEntries(stacks.map((one) => [one.identity, expandedTemplate(one.template)]));
  const words = judged.run.ledger.files
    .filter((file) => file.status === 'unsupported')
    .map((file) => `warning: ${visibleText(`${file.path}: ${file.reason ?? 'is not expanded'}`)}\n`);
  const masked = (_key: string, value: unknown): unknown => (typeof value === 'string' ? mask(value) : value);
  return {
    exitCode: 0,
    stdout: `${JSON.stringify(printed, masked, 2)}\n`,
    ...(words.length === 0 ? {} : { stderr: words.join('') }),
  };
}

/** Only the rules know which values are secrets, beside those that the template itself declares to be. */
function judgedForSecrets(files: readonly SuppliedFile[], reader: Reader, parameters: ParameterValues, { clock }: Surroundings): Judged {
  const settings = { ...DEFAULT_SETTINGS, packs: [ALL_RULES], targets: [{ parameters, source: '--parameters' }] };
  return judge({ files, reader, settings, clock });
}

function unreadable(file: string, { message, location, hint }: Diagnostic, mask: (text: string) => string): StackgateError {
  return new StackgateError('TEMPLATE_UNREADABLE', mask(message), {
    file,
    ...(location === undefined ? {} : { line: location.line, column: location.column }),
    ...(hint === undefined ? {} : { hint: mask(hint) }),
  });
}
