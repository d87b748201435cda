import { hash } from 'node:crypto';
import type { CodedDiagnostic } from '../model/diagnostics.ts';
import { childOf, type Node, stringOf } from '../model/node.ts';
import { byCodePoint } from '../model/order.ts';
import type { FileStatus, TemplateFormat } from '../model/result.ts';
import type { ParameterValues } from '../model/settings.ts';
import { type Location, SourceText } from '../model/source.ts';
import type { Reader, SuppliedFile } from '../model/supply.ts';
import type { DeploymentUnit, MissingChild, ResourceDeclaration, StackTemplate, Template } from '../model/template.ts';
import { isMissingChild } from '../model/template.ts';
import { loadAssembly } from './cdk/assembly.ts';
import { parseDocument } from './cloudformation/parse.ts';
import { intrinsicOf, type StaticScope, staticText } from './cloudformation/scope.ts';
import { compileTemplate } from './cloudformation/template.ts';
import type { ChildLocation, LoadContext, Loaded, LoadedFile, OpenedFile, StackRequest } from './context.ts';
import { decode } from './decode.ts';
import { sniff } from './detect.ts';

/** CloudFormation takes at most 1 MB; a file that goes far beyond it is no template. */
export const MAX_TEMPLATE_BYTES = 16 * 1024 * 1024;

/** Stack instances of one deployment unit; a child that is named twice on every level would double with each. */
const MAX_INSTANCES = 1_000;

/**
 * Loads templates for one set of parameter values after another; files are read and parsed once. Never throws for what is in a file:
 * that is a diagnostic.
 */
export class Loader {
  readonly #files: readonly SuppliedFile[];
  readonly #bytes: ReadonlyMap<string, Uint8Array>;
  readonly #reader: Reader;
  readonly #opened = new Map<string, OpenedFile | { readonly failure: CodedDiagnostic; readonly sha256?: string }>();
  readonly #parseDiagnostics = new Map<string, readonly CodedDiagnostic[]>();

  constructor(files: readonly SuppliedFile[], reader: Reader) {
    this.#files = files;
    this.#reader = reader;
    this.#bytes = new Map(files.map((file) => [file.path, file.bytes]));
  }

  /** Loads everything for one set of parameter values; they count for the templates that declare their names. */
  load(parameters: ParameterValues): Loaded {
    return new Load(this.#files, this.#reader, parameters, (path) => this.#open(path), this.#parseDiagnostics).run();
  }

  #open(path: string): OpenedFile | { readonly failure: CodedDiagnostic; readonly sha256?: string } {
    const known = this.#opened.get(path);
    if (known !== undefined) return known;
    const made = this.#read(path);
    this.#opened.set(path, made);
    return made;
  }

  #read(path: string): OpenedFile | { readonly failure: CodedDiagnostic; readonly sha256?: string } {
    const bytes = this.#bytes.get(path) ?? this.#reader.read(path);
    if (bytes === undefined)
      return { failure: { level: 'error', code: 'unreadable', message: this.#reader.problem(path) ?? 'cannot be read' } };
    const sha256 = hash('sha256', bytes, 'hex');
    if (bytes.length > MAX_TEMPLATE_BYTES) {
      const message = `is larger than ${MAX_TEMPLATE_BYTES / 1024 / 1024} MB`;
      return { failure: { level: 'error', code: 'too-large', message, hint: 'CloudFormation takes templates of up to 1 MB.' }, sha256 };
    }
    const decoded = decode(bytes);
    if (decoded.kind === 'unreadable') return { failure: decoded.diagnostic, sha256 };
    const source = new SourceText(path, decoded.text);
    const parsed = parseDocument(source);
    this.#parseDiagnostics.set(path, parsed.diagnostics);
    return { source, sha256, root: parsed.root };
  }
}

interface Entry {
  status: FileStatus;
  format?: TemplateFormat;
  reason?: string;
  readonly diagnostics: Map<string, CodedDiagnostic>;
}

class Load implements LoadContext {
  readonly reader: Reader;
  readonly parameters: ParameterValues;
  readonly #files: readonly SuppliedFile[];
  readonly #read: (path: string) => OpenedFile | { readonly failure: CodedDiagnostic; readonly sha256?: string };
  readonly #parseDiagnostics: ReadonlyMap<string, readonly CodedDiagnostic[]>;
  readonly #entries = new Map<string, Entry>();
  readonly #children = new Map<string, Set<string>>();
  #instances = 0;

  constructor(
    files: readonly SuppliedFile[],
    reader: Reader,
    parameters: ParameterValues,
    read: (path: string) => OpenedFile | { readonly failure: CodedDiagnostic; readonly sha256?: string },
    parseDiagnostics: ReadonlyMap<string, readonly CodedDiagnostic[]>,
  ) {
    this.#files = files;
    this.reader = reader;
    this.parameters = parameters;
    this.#read = read;
    this.#parseDiagnostics = parseDiagnostics;
  }

  run(): Loaded {
    const byPath = new Map(this.#files.map((file) => [file.path, file]));
    const units = new Map([...byPath].map(([path, file]) => [path, this.#unitsOf(file)] as const));
    const referring = new Map(this.#children);
    let roots = rootsOf([...byPath.keys()], referring);
    if (roots.length < byPath.size) {
      // What a child says of itself without the values of its parent is not asked for: the roots are loaded once more, alone.
      units.clear();
      this.#entries.clear();
      this.#children.clear();
      while (roots.length > 0) {
        for (const path of roots) units.set(path, this.#unitsOf(byPath.get(path) as SuppliedFile));
        const reached = reachableFrom([...units.keys()], this.#children);
        // A file that is referred to only by what a child would be on its own is a root after all.
        roots = rootsOf(
          [...byPath.keys()].filter((path) => !reached.has(path)),
          referring,
        );
      }
    }
    const kept = [...byPath.keys()].flatMap((path) => units.get(path) ?? []);
    const files = [...this.#entries].map(([path, entry]) => this.#ledgerFile(path, entry));
    files.sort((a, b) => byCodePoint(a.path, b.path));
    return { units: kept, files };
  }

  #ledgerFile(path: string, entry: Entry): LoadedFile {
    const opened = this.#read(path);
    const diagnostics = [...entry.diagnostics.values()];
    const errors = diagnostics.filter((diagnostic) => diagnostic.level === 'error');
    const failed = entry.status === 'scanned' && errors.length > 0;
    const reason = entry.reason ?? (failed ? errors[0]?.message : undefined);
    return {
      path,
      status: failed ? 'failed' : entry.status,
      diagnostics,
      ...(entry.format === undefined ? {} : { format: entry.format }),
      ...(opened.sha256 === undefined ? {} : { sha256: opened.sha256 }),
      ...(reason === undefined ? {} : { reason }),
      ...('source' in opened ? { source: opened.source } : {}),
    };
  }

  #unitsOf(file: SuppliedFile): readonly DeploymentUnit[] {
    const opened = this.#read(file.path);
    if (!('source' in opened)) {
      this.#fail(file.path, opened.failure);
      return [];
    }
    const { kind, reason } = sniff(opened.source.text);
    switch (kind) {
      case 'cloudformation':
      case 'sam':
        return this.#rootUnit(file.path, kind);
      case 'cdk-manifest':
        return loadAssembly(file.path, this);
      case 'terraform-plan':
        this.enter(file.path, {
          status: 'unsupported',
          format: 'terraform-plan',
          reason: 'Terraform plans are not judged by this version',
        });
        return [];
      case 'not-a-template':
        return this.#unrecognised(file, opened, reason);
    }
  }

  /** A file without the marks of a template: an error when it was named, or when it is a template by its parsed shape. */
  #unrecognised(file: SuppliedFile, opened: OpenedFile, reason: string): readonly DeploymentUnit[] {
    if (childOf(opened.root, 'Resources')?.kind === 'mapping') return this.#rootUnit(file.path, 'cloudformation');
    if (!file.named) {
      this.enter(file.path, { status: 'not-a-template', reason });
      return [];
    }
    const parse = (this.#parseDiagnostics.get(file.path) ?? []).find((diagnostic) => diagnostic.level === 'error');
    if (parse !== undefined) {
      this.#fail(file.path, parse);
      return [];
    }
    this.#fail(file.path, {
      level: 'error',
      code: 'not-a-template',
      message: `is no template that is known here (${reason})`,
      hint: 'A CloudFormation template has a `Resources` section, a cloud assembly a `manifest.json`.',
      location: opened.source.location(0, 0),
    });
    return [];
  }

  #rootUnit(path: string, format: TemplateFormat): readonly DeploymentUnit[] {
    const stack = this.loadStack({ path, identity: path, instance: '', format, given: this.parameters, boundUnknown: new Set() });
    return isMissingChild(stack) ? [] : [{ id: path, stacks: [stack] }];
  }

  #fail(path: string, diagnostic: CodedDiagnostic): void {
    this.enter(path, { status: 'failed', reason: diagnostic.message });
    this.report(path, diagnostic);
  }

  #entry(path: string): Entry {
    let entry = this.#entries.get(path);
    if (entry === undefined) {
      entry = { status: 'scanned', diagnostics: new Map() };
      this.#entries.set(path, entry);
      for (const diagnostic of this.#parseDiagnostics.get(path) ?? []) this.report(path, diagnostic);
    }
    return entry;
  }

  report(path: string, diagnostic: CodedDiagnostic): void {
    const at = diagnostic.location;
    this.#entry(path).diagnostics.set(`${diagnostic.code}|${at?.line}|${at?.column}|${diagnostic.message}`, diagnostic);
  }

  enter(path: string, entry: { readonly status?: FileStatus; readonly format?: TemplateFormat; readonly reason?: string }): void {
    Object.assign(this.#entry(path), entry);
  }

  open(path: string): OpenedFile | undefined {
    const opened = this.#read(path);
    if ('source' in opened) {
      this.#entry(path);
      return opened;
    }
    this.#fail(path, opened.failure);
    return undefined;
  }

  loadStack(request: StackRequest): StackTemplate | MissingChild {
    this.#instances = 0;
    return this.#loadStack(request, []);
  }

  #loadStack(request: StackRequest, ancestors: readonly Ancestor[]): StackTemplate | MissingChild {
    const opened = this.open(request.path);
    if (opened === undefined) return { kind: 'unreadable', detail: `${request.path} cannot be read` };
    this.enter(request.path, { format: request.format });
    this.#instances++;
    const compiled = compileTemplate(opened.source, opened.root, request.format, {
      given: request.given,
      boundUnknown: request.boundUnknown,
    });
    for (const diagnostic of compiled.diagnostics) {
      // An empty or unparsed document has its parse error already.
      if (diagnostic.code === 'empty' && (this.#parseDiagnostics.get(request.path) ?? []).length > 0) continue;
      this.report(request.path, diagnostic);
    }
    if (compiled.template === undefined) return { kind: 'unreadable', detail: `${request.path} is no template` };
    const template = this.#annotate(compiled.template, request);
    return {
      template,
      identity: request.identity,
      path: request.instance,
      children: this.#loadChildren(template, request, ancestors),
      ...(request.stackName === undefined ? {} : { stackName: request.stackName }),
      ...(request.account === undefined ? {} : { account: request.account }),
      ...(request.region === undefined ? {} : { region: request.region }),
    };
  }

  #annotate(template: Template, request: StackRequest): Template {
    const resources = new Map<string, ResourceDeclaration>();
    const sam: string[] = [];
    for (const [id, resource] of template.resources) {
      const more = request.annotate?.(resource, request.path) ?? {};
      const isSam = resource.type.startsWith('AWS::Serverless::');
      if (isSam) sam.push(resource.type);
      resources.set(id, {
        ...resource,
        ...more,
        ...(isSam ? { opaque: `a SAM resource (${resource.type}), which this version does not expand` } : {}),
      });
    }
    if (sam.length > 0) {
      const reason = `SAM resources are not expanded by this version: ${sam.length} of ${resources.size} resources were not evaluated`;
      this.enter(request.path, { status: 'unsupported', format: 'sam', reason });
    }
    return { ...template, resources };
  }

  #loadChildren(
    template: Template,
    request: StackRequest,
    ancestors: readonly Ancestor[],
  ): ReadonlyMap<string, StackTemplate | MissingChild> {
    const children = new Map<string, StackTemplate | MissingChild>();
    for (const resource of template.resources.values()) {
      const scope: StaticScope = {
        parameters: template.parameters,
        mappings: template.mappings,
        given: request.given,
        boundUnknown: request.boundUnknown,
      };
      const location = request.locateChild?.(resource, request.path) ?? locateByUrl(resource, request.path, scope);
      if (location === undefined) continue;
      children.set(resource.id, this.#loadChild(resource, location, scope, template, request, ancestors));
    }
    return children;
  }

  #loadChild(
    resource: ResourceDeclaration,
    location: ChildLocation,
    scope: StaticScope,
    template: Template,
    request: StackRequest,
    ancestors: readonly Ancestor[],
  ): StackTemplate | MissingChild {
    const place = template.source.location(location.at.start, location.at.end);
    if (location.kind !== 'local') {
      const message =
        location.kind === 'remote'
          ? `the template of \`${resource.id}\` is remote and was not looked at: ${location.detail}`
          : `the template of \`${resource.id}\` was not looked at: ${location.detail}`;
      this.report(request.path, { level: 'warning', code: 'child-not-loaded', message, location: place });
      return { kind: location.kind, detail: location.detail };
    }
    const { path } = location;
    const known = this.#children.get(request.path) ?? new Set();
    this.#children.set(request.path, known.add(path));
    const chain: readonly Ancestor[] = [...ancestors, { path: request.path, id: resource.id, place }];
    const start = chain.findIndex((ancestor) => ancestor.path === path);
    if (start >= 0) {
      const links = chain.slice(start);
      links.forEach((link, index) => {
        const circle = [...links.slice(index), ...links.slice(0, index), link].map((each) => each.path).join(' → ');
        const message = `the nested stack \`${link.id}\` leads back to its own parent: ${circle}`;
        this.report(link.path, { level: 'error', code: 'child-cycle', message, location: link.place });
      });
      return { kind: 'cycle', detail: [...links, links[0]].map((each) => each?.path).join(' → ') };
    }
    if (this.#instances >= MAX_INSTANCES) {
      this.report(request.path, {
        level: 'error',
        code: 'too-many-stacks',
        message: `there are more than ${MAX_INSTANCES} nested stack instances`,
        location: place,
      });
      return { kind: 'unreadable', detail: 'too many nested stacks' };
    }
    if (!('source' in this.#read(path))) {
      const problem = this.reader.problem(path) ?? 'cannot be read';
      this.report(request.path, {
        level: 'error',
        code: 'missing-child',
        message: `the template of the nested stack \`${resource.id}\` ${problem}: ${path}`,
        hint: 'A nested template is looked for beside its parent; check the path, or build what makes it.',
        location: place,
      });
      this.enter(path, { status: 'failed', reason: `${problem}; it is the template of \`${resource.id}\` in ${request.path}` });
      return { kind: 'missing', detail: path };
    }
    const bindings = bindChild(resource, scope);
    const instance = request.instance === '' ? resource.id : `${request.instance}/${resource.id}`;
    return this.#loadStack(
      {
        path,
        identity: request.format === 'cdk' ? `${request.identity}/${resource.id}` : path,
        instance,
        format: request.format === 'sam' ? 'cloudformation' : request.format,
        given: bindings.given,
        boundUnknown: bindings.boundUnknown,
        ...(request.locateChild === undefined ? {} : { locateChild: request.locateChild }),
        ...(request.annotate === undefined ? {} : { annotate: request.annotate }),
      },
      chain,
    );
  }
}

/** A template around the one that is being loaded, and the nested stack in it that leads there. */
interface Ancestor {
  readonly path: string;
  readonly id: string;
  readonly place: Location;
}

type References = ReadonlyMap<string, ReadonlySet<string>>;

function reachableFrom(paths: readonly string[], references: References): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    open.push(...(references.get(path) ?? []));
  }
  return reached;
}

/** Of some files, those that no nested stack of the others loads; of a circle, the one that comes first. */
function rootsOf(paths: readonly string[], references: References): readonly string[] {
  const among = new Set(paths);
  const referenced = new Set(
    [...references].flatMap(([parent, children]) => (among.has(parent) ? [...children].filter((child) => child !== parent) : [])),
  );
  const roots = paths.filter((path) => !referenced.has(path));
  const reached = new Set(reachableFrom(roots, references));
  for (const path of paths) {
    if (reached.has(path)) continue;
    roots.push(path);
    for (const below of reachableFrom([path], references)) reached.add(below);
  }
  return roots;
}

/** What a parent binds the parameters of a child to, as far as it is known before evaluation. */
function bindChild(resource: ResourceDeclaration, scope: StaticScope): { given: Record<string, string>; boundUnknown: Set<string> } {
  const given: Record<string, string> = {};
  const boundUnknown = new Set<string>();
  const parameters = childOf(resource.properties?.value, 'Parameters');
  for (const entry of parameters?.kind === 'mapping' ? parameters.entries : []) {
    const text = staticText(entry.value, scope);
    if (text === undefined) boundUnknown.add(entry.key);
    else given[entry.key] = text;
  }
  return { given, boundUnknown };
}

/** Where `TemplateURL` or the `Location` of a SAM application points; `undefined` for any other resource. */
function locateByUrl(resource: ResourceDeclaration, parent: string, scope: StaticScope): ChildLocation | undefined {
  const key =
    resource.type === 'AWS::CloudFormation::Stack'
      ? 'TemplateURL'
      : resource.type === 'AWS::Serverless::Application'
        ? 'Location'
        : undefined;
  const at = key === undefined ? undefined : childOf(resource.properties?.value, key);
  if (at === undefined) return undefined;
  const url = staticText(at, scope);
  if (url === undefined) {
    const hint = knownStart(at);
    if (hint !== undefined && /^(?:https?|s3):/i.test(hint)) return { kind: 'remote', detail: `${hint}…`, at };
    return {
      kind: 'unknown',
      detail: at.kind === 'mapping' && intrinsicOf(at) === undefined ? 'it is in the application repository' : `${key} is not known`,
      at,
    };
  }
  if (/^(?:https?|s3):/i.test(url)) return { kind: 'remote', detail: url, at };
  return { kind: 'local', path: joinPath(parent, url.replace(/^file:\/\//, '')), at };
}

/** The literal beginning of a `Fn::Sub` or `Fn::Join`. */
function knownStart(node: Node): string | undefined {
  const call = intrinsicOf(node);
  if (call?.name === 'Fn::Sub') return stringOf(call.argument.kind === 'sequence' ? call.argument.items[0] : call.argument)?.split('${')[0];
  if (call?.name !== 'Fn::Join' || call.argument.kind !== 'sequence') return undefined;
  const list = call.argument.items[1];
  return list?.kind === 'sequence' ? stringOf(list.items[0]) : undefined;
}

/** A path relative to the file that names it; both relative to the root, with forward slashes. */
export function joinPath(from: string, path: string): string {
  const normal = path.replaceAll('\\', '/');
  if (normal.startsWith('/')) return normal;
  const parts = from.split('/').slice(0, -1);
  for (const part of normal.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
