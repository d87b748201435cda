import { get, isGiven, isList, isMap, isText, type Json, type JsonMap } from '../../json.ts';
import { isCall } from '../../resource.ts';
import { propertyOf, type SamEvent, wrong } from '../event.ts';
import { inlinePolicy } from '../role-policies.ts';
import type { PolledSource } from './mapping.ts';
import { readSchemaRegistry } from './schema-registry.ts';
import { decryptSecret, readSecret, useNetworkInterfaces } from './secrets.ts';

/** Topics of Kafka in a cluster that AWS runs. */
export const MANAGED_KAFKA: PolledSource = {
  arnProperty: 'Stream',
  managedPolicy: 'AWSLambdaMSKExecutionRole',
  kafkaProperty: 'AmazonManagedKafkaEventSourceConfig',
  policies(event, context) {
    const access = propertyOf(event, 'SourceAccessConfigurations');
    const certificates = (isList(access) ? access : [])
      .filter((item) => get(item, 'Type') === 'CLIENT_CERTIFICATE_TLS_AUTH' && isGiven(get(item, 'URI')))
      .map((item) => readSecret(get(item, 'URI')));
    const statements = [...readSchemaRegistry(event, context), ...certificates];
    return statements.length === 0 ? [] : [inlinePolicy('MSKExecutionRolePolicy', statements)];
  },
};

/** Topics of Kafka in a cluster that AWS does not run. */
export const SELF_MANAGED_KAFKA: PolledSource = {
  kafkaProperty: 'SelfManagedKafkaEventSourceConfig',
  policies(event, context) {
    if (!isGiven(propertyOf(event, 'KafkaBootstrapServers')))
      throw wrong(event, 'No KafkaBootstrapServers provided for self managed kafka as an event source', 'KafkaBootstrapServers');
    const topics = propertyOf(event, 'Topics');
    if (!isGiven(topics)) throw wrong(event, 'No Topics provided for self managed kafka as an event source', 'Topics');
    if (isList(topics) && topics.length !== 1)
      throw wrong(event, 'Topics for self managed kafka only supports single configuration entry.', 'Topics');
    const access = accessTo(event);
    const statements: JsonMap[] = [
      ...access.secrets.map(readSecret),
      ...(access.isInVpc ? [useNetworkInterfaces()] : []),
      ...decryptSecret(event),
      ...readSchemaRegistry(event, context),
    ];
    if (statements.length === 0) return [];
    return [
      {
        PolicyDocument: { Statement: statements, Version: '2012-10-17' },
        PolicyName: 'SelfManagedKafkaExecutionRolePolicy',
      },
    ];
  },
};

const ACCESS = 'SourceAccessConfigurations';

const WITH_SECRET = [
  'SASL_SCRAM_256_AUTH',
  'SASL_SCRAM_512_AUTH',
  'BASIC_AUTH',
  'CLIENT_CERTIFICATE_TLS_AUTH',
  'OAUTHBEARER_AUTH',
] as const;
const WITHOUT_SECRET = ['IAM_AUTH', 'IAM_OAUTHBEARER_AUTH'] as const;
const OAUTH_SETTINGS = ['OAUTHBEARER_SCOPE', 'OAUTHBEARER_AUDIENCE', 'OAUTHBEARER_LOGICAL_CLUSTER', 'OAUTHBEARER_IDENTITY_POOL'] as const;

type Role = 'secret' | 'no secret' | 'certificate' | 'subnet' | 'security group' | 'setting';

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...WITH_SECRET.map((type) => [type, 'secret'] as const),
  ...WITHOUT_SECRET.map((type) => [type, 'no secret'] as const),
  ...OAUTH_SETTINGS.map((type) => [type, 'setting'] as const),
  ['SERVER_ROOT_CA_CERTIFICATE', 'certificate'],
  ['VPC_SUBNET', 'subnet'],
  ['VPC_SECURITY_GROUP', 'security group'],
]);

interface Access {
  readonly secrets: readonly Json[];
  readonly isInVpc: boolean;
}

/** What `SourceAccessConfigurations` of a cluster names. Throws `SamError` for what cannot be or does not go together. */
function accessTo(event: SamEvent): Access {
  const configurations = propertyOf(event, ACCESS);
  if (!isGiven(configurations)) throw wrong(event, `No ${ACCESS} for self managed kafka event provided.`, ACCESS);
  if (!isList(configurations)) throw wrong(event, `${ACCESS} for self managed kafka event should be a list.`, ACCESS);
  const found = new Set<Role>();
  let secret: Json | undefined;
  let certificate: Json | undefined;
  for (const [index, configuration] of configurations.entries()) {
    const path = [ACCESS, String(index)];
    if (!isMap(configuration)) throw wrong(event, `Property '${ACCESS}' should be a map.`, ...path);
    const type = get(configuration, 'Type');
    const role = isText(type) ? ROLES.get(type) : undefined;
    if (!isText(type) || role === undefined)
      throw wrong(event, `Invalid ${ACCESS} Type provided for self managed kafka event.`, ...path, 'Type');
    const isAuthentication = role === 'secret' || role === 'no secret';
    if (isAuthentication && (found.has('secret') || found.has('no secret')))
      throw wrong(event, `Multiple auth mechanism properties specified in ${ACCESS} for self managed kafka event.`, ...path);
    found.add(role);
    if (role === 'no secret') continue;
    const uri = checkedUri(event, get(configuration, 'URI'), role === 'secret' ? 'auth mechanism' : type, path);
    if (role === 'secret') secret = uri;
    if (role === 'certificate') certificate = uri;
  }
  if (found.has('subnet') !== found.has('security group'))
    throw wrong(event, `VPC_SUBNET and VPC_SECURITY_GROUP in ${ACCESS} for SelfManagedKafka must be both provided.`, ACCESS);
  return { secrets: [secret, certificate].filter((each) => each !== undefined), isInVpc: found.has('subnet') };
}

function checkedUri(event: SamEvent, uri: Json | undefined, name: string, path: readonly string[]): Json {
  if (!isGiven(uri)) throw wrong(event, `No ${name} URI property specified in ${ACCESS} for self managed kafka event.`, ...path, 'URI');
  if (!isText(uri) && !isCall(uri))
    throw wrong(event, `Wrong Type for ${name} URI property specified in ${ACCESS} for self managed kafka event.`, ...path, 'URI');
  return uri;
}
