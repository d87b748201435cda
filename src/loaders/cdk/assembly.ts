import type { CodedDiagnostic, DiagnosticCode } from '../../model/diagnostics.ts';
import { childOf, entryOf, type MappingEntry, type Node, stringOf } from '../../model/node.ts';
import type { SourcePlace } from '../../model/result.ts';
import type { SourceText } from '../../model/source.ts';
import { type DeploymentUnit, isMissingChild, type ResourceDeclaration, type StackTemplate } from '../../model/template.ts';
import { parseDocument } from '../cloudformation/parse.ts';
import type { ChildLocation, LoadContext } from '../context.ts';
import {
  type Constructs,
  constructPathOf,
  constructsOf,
  constructsOfTree,
  nestedStackOf,
  originOf,
  type StackAsset,
} from './constructs.ts';
import type { Frame } from './frames.ts';
import { nestedTemplateFile, publishedFiles } from './nested-templates.ts';
import { plainData, readJson } from './outside-data.ts';
import { type AssemblyFolder, folderInside, folderOfManifest, folderPath, pathInside, sourceFinder } from './paths.ts';

/** The newest major version of the manifest that this was written against. */
const KNOWN_VERSION = 55;

/** Stages within stages; deeper than any app. */
const MAX_DEPTH = 32;

const MAX_ASSEMBLIES = 1_000;

const MAX_STACKS = 5_000;

const KNOWN_ARTIFACTS: ReadonlySet<string> = new Set([
  'none',
  'aws:cloudformation:stack',
  'cdk:tree',
  'cdk:asset-manifest',
  'cdk:cloud-assembly',
  'cdk:feature-flag-report',
]);

/**
 * Loads a cloud assembly by its manifest, with the assemblies of its stages: one deployment unit for each of them that has stacks. Never
 * throws: what is wrong is a diagnostic of the manifest.
 */
export function loadAssembly(manifest: string, context: LoadContext): readonly DeploymentUnit[] {
  const assembly: Assembly = {
    context,
    place: sourceFinder(context.reader, manifest),
    visited: new Set(),
    stacks: 0,
    mayHaveStacks: false,
  };
  const units = loadLevel(assembly, folderOfManifest(manifest), manifest, undefined, 0);
  if (!assembly.mayHaveStacks) sayEmpty(manifest, context);
  return units;
}

/** What the levels of one assembly share. */
interface Assembly {
  readonly context: LoadContext;
  readonly place: (frame: Frame) => SourcePlace;
  readonly visited: Set<string>;
  stacks: number;
  /** Whether there are stacks, loaded or not, or something that may hold them and could not be looked into. */
  mayHaveStacks: boolean;
}

/** The manifest of one stage, or of the app itself. */
interface Level {
  readonly assembly: Assembly;
  readonly folder: AssemblyFolder;
  readonly manifest: string;
  readonly source: SourceText;
  readonly artifacts: readonly MappingEntry[];
  /** The construct tree, of this level or of one around it. */
  readonly tree: () => unknown;
  readonly published: () => readonly StackAsset[];
}

/** An assembly without a single stack was not judged; that is not the same as nothing found in it. */
function sayEmpty(manifest: string, context: LoadContext): void {
  const opened = context.open(manifest);
  // What could not be read whole has failed, whatever is left of it.
  if (opened === undefined || parseDocument(opened.source).diagnostics.some((diagnostic) => diagnostic.level === 'error')) return;
  context.enter(manifest, { status: 'not-evaluated', reason: 'the cloud assembly has no stacks' });
}

function loadLevel(
  assembly: Assembly,
  folder: AssemblyFolder,
  manifest: string,
  parentTree: (() => unknown) | undefined,
  depth: number,
): readonly DeploymentUnit[] {
  const { context } = assembly;
  assembly.visited.add(manifest);
  const opened = context.open(manifest);
  if (opened === undefined) return [];
  context.enter(manifest, { format: 'cdk' });
  const { source, root } = opened;
  const artifacts = childOf(root, 'artifacts');
  if (root?.kind !== 'mapping' || (artifacts !== undefined && artifacts.kind !== 'mapping')) {
    assembly.mayHaveStacks = true;
    // A text that could not be parsed has its error already.
    if (root === undefined && source.text.trim() !== '') return [];
    const at = artifacts ?? root;
    report(context, source, 'error', 'bad-manifest', 'is no manifest of a cloud assembly: `artifacts` has to be a map', at);
    return [];
  }
  checkVersion(context, source, root);
  const entries = artifacts?.entries ?? [];
  const level: Level = {
    assembly,
    folder,
    manifest,
    source,
    artifacts: entries,
    tree: lazily(() => ownTree(context, folder, entries) ?? parentTree?.()),
    published: lazily(() => publishedBy(context, folder, entries)),
  };
  sayMissingContext(level, childOf(root, 'missing'));
  const stacks: StackTemplate[] = [];
  const nested: DeploymentUnit[] = [];
  const taken = new Set<string>();
  for (const artifact of entries) {
    const type = stringOf(childOf(artifact.value, 'type'));
    if (type === undefined) {
      assembly.mayHaveStacks = true;
      reportAt(level, artifact, 'error', 'bad-artifact', `the artifact \`${artifact.key}\` has no \`type\``);
    } else if (type === 'aws:cloudformation:stack') {
      const stack = loadStack(level, artifact, taken);
      if (stack !== undefined) stacks.push(stack);
    } else if (type === 'cdk:cloud-assembly') {
      nested.push(...loadNested(level, artifact, depth));
    } else if (!KNOWN_ARTIFACTS.has(type)) {
      const message = `the artifact \`${artifact.key}\` is of a type that is not known here and was not looked at: ${type}`;
      reportAt(level, artifact, 'warning', 'unknown-artifact', message);
    }
  }
  return stacks.length === 0 ? nested : [{ id: manifest, stacks }, ...nested];
}

function report(
  context: LoadContext,
  source: SourceText,
  level: CodedDiagnostic['level'],
  code: DiagnosticCode,
  message: string,
  at: { readonly start: number; readonly end: number } | undefined,
  hint?: string,
): void {
  const location = source.location(at?.start ?? 0, at?.end ?? 0);
  context.report(source.path, { level, code, message, ...(hint === undefined ? {} : { hint }), location });
}

function reportAt(
  level: Level,
  artifact: MappingEntry,
  severity: CodedDiagnostic['level'],
  code: DiagnosticCode,
  message: string,
  hint?: string,
): void {
  const at = { start: artifact.keyStart, end: artifact.keyEnd };
  report(level.assembly.context, level.source, severity, code, message, at, hint);
}

function checkVersion(context: LoadContext, source: SourceText, root: Node): void {
  const entry = entryOf(root, 'version');
  const version = stringOf(entry?.value);
  const major = /^(\d{1,9})\.\d+\.\d+/.exec(version ?? '')?.[1];
  if (entry === undefined || major === undefined) {
    const message = 'states no `version` of the cloud assembly; it was read all the same';
    report(context, source, 'warning', 'no-version', message, entry?.value ?? { start: root.start, end: root.start + 1 });
  } else if (Number(major) > KNOWN_VERSION) {
    const message = `is a cloud assembly of version ${version}, newer than ${KNOWN_VERSION}, the last one known here; it was read all the same`;
    report(context, source, 'warning', 'newer-assembly', message, entry.value, 'Look for a newer version of this tool.');
  }
}

function sayMissingContext({ assembly, source }: Level, missing: Node | undefined): void {
  if (missing?.kind !== 'sequence' || missing.items.length === 0) return;
  const keys = missing.items.flatMap((item) => stringOf(childOf(item, 'key')) ?? []);
  const shown = keys.length > 3 ? `${keys.slice(0, 3).join(', ')} and ${keys.length - 3} more` : keys.join(', ');
  const message = `was made without values that CDK looks up in the account, so that its templates hold placeholders${shown === '' ? '' : `: ${shown}`}`;
  const hint = 'Run `cdk synth` with credentials once and commit cdk.context.json.';
  report(assembly.context, source, 'warning', 'missing-context', message, missing.items[0], hint);
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function ownTree(context: LoadContext, folder: AssemblyFolder, artifacts: readonly MappingEntry[]): unknown {
  for (const artifact of artifacts) {
    if (stringOf(childOf(artifact.value, 'type')) !== 'cdk:tree') continue;
    const file = stringOf(childOf(childOf(artifact.value, 'properties'), 'file'));
    const path = file === undefined ? undefined : pathInside(folder, file);
    const read = path === undefined ? undefined : readJson(path, context);
    if (read?.kind === 'value') return read.value;
  }
  return undefined;
}

function publishedBy(context: LoadContext, folder: AssemblyFolder, artifacts: readonly MappingEntry[]): readonly StackAsset[] {
  return artifacts.flatMap((artifact) => {
    if (stringOf(childOf(artifact.value, 'type')) !== 'cdk:asset-manifest') return [];
    const file = stringOf(childOf(childOf(artifact.value, 'properties'), 'file'));
    const path = file === undefined ? undefined : pathInside(folder, file);
    const read = path === undefined ? undefined : readJson(path, context);
    return read?.kind === 'value' ? publishedFiles(read.value) : [];
  });
}

function loadNested(level: Level, artifact: MappingEntry, depth: number): readonly DeploymentUnit[] {
  const { assembly, folder } = level;
  const name = stringOf(childOf(childOf(artifact.value, 'properties'), 'directoryName'));
  const fail = (code: DiagnosticCode, message: string): readonly DeploymentUnit[] => {
    assembly.mayHaveStacks = true;
    reportAt(level, artifact, 'error', code, message);
    return [];
  };
  if (name === undefined) return fail('bad-artifact', `the assembly \`${artifact.key}\` has no \`directoryName\``);
  const inner = folderInside(folder, name);
  if (inner === undefined)
    return fail('outside-assembly', `the folder of the assembly \`${artifact.key}\` leads out of the assembly and was not read: ${name}`);
  const manifest = `${folderPath(inner)}manifest.json`;
  if (assembly.visited.has(manifest))
    return fail('assembly-cycle', `the assembly \`${artifact.key}\` was loaded already, its folder stands here once more: ${name}`);
  if (depth >= MAX_DEPTH) return fail('too-many-assemblies', `the assemblies are nested deeper than ${MAX_DEPTH} levels`);
  if (assembly.visited.size >= MAX_ASSEMBLIES) return fail('too-many-assemblies', `there are more than ${MAX_ASSEMBLIES} assemblies`);
  if (isAbsent(level, artifact, manifest, 'missing-assembly', `the manifest of the assembly \`${artifact.key}\``)) return [];
  return loadLevel(assembly, inner, manifest, level.tree, depth + 1);
}

/** Whether a file that the manifest names cannot be read; that is then said, of the file and at the place that names it. */
function isAbsent(level: Level, artifact: MappingEntry, path: string, code: DiagnosticCode, what: string): boolean {
  const { context } = level.assembly;
  if (context.open(path) !== undefined) return false;
  level.assembly.mayHaveStacks = true;
  const problem = context.reader.problem(path);
  // Of a file that is there and cannot be decoded, the file itself says so.
  if (problem !== undefined) {
    reportAt(level, artifact, 'error', code, `${what} ${problem}: ${path}`, 'Run `cdk synth` again, and keep its output whole.');
    context.enter(path, { status: 'failed', reason: `${problem}; it is ${what} in ${level.manifest}` });
  }
  return true;
}

function loadStack(level: Level, artifact: MappingEntry, taken: Set<string>): StackTemplate | undefined {
  const { assembly, folder } = level;
  const { context } = assembly;
  assembly.mayHaveStacks = true;
  const properties = childOf(artifact.value, 'properties');
  const file = stringOf(childOf(properties, 'templateFile'));
  if (file === undefined) {
    reportAt(level, artifact, 'error', 'bad-artifact', `the stack \`${artifact.key}\` has no \`templateFile\``);
    return undefined;
  }
  const path = pathInside(folder, file);
  if (path === undefined) {
    const message = `the template of the stack \`${artifact.key}\` leads out of the assembly and was not read: ${file}`;
    reportAt(level, artifact, 'error', 'outside-assembly', message);
    return undefined;
  }
  if (++assembly.stacks > MAX_STACKS) {
    if (assembly.stacks === MAX_STACKS + 1)
      reportAt(level, artifact, 'error', 'too-many-stacks', `there are more than ${MAX_STACKS} stacks`);
    return undefined;
  }
  if (isAbsent(level, artifact, path, 'missing-template', `the template of the stack \`${artifact.key}\``)) return undefined;
  const construct = stringOf(childOf(artifact.value, 'displayName')) ?? artifact.key;
  const instance = unusedName(construct, artifact.key, taken);
  const stack = context.loadStack({
    path,
    identity: instance,
    instance,
    format: 'cdk',
    given: context.parameters,
    boundUnknown: new Set(),
    stackName: stringOf(childOf(properties, 'stackName')) ?? artifact.key,
    ...environmentOf(level, artifact),
    ...stackMetadata(level, artifact, construct, path),
  });
  return isMissingChild(stack) ? undefined : stack;
}

/** The name of a stack within its unit: its construct path as a rule. Two stacks of one path have the ids of their artifacts as well. */
function unusedName(construct: string, id: string, taken: Set<string>): string {
  let name = taken.has(construct) ? `${construct} (${id})` : construct;
  while (taken.has(name)) name += '*';
  taken.add(name);
  return name;
}

function environmentOf(level: Level, artifact: MappingEntry): { readonly account?: string; readonly region?: string } {
  const node = childOf(artifact.value, 'environment');
  if (node === undefined) return {};
  const match = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(stringOf(node) ?? '');
  if (match === null) {
    const message = `the environment of the stack \`${artifact.key}\` is not of the form aws://account/region, and counts as open`;
    report(level.assembly.context, level.source, 'warning', 'bad-environment', message, node);
    return {};
  }
  const [, account, region] = match;
  return {
    ...(account === undefined || account === 'unknown-account' ? {} : { account }),
    ...(region === undefined || region === 'unknown-region' ? {} : { region }),
  };
}

/** How to name the resources of a stack, and where to find the templates of its nested stacks. */
function stackMetadata(
  level: Level,
  artifact: MappingEntry,
  stack: string,
  rootFile: string,
): {
  readonly locateChild: (resource: ResourceDeclaration, path: string) => ChildLocation | undefined;
  readonly annotate: (resource: ResourceDeclaration, path: string) => Pick<ResourceDeclaration, 'constructPath' | 'source'>;
} {
  const { assembly, folder } = level;
  const { context } = assembly;
  const constructs = lazily(() => readMetadata(level, artifact));
  const ofTree = lazily((): Constructs => constructsOfTree(level.tree(), stack));
  /** The construct paths of nested stacks by their template files; a stack is loaded directly after it was located. */
  const nestedStacks = new Map<string, string | undefined>([[rootFile, undefined]]);
  const pathOf = (resource: ResourceDeclaration, path: string): string | undefined => {
    if (resource.constructPath !== undefined) return resource.constructPath;
    // The inside of a template that CDK did not make has no constructs.
    if (!nestedStacks.has(path)) return undefined;
    const nested = nestedStacks.get(path);
    return constructPathOf(constructs(), resource.id, nested) ?? constructPathOf(ofTree(), resource.id, nested);
  };
  return {
    annotate(resource, path) {
      const constructPath = pathOf(resource, path);
      const origin = constructPath === undefined ? undefined : originOf(constructs(), constructPath, stack);
      return {
        ...(constructPath === undefined ? {} : { constructPath }),
        ...(origin === undefined ? {} : { source: assembly.place(origin) }),
      };
    },
    locateChild(resource, path) {
      const constructPath = pathOf(resource, path);
      const nested = constructPath === undefined ? undefined : nestedStackOf(constructPath);
      const found = nestedTemplateFile(resource, nested, constructs(), level.published);
      if (found === undefined) return undefined;
      const child = pathInside(folder, found.file);
      if (child === undefined) {
        const opened = context.open(path);
        const message = `the template of the nested stack \`${resource.id}\` leads out of the assembly and was not read: ${found.file}`;
        if (opened !== undefined) report(context, opened.source, 'error', 'outside-assembly', message, found.at);
        return { kind: 'unknown', detail: 'it leads out of the assembly', at: found.at };
      }
      if (nested === undefined) nestedStacks.delete(child);
      else nestedStacks.set(child, nested);
      return { kind: 'local', path: child, at: found.at };
    },
  };
}

/** The metadata of a stack: from a file of its own, in older assemblies from the manifest itself. */
function readMetadata(level: Level, artifact: MappingEntry): Constructs {
  const { context } = level.assembly;
  const inline = childOf(artifact.value, 'metadata');
  const stated = childOf(artifact.value, 'additionalMetadataFile');
  const file = stringOf(stated);
  const sources: unknown[] = inline === undefined ? [] : [plainData(inline)];
  if (file !== undefined && stated !== undefined) {
    const path = pathInside(level.folder, file);
    const read = path === undefined ? undefined : readJson(path, context);
    if (read?.kind === 'value') sources.push(read.value);
    else {
      const problem = read === undefined ? 'leads out of the assembly and was not read' : read.what;
      const message = `the metadata of the stack \`${artifact.key}\` ${problem}: ${file}; construct paths and source lines may be missing`;
      report(context, level.source, 'warning', 'no-metadata', message, stated);
    }
  }
  return constructsOf(...sources);
}
