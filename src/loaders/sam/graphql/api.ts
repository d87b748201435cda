import { connectorMacro } from '../connector/index.ts';
import type { TransformContext } from '../context.ts';
import { SamError, wrongResource } from '../errors.ts';
import { assumeRolePolicyDocument } from '../function/policy-documents.ts';
import { get, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, cfn, getAtt, ownAttributes, type SamResource } from '../resource.ts';

/** A GraphQL API while its parts are made. */
export interface GraphQLApi {
  readonly resource: SamResource;
  /** Its checked properties, without those that are null. */
  readonly properties: JsonMap;
  readonly context: TransformContext;
}

/** Names of data sources or ids of functions, by their names in the SAM template. */
export type NamesInApi = Map<string, Json>;

/** A wrong part of the API. `name` is what the message calls it. */
export function wrongPart(api: GraphQLApi, name: string, detail: string, ...path: readonly string[]): SamError {
  return new SamError(api.resource.id, wrongResource(name, detail).message, ['Properties', ...path]);
}

export interface PartOptions {
  /** Below `Properties`. */
  readonly path: readonly string[];
  readonly properties: Readonly<Record<string, Json | undefined>>;
  /** Instead of what the API itself depends on. */
  readonly dependsOn?: Json;
}

/** Makes a resource for a part of the API. */
export function partOf(api: GraphQLApi, type: string, id: string, { path, properties, dependsOn }: PartOptions): CfnResource {
  if (!/^[A-Za-z0-9]+\n?$/.test(id)) throw wrongPart(api, id, 'Logical ids must be alphanumeric.', ...path);
  return cfn(type, id, {
    attributes: ownAttributes(api.resource),
    dependsOn: dependsOn ?? get(api.resource.body, 'DependsOn'),
    properties,
    from: { id: api.resource.id, path: ['Properties', ...path] },
  });
}

export function apiIdOf(api: GraphQLApi): JsonMap {
  return getAtt(api.resource.id, 'ApiId');
}

/** A role that AppSync takes on. */
export function serviceRole(api: GraphQLApi, id: string, path: readonly string[], managedPolicies?: Json): CfnResource {
  const properties = { AssumeRolePolicyDocument: assumeRolePolicyDocument('appsync.amazonaws.com'), ManagedPolicyArns: managedPolicies };
  return partOf(api, 'AWS::IAM::Role', id, { path, properties });
}

/** The resources of a connector that nobody wrote. */
export function connect(api: GraphQLApi, id: string, properties: JsonMap, path: readonly string[]): readonly CfnResource[] {
  const type = 'AWS::Serverless::Connector';
  try {
    const { resources } = connectorMacro({ id, type, properties, body: { Type: type, Properties: properties } }, api.context);
    return resources.map((resource) => ({ ...resource, from: { id: api.resource.id, path: ['Properties', ...path] } }));
  } catch (error) {
    throw error instanceof SamError ? new SamError(api.resource.id, error.message, ['Properties', ...path]) : error;
  }
}
