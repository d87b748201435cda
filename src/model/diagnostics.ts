import type { Diagnostic } from './result.ts';

/**
 * What loaders say about a file, by code, with the meaning in a sentence; docs/errors.md is made from it. A code that is missing here
 * breaks the build.
 */
export const DIAGNOSTICS = {
  // Any file
  unreadable: 'The file cannot be read: it is missing, a folder, a loop of links, or there is no permission.',
  'too-large': 'The file is larger than what is read of its format.',
  binary: 'The file is an archive, an image or other data, and no text.',
  encoding: 'The bytes are no valid UTF-8 or UTF-16.',
  syntax: 'The text is no well-formed YAML, JSON or TOML. The place is where the parser gave up.',
  empty: 'There is nothing in the file.',
  'not-a-template': 'The file was named on the command line, and has the marks of no format that is known.',
  // YAML and JSON
  'too-deep': 'Maps and lists are nested deeper than what is read.',
  'several-documents': 'The file holds several YAML documents; a template is one.',
  'duplicate-key': 'A key stands twice in a map, also when a loop makes it so. Only one of them would count.',
  'complex-key': 'A key is a list or a map, most often an unquoted `{{ placeholder }}`.',
  'unknown-tag': 'A tag such as `!Something` is no short form of a CloudFormation function.',
  'unknown-alias': 'A YAML alias has no anchor before it.',
  'alias-bomb': 'The YAML aliases expand to more than what is read.',
  'bad-merge': 'A YAML merge key (`<<`) is followed by something other than maps.',
  'bad-number': 'A value is tagged as a number and is none.',
  'leading-zero': 'Warning: a number starts with a zero and is not quoted; CloudFormation may change it.',
  'yaml-alias': 'Warning: the template has YAML aliases, which were followed here and which CloudFormation refuses.',
  // Templates
  'not-a-map': 'The template is a list or a text, and not a map of sections.',
  'no-resources': 'The template has no `Resources` section.',
  'mistyped-section': 'A section of the template has the wrong shape.',
  'mistyped-parameter': 'A parameter is no map.',
  'mistyped-resource': 'A resource is no map.',
  'mistyped-properties': 'The `Properties` of a resource are no map.',
  'mistyped-condition': 'The `Condition` of a resource is no name.',
  'no-type': 'A resource has no `Type`.',
  'malformed-intrinsic': 'The argument of an intrinsic function has the wrong shape, or the function does not stand alone.',
  'unknown-function': 'A key that begins with `Fn::` is no CloudFormation function.',
  'unknown-condition': 'A condition is used and not declared.',
  'condition-cycle': 'Conditions depend on each other in a circle.',
  'loop-too-large': '`Fn::ForEach` makes more copies than what is read.',
  'rules-refuse':
    'The `Rules` of the template refuse every deployment with the parameters at hand. Its resources were judged all the same.',
  // Nested stacks
  'child-not-loaded': 'Warning: the template of a nested stack is remote, or its place cannot be known, and it was not looked at.',
  'missing-child': 'The template of a nested stack is not where its parent says.',
  'child-cycle': 'A nested stack leads back to its own parent.',
  'too-many-stacks': 'There are more stacks or nested stacks than what is read.',
  // Cloud assemblies
  'bad-manifest': 'The `manifest.json` of a cloud assembly has the wrong shape.',
  'bad-artifact': 'An artifact of a cloud assembly lacks what its type needs.',
  'bad-environment': 'Warning: the environment of a stack has another form than `aws://account/region`.',
  'unknown-artifact': 'Warning: an artifact has a type that is not known, and was not looked at.',
  'outside-assembly': 'A path leads out of the cloud assembly, and was not followed.',
  'assembly-cycle': 'A nested assembly leads back to one that was loaded.',
  'too-many-assemblies': 'There are more assemblies, or deeper nested ones, than what is read.',
  'missing-assembly': 'The manifest of a nested assembly is not there.',
  'missing-template': 'The template of a stack is not there.',
  'missing-context': 'Warning: the assembly was made without values that CDK looks up in the account, so that templates hold placeholders.',
  'no-metadata': 'Warning: the metadata of a stack cannot be read; construct paths and source lines may be missing.',
  'no-version': 'Warning: the manifest states no version.',
  'newer-assembly': 'Warning: the manifest is of a newer version than those known here.',
  // Parameter files
  'parameters-form': 'The file has none of the forms of a parameter file.',
  'parameter-pair': 'An item of a parameter file is not of the form Key=Value.',
  'parameter-name': 'A name in a parameter file is no name of a parameter.',
  'parameter-value': 'A value in a parameter file is neither text, a number, a truth value nor a list of these.',
  'duplicate-parameter': 'A parameter has two values in one file.',
  'unknown-key': 'An item of a parameter file has a key that is not known.',
  'unknown-environment': 'The samconfig file has no such environment.',
  'previous-value': 'Note: a parameter keeps its previous value, which is not known here.',
} as const satisfies Readonly<Record<string, string>>;

/** A stable code of something that a loader says about a file. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** A diagnostic as loaders make it. In results the code is text: a result may come from another version. */
export interface CodedDiagnostic extends Diagnostic {
  readonly code: DiagnosticCode;
}
