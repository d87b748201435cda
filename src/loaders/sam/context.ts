import type { Json, JsonMap } from './json.ts';
import type { CfnResource, SamResource } from './resource.ts';

/** Puts values in place of references, as far as they are known before deployment. Everything else is handed back as it is. */
export interface Resolver {
  /** A copy in which references to parameters with a value are replaced by it, in `Ref` and `Fn::Sub`. */
  resolveParameterRefs(value: Json): Json;
  resolveParameterRefs(value: Json | undefined): Json | undefined;
}

/** What a transformation of one template shares between its resources. */
export interface TransformContext {
  /** Where AWS's transform would run; decides the partition. */
  readonly region: string;
  /** Values of parameters: given, default, pseudo. */
  readonly parameters: JsonMap;
  /** The template as the plugins left it: what macros and events read, and change in each other (an event adds paths to its API). */
  readonly source: JsonMap;
  /** The template that is made: SAM resources are taken out of its `Resources` and what they become is put in. */
  readonly template: JsonMap;
  /** The `Conditions` of `template`: a transform may add some. */
  readonly conditions: JsonMap;
  readonly parameterResolver: Resolver;
  /** Replaces `Fn::FindInMap`. */
  readonly mappingResolver: Resolver;
  /** AWS managed policies by name. */
  managedPolicyArn(name: string): string | undefined;
  readonly deploymentPreferences: DeploymentPreferences;
  /** State of one kind of resource or event that outlives a single one (usage plans, record sets): made when first asked for. */
  shared<State>(key: string, make: () => State): State;
  /** Names of the functions behind the events of a REST API, by the logical id of the API: they trigger a new deployment. */
  readonly functionNames: Readonly<Record<string, string>>;
}

/** The canary deployments of a template, which share one CodeDeploy application. */
export interface DeploymentPreferences {
  /** Adds what a function declares under `DeploymentPreference`, with the tags that its resources are to have. Throws `SamError`. */
  add(functionId: string, preference: JsonMap, condition: Json | undefined, tags?: Json): void;
  /** Whether a function has one that is switched on. */
  isEnabled(functionId: string): boolean;
  /** The `UpdatePolicy` for the alias of a function. */
  updatePolicy(functionId: string): JsonMap;
  /** Application, role and deployment groups, as entries of `Resources`, and conditions for them. */
  finish(): { readonly resources: readonly CfnResource[]; readonly conditions: JsonMap };
}

/** What one kind of SAM resource becomes. The first resource of the result is the one that the logical id stands for. Throws `SamError`. */
export type Macro = (resource: SamResource, context: TransformContext) => MacroResult;

export interface MacroResult {
  readonly resources: readonly CfnResource[];
  /** The logical id that references to the SAM resource are to be replaced by, when it is another one (layers). */
  readonly newId?: string;
  /** What `Ref: Id.Name` means, by name: the type of the generated resource (`{ Alias: 'AWS::Lambda::Alias' }`). */
  readonly referable?: Readonly<Record<string, string>>;
}
