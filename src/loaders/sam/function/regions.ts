import { wrongProperty } from '../errors.ts';

/** Groups of regions that replicas of a web function may be asked for by name. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  US: ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  AP: ['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
  CA: ['ca-central-1'],
  EU: ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'],
  SA: ['sa-east-1'],
  SPARSE_GLOBAL: ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-northeast-1', 'ap-southeast-2', 'sa-east-1', 'ap-southeast-1'],
};

/** The regions that codes and groups of regions mean together, each once. Throws `SamError` for what is neither. */
export function expandRegions(id: string, names: readonly string[]): ReadonlySet<string> {
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
