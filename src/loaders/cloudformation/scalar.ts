import type { DiagnosticCode } from '../../model/diagnostics.ts';
import type { Scalar } from '../../model/node.ts';

export interface ResolvedScalar {
  readonly value: Scalar;
  readonly warning?: { readonly code: DiagnosticCode; readonly message: string; readonly hint: string };
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  (
    [
      ['true', true],
      ['yes', true],
      ['on', true],
      ['false', false],
      ['no', false],
      ['off', false],
    ] as const
  ).flatMap(([word, value]) => [
    [word, value] as const,
    [word.toUpperCase(), value] as const,
    [`${word.charAt(0).toUpperCase()}${word.slice(1)}`, value] as const,
  ]),
);

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

const INTEGER = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const LEADING_ZERO = /^[-+]?0[0-9_]+$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/;
const HEX = /^[-+]?0x[0-9a-fA-F_]+$/;
const BINARY = /^[-+]?0b[01_]+$/;

/**
 * What a plain YAML scalar means to CloudFormation, which reads YAML 1.1: `yes` and `off` are booleans, `y` and `n` are text. Digits that
 * start with a zero stay text, and so do dates, sexagesimal numbers and integers that a double cannot hold.
 */
export function resolvePlainScalar(text: string): ResolvedScalar {
  const first = text.charCodeAt(0);
  // Most scalars begin with a letter that begins none of the special words: o O t T f F y Y n N, a digit, a sign, a dot, a tilde.
  if (first > 57 && !(text.length <= 5) && first !== 126) return { value: text };
  const boolean = BOOLEANS.get(text);
  if (boolean !== undefined) return { value: boolean };
  if (NULLS.has(text)) return { value: null };
  if (first > 57) return { value: text };
  if (INTEGER.test(text)) {
    const value = Number(text.replaceAll('_', ''));
    return { value: Number.isSafeInteger(value) ? value : text };
  }
  if (LEADING_ZERO.test(text)) {
    return {
      value: text,
      warning: {
        code: 'leading-zero',
        message: `\`${text}\` starts with a zero: CloudFormation may read it as an octal number and change it`,
        hint: `Quote it: '${text}'.`,
      },
    };
  }
  if (FLOAT.test(text)) return { value: Number(text.replaceAll('_', '')) };
  if (HEX.test(text) || BINARY.test(text)) {
    const negative = text.startsWith('-');
    const value = Number(text.replace(/^[-+]/, '').replaceAll('_', ''));
    return { value: negative ? -value : value };
  }
  return { value: text };
}
