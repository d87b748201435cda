import type { MappingEntry, Node } from '../../model/node.ts';
import { isMap, type Json } from './json.ts';
import { fromNode } from './origins.ts';

/**
 * The data of a SAM template as AWS's transform gets to see it: `!GetAtt A.B` is a list of two, while `Fn::GetAtt: A.B`, written out,
 * stays text.
 */
export function samInput(root: Node): Json {
  const input = fromNode(root);
  splitShortAttributes(root, input);
  return input;
}

function splitShortAttributes(node: Node, value: Json | undefined): void {
  if (node.kind === 'sequence' && Array.isArray(value)) {
    for (const [index, item] of node.items.entries()) splitShortAttributes(item, value[index]);
  } else if (node.kind === 'mapping' && isMap(value)) {
    for (const entry of node.entries) {
      const attribute = value[entry.key];
      if (entry.key === 'Fn::GetAtt' && typeof attribute === 'string' && isShort(entry)) {
        const dot = attribute.indexOf('.');
        value[entry.key] = dot < 0 ? [attribute] : [attribute.slice(0, dot), attribute.slice(dot + 1)];
      } else splitShortAttributes(entry.value, attribute);
    }
  }
}

/** The tag of a short form stands for the key of the long one, and is shorter than it. */
function isShort(entry: MappingEntry): boolean {
  return entry.keyEnd - entry.keyStart < entry.key.length;
}
