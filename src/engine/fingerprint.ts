import { hash } from 'node:crypto';
import type { Value } from '../model/value.ts';
import type { Evaluation } from './evaluation.ts';
import { isSecret } from './value-text.ts';

/** The version of the recipe; it stands in front of every fingerprint, so that a change of recipe is not taken for new findings. */
const VERSION = 'v1';

/** Nodes of a value that go into its fingerprint; what lies beyond is left out. */
const MAX_NODES = 5_000;

export interface FingerprintParts {
  readonly ruleId: string;
  /** The file relative to the root, or the path of the stack. */
  readonly template: string;
  /** The path of the stack instance. */
  readonly instance: string;
  readonly resource: string;
  readonly property: string;
  /** The normalised value; left out for secrets. */
  readonly value?: string;
}

/** Identifies a finding over moves and reformatting: no line numbers, no message. */
export function fingerprint(parts: FingerprintParts): string {
  const text = [parts.ruleId, parts.template, parts.instance, parts.resource, parts.property, parts.value ?? '-'].join('\n');
  return `${VERSION}:${hash('sha256', text, 'hex').slice(0, 40)}`;
}

/** A value as text, with keys sorted, the same for YAML and JSON and for short and long forms of functions. */
export function normaliseValue(value: Value, evaluation: Evaluation): string {
  let nodes = 0;
  const write = (current: Value): string => {
    if (++nodes > MAX_NODES) return '…';
    if (isSecret(current)) return 'secret';
    switch (current.kind) {
      case 'literal':
        return JSON.stringify(current.text);
      case 'list':
        return `[${evaluation
          .presentItems(current)
          .map((slot) => write(evaluation.resolveSlot(slot)))
          .join(',')}]`;
      case 'map':
        return `{${[...current.entries.keys()]
          .sort()
          .flatMap((key) => {
            const slot = current.entries.get(key);
            const inner = slot === undefined ? undefined : evaluation.resolveSlot(slot);
            return inner === undefined || inner.kind === 'absent' ? [] : [`${JSON.stringify(key)}:${write(inner)}`];
          })
          .join(',')}}`;
      case 'reference':
        return `ref(${current.resource}.${current.attribute})`;
      case 'parameter':
        return `parameter(${current.name})`;
      case 'import':
        return `import(${current.name})`;
      case 'dynamic':
        return `dynamic(${current.text})`;
      case 'partial':
        return `text(${current.pieces.map((piece) => (typeof piece === 'string' ? JSON.stringify(piece) : write(piece))).join(',')})`;
      case 'absent':
        return 'absent';
      case 'unknown':
        return `unknown(${current.because})`;
    }
  };
  return write(value);
}
