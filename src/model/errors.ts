/** Stable codes of the errors a user can meet; documented in docs/errors.md. */
export type ErrorCode =
  | 'USAGE'
  | 'CONFIG_INVALID'
  | 'CONFIG_UNREADABLE'
  | 'POLICY_INVALID'
  | 'POLICY_CONFLICT'
  | 'UNKNOWN_RULE'
  | 'UNKNOWN_PACK'
  | 'UNKNOWN_REPORT'
  | 'PATH_MISSING'
  | 'NO_TEMPLATES'
  | 'PARAMETERS_INVALID'
  | 'REPORT_NOT_WRITTEN'
  | 'RULE_INVALID'
  | 'TEMPLATE_UNREADABLE'
  | 'INTERNAL';

export interface ErrorDetails {
  /** What to do next, in one sentence. */
  readonly hint?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  readonly cause?: unknown;
}

/** The one error type that reaches a user: a stable code, what went wrong and what to do about it. Branch on `code`, never on the text. */
export class StackgateError extends Error {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StackgateError';
    this.code = code;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.file !== undefined) this.file = details.file;
    if (details.line !== undefined) this.line = details.line;
    if (details.column !== undefined) this.column = details.column;
  }
}

/** Several errors of one kind found in one go (a configuration file reports all of its faults at once). */
export class StackgateErrors extends StackgateError {
  readonly errors: readonly StackgateError[];

  constructor(errors: readonly StackgateError[]) {
    const first = errors[0];
    super(first?.code ?? 'INTERNAL', errors.map((error) => error.message).join('\n'));
    this.name = 'StackgateErrors';
    this.errors = errors;
  }
}

/** Marks a branch that the types say cannot be reached; a new member of a union breaks the build here. */
export function assertNever(value: never): never {
  throw new StackgateError('INTERNAL', `unexpected value ${JSON.stringify(value)}`);
}
