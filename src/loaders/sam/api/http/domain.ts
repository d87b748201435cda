import { expectMap, wrongProperty } from '../../errors.ts';
import { get, has, isGiven, isList, isMap, type Json, type JsonMap } from '../../json.ts';
import { logicalId } from '../../logical-id.ts';
import { inherit } from '../../origins.ts';
import { type CfnResource, getAtt, ref } from '../../resource.ts';
import { type GatewayApi, generated, handedOn } from './generated.ts';

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
  if (given(domain, ['DomainName', 'CertificateArn']).length < 2)
    throw wrongProperty(api.id, 'Domain', 'Custom Domains only works if both DomainName and CertificateArn are provided.');
  const id = logicalId('ApiGatewayDomainNameV2', get(domain, 'DomainName') ?? null);
  const resource = generated(
    api,
    'AWS::ApiGatewayV2::DomainName',
    id,
    ['Domain'],
    Object.assign(handedOn(domain, 'DomainName'), {
      Tags: { [options.tag]: 'SAM' },
      DomainNameConfigurations: [configuration(api, domain)],
      MutualTlsAuthentication: mutualTls(api, domain),
    }),
  );
  return [resource, ...mappings(api, domain, id), ...records(api, domain, id, options.recordSetGroups)];
}

/** Those of the keys that have a value. */
function given(map: JsonMap, keys: readonly string[]): string[] {
  return keys.filter((key) => (get(map, key) ?? undefined) !== undefined);
}

function configuration(api: GatewayApi, domain: JsonMap): JsonMap {
  const optional = ['OwnershipVerificationCertificateArn', 'SecurityPolicy'].filter((key) => isGiven(get(domain, key)));
  const made = handedOn(domain, 'CertificateArn', ...optional);
  const endpoint = get(domain, 'EndpointConfiguration') ?? 'REGIONAL';
  if (endpoint !== 'REGIONAL')
    throw wrongProperty(api.id, 'Domain.EndpointConfiguration', "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].");
  made.EndpointType = 'REGIONAL';
  inherit(made, 'EndpointType', domain, 'EndpointConfiguration');
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
      `Domain.MutualTlsAuthentication.${unknown[0]}`,
      `Resource with id [${unknown.sort().join(',')}] is invalid. Available MutualTlsAuthentication fields are [${fields}].`,
    );
  return handedOn(value, ...TRUSTSTORE.filter((key) => isGiven(get(value, key))));
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
  const value = get(domain, 'Route53') ?? undefined;
  if (value === undefined) return [];
  const route53 = expectMap(value, api.id, 'Domain.Route53');
  const zoneId = get(route53, 'HostedZoneId');
  const zoneName = get(route53, 'HostedZoneName');
  if (given(route53, ['HostedZoneId', 'HostedZoneName']).length === 0)
    throw wrongProperty(
      api.id,
      'Domain.Route53',
      'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.',
    );
  const id = logicalId('RecordSetGroup', isGiven(zoneId) ? zoneId : (zoneName ?? null));
  const zone = handedOn(route53, has(route53, 'HostedZoneId') ? 'HostedZoneId' : 'HostedZoneName');
  const group = groups.get(id) ?? generated(api, 'AWS::Route53::RecordSetGroup', id, ['Domain', 'Route53'], zone);
  groups.set(id, group);
  const sets = group.properties.RecordSets;
  group.properties.RecordSets = [...(isList(sets) ? sets : []), ...recordSets(domain, route53, domainId)];
  return [group];
}

function recordSets(domain: JsonMap, route53: JsonMap, domainId: string): JsonMap[] {
  return (get(route53, 'IpV6') === true ? ['A', 'AAAA'] : ['A']).map((type) => {
    const target = handedOn(route53, ...given(route53, ['EvaluateTargetHealth']));
    target.HostedZoneId = getAtt(domainId, 'RegionalHostedZoneId');
    target.DNSName = getAtt(domainId, 'RegionalDomainName');
    const made = handedOn(route53, ...given(route53, ['Region', 'SetIdentifier']));
    Object.assign(made, { Type: type, Name: get(domain, 'DomainName'), AliasTarget: target });
    inherit(made, 'Name', domain, 'DomainName');
    return made;
  });
}
