import type { ErrorCode, StackgateError } from '../model/errors.ts';
import { didYouMean } from '../model/nearest.ts';
import { rulePattern } from '../model/rule-pattern.ts';
import { errorAt, type Path, type SettingsDocument } from './document.ts';
import type { Known } from './types.ts';
import { isRecord, quote } from './validate.ts';

const RULE_LISTS = ['rules', 'disable', 'allowDisable', 'allowOptions'];
const RULE_MAPS = ['severities', 'options'];

/**
 * Checks the names of packs and rules in a configuration or policy. Data that the schema would refuse is passed over, so that both kinds of
 * errors can be reported at once. `ownRules` are the ids of rules that come with the document.
 */
export function checkNames(
  document: SettingsDocument,
  code: ErrorCode,
  known: () => Known,
  ownRules: readonly string[],
): readonly StackgateError[] {
  const { data } = document;
  if (!isRecord(data)) return [];
  const errors: StackgateError[] = [];
  let names: readonly string[] | undefined;
  const checkRule = (pattern: string, path: Path): void => {
    names ??= [...known().rules.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])]), ...ownRules];
    if (names.some(rulePattern(pattern))) return;
    errors.push(errorAt(code, document, path, `${path[0]}: there is no rule ${quote(pattern)}`, hintFor(pattern, names)));
  };
  for (const key of RULE_LISTS) {
    for (const [index, pattern] of texts(data[key])) checkRule(pattern, [key, index]);
  }
  for (const key of RULE_MAPS) {
    const map = data[key];
    if (isRecord(map)) for (const id of Object.keys(map)) checkRule(id, [key, id]);
  }
  for (const [index, pack] of texts(data.packs)) {
    const { packs } = known();
    if (!packs.includes(pack))
      errors.push(errorAt(code, document, ['packs', index], `packs: there is no pack ${quote(pack)}`, hintFor(pack, packs)));
  }
  return errors;
}

function texts(list: unknown): readonly (readonly [index: string, text: string])[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (typeof item === 'string' && item !== '' ? [[String(index), item] as const] : []));
}

function hintFor(name: string, known: readonly string[]): string {
  return didYouMean(name, known) ?? '`stackgate rules` lists what there is.';
}
