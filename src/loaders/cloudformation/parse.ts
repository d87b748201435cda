import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent, YAMLException } from 'js-yaml';
import type { CodedDiagnostic, DiagnosticCode } from '../../model/diagnostics.ts';
import type { MappingEntry, MappingNode, Node, ScalarNode, SequenceNode } from '../../model/node.ts';
import type { SourceText } from '../../model/source.ts';
import { indentContinuations } from './indentation.ts';
import { resolvePlainScalar } from './scalar.ts';

/** Deeper than any template that CloudFormation accepts, and shallow enough for recursion over the tree to be safe. */
const MAX_DEPTH = 400;

/** Nodes that a document may have once its aliases are followed; an alias bomb goes past it at once. */
const MAX_EXPANDED_NODES = 2_000_000;

/** Nodes that a document may have as it is written; each takes some hundred bytes of memory, however few characters it is. */
const MAX_NODES = 1_000_000;

export interface ParsedDocument {
  /** Missing when the text could not be parsed, or is empty. */
  readonly root?: Node;
  readonly diagnostics: readonly CodedDiagnostic[];
}

/**
 * Parses YAML or JSON (which is read as YAML's flow style) into the authored tree. Never throws: what is wrong is a diagnostic
 * with its position.
 */
export function parseDocument(source: SourceText): ParsedDocument {
  if (hasTooManyNodes(source.text)) {
    const message = `holds more than ${MAX_NODES} values`;
    const hint = 'CloudFormation takes templates of up to 1 MB; look for a generator that went astray.';
    return { diagnostics: [{ level: 'error', code: 'too-large', message, hint, location: source.location(0, 0) }] };
  }
  const read = readEvents(source.text);
  if (read.kind === 'refused') return { diagnostics: [syntaxError(source, read.error)] };
  const builder = new TreeBuilder(source, read);
  const root = builder.build();
  return root === undefined ? { diagnostics: builder.diagnostics } : { root, diagnostics: builder.diagnostics };
}

/** Whether there are too many of the characters that nodes are told apart by; no text has more nodes than these. */
function hasTooManyNodes(text: string): boolean {
  if (text.length < MAX_NODES) return false;
  let count = 0;
  for (let at = 0; at < text.length && count <= MAX_NODES; at++) {
    const code = text.charCodeAt(at);
    // A line feed, a comma, an opening bracket or brace
    if (code === 10 || code === 44 || code === 91 || code === 123) count++;
  }
  return count > MAX_NODES;
}

/** Numbers whose text is kept as it was written. */
const DECIMAL = /^-?[0-9.]+(?:[eE][-+]?[0-9]+)?$/;

interface ReadEvents {
  readonly kind: 'read';
  readonly events: readonly Event[];
  /** What the offsets of the events count in. */
  readonly text: string;
  /** The offset in the file. */
  readonly originalOffset?: (offset: number) => number;
}

function readEvents(text: string): ReadEvents | { readonly kind: 'refused'; readonly error: unknown } {
  try {
    return { kind: 'read', text, events: parseEvents(text, { maxDepth: MAX_DEPTH }) };
  } catch (error) {
    const reindented = error instanceof YAMLException && /deficient indentation/.test(error.reason) ? indentContinuations(text) : undefined;
    if (reindented === undefined) return { kind: 'refused', error };
    try {
      return { kind: 'read', ...reindented, events: parseEvents(reindented.text, { maxDepth: MAX_DEPTH }) };
    } catch {
      return { kind: 'refused', error };
    }
  }
}

function syntaxError(source: SourceText, error: unknown): CodedDiagnostic {
  if (!(error instanceof YAMLException) || error.mark === undefined || error.mark === null) {
    const message = error instanceof Error ? error.message : String(error);
    return { level: 'error', code: 'syntax', message: `cannot be parsed: ${message}`, location: source.location(0, 0) };
  }
  const offset = error.mark.position ?? 0;
  const location = source.location(offset, offset + 1);
  if (/nesting|depth/i.test(error.reason)) {
    return {
      level: 'error',
      code: 'too-deep',
      message: `nested deeper than ${MAX_DEPTH} levels`,
      hint: 'CloudFormation accepts no template that is nested this deep; look for a generator that went astray.',
      location,
    };
  }
  const lineText = source.text.slice(source.lineStarts[location.line - 1] ?? 0, source.lineStarts[location.line] ?? source.text.length);
  const hint = /^\s*\t/.test(lineText)
    ? 'YAML does not allow tabs for indentation; use spaces.'
    : /end of the stream/.test(error.reason)
      ? 'The file may be cut off, or a bracket or quote before this place is not closed.'
      : undefined;
  return {
    level: 'error',
    code: 'syntax',
    message: `cannot be parsed: ${error.reason}`,
    ...(hint === undefined ? {} : { hint }),
    location,
  };
}

/** The same tree with other offsets; nodes that stand in several places stay one. */
function relocated(node: Node, place: (offset: number) => number, known: Map<Node, Node>): Node {
  const made = known.get(node);
  if (made !== undefined) return made;
  const at = { start: place(node.start), end: place(node.end) };
  const moved = relocatedAt(node, at, place, known);
  known.set(node, moved);
  return moved;
}

function relocatedAt(node: Node, at: Pick<Node, 'start' | 'end'>, place: (offset: number) => number, known: Map<Node, Node>): Node {
  switch (node.kind) {
    case 'scalar':
      return { ...node, ...at };
    case 'sequence':
      return { ...node, ...at, items: node.items.map((item) => relocated(item, place, known)) };
    case 'mapping': {
      const entries = node.entries.map((entry) => ({
        key: entry.key,
        keyStart: place(entry.keyStart),
        keyEnd: place(entry.keyEnd),
        value: relocated(entry.value, place, known),
      }));
      return { ...node, ...at, entries };
    }
  }
}

interface Built {
  readonly node: Node;
  /** Nodes below and including this one, aliases followed. */
  readonly size: number;
}

/** Short tags and the long form that they stand for; a `!` and `Fn::` for all others. */
const SHORT_TAGS: ReadonlyMap<string, string> = new Map(
  [
    ['Ref', 'Ref'],
    ['Condition', 'Condition'],
    ...[
      'And',
      'Base64',
      'Cidr',
      'Contains',
      'EachMemberEquals',
      'EachMemberIn',
      'Equals',
      'FindInMap',
      'GetAtt',
      'GetAZs',
      'GetStackOutput',
      'If',
      'ImportValue',
      'Join',
      'Length',
      'Not',
      'Or',
      'RefAll',
      'Select',
      'Split',
      'Sub',
      'ToJsonString',
      'Transform',
      'ValueOf',
      'ValueOfAll',
    ].map((name) => [name, `Fn::${name}`] as const),
  ].map(([tag, name]) => [`!${tag}`, name as string] as const),
);

class TreeBuilder {
  readonly diagnostics: CodedDiagnostic[] = [];
  readonly #source: SourceText;
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #originalOffset: ((offset: number) => number) | undefined;
  readonly #anchors = new Map<string, Built>();
  #at = 0;
  #lastEnd = 0;
  #expanded = 0;
  #bomb = false;
  #aliasSeen = false;

  constructor(source: SourceText, { text, events, originalOffset }: ReadEvents) {
    this.#source = source;
    this.#text = text;
    this.#events = events;
    this.#originalOffset = originalOffset;
  }

  build(): Node | undefined {
    let root: Node | undefined;
    let documents = 0;
    while (this.#at < this.#events.length) {
      const event = this.#next();
      if (event.type !== EVENT_ID.DOCUMENT) continue;
      documents++;
      const startsAt = this.#firstOffset();
      while (this.#at < this.#events.length && this.#events[this.#at]?.type !== EVENT_ID.POP) {
        const built = this.#node();
        if (documents === 1) root = built.node;
      }
      this.#at++;
      if (documents === 2) {
        this.#report(
          'error',
          'several-documents',
          'holds several YAML documents',
          startsAt,
          startsAt,
          'A template is one document; split the file at the `---` lines.',
        );
      }
    }
    if (this.#bomb || root === undefined) return undefined;
    return this.#originalOffset === undefined ? root : relocated(root, this.#originalOffset, new Map());
  }

  #firstOffset(): number {
    const event = this.#events[this.#at];
    if (event === undefined) return this.#lastEnd;
    if (event.type === EVENT_ID.SCALAR) return event.valueStart < 0 ? this.#lastEnd : event.valueStart;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
    return this.#lastEnd;
  }

  #next(): Event {
    return this.#events[this.#at++] as Event;
  }

  #report(level: CodedDiagnostic['level'], code: DiagnosticCode, message: string, start: number, end: number, hint?: string): void {
    const place = this.#originalOffset ?? ((offset: number) => offset);
    const location = this.#source.location(place(start), place(end));
    this.diagnostics.push({ level, code, message, ...(hint === undefined ? {} : { hint }), location });
  }

  #node(): Built {
    const event = this.#next();
    this.#expanded++;
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        const { start, end } = this.#range(event);
        const text = this.#scalarText(event);
        const tag = event.tagStart < 0 ? undefined : this.#text.slice(event.tagStart, event.tagEnd);
        const plain = event.style === SCALAR_STYLE.PLAIN;
        return this.#finish(event, this.#scalar(text, plain, tag, start, end, event.tagStart), 1);
      }
      case EVENT_ID.SEQUENCE: {
        const items: Node[] = [];
        let size = 1;
        let end = event.start + 1;
        while (this.#events[this.#at]?.type !== EVENT_ID.POP) {
          const item = this.#node();
          items.push(item.node);
          size += item.size;
          end = Math.max(end, item.node.end);
        }
        this.#at++;
        const node: SequenceNode = { kind: 'sequence', start: event.start, end, items };
        return this.#finish(event, node, size);
      }
      case EVENT_ID.MAPPING:
        return this.#mapping(event);
      case EVENT_ID.ALIAS:
        return this.#alias(event);
      default:
        return { node: { kind: 'scalar', start: this.#lastEnd, end: this.#lastEnd, text: '', value: null }, size: 1 };
    }
  }

  /** Where a scalar stands, quotes included; an empty one stands where the text before it ended. */
  #range(event: ScalarEvent): { readonly start: number; readonly end: number } {
    if (event.valueStart < 0) return { start: this.#lastEnd, end: this.#lastEnd };
    const quote = event.style === SCALAR_STYLE.DOUBLE_QUOTED || event.style === SCALAR_STYLE.SINGLE_QUOTED ? 1 : 0;
    const start = event.valueStart - quote;
    const end = Math.max(start, event.valueEnd + quote);
    this.#lastEnd = Math.max(this.#lastEnd, end);
    return { start, end };
  }

  #scalarText(event: ScalarEvent): string {
    if (event.valueStart < 0) return '';
    if (event.fast) return this.#text.slice(event.valueStart, event.valueEnd);
    const text = getScalarValue(this.#text, event);
    const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    // A block that the file ends in has no line break there, and gets none.
    return isBlock && event.valueEnd === this.#text.length && !/[\r\n]$/.test(this.#text) ? text.replace(/\n$/, '') : text;
  }

  #finish(event: { anchorStart: number; anchorEnd: number; tagStart: number; tagEnd: number }, node: Node, size: number): Built {
    const tag = event.tagStart < 0 ? undefined : this.#text.slice(event.tagStart, event.tagEnd);
    const tagged = tag === undefined ? node : this.#tagged(tag, event.tagStart, event.tagEnd, node);
    const built = { node: tagged, size };
    if (event.anchorStart >= 0) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), built);
    return built;
  }

  #scalar(text: string, plain: boolean, tag: string | undefined, start: number, end: number, tagStart: number): ScalarNode {
    if (tag === '!!int' || tag === '!!float') {
      const value = Number(text.replaceAll('_', ''));
      if (Number.isNaN(value)) this.#report('error', 'bad-number', `\`${tag} ${text}\` is no number`, tagStart, end);
      return { kind: 'scalar', start, end, text, value: Number.isNaN(value) ? text : value };
    }
    if (!plain || (tag !== undefined && tag !== '!!bool' && tag !== '!!null')) return { kind: 'scalar', start, end, text, value: text };
    const resolved = resolvePlainScalar(text);
    if (resolved.warning !== undefined)
      this.#report('warning', resolved.warning.code, resolved.warning.message, start, end, resolved.warning.hint);
    const { value } = resolved;
    return { kind: 'scalar', start, end, text: typeof value === 'number' && !DECIMAL.test(text) ? String(value) : text, value };
  }

  #tagged(tag: string, tagStart: number, tagEnd: number, node: Node): Node {
    const long = SHORT_TAGS.get(tag);
    if (long !== undefined) {
      return { kind: 'mapping', start: tagStart, end: node.end, entries: [{ key: long, keyStart: tagStart, keyEnd: tagEnd, value: node }] };
    }
    if (tag.startsWith('!!') || tag === '!') return node;
    this.#report(
      'error',
      'unknown-tag',
      `\`${tag}\` is no CloudFormation function`,
      tagStart,
      tagEnd,
      'Short forms exist for the intrinsic functions only, such as `!Ref`, `!Sub` and `!GetAtt`.',
    );
    // Kept under its tag, which no function has: whatever it stands for is then unknown, and not taken for the text behind it.
    return { kind: 'mapping', start: tagStart, end: node.end, entries: [{ key: tag, keyStart: tagStart, keyEnd: tagEnd, value: node }] };
  }

  #mapping(event: Extract<Event, { type: typeof EVENT_ID.MAPPING }>): Built {
    const entries: MappingEntry[] = [];
    const merges: { node: Node; start: number; end: number }[] = [];
    let size = 1;
    let end = event.start + 1;
    let seen: Set<string> | undefined;
    while (this.#events[this.#at]?.type !== EVENT_ID.POP) {
      const keyEvent = this.#events[this.#at] as Event;
      if (keyEvent.type !== EVENT_ID.SCALAR) {
        const key = this.#node();
        const value = this.#node();
        size += key.size + value.size;
        end = Math.max(end, value.node.end);
        this.#report(
          'error',
          'complex-key',
          'a key has to be text, not a list or a map',
          key.node.start,
          key.node.end,
          'Placeholders such as `{{ name }}` have to be quoted, or rendered before the scan.',
        );
        continue;
      }
      this.#at++;
      const { start: keyStart, end: keyEnd } = this.#range(keyEvent);
      const key = this.#scalarText(keyEvent);
      if (keyEvent.anchorStart >= 0) {
        this.#anchors.set(this.#text.slice(keyEvent.anchorStart, keyEvent.anchorEnd), {
          node: { kind: 'scalar', start: keyStart, end: keyEnd, text: key, value: key },
          size: 1,
        });
      }
      const value = this.#node();
      size += value.size + 1;
      end = Math.max(end, keyEnd, value.node.end);
      if (key === '<<' && keyEvent.style === SCALAR_STYLE.PLAIN) {
        merges.push({ node: value.node, start: keyStart, end: keyEnd });
        continue;
      }
      if (seen === undefined ? entries.some((entry) => entry.key === key) : seen.has(key)) {
        this.#report(
          'error',
          'duplicate-key',
          `the key \`${key}\` stands here for the second time`,
          keyStart,
          keyEnd,
          'Only one of them would count; rename or remove one.',
        );
        continue;
      }
      seen?.add(key);
      entries.push({ key, keyStart, keyEnd, value: value.node });
      if (seen === undefined && entries.length > 12) seen = new Set(entries.map((entry) => entry.key));
    }
    this.#at++;
    for (const merge of merges) this.#merge(entries, merge);
    const node: MappingNode = { kind: 'mapping', start: event.start, end, entries };
    return this.#finish(event, node, size);
  }

  #merge(entries: MappingEntry[], merge: { node: Node; start: number; end: number }): void {
    const sources = merge.node.kind === 'sequence' ? merge.node.items : [merge.node];
    const keys = new Set(entries.map((entry) => entry.key));
    for (const from of sources) {
      if (from.kind !== 'mapping') {
        this.#report('error', 'bad-merge', 'the merge key `<<` takes a map or a list of maps', merge.start, merge.end);
        continue;
      }
      for (const entry of from.entries) {
        this.#expanded++;
        if (keys.has(entry.key)) continue;
        keys.add(entry.key);
        entries.push(entry);
      }
    }
    this.#warnOfAlias('the merge key `<<`', merge.start, merge.end);
  }

  #alias(event: Extract<Event, { type: typeof EVENT_ID.ALIAS }>): Built {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const start = event.anchorStart - 1;
    this.#lastEnd = Math.max(this.#lastEnd, event.anchorEnd);
    const target = this.#anchors.get(name);
    if (target === undefined) {
      this.#report('error', 'unknown-alias', `the alias \`*${name}\` has no anchor before it`, start, event.anchorEnd);
      // Whatever it was to stand for is unknown, and not nothing.
      const value: ScalarNode = { kind: 'scalar', start, end: event.anchorEnd, text: name, value: name };
      const call: MappingNode = {
        kind: 'mapping',
        start,
        end: event.anchorEnd,
        entries: [{ key: '!alias', keyStart: start, keyEnd: event.anchorEnd, value }],
      };
      return { node: call, size: 1 };
    }
    this.#expanded += target.size;
    if (this.#expanded > MAX_EXPANDED_NODES) {
      if (!this.#bomb) {
        this.#report(
          'error',
          'alias-bomb',
          `the aliases expand to more than ${MAX_EXPANDED_NODES} nodes`,
          start,
          event.anchorEnd,
          'CloudFormation refuses YAML aliases; write the values out.',
        );
      }
      this.#bomb = true;
      return { node: { kind: 'scalar', start, end: event.anchorEnd, text: '', value: null }, size: 1 };
    }
    this.#warnOfAlias(`the alias \`*${name}\``, start, event.anchorEnd);
    return target;
  }

  #warnOfAlias(what: string, start: number, end: number): void {
    if (this.#aliasSeen) return;
    this.#aliasSeen = true;
    this.#report(
      'warning',
      'yaml-alias',
      `CloudFormation refuses YAML aliases, and here is ${what}`,
      start,
      end,
      'Package the template (`aws cloudformation package` resolves aliases), or write the value out.',
    );
  }
}
