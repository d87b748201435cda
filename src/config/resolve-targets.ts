import type { TargetSettings } from '../model/settings.ts';
import { codeBuildTarget, variable } from './environment.ts';
import { type Context, type Sourced, usage } from './resolve-context.ts';
import { REGION_PATTERN } from './schema.ts';
import { quote } from './validate.ts';

export function resolveTargets(context: Context): readonly TargetSettings[] {
  const { flags, variables, record } = context;
  const configured = context.input.config?.config?.targets ?? [];
  const account = checked(context, /^\d{12}$/, 'an AWS account id, 12 digits', [
    [flags.account, '--account'],
    [variable(variables, 'STACKGATE_ACCOUNT'), 'STACKGATE_ACCOUNT'],
  ]);
  const region = checked(context, new RegExp(REGION_PATTERN), 'the name of an AWS region such as eu-west-1', [
    [flags.region, '--region'],
    [variable(variables, 'STACKGATE_REGION'), 'STACKGATE_REGION'],
  ]);
  const given = flags.parameters ?? [];
  const parameters = Object.fromEntries(given.flatMap(({ values }) => Object.entries(values)));
  const named = [account, region].filter((part) => part !== undefined);
  if (named.length === 0 && configured.length > 0) {
    for (const target of configured) record.provenance.set(`environments.${target.name ?? ''}`, target.source);
    if (given.length > 0) record.provenance.set('parameters', given.map(({ origin }) => `--parameters ${origin}`).join(', '));
    return configured.map((target) => ({ ...target, parameters: { ...target.parameters, ...parameters } }));
  }
  const build = codeBuildTarget(variables);
  const targetAccount = account?.value ?? build?.account;
  const targetRegion = region?.value ?? build?.region;
  if (targetAccount === undefined && targetRegion === undefined && given.length === 0) return context.defaults.targets;
  const isBuildUsed = (account === undefined && build?.account !== undefined) || (region === undefined && build?.region !== undefined);
  const origins = [...new Set([...named.map(({ origin }) => origin), ...(isBuildUsed ? ['CodeBuild'] : [])])];
  const source = origins.length > 0 ? origins.join(' and ') : '--parameters';
  record.provenance.set('target', source);
  if (given.length > 0) record.provenance.set('parameters', given.map(({ origin }) => `--parameters ${origin}`).join(', '));
  if (configured.length > 0) {
    record.looseners.push({
      kind: 'setting',
      subject: `environments: ${configured.map(({ name }) => name).join(', ')}`,
      origin: named.map(({ origin }) => origin).join(' and '),
      reason: 'one target is judged in place of the environments of the configuration',
    });
  }
  return [
    {
      ...(targetAccount === undefined ? {} : { account: targetAccount }),
      ...(targetRegion === undefined ? {} : { region: targetRegion }),
      parameters,
      source,
    },
  ];
}

function checked(
  context: Context,
  pattern: RegExp,
  what: string,
  candidates: readonly (readonly [value: string | undefined, origin: string])[],
): Sourced<string> | undefined {
  let chosen: Sourced<string> | undefined;
  for (const [value, origin] of candidates) {
    if (value === undefined) continue;
    if (pattern.test(value)) chosen ??= { value, origin };
    else usage(context, 'USAGE', `${origin}: ${quote(value)} is not ${what}`);
  }
  return chosen;
}
