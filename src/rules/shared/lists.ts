import { forEach, type Property, pass, type Subject, toList, type Verdict, type Verdicts } from '../../engine/rule-api.ts';

/**
 * One verdict for each property at a dotted path in which `*` stands for every item of a list, such as `Overrides.*.Ebs`; unknown as
 * well where one of the lists is not known.
 */
export function forEachAt<Key extends string>(
  from: Property,
  path: string,
  check: (property: Property) => Verdicts<Key>,
): readonly Verdict<Key>[] {
  const steps = path.split('.');
  const star = steps.indexOf('*');
  if (star < 0) return toList(check(from.at(path)));
  const list = star === 0 ? from : from.at(steps.slice(0, star).join('.'));
  const rest = steps.slice(star + 1).join('.');
  return forEach(list, (item) => (rest === '' ? check(item) : forEachAt(item, rest, check)));
}

/** The verdicts, or a pass when there was nothing to judge. */
export function orPass<Key extends string>(verdicts: readonly Verdict<Key>[], at?: Subject): readonly Verdict<Key>[] {
  return verdicts.length === 0 ? [pass(at)] : verdicts;
}
