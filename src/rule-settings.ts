import type { Rule } from './engine/rule-api.ts';
import { type ErrorDetails, StackgateError, StackgateErrors } from './model/errors.ts';
import { didYouMean } from './model/nearest.ts';
import type { Settings } from './model/settings.ts';
import { loadCatalogue, loadService } from './rules/load-service.ts';

export interface RuleSettingsContext {
  readonly customRules: readonly Rule[];
  /** Where a setting came from: `stackgate.config.yaml:4`. */
  readonly origins?: Readonly<Record<string, string>>;
  /** Some rules of the project are not there, because their code was not run: names that nobody knows may be theirs. */
  readonly mayLackRules?: boolean;
}

/**
 * Checks that severities and options are those of rules that exist, and that each option is one of its rule and of its type: what a rule
 * does not know would be passed over in silence. Throws everything at once: `UNKNOWN_RULE`, `CONFIG_INVALID`.
 */
export function checkRuleSettings(settings: Pick<Settings, 'severities' | 'ruleOptions'>, context: RuleSettingsContext): void {
  const ids = new Set([...Object.keys(settings.severities), ...Object.keys(settings.ruleOptions)]);
  if (ids.size === 0) return;
  const errors: StackgateError[] = [];
  for (const id of ids) {
    const rule = ruleOf(id, context.customRules);
    const options = settings.ruleOptions[id] ?? {};
    if (rule !== undefined) errors.push(...optionErrors(rule, options, placeOf(context.origins?.[`options.${id}`])));
    else if (context.mayLackRules !== true) errors.push(unknownRule(id, context.customRules));
  }
  const [first] = errors;
  if (first !== undefined) throw errors.length === 1 ? first : new StackgateErrors(errors);
}

function ruleOf(id: string, customRules: readonly Rule[]): Rule | undefined {
  const own = customRules.find((rule) => rule.id === id);
  if (own !== undefined) return own;
  if (!loadCatalogue().some((rule) => rule.id === id)) return undefined;
  return loadService(id.slice(0, id.indexOf('/'))).find((rule) => rule.id === id);
}

function unknownRule(id: string, customRules: readonly Rule[]): StackgateError {
  const catalogue = loadCatalogue();
  const renamed = catalogue.find((rule) => rule.aliases?.includes(id) === true);
  const names = [...catalogue.map((rule) => rule.id), ...customRules.map((rule) => rule.id)];
  const hint = renamed === undefined ? didYouMean(id, names) : `It is called \`${renamed.id}\` now.`;
  return new StackgateError('UNKNOWN_RULE', `there is no rule \`${id}\``, { hint: hint ?? '`stackgate rules` lists what there is.' });
}

function optionErrors(rule: Rule, options: Readonly<Record<string, unknown>>, place: ErrorDetails): readonly StackgateError[] {
  const declared = rule.options ?? {};
  const names = Object.keys(declared);
  return Object.entries(options).flatMap(([name, value]) => {
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (declaration === undefined) {
      const hint = names.length === 0 ? 'The rule has no options.' : (didYouMean(name, names) ?? `Its options are ${names.join(', ')}.`);
      return [new StackgateError('CONFIG_INVALID', `options.${rule.id}: there is no option ${JSON.stringify(name)}`, { ...place, hint })];
    }
    if (isLike(value, declaration.default)) return [];
    const message = `options.${rule.id}.${name}: has to be ${typeWords(declaration.default)}, like ${JSON.stringify(declaration.default)}`;
    return [new StackgateError('CONFIG_INVALID', message, place)];
  });
}

/** The type of the default is the type of the option; an empty list as the default does not say what it is a list of. */
function isLike(value: unknown, byDefault: unknown): boolean {
  if (!Array.isArray(byDefault)) return typeof value === typeof byDefault;
  if (!Array.isArray(value)) return false;
  const [item]: readonly unknown[] = byDefault;
  const types = item === undefined ? ['string', 'number'] : [typeof item];
  return value.every((one: unknown) => types.includes(typeof one));
}

function typeWords(value: unknown): string {
  if (Array.isArray(value)) {
    const [item]: readonly unknown[] = value;
    return item === undefined ? 'a list' : typeof item === 'number' ? 'a list of numbers' : 'a list of texts';
  }
  return typeof value === 'boolean' ? 'true or false' : typeof value === 'number' ? 'a number' : 'text';
}

function placeOf(origin: string | undefined): ErrorDetails {
  // Policy and configuration may both have set some: the policy's come first, and are its own.
  const match = /^(.+):(\d+)$/.exec((origin ?? '').split(' and ').at(-1) ?? '');
  if (match?.[1] === undefined) return {};
  return { file: match[1], line: Number(match[2]), column: 1 };
}
