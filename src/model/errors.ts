/** Stable codes of the errors a user can meet; `ERROR_MEANINGS` says what each means. */
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

/** What each code means, in a sentence or two; docs/errors.md is made from it. A code that is missing here breaks the build. */
export const ERROR_MEANINGS: Readonly<Record<ErrorCode, string>> = {
  USAGE:
    'A command line, a variable or an option is not understood: an unknown name, a missing or wrong value, two that exclude each other.',
  CONFIG_INVALID:
    'A configuration is not well-formed, has unknown or wrong settings, or there are several of them. All faults are reported at once.',
  CONFIG_UNREADABLE: 'A configuration, or a file it refers to, is not there or cannot be read.',
  POLICY_INVALID: 'A policy is not well-formed, or has unknown or wrong settings.',
  POLICY_CONFLICT: 'Two policies are named, or something is given beside a policy that could not be held against it.',
  UNKNOWN_RULE: 'A rule id or a glob matches no rule.',
  UNKNOWN_PACK: 'There is no pack of that name.',
  UNKNOWN_REPORT: 'There is no report format of that name.',
  PATH_MISSING: 'A path that was named does not exist, or cannot be read.',
  NO_TEMPLATES: 'Nothing was found to judge, which is no pass; `--allow-empty` accepts it.',
  PARAMETERS_INVALID: 'A parameter file cannot be read or has none of the known forms.',
  REPORT_NOT_WRITTEN: 'A report could not be written. The others were.',
  RULE_INVALID: 'A custom rule is not made as it has to be: no result of `defineRule`, or a JSON Schema that does not compile.',
  TEMPLATE_UNREADABLE:
    'A template that a command was called for cannot be read (`stackgate expand`). In a scan, an unread template makes the run incomplete instead.',
  INTERNAL: 'A bug in stackgate. The message says how to report it.',
};

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
