import { parseDocument } from '../../../src/loaders/cloudformation/parse.ts';
import { SamErrors } from '../../../src/loaders/sam/errors.ts';
import { expandSam } from '../../../src/loaders/sam/index.ts';
import { samInput } from '../../../src/loaders/sam/input.ts';
import { isMap, type JsonMap } from '../../../src/loaders/sam/json.ts';
import { transformSam } from '../../../src/loaders/sam/transform.ts';
import { type MappingNode, type Node, stringOf } from '../../../src/model/node.ts';
import { SourceText } from '../../../src/model/source.ts';

/** A template that is transformed, by the lines that its parts stand for. */
export interface Lines {
  /** The line that the part at the end of a path of keys and indexes stands for. */
  lineOf(...path: readonly (string | number)[]): number;
  /** The text there. */
  textOf(...path: readonly (string | number)[]): string | undefined;
}

/** Transforms a template in YAML. */
export function linesOf(template: string): Lines {
  const source = new SourceText('template.yaml', template);
  const { root } = expandSam(parsed(source), { parameters: {}, region: 'us-east-1' });
  return {
    lineOf: (...path) => source.position(found(root, path).start).line,
    textOf: (...path) => stringOf(found(root, path).node),
  };
}

/** What becomes of a template in YAML. */
export function transformed(template: string): JsonMap {
  return transformSam(inputOf(template), { parameters: {}, region: 'us-east-1' });
}

/** What a template in YAML is refused for: resource and path of each error. */
export function refusalsOf(template: string): readonly string[] {
  try {
    transformed(template);
  } catch (error) {
    if (error instanceof SamErrors) return error.errors.map(({ resource, path }) => [resource, ...path].join('.'));
    throw error;
  }
  return [];
}

function inputOf(template: string): JsonMap {
  const input = samInput(parsed(new SourceText('template.yaml', template)));
  if (isMap(input)) return input;
  throw new Error('The template is no map.');
}

function parsed(source: SourceText): MappingNode {
  const { root } = parseDocument(source);
  if (root?.kind !== 'mapping') throw new Error('The template is no mapping.');
  return root;
}

interface Found {
  readonly node: Node;
  readonly start: number;
}

function found(root: Node, path: readonly (string | number)[]): Found {
  let at: Found = { node: root, start: root.start };
  for (const key of path) at = childOf(at.node, key) ?? missing(path);
  return at;
}

function childOf(node: Node, key: string | number): Found | undefined {
  switch (node.kind) {
    case 'scalar':
      return undefined;
    case 'sequence': {
      const item = node.items[Number(key)];
      return item === undefined ? undefined : { node: item, start: item.start };
    }
    case 'mapping': {
      const entry = node.entries.find((each) => each.key === key);
      return entry === undefined ? undefined : { node: entry.value, start: entry.keyStart };
    }
  }
}

function missing(path: readonly (string | number)[]): never {
  throw new Error(`Nothing is at ${path.join('.')}.`);
}
