import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitGenerated } from './lib/generated.ts';
import { PYTHON_TOOLS } from './lib/python-tools.ts';

// The data of AWS's SAM transform as modules: policy templates, managed policies, profiles of connectors. Where the Python package is not
// installed (`npm run tools`) and its folder is not given as an argument, what is there stays as it is.
const VERSION = PYTHON_TOOLS.sam.packages['aws-sam-translator'];
const DATA = 'src/loaders/sam/data';

interface PolicyTemplates {
  readonly Templates: Readonly<Record<string, { readonly Parameters: object; readonly Definition: object }>>;
}

type ManagedPolicies = Readonly<Record<string, Readonly<Record<string, string>>>>;

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? installedPackage();
if (folder === undefined) {
  console.log(`aws-sam-translator ${VERSION} is not installed: its data is not compared`);
} else {
  emitGenerated(
    new Map([
      [`${DATA}/policy-templates.generated.ts`, policyTemplates(read(folder, 'policy_templates_data/policy_templates.json'))],
      [`${DATA}/managed-policies.generated.ts`, managedPolicies(read(folder, 'internal/data/aws_managed_policies.json'))],
      [`${DATA}/connector-profiles.generated.ts`, connectorProfiles(read(folder, 'model/connector_profiles/profiles.json'))],
    ]),
  );
}

function installedPackage(): string | undefined {
  const [found] = globSync('{lib/python*,Lib}/site-packages/samtranslator', { cwd: PYTHON_TOOLS.sam.folder });
  return found === undefined ? undefined : join(PYTHON_TOOLS.sam.folder, found);
}

function read<Data>(folder: string, path: string): Data {
  const file = join(folder, path);
  if (!existsSync(file)) throw new Error(`${file} is missing: is this the folder "samtranslator" of aws-sam-translator ${VERSION}?`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function moduleText(parts: readonly string[]): string {
  const header = [
    `// Written by scripts/generate-sam-data.ts from aws-sam-translator ${VERSION},`,
    '// Copyright Amazon.com, Inc. or its affiliates, Apache License 2.0. In another form than there.',
  ];
  return `${[header.join('\n'), ...parts].join('\n\n')}\n`;
}

function policyTemplates({ Templates }: PolicyTemplates): string {
  const lines = Object.entries(Templates).map(([name, { Parameters, Definition }]) => {
    const parameters = JSON.stringify(Object.keys(Parameters));
    return `  ${name}: { parameters: ${parameters}, definition: ${JSON.stringify(Definition)} },`;
  });
  return moduleText([
    "import type { JsonMap } from '../json.ts';",
    [
      '/** A policy that is made of values for its parameters. */',
      'export interface PolicyTemplate {',
      '  readonly parameters: readonly string[];',
      '  /** The policy; `Ref` means a parameter. */',
      '  readonly definition: JsonMap;',
      '}',
    ].join('\n'),
    [
      '/** The policy templates of SAM by name. */',
      'export const POLICY_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {',
      ...lines,
      '};',
    ].join('\n'),
  ]);
}

// Most names stand for the same policy in every partition, and their ARNs differ by one of four paths.
function managedPolicies(policies: ManagedPolicies): string {
  const partitions = Object.keys(policies);
  const all = 2 ** partitions.length - 1;
  const paths = new Map<string, Map<string, number>>();
  for (const [index, partition] of partitions.entries()) {
    for (const [name, arn] of Object.entries(policies[partition] ?? {})) {
      const start = `arn:${partition}:iam::aws:policy/`;
      if (!arn.startsWith(start) || !arn.endsWith(name)) throw new Error(`${arn} of ${name} has another form`);
      const path = arn.slice(start.length, arn.length - name.length);
      const masks = paths.get(path) ?? new Map<string, number>();
      masks.set(name, (masks.get(name) ?? 0) + 2 ** index);
      paths.set(path, masks);
    }
  }
  const byText = (a: readonly [string, unknown], b: readonly [string, unknown]): number => (a[0] < b[0] ? -1 : 1);
  const lines = [...paths].sort(byText).map(([path, masks]) => {
    const names = [...masks].sort(byText).map(([name, mask]) => (mask === all ? name : `${name}:${mask.toString(16)}`));
    return `  '${path}': '${names.join(' ')}',`;
  });
  return moduleText([
    `/** The partitions with managed policies that are known. */\nexport const PARTITIONS: readonly string[] = ${JSON.stringify(partitions)};`,
    [
      '/**',
      " * Names of AWS's managed policies by path: `arn:<partition>:iam::aws:policy/<path><name>`.",
      ' * A name is followed by the partitions that have it, as bits of a hexadecimal number, unless all have it.',
      ' */',
      'export const MANAGED_POLICIES: Readonly<Record<string, string>> = {',
      ...lines,
      '};',
    ].join('\n'),
  ]);
}

function connectorProfiles({
  Permissions,
  CfnResourceProperties,
}: {
  readonly Permissions: Readonly<Record<string, object>>;
  readonly CfnResourceProperties: object;
}): string {
  const lines = Object.entries(Permissions).flatMap(([source, destinations]) => [
    `  '${source}': {`,
    ...Object.entries(destinations).map(([destination, profile]) => `    '${destination}': ${JSON.stringify(profile)},`),
    '  },',
  ]);
  const properties = Object.entries(CfnResourceProperties).map(([type, values]) => `  '${type}': ${JSON.stringify(values)},`);
  return moduleText([
    "import type { JsonMap } from '../json.ts';",
    [
      '/** What a connector permits, by the types of its source and its destination; `%{Source.Arn}` is to be replaced. */',
      'export const CONNECTOR_PROFILES: Readonly<Record<string, Readonly<Record<string, JsonMap>>>> = {',
      ...lines,
      '};',
    ].join('\n'),
    [
      '/** What a connector reads of a resource, by its type; `%{logicalId}` is to be replaced. */',
      'export const CONNECTED_RESOURCES: Readonly<Record<string, JsonMap>> = {',
      ...properties,
      '};',
    ].join('\n'),
  ]);
}
