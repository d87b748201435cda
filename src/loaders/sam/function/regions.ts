import { wrongProperty } from '../errors.ts';
import { get, isGiven, isList, isMap, type Json } from '../json.ts';
import { isCall } from '../resource.ts';

/** Groups of regions that replicas of a web function may be asked for by name. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  US: ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  AP: ['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
  CA: ['ca-central-1'],
  EU: ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'],
  SA: ['sa-east-1'],
  SPARSE_GLOBAL: ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-northeast-1', 'ap-southeast-2', 'sa-east-1', 'ap-southeast-1'],
};

/** Property `ReplicaRegions` of a web function as a list of regions. Throws `SamError`. */
export function replicaRegions(id: string, replicas: Json): Json {
  if (isCall(replicas)) return replicas;
  if (isList(replicas)) {
    const [names, calls] = namesAndCalls(replicas);
    return [...[...expandRegions(id, names)].sort(), ...calls];
  }
  const included = regionList(id, replicas, 'IncludeRegions');
  const excluded = regionList(id, replicas, 'ExcludeRegions');
  const unknown = Object.keys(isMap(replicas) ? replicas : {}).filter((key) => key !== 'IncludeRegions' && key !== 'ExcludeRegions');
  if (unknown.length > 0) {
    const words = unknown.sort().map((key) => `'${key}'`);
    throw wrongProperty(
      id,
      'ReplicaRegions',
      `'ReplicaRegions' contains unrecognized keys: [${words.join(', ')}]. Valid keys are: IncludeRegions, ExcludeRegions.`,
    );
  }
  const wrong = (detail: string): Error => wrongProperty(id, 'ReplicaRegions.ExcludeRegions', `'ExcludeRegions' ${detail}`);
  if (excluded.length > 0 && included.length === 0) {
    throw wrong("requires 'IncludeRegions' to also be specified in 'ReplicaRegions'.");
  }
  const [names, calls] = namesAndCalls(included);
  const [excludedNames, excludedCalls] = namesAndCalls(excluded);
  if (excludedCalls.length > 0) throw wrong('does not support intrinsic functions in entries.');
  if (excludedNames.length > 0 && calls.length > 0) {
    throw wrong(
      "cannot be used when 'IncludeRegions' contains intrinsic functions, because the exclusion cannot be applied to an intrinsic value at transform time.",
    );
  }
  const without = expandRegions(id, excludedNames);
  return [...[...expandRegions(id, names)].filter((region) => !without.has(region)).sort(), ...calls];
}

function regionList(id: string, replicas: Json, name: string): readonly Json[] {
  const list = get(replicas, name);
  if (!isGiven(list)) return [];
  if (isList(list)) return list;
  throw wrongProperty(
    id,
    `ReplicaRegions.${name}`,
    isCall(list)
      ? "'IncludeRegions' and 'ExcludeRegions' do not support top-level intrinsic functions."
      : `'${name}' must be a list of regions.`,
  );
}

function namesAndCalls(regions: readonly Json[]): readonly [names: string[], calls: Json[]] {
  return [regions.filter((region) => typeof region === 'string'), regions.filter((region) => typeof region !== 'string')];
}

/** The regions that codes and groups of regions mean together, each once. Throws `SamError` for what is neither. */
function expandRegions(id: string, names: readonly string[]): ReadonlySet<string> {
  const regions = new Set<string>();
  for (const name of names) for (const region of regionsOf(id, name)) regions.add(region);
  return regions;
}

function regionsOf(id: string, name: string): readonly string[] {
  const group = name.toUpperCase();
  if (group === 'ALL_STANDARD') return Object.values(GROUPS).flat();
  const members = Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined;
  if (members !== undefined) return members;
  if (name.includes('-')) return [name];
  throw wrongProperty(id, 'ReplicaRegions', `Unknown region key or code: '${name}'.`);
}
