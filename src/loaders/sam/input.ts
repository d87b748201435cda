import type { Node } from '../../model/node.ts';
import { isMap, type Json } from './json.ts';
import { fromNode } from './origins.ts';

/**
 * The data of a SAM template as AWS's transform gets to see it: `!GetAtt A.B` is a list of two, while `Fn::GetAtt: A.B`, written out,
 * stays text.
 *
 * @param text the file, which the offsets of the node count in
 */
export function samInput(root: Node, text: string): Json {
  const input = fromNode(root);
  splitShortAttributes(root, input, text);
  return input;
}

function splitShortAttributes(node: Node, value: Json | undefined, text: string): void {
  if (node.kind === 'sequence' && Array.isArray(value)) {
    for (const [index, item] of node.items.entries()) splitShortAttributes(item, value[index], text);
  } else if (node.kind === 'mapping' && isMap(value)) {
    for (const entry of node.entries) {
      const attribute = value[entry.key];
      if (entry.key === 'Fn::GetAtt' && typeof attribute === 'string' && text[entry.keyStart] === '!') {
        const dot = attribute.indexOf('.');
        value[entry.key] = dot < 0 ? [attribute] : [attribute.slice(0, dot), attribute.slice(dot + 1)];
      } else splitShortAttributes(entry.value, attribute, text);
    }
  }
}
