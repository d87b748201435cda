import {
  any,
  fail,
  type PolicyDocument,
  type PolicyStatement,
  pass,
  type Truth,
  truth,
  unknown,
  unknownTruth,
  type Verdict,
} from '../../engine/rule-api.ts';
import { orPass } from './lists.ts';

/**
 * One verdict for each statement of the documents: a statement that offends fails at the property that decided. A document of which
 * statements may be missing is unknown as well; without any statement the resource passes.
 */
export function noStatement<Key extends string>(
  documents: readonly PolicyDocument[],
  offends: (statement: PolicyStatement) => Truth,
  message: Key,
): readonly Verdict<Key>[] {
  return orPass(
    documents.flatMap((document): readonly Verdict<Key>[] => [
      ...document.statements.map((statement) => judge(statement, offends(statement), message)),
      ...(document.open === undefined ? [] : [unknown(document.open, document.property)]),
    ]),
  );
}

/** Whether a question is true of some statement of a document; unknown where statements may be missing. */
export function someStatement(document: PolicyDocument, question: (statement: PolicyStatement) => Truth): Truth {
  const { statements, open, property } = document;
  return any(
    ...statements.map((statement) => () => question(statement)),
    open === undefined ? truth(false, property) : unknownTruth(open, property),
  );
}

function judge<Key extends string>(statement: PolicyStatement, offends: Truth, message: Key): Verdict<Key> {
  const { property } = statement;
  if (offends.is === 'unknown') return unknown(offends, offends.at ?? property);
  return offends.is ? fail(message, offends.at ?? property) : pass(property);
}

/** Whether a pattern stands for everything: `*`, also written more than once. */
export function isEverything(pattern: string): boolean {
  return /^\*+$/.test(pattern);
}

/** Whether an action stands for all actions, or for all of one service: `*`, `s3:*`. */
export function isEveryAction(action: string): boolean {
  return isEverything(action) || /^[^:]+:\*+$/.test(action);
}
