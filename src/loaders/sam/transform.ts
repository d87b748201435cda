import { addDefaultDefinitionBodies } from './api/default-definition-body.ts';
import { addImplicitHttpApi, addImplicitRestApi } from './api/implicit.ts';
import { locateApplication, resolveApplicationLocations } from './application.ts';
import { liftConnectors } from './connectors.ts';
import type { Macro, MacroResult, Resolver, TransformContext } from './context.ts';
import { SamError, SamErrors, wrongResource, wrongTemplate } from './errors.ts';
import { expandPolicyTemplates, makeDeploymentPreferences, makeManagedPolicyFinder } from './function/index.ts';
import { makeFunctionNames } from './function-names.ts';
import { mergeGlobals } from './globals.ts';
import { implicitOrigins } from './implicit-origins.ts';
import { copy, get, isMap, type JsonMap, put } from './json.ts';
import { parameterValues } from './parameters.ts';
import { noteOrigins } from './provenance.ts';
import {
  makeMappingResolver,
  makeParameterResolver,
  resolveDependsOn,
  resolveSamResourceIdRefs,
  resolveSamResourceRefs,
} from './resolver.ts';
import { bodyOf, type CfnResource, type From, type SamResource } from './resource.ts';
import { MACROS } from './types.ts';
import { duplicateId, isNewId } from './unique-id.ts';
import { resourcesOf, validateStructure } from './validate.ts';

export interface TransformOptions {
  /** Values given to parameters, by name. */
  readonly parameters: JsonMap;
  /** Where AWS's transform would run. */
  readonly region: string;
  /** ARNs of managed policies by name, beside those of AWS that are known. */
  readonly managedPolicies?: JsonMap;
  /** Parameters whose values are not to be put in place of references, so that they show nowhere. */
  readonly secrets?: ReadonlySet<string>;
}

/** What a generated resource was made for, and the SAM type of that. */
export interface Generated {
  readonly from: From;
  readonly type: string;
}

export interface Transformed {
  readonly template: JsonMap;
  /** By logical id. */
  readonly generated: ReadonlyMap<string, Generated>;
}

/** What AWS's transform makes of a SAM template, which is used up. Throws `SamErrors`. */
export function transformSam(template: JsonMap, options: TransformOptions): JsonMap {
  return transform(template, options).template;
}

/** The same, with what each resource was made for. Throws `SamErrors`. */
export function transform(source: JsonMap, options: TransformOptions): Transformed {
  const errors: SamError[] = [];
  const authored = new Set(Object.keys(resourcesOf(source)));
  const prepared = attempt(errors, undefined, () => prepare(source, options));
  if (prepared === undefined) throw new SamErrors(errors);

  const places = new Map([...implicitOrigins(source, authored), ...liftConnectors(source, errors)]);
  const template = copy(source);
  const context = makeContext(source, template, prepared, options);
  const generated = new Map<string, Generated>();
  const made = resourcesOf(template);
  const add = (resource: CfnResource, fallback: From, type: string): void => {
    const body = bodyOf(resource);
    const from = resource.from ?? fallback;
    noteOrigins(body, resource, from, source);
    put(made, resource.id, body);
    generated.set(resource.id, { from: resolvedPlace(from, places), type });
  };

  const changedIds = new Map<string, string>();
  const refs = new Map<string, ReadonlyMap<string, string>>();
  for (const { id, type, body, macro } of inOrder(source)) {
    attempt(errors, id, () => {
      const result = expand({ id, type, body, macro }, context, prepared.names.add);
      const own: From = { id, path: [] };
      if (result.newId !== undefined && result.newId !== id) changedIds.set(id, result.newId);
      refs.set(result.newId ?? id, referable(result));
      delete made[id];
      for (const resource of result.resources) {
        if (isNewId(resource.id, resource.type, resourcesOf(source))) {
          add(resource, own, type);
        } else errors.push(duplicateId(id, resource.id, resource.type));
      }
    });
  }
  attempt(errors, undefined, () => {
    const { resources, conditions } = context.deploymentPreferences.finish();
    for (const resource of resources) {
      add(resource, { id: resource.id, path: [] }, 'AWS::Serverless::Function');
    }
    const declared = get(template, 'Conditions');
    if (isMap(declared)) for (const name of Object.keys(conditions)) put(declared, name, conditions[name]);
  });
  delete template.Transform;
  if (errors.length > 0) throw new SamErrors(distinct(errors.map((error) => atAuthored(error, places))));
  resolveDependsOn(template, changedIds);
  resolveSamResourceIdRefs(template, changedIds);
  resolveSamResourceRefs(template, refs);
  return { template, generated };
}

interface Prepared {
  readonly parameters: JsonMap;
  readonly parameterResolver: Resolver;
  readonly mappingResolver: Resolver;
  readonly names: ReturnType<typeof makeFunctionNames>;
}

/** What happens to the template as a whole before its resources: the order decides what each step sees of the others. */
function prepare(source: JsonMap, { parameters: given, region, secrets }: TransformOptions): Prepared {
  const parameters = parameterValues(source, given, region, secrets);
  const parameterResolver = makeParameterResolver(parameters);
  validateStructure(source);
  const mappingResolver = makeMappingResolver(get(source, 'Mappings'));
  resolveApplicationLocations(source, [parameterResolver, mappingResolver]);
  addDefaultDefinitionBodies(source);
  addImplicitRestApi(source);
  addImplicitHttpApi(source);
  mergeGlobals(source);
  return { parameters, parameterResolver, mappingResolver, names: makeFunctionNames(parameterResolver) };
}

function makeContext(source: JsonMap, template: JsonMap, prepared: Prepared, options: TransformOptions): TransformContext {
  const states = new Map<string, unknown>();
  const conditions = get(template, 'Conditions');
  const { parameters, parameterResolver, mappingResolver, names } = prepared;
  const context: TransformContext = {
    region: options.region,
    parameters,
    source,
    template,
    conditions: isMap(conditions) ? conditions : NO_CONDITIONS,
    parameterResolver,
    mappingResolver,
    managedPolicyArn: makeManagedPolicyFinder(options.region, options.managedPolicies),
    deploymentPreferences: makeDeploymentPreferences(options),
    shared<State>(key: string, make: () => State): State {
      if (!states.has(key)) states.set(key, make());
      return states.get(key) as State;
    },
    functionNames: names.byApi,
  };
  return context;
}

interface Expandable {
  readonly id: string;
  readonly type: string;
  readonly body: JsonMap;
  readonly macro: Macro;
}

/** The SAM resources in the order in which they are transformed. */
function inOrder(source: JsonMap): readonly Expandable[] {
  const resources = resourcesOf(source);
  return Object.keys(resources)
    .flatMap((id) => {
      const body = get(resources, id);
      const type = get(body, 'Type');
      const known = typeof type === 'string' ? MACROS.get(type) : undefined;
      return isMap(body) && typeof type === 'string' && known !== undefined ? [{ id, type, body, ...known }] : [];
    })
    .sort((a, b) => a.turn - b.turn);
}

function expand({ id, type, body, macro }: Expandable, context: TransformContext, addName: (body: JsonMap) => void): MacroResult {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw wrongResource(id, 'Logical ids must be alphanumeric.');
  const properties = get(body, 'Properties') === undefined ? {} : get(body, 'Properties');
  if (!isMap(properties)) throw wrongResource(id, 'Properties of a resource must be an object.', ['Properties']);
  if (type === 'AWS::Serverless::Application') locateApplication(id, properties, context.region);
  expandPolicyTemplates(id, type, properties, context);
  addName(body);
  const resource: SamResource = { id, type, properties, body };
  return macro(resource, context);
}

/** The logical ids that `Ref: Id.Name` stands for, by name. */
function referable({ resources, referable: names = {} }: MacroResult): ReadonlyMap<string, string> {
  const idOfType = new Map(resources.map((resource) => [resource.type, resource.id]));
  return new Map(
    Object.entries(names).flatMap(([name, type]) => {
      const id = idOfType.get(type);
      return id === undefined ? [] : [[name, id] as const];
    }),
  );
}

/** What is made for a resource that nobody wrote is made for what that was made for. */
function resolvedPlace(from: From, places: ReadonlyMap<string, From>): From {
  const place = places.get(from.id);
  return place === undefined ? from : { id: place.id, path: [...place.path, ...from.path] };
}

function atAuthored(error: SamError, places: ReadonlyMap<string, From>): SamError {
  if (error.resource === undefined || !places.has(error.resource)) return error;
  const { id, path } = resolvedPlace({ id: error.resource, path: error.path }, places);
  const moved = new SamError(id, error.message, path);
  moved.cause = error.cause;
  return moved;
}

/** New conditions are made of others that a property names: there are none to name in a template that declares none. */
class MissingConditions extends Error {}

const NO_CONDITIONS: JsonMap = new Proxy<JsonMap>(
  {},
  {
    defineProperty() {
      throw new MissingConditions();
    },
  },
);

/** Runs a step and adds what is wrong to the errors. What AWS's transform breaks down on counts as wrong as well. */
function attempt<Result>(errors: SamError[], id: string | undefined, step: () => Result): Result | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof SamErrors) errors.push(...error.errors);
    else if (error instanceof SamError) errors.push(within(id, error));
    else errors.push(broken(id, error));
    return undefined;
  }
}

/** What is said to be wrong with the template as a whole, without a place, is wrong where it was found. */
function within(id: string | undefined, error: SamError): SamError {
  return id !== undefined && error.resource === undefined && error.path.length === 0
    ? new SamError(id, error.message, ['Properties'])
    : error;
}

function broken(id: string | undefined, cause: unknown): SamError {
  const detail =
    cause instanceof MissingConditions
      ? "It names a condition, and the template has no 'Conditions'."
      : 'A value in it is of a type that the transform cannot work with.';
  const error = id === undefined ? wrongTemplate(detail) : wrongResource(id, detail, ['Properties']);
  error.cause = cause;
  return error;
}

function distinct(errors: readonly SamError[]): readonly SamError[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
