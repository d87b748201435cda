import { entryOf, type MappingEntry, type MappingNode, type Node } from '../../model/node.ts';
import { SamErrors } from './errors.ts';
import { samInput } from './input.ts';
import { get, isMap, type JsonMap } from './json.ts';
import { hideLocalFiles } from './local-files.ts';
import { markEntries, type Place, toNode } from './origins.ts';
import { secretParameters } from './parameters.ts';
import { hideSymbolicIds } from './symbolic-ids.ts';
import { type Generated, type TransformOptions, transform } from './transform.ts';

export type { Place } from './origins.ts';
export type { From } from './resource.ts';
export type { Generated } from './transform.ts';

/** What is known before deployment. Values of parameters that are declared as secret (`NoEcho`) are not used. */
export type ExpandSamOptions = Omit<TransformOptions, 'secrets'>;

/** Why AWS would refuse a SAM template. */
export interface SamFault {
  readonly message: string;
  /** Offsets in the file: the key of what is wrong, or of the nearest part around it that exists. */
  readonly place: Place;
  /** The logical id of the resource; missing when the template as a whole is wrong. */
  readonly resource?: string;
}

export interface ExpandedSam {
  /** The transformed tree; the authored one when there are errors. */
  readonly root: MappingNode;
  readonly errors: readonly SamFault[];
  /** What generated resources were made for, by logical id: the part of the authored template, and the SAM type of its resource. */
  readonly generated: ReadonlyMap<string, Generated>;
}

/**
 * Turns the authored tree of a SAM template, its loops expanded, into the tree that AWS's transform would deploy. What comes from the
 * file stands where it stood, what is generated at the part of the file that it was generated for. Never throws.
 */
export function expandSam(root: MappingNode, options: ExpandSamOptions): ExpandedSam {
  const input = samInput(root);
  if (!isMap(input)) return { root, errors: [], generated: new Map() };
  const secrets = secretParameters(input);
  const symbolic = hideSymbolicIds(input);
  const shown = (text: string): string => symbolic?.inText(text) ?? text;
  try {
    const showLocalFiles = hideLocalFiles(input);
    const { template, generated } = transform(input, { ...options, secrets });
    showLocalFiles(template);
    symbolic?.inValue(template);
    const origins = new Map(
      [...generated].map(([id, { from, type }]) => [shown(id), { from: { id: shown(from.id), path: from.path }, type }] as const),
    );
    placeResources(root, template, origins);
    const expanded = toNode(template, root);
    return { root: expanded.kind === 'mapping' ? expanded : root, errors: [], generated: origins };
  } catch (error) {
    if (!(error instanceof SamErrors)) throw error;
    const errors = error.errors.map(({ message, resource, path }) => {
      const id = resource === undefined ? undefined : shown(resource);
      return {
        message: shown(message),
        place: placeAt(root, id === undefined ? path : ['Resources', id, ...path]),
        ...(id === undefined ? {} : { resource: id }),
      };
    });
    return { root, errors, generated: new Map() };
  }
}

/** Generated resources stand at what they were generated for. */
function placeResources(root: MappingNode, template: JsonMap, generated: ReadonlyMap<string, Generated>): void {
  const resources = get(template, 'Resources');
  if (!isMap(resources)) return;
  const entries: (readonly [string, MappingEntry])[] = [];
  for (const [id, { from }] of generated) {
    const entry = deepestEntry(root, ['Resources', from.id, ...from.path]);
    if (entry !== undefined) entries.push([id, entry]);
  }
  markEntries(resources, entries);
}

function placeAt(root: MappingNode, path: readonly string[]): Place {
  const entry = deepestEntry(root, path);
  return entry === undefined ? { start: root.start, end: root.end } : { start: entry.keyStart, end: entry.keyEnd };
}

/** The last entry on a path that the file has. What a resource does not say itself may be said in `Globals`. */
function deepestEntry(root: MappingNode, path: readonly string[]): MappingEntry | undefined {
  const own = follow(root, path);
  const [section, id, attribute, ...rest] = path;
  if (section !== 'Resources' || id === undefined || attribute !== 'Properties' || own.depth > 3 || rest.length === 0) return own.entry;
  const type = follow(root, ['Resources', id, 'Type']).entry?.value;
  const name = type?.kind === 'scalar' ? type.text.replace('AWS::Serverless::', '') : '';
  const global = follow(root, ['Globals', name, ...rest]);
  return global.depth > 2 ? global.entry : own.entry;
}

function follow(root: Node, path: readonly string[]): { readonly entry: MappingEntry | undefined; readonly depth: number } {
  let at: Node | undefined = root;
  let entry: MappingEntry | undefined;
  let depth = 0;
  for (const key of path) {
    if (at?.kind === 'sequence') at = at.items[Number(key)];
    else {
      const next: MappingEntry | undefined = entryOf(at, key);
      if (next === undefined) break;
      entry = next;
      at = next.value;
    }
    depth++;
  }
  return { entry, depth };
}
