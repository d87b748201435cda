import type { Loosener } from '../model/result.ts';
import { rulePattern } from '../model/rule-pattern.ts';
import type { RuleOptions } from '../model/settings.ts';
import { SEVERITIES, type Severity, severityRank } from '../model/severity.ts';
import type { Context } from './resolve-context.ts';

export function resolveSeverities(context: Context): Readonly<Record<string, Severity>> {
  const { record, input } = context;
  const { policy } = input;
  const config = input.config?.config;
  const result = new Map<string, Severity>();
  for (const [name, severity] of Object.entries(policy?.document.severities ?? {})) {
    const origin = policy?.origin(['severities', name]) ?? '';
    const rule = ruleNamed(context, name);
    if (rule.severity !== undefined && isMilder(severity, rule.severity)) {
      record.looseners.push({ kind: 'severity', subject: `${rule.id}: ${severity}`, origin, reason: `is ${rule.severity} by itself` });
    }
    result.set(rule.id, severity);
    record.provenance.set(`severities.${rule.id}`, origin);
  }
  for (const [name, severity] of Object.entries(config?.document.severities ?? {})) {
    const origin = config?.origin(['severities', name]) ?? '';
    const rule = ruleNamed(context, name);
    const locked = result.get(rule.id);
    const before = locked ?? rule.severity;
    const isOwn = context.ownRules.has(rule.id);
    if (before !== undefined && isMilder(severity, before)) {
      const entry: Loosener = { kind: 'severity', subject: `${rule.id}: ${severity}`, origin };
      if (policy !== undefined && !isOwn) {
        const reason =
          locked === undefined ? `the policy keeps it at ${before}` : `${record.provenance.get(`severities.${rule.id}`)} holds ${before}`;
        record.refused.push({ ...entry, reason });
        continue;
      }
      record.looseners.push({ ...entry, reason: `is ${before} by itself` });
    }
    result.set(rule.id, severity);
    record.provenance.set(`severities.${rule.id}`, origin);
  }
  return Object.fromEntries(result);
}

function isMilder(severity: Severity, than: Severity): boolean {
  return severityRank(severity) > severityRank(than);
}

/** The rule that an id or an alias names; of a rule whose code was not run only the name is known. */
function ruleNamed(context: Context, name: string): { readonly id: string; readonly severity?: Severity } {
  const own = context.ownRules.get(name);
  if (own !== undefined) {
    const severity = 'severity' in own.rule ? SEVERITIES.find((known) => 'severity' in own.rule && known === own.rule.severity) : undefined;
    return { id: name, ...(severity === undefined ? {} : { severity }) };
  }
  return context.input.known().rules.find((rule) => rule.id === name || rule.aliases?.includes(name) === true) ?? { id: name };
}

export function resolveOptions(context: Context): Readonly<Record<string, RuleOptions>> {
  const { record, input } = context;
  const { policy } = input;
  const config = input.config?.config;
  const result = new Map<string, RuleOptions>();
  for (const [name, options] of Object.entries(policy?.document.options ?? {})) {
    const { id } = ruleNamed(context, name);
    const origin = policy?.origin(['options', name]) ?? '';
    result.set(id, options);
    record.provenance.set(`options.${id}`, origin);
    for (const [option, value] of Object.entries(options)) record.looseners.push(optionEntry(id, option, value, origin));
  }
  const mayChange = (policy?.document.allowOptions ?? []).map(rulePattern);
  for (const [name, options] of Object.entries(config?.document.options ?? {})) {
    const { id } = ruleNamed(context, name);
    const origin = config?.origin(['options', name]) ?? '';
    const locked = result.get(id) ?? {};
    const isFree = policy === undefined || context.ownRules.has(id) || mayChange.some((pattern) => pattern(id) || pattern(name));
    const accepted = Object.entries(options).filter(([option, value]) => {
      const isLocked = Object.hasOwn(locked, option);
      if (isLocked && isSame(locked[option], value)) return false;
      if (isFree && !isLocked) return true;
      const reason = isLocked
        ? `${record.provenance.get(`options.${id}`)} sets it`
        : 'the policy does not allow to change the options of this rule';
      record.refused.push({ ...optionEntry(id, option, value, origin), reason });
      return false;
    });
    if (accepted.length === 0) continue;
    for (const [option, value] of accepted) record.looseners.push(optionEntry(id, option, value, origin));
    const before = record.provenance.get(`options.${id}`);
    record.provenance.set(`options.${id}`, before === undefined ? origin : `${before} and ${origin}`);
    result.set(id, { ...Object.fromEntries(accepted), ...locked });
  }
  return Object.fromEntries(result);
}

/** Whether an option makes a rule looser cannot be told from outside of it: each change of one counts as loosening. */
function optionEntry(id: string, option: string, value: unknown, origin: string): Loosener {
  const text = JSON.stringify(value) ?? '';
  return { kind: 'rule-option', subject: `${id}: ${option} = ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`, origin };
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null && !Array.isArray(a) && !Array.isArray(b)) {
    const left = new Map(Object.entries(a));
    const right = Object.entries(b);
    return left.size === right.length && right.every(([key, value]) => left.has(key) && isSame(left.get(key), value));
  }
  return a === b;
}
