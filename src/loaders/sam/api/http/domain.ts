import { expectMap, wrongProperty } from '../../errors.ts';
import { get, has, isGiven, isList, isMap, type Json, type JsonMap } from '../../json.ts';
import { logicalId } from '../../logical-id.ts';
import { inherit } from '../../origins.ts';
import { type CfnResource, getAtt, ref } from '../../resource.ts';
import { type GatewayApi, generated } from './generated.ts';

const TRUSTSTORE = ['TruststoreUri', 'TruststoreVersion'];

export interface DomainOptions {
  /** The tag that says SAM made it. */
  readonly tag: string;
  /** The groups of record sets that there are already, by logical id. */
  readonly recordSetGroups: Map<string, CfnResource>;
}

/** The domain of an API, what it maps to the API, and its records: nothing when property `Domain` is not set. Throws `SamError`. */
export function domainResources(api: GatewayApi, value: Json | undefined, options: DomainOptions): CfnResource[] {
  if (value === undefined || value === null) return [];
  const domain = expectMap(value, api.id, 'Domain');
  const name = given(domain, 'DomainName');
  const certificate = given(domain, 'CertificateArn');
  if (name === undefined || certificate === undefined)
    throw wrongProperty(api.id, 'Domain', 'Custom Domains only works if both DomainName and CertificateArn are provided.');
  const id = logicalId('ApiGatewayDomainNameV2', name);
  const resource = generated(api, 'AWS::ApiGatewayV2::DomainName', id, ['Domain'], {
    DomainName: name,
    Tags: { [options.tag]: 'SAM' },
    DomainNameConfigurations: [configuration(api, domain)],
    MutualTlsAuthentication: mutualTls(api, domain),
  });
  return [resource, ...mappings(api, domain, id), ...records(api, domain, id, options.recordSetGroups)];
}

function given(map: JsonMap, key: string): Json | undefined {
  return get(map, key) ?? undefined;
}

function handOver(made: JsonMap, key: string, from: JsonMap): void {
  made[key] = get(from, key);
  inherit(made, key, from);
}

function configuration(api: GatewayApi, domain: JsonMap): JsonMap {
  const made: JsonMap = {};
  handOver(made, 'CertificateArn', domain);
  const endpoint = given(domain, 'EndpointConfiguration');
  if (endpoint !== undefined && endpoint !== 'REGIONAL')
    throw wrongProperty(api.id, 'Domain.EndpointConfiguration', "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].");
  made.EndpointType = 'REGIONAL';
  inherit(made, 'EndpointType', domain, 'EndpointConfiguration');
  for (const key of ['OwnershipVerificationCertificateArn', 'SecurityPolicy']) if (isGiven(get(domain, key))) handOver(made, key, domain);
  return made;
}

function mutualTls(api: GatewayApi, domain: JsonMap): JsonMap | undefined {
  const value = get(domain, 'MutualTlsAuthentication');
  if (!isGiven(value)) return undefined;
  const fields = TRUSTSTORE.map((field) => `'${field}'`).join(', ');
  if (!isMap(value))
    throw wrongProperty(
      api.id,
      'Domain.MutualTlsAuthentication',
      `MutualTlsAuthentication must be a map with at least one of the following fields [${fields}].`,
    );
  const unknown = Object.keys(value).filter((key) => !TRUSTSTORE.includes(key));
  if (unknown.length > 0)
    throw wrongProperty(
      api.id,
      'Domain.MutualTlsAuthentication',
      `${unknown.sort().join(', ')}: Available MutualTlsAuthentication fields are [${fields}].`,
    );
  const made: JsonMap = {};
  for (const key of TRUSTSTORE) if (isGiven(get(value, key))) handOver(made, key, value);
  return made;
}

function mappings(api: GatewayApi, domain: JsonMap, domainId: string): CfnResource[] {
  const basePath = get(domain, 'BasePath');
  const properties = { DomainName: ref(domainId), ApiId: ref(api.id), Stage: ref(`${api.id}.Stage`) };
  const type = 'AWS::ApiGatewayV2::ApiMapping';
  if (!isGiven(basePath) || (typeof basePath !== 'string' && !isList(basePath)))
    return [generated(api, type, `${api.id}ApiMapping`, ['Domain'], properties)];
  return (isList(basePath) ? basePath : [basePath]).map((path) => {
    if (typeof path !== 'string') throw wrongProperty(api.id, 'Domain.BasePath', 'Basepath must be a string.');
    if (/[^0-9a-zA-Z/\-_]/.test(path)) throw wrongProperty(api.id, 'Domain.BasePath', 'Invalid Basepath name provided.');
    return generated(api, type, `${api.id}${path.replace(/[-_/]+/g, '')}ApiMapping`, ['Domain', 'BasePath'], {
      ...properties,
      ApiMappingKey: path.replace(/^\/+|\/+$/g, ''),
    });
  });
}

function records(api: GatewayApi, domain: JsonMap, domainId: string, groups: Map<string, CfnResource>): CfnResource[] {
  const value = given(domain, 'Route53');
  if (value === undefined) return [];
  const route53 = expectMap(value, api.id, 'Domain.Route53');
  const zoneId = get(route53, 'HostedZoneId');
  const zoneName = get(route53, 'HostedZoneName');
  if ((zoneId ?? zoneName ?? undefined) === undefined)
    throw wrongProperty(
      api.id,
      'Domain.Route53',
      'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.',
    );
  const id = logicalId('RecordSetGroup', isGiven(zoneId) ? zoneId : (zoneName ?? null));
  const zone = has(route53, 'HostedZoneId') ? { HostedZoneId: zoneId } : { HostedZoneName: zoneName };
  const group = groups.get(id) ?? generated(api, 'AWS::Route53::RecordSetGroup', id, ['Domain', 'Route53'], zone);
  groups.set(id, group);
  const sets = group.properties.RecordSets;
  group.properties.RecordSets = [...(isList(sets) ? sets : []), ...recordSets(domain, route53, domainId)];
  return [group];
}

function recordSets(domain: JsonMap, route53: JsonMap, domainId: string): JsonMap[] {
  return (get(route53, 'IpV6') === true ? ['A', 'AAAA'] : ['A']).map((type) => {
    const made: JsonMap = { Type: type };
    made.Name = get(domain, 'DomainName');
    inherit(made, 'Name', domain, 'DomainName');
    const target: JsonMap = { HostedZoneId: getAtt(domainId, 'RegionalHostedZoneId'), DNSName: getAtt(domainId, 'RegionalDomainName') };
    if (given(route53, 'EvaluateTargetHealth') !== undefined) handOver(target, 'EvaluateTargetHealth', route53);
    made.AliasTarget = target;
    for (const key of ['Region', 'SetIdentifier']) if (given(route53, key) !== undefined) handOver(made, key, route53);
    return made;
  });
}
