import { type Frame, userFrame } from './frames.ts';
import { type Fields, fieldsOf, textOf } from './outside-data.ts';

/** What the metadata of a stack and of its nested stacks says of their constructs. Paths are without the leading slash. */
export interface Constructs {
  /** By logical id; stacks and their nested stacks may each have one of the same name. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** By construct path: where the user's code made it. */
  readonly origins: ReadonlyMap<string, Frame>;
  /** By the construct path of a nested stack, as the metadata states them. */
  readonly templateFiles: ReadonlyMap<string, string>;
  readonly nestedStacks: ReadonlySet<string>;
  readonly assets: readonly StackAsset[];
}

/** A file asset, with the texts that a template can name it by: its hash, and the parameters of old assemblies. */
export interface StackAsset {
  readonly path: string;
  readonly names: readonly string[];
}

export const NO_CONSTRUCTS: Constructs = {
  paths: new Map(),
  origins: new Map(),
  templateFiles: new Map(),
  nestedStacks: new Set(),
  assets: [],
};

/** Reads metadata: lists of entries by construct path. What is malformed is left out: it names things and decides no verdict. */
export function constructsOf(...sources: readonly unknown[]): Constructs {
  const paths = new Map<string, string[]>();
  const origins = new Map<string, Frame>();
  const templateFiles = new Map<string, string>();
  const nestedStacks = new Set<string>();
  const assets: StackAsset[] = [];
  for (const source of sources) {
    for (const [key, entries] of fieldsOf(source) ?? []) {
      const path = key.replace(/^\//, '');
      const nested = nestedStackOf(path);
      if (nested !== undefined) nestedStacks.add(nested);
      for (const item of Array.isArray(entries) ? entries : []) {
        const entry = fieldsOf(item);
        const type = textOf(entry?.get('type'))?.replace(/^aws:cdk:/, '');
        if (entry === undefined || type === undefined) continue;
        const data = entry.get('data');
        if (type === 'logicalId' && typeof data === 'string') {
          add(paths, data, path);
          // Before there was an entry of its own, the place was the trace of this one.
          keepFirst(origins, path, userFrame(entry.get('trace')));
        } else if (type === 'creationStack') {
          const frame = userFrame(data);
          if (frame !== undefined) origins.set(path, frame);
        } else if (type === 'templateFile' && typeof data === 'string') {
          keepFirst(templateFiles, path, data);
        } else if (type === 'asset') {
          const asset = assetOf(fieldsOf(data));
          if (asset !== undefined) assets.push(asset);
        }
      }
    }
  }
  return { paths, origins, templateFiles, nestedStacks, assets };
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else if (!known.includes(value)) known.push(value);
}

function keepFirst<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value !== undefined && !map.has(key)) map.set(key, value);
}

function assetOf(data: Fields | undefined): StackAsset | undefined {
  const path = textOf(data?.get('path'));
  if (data === undefined || path === undefined) return undefined;
  const names = ['id', 'sourceHash', 's3BucketParameter', 's3KeyParameter'].flatMap((name) => textOf(data.get(name)) ?? []);
  return { path, names: names.filter((name) => name !== '') };
}

/** The construct path of a nested stack, out of that of the resource that CDK makes for it beside it. */
export function nestedStackOf(resourcePath: string): string | undefined {
  const match = /^((?:.*\/)?([^/]+))\.NestedStack\/([^/]+)\.NestedStackResource$/.exec(resourcePath);
  return match !== null && match[2] === match[3] ? match[1] : undefined;
}

/**
 * The construct path of a resource of a stack.
 *
 * @param nested the construct path of the nested stack that declares it; missing for the stack itself
 */
export function constructPathOf(constructs: Constructs, logicalId: string, nested: string | undefined): string | undefined {
  return constructs.paths.get(logicalId)?.find((path) => ownerOf(path, constructs.nestedStacks) === nested);
}

function ownerOf(path: string, nestedStacks: ReadonlySet<string>): string | undefined {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const above = path.slice(0, at);
    if (nestedStacks.has(above)) return above;
  }
  return undefined;
}

/** Where the user's code made a construct, or the nearest construct around it inside its stack. */
export function originOf(constructs: Constructs, path: string, stack: string): Frame | undefined {
  for (let at = path; at !== stack && !constructs.nestedStacks.has(at); at = at.slice(0, at.lastIndexOf('/'))) {
    const frame = constructs.origins.get(at);
    if (frame !== undefined) return frame;
    if (!at.includes('/')) return undefined;
  }
  return undefined;
}

const STACK_OR_STAGE = /(?:^|\.)(?:Stack|Stage)$/;

/**
 * The construct paths of a stack's resources out of the construct tree, by logical id; for assemblies that were made without that
 * part of the metadata. Trees of old versions name no logical ids.
 */
export function constructsOfTree(tree: unknown, stack: string): Constructs {
  const paths = new Map<string, string[]>();
  const nestedStacks = new Set<string>();
  const start = nodeAt(fieldsOf(fieldsOf(tree)?.get('tree')), stack);
  const open: Fields[] = start === undefined ? [] : [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const path = textOf(node.get('path'));
    if (path === undefined) continue;
    const nested = nestedStackOf(path);
    if (nested !== undefined) nestedStacks.add(nested);
    const logicalId = textOf(fieldsOf(node.get('attributes'))?.get('aws:cdk:cloudformation:logicalId'));
    if (logicalId !== undefined) add(paths, logicalId, path);
    for (const [, value] of fieldsOf(node.get('children')) ?? []) {
      const child = fieldsOf(value);
      const kind = textOf(fieldsOf(child?.get('constructInfo'))?.get('fqn'));
      if (child !== undefined && (kind === undefined || !STACK_OR_STAGE.test(kind))) open.push(child);
    }
  }
  return { ...NO_CONSTRUCTS, paths, nestedStacks };
}

function nodeAt(root: Fields | undefined, path: string): Fields | undefined {
  let node = root;
  for (const part of path.split('/')) node = fieldsOf(fieldsOf(node?.get('children'))?.get(part));
  return node;
}
