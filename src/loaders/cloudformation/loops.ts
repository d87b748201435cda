import type { DiagnosticCode } from '../../model/diagnostics.ts';
import type { MappingEntry, MappingNode, Node } from '../../model/node.ts';
import { type StaticScope, staticList } from './scope.ts';

const LOOP = 'Fn::ForEach::';

/** Copies that the loops of one template may make; CloudFormation itself allows 500 resources. */
const MAX_COPIES = 20_000;

/** Nodes that the copies may have together. */
const MAX_NODES = 2_000_000;

/** What a loop variable stands for in one round: a text, or something that is not known here. */
type LoopValue = { readonly text: string } | { readonly because: string };

type Report = (code: DiagnosticCode, message: string, at: Node, hint?: string) => void;

/** A call of no CloudFormation function, which evaluates to unknown, for the reason it carries. */
export const UNKNOWN_CALL = '!unknown';

/** Whether there may be loops in the text at all. */
export function mentionsLoops(text: string): boolean {
  return text.includes(LOOP);
}

/**
 * Expands every `Fn::ForEach` below a node. A collection that is not known gives one symbolic round, in which the loop variable is
 * unknown and keeps its placeholder in keys.
 */
export function expandLoops(root: MappingNode, scope: StaticScope, report: Report): MappingNode {
  const expansion = new LoopExpansion(scope, report);
  return expansion.mapping(root, new Map());
}

class LoopExpansion {
  readonly #scope: StaticScope;
  readonly #report: Report;
  #copies = 0;
  #nodes = 0;
  #isTooLarge = false;

  constructor(scope: StaticScope, report: Report) {
    this.#scope = scope;
    this.#report = report;
  }

  mapping(node: MappingNode, variables: ReadonlyMap<string, LoopValue>): MappingNode {
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
      if (entry.key.startsWith(LOOP)) {
        changed = true;
        for (const made of this.#loop(entry, variables)) add(made);
        continue;
      }
      const key = variables.size === 0 ? entry.key : substitute(entry.key, variables, true);
      const value = this.#node(entry.value, variables, entry.key === 'Fn::Sub');
      if (key !== entry.key || value !== entry.value) {
        changed = true;
        add({ ...entry, key, value });
      } else add(entry);
    }
    return changed ? { ...node, entries } : node;
  }

  #node(node: Node, variables: ReadonlyMap<string, LoopValue>, inSub: boolean): Node {
    this.#nodes++;
    switch (node.kind) {
      case 'scalar': {
        if (variables.size === 0 || typeof node.value !== 'string') return node;
        const text = substitute(node.text, variables, false);
        if (!inSub && mentionsUnknown(text, variables)) {
          // Part of the text is not known: as the argument of Fn::Sub the rest stays known.
          const made = { ...node, text, value: text };
          return {
            kind: 'mapping',
            start: node.start,
            end: node.end,
            entries: [{ key: 'Fn::Sub', keyStart: node.start, keyEnd: node.end, value: made }],
          };
        }
        return text === node.text ? node : { ...node, text, value: text };
      }
      case 'sequence': {
        let changed = false;
        const items = node.items.map((item, index) => {
          const made = this.#node(item, variables, inSub && index === 0);
          if (made !== item) changed = true;
          return made;
        });
        return changed ? { ...node, items } : node;
      }
      case 'mapping': {
        const only = node.entries.length === 1 ? node.entries[0] : undefined;
        if (only?.key === 'Ref' && only.value.kind === 'scalar') {
          const value = variables.get(only.value.text);
          if (value === undefined) return node;
          if ('text' in value) return { kind: 'scalar', start: node.start, end: node.end, text: value.text, value: value.text };
          const because = { ...only.value, text: value.because, value: value.because };
          return { ...node, entries: [{ ...only, key: UNKNOWN_CALL, value: because }] };
        }
        return this.mapping(node, variables);
      }
    }
  }

  *#loop(entry: MappingEntry, variables: ReadonlyMap<string, LoopValue>): Generator<MappingEntry> {
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
    const list = staticList(this.#node(collection, variables, false), this.#scope);
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

function substitute(text: string, variables: ReadonlyMap<string, LoopValue>, isKey: boolean): string {
  if (!text.includes('{')) return text;
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, sigil: string, name: string) => {
    const value = variables.get(name);
    if (value === undefined || !('text' in value)) return whole;
    return sigil === '&' || isKey ? value.text.replace(/[^A-Za-z0-9]/g, '') : value.text;
  });
}

function mentionsUnknown(text: string, variables: ReadonlyMap<string, LoopValue>): boolean {
  for (const [name, value] of variables) {
    if (!('text' in value) && (text.includes(`\${${name}}`) || text.includes(`&{${name}}`))) return true;
  }
  return false;
}
