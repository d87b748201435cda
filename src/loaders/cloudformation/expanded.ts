import { childOf, type MappingNode, type Node } from '../../model/node.ts';
import type { Template } from '../../model/template.ts';
import { intrinsicOf } from './scope.ts';

/** What stands for a value that must not be shown. */
export const MASK = '****';

const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

/**
 * A template as CloudFormation sees it after its own transforms: loops are expanded (they are so in `template`), what the language
 * extensions compute from literals is computed, functions stand in their long form. Defaults of `NoEcho` parameters are masked.
 */
export function expandedTemplate(template: Template): Record<string, unknown> {
  const sections: [string, unknown][] = [];
  for (const entry of template.root.entries) {
    if (entry.key === 'Transform') {
      const rest = withoutLanguageExtensions(entry.value);
      if (rest !== undefined) sections.push([entry.key, rest]);
    } else if (entry.key === 'Parameters' && entry.value.kind === 'mapping') {
      sections.push([entry.key, parameters(entry.value, template)]);
    } else sections.push([entry.key, plain(entry.value)]);
  }
  return Object.fromEntries(sections);
}

function withoutLanguageExtensions(node: Node): unknown {
  if (node.kind === 'scalar') return node.text === LANGUAGE_EXTENSIONS ? undefined : node.value;
  if (node.kind === 'mapping') return plain(node);
  const rest = node.items.filter((item) => !(item.kind === 'scalar' && item.text === LANGUAGE_EXTENSIONS)).map(plain);
  return rest.length === 0 ? undefined : rest;
}

function parameters(section: MappingNode, template: Template): unknown {
  return Object.fromEntries(
    section.entries.map((entry) => {
      const declared = plain(entry.value);
      const isSecret = template.parameters.get(entry.key)?.noEcho === true && childOf(entry.value, 'Default') !== undefined;
      return [entry.key, isSecret && typeof declared === 'object' ? { ...declared, Default: MASK } : declared];
    }),
  );
}

function plain(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(plain);
    case 'mapping': {
      const call = intrinsicOf(node);
      if (call?.name === 'Fn::Length' && call.argument.kind === 'sequence') return call.argument.items.length;
      if (call?.name === 'Fn::ToJsonString' && isLiteral(call.argument)) return JSON.stringify(plain(call.argument));
      // `fromEntries` defines its keys, so that `__proto__` is a key like any other.
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
    }
  }
}

function isLiteral(node: Node): boolean {
  switch (node.kind) {
    case 'scalar':
      return true;
    case 'sequence':
      return node.items.every(isLiteral);
    case 'mapping':
      return node.entries.every((entry) => entry.key !== 'Ref' && !entry.key.startsWith('Fn::') && isLiteral(entry.value));
  }
}
