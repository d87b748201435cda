import { SEVERITIES } from '../model/severity.ts';
import type { ResolvedSettings } from './resolve.ts';

interface Line {
  readonly key: string;
  readonly value: string;
  readonly origin: string;
}

/**
 * What `--print-config` prints: every setting with its value and where it came from, then what was loosened and what the policy refused.
 * Values of parameters are left out: they can be secrets, and only the template says which.
 */
export function describeSettings(resolved: ResolvedSettings): string {
  const { settings, provenance } = resolved;
  const originOf = (key: string): string => provenance[key] ?? 'default';
  const line = (key: string, value: string): Line => ({ key, value, origin: originOf(key) });
  const lines: Line[] = [
    { key: 'configuration', value: resolved.configFile ?? 'none', origin: '' },
    { key: 'policy', value: resolved.policyFile ?? 'none', origin: '' },
    ...(resolved.project === undefined ? [] : [line('project', resolved.project)]),
    line('packs', listed(settings.packs, settings.rules.length === 0 ? 'recommended' : 'none')),
    line('rules', listed(settings.rules, 'none')),
    line('disable', listed(settings.disable, 'none')),
    line('failOn', settings.failOn),
    line('conditional', settings.conditional),
    ...SEVERITIES.map((severity) => line(`unknown.${severity}`, settings.unknown[severity])),
    ...Object.entries(settings.severities).map(([id, severity]) => line(`severities.${id}`, severity)),
    ...Object.entries(settings.ruleOptions).map(([id, options]) => line(`options.${id}`, JSON.stringify(options))),
    ...settings.targets.map((target) => {
      const parts = [target.account ?? 'any account', target.region ?? 'any region', parameterNames(Object.keys(target.parameters))];
      return {
        key: target.name === undefined ? 'target' : `environments.${target.name}`,
        value: parts.filter(Boolean).join(', '),
        origin: target.source,
      };
    }),
    ...(settings.targets.length === 0 ? [line('target', 'any account, any region')] : []),
    ...(provenance.parameters === undefined ? [] : [line('parameters', 'from files')]),
    line('ignore', listed(settings.ignore, 'none')),
    line('strict', String(settings.strict)),
    line('allowEmpty', String(settings.allowEmpty)),
    line(
      'reports',
      listed(
        resolved.reports.map(({ format, file }) => (file === undefined ? format : `${format}=${file}`)),
        'pretty',
      ),
    ),
    ...resolved.customRuleSources.map(({ id, origin }) => ({ key: 'customRules', value: id, origin })),
  ];
  const sections = [
    table(lines),
    section('Loosened:', resolved.looseners.map(describe)),
    section('Refused by the policy:', resolved.refused.map(describe)),
    section('Demanded by the policy and not done:', resolved.unmet),
    section('Warnings:', resolved.warnings),
  ];
  return printable(`${sections.filter((text) => text !== '').join('\n\n')}\n`);
}

function table(lines: readonly Line[]): string {
  const width = (pick: (line: Line) => string, most: number): number => Math.min(most, Math.max(...lines.map((line) => pick(line).length)));
  const keys = width(({ key }) => key, 60);
  const values = width(({ value }) => value, 60);
  return lines.map(({ key, value, origin }) => `${key.padEnd(keys)}  ${value.padEnd(values)}  ${origin}`.trimEnd()).join('\n');
}

function section(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : [title, ...entries.map((entry) => `  ${entry}`)].join('\n');
}

function describe({ subject, origin, reason }: ResolvedSettings['looseners'][number]): string {
  return `${subject} (${origin})${reason === undefined ? '' : `: ${reason}`}`;
}

function listed(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.join(', ');
}

function parameterNames(names: readonly string[]): string {
  return names.length === 0 ? '' : `values for ${names.join(', ')}`;
}

/** Names come from files that anybody may have written: what a terminal would obey is made visible. */
function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
