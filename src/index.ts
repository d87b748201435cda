/** The public library of stackgate: the only door. */
export type { Property, Resource } from './engine/rule-api.ts';
export {
  all,
  any,
  type CheckContext,
  defineRule,
  type Example,
  type Examples,
  every,
  type FailingExample,
  fail,
  forEach,
  type MessageData,
  must,
  mustNot,
  not,
  notApplicable,
  type OptionDeclarations,
  type OptionValues,
  type PolicyDocument,
  type PolicyStatement,
  pass,
  policyDocument,
  type Related,
  type Rule,
  type Subject,
  some,
  type Truth,
  truth,
  unknown,
  type Verdict,
  type Verdicts,
  when,
} from './engine/rule-api.ts';
export { exitCodeOf } from './gate/decide.ts';
export { type ErrorCode, StackgateError, StackgateErrors } from './model/errors.ts';
export type * from './model/result.ts';
export type { Category, CrossReferences } from './model/rule.ts';
export type { ParameterValues, RuleOptions, UnknownHandling } from './model/settings.ts';
export { type FailOn, SEVERITIES, type Severity } from './model/severity.ts';
export type { Location } from './model/source.ts';
export { type ScanOptions, type ScanPlace, scan } from './scan.ts';
export { type JudgeOptions, type ScanTemplateOptions, scanTemplate } from './scan-template.ts';
export { type RuleProblem, testRule } from './testing/rule-tester.ts';
export { VERSION } from './version.ts';
