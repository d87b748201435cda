/** The door for rules: everything that a rule may use of the engine. */

export type { PolicyDocument } from './policy.ts';
export { NARROWING_KEYS, PolicyStatement, parseJsonText, policyDocument, wildcardMatches } from './policy.ts';
export type { Property, TextOptions } from './property.ts';
export type { RelationOptions, Resource } from './resource.ts';
export { refersTo, select } from './resource.ts';
export type { CheckContext, Example, Examples, FailingExample, OptionDeclarations, OptionValues, Rule } from './rule.ts';
export { defineRule } from './rule.ts';
export type { Truth } from './truth.ts';
export { all, any, isFalse, isTrue, not, truth, unknownTruth } from './truth.ts';
export type { MessageData, Related, Subject, Verdict, Verdicts } from './verdict.ts';
export { every, fail, forEach, must, mustNot, notApplicable, pass, some, toList, unknown, when } from './verdict.ts';
