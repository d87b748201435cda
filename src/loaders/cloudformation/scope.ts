import { childOf, entryOf, type MappingNode, type Node, textOf } from '../../model/node.ts';
import type { ParameterValues } from '../../model/settings.ts';
import type { ParameterDeclaration } from '../../model/template.ts';

/** What is known before anything is evaluated: enough to expand loops and to find child templates. */
export interface StaticScope {
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: Node | undefined;
  /** Values given from outside or bound by the parent stack. */
  readonly given: ParameterValues;
  /** Names whose values the parent binds, but not to anything that is known here. */
  readonly boundUnknown: ReadonlySet<string>;
  /** Called with the name of a parameter whose default was used. */
  readonly onDefault?: (name: string) => void;
}

export function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** The parameter's value here is the name of an SSM parameter, and what that holds is not known. */
export function isSsmType(type: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value<');
}

/** The single entry of a map with one key, when it is a call of a function. */
export function intrinsicOf(node: Node): { readonly name: string; readonly argument: Node; readonly node: MappingNode } | undefined {
  if (node.kind !== 'mapping' || node.entries.length !== 1) return undefined;
  const entry = node.entries[0];
  if (entry === undefined) return undefined;
  const key = entry.key;
  return key === 'Ref' || key.startsWith('Fn::') || key.startsWith('!') ? { name: key, argument: entry.value, node } : undefined;
}

/** The text of a node that needs no evaluation beyond parameters with a value; `undefined` when it is not known here. */
export function staticText(node: Node, scope: StaticScope): string | undefined {
  if (node.kind === 'scalar') return node.value === null ? undefined : textOf(node);
  const call = intrinsicOf(node);
  if (call === undefined) return undefined;
  if (call.name === 'Ref') return call.argument.kind === 'scalar' ? parameterText(call.argument.text, scope) : undefined;
  if (call.name === 'Fn::Sub' && call.argument.kind === 'scalar') {
    let known = true;
    const text = call.argument.text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      const value = parameterText(name.trim(), scope);
      if (value === undefined) known = false;
      return value ?? '';
    });
    return known ? text : undefined;
  }
  if (call.name === 'Fn::Join' && call.argument.kind === 'sequence' && call.argument.items.length === 2) {
    const [delimiter, list] = call.argument.items;
    const items = list === undefined ? undefined : staticList(list, scope);
    return items === undefined || delimiter?.kind !== 'scalar' ? undefined : items.join(delimiter.text);
  }
  if (call.name === 'Fn::FindInMap') {
    const found = staticMapping(call.argument, scope);
    return found?.kind === 'scalar' ? found.text : undefined;
  }
  return undefined;
}

/** The texts of a list that needs no evaluation beyond parameters with a value; `undefined` when it is not known here. */
export function staticList(node: Node, scope: StaticScope): readonly string[] | undefined {
  if (node.kind === 'sequence') {
    const items: string[] = [];
    for (const item of node.items) {
      const nested = intrinsicOf(item);
      const parameter =
        nested?.name === 'Ref' && nested.argument.kind === 'scalar' ? scope.parameters.get(nested.argument.text) : undefined;
      if (parameter !== undefined && isListType(parameter.type)) {
        const list = staticList(item, scope);
        if (list === undefined) return undefined;
        items.push(...list);
        continue;
      }
      const text = staticText(item, scope);
      if (text === undefined) return undefined;
      items.push(text);
    }
    return items;
  }
  const call = intrinsicOf(node);
  if (call === undefined) return undefined;
  if (call.name === 'Ref' && call.argument.kind === 'scalar') {
    const text = parameterText(call.argument.text, scope);
    return text === '' ? [] : text?.split(',').map((item) => item.trim());
  }
  if (call.name === 'Fn::FindInMap') {
    const found = staticMapping(call.argument, scope);
    return found?.kind === 'sequence' ? staticList(found, scope) : undefined;
  }
  if (call.name === 'Fn::Split' && call.argument.kind === 'sequence') {
    const [delimiter, text] = call.argument.items;
    const known = text === undefined ? undefined : staticText(text, scope);
    return known === undefined || delimiter?.kind !== 'scalar' ? undefined : known.split(delimiter.text);
  }
  return undefined;
}

function parameterText(name: string, scope: StaticScope): string | undefined {
  const declaration = scope.parameters.get(name);
  if (declaration === undefined || isSsmType(declaration.type)) return undefined;
  if (Object.hasOwn(scope.given, name)) return scope.given[name];
  if (scope.boundUnknown.has(name)) return undefined;
  if (declaration.allowedValues !== undefined && !isListType(declaration.type)) {
    return declaration.allowedValues.length === 1 ? declaration.allowedValues[0] : undefined;
  }
  if (declaration.defaultValue !== undefined) scope.onDefault?.(name);
  return declaration.defaultValue;
}

function staticMapping(argument: Node, scope: StaticScope): Node | undefined {
  if (argument.kind !== 'sequence' || argument.items.length < 3) return undefined;
  const keys = argument.items.slice(0, 3).map((item) => staticText(item, scope));
  let found: Node | undefined = scope.mappings;
  for (const key of keys) {
    if (key === undefined) return undefined;
    found = childOf(found, key);
  }
  if (found !== undefined) return found;
  return entryOf(argument.items[3], 'DefaultValue')?.value;
}
