import type { CodedDiagnostic, DiagnosticCode } from '../../model/diagnostics.ts';
import { childOf, entryOf, type MappingEntry, type MappingNode, type Node, stringOf, textOf } from '../../model/node.ts';
import type { TemplateFormat } from '../../model/result.ts';
import type { SourceText } from '../../model/source.ts';
import type { MacroUse, ParameterDeclaration, ResourceDeclaration, Template } from '../../model/template.ts';
import { checkIntrinsics, isUnknownTag, type ReportFault } from './intrinsics.ts';
import { type ExpandedLoops, expandLoops, isSymbolic, mentionsLoops } from './loops.ts';
import type { StaticScope } from './scope.ts';

/** Transforms that AWS runs itself and that change nothing of what the template declares in the open. */
const HARMLESS_TRANSFORMS: ReadonlySet<string> = new Set([
  'AWS::LanguageExtensions',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
  'AWS::CodeDeployBlueGreen',
  'AWS::ServiceCatalog',
]);

export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';

export interface CompiledTemplate {
  readonly template?: Template;
  readonly diagnostics: readonly CodedDiagnostic[];
}

/** Values that are known before loops are expanded: given from outside, or bound by the parent stack. */
export type LoopBindings = Pick<StaticScope, 'given' | 'boundUnknown'>;

/** Turns the authored tree of a CloudFormation template into its declarations. What is malformed is a diagnostic; the rest is kept. */
export function compileTemplate(
  source: SourceText,
  root: Node | undefined,
  format: TemplateFormat,
  bindings: LoopBindings,
): CompiledTemplate {
  const compiler = new TemplateCompiler(source, format);
  const template = compiler.compile(root, bindings);
  return {
    ...(template === undefined ? {} : { template }),
    diagnostics: compiler.diagnostics,
  };
}

class TemplateCompiler {
  readonly diagnostics: CodedDiagnostic[] = [];
  readonly #source: SourceText;
  readonly #format: TemplateFormat;

  constructor(source: SourceText, format: TemplateFormat) {
    this.#source = source;
    this.#format = format;
  }

  #report(level: CodedDiagnostic['level'], code: DiagnosticCode, message: string, start: number, end: number, hint?: string): void {
    this.diagnostics.push({ level, code, message, ...(hint === undefined ? {} : { hint }), location: this.#source.location(start, end) });
  }

  readonly #fault = (code: DiagnosticCode, message: string, start: number, end: number, hint?: string): void => {
    this.#report('error', code, message, start, end, hint);
  };

  compile(authored: Node | undefined, bindings: LoopBindings): Template | undefined {
    if (authored === undefined) {
      this.#report('error', 'empty', 'is empty', 0, 0, 'A template has at least a `Resources` section.');
      return undefined;
    }
    if (authored.kind !== 'mapping') {
      this.#report(
        'error',
        'not-a-map',
        `a template is a map of sections, and this is a ${authored.kind === 'sequence' ? 'list' : 'text'}`,
        authored.start,
        authored.end,
      );
      return undefined;
    }
    const parameters = this.#parameters(entryOf(authored, 'Parameters'));
    const mappings = childOf(authored, 'Mappings');
    const { root, defaults } = this.#expand(authored, { parameters, mappings, ...bindings });
    const conditions = this.#section(root, 'Conditions');
    const macros: MacroUse[] = [];
    const resources = this.#resources(root, defaults, macros);
    const outputs = this.#section(root, 'Outputs');
    if (resources === undefined) return undefined;
    macros.push(...this.#macros(root));
    this.#checkCalls(root, conditions, resources, macros.length > 0);
    return {
      source: this.#source,
      format: this.#format,
      root,
      parameters,
      mappings,
      conditions,
      rules: this.#section(root, 'Rules'),
      resources,
      outputs,
      macros,
    };
  }

  #expand(root: MappingNode, scope: StaticScope): ExpandedLoops {
    if (!mentionsLoops(this.#source.text)) return { root, defaults: new Map() };
    return expandLoops(root, scope, (code, message, at, hint) => this.#fault(code, message, at.start, at.end, hint));
  }

  #section(root: MappingNode, name: string): Map<string, MappingEntry> {
    const section = entryOf(root, name);
    if (section === undefined) return new Map();
    if (section.value.kind !== 'mapping') {
      if (!(section.value.kind === 'scalar' && section.value.value === null)) {
        this.#report('error', 'mistyped-section', `\`${name}\` has to be a map`, section.keyStart, section.keyEnd);
      }
      return new Map();
    }
    return new Map(section.value.entries.map((entry) => [entry.key, entry]));
  }

  #parameters(section: MappingEntry | undefined): Map<string, ParameterDeclaration> {
    const declared = new Map<string, ParameterDeclaration>();
    if (section === undefined || section.value.kind === 'scalar') return declared;
    if (section.value.kind !== 'mapping') {
      this.#report('error', 'mistyped-section', '`Parameters` has to be a map', section.keyStart, section.keyEnd);
      return declared;
    }
    for (const entry of section.value.entries) {
      if (entry.key.startsWith('Fn::')) continue;
      if (entry.value.kind !== 'mapping') {
        this.#report(
          'error',
          'mistyped-parameter',
          `the parameter \`${entry.key}\` has to be a map with a \`Type\``,
          entry.keyStart,
          entry.keyEnd,
        );
        continue;
      }
      const defaultNode = childOf(entry.value, 'Default');
      const allowed = childOf(entry.value, 'AllowedValues');
      const noEcho = childOf(entry.value, 'NoEcho');
      const defaultValue = defaultNode === undefined ? undefined : scalarOrList(defaultNode);
      const allowedValues =
        allowed?.kind === 'sequence' ? allowed.items.flatMap((item) => (item.kind === 'scalar' ? [textOf(item)] : [])) : [];
      declared.set(entry.key, {
        name: entry.key,
        type: stringOf(childOf(entry.value, 'Type')) ?? 'String',
        noEcho: noEcho?.kind === 'scalar' && textOf(noEcho).toLowerCase() === 'true',
        ...(defaultValue === undefined ? {} : { defaultValue }),
        ...(allowedValues.length === 0 ? {} : { allowedValues }),
        entry,
      });
    }
    return declared;
  }

  #resources(
    root: MappingNode,
    loopDefaults: ReadonlyMap<string, readonly string[]>,
    macros: MacroUse[],
  ): Map<string, ResourceDeclaration> | undefined {
    const section = entryOf(root, 'Resources');
    if (section === undefined) {
      this.#report(
        'error',
        'no-resources',
        'has no `Resources` section',
        root.start,
        root.start + 1,
        'Every template declares at least one resource.',
      );
      return undefined;
    }
    if (section.value.kind !== 'mapping') {
      this.#report('error', 'mistyped-section', '`Resources` has to be a map of resources', section.keyStart, section.keyEnd);
      return undefined;
    }
    const resources = new Map<string, ResourceDeclaration>();
    for (const entry of section.value.entries) {
      if (entry.key === 'Fn::Transform' || entry.key.startsWith('Fn::ForEach::')) continue;
      const included = childOf(entry.value, 'Fn::Transform');
      if (included !== undefined && childOf(entry.value, 'Type') === undefined) {
        // The macro makes the whole resource.
        this.#addMacro(included, macros);
        continue;
      }
      const resource = this.#resource(entry);
      const defaults = loopDefaults.get(entry.key);
      if (resource !== undefined) resources.set(entry.key, defaults === undefined ? resource : { ...resource, loopDefaults: defaults });
    }
    return resources;
  }

  #resource(entry: MappingEntry): ResourceDeclaration | undefined {
    const body = entry.value;
    if (body.kind !== 'mapping') {
      const what = body.kind === 'sequence' ? 'a list' : body.value === null ? 'empty' : 'a text';
      this.#report(
        'error',
        'mistyped-resource',
        `the resource \`${entry.key}\` is ${what}; it has to be a map with a \`Type\``,
        entry.keyStart,
        entry.keyEnd,
      );
      return undefined;
    }
    if (isUnknownTag(body)) return undefined;
    const typeNode = childOf(body, 'Type');
    // Reported by the parser already.
    if (typeNode !== undefined && isUnknownTag(typeNode)) return undefined;
    const type = stringOf(typeNode);
    if (type === undefined || type === '') {
      this.#report(
        'error',
        'no-type',
        `the resource \`${entry.key}\` has no \`Type\``,
        entry.keyStart,
        entry.keyEnd,
        'Every resource names its type, such as `AWS::S3::Bucket`.',
      );
      return undefined;
    }
    const properties = entryOf(body, 'Properties');
    const nothing = properties?.value.kind === 'scalar' && properties.value.value === null;
    if (properties !== undefined && properties.value.kind !== 'mapping' && !nothing) {
      this.#report(
        'error',
        'mistyped-properties',
        `the \`Properties\` of \`${entry.key}\` have to be a map`,
        properties.keyStart,
        properties.keyEnd,
      );
    }
    const condition = childOf(body, 'Condition');
    if (condition !== undefined && stringOf(condition) === undefined) {
      this.#report(
        'error',
        'mistyped-condition',
        `the \`Condition\` of \`${entry.key}\` has to be the name of a condition`,
        condition.start,
        condition.end,
      );
    }
    const constructPath = stringOf(childOf(childOf(body, 'Metadata'), 'aws:cdk:path'));
    return {
      id: entry.key,
      type,
      entry,
      body,
      ...(properties === undefined ? {} : { properties }),
      ...(condition?.kind === 'scalar' && typeof condition.value === 'string' ? { condition: condition.value } : {}),
      ...(constructPath === undefined ? {} : { constructPath }),
      ...(type.endsWith('::MODULE') ? { opaque: 'a module, whose resources are not in the template' } : {}),
    };
  }

  #addMacro(node: Node, macros: MacroUse[]): void {
    const name = node.kind === 'scalar' ? node.text : stringOf(childOf(node, 'Name'));
    if (name === undefined) {
      this.#report('error', 'mistyped-section', 'a transform is the name of a macro, or a map with its `Name`', node.start, node.end);
      return;
    }
    if (name === SAM_TRANSFORM || HARMLESS_TRANSFORMS.has(name)) return;
    macros.push({ name, start: node.start, end: node.end });
  }

  #macros(root: MappingNode): MacroUse[] {
    const macros: MacroUse[] = [];
    const add = (node: Node): void => this.#addMacro(node, macros);
    const declared = childOf(root, 'Transform');
    if (declared?.kind === 'sequence') for (const item of declared.items) add(item);
    else if (declared !== undefined && !(declared.kind === 'scalar' && declared.value === null)) add(declared);
    for (const place of [root, childOf(root, 'Resources')]) {
      const call = childOf(place, 'Fn::Transform');
      if (call?.kind === 'sequence') for (const item of call.items) add(item);
      else if (call !== undefined) add(call);
    }
    return macros;
  }

  /** The shape of every call, and that the conditions they name exist and do not go round in circles. */
  #checkCalls(
    root: MappingNode,
    conditions: ReadonlyMap<string, MappingEntry>,
    resources: ReadonlyMap<string, ResourceDeclaration>,
    hasMacros: boolean,
  ): void {
    // A macro may take what CloudFormation does not, and declare what the template does not.
    const level = hasMacros ? 'warning' : 'error';
    const fault: ReportFault = (code, message, start, end, hint) => this.#report(level, code, message, start, end, hint);
    const mayDeclareMore = hasMacros || conditions.has('Fn::Transform');
    const undeclared = new Set<string>();
    const onCondition = (name: string, at: Node): void => {
      if (conditions.has(name) || undeclared.has(name) || isSymbolic(name)) return;
      undeclared.add(name);
      this.#report(
        mayDeclareMore ? 'warning' : 'error',
        'unknown-condition',
        `the condition \`${name}\` is not declared`,
        at.start,
        at.end,
        'Conditions are declared in the `Conditions` section.',
      );
    };
    for (const section of ['Conditions', 'Resources', 'Outputs', 'Rules']) {
      const node = childOf(root, section);
      if (node !== undefined) checkIntrinsics(node, fault, { onCondition });
    }
    for (const resource of resources.values()) {
      if (resource.condition !== undefined) onCondition(resource.condition, childOf(resource.body, 'Condition') ?? resource.body);
    }
    const named = new Map<string, string[]>();
    for (const [name, entry] of conditions) {
      const uses: string[] = [];
      collectConditionNames(entry.value, (used, at) => {
        onCondition(used, at);
        uses.push(used);
      });
      named.set(name, uses);
    }
    for (const cycle of findCycles(named)) {
      const entry = conditions.get(cycle[0] as string);
      if (entry !== undefined) {
        this.#report(
          'error',
          'condition-cycle',
          `the condition \`${cycle[0]}\` depends on itself: ${circle(cycle)}`,
          entry.keyStart,
          entry.keyEnd,
        );
      }
    }
  }
}

function scalarOrList(node: Node): string | undefined {
  if (node.kind === 'scalar') return node.value === null ? '' : textOf(node);
  if (node.kind === 'sequence') return node.items.flatMap((item) => (item.kind === 'scalar' ? [textOf(item)] : [])).join(',');
  return undefined;
}

function circle(names: readonly string[]): string {
  const shown = names.length > 8 ? [...names.slice(0, 8), '…'] : names;
  return [...shown, names[0]].join(' → ');
}

function collectConditionNames(node: Node, found: (name: string, at: Node) => void): void {
  if (node.kind === 'sequence') for (const item of node.items) collectConditionNames(item, found);
  if (node.kind !== 'mapping') return;
  for (const entry of node.entries) {
    if (entry.key === 'Condition' && entry.value.kind === 'scalar') found(entry.value.text, entry.value);
    else collectConditionNames(entry.value, found);
  }
}

/** One cycle for each group of names that depend on each other, starting with the name declared first. */
function findCycles(uses: ReadonlyMap<string, readonly string[]>): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  for (const start of uses.keys()) {
    if (state.has(start)) continue;
    const path: { name: string; next: number }[] = [{ name: start, next: 0 }];
    state.set(start, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const used = uses.get(top.name)?.[top.next++];
      if (used === undefined) {
        state.set(top.name, 'done');
        path.pop();
      } else if (state.get(used) === 'open') {
        cycles.push(path.slice(path.findIndex((step) => step.name === used)).map((step) => step.name));
      } else if (!state.has(used) && uses.has(used)) {
        state.set(used, 'open');
        path.push({ name: used, next: 0 });
      }
    }
  }
  return cycles;
}
