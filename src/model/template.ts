import type { MappingEntry, MappingNode, Node } from './node.ts';
import type { SourcePlace, TemplateFormat } from './result.ts';
import type { SourceText } from './source.ts';

/** A declared parameter of a template. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly type: string;
  readonly noEcho: boolean;
  /** As text; a list is joined by commas. */
  readonly defaultValue?: string;
  /** As text. */
  readonly allowedValues?: readonly string[];
  readonly entry: MappingEntry;
}

/** One declared resource, in CloudFormation shape whatever the format was. */
export interface ResourceDeclaration {
  readonly id: string;
  readonly type: string;
  /** The entry under `Resources`: the logical id and where it stands. */
  readonly entry: MappingEntry;
  readonly body: MappingNode;
  readonly properties?: MappingEntry;
  /** The name of the condition that it exists under. */
  readonly condition?: string;
  /** The CDK construct path. */
  readonly constructPath?: string;
  /** The place that people edit. */
  readonly source?: SourcePlace;
  /** Parameters whose defaults decided that a loop made it, or what loops made in it. */
  readonly loopDefaults?: readonly string[];
  /** Set for a resource whose inside cannot be looked into (a module, an unexpanded type): why. */
  readonly opaque?: string;
}

/** A macro or transform that this tool does not run. */
export interface MacroUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** One loaded file or stack, with loops expanded for one set of parameter values. */
export interface Template {
  readonly source: SourceText;
  readonly format: TemplateFormat;
  readonly root: MappingNode;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: Node | undefined;
  readonly conditions: ReadonlyMap<string, MappingEntry>;
  readonly rules: ReadonlyMap<string, MappingEntry>;
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, MappingEntry>;
  /** Macros that may change anything in the template. */
  readonly macros: readonly MacroUse[];
}

/** Why a child template of a stack resource is not there. */
export interface MissingChild {
  readonly kind: 'missing' | 'remote' | 'cycle' | 'unreadable' | 'unknown';
  readonly detail: string;
}

/** One stack to deploy: a template with what is known of its place. Children are the nested stacks that could be loaded. */
export interface StackTemplate {
  readonly template: Template;
  /** Identifies the template in fingerprints: the file's path, or the path of the stack in a CDK app. */
  readonly identity: string;
  /** The path of this instance: empty for a root, `Parent/Child` below it. */
  readonly path: string;
  readonly stackName?: string;
  /** Account and region where the assembly states them; they win over the target's. */
  readonly account?: string;
  readonly region?: string;
  /** By the logical id of the stack resource. */
  readonly children: ReadonlyMap<string, StackTemplate | MissingChild>;
}

export function isMissingChild(child: StackTemplate | MissingChild): child is MissingChild {
  return 'kind' in child;
}

/** What is deployed together; references never leave it. */
export interface DeploymentUnit {
  readonly id: string;
  readonly stacks: readonly StackTemplate[];
}
