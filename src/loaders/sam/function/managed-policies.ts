import { MANAGED_POLICIES, PARTITIONS } from '../data/managed-policies.generated.ts';
import { get, isGiven, type JsonMap } from '../json.ts';
import { partitionName } from '../partition.ts';

/**
 * Finds the ARN of an AWS managed policy by its name: among those that are given, then among those that are known. `undefined` for
 * other names, and for ARNs.
 */
export function makeManagedPolicyFinder(region: string, given: JsonMap = {}): (name: string) => string | undefined {
  const partition = partitionName(region);
  return (name) => {
    const arn = get(given, name);
    return isGiven(arn) && typeof arn === 'string' ? arn : bundledArn(partition, name);
  };
}

function bundledArn(partition: string, name: string): string | undefined {
  const bit = PARTITIONS.indexOf(partition);
  const entry = bit === -1 ? undefined : entries().get(name);
  const found = entry?.find(({ partitions }) => (partitions & (1 << bit)) !== 0);
  return found === undefined ? undefined : `arn:${partition}:iam::aws:policy/${found.path}${name}`;
}

interface Entry {
  readonly path: string;
  /** Bits by index of the partition. */
  readonly partitions: number;
}

let read: Map<string, Entry[]> | undefined;

function entries(): ReadonlyMap<string, readonly Entry[]> {
  if (read !== undefined) return read;
  read = new Map();
  for (const [path, names] of Object.entries(MANAGED_POLICIES)) {
    for (const word of names.split(' ')) {
      const [name = '', mask] = word.split(':');
      const entry = { path, partitions: mask === undefined ? -1 : Number.parseInt(mask, 16) };
      const others = read.get(name);
      if (others === undefined) read.set(name, [entry]);
      else others.push(entry);
    }
  }
  return read;
}
