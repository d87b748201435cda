import type { DiagnosticCode } from '../../model/diagnostics.ts';
import { nearest } from '../../model/nearest.ts';
import type { MappingEntry, Node } from '../../model/node.ts';

export type ReportFault = (code: DiagnosticCode, message: string, start: number, end: number, hint?: string) => void;

const list =
  (minimum: number, maximum: number) =>
  (argument: Node): boolean =>
    argument.kind === 'sequence' && argument.items.length >= minimum && argument.items.length <= maximum;

const isText = (node: Node | undefined): boolean => node?.kind === 'scalar' && node.value !== null;

/** A name, or with the language extensions a function that makes one. */
const isName = (node: Node): boolean => isText(node) || (node.kind === 'mapping' && node.entries.length === 1);

/** What each function takes; said in the error, tested on every call. */
const FUNCTIONS: ReadonlyMap<string, { readonly takes: string; readonly accepts: (argument: Node) => boolean }> = new Map([
  ['Ref', { takes: 'a name', accepts: isName }],
  ['Fn::And', { takes: 'a list of 2 to 10 conditions', accepts: list(1, 10) }],
  ['Fn::Or', { takes: 'a list of 2 to 10 conditions', accepts: list(1, 10) }],
  ['Fn::Not', { takes: 'a list of one condition', accepts: list(1, 1) }],
  ['Fn::Equals', { takes: 'a list of two values', accepts: list(2, 2) }],
  [
    'Fn::If',
    {
      takes: 'a list of a condition name and two values',
      accepts: (argument) => argument.kind === 'sequence' && argument.items.length === 3 && isText(argument.items[0]),
    },
  ],
  [
    'Fn::GetAtt',
    {
      takes: '`resource.attribute` or a list of the two',
      accepts: (argument) =>
        argument.kind === 'scalar'
          ? isText(argument) && argument.text.includes('.')
          : argument.kind === 'sequence' && argument.items.length >= 2,
    },
  ],
  [
    'Fn::Sub',
    {
      takes: 'a text, or a list of a text and a map of variables',
      accepts: (argument) =>
        argument.kind === 'scalar'
          ? isText(argument)
          : argument.kind === 'sequence' &&
            argument.items.length === 2 &&
            isText(argument.items[0]) &&
            argument.items[1]?.kind === 'mapping',
    },
  ],
  [
    'Fn::Join',
    {
      takes: 'a list of a delimiter and a list',
      accepts: (argument) => argument.kind === 'sequence' && argument.items.length === 2 && argument.items[0]?.kind === 'scalar',
    },
  ],
  [
    'Fn::Split',
    {
      takes: 'a list of a delimiter and a text',
      accepts: (argument) => argument.kind === 'sequence' && argument.items.length === 2 && isText(argument.items[0]),
    },
  ],
  ['Fn::Select', { takes: 'a list of an index and a list', accepts: list(2, 2) }],
  ['Fn::FindInMap', { takes: 'a list of map name, top-level key and second-level key', accepts: list(3, 4) }],
  ['Fn::Cidr', { takes: 'a list of an address block, a count and the bits', accepts: list(2, 3) }],
  ['Fn::Base64', { takes: 'a text', accepts: (argument) => argument.kind !== 'sequence' }],
  ['Fn::GetAZs', { takes: 'a region', accepts: (argument) => argument.kind !== 'sequence' }],
  ['Fn::ImportValue', { takes: 'the name of an export', accepts: (argument) => argument.kind === 'mapping' || isText(argument) }],
  ['Fn::GetStackOutput', { takes: 'the names of a stack and an output', accepts: () => true }],
  [
    'Fn::Transform',
    {
      takes: 'a map with the `Name` of a macro',
      accepts: (argument) => argument.kind === 'mapping' || argument.kind === 'sequence' || isText(argument),
    },
  ],
  ['Fn::Length', { takes: 'a list', accepts: (argument) => argument.kind !== 'scalar' }],
  ['Fn::ToJsonString', { takes: 'a map or a list', accepts: (argument) => argument.kind !== 'scalar' }],
  ['Fn::Contains', { takes: 'a list of a list and a value', accepts: list(2, 2) }],
  ['Fn::EachMemberEquals', { takes: 'a list of a list and a value', accepts: list(2, 2) }],
  ['Fn::EachMemberIn', { takes: 'a list of two lists', accepts: list(2, 2) }],
  ['Fn::RefAll', { takes: 'a parameter type', accepts: isText }],
  ['Fn::ValueOf', { takes: 'a list of a parameter and an attribute', accepts: list(2, 2) }],
  ['Fn::ValueOfAll', { takes: 'a list of a parameter type and an attribute', accepts: list(2, 2) }],
]);

/** Whether a node stands under a tag that is no function; the parser has reported it. */
export function isUnknownTag(node: Node): boolean {
  return node.kind === 'mapping' && node.entries.length === 1 && node.entries[0]?.key.startsWith('!') === true;
}

export interface IntrinsicUse {
  /** Called with the name of a condition that `Fn::If` or `Condition` names. */
  readonly onCondition?: (name: string, at: Node) => void;
}

/** Checks the shape of every function call below a node; what has the wrong one is reported where it stands. */
export function checkIntrinsics(root: Node, report: ReportFault, use: IntrinsicUse = {}): void {
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'sequence') {
      for (const item of node.items) if (item.kind !== 'scalar') open.push(item);
    } else if (node.kind === 'mapping') {
      for (const entry of node.entries) {
        checkEntry(entry, node.entries.length, report, use);
        if (entry.value.kind !== 'scalar') open.push(entry.value);
      }
    }
  }
}

function checkEntry(entry: MappingEntry, siblings: number, report: ReportFault, use: IntrinsicUse): void {
  const { key } = entry;
  if (key === 'Ref') {
    // A property may be called Ref; a call stands alone.
    if (siblings === 1 && !isName(entry.value)) report('malformed-intrinsic', '`Ref` takes a name', entry.keyStart, entry.keyEnd);
    return;
  }
  if (!key.startsWith('Fn::') || key.startsWith('Fn::ForEach::')) return;
  const known = FUNCTIONS.get(key);
  if (known === undefined) {
    const close = nearest(key, [...FUNCTIONS.keys()]);
    report(
      'unknown-function',
      `\`${key}\` is no CloudFormation function`,
      entry.keyStart,
      entry.keyEnd,
      close === undefined ? undefined : `Did you mean \`${close}\`?`,
    );
    return;
  }
  if (siblings > 1 && key !== 'Fn::Transform') {
    report(
      'malformed-intrinsic',
      `\`${key}\` stands beside other keys`,
      entry.keyStart,
      entry.keyEnd,
      'A function call is the only key of its map.',
    );
    return;
  }
  // What stands under an unknown tag was reported with the tag.
  if (!known.accepts(entry.value) && !isUnknownTag(entry.value)) {
    report('malformed-intrinsic', `\`${key}\` takes ${known.takes}`, entry.keyStart, entry.keyEnd);
    return;
  }
  if (key === 'Fn::If' && entry.value.kind === 'sequence') {
    const name = entry.value.items[0];
    if (name?.kind === 'scalar') use.onCondition?.(name.text, name);
  }
}
