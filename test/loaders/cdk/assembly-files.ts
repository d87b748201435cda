import { Choices } from '../../../src/engine/choices.ts';
import { Evaluation } from '../../../src/engine/evaluation.ts';
import { Resource } from '../../../src/engine/resource.ts';
import { type Finding, runRule } from '../../../src/engine/runner.ts';
import { instantiate, type Unit } from '../../../src/engine/stack.ts';
import type { Loaded } from '../../../src/loaders/context.ts';
import { Loader } from '../../../src/loaders/load.ts';
import type { Diagnostic } from '../../../src/model/result.ts';
import type { Reader } from '../../../src/model/supply.ts';
import { type DeploymentUnit, isMissingChild, type ResourceDeclaration, type StackTemplate } from '../../../src/model/template.ts';
import type { Value } from '../../../src/model/value.ts';
import versioning from '../../../src/rules/s3/bucket-versioning-enabled.ts';

/** Texts, or what is to be written as JSON, by path. */
export type Files = Readonly<Record<string, unknown>>;

/** Loads assemblies that lie in memory; the manifests named are the files that were supplied. */
export function loadFiles(files: Files, manifests: readonly string[] = ['cdk.out/manifest.json']): Loaded {
  const bytes = new Map<string, Uint8Array>();
  for (const [path, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 1);
    bytes.set(path, new TextEncoder().encode(text));
  }
  const reader: Reader = {
    read: (path) => bytes.get(path),
    isFile: (path) => bytes.has(path),
    isFolder: (path) => [...bytes.keys()].some((file) => file.startsWith(`${path}/`)),
    problem: (path) => (bytes.has(path) ? undefined : 'does not exist'),
  };
  const supplied = manifests.map((path) => ({ path, bytes: bytes.get(path) ?? new Uint8Array(), named: true }));
  return new Loader(supplied, reader).load({});
}

export function stackArtifact(templateFile: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { type: 'aws:cloudformation:stack', properties: { templateFile }, ...more };
}

export function manifestOf(artifacts: unknown, more: Readonly<Record<string, unknown>> = {}): unknown {
  return { version: '36.0.0', artifacts, ...more };
}

export const BUCKET = { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } };

export function unitOf(loaded: Loaded, id: string): DeploymentUnit {
  const unit = loaded.units.find((one) => one.id === id);
  if (unit === undefined) throw new Error(`no unit ${id} among ${loaded.units.map((one) => one.id).join(', ')}`);
  return unit;
}

/** Every stack of the units, children included. */
export function allStacks(units: readonly DeploymentUnit[]): readonly StackTemplate[] {
  const found: StackTemplate[] = [];
  const add = (stack: StackTemplate): void => {
    found.push(stack);
    for (const child of stack.children.values()) if (!isMissingChild(child)) add(child);
  };
  for (const unit of units) for (const stack of unit.stacks) add(stack);
  return found;
}

export function declarations(loaded: Loaded): readonly ResourceDeclaration[] {
  return allStacks(loaded.units).flatMap((stack) => [...stack.template.resources.values()]);
}

export function declarationAt(loaded: Loaded, constructPath: string): ResourceDeclaration {
  const found = declarations(loaded).filter((resource) => resource.constructPath === constructPath);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} resources have the construct path ${constructPath}`);
  return only;
}

/** The value of a property in the first scenario. */
export function valueAt(unit: Unit, constructPath: string, property: string): Value {
  const instance = unit.resources.find((resource) => resource.declaration.constructPath === constructPath);
  if (instance === undefined) throw new Error(`no resource has the construct path ${constructPath}`);
  return new Resource(instance, new Evaluation(unit, new Choices(), { steps: 100_000 })).at(property).value;
}

export function openUnit(unit: DeploymentUnit): Unit {
  return instantiate(unit, { parameters: {} });
}

export function versioningFindings(loaded: Loaded): readonly Finding[] {
  return loaded.units.flatMap((unit) => {
    const open = openUnit(unit);
    return (open.byType.get('AWS::S3::Bucket') ?? []).flatMap((bucket) =>
      runRule(versioning, bucket, open, { options: undefined, severity: undefined, budget: { steps: 100_000 } }),
    );
  });
}

export function diagnosticsOf(loaded: Loaded, path: string): readonly Diagnostic[] {
  return loaded.files.find((file) => file.path === path)?.diagnostics ?? [];
}

export function statusOf(loaded: Loaded, path: string): string | undefined {
  return loaded.files.find((file) => file.path === path)?.status;
}
