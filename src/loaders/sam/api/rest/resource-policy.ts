import { wrongTemplate } from '../../errors.ts';
import { get, isEqual, isGiven, isList, isMap, isText, type Json, type JsonMap } from '../../json.ts';
import { pythonText } from '../../python-text.ts';

const VPC_LISTS = [
  { list: 'SourceVpcBlacklist', vpcs: 'IntrinsicVpcBlacklist', endpoints: 'IntrinsicVpceBlacklist', operator: 'StringEquals' },
  { list: 'SourceVpcWhitelist', vpcs: 'IntrinsicVpcWhitelist', endpoints: 'IntrinsicVpceWhitelist', operator: 'StringNotEquals' },
] as const;

/** Adds the statements for what `ResourcePolicy` of an API or an event lists; `resources` are the methods of one path. */
export function addStatements(policy: JsonMap, lists: JsonMap, resources: readonly Json[]): void {
  addAccounts(policy, get(lists, 'AwsAccountWhitelist'), 'Allow', resources);
  addAccounts(policy, get(lists, 'AwsAccountBlacklist'), 'Deny', resources);
  addAddresses(policy, get(lists, 'IpRangeWhitelist'), 'NotIpAddress', resources);
  addAddresses(policy, get(lists, 'IpRangeBlacklist'), 'IpAddress', resources);
  for (const { list, vpcs, endpoints, operator } of VPC_LISTS) {
    const named = get(lists, list);
    if (!isGivenAtAll(named) || items(named, list).every(isText)) {
      addNetworks(policy, { named, vpcs: get(lists, vpcs), endpoints: get(lists, endpoints) }, operator, resources);
      continue;
    }
    const instead = vpcs;
    throw wrongTemplate(`${list} must be a list of strings. Use ${instead} instead for values that use Intrinsic Functions`);
  }
}

/** Adds statements as they are written. */
export function addCustomStatements(policy: JsonMap, statements: Json): void {
  policy.Version = '2012-10-17';
  if (!isGivenAtAll(get(policy, 'Statement'))) {
    policy.Statement = statements;
    return;
  }
  for (const statement of isList(statements) ? statements : [statements]) addOnce(policy, statement);
}

function addAccounts(policy: JsonMap, accounts: Json | undefined, effect: 'Allow' | 'Deny', resources: readonly Json[]): void {
  if (!isGiven(accounts)) return;
  if (!isMap(accounts) && !isList(accounts)) throw wrongTemplate(`Type of '${pythonText(accounts)}' must be a list or dictionary`);
  policy.Version = '2012-10-17';
  const statement: JsonMap = {
    Effect: effect,
    Action: 'execute-api:Invoke',
    Resource: [...resources],
    Principal: { AWS: isList(accounts) ? accounts : [accounts] },
  };
  const present = get(policy, 'Statement');
  policy.Statement = isGivenAtAll(present) ? [...(isList(present) ? present : [present]), statement] : statement;
}

function addAddresses(policy: JsonMap, ranges: Json | undefined, operator: 'IpAddress' | 'NotIpAddress', resources: readonly Json[]): void {
  if (!isGiven(ranges)) return;
  addAllowUnless(policy, { [operator]: { 'aws:SourceIp': isList(ranges) ? ranges : [ranges] } }, resources);
}

interface Networks {
  /** Ids of networks and endpoints, told apart by their prefix. */
  readonly named: Json | undefined;
  readonly vpcs: Json | undefined;
  readonly endpoints: Json | undefined;
}

function addNetworks(policy: JsonMap, networks: Networks, operator: string, resources: readonly Json[]): void {
  const named = isGivenAtAll(networks.named) ? items(networks.named, 'SourceVpc').filter(isText) : [];
  const vpcs: Json[] = named.filter((id) => id.startsWith('vpc-'));
  const endpoints: Json[] = named.filter((id) => id.startsWith('vpce-'));
  if (isGivenAtAll(networks.vpcs)) vpcs.push(...items(networks.vpcs, 'IntrinsicVpc'));
  if (isGivenAtAll(networks.endpoints)) endpoints.push(...items(networks.endpoints, 'IntrinsicVpce'));
  if (vpcs.length === 0 && endpoints.length === 0) return;
  const condition: JsonMap = {};
  // A list that is given is written even if it is empty.
  if (vpcs.length > 0 || isGivenAtAll(networks.vpcs)) condition['aws:SourceVpc'] = vpcs;
  if (endpoints.length > 0 || isGivenAtAll(networks.endpoints)) condition['aws:SourceVpce'] = endpoints;
  addAllowUnless(policy, { [operator]: condition }, resources);
}

function addAllowUnless(policy: JsonMap, condition: JsonMap, resources: readonly Json[]): void {
  policy.Version = '2012-10-17';
  const common = { Action: 'execute-api:Invoke', Resource: [...resources], Principal: '*' };
  addOnce(policy, { Effect: 'Allow', ...common });
  addOnce(policy, { Effect: 'Deny', ...common, Condition: condition });
}

function addOnce(policy: JsonMap, statement: Json): void {
  const present = get(policy, 'Statement');
  const statements = isGivenAtAll(present) ? (isList(present) ? [...present] : [present]) : [];
  if (!statements.some((other) => isEqual(other, statement))) statements.push(statement);
  policy.Statement = statements;
}

function isGivenAtAll(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

/** A single text or call in place of a list is gone through by its letters or keys, which AWS does as well. */
function items(value: Json, name: string): Json[] {
  if (isList(value)) return value;
  if (isText(value)) return [...value];
  if (isMap(value)) return Object.keys(value);
  throw wrongTemplate(`${name} must be a list.`);
}
