import { expectGiven, expectList, expectMap, expectText, expectType, wrongProperty } from '../../errors.ts';
import { get, has, isGiven, isList, isText, type Json, type JsonMap } from '../../json.ts';
import { logicalId } from '../../logical-id.ts';
import { type CfnResource, getAtt, ref } from '../../resource.ts';
import { generated, handedOn, handOn, isThere, property, type RestApi } from './rest-api.ts';

const ENDPOINTS = ['EDGE', 'REGIONAL', 'PRIVATE'];
const TRUSTSTORE = ['TruststoreUri', 'TruststoreVersion'];
/** The hosted zone of all CloudFront distributions. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** The parts of a checked `Domain`. */
interface Domain {
  readonly map: JsonMap;
  readonly name: Json;
  readonly endpoint: string;
  /** The logical id of the generated domain name. */
  readonly id: string;
}

/**
 * The domain name of an API, what it maps to the API, its records and, for a private one, its association with a VPC endpoint; nothing
 * without a `Domain`. `groups` are the groups of record sets that there are already, by logical id. Throws `SamError`.
 */
export function domainResources(api: RestApi, groups: Map<string, CfnResource>): CfnResource[] {
  const value = property(api, 'Domain');
  if (value === undefined) return [];
  const map = expectMap(value, api.id, 'Domain');
  const isPrivate = get(map, 'EndpointConfiguration') === 'PRIVATE';
  const name = expectGiven(get(map, 'DomainName'), api.id, 'Domain.DomainName');
  expectGiven(get(map, 'CertificateArn'), api.id, 'Domain.CertificateArn');
  const endpoint = get(map, 'EndpointConfiguration') ?? 'REGIONAL';
  if (!isText(endpoint) || !ENDPOINTS.includes(endpoint))
    throw wrongProperty(
      api.id,
      'Domain.EndpointConfiguration',
      "EndpointConfiguration for Custom Domains must be one of ['EDGE', 'REGIONAL', 'PRIVATE'].",
    );
  const id = logicalId(isPrivate ? 'ApiGatewayDomainNameV2' : 'ApiGatewayDomainName', name);
  const domain: Domain = { map, name, endpoint, id };
  const domainName = isPrivate ? privateDomainName(api, domain) : publicDomainName(api, domain);
  const mappings = basePathMappings(api, domain, isPrivate);
  const association = isPrivate ? accessAssociation(api, domain) : [];
  // AWS takes the name for the id here; it makes no difference, as the records of a private domain point to the VPC endpoint.
  return [domainName, ...mappings, ...records(api, domain, groups), ...association];
}

function publicDomainName(api: RestApi, domain: Domain): CfnResource {
  const made: JsonMap = {};
  handOn(made, 'DomainName', domain.map, 'DomainName');
  handOn(made, domain.endpoint === 'REGIONAL' ? 'RegionalCertificateArn' : 'CertificateArn', domain.map, 'CertificateArn');
  made.EndpointConfiguration = endpointConfiguration(domain);
  const mutualTls = mutualTlsAuthentication(api, domain);
  if (mutualTls !== undefined) handOnAs(made, 'MutualTlsAuthentication', domain.map, mutualTls);
  setOptional(api, made, domain, {
    type: 'AWS::ApiGateway::DomainName',
    takes: ['SecurityPolicy', 'EndpointAccessMode', 'OwnershipVerificationCertificateArn'],
  });
  return generated(api, 'AWS::ApiGateway::DomainName', domain.id, ['Domain'], { properties: made });
}

function privateDomainName(api: RestApi, domain: Domain): CfnResource {
  const made: JsonMap = {};
  handOn(made, 'DomainName', domain.map, 'DomainName');
  handOn(made, 'CertificateArn', domain.map, 'CertificateArn');
  made.EndpointConfiguration = endpointConfiguration(domain);
  setOptional(api, made, domain, {
    type: 'AWS::ApiGateway::DomainNameV2',
    takes: ['SecurityPolicy', 'EndpointAccessMode', 'Policy'],
  });
  return generated(api, 'AWS::ApiGateway::DomainNameV2', domain.id, ['Domain'], { properties: made });
}

function handOnAs(made: JsonMap, key: string, from: JsonMap, value: Json): void {
  handOn(made, key, from, key);
  made[key] = value;
}

function endpointConfiguration(domain: Domain): JsonMap {
  const made: JsonMap = { Types: [domain.endpoint] };
  handOn(made, 'IpAddressType', domain.map, 'IpAddressType', isGiven);
  return made;
}

function mutualTlsAuthentication(api: RestApi, domain: Domain): JsonMap | undefined {
  const value = get(domain.map, 'MutualTlsAuthentication');
  if (!isGiven(value)) return undefined;
  const map = expectMap(value, api.id, 'Domain.MutualTlsAuthentication');
  if (!Object.keys(map).every((key) => TRUSTSTORE.includes(key)))
    throw wrongProperty(
      api.id,
      'Domain.MutualTlsAuthentication',
      "Available Domain.MutualTlsAuthentication fields are ['TruststoreUri', 'TruststoreVersion'].",
    );
  return handedOn(map, TRUSTSTORE, isGiven);
}

function setOptional(
  api: RestApi,
  made: JsonMap,
  domain: Domain,
  { type, takes }: { readonly type: string; readonly takes: readonly string[] },
): void {
  for (const name of ['SecurityPolicy', 'EndpointAccessMode', 'Policy', 'OwnershipVerificationCertificateArn']) {
    if (!isGiven(get(domain.map, name))) continue;
    if (!takes.includes(name))
      throw wrongProperty(
        api.id,
        `Domain.${name}`,
        `Resource with id [${domain.id}] is invalid. property ${name} not defined for resource of type ${type}`,
      );
    handOn(made, name, domain.map, name);
  }
}

function basePathMappings(api: RestApi, domain: Domain, isPrivate: boolean): CfnResource[] {
  const common = {
    ...(isPrivate ? { DomainNameArn: ref(domain.id) } : { DomainName: ref(domain.id) }),
    RestApiId: ref(api.id),
    Stage: ref(`${api.id}.Stage`),
  };
  const type = isPrivate ? 'AWS::ApiGateway::BasePathMappingV2' : 'AWS::ApiGateway::BasePathMapping';
  const value = get(domain.map, 'BasePath');
  const isOne = isText(value);
  if (!isGiven(value) || (!isOne && !isList(value)))
    return [generated(api, type, `${api.id}BasePathMapping`, ['Domain'], { properties: common })];
  const paths: readonly Json[] = isOne ? [value] : expectList(value, api.id, 'Domain.BasePath');
  const isNormalised = !has(domain.map, 'NormalizeBasePath') || isGiven(get(domain.map, 'NormalizeBasePath'));
  const texts = paths.map((path, index) => expectText(path, api.id, `Domain.BasePath[${index}]`));
  return texts.map((path) => {
    const plain = path.replace(/[^\p{L}\p{N}]/gu, '');
    return generated(api, type, `${api.id}${plain}BasePathMapping`, ['Domain', 'BasePath'], {
      properties: { ...common, BasePath: isNormalised ? plain : path },
    });
  });
}

function accessAssociation(api: RestApi, domain: Domain): CfnResource[] {
  const value = get(domain.map, 'AccessAssociation');
  if (value === undefined || value === null) return [];
  const association = expectMap(value, api.id, 'Domain.AccessAssociation');
  const endpoint = get(association, 'VpcEndpointId') ?? null;
  const properties: JsonMap = { DomainNameArn: ref(domain.id), AccessAssociationSourceType: 'VPCE' };
  handOn(properties, 'AccessAssociationSource', association, 'VpcEndpointId');
  const id = logicalId('DomainNameAccessAssociation', [endpoint, domain.id]);
  return [generated(api, 'AWS::ApiGateway::DomainNameAccessAssociation', id, ['Domain', 'AccessAssociation'], { properties })];
}

function records(api: RestApi, domain: Domain, groups: Map<string, CfnResource>): CfnResource[] {
  const value = get(domain.map, 'Route53');
  if (value === undefined || value === null) return [];
  const route53 = expectMap(value, api.id, 'Domain.Route53');
  const zoneId = get(route53, 'HostedZoneId') ?? null;
  const zoneName = get(route53, 'HostedZoneName') ?? null;
  if (zoneId === null && zoneName === null)
    throw wrongProperty(
      api.id,
      'Domain.Route53',
      'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.',
    );
  const zone = isGiven(zoneId) ? zoneId : zoneName;
  const isSeparate = get(route53, 'SeparateRecordSetGroup');
  if (isGiven(isSeparate)) {
    expectType(isSeparate, 'boolean', api.id, 'Domain.Route53.SeparateRecordSetGroup');
    const id = logicalId('RecordSetGroup', [zone, domain.name]);
    return [recordSetGroup(api, id, handedOn(route53, ['HostedZoneId', 'HostedZoneName'], isGiven), recordSets(domain, route53))];
  }
  const id = logicalId('RecordSetGroup', zone);
  const known = groups.get(id);
  const sets = known?.properties.RecordSets;
  if (known !== undefined) known.properties.RecordSets = [...(isList(sets) ? sets : []), ...recordSets(domain, route53)];
  const group =
    known ?? recordSetGroup(api, id, handedOn(route53, ['HostedZoneId', 'HostedZoneName'], isThere), recordSets(domain, route53));
  groups.set(id, group);
  return [group];
}

function recordSetGroup(api: RestApi, id: string, zone: JsonMap, sets: Json[]): CfnResource {
  zone.RecordSets = sets;
  return generated(api, 'AWS::Route53::RecordSetGroup', id, ['Domain', 'Route53'], { properties: zone });
}

function recordSets(domain: Domain, route53: JsonMap): JsonMap[] {
  const target = aliasTarget(domain, route53);
  const types = get(route53, 'IpV6') === true ? ['A', 'AAAA'] : ['A'];
  return types.map((type) => {
    const made: JsonMap = {};
    handOn(made, 'Name', domain.map, 'DomainName');
    made.Type = type;
    made.AliasTarget = target;
    handOn(made, 'Region', route53, 'Region');
    handOn(made, 'SetIdentifier', route53, 'SetIdentifier');
    return made;
  });
}

function aliasTarget(domain: Domain, route53: JsonMap): JsonMap {
  const made: JsonMap = {};
  handOn(made, 'EvaluateTargetHealth', route53, 'EvaluateTargetHealth');
  switch (domain.endpoint) {
    case 'REGIONAL':
      made.HostedZoneId = getAtt(domain.id, 'RegionalHostedZoneId');
      made.DNSName = getAtt(domain.id, 'RegionalDomainName');
      break;
    case 'EDGE':
      made.HostedZoneId = CLOUDFRONT_ZONE;
      made.DNSName = get(route53, 'DistributionDomainName') ?? getAtt(domain.id, 'DistributionDomainName');
      break;
    default:
      made.HostedZoneId = get(route53, 'VpcEndpointHostedZoneId') ?? null;
      made.DNSName = get(route53, 'VpcEndpointDomainName') ?? null;
  }
  return made;
}
