import { SamError, SamErrors, wrongProperty, wrongTemplate } from '../errors.ts';
import { makeCombinedCondition, makeConditional } from '../intrinsics.ts';
import { copy, get, getIn, has, isGiven, isMap, isText, type Json, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';
import { ref } from '../resource.ts';
import { ANY_METHOD, type BaseEditor } from './base-editor.ts';
import { tableOrder } from './hash-order.ts';
import { OpenApiEditor } from './http/open-api.ts';
import { SwaggerEditor } from './rest/swagger.ts';

const REST_API = 'AWS::Serverless::Api';
const HTTP_API = 'AWS::Serverless::HttpApi';
/** Marks the APIs whose definition is written by the transform. */
const MANAGED = '__MANAGE_SWAGGER';
/** Where the sections of `Globals` for resources with API events are. */
const OWNERS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::StateMachine': 'StateMachine',
};

/** Adds the REST API that events of type `Api` without a `RestApiId` share, and the paths of all events to their APIs. Throws `SamErrors`. */
export function addImplicitRestApi(template: JsonMap): void {
  addImplicitApi(template, {
    eventType: 'Api',
    apiType: REST_API,
    apiId: 'RestApiId',
    implicitId: 'ServerlessRestApi',
    properties: { StageName: 'Prod', DefinitionBody: SwaggerEditor.genSkeleton(), [MANAGED]: true },
    isValid: SwaggerEditor.isValid,
    edit: (definition, api) => new SwaggerEditor(definition, api),
    definitionOf: (editor) => editor.swagger,
  });
}

/** Adds the HTTP API that events of type `HttpApi` without an `ApiId` share, and the paths of all events to their APIs. Throws `SamErrors`. */
export function addImplicitHttpApi(template: JsonMap): void {
  addImplicitApi(template, {
    eventType: 'HttpApi',
    apiType: HTTP_API,
    apiId: 'ApiId',
    implicitId: 'ServerlessHttpApi',
    properties: { DefinitionBody: OpenApiEditor.genSkeleton(), [MANAGED]: true },
    isValid: OpenApiEditor.isValid,
    edit: (definition, api) => new OpenApiEditor(definition, api),
    definitionOf: (editor) => editor.openapi,
  });
}

/** In what REST APIs and HTTP APIs differ here. */
interface ApiKind<Editor extends BaseEditor> {
  readonly eventType: 'Api' | 'HttpApi';
  readonly apiType: string;
  /** The property of an event that names its API. */
  readonly apiId: 'RestApiId' | 'ApiId';
  readonly implicitId: string;
  /** Those of the implicit API. */
  readonly properties: JsonMap;
  isValid(definition: Json | undefined): boolean;
  edit(definition: Json | undefined, api: string): Editor;
  definitionOf(editor: Editor): JsonMap;
}

/** What the owners of the events of one API say of their existence. */
interface Demand {
  /** The condition of each method, by path: `undefined` is always. */
  readonly paths: Map<string, Map<string, string | undefined>>;
  readonly deletionPolicies: Set<Json>;
  readonly updateReplacePolicies: Set<Json>;
}

/** The APIs of a template while paths are added to them. */
interface Work<Editor extends BaseEditor> {
  readonly template: JsonMap;
  readonly kind: ApiKind<Editor>;
  readonly demands: Map<string, Demand>;
  /** One for each API: to copy a definition for each of its events takes time that grows with the square of their number. */
  readonly editors: Map<string, Editor>;
}

function resourcesOf(template: JsonMap): JsonMap {
  const resources = get(template, 'Resources');
  if (isMap(resources)) return resources;
  throw wrongTemplate("'Resources' section is required", ['Resources']);
}

function addImplicitApi<Editor extends BaseEditor>(template: JsonMap, kind: ApiKind<Editor>): void {
  const resources = resourcesOf(template);
  const work: Work<Editor> = { template, kind, demands: new Map(), editors: new Map() };
  const declared = copy(get(resources, kind.implicitId));
  put(resources, kind.implicitId, { Type: kind.apiType, Properties: kind.properties });
  const errors: SamError[] = [];
  for (const [id, body] of Object.entries(resources)) {
    const type = get(body, 'Type');
    if (!isMap(body) || !isText(type) || !Object.hasOwn(OWNERS, type)) continue;
    try {
      addEvents(work, id, body);
    } catch (error) {
      if (!(error instanceof WrongEvent)) throw error;
      errors.push(new SamError(id, error.message, error.path));
    }
  }
  const implicit = get(resources, kind.implicitId);
  if (isMap(implicit)) setAttributes(work, implicit);
  makePathsConditional(work, resources);
  if (isEmpty(implicit)) {
    if (isGiven(declared)) put(resources, kind.implicitId, declared);
    else delete resources[kind.implicitId];
  }
  if (errors.length > 0) throw new SamErrors(errors);
}

function isEmpty(api: Json | undefined): boolean {
  return !isGiven(getIn(api, 'Properties', 'DefinitionBody', 'paths'));
}

/** A mistake in one event, which does not keep the events of other resources from being looked at. */
class WrongEvent extends SamError {}

function addEvents<Editor extends BaseEditor>(work: Work<Editor>, ownerId: string, owner: JsonMap): void {
  const events = getIn(owner, 'Properties', 'Events');
  if (!isMap(events)) return;
  const names = Object.keys(events).filter((name) => get(get(events, name), 'Type') === work.kind.eventType);
  for (const name of tableOrder(names)) {
    const event = get(events, name);
    if (!isMap(event)) continue;
    const wrong = (detail: string, ...path: readonly string[]): SamError =>
      new WrongEvent(ownerId, `Resource with id [${ownerId}] is invalid. Event with id [${name}] is invalid. ${detail}`, [
        'Properties',
        'Events',
        name,
        ...path,
      ]);
    addEvent(work, owner, event, wrong);
  }
}

type Wrong = (detail: string, ...path: readonly string[]) => SamError;

function addEvent<Editor extends BaseEditor>(work: Work<Editor>, owner: JsonMap, event: JsonMap, wrong: Wrong): void {
  const { kind } = work;
  const isHttp = kind.eventType === 'HttpApi';
  if (isHttp && !has(event, 'Properties')) put(event, 'Properties', {});
  const properties = get(event, 'Properties');
  // A REST event without properties is left for the event itself to refuse.
  if (!isHttp && !isGiven(properties)) return;
  if (!isMap(properties)) throw wrong('Properties should be a map.', 'Properties');
  if (!has(properties, kind.apiId)) {
    tagImplicitApi(work, owner);
    properties[kind.apiId] = ref(kind.implicitId);
  }
  if (isHttp && !isGiven(get(properties, 'Path')) && !isGiven(get(properties, 'Method'))) {
    properties.Path = '$default';
    properties.Method = ANY_METHOD;
  }
  const { apiId, method, path } = target(kind, properties, wrong);
  demand(work, apiId, path, method, owner);
  addPath(work, apiId, path, method, wrong);
  if (isHttp && has(properties, 'RouteSettings')) addRouteSettings(work.template, apiId, properties, get(owner, 'Condition'), wrong);
}

interface Target {
  readonly apiId: string;
  readonly path: string;
  readonly method: string;
}

function target<Editor extends BaseEditor>(kind: ApiKind<Editor>, properties: JsonMap, wrong: Wrong): Target {
  for (const name of ['Path', 'Method'])
    if ((get(properties, name) ?? null) === null) throw wrong(`Property '${name}' is required.`, 'Properties', name);
  const text = (value: Json | undefined, name: string): string => {
    if (isText(value)) return value;
    throw wrong(`Property '${name}' should be a string.`, 'Properties', name);
  };
  const named = get(properties, kind.apiId);
  return {
    apiId: text(has(named, 'Ref') ? get(named, 'Ref') : named, kind.apiId),
    path: text(get(properties, 'Path'), 'Path'),
    method: text(get(properties, 'Method'), 'Method'),
  };
}

/** The implicit API gets the tags of the resources with events that are to hand them on. */
function tagImplicitApi<Editor extends BaseEditor>({ kind, template }: Work<Editor>, owner: JsonMap): void {
  const type = get(owner, 'Type');
  const globals = isText(type) ? getIn(template, 'Globals', OWNERS[type] ?? '') : undefined;
  const of = (name: string): Json | undefined => {
    const own = getIn(owner, 'Properties', name);
    return isGiven(own) ? own : get(globals, name);
  };
  const tags = of('Tags');
  const properties = getIn(template, 'Resources', kind.implicitId, 'Properties');
  if (!isGiven(of('PropagateTags')) || !isMap(tags) || !isGiven(tags) || !isMap(properties)) return;
  const all = get(properties, 'Tags');
  const merged: JsonMap = isMap(all) ? all : {};
  for (const [key, value] of Object.entries(tags)) {
    put(merged, key, value);
    inherit(merged, key, tags);
  }
  properties.Tags = merged;
  properties.PropagateTags = true;
}

function demand<Editor extends BaseEditor>(work: Work<Editor>, apiId: string, path: string, method: string, owner: JsonMap): void {
  const made = work.demands.get(apiId) ?? { paths: new Map(), deletionPolicies: new Set(), updateReplacePolicies: new Set() };
  work.demands.set(apiId, made);
  const methods = made.paths.get(path) ?? new Map<string, string | undefined>();
  made.paths.set(path, methods);
  const condition = get(owner, 'Condition');
  methods.set(method, isText(condition) ? condition : undefined);
  made.deletionPolicies.add(get(owner, 'DeletionPolicy') ?? null);
  made.updateReplacePolicies.add(get(owner, 'UpdateReplacePolicy') ?? null);
}

function addPath<Editor extends BaseEditor>(work: Work<Editor>, apiId: string, path: string, method: string, wrong: Wrong): void {
  const { kind } = work;
  const api = getIn(work.template, 'Resources', apiId);
  if (api === undefined || (kind.eventType === 'Api' && get(api, 'Type') === HTTP_API))
    throw wrong(`${kind.apiId} must be a valid reference to an '${kind.apiType}' resource in same template.`, 'Properties', kind.apiId);
  const properties = get(api, 'Properties');
  // The paths of a definition that somebody wrote are theirs.
  if (!isMap(properties) || !kind.isValid(get(properties, 'DefinitionBody')) || !isGiven(get(properties, MANAGED))) return;
  editorOf(work, apiId, properties).addPath(path, method);
}

function editorOf<Editor extends BaseEditor>(work: Work<Editor>, apiId: string, properties: JsonMap): Editor {
  const known = work.editors.get(apiId);
  if (known !== undefined) return known;
  const editor = work.kind.edit(get(properties, 'DefinitionBody'), apiId);
  work.editors.set(apiId, editor);
  return editor;
}

function addRouteSettings(template: JsonMap, apiId: string, event: JsonMap, condition: Json | undefined, wrong: Wrong): void {
  const api = getIn(template, 'Resources', apiId);
  if (!isMap(api)) return;
  if (!has(api, 'Properties')) put(api, 'Properties', {});
  const properties = get(api, 'Properties');
  if (!isMap(properties)) return;
  const path = String(get(event, 'Path'));
  const method = String(get(event, 'Method'));
  const route = method === ANY_METHOD ? path : `${method.toUpperCase()} ${path}`;
  const all = has(properties, 'RouteSettings') ? get(properties, 'RouteSettings') : {};
  if (!isMap(all)) throw wrongProperty(apiId, 'RouteSettings', "Property 'RouteSettings' should be a map.");
  const own = get(event, 'RouteSettings') ?? null;
  const settings = isGiven(condition) ? makeConditional(condition, own) : own;
  if (!isMap(settings)) throw wrong("Property 'RouteSettings' should be a map.", 'Properties', 'RouteSettings');
  if (!has(all, route)) put(all, route, {});
  const present = get(all, route);
  if (!isMap(present)) throw wrongProperty(apiId, 'RouteSettings', `Property 'RouteSettings.${route}' should be a map.`);
  for (const [key, value] of Object.entries(settings)) {
    put(present, key, value);
    inherit(present, key, settings);
  }
  properties.RouteSettings = all;
}

/** The implicit API is there, and is kept, if one of the resources with events is. */
function setAttributes<Editor extends BaseEditor>({ demands, kind, template }: Work<Editor>, implicit: JsonMap): void {
  const made = demands.get(kind.implicitId);
  if (made === undefined) return;
  const conditions = new Set([...made.paths.values()].flatMap((methods) => [...methods.values()]));
  const condition = alternative(template, conditions, `${kind.implicitId}Condition`);
  if (condition !== undefined) implicit.Condition = condition;
  const deletion = ['Retain', 'Delete'].find((policy) => made.deletionPolicies.has(policy));
  if (deletion !== undefined) implicit.DeletionPolicy = deletion;
  const replacement = ['Retain', 'Snapshot', 'Delete'].find((policy) => made.updateReplacePolicies.has(policy));
  if (replacement !== undefined) implicit.UpdateReplacePolicy = replacement;
}

/** The condition that holds when one of several does, added to the template under `name` if need be; `undefined` if something is there always. */
function alternative(template: JsonMap, conditions: ReadonlySet<string | undefined>, name: string): string | undefined {
  const names = [...conditions].filter((condition) => condition !== undefined).sort();
  if (names.length < conditions.size || names.length < 2) return names.length < conditions.size ? undefined : names[0];
  if (!has(template, 'Conditions')) put(template, 'Conditions', {});
  const all = get(template, 'Conditions');
  if (!isMap(all)) throw wrongTemplate("'Conditions' should be a map.", ['Conditions']);
  for (const [key, value] of Object.entries(makeCombinedCondition(names, name) ?? {})) put(all, key, value);
  return name;
}

/** A path is there if one of its methods is. */
function makePathsConditional<Editor extends BaseEditor>(work: Work<Editor>, resources: JsonMap): void {
  for (const [id, api] of Object.entries(resources)) {
    const properties = get(api, 'Properties');
    if (get(api, 'Type') !== work.kind.apiType || !isMap(properties) || !isGiven(get(properties, MANAGED))) continue;
    const editor = editorOf(work, id, properties);
    for (const path of editor.iterOnPath()) {
      const methods = work.demands.get(id)?.paths.get(path);
      if (methods === undefined) continue;
      const condition = alternative(work.template, new Set(methods.values()), pathConditionName(id, path));
      if (condition !== undefined) editor.makePathConditional(path, condition);
    }
    properties.DefinitionBody = work.kind.definitionOf(editor);
  }
}

function pathConditionName(apiId: string, path: string): string {
  return `${apiId}${path.replaceAll('/', 'SLASH').replaceAll('{', 'OB').replaceAll('}', 'CB')}PathCondition`;
}
