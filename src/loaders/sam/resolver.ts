import type { Resolver } from './context.ts';
import { wrongTemplate } from './errors.ts';
import { copy, get, has, isList, isMap, isText, type Json, type JsonMap, put } from './json.ts';
import { inherit } from './origins.ts';
import { pythonText } from './python-text.ts';

/** Rewrites one call of a function in place, or gives what stands for it. */
type Rewrite = (call: JsonMap, name: string) => Json;

/** Calls are rewritten before what is in them: the result of a rewrite is walked as well. */
function rewriteCalls(value: Json, rewrite: Rewrite): Json {
  let at = value;
  if (isMap(at)) {
    const keys = Object.keys(at);
    if (keys.length === 1 && keys[0] !== undefined) at = rewrite(at, keys[0]);
  }
  if (isMap(at)) {
    for (const key of Object.keys(at)) {
      const child = at[key];
      if (child !== undefined) put(at, key, rewriteCalls(child, rewrite));
    }
  } else if (isList(at)) {
    for (const [index, item] of at.entries()) at[index] = rewriteCalls(item, rewrite);
  }
  return at;
}

/** References in the text of an `Fn::Sub`. */
const REFERENCE = /\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}/g;

/** Replaces references in the text of an `Fn::Sub`, in place. */
function rewriteSub(call: JsonMap, replacement: (reference: string, name: string) => string): void {
  const argument = call['Fn::Sub'];
  if (isText(argument)) call['Fn::Sub'] = rewriteText(argument, replacement);
  else if (isList(argument) && isText(argument[0])) argument[0] = rewriteText(argument[0], replacement);
}

function rewriteText(text: string, replacement: (reference: string, name: string) => string): string {
  let made = text;
  for (const [reference, name = ''] of text.matchAll(REFERENCE)) {
    const value = replacement(reference, name);
    made = made.replace(reference, () => value);
  }
  return made;
}

/** The value of a parameter. CloudFormation hands in placeholders for what a nested stack will have; they are no values. */
function parameterValue(parameters: JsonMap, name: string): Json | undefined {
  const value = get(parameters, name);
  return isText(value) && value.startsWith('{{IntrinsicFunction:') ? undefined : value;
}

function parameterText(parameters: JsonMap, name: string): string | undefined {
  const value = parameterValue(parameters, name);
  if (isText(value) || value === undefined) return value;
  // A default of YAML is a number or boolean here; CloudFormation hands in texts only.
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrongTemplate(`Invalid Fn::Sub variable value ${pythonText(value)}. Fn::Sub expects all variables to be strings.`, [
    'Parameters',
    name,
  ]);
}

function makeResolver(isEmpty: boolean, rewrite: Rewrite): Resolver {
  function resolveParameterRefs(value: Json): Json;
  function resolveParameterRefs(value: Json | undefined): Json | undefined;
  function resolveParameterRefs(value: Json | undefined): Json | undefined {
    if (value === undefined) return undefined;
    return isEmpty ? copy(value) : rewriteCalls(copy(value), rewrite);
  }
  return { resolveParameterRefs };
}

/** Replaces `Ref` and `${…}` of parameters by their values. Throws `SamError` for a value that cannot be a part of a text. */
export function makeParameterResolver(parameters: JsonMap): Resolver {
  return makeResolver(Object.keys(parameters).length === 0, (call, name) => {
    if (name === 'Ref') {
      const parameter = call.Ref;
      const value = isText(parameter) ? parameterValue(parameters, parameter) : undefined;
      return value === undefined ? call : copy(value);
    }
    if (name === 'Fn::Sub') rewriteSub(call, (reference, parameter) => parameterText(parameters, parameter) ?? reference);
    return call;
  });
}

/** Replaces `Fn::FindInMap` by what the mappings of the template say. Throws `SamError` for wrong calls and mappings. */
export function makeMappingResolver(mappings: Json | undefined): Resolver {
  if (mappings !== undefined && !isMap(mappings)) {
    throw wrongTemplate("'Mappings' or 'Parameters' is either null or not a valid dictionary.", ['Mappings']);
  }
  return makeResolver(mappings === undefined || Object.keys(mappings).length === 0, (call, name) =>
    name === 'Fn::FindInMap' ? findInMap(call, mappings ?? {}) : call,
  );
}

function findInMap(call: JsonMap, mappings: JsonMap): Json {
  const argument = call['Fn::FindInMap'];
  if (!isList(argument) || argument.length !== 3) {
    throw wrongTemplate(`Invalid FindInMap value ${pythonText(argument)}. FindInMap expects an array with 3 values.`);
  }
  const [map, top, second] = argument.map((key) =>
    isMap(key) && Object.keys(key).length === 1 && has(key, 'Fn::FindInMap') ? findInMap(key, mappings) : key,
  );
  if (!isText(map) || !isText(top) || !isText(second) || !has(mappings, map)) return call;
  const levels = get(mappings, map);
  if (!isMap(levels)) throw noTwoLevels(map);
  if (!has(levels, top)) return call;
  const values = get(levels, top);
  if (!isMap(values)) throw noTwoLevels(map);
  const value = get(values, second);
  return value === undefined ? call : copy(value);
}

function noTwoLevels(map: string): Error {
  return wrongTemplate(`Cannot use Fn::FindInMap on Mapping '${map}' which is not a a two-level map.`, ['Mappings', map]);
}

/** The generated resources that `Ref: Id.Name` stands for: logical ids by name, by logical id of the SAM resource. */
export type ResourceRefs = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Replaces references to what SAM resources generate (`Ref: Hello.Alias`) by those to the generated resources, in place. */
export function resolveSamResourceRefs(template: JsonMap, refs: ResourceRefs): void {
  if (refs.size === 0) return;
  const generated = (id: string, name: string): string | undefined => refs.get(id)?.get(name);
  rewriteCalls(template, (call, name) => {
    switch (name) {
      case 'Ref': {
        const [, id, property] = /^([^.]+)\.(.+)$/s.exec(textOf(call.Ref)) ?? [];
        const found = id === undefined || property === undefined ? undefined : generated(id, property);
        return found === undefined ? call : refTo(found, call);
      }
      case 'Fn::Sub':
        rewriteSub(call, (reference, text) => {
          const [id = '', property] = text.split('.');
          const found = property === undefined ? undefined : generated(id, property);
          return found === undefined ? reference : reference.replaceAll(`${id}.${property}`, () => found);
        });
        return call;
      case 'Fn::GetAtt': {
        const [id = '', property = '', ...rest] = attributeParts(call) ?? [];
        const found = generated(id, property);
        if (found !== undefined) call['Fn::GetAtt'] = [found, ...rest];
        return call;
      }
      default:
        return call;
    }
  });
}

/** Replaces logical ids that the transform changed, by their old name, in place. */
export function resolveSamResourceIdRefs(template: JsonMap, changed: ReadonlyMap<string, string>): void {
  if (changed.size === 0) return;
  rewriteCalls(template, (call, name) => {
    switch (name) {
      case 'Ref': {
        const found = changed.get(textOf(call.Ref));
        return found === undefined ? call : refTo(found, call);
      }
      case 'Fn::Sub':
        rewriteSub(call, (reference, text) => {
          const [id = ''] = text.split('.');
          const found = changed.get(id);
          return found === undefined ? reference : reference.replaceAll(id, () => found);
        });
        return call;
      case 'Fn::GetAtt': {
        const [id = '', ...rest] = attributeParts(call) ?? [];
        const found = changed.get(id);
        if (found !== undefined) call['Fn::GetAtt'] = [found, ...rest];
        return call;
      }
      default:
        return call;
    }
  });
}

function textOf(value: Json | undefined): string {
  return isText(value) ? value : '';
}

function refTo(id: string, call: JsonMap): JsonMap {
  const made: JsonMap = { Ref: id };
  inherit(made, 'Ref', call);
  return made;
}

/** The parts of an `Fn::GetAtt` in list form: tools break `Hello.Alias.Arn` at its first point, people at its last. */
function attributeParts(call: JsonMap): string[] | undefined {
  const argument = call['Fn::GetAtt'];
  if (!isList(argument) || argument.length < 2 || !argument.every(isText)) return undefined;
  return argument.join('.').split('.');
}

/** Replaces logical ids that the transform changed wherever something depends on them, in place. */
export function resolveDependsOn(value: Json, changed: ReadonlyMap<string, string>): void {
  if (changed.size === 0) return;
  if (isMap(value)) {
    const dependsOn = get(value, 'DependsOn');
    if (isText(dependsOn)) value.DependsOn = changed.get(dependsOn) ?? dependsOn;
    else if (isList(dependsOn)) {
      for (const [index, id] of dependsOn.entries()) if (isText(id)) dependsOn[index] = changed.get(id) ?? id;
    }
    for (const key of Object.keys(value)) resolveDependsOn(value[key] ?? null, changed);
  } else if (isList(value)) {
    for (const item of value) resolveDependsOn(item, changed);
  }
}
