import type { CodedDiagnostic } from '../model/diagnostics.ts';
import type { Node } from '../model/node.ts';
import type { FileStatus, TemplateFormat } from '../model/result.ts';
import type { ParameterValues } from '../model/settings.ts';
import type { SourceText } from '../model/source.ts';
import type { Reader } from '../model/supply.ts';
import type { DeploymentUnit, MissingChild, ResourceDeclaration, StackTemplate } from '../model/template.ts';

/** What became of a file. */
export interface LoadedFile {
  readonly path: string;
  readonly status: FileStatus;
  readonly format?: TemplateFormat;
  readonly sha256?: string;
  readonly reason?: string;
  readonly diagnostics: readonly CodedDiagnostic[];
  readonly source?: SourceText;
}

export interface Loaded {
  readonly units: readonly DeploymentUnit[];
  /** Every file that was looked at, children included, in the order of their paths. */
  readonly files: readonly LoadedFile[];
}

/** Where a stack resource says that its template is. */
export type ChildLocation =
  | { readonly kind: 'local'; readonly path: string; readonly at: Node }
  | { readonly kind: 'remote' | 'unknown'; readonly detail: string; readonly at: Node };

/** How to load one stack: where its template is and what is known of its place. */
export interface StackRequest {
  readonly path: string;
  /** Identifies the template in fingerprints. */
  readonly identity: string;
  /** The path of the instance. */
  readonly instance: string;
  readonly format: TemplateFormat;
  readonly given: ParameterValues;
  readonly boundUnknown: ReadonlySet<string>;
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
  /** Finds the template of a stack resource where the template itself does not say it. */
  readonly locateChild?: (resource: ResourceDeclaration, path: string) => ChildLocation | undefined;
  /** What is known of a resource from beside its template. `path` is that of the file that declares it. */
  readonly annotate?: (resource: ResourceDeclaration, path: string) => Pick<ResourceDeclaration, 'constructPath' | 'source'>;
}

/** What loaders of one format need of the common machinery. */
export interface LoadContext {
  readonly reader: Reader;
  readonly parameters: ParameterValues;
  /** Decodes and parses a file once; its diagnostics are kept for the ledger. */
  open(path: string): OpenedFile | undefined;
  loadStack(request: StackRequest): StackTemplate | MissingChild;
  report(path: string, diagnostic: CodedDiagnostic): void;
  /** Enters a file into the ledger, over what was known of it. */
  enter(path: string, entry: { readonly status?: FileStatus; readonly format?: TemplateFormat; readonly reason?: string }): void;
}

export interface OpenedFile {
  readonly source: SourceText;
  readonly sha256: string;
  readonly root: Node | undefined;
}
