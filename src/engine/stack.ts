import { childOf, type MappingEntry, type Node, textOf } from '../model/node.ts';
import type { ParameterValues } from '../model/settings.ts';
import {
  type DeploymentUnit,
  isMissingChild,
  type MissingChild,
  type ResourceDeclaration,
  type StackTemplate,
  type Template,
} from '../model/template.ts';
import type { Value } from '../model/value.ts';

/** A stack of a deployment unit for one target, with the place it has among its parents. */
export interface Stack {
  readonly template: Template;
  readonly identity: string;
  /** Empty for the only root stack of a unit, `Parent/Child` for a nested one. Unique in its unit. */
  readonly path: string;
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
  /** Values of parameters from outside; a nested stack has its parent's instead. */
  readonly given: ParameterValues;
  readonly parent?: { readonly stack: Stack; readonly resource: ResourceDeclaration };
  readonly children: Map<string, Stack | MissingChild>;
  /** Values that depend on no decision, by the node they were made from. */
  readonly cache: Map<Node, Value>;
  /** Conditions that depend on no decision. */
  readonly truths: Map<string, boolean>;
}

/** One resource of a stack instance. */
export interface ResourceInstance {
  readonly declaration: ResourceDeclaration;
  readonly stack: Stack;
  /** `Parent/Child/Bucket`. Unique in its unit. */
  readonly key: string;
}

/** A deployment unit for one target, indexed for the questions that rules ask. */
export interface Unit {
  readonly id: string;
  readonly stacks: readonly Stack[];
  readonly resources: readonly ResourceInstance[];
  readonly byType: ReadonlyMap<string, readonly ResourceInstance[]>;
  readonly byKey: ReadonlyMap<string, ResourceInstance>;
  readonly roots: readonly Stack[];
  /** Whether the `Rules` of a stack restrict the scenarios. */
  readonly hasRules: boolean;
}

export interface UnitTarget {
  readonly account?: string;
  readonly region?: string;
  readonly parameters: ParameterValues;
}

export function resourceKey(stack: Stack, id: string): string {
  return stack.path === '' ? id : `${stack.path}/${id}`;
}

/** Makes the stack instances of a unit for a target. A template's own account and region win over the target's. */
export function instantiate(unit: DeploymentUnit, target: UnitTarget): Unit {
  const stacks: Stack[] = [];
  const roots: Stack[] = [];
  const make = (from: StackTemplate, parent: Stack['parent']): Stack => {
    const account = from.account ?? parent?.stack.account ?? target.account;
    const region = from.region ?? parent?.stack.region ?? target.region;
    const given: Record<string, string> = {};
    if (parent === undefined) {
      for (const name of from.template.parameters.keys()) {
        const value = Object.hasOwn(target.parameters, name) ? target.parameters[name] : undefined;
        if (value !== undefined) given[name] = value;
      }
    }
    const stack: Stack = {
      template: from.template,
      identity: from.identity,
      path: from.path,
      given,
      children: new Map(),
      cache: new Map(),
      truths: new Map(),
      ...(from.stackName === undefined ? {} : { stackName: from.stackName }),
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      ...(parent === undefined ? {} : { parent }),
    };
    stacks.push(stack);
    for (const [id, child] of from.children) {
      const resource = from.template.resources.get(id);
      if (resource === undefined) continue;
      stack.children.set(id, isMissingChild(child) ? child : make(child, { stack, resource }));
    }
    return stack;
  };
  for (const stack of unit.stacks) roots.push(make(stack, undefined));
  const resources: ResourceInstance[] = [];
  const byType = new Map<string, ResourceInstance[]>();
  const byKey = new Map<string, ResourceInstance>();
  for (const stack of stacks) {
    for (const declaration of stack.template.resources.values()) {
      const resource: ResourceInstance = { declaration, stack, key: resourceKey(stack, declaration.id) };
      resources.push(resource);
      byKey.set(resource.key, resource);
      const sameType = byType.get(declaration.type);
      if (sameType === undefined) byType.set(declaration.type, [resource]);
      else sameType.push(resource);
    }
  }
  const hasRules = stacks.some((stack) => stack.template.rules.size > 0);
  return { id: unit.id, stacks, roots, resources, byType, byKey, hasRules };
}

/** An output of a stack that other stacks may import. */
export interface Exported {
  readonly stack: Stack;
  readonly entry: MappingEntry;
  readonly name: Node;
  readonly value: Node;
}

interface ExportIndex {
  readonly byName: ReadonlyMap<string, readonly Exported[]>;
  /** Those whose names are expressions. */
  readonly others: readonly Exported[];
}

const exportIndexes = new WeakMap<Unit, ExportIndex>();

/** The outputs of a unit that may be exported under a name. */
export function exportsOf(unit: Unit, name: string): readonly Exported[] {
  let index = exportIndexes.get(unit);
  if (index === undefined) {
    index = indexExports(unit);
    exportIndexes.set(unit, index);
  }
  return [...(index.byName.get(name) ?? []), ...index.others];
}

function indexExports(unit: Unit): ExportIndex {
  const byName = new Map<string, Exported[]>();
  const others: Exported[] = [];
  for (const stack of unit.stacks) {
    for (const entry of stack.template.outputs.values()) {
      const name = childOf(childOf(entry.value, 'Export'), 'Name');
      const value = childOf(entry.value, 'Value');
      if (name === undefined || value === undefined) continue;
      const exported = { stack, entry, name, value };
      if (name.kind !== 'scalar') {
        others.push(exported);
        continue;
      }
      const sameName = byName.get(textOf(name));
      if (sameName === undefined) byName.set(textOf(name), [exported]);
      else sameName.push(exported);
    }
  }
  return { byName, others };
}

const PARTITIONS: readonly { readonly prefix: string; readonly partition: string; readonly suffix: string }[] = [
  { prefix: 'cn-', partition: 'aws-cn', suffix: 'amazonaws.com.cn' },
  { prefix: 'us-gov-', partition: 'aws-us-gov', suffix: 'amazonaws.com' },
  { prefix: 'us-iso-', partition: 'aws-iso', suffix: 'c2s.ic.gov' },
  { prefix: 'us-isob-', partition: 'aws-iso-b', suffix: 'sc2s.sgov.gov' },
  { prefix: 'eu-isoe-', partition: 'aws-iso-e', suffix: 'cloud.adc-e.uk' },
  { prefix: 'us-isof-', partition: 'aws-iso-f', suffix: 'csp.hci.ic.gov' },
  { prefix: 'eusc-', partition: 'aws-eusc', suffix: 'amazonaws.eu' },
];

/** The partition of a region, by its prefix. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(({ prefix }) => region.startsWith(prefix))?.partition ?? 'aws';
}

/** What the host names of a region end in. */
export function urlSuffixOf(region: string): string {
  return PARTITIONS.find(({ prefix }) => region.startsWith(prefix))?.suffix ?? 'amazonaws.com';
}
