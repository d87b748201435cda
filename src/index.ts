export { type ErrorCode, StackgateError, StackgateErrors } from './model/errors.ts';
export type * from './model/result.ts';
export { type FailOn, SEVERITIES, type Severity } from './model/severity.ts';
export type { Location } from './model/source.ts';
export { VERSION } from './version.ts';
