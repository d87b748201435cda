/** What this tool reads from environment variables; all else is left alone. */
export const ENVIRONMENT_VARIABLES = {
  STACKGATE_PACKS: 'packs, separated by commas',
  STACKGATE_RULES: 'ids of rules or globs, separated by commas',
  STACKGATE_DISABLE: 'ids of rules or globs that are left out, separated by commas',
  STACKGATE_FAIL_ON: 'as --fail-on',
  STACKGATE_CONDITIONAL: 'as --conditional',
  STACKGATE_ACCOUNT: 'as --account',
  STACKGATE_REGION: 'as --region',
  STACKGATE_STRICT: 'true or false',
  STACKGATE_ALLOW_EMPTY: 'true or false',
  STACKGATE_CONFIG: 'as --config',
  STACKGATE_POLICY: 'as --policy; no flag can name another one then',
} as const;

export type EnvironmentVariable = keyof typeof ENVIRONMENT_VARIABLES;

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The value of a variable; an empty one counts as not set. */
export function variable(variables: EnvironmentVariables, name: EnvironmentVariable): string | undefined {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

/** Where a CodeBuild build runs; `undefined` outside of CodeBuild. */
export function codeBuildTarget(variables: EnvironmentVariables): { readonly account: string; readonly region?: string } | undefined {
  // arn:<partition>:codebuild:<region>:<account>:build/<project>:<id>
  const [scheme, , service, arnRegion, account] = (variables.CODEBUILD_BUILD_ARN ?? '').split(':');
  if (scheme !== 'arn' || service !== 'codebuild' || account === undefined || !/^\d{12}$/.test(account)) return undefined;
  const region = [variables.AWS_REGION, variables.AWS_DEFAULT_REGION, arnRegion].find((name) => name !== undefined && name !== '');
  return { account, ...(region === undefined ? {} : { region }) };
}
