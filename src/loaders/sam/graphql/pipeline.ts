import { get, isGiven, isList, isMap, type Json, type JsonMap } from '../json.ts';
import { pythonText } from '../python-text.ts';
import { type CfnResource, getAtt } from '../resource.ts';
import { apiIdOf, type GraphQLApi, type NamesInApi, partOf, wrongPart } from './api.ts';
import { noneSourceId } from './data-sources.ts';

const BOTH_CODES = "Both 'InlineCode' and 'CodeUri' cannot be defined at the same time.";

/** What AppSync itself proposes for a resolver: the result of its last function. */
const DEFAULT_CODE = `
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
`;

export interface PipelineFunctions {
  readonly resources: readonly CfnResource[];
  readonly needNoneSource: boolean;
}

/** Makes `Functions`, and notes their ids. Throws `SamError`. */
export function pipelineFunctions(api: GraphQLApi, sources: NamesInApi, ids: NamesInApi): PipelineFunctions {
  const functions = get(api.properties, 'Functions');
  const resources: CfnResource[] = [];
  let needNoneSource = false;
  for (const [name, definition] of Object.entries(isMap(functions) ? functions : {})) {
    const path = ['Functions', name];
    const ownId = get(definition, 'Id');
    if (isGiven(ownId)) {
      if (Object.keys(isMap(definition) ? definition : {}).length !== 1) {
        throw wrongPart(api, name, "'Id' cannot be defined with other properties in Function.", ...path, 'Id');
      }
      ids.set(name, ownId);
      continue;
    }
    const id = `${api.resource.id}${name}`;
    const [inline, uri] = functionCode(api, name, definition);
    const source = sourceName(api, name, get(definition, 'DataSource'), sources);
    needNoneSource ||= source.isNone;
    resources.push(
      partOf(api, 'AWS::AppSync::FunctionConfiguration', id, {
        path,
        properties: {
          ApiId: apiIdOf(api),
          Name: given(get(definition, 'Name')) ?? name,
          Code: inline,
          CodeS3Location: uri,
          DataSourceName: source.name,
          MaxBatchSize: get(definition, 'MaxBatchSize'),
          Description: get(definition, 'Description'),
          Runtime: runtime(api, name, definition, path),
          SyncConfig: given(get(definition, 'Sync')),
        },
      }),
    );
    ids.set(name, getAtt(id, 'FunctionId'));
  }
  return { resources, needNoneSource };
}

function functionCode(
  api: GraphQLApi,
  name: string,
  definition: Json | undefined,
): readonly [inline: Json | undefined, uri: Json | undefined] {
  const inline = get(definition, 'InlineCode');
  const uri = get(definition, 'CodeUri');
  if (isGiven(inline) && isGiven(uri)) throw wrongPart(api, name, BOTH_CODES, 'Functions', name, 'CodeUri');
  if (isGiven(inline)) return [inline, undefined];
  if (isGiven(uri)) return [undefined, uri];
  throw wrongPart(api, name, "One of 'InlineCode' or 'CodeUri' must be set.", 'Functions', name);
}

function sourceName(
  api: GraphQLApi,
  name: string,
  source: Json | undefined,
  sources: NamesInApi,
): { readonly name: Json; readonly isNone: boolean } {
  const path = ['Functions', name, 'DataSource'];
  if (!isGiven(source)) throw wrongPart(api, name, "'DataSource' must be set.", ...path);
  if (typeof source !== 'string') return { name: source, isNone: false };
  if (source.toLowerCase() === 'none') return { name: getAtt(noneSourceId(api), 'Name'), isNone: true };
  const known = sources.get(source);
  if (known !== undefined) return { name: known, isNone: false };
  const detail = `Either define DataSource '${source}' in 'DataSources' or use intrinsic function like GetAtt, ImportValue, Sub or another one to reference a DataSource defined outside of this GraphQLApi resource.`;
  throw wrongPart(api, name, detail, ...path);
}

function runtime(api: GraphQLApi, name: string, definition: Json | undefined, path: readonly string[]): JsonMap {
  const given = get(definition, 'Runtime');
  if (!isMap(given)) throw wrongPart(api, name, `'Runtime' must be defined as a property in ${name}.`, ...path, 'Runtime');
  return { Name: get(given, 'Name'), RuntimeVersion: get(given, 'Version') };
}

/** Makes `Resolvers`. Throws `SamError`. */
export function resolvers(api: GraphQLApi, functionIds: NamesInApi, schemaId: string): readonly CfnResource[] {
  const types = get(api.properties, 'Resolvers');
  return Object.entries(isMap(types) ? types : {}).flatMap(([type, fields]) =>
    Object.entries(isMap(fields) ? fields : {}).map(([name, definition]) => {
      const path = ['Resolvers', type, name];
      const inline = get(definition, 'InlineCode');
      const uri = get(definition, 'CodeUri');
      if (isGiven(inline) && isGiven(uri)) throw wrongPart(api, name, BOTH_CODES, ...path, 'CodeUri');
      const code: JsonMap =
        isGiven(inline) || isGiven(uri)
          ? { Code: inline, CodeS3Location: uri, Runtime: runtime(api, name, definition, path) }
          : { Code: DEFAULT_CODE, CodeS3Location: uri, Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' } };
      return partOf(api, 'AWS::AppSync::Resolver', `${api.resource.id}${type}${name}`, {
        path,
        dependsOn: [schemaId],
        properties: {
          ...code,
          ApiId: apiIdOf(api),
          FieldName: given(get(definition, 'FieldName')) ?? name,
          TypeName: type,
          Kind: 'PIPELINE',
          PipelineConfig: { Functions: pipeline(api, name, get(definition, 'Pipeline'), functionIds, path) },
          CachingConfig: given(get(definition, 'Caching')),
          MaxBatchSize: given(get(definition, 'MaxBatchSize')),
        },
      });
    }),
  );
}

function pipeline(api: GraphQLApi, name: string, functions: Json | undefined, ids: NamesInApi, path: readonly string[]): Json[] {
  if (!isGiven(functions) || !isList(functions)) {
    const detail = `Resolver '${name}' must have Pipeline defined. Unit resolvers are not supported. If you need a Unit resolver you can use AppSync resource.`;
    throw wrongPart(api, name, detail, ...path, 'Pipeline');
  }
  return functions.map((each) => {
    const id = typeof each === 'string' ? ids.get(each) : undefined;
    if (id === undefined) throw wrongPart(api, name, `Function '${pythonText(each)}' does not exist.`, ...path, 'Pipeline');
    return id;
  });
}

function given(value: Json | undefined): Json | undefined {
  return isGiven(value) ? value : undefined;
}
