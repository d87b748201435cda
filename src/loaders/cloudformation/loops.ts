import type { DiagnosticCode } from '../../model/diagnostics.ts';
import { childOf, type MappingEntry, type MappingNode, type Node, type ScalarNode, type SequenceNode } from '../../model/node.ts';
import { type StaticScope, staticList } from './scope.ts';

const LOOP = 'Fn::ForEach::';

/** Copies that the loops of one template may make; CloudFormation itself allows 500 resources. */
const MAX_COPIES = 20_000;

/** Nodes that the copies may have together. */
const MAX_NODES = 2_000_000;

/** What a loop variable stands for in one round: a text, or something that is not known here. */
type LoopValue = { readonly text: string } | { readonly because: string };

type Variables = ReadonlyMap<string, LoopValue>;

type Report = (code: DiagnosticCode, message: string, at: Node, hint?: string) => void;

/** A call of no CloudFormation function, which evaluates to unknown, for the reason it carries. */
export const UNKNOWN_CALL = '!unknown';

/** Whether there may be loops in the text at all. */
export function mentionsLoops(text: string): boolean {
  return text.includes(LOOP);
}

export interface ExpandedLoops {
  readonly root: MappingNode;
  /** By the id of a resource: the parameters whose defaults decided that it was made, or what was made in it. */
  readonly defaults: ReadonlyMap<string, readonly string[]>;
}

/**
 * Expands every `Fn::ForEach` below a node. A collection that is not known gives one symbolic round, in which the loop variable is
 * unknown and keeps its placeholder in keys and names.
 */
export function expandLoops(root: MappingNode, scope: Omit<StaticScope, 'onDefault'>, report: Report): ExpandedLoops {
  const expansion = new LoopExpansion(scope, report, childOf(root, 'Resources'));
  return { root: expansion.mapping(root, new Map()), defaults: expansion.defaults };
}

class LoopExpansion {
  readonly #scope: StaticScope;
  readonly #report: Report;
  #copies = 0;
  #nodes = 0;
  #isTooLarge = false;
  readonly #resources: Node | undefined;
  readonly #defaultsUsed = new Set<string>();
  readonly defaults = new Map<string, readonly string[]>();

  constructor(scope: Omit<StaticScope, 'onDefault'>, report: Report, resources: Node | undefined) {
    this.#scope = { ...scope, onDefault: (name) => this.#defaultsUsed.add(name) };
    this.#report = report;
    this.#resources = resources;
  }

  mapping(node: MappingNode, variables: Variables): MappingNode {
    let changed = false;
    const entries: MappingEntry[] = [];
    const keys = new Set<string>();
    const add = (entry: MappingEntry): void => {
      if (keys.has(entry.key)) {
        this.#report(
          'duplicate-key',
          `the loop makes the key \`${entry.key}\` a second time`,
          entry.value,
          'The key has to name every loop variable.',
        );
        return;
      }
      keys.add(entry.key);
      entries.push(entry);
    };
    for (const entry of node.entries) {
      if (node === this.#resources) this.#defaultsUsed.clear();
      const made = this.#entry(entry, variables);
      if (node === this.#resources && this.#defaultsUsed.size > 0)
        for (const { key } of made) this.defaults.set(key, [...this.#defaultsUsed]);
      if (made.length !== 1 || made[0] !== entry) changed = true;
      for (const one of made) add(one);
    }
    return changed ? { ...node, entries } : node;
  }

  /** The entries that one of them stands for. */
  #entry(entry: MappingEntry, variables: Variables): readonly MappingEntry[] {
    if (entry.key.startsWith(LOOP)) return [...this.#loop(entry, variables)];
    const key = variables.size === 0 ? entry.key : substitute(entry.key, variables);
    const value = this.#node(entry.value, variables, roleOf(entry.key));
    return key === entry.key && value === entry.value ? [entry] : [{ ...entry, key, value }];
  }

  #node(node: Node, variables: Variables, role: Role): Node {
    this.#nodes++;
    switch (node.kind) {
      case 'scalar':
        return variables.size === 0 || typeof node.value !== 'string' ? node : this.#text(node, variables, role);
      case 'sequence': {
        if (role === 'sub' && variables.size > 0) return this.#subWithVariables(node, variables);
        let changed = false;
        const items = node.items.map((item, index) => {
          const made = this.#node(item, variables, role === 'names' || (role === 'if' && index === 0) ? 'names' : 'text');
          if (made !== item) changed = true;
          return made;
        });
        return changed ? { ...node, items } : node;
      }
      case 'mapping': {
        const only = node.entries.length === 1 ? node.entries[0] : undefined;
        const value = only?.key === 'Ref' && only.value.kind === 'scalar' ? variables.get(only.value.text) : undefined;
        if (value === undefined) return this.mapping(node, variables);
        return 'text' in value
          ? { kind: 'scalar', start: node.start, end: node.end, text: value.text, value: value.text }
          : unknownCall(value.because, node);
      }
    }
  }

  /** A text with the loop variables put in; what is left open makes the rest of it no less known. */
  #text(node: ScalarNode, variables: Variables, role: Role): Node {
    const text = substitute(node.text, variables);
    const made = text === node.text ? node : { ...node, text, value: text };
    const open = role === 'names' ? undefined : unknownIn(text, variables);
    if (open === undefined) return made;
    if (role === 'sub') return sequenceAt(node, [asPlaceholders(made), mapAt(node, open)]);
    const parts = text.split(PLACEHOLDER_PARTS).map((part): Node => {
      const because = open.get(placeholderName(part) ?? '');
      return because === undefined ? { ...node, text: part, value: part } : unknownCall(because, node);
    });
    return callAt(node, 'Fn::Join', sequenceAt(node, [{ ...node, text: '', value: '' }, sequenceAt(node, parts)]));
  }

  /** `Fn::Sub` with variables of its own, which shadow those of the loops. */
  #subWithVariables(node: SequenceNode, variables: Variables): Node {
    const [text, own, ...rest] = node.items;
    if (text?.kind !== 'scalar' || own?.kind !== 'mapping') return node;
    const names = new Set(own.entries.map((entry) => entry.key));
    const left = new Map([...variables].filter(([name]) => !names.has(name)));
    const replaced = substitute(text.text, left);
    const open = unknownIn(replaced, left) ?? new Map<string, string>();
    const inner = this.mapping(own, variables);
    const made = asPlaceholders({ ...text, text: replaced, value: replaced });
    return { ...node, items: [made, { ...inner, entries: [...inner.entries, ...mapAt(text, open).entries] }, ...rest] };
  }

  *#loop(entry: MappingEntry, variables: Variables): Generator<MappingEntry> {
    const argument = entry.value;
    const [variable, collection, body] = argument.kind === 'sequence' ? argument.items : [];
    if (
      argument.kind !== 'sequence' ||
      argument.items.length !== 3 ||
      variable?.kind !== 'scalar' ||
      collection === undefined ||
      body?.kind !== 'mapping'
    ) {
      this.#report('malformed-intrinsic', `\`${entry.key}\` takes a list of a variable name, a collection and a map`, argument);
      return;
    }
    const list = staticList(this.#node(collection, variables, 'text'), this.#scope);
    const values: readonly LoopValue[] =
      list === undefined ? [{ because: `the collection of ${entry.key} is not known` }] : [...new Set(list)].map((text) => ({ text }));
    for (const value of values) {
      this.#copies++;
      if (this.#copies > MAX_COPIES || this.#nodes > MAX_NODES) {
        if (!this.#isTooLarge)
          this.#report('loop-too-large', `the loops make more than ${MAX_COPIES} copies or ${MAX_NODES} nodes`, argument);
        this.#isTooLarge = true;
        return;
      }
      const made = this.mapping(body, new Map([...variables, [variable.text, value]]));
      yield* made.entries;
    }
  }
}

/** What a scalar stands for: a text, the text of `Fn::Sub`, or the name of something that the loops may have made. */
type Role = 'text' | 'sub' | 'names' | 'if';

const NAMED_BY: ReadonlySet<string> = new Set(['Ref', 'Fn::GetAtt', 'Condition', 'DependsOn', 'Type']);

function roleOf(key: string): Role {
  if (key === 'Fn::Sub') return 'sub';
  if (key === 'Fn::If') return 'if';
  return NAMED_BY.has(key) ? 'names' : 'text';
}

/** Whether a name holds a loop variable that is not known. */
export function isSymbolic(name: string): boolean {
  return /[$&]\{/.test(name);
}

const PLACEHOLDER = /([$&])\{([A-Za-z0-9]+)\}/g;
const PLACEHOLDER_PARTS = /([$&]\{[A-Za-z0-9]+\})/;

function placeholderName(part: string): string | undefined {
  return /^[$&]\{([A-Za-z0-9]+)\}$/.exec(part)?.[1];
}

/** `&{X}` stands for the letters and digits of a value, `${X}` for all of it. */
function substitute(text: string, variables: Variables): string {
  if (!text.includes('{')) return text;
  return text.replace(PLACEHOLDER, (whole, sigil: string, name: string) => {
    const value = variables.get(name);
    if (value === undefined || !('text' in value)) return whole;
    return sigil === '&' ? value.text.replace(/[^A-Za-z0-9]/g, '') : value.text;
  });
}

/** The loop variables that a text names and whose values are not known, with the reason. */
function unknownIn(text: string, variables: Variables): ReadonlyMap<string, string> | undefined {
  const open = new Map<string, string>();
  if (!text.includes('{')) return undefined;
  for (const [, , name = ''] of text.matchAll(PLACEHOLDER)) {
    const value = variables.get(name);
    if (value !== undefined && 'because' in value) open.set(name, value.because);
  }
  return open.size === 0 ? undefined : open;
}

/** `Fn::Sub` knows no `&{X}`. */
function asPlaceholders(node: ScalarNode): ScalarNode {
  const text = node.text.replace(PLACEHOLDER, (whole, sigil: string, name: string) => (sigil === '&' ? `\${${name}}` : whole));
  return { ...node, text, value: text };
}

function callAt(at: Node, name: string, argument: Node): MappingNode {
  return { kind: 'mapping', start: at.start, end: at.end, entries: [{ key: name, keyStart: at.start, keyEnd: at.end, value: argument }] };
}

function unknownCall(because: string, at: Node): MappingNode {
  return callAt(at, UNKNOWN_CALL, { kind: 'scalar', start: at.start, end: at.end, text: because, value: because });
}

function sequenceAt(at: Node, items: readonly Node[]): SequenceNode {
  return { kind: 'sequence', start: at.start, end: at.end, items };
}

function mapAt(at: Node, unknowns: ReadonlyMap<string, string>): MappingNode {
  const entries = [...unknowns].map(([key, because]) => ({ key, keyStart: at.start, keyEnd: at.end, value: unknownCall(because, at) }));
  return { kind: 'mapping', start: at.start, end: at.end, entries };
}
