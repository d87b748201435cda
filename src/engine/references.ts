import { childOf } from '../model/node.ts';
import { isMissingChild } from '../model/template.ts';
import { ABSENT, type Value } from '../model/value.ts';
import type { Evaluation } from './evaluation.ts';
import { parameterValue } from './parameters.ts';
import { partitionOf, resourceKey, type Stack, urlSuffixOf } from './stack.ts';
import { literal, unknown, withOrigin } from './values.ts';

/** What `Ref` of a name gives: a pseudo parameter, a parameter, or a resource. */
export function refValue(evaluation: Evaluation, name: string, stack: Stack): Value {
  if (name.startsWith('AWS::')) return pseudoParameter(name, stack);
  const parameter = stack.template.parameters.get(name);
  if (parameter !== undefined) return parameterValue(evaluation, parameter, stack);
  const resource = stack.template.resources.get(name);
  if (resource !== undefined) return { kind: 'reference', resource: resourceKey(stack, name), type: resource.type, attribute: 'Ref' };
  return unknown(`Ref ${name}, which the template does not declare`);
}

function pseudoParameter(name: string, stack: Stack): Value {
  switch (name) {
    case 'AWS::NoValue':
      return ABSENT;
    case 'AWS::AccountId':
      return stack.account === undefined ? open(name) : literal(stack.account);
    case 'AWS::Region':
      return stack.region === undefined ? open(name) : literal(stack.region);
    case 'AWS::Partition':
      return stack.region === undefined ? open(name) : literal(partitionOf(stack.region));
    case 'AWS::URLSuffix':
      return stack.region === undefined ? open(name) : literal(urlSuffixOf(stack.region));
    case 'AWS::StackName':
      return stack.stackName === undefined ? open(name, stack) : literal(stack.stackName);
    case 'AWS::StackId':
      return open(name, stack);
    case 'AWS::NotificationARNs':
      return open(name);
    default:
      return unknown(`Ref ${name}, which is no pseudo parameter`);
  }
}

/** What `Fn::GetAtt` gives: an output of a nested stack that was loaded, or an attribute of a resource. */
export function attributeValue(evaluation: Evaluation, id: string, attribute: string, stack: Stack): Value {
  const resource = stack.template.resources.get(id);
  if (resource === undefined) return unknown(`Fn::GetAtt ${id}.${attribute}, and ${id} is not declared`);
  const output = /^Outputs\.(.+)$/.exec(attribute)?.[1];
  if (output !== undefined) {
    const child = stack.children.get(id);
    if (child !== undefined && !isMissingChild(child)) {
      const entry = child.template.outputs.get(output);
      const value = entry === undefined ? undefined : childOf(entry.value, 'Value');
      if (value === undefined) return unknown(`the output ${output} of ${id}, which its template does not declare`);
      return withOrigin(evaluation.resolve(value, child), { kind: 'output', name: output });
    }
  }
  return { kind: 'reference', resource: resourceKey(stack, id), type: resource.type, attribute };
}

/** A pseudo parameter without a value; `stack` where every stack has its own. */
function open(name: string, stack?: Stack): Value {
  return { kind: 'parameter', name, noEcho: false, hasDefault: false, ...(stack === undefined ? {} : { stack: stack.path }) };
}
